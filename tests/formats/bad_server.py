"""A site that serves one file and misbehaves each time in the way that the path names."""

from __future__ import annotations

import gzip
import hashlib
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

BODY = bytes(range(256)) * 400  # 102,400 bytes that are no text
SHA256 = hashlib.sha256(BODY).hexdigest()
TAG = '"v1"'
BOMB = gzip.compress(b"\1" * 5_000_000)  # made once: a slow machine must not stall over it


class Handler(BaseHTTPRequestHandler):
    """``/NAME/anything``: what happens is the method ``file_NAME``."""

    asked: ClassVar[list[tuple[str, str | None]]] = []
    times: ClassVar[Counter[str]] = Counter()
    files: ClassVar[dict[str, bytes]] = {}

    def do_GET(self) -> None:
        type(self).asked.append((self.path, self.headers.get("Range")))
        type(self).times[self.path] += 1
        name = self.path.strip("/").split("/")[0].split("?")[0]
        getattr(self, f"file_{name}", self.file_none)()

    @property
    def nth(self) -> int:
        return self.times[self.path]

    def head(self, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        for key, value in headers.items():
            self.send_header(key.replace("_", "-"), value)
        self.end_headers()

    def whole(self, body: bytes = BODY, **headers: str) -> None:
        more = {"Content_Length": str(len(body)), "Content_Type": "application/zip"} | headers
        self.head(**more)
        with suppress(OSError):  # who asked may have hung up
            self.wfile.write(body)

    def rest(self, tag: str = TAG) -> bool:
        """Serves the rest where it is asked for and the version is the same."""
        wanted = self.headers.get("Range")
        if not wanted or self.headers.get("If-Range") != tag:
            return False
        start = int(wanted.removeprefix("bytes=").rstrip("-"))
        self.head(
            206,
            Content_Range=f"bytes {start}-{len(BODY) - 1}/{len(BODY)}",
            Content_Length=str(len(BODY) - start),
            ETag=tag,
        )
        self.wfile.write(BODY[start:])
        return True

    def half(self, **headers: str) -> None:
        """Promises all, sends half and hangs up."""
        self.head(Content_Length=str(len(BODY)), **headers)
        self.wfile.write(BODY[: len(BODY) // 2])
        self.close_connection = True

    def file_ok(self) -> None:
        self.whole(ETag=TAG)

    def file_given(self) -> None:
        """A file that a test has put here, of any kind."""
        body = self.files.get(self.path)
        if body is None:
            self.send_error(404)
            return
        kind = "text/html" if self.path.endswith(".html") else "application/octet-stream"
        self.whole(body, Content_Type=kind)

    def file_cut(self) -> None:
        """Cut once; the rest is there for who asks for it."""
        if not self.rest():
            self.half(ETag=TAG)

    def file_always(self) -> None:
        self.half(ETag=TAG) if not self.headers.get("Range") else self.head(500)

    def file_unmarked(self) -> None:
        """Cut once, and nothing tells one version from another."""
        self.half() if self.nth == 1 else self.whole()

    def file_changed(self) -> None:
        """Cut, and then another version, which If-Range must bring whole."""
        self.half(ETag='"old"') if self.nth == 1 else self.whole(ETag='"new"')

    def file_deaf(self) -> None:
        """Does not know Range: the whole file each time."""
        self.half(ETag=TAG) if self.nth == 1 else self.whole(ETag=TAG)

    def file_shifted(self) -> None:
        """Sends another part than was asked for, once."""
        if self.headers.get("Range"):
            self.head(206, Content_Range=f"bytes 5-9/{len(BODY)}", Content_Length="5")
            self.wfile.write(BODY[5:10])
        elif self.nth == 1:
            self.half(ETag=TAG)
        else:
            self.whole(ETag=TAG)

    def file_beyond(self) -> None:
        """Says that there is no rest although there is."""
        if self.headers.get("Range"):
            self.head(416, Content_Range=f"bytes */{len(BODY)}", Content_Length="0")
        elif self.nth == 1:
            self.half(ETag=TAG)
        else:
            self.whole(ETag=TAG)

    def file_stalls(self) -> None:
        """Stands still in the middle, once."""
        if self.rest():
            return
        self.head(Content_Length=str(len(BODY)), ETag=TAG)
        self.wfile.write(BODY[:1000])
        self.wfile.flush()
        time.sleep(1.0)
        self.close_connection = True

    def file_short(self) -> None:
        """Claims fewer bytes than it has: what lies behind them is lost."""
        self.head(Content_Length="1000")
        self.wfile.write(BODY)

    def file_claims(self) -> None:
        self.head(Content_Length="99999999999")

    def file_endless(self) -> None:
        self.head()
        try:
            while True:
                self.wfile.write(BODY)
        except OSError:
            return

    def file_drip(self) -> None:
        self.head()
        try:
            while True:
                self.wfile.write(b"a")
                self.wfile.flush()
                time.sleep(0.05)
        except OSError:
            return

    def file_packed(self) -> None:
        self.whole(gzip.compress(BODY), Content_Encoding="gzip", ETag=TAG)

    def file_bomb(self) -> None:
        self.whole(BOMB, Content_Encoding="gzip")

    def file_page(self) -> None:
        self.whole(b"<html><body>Service unavailable</body></html>", Content_Type="text/html")

    def file_hidden(self) -> None:
        """A page that says it is a file."""
        self.whole(b"\n<!DOCTYPE html><html><body>Log in first</body></html>")

    def file_empty(self) -> None:
        self.whole(b"")

    def file_circle(self) -> None:
        self.head(302, Location="/circle/again", Content_Length="0")

    def file_away(self) -> None:
        self.head(302, Location="/ok", Content_Length="0")

    def file_gone(self) -> None:
        self.send_error(404)

    def file_once(self) -> None:
        """Fails once with 500."""
        self.send_error(500) if self.nth == 1 else self.whole()

    def file_busy(self) -> None:
        """Asks to wait a moment, once."""
        self.head(429, Retry_After="0", Content_Length="0") if self.nth == 1 else self.whole()

    def file_later(self) -> None:
        self.head(429, Retry_After="3600", Content_Length="0")

    def file_broken(self) -> None:
        self.send_error(500)

    def file_none(self) -> None:
        self.send_error(404)

    def log_message(self, format: str, *args: Any) -> None:
        """Says nothing."""


@contextmanager
def serving() -> Iterator[str]:
    """The site's address while it runs."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
