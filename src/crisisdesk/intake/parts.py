"""One batch of sources becomes one part of the output: a Parquet file in each table's folder.

``statements/part-0000007.parquet`` holds what the eighth batch's reports say, in their order. A
part's note is written when all its files are there; files without a note do not count.
"""

from __future__ import annotations

import io
from collections.abc import Iterator

from msgspec import Struct

from crisisdesk.errors import ReportError, StoreError
from crisisdesk.formats.exports import ALL_KINDS, Row, column_types, rows, table_of
from crisisdesk.formats.raw import Given
from crisisdesk.formats.stores import Folder, is_stored
from crisisdesk.intake.batches import Batch, SetAside
from crisisdesk.intake.worker import Reader, Settings
from crisisdesk.terms.records import Reading

ASIDE = "set_aside"
TABLES = (*ALL_KINDS, ASIDE)
"""What an output holds: the records of the readings, and the sources that could not be read."""

_GROUP = 32  # readings whose rows are in memory as Python's objects at once


class Note(Struct, frozen=True):
    """What a finished part holds: how many rows of each table, what was passed over in archives.
    ``key`` is the batch's."""

    number: int
    key: str
    rows: dict[str, int]
    passed: dict[str, int] = {}

    @property
    def sources(self) -> int:
        """How many sources were read or set aside."""
        return self.rows.get("reports", 0) + self.rows.get(ASIDE, 0)


class PartMaker:
    """Reads batches with one worker, and writes what they hold below a folder."""

    def __init__(self, settings: Settings, folder: str) -> None:
        needs_parquet()
        self._folder = Folder(folder)
        self._reader = Reader(settings)

    def make(self, batch: Batch) -> Note:
        """Read a batch and write its part, the note last. Raises StoreError where sources cannot
        be fetched or files not be written, Ended where it was ended meanwhile."""
        made = _Tables()
        for source in batch.sources:
            made.add(self._read(source))
        count = {}
        for table, data, number in made.files():
            self._folder.write(file_of(table, batch.name), data)
            count[table] = number
        note = Note(batch.number, batch.key, count, batch.passed)
        self._folder.write(note_of(batch.name), _encoded(note))
        return note

    def begin(self) -> None:
        """It can be asked from the start."""

    def end(self) -> None:
        """End the worker, whatever it does."""
        self._reader.end()

    def _read(self, source: str | Given | SetAside) -> Reading | SetAside:
        if isinstance(source, SetAside):
            return source
        found = self._outcome(source)
        if isinstance(found, ReportError):
            return SetAside(found.source, found.reason)
        return found

    def _outcome(self, source: str | Given) -> Reading | ReportError:
        """What comes from a store is fetched here: the worker needs no network."""
        if isinstance(source, str) and is_stored(source):
            from crisisdesk.formats.load import raw_of

            try:
                source = Given(source, raw_of(source))
            except ReportError as error:
                return error
        return self._reader.read(source)


def file_of(table: str, name: str) -> str:
    """The file of a part's table, below the output's folder."""
    return f"{table}/part-{name}.parquet"


def note_of(name: str) -> str:
    """The file of a part's note, below the output's folder."""
    return f"manifest/part-{name}.json"


def needs_parquet() -> None:
    """Raises StoreError where PyArrow is not installed."""
    try:
        import pyarrow.parquet  # noqa: F401
    except ImportError as error:
        raise StoreError(
            "Parquet", "PyArrow is missing: install the extra with  pip install 'crisisdesk[lake]'"
        ) from error


class _Tables:
    """The rows of a part as they come, packed group by group."""

    def __init__(self) -> None:
        self._held: list[Reading] = []
        self._aside: list[Row] = []
        self._packed: dict[str, list] = {kind: [] for kind in ALL_KINDS}

    def add(self, found: Reading | SetAside) -> None:
        if isinstance(found, SetAside):
            self._aside.append({"source": found.source, "reason": found.reason})
            return
        self._held.append(found)
        if len(self._held) >= _GROUP:
            self._pack()

    def files(self) -> Iterator[tuple[str, bytes, int]]:
        """Each table that has rows as a file's bytes, with their number."""
        from pyarrow import concat_tables

        self._pack()
        if self._aside:
            columns: dict[str, type] = {"source": str, "reason": str}
            self._packed[ASIDE] = [table_of(self._aside, columns)]
        for table in TABLES:
            packed = self._packed.get(table)
            if packed:
                whole = concat_tables(packed)
                yield table, _parquet(whole), whole.num_rows

    def _pack(self) -> None:
        for kind, packed in self._packed.items():
            made = list(rows(kind, self._held))
            if made:
                packed.append(table_of(made, column_types(kind)))
        self._held.clear()


def _parquet(table: object) -> bytes:
    from pyarrow import parquet

    out = io.BytesIO()
    parquet.write_table(table, out, compression="zstd")
    return out.getvalue()


def _encoded(note: Note) -> bytes:
    import msgspec

    return msgspec.json.encode(note) + b"\n"
