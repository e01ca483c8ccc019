"""Files of many reports, one a row: JSON lines (gzipped or not) and Parquet.

Columns, each by any of its names: text or html, and url, title, outlet, author, published. Rows are
hostile as reports are: a line, a column and what is unpacked of it are bounded, a bad row is set
aside by its number, and the others are read.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

from crisisdesk.errors import ReportError
from crisisdesk.formats.gzips import stream_of
from crisisdesk.formats.moments import moment
from crisisdesk.formats.raw import MAX_BYTES, Given, Raw, given_as
from crisisdesk.formats.stores import Stored

NAMES = {
    "text": ("text", "body", "content", "article", "maintext", "plain_text"),
    "html": ("html", "raw_html", "page"),
    "url": ("url", "link", "uri"),
    "title": ("title", "headline"),
    "outlet": ("outlet", "publisher", "source", "site", "domain"),
    "author": ("author", "authors", "byline"),
    "published": ("published", "published_at", "publish_date", "date_publish", "date"),
}
"""The columns, and the names under which others have them; the first that is there holds."""
MOST_TIMES = 500
"""A packed file that unpacks to more than so many times its size is a bomb."""
MOST_GROUP = 2_000_000_000
"""Bytes of a row group of Parquet, unpacked; one that is larger is refused."""

_FREE = 100_000_000  # bytes unpacked before that is asked
_ROWS = 16  # of Parquet at once: with rows of the largest size that is what memory allows
_LINES = (".jsonl", ".ndjson", ".jsonl.gz", ".ndjson.gz")
_DAY = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")


def holds_rows(path: Path | Stored) -> bool:
    """Whether a file holds a report in each row, by its name."""
    name = path.name.lower()
    return name.endswith((*_LINES, ".parquet"))


def rows(path: Path | Stored) -> Iterator[Given | ReportError]:
    """The reports of a file, each by its file and number (``news.jsonl!12`` is line 12), or why it
    is set aside. Raises ReportError where the file itself cannot be read."""
    found = _parquet(path) if path.name.lower().endswith(".parquet") else _lines(path)
    try:
        yield from found
    except (OSError, EOFError, zlib.error) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise ReportError(str(path), f"the rest of it cannot be read: {reason}") from error


def read_row(path: Path | Stored, number: str) -> Raw:
    """One row's report. Raises ReportError where there is none, or it is set aside."""
    return given_as(f"{path}!{number}", rows(path), "the file has no such row")


def _lines(path: Path | Stored) -> Iterator[Given | ReportError]:
    packed = path.name.lower().endswith(".gz")
    most = max(_FREE, MOST_TIMES * path.stat().st_size) if packed else None
    taken = 0
    with path.open("rb") as file, stream_of(file) as stream:
        for number, line, size in _bounded_lines(stream):
            taken += size
            source = f"{path}!{number}"
            if most is not None and taken > most:
                yield ReportError(source, f"the file unpacks to over {MOST_TIMES} times its size")
                return
            if size > len(line):
                yield ReportError(source, f"line {number} is larger than {MAX_BYTES // 10**6} MB")
            elif line.strip():
                yield _line(source, number, line)


def _bounded_lines(stream: BinaryIO) -> Iterator[tuple[int, bytes, int]]:
    """Each line with its number and its size; of one that is too long only the beginning."""
    number = 0
    while line := stream.readline(MAX_BYTES):
        number += 1
        size = len(line)
        rest = line
        while not rest.endswith(b"\n") and (rest := stream.readline(MAX_BYTES)):
            size += len(rest)
        yield number, line, size


def _line(source: str, number: int, line: bytes) -> Given | ReportError:
    try:
        found = msgspec.json.decode(line.removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        return ReportError(source, f"line {number} is no JSON ({error})")
    if not isinstance(found, dict):
        return ReportError(source, f"line {number} is no JSON object")
    return _row(source, f"line {number}", found)


def _parquet(path: Path | Stored) -> Iterator[Given | ReportError]:
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError as error:
        raise ReportError(
            str(path), "Parquet needs the extra lake: pip install 'crisisdesk[lake]'"
        ) from error
    number = 0
    try:
        with path.open("rb") as stream, parquet.ParquetFile(stream) as file:
            wanted = _wanted(str(path), file.schema_arrow.names)
            for group in range(file.num_row_groups):
                if file.metadata.row_group(group).total_byte_size > MOST_GROUP:
                    raise ReportError(str(path), f"row group {group} is larger than 2 GB")
                for batch in file.iter_batches(_ROWS, [group], wanted, use_threads=False):
                    for row in batch.to_pylist():
                        number += 1
                        yield _row(f"{path}!{number}", f"row {number}", row)
    except (pa.ArrowException, OSError, ValueError) as error:
        reason = (str(error).splitlines() or [""])[0]
        raise ReportError(str(path), f"no sound Parquet after row {number}: {reason}") from error


def _wanted(path: str, names: list[str]) -> list[str]:
    known = {name for column in NAMES.values() for name in column}
    if not set(names) & {*NAMES["text"], *NAMES["html"]}:
        listed = ", ".join(names[:20])
        raise ReportError(path, f"it has no column text or html, only {listed}")
    return [name for name in names if name in known]


class _Wrong(Exception):
    """A value that cannot stand in its column; the text says why."""


def _row(source: str, where: str, row: Mapping[str, Any]) -> Given | ReportError:
    try:
        told = {column: _told(column, row) for column in ("url", "title", "outlet", "author")}
        told["published"] = _published(row)
        text, html = _told("text", row), _told("html", row)
    except _Wrong as error:
        return ReportError(source, f"{where}: {error}")
    if not (text or html):
        columns = ", ".join(map(str, list(row)[:20])) or "nothing"
        return ReportError(source, f"{where} has no text or html, only {columns}")
    data = (text or html or "").encode("utf-8", "replace")
    if len(data) > MAX_BYTES:
        return ReportError(source, f"{where} is larger than {MAX_BYTES // 10**6} MB")
    # a text stays as it is given: by this name nobody takes it for Markdown
    name, kind = ("row.txt", "text") if text else ("row.html", "html")
    return Given(source, Raw(data, name, "utf-8", kind, **told))


def _value(column: str, row: Mapping[str, Any]) -> Any:
    """What stands in a column, by any of its names; None where nothing does."""
    found = (row[name] for name in NAMES[column] if row.get(name) not in (None, "", []))
    return next(found, None)


def _told(column: str, row: Mapping[str, Any]) -> str | None:
    value = _value(column, row)
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        value = ", ".join(value)
    if value is None or isinstance(value, str):
        return value
    raise _Wrong(f"{column} is no text ({_shown(value)})")


def _published(row: Mapping[str, Any]) -> str | None:
    """The day of publication as it is written there, or a less precise prefix of one."""
    value = _value("published", row)
    if isinstance(value, datetime | date):
        return value.isoformat()[:10]
    if value is None:
        return None
    if isinstance(value, str):
        if _DAY.fullmatch(value.strip()) and _is_date(value.strip()):
            return value.strip()
        when = moment(value)
        if when is not None:
            written = value.strip()[:10]  # the day where it was published, not in Greenwich
            return written if _DAY.fullmatch(written) else when.date().isoformat()
    raise _Wrong(f"published is no date in ISO 8601 or RFC 822 ({_shown(value)})")


def _is_date(written: str) -> bool:
    try:
        date.fromisoformat(f"{written}-01-01"[:10])
    except ValueError:
        return False
    return True


def _shown(value: Any) -> str:
    shown = " ".join(repr(value).split())
    return shown if len(shown) <= 60 else f"{shown[:60]}..."
