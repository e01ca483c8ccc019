"""Opens a file of events: plain, gzip or zip, with bounds on what it may unpack to."""

from __future__ import annotations

import csv
import gzip
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import IO, cast

from crisisdesk.errors import StreamError
from crisisdesk.formats.stores import Stored
from crisisdesk.formats.streams.shapes import SEPARATORS, Recognised, separator_of

MOST_BYTES = 60_000_000_000  # unpacked; a year of GDELT is a tenth of this
MOST_RATIO = 200  # unpacked to packed; text packs 10:1, a bomb 1000:1
LONGEST_LINE = 4_000_000
FIRST_BYTES = 1 << 18
SAMPLE = 500


def fetched(source: Stored, room: Path, tell: Callable[[str, float], None]) -> Path:
    """A file out of an object store, brought into ``room``. Raises StreamError where there is
    none, StoreError where the store does not answer."""
    target, read = room / source.name, 0
    try:
        size = source.stat().st_size or 1
        with source.open() as file, target.open("wb") as out:
            while block := file.read(1 << 22):
                out.write(block)
                read += len(block)
                tell("fetching", 100 * read / size)
    except FileNotFoundError:
        raise StreamError(source.url, "there is no such file") from None
    return target


@contextmanager
def opened(path: Path, room: Path) -> Iterator[Path]:
    """A plain file with the same content; what is packed is unpacked into ``room``.

    Raises StreamError where it is missing or empty, where a zip holds not just one file, and
    where it unpacks to more than `MOST_BYTES` or `MOST_RATIO` times its size.
    """
    if not path.is_file():
        raise StreamError(str(path), "is a folder" if path.is_dir() else "there is no such file")
    if path.stat().st_size == 0:
        raise StreamError(str(path), "is empty")
    with path.open("rb") as file:
        start = file.read(4)
    if start.startswith(b"\x1f\x8b"):
        with gzip.open(path) as packed:
            yield _unpacked(cast(IO[bytes], packed), path, room)
    elif start.startswith(b"PK"):
        with _only_member(path) as packed:
            yield _unpacked(packed, path, room)
    else:
        yield path


@contextmanager
def _only_member(path: Path) -> Iterator[IO[bytes]]:
    try:
        with zipfile.ZipFile(path) as archive:
            members = [item for item in archive.infolist() if not item.is_dir()]
            if len(members) != 1:
                raise StreamError(str(path), f"holds {len(members)} files; one is read at a time")
            with archive.open(members[0]) as packed:
                yield packed
    except (zipfile.BadZipFile, RuntimeError) as error:
        raise StreamError(str(path), f"is no zip that can be opened: {error}") from error


def _unpacked(packed: IO[bytes], path: Path, room: Path) -> Path:
    most = min(MOST_BYTES, max(path.stat().st_size * MOST_RATIO, 1 << 20))
    target, size = room / "unpacked", 0
    try:
        with target.open("wb") as file:
            while block := packed.read(1 << 20):
                size += len(block)
                if size > most:
                    raise StreamError(str(path), f"unpacks to more than {most:,} bytes")
                file.write(block)
    except (EOFError, gzip.BadGzipFile, zipfile.BadZipFile) as error:
        raise StreamError(str(path), f"is damaged: {error}") from error
    return target


def first_fields(plain: Path, source: str) -> list[str]:
    """The fields of the first row. Raises StreamError where it is no row of text."""
    with plain.open("rb") as file:
        start = file.read(FIRST_BYTES)
    line = start.split(b"\n", 1)[0]
    try:
        text = line.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise StreamError(source, "is no text in UTF-8") from None
    if "\0" in text or not text.strip():
        raise StreamError(source, "its first line is no line of text")
    separator = separator_of(text)
    # a quoted field may run on over lines, which tabbed files do not have
    whole = start.decode("utf-8-sig", "replace").replace("\0", "") if separator == "," else text
    rows = _rows(whole.rstrip("\r").splitlines(True), separator, quoted=separator == ",")
    try:
        return next(rows)
    except csv.Error as error:
        raise StreamError(source, f"its first row cannot be read: {error}") from error


def _rows(lines: Iterable[str], separator: str, *, quoted: bool) -> Iterator[list[str]]:
    if quoted:
        return csv.reader(lines, delimiter=separator)
    return csv.reader(lines, delimiter=separator, quoting=csv.QUOTE_NONE)


def sample_of(plain: Path, found: Recognised, column: str) -> list[str]:
    """A column of the first rows, as written."""
    place = found.columns.index(column)
    with plain.open(encoding="utf-8", errors="replace", newline="") as file:
        lines = islice((line[:LONGEST_LINE].replace("\0", "") for line in file), SAMPLE)
        rows = _rows(lines, SEPARATORS[found.shape.separator], quoted=found.shape.quoted)
        written = []
        try:
            for row in rows:
                if len(row) > place:
                    written.append(row[place].strip())
        except csv.Error:
            pass  # a broken quotation: what was read before it will do
    return written
