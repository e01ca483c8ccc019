"""The body of a stored HTTP answer as its reader would see it: chunks joined, packing undone.

RFC 9112, 7.1 (chunks) and RFC 9110, 8.4 (codings). All is bounded before it is made.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping

from crisisdesk.formats.raw import MAX_BYTES

_CHUNK = re.compile(rb"([0-9a-fA-F]{1,8})[ \t]*(?:;[^\r\n]{0,1000})?\r?\n")
_ROUNDS = 2  # a body packed more often than this is made to be


class MostError(Exception):
    """The body is, or unpacks to, more than it may."""


def body_of(data: bytes, headers: Mapping[str, str], most: int = MAX_BYTES) -> bytes:
    """The body under ``headers`` (by name in lower case). What is said to be in chunks or packed
    and is not stays as it is: archives often undo it and keep the headers.

    Raises MostError where it is more than ``most`` bytes.
    """
    if headers.get("transfer-encoding", "").lower().strip() == "chunked":
        data = _joined(data)
    codings = [name.strip().lower() for name in headers.get("content-encoding", "").split(",")]
    for name in reversed(codings[:_ROUNDS]):
        if name in ("gzip", "x-gzip"):
            data = _inflated(data, (31,), most)
        elif name == "deflate":
            data = _inflated(data, (15, -15), most)
    if len(data) > most:
        raise MostError
    return data


def _joined(data: bytes) -> bytes:
    """Chunks put together; the bytes themselves where they do not stand in chunks."""
    parts: list[bytes] = []
    at = 0
    while head := _CHUNK.match(data, at):
        size = int(head.group(1), 16)
        if size == 0:
            return b"".join(parts)
        parts.append(data[head.end() : head.end() + size])
        at = head.end() + size
        at += 2 if data[at : at + 2] == b"\r\n" else 1
    # cut off in the middle of its chunks, or never in any
    return b"".join(parts) if at >= len(data) and parts else data


def _inflated(data: bytes, windows: tuple[int, ...], most: int) -> bytes:
    for window in windows:
        inflate = zlib.decompressobj(window)
        try:
            found = inflate.decompress(data, most + 1)
        except zlib.error:
            continue
        if len(found) > most:
            raise MostError
        return found
    return data
