"""A stand-in for Google's store: as much of its JSON interface as PyArrow's client asks for.

Objects are listed with their prefixes, described, read whole or in ranges, put by resumable uploads
and deleted. Everything else is answered with 400, so that nothing passes unseen. It runs in a
process of its own: while PyArrow's client waits for an answer it may hold Python's lock, and a
thread of the same process could never give one.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

PAGE = 3  # names listed at once: the client has to ask again
BUSY = 2  # times that it is told to
_OBJECT = re.compile(r"/storage/v1/b/([^/]+)/o/([^?]+)")
_LIST = re.compile(r"/storage/v1/b/([^/]+)/o")
_UPLOAD = re.compile(r"/upload/storage/v1/b/([^/]+)/o")
_RANGE = re.compile(r"bytes (?:\*|(\d+)-(\d+))/(\d+|\*)")


class _Store(ThreadingHTTPServer):
    """The server with its objects, by bucket and name. The first answers about each object of a
    bucket called busy are that it is."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Asked)
        self.objects: dict[tuple[str, str], bytes] = {}
        self.changed: dict[tuple[str, str], float] = {}
        self.uploads: dict[str, tuple[tuple[str, str], bytearray]] = {}
        self.busy: dict[str, int] = {}

    def put(self, key: tuple[str, str], data: bytes) -> None:
        """Keep an object."""
        self.objects[key] = data
        self.changed[key] = time.time()

    def told(self, key: tuple[str, str]) -> dict[str, Any]:
        """An object as the store describes it."""
        when = time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime(self.changed[key]))
        return {
            "kind": "storage#object", "bucket": key[0], "name": key[1], "generation": "1",
            "metageneration": "1", "size": str(len(self.objects[key])), "updated": when,
            "timeCreated": when, "contentType": "application/octet-stream",
        }  # fmt: skip


@contextmanager
def google_store() -> Iterator[str]:
    """The address of a store that answers until the end."""
    line = [sys.executable, "-m", "tests.google_store"]
    root = Path(__file__).resolve().parents[1]
    with subprocess.Popen(line, stdout=subprocess.PIPE, text=True, cwd=root) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip()
        finally:
            process.kill()


class _Asked(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Store

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        if not self._begun():
            return
        url = urlsplit(self.path)
        asked = {name: values[0] for name, values in parse_qs(url.query).items()}
        one, many = _OBJECT.fullmatch(url.path), _LIST.fullmatch(url.path)
        if one:
            self._object((one[1], unquote(one[2])), asked.get("alt") == "media")
        elif many:
            self._listed(many[1], asked)
        else:
            self._answer(400)

    def do_POST(self) -> None:
        self._body()
        if not self._begun():
            return
        url = urlsplit(self.path)
        found, asked = _UPLOAD.fullmatch(url.path), parse_qs(url.query)
        if not found or asked.get("uploadType") != ["resumable"]:
            self._answer(400)
            return
        key = f"u{len(self.server.uploads)}"
        self.server.uploads[key] = (found[1], asked["name"][0]), bytearray()
        self._answer(200, head={"Location": f"http://{self.headers['Host']}/put/{key}"})

    def do_PUT(self) -> None:
        data = self._body()
        if not self._begun():
            return
        key, held = self.server.uploads[self.path.rpartition("/")[2]]
        told = _RANGE.fullmatch(self.headers.get("Content-Range") or f"bytes */{len(data)}")
        assert told, self.headers.get("Content-Range")
        assert told[1] is None or int(told[1]) == len(held)
        held += data
        if told[3] == "*":
            self._answer(308, head={"Range": f"bytes=0-{len(held) - 1}"} if held else {})
            return
        self.server.put(key, bytes(held))
        self._answer(200, self.server.told(key))

    def do_DELETE(self) -> None:
        if not self._begun():
            return
        found = _OBJECT.fullmatch(urlsplit(self.path).path)
        key = (found[1], unquote(found[2])) if found else ("", "")
        self._answer(204 if self.server.objects.pop(key, None) is not None else 404)

    def _begun(self) -> bool:
        """Whether the asker is served; the busy bucket makes it ask again."""
        if "/b/busy/" not in self.path:
            return True
        asked = self.server.busy[self.path] = self.server.busy.get(self.path, 0) + 1
        if asked <= BUSY:
            self._answer(503)
        return asked > BUSY

    def _object(self, key: tuple[str, str], media: bool) -> None:
        if key not in self.server.objects:
            self._answer(404)
        elif not media:
            self._answer(200, self.server.told(key))
        else:
            self._media(self.server.objects[key])

    def _media(self, data: bytes) -> None:
        """The bytes, or some of them: ``bytes=2-5``, ``bytes=2-``, ``bytes=-3``."""
        asked = re.fullmatch(r"bytes=(\d*)-(\d*)", self.headers.get("Range", ""))
        if not asked:
            self._answer(200, data)
            return
        first = int(asked[1]) if asked[1] else max(0, len(data) - int(asked[2]))
        last = int(asked[2]) if asked[1] and asked[2] else len(data) - 1
        if first >= len(data):
            self._answer(416)
            return
        part = data[first : last + 1]
        told = f"bytes {first}-{first + len(part) - 1}/{len(data)}"
        self._answer(206, part, {"Content-Range": told})

    def _listed(self, bucket: str, asked: dict[str, str]) -> None:
        prefix, delimiter = asked.get("prefix", ""), asked.get("delimiter")
        names, prefixes = [], set()
        for name in sorted(name for where, name in self.server.objects if where == bucket):
            if not name.startswith(prefix):
                continue
            rest = name[len(prefix) :]
            first, inner, deeper = rest.partition(delimiter) if delimiter else (rest, "", "")
            if inner:
                prefixes.add(f"{prefix}{first}{inner}")
            if not inner or (not deeper and asked.get("includeTrailingDelimiter") == "true"):
                names.append(name)
        start = int(asked.get("pageToken") or 0)
        found: dict[str, Any] = {
            "kind": "storage#objects", "prefixes": sorted(prefixes) if not start else [],
            "items": [self.server.told((bucket, name)) for name in names[start : start + PAGE]],
        }  # fmt: skip
        if start + PAGE < len(names):
            found["nextPageToken"] = str(start + PAGE)
        self._answer(200, found)

    def _answer(
        self, status: int, told: dict[str, Any] | bytes | None = None,
        head: dict[str, str] | None = None,
    ) -> None:  # fmt: skip
        if told is None and status >= 400:
            told = {"error": {"code": status, "message": f"the stand-in says {status}"}}
        data = told if isinstance(told, bytes) else json.dumps(told or {}).encode()
        data = b"" if status == 204 else data
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        kind = "application/octet-stream" if isinstance(told, bytes) else "application/json"
        self.send_header("Content-Type", kind)
        for name, value in (head or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def _body(self) -> bytes:
        if self.headers.get("Transfer-Encoding", "").lower() != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))
        found = b""
        while size := int(self.rfile.readline().partition(b";")[0], 16):
            found += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return found


if __name__ == "__main__":
    with _Store() as running:
        print(f"http://127.0.0.1:{running.server_port}", flush=True)
        running.serve_forever()
