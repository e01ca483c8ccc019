"""One batch of sources becomes one part of the output: Parquet files in each table's folder.

``statements/part-0000007.parquet`` holds what the eighth batch's reports say, in their order (by
month or day in a file for each, see `partitions`). A part's note is written when all its files are
there; files without a note do not count.
"""

from __future__ import annotations

import io
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future
from typing import Any

from msgspec import Struct

from crisisdesk.errors import ReportError, StoreError
from crisisdesk.formats.exports import ALL_KINDS, Row, column_types, rows, table_of
from crisisdesk.formats.raw import Given
from crisisdesk.formats.stores import Folder, is_stored
from crisisdesk.intake.batches import Batch, SetAside
from crisisdesk.intake.crew import Crew
from crisisdesk.intake.marks import Mark, mark_row, marks_table
from crisisdesk.intake.partitions import By, file_of, split
from crisisdesk.intake.worker import Answer, Reader, Settings
from crisisdesk.terms.records import Reading

ASIDE, MARKS = "set_aside", "marks"
TABLES = (*ALL_KINDS, ASIDE, MARKS)
"""What an output holds: the records of the readings, the sources that could not be read, and what
tells the copies among the reports (`marks`)."""

_AHEAD = 2  # sources for each who reads that one part may be ahead of what it has taken
_GROUP = 32  # readings whose rows are in memory as Python's objects at once


class Note(Struct, frozen=True):
    """What a finished part holds: its files, how many rows of each table, what was passed over in
    archives. ``key`` is the batch's."""

    number: int
    key: str
    rows: dict[str, int]
    files: tuple[str, ...] = ()
    passed: dict[str, int] = {}

    @property
    def sources(self) -> int:
        """How many sources were read or set aside."""
        return self.rows.get("reports", 0) + self.rows.get(ASIDE, 0)


Readers = Crew[Reader, str | Given, Answer]
"""Who reads single sources, for all who make parts here: so none of them is idle as long as any
part lacks a report."""


def readers_for(settings: Settings, number: int) -> Readers:
    """So many who read, each a process."""
    return Crew(lambda: Reader(settings), number, _read)


def _read(reader: Reader, source: str | Given) -> Answer:
    """What comes from a store is fetched here: the process that reads needs no network."""
    if isinstance(source, str) and is_stored(source):
        from crisisdesk.formats.load import raw_of

        try:
            source = Given(source, raw_of(source))
        except ReportError as error:
            return Answer(reason=error.reason)
    return reader.answer(source)


class PartMaker:
    """Has batches read, and writes what they hold below a folder."""

    def __init__(self, readers: Readers, folder: str, by: By = "none") -> None:
        needs_parquet()
        self._folder = Folder(folder)
        self._readers = readers
        self._by = by

    def make(self, batch: Batch) -> Note:
        """Read a batch and write its part, the note last. Raises StoreError where sources cannot
        be fetched or files not be written, Ended where it was ended meanwhile."""
        made = _Tables()
        for found in self._found(batch.sources):
            made.add(found)
        count, files = {}, []
        for name, table in made.tables():
            if name != MARKS:
                count[name] = table.num_rows
            for partition, rows_there in split(table, "none" if name == MARKS else self._by):
                files.append(file_of(name, batch.name, partition))
                self._folder.write(files[-1], parquet_of(rows_there))
        note = Note(batch.number, batch.key, count, tuple(files), batch.passed)
        self._folder.write(note_of(batch.name), _encoded(note))
        return note

    def begin(self) -> None:
        """It can be asked from the start."""

    def end(self) -> None:
        """End those who read, whatever they do."""
        self._readers.end()

    def _found(
        self, sources: Iterable[str | Given | SetAside]
    ) -> Iterator[tuple[Reading, Mark | None] | SetAside]:
        """What is found in each source, in order; some are read ahead."""
        waiting: deque[SetAside | tuple[str, Future[Answer]]] = deque()
        for source in sources:
            if isinstance(source, SetAside):
                waiting.append(source)
            else:
                name = source.source if isinstance(source, Given) else source
                waiting.append((name, self._readers.send(source)))
            if len(waiting) > _AHEAD * self._readers.number:
                yield _told(waiting.popleft())
        while waiting:
            yield _told(waiting.popleft())


def _told(waited: SetAside | tuple[str, Future[Answer]]) -> tuple[Reading, Mark | None] | SetAside:
    if isinstance(waited, SetAside):
        return waited
    name, future = waited
    found = future.result()
    return (found.reading, found.mark) if found.reading else SetAside(name, found.reason)


def note_of(name: str) -> str:
    """The file of a part's note, below the output's folder."""
    return f"manifest/part-{name}.json"


def needs_parquet() -> None:
    """Raises StoreError where PyArrow or DuckDB is not installed."""
    try:
        import duckdb  # noqa: F401
        import pyarrow.parquet  # noqa: F401
    except ImportError as error:
        raise StoreError(
            "Parquet", f"{error.name} is missing: install the extra with  "
            "pip install 'crisisdesk[lake]'"
        ) from error  # fmt: skip


class _Tables:
    """The rows of a part as they come, packed group by group."""

    def __init__(self) -> None:
        self._held: list[Reading] = []
        self._aside: list[Row] = []
        self._marks: list[Row] = []
        self._packed: dict[str, list] = {kind: [] for kind in ALL_KINDS}

    def add(self, found: tuple[Reading, Mark | None] | SetAside) -> None:
        if isinstance(found, SetAside):
            self._aside.append({"source": found.source, "reason": found.reason})
            return
        reading, mark = found
        if mark is not None:
            self._marks.append(mark_row(reading.report, mark))
        self._held.append(reading)
        if len(self._held) >= _GROUP:
            self._pack()

    def tables(self) -> Iterator[tuple[str, Any]]:
        """Each table that has rows, by its name."""
        from pyarrow import concat_tables

        self._pack()
        if self._aside:
            columns: dict[str, type] = {"source": str, "reason": str}
            self._packed[ASIDE] = [table_of(self._aside, columns)]
        if self._marks:
            self._packed[MARKS] = [marks_table(self._marks)]
        for name in TABLES:
            packed = self._packed.get(name)
            if packed:
                yield name, concat_tables(packed)

    def _pack(self) -> None:
        for kind, packed in self._packed.items():
            made = list(rows(kind, self._held))
            if made:
                packed.append(table_of(made, column_types(kind)))
        self._held.clear()


def parquet_of(table: object) -> bytes:
    """A PyArrow table as a file's bytes."""
    from pyarrow import parquet

    out = io.BytesIO()
    parquet.write_table(table, out, compression="zstd")
    return out.getvalue()


def _encoded(note: Note) -> bytes:
    import msgspec

    return msgspec.json.encode(note) + b"\n"
