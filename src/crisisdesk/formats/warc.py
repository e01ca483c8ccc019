"""Web archives (WARC, ISO 28500), plain or gzipped record by record: their pages, and one page.

A page's name is the byte at which its record begins, so that any process finds it again. Records
are hostile: lines, headers, chunks and what is unpacked are bounded, and nothing is kept of a
record that is passed over.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from msgspec import Struct

from crisisdesk.errors import ReportError
from crisisdesk.formats.bodies import MostError, body_of
from crisisdesk.formats.raw import MAX_BYTES, Raw, too_large
from crisisdesk.formats.stores import Stored

MOST_LINE = 65_536
"""Bytes of a header line; one that is longer breaks its record."""
MOST_HEADERS = 500
MOST_TIMES = 500
"""An archive that unpacks to more than so many times its size is a bomb."""
_FREE = 100_000_000  # bytes unpacked before that is asked
_BLOCK = 65_536
_GZIP = b"\x1f\x8b"
_KINDS = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "text/plain": "text",
    "text/markdown": "markdown",
}
_HOLDS_PAGES = ("response", "resource", "conversion")


class Broken(Exception):
    """A record, or the rest of an archive, that cannot be read; the text says why."""


class Found(Struct, frozen=True):
    """A record at a byte of the archive: ``passed`` says why it is no page, None where it is
    one; ``broken`` why it cannot be read."""

    offset: int
    passed: str | None = None
    broken: str | None = None


class _Record(Struct):
    headers: dict[str, str]
    http: dict[str, str]
    status: int | None
    kind: str  # of its content, as declared: text/html
    body: _Body


def is_warc(path: Path | Stored) -> bool:
    """Whether a file begins as a web archive does."""
    with path.open("rb") as file:
        head = file.read(2048)
    if head.startswith(_GZIP):
        try:
            head = zlib.decompressobj(31).decompress(head, 16)
        except zlib.error:
            return False
    return head.startswith(b"WARC/")


def records(path: Path | Stored) -> Iterator[Found]:
    """The records of an archive that hold, or might hold, a page, in its order. Where the archive
    breaks off the last one found is broken and says that the rest is not read.

    Raises ReportError where the file cannot be opened.
    """
    try:
        with path.open("rb") as file:
            yield from _records(file, path.stat().st_size)
    except OSError as error:
        raise ReportError(str(path), f"cannot be read: {error.strerror or error}") from error


def read_page(path: Path | Stored, offset: int) -> Raw:
    """The page whose record begins at a byte. Raises ReportError where there is none, or it
    cannot be read."""
    source = f"{path}!{offset}"
    try:
        with path.open("rb") as file:
            size = path.stat().st_size
            if not 0 <= offset < size:
                raise ReportError(source, "the archive has no record there")
            record = _record(_stream(file, offset, size))
            if _no_page(record) is not None:
                raise ReportError(source, "the record there is no page")
            data = body_of(record.body.read(MAX_BYTES + 1), record.http, MAX_BYTES)
    except (Broken, zlib.error) as error:
        raise ReportError(source, str(error)) from error
    except MostError as error:
        raise ReportError(source, too_large()) from error
    except OSError as error:
        raise ReportError(source, f"cannot be read: {error.strerror or error}") from error
    url = record.headers.get("warc-target-uri", "").strip("<>") or None
    charset = record.http.get("content-type", "").lower().partition("charset=")[2]
    name = (url or "").rpartition("/")[2]
    return Raw(data, name, charset.split(";")[0].strip(" \"'") or None, _KINDS[record.kind], url)


def _records(file: BinaryIO, size: int) -> Iterator[Found]:
    at = 0
    unpacked = 0
    while at < size:
        stream = _stream(file, at, size)
        try:
            found = _looked_at(stream, at)
            if found:
                yield found
            at = stream.end()
        except (Broken, zlib.error) as error:
            again = stream.next_start()
            rest = "" if again else "; the rest of the archive is not read"
            yield Found(at, broken=f"{error}{rest}")
            if not again:
                return
            at = again
        unpacked += stream.taken
        if unpacked > _FREE and unpacked > MOST_TIMES * at:
            yield Found(at, broken=f"the archive unpacks to over {MOST_TIMES} times its size")
            return


def _looked_at(stream: _Stream, at: int) -> Found | None:
    """What a record is, None where its type never holds a page."""
    record = _record(stream)
    found = Found(at, passed=_no_page(record))
    record.body.skip()
    return None if found.passed == "" else found


def _no_page(record: _Record) -> str | None:
    """Why a record is no page; empty where its type never holds one, None where it is one."""
    kind = record.headers.get("warc-type", "").lower()
    if kind == "revisit":
        return "seen before, not stored again"
    if kind not in _HOLDS_PAGES:
        return ""
    if record.status is not None and record.status != 200:
        return f"answered {record.status}"
    if record.kind not in _KINDS:
        return record.kind or "of no type"
    return None


def _record(stream: _Stream) -> _Record:
    """The record that begins here, its body not read yet. Raises Broken."""
    if not stream.line().startswith(b"WARC/"):
        raise Broken("no record of a web archive begins here")
    headers = _headers(stream)
    length = headers.get("content-length", "")
    if not length.isdecimal():
        raise Broken("the record does not say how long it is")
    body = _Body(stream, int(length[:19]))
    content = headers.get("content-type", "")
    http: dict[str, str] = {}
    status = None
    if headers.get("warc-type", "").lower() == "response" and "http" in content.lower():
        words = body.line().split(None, 2)
        status = int(words[1][:3]) if len(words) > 1 and words[1][:3].isdigit() else 0
        http = _headers(body)
        content = http.get("content-type", "")
    return _Record(headers, http, status, content.split(";")[0].strip().lower(), body)


def _headers(stream: _Stream | _Body) -> dict[str, str]:
    """Header lines by name in lower case, up to the empty line."""
    found: dict[str, str] = {}
    name = ""
    for _ in range(MOST_HEADERS):
        line = stream.line().decode("utf-8", "replace").rstrip("\r\n")
        if not line:
            return found
        if line[0] in " \t" and name:
            found[name] = f"{found[name]} {line.strip()}"[:MOST_LINE]
            continue
        name, _, value = line.partition(":")
        name = name.strip().lower()
        found.setdefault(name, value.strip())
    raise Broken(f"it has more than {MOST_HEADERS} header lines")


def _stream(file: BinaryIO, at: int, size: int) -> _Stream:
    file.seek(at)
    packed = file.read(2) == _GZIP
    file.seek(at)
    return _Stream(file, packed, size)


class _Stream:
    """The bytes of one record from where the file stands, unpacked if they are packed."""

    def __init__(self, file: BinaryIO, packed: bool, size: int) -> None:
        self._file = file
        self._start = file.tell()
        self._size = size
        self._inflate = zlib.decompressobj(31) if packed else None
        self._held = b""  # read (and unpacked), not yet taken
        self._packed = b""  # read, not yet unpacked
        self.taken = 0

    def read(self, most: int) -> bytes:
        """Up to so many bytes; none at the end."""
        if not self._held:
            self._held = self._more()
        found, self._held = self._held[:most], self._held[most:]
        self.taken += len(found)
        if self.taken > _FREE and self._is_bomb():
            raise Broken(f"it unpacks to over {MOST_TIMES} times its size")
        return found

    def _is_bomb(self) -> bool:
        read = self._file.tell() - self._start
        return self._inflate is not None and self.taken > MOST_TIMES * read

    def line(self) -> bytes:
        """The next line with its end. Raises Broken where it is too long."""
        line = b""
        while not line.endswith(b"\n"):
            if not self._held:
                self._held = self._more()
            if not self._held:
                break
            at = self._held.find(b"\n") + 1
            line += self.read(at or len(self._held))
            if len(line) > MOST_LINE:
                raise Broken("a header line of it has no end")
        return line

    def end(self) -> int:
        """The byte at which the next record begins, after what stands between records."""
        if self._inflate is None:
            while (byte := self.read(1)) in (b"\r", b"\n"):
                pass
            if not byte:
                return self._size
            return self._file.tell() - len(self._held) - 1
        while byte := self.read(1):
            if byte not in b"\r\n":
                raise Broken("it is packed as a whole; unpack it, or pack it record by record")
        return self._after()

    def next_start(self) -> int | None:
        """Where the next record begins after one that broke, None where nothing tells."""
        if self._inflate is None:
            return None
        try:
            while self.read(_BLOCK):
                if self.taken > _FREE:
                    return None
        except (Broken, zlib.error):
            return None
        at = self._after()
        return at if at < self._size else None

    def _after(self) -> int:
        rest = self._inflate.unused_data if self._inflate else b""
        return self._file.tell() - len(rest)

    def _more(self) -> bytes:
        if self._inflate is None:
            return self._file.read(_BLOCK)
        while not self._inflate.eof:
            packed = self._packed or self._file.read(_BLOCK)
            if not packed:
                raise Broken("the archive breaks off within it")
            found = self._inflate.decompress(packed, _BLOCK)
            self._packed = self._inflate.unconsumed_tail
            if found:
                return found
        return b""


class _Body:
    """So many bytes of a stream, and no more."""

    def __init__(self, stream: _Stream, length: int) -> None:
        self._stream = stream
        self.left = length

    def line(self) -> bytes:
        """The next line, cut where the body ends."""
        if self.left <= 0:
            return b""
        line = self._stream.line()
        self.left -= len(line)
        if self.left < 0:
            raise Broken("its headers are longer than it says it is")
        return line

    def read(self, most: int) -> bytes:
        """Up to ``most`` bytes. Raises Broken where the archive ends before the body does."""
        parts, size = [], 0
        while size < most and self.left > 0:
            part = self._stream.read(min(_BLOCK, most - size, self.left))
            if not part:
                raise Broken("the archive breaks off within it")
            parts.append(part)
            size += len(part)
            self.left -= len(part)
        return b"".join(parts)

    def skip(self) -> None:
        """Read to the body's end and keep nothing."""
        while self.left > 0:
            self.read(_BLOCK)
