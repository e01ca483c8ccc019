"""Archives made for tests: zips and web archives, sound and hostile."""

from __future__ import annotations

import gzip
import zipfile
from pathlib import Path

PAGE = (
    "<!doctype html><html><head><title>{title}</title></head><body><article><h1>{title}</h1>"
    "<p>{title}: Chile threatened to attack Peru on May 2, 2023, officials said in Lima.</p>"
    "</article></body></html>"
)


def page(title: str) -> bytes:
    return PAGE.format(title=title).encode()


def zip_of(path: Path, members: dict[str, bytes], packed: bool = True) -> Path:
    how = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
    with zipfile.ZipFile(path, "w", how) as made:
        for name, data in members.items():
            made.writestr(name, data)
    return path


def record(
    body: bytes,
    url: str = "https://news.example/a",
    kind: str = "text/html; charset=utf-8",
    status: str = "200 OK",
    more: str = "",
    of: str = "response",
) -> bytes:
    """One record of a web archive, not packed."""
    http = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n{more}\r\n".encode() + body
    head = (
        f"WARC/1.0\r\nWARC-Type: {of}\r\nWARC-Target-URI: {url}\r\n"
        "Content-Type: application/http; msgtype=response\r\n"
        f"Content-Length: {len(http)}\r\n\r\n"
    )
    return head.encode() + http + b"\r\n\r\n"


def warc_of(path: Path, *records: bytes) -> Path:
    """A web archive, packed record by record where its name ends in ``.gz``."""
    packed = path.suffix == ".gz"
    path.write_bytes(b"".join(gzip.compress(one) if packed else one for one in records))
    return path
