"""A store of events: Parquet files by year, and a note for each file that was imported.

``events/year=2018/KEY-0.parquet`` holds rows, ``imports/KEY.json`` says what they came from and is
written last: rows without a note are of an import that was cut short, and are not read.
``set-aside/KEY.tsv`` holds the rows that could not be read, each with its line and reason.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from crisisdesk.errors import StreamError
from crisisdesk.schemas import prepared

try:
    import fcntl
except ImportError:  # Windows: there one import at a time is left to its user
    fcntl = None  # type: ignore[assignment]

if TYPE_CHECKING:
    import duckdb

COLUMNS = {
    "id": "VARCHAR",
    "day": "DATE",
    "published": "DATE",
    "source": "VARCHAR",
    "source_sector": "VARCHAR",
    "source_name": "VARCHAR",
    "target": "VARCHAR",
    "target_sector": "VARCHAR",
    "target_name": "VARCHAR",
    "type": "VARCHAR",
    "mode": "VARCHAR",
    "cameo": "VARCHAR",
    "quad": "VARCHAR",
    "intensity": "DOUBLE",
    "contexts": "VARCHAR",
    "place": "VARCHAR",
    "place_country": "VARCHAR",
    "latitude": "DOUBLE",
    "longitude": "DOUBLE",
    "mentions": "INTEGER",
    "deaths": "INTEGER",
    "maker": "VARCHAR",
    "file": "VARCHAR",
}
"""What an event of a stream is: who, what, whom, when (``day``), and from when on it was known
(``published``; the day itself where the maker does not tell)."""

MEMORY = "1500MB"
_AMOUNT = re.compile(r"\d+(\.\d+)? ?[KMGT]i?B", re.IGNORECASE)


class Limits(Struct, frozen=True):
    """How much of the machine DuckDB may take: memory ("8GB"), and threads, all cores where None.
    What does not fit is spilled to the system's folder for temporary files (TMPDIR)."""

    memory: str = MEMORY
    threads: int | None = None

    @classmethod
    def given(cls, memory: str | None = None, threads: int | None = None) -> Limits:
        """As told, else as CRISISDESK_MEMORY and CRISISDESK_THREADS say. Raises StreamError where
        either is no amount."""
        amount = memory or os.environ.get("CRISISDESK_MEMORY") or MEMORY
        number = str(threads or os.environ.get("CRISISDESK_THREADS") or "")
        if not _AMOUNT.fullmatch(amount):
            raise StreamError("memory", f"{amount!r} is no amount of memory: write 8GB, 1500MB")
        if number and not (number.isdecimal() and int(number) > 0):
            raise StreamError("threads", f"{number!r} is no number of threads")
        return cls(amount, int(number) if number else None)


class Imported(Struct, frozen=True):
    """What became of one file: rows taken, rows set aside by reason, rows that the store had.
    ``joined`` are the keys of imports that this one took the place of (see `joining`)."""

    key: str
    file: str
    maker: str
    rows: int
    first: str | None
    last: str | None
    set_aside: dict[str, int] = {}
    repeated: int = 0
    known: bool = False
    joined: tuple[str, ...] = ()

    @property
    def aside(self) -> int:
        """How many rows were set aside."""
        return sum(self.set_aside.values())


class Store:
    """The events under a folder; the folder is made by the first import."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @contextmanager
    def alone(self, waiting: Callable[[], None] = lambda: None) -> Iterator[None]:
        """Within this no other process brings events in; ``waiting`` is called where one does so
        now, and has to be waited for. It ends with the process, however that ends."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "lock").open("a") as file:
            if fcntl is not None:
                try:
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    waiting()
                    fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def clear(self, key: str) -> None:
        """Remove what imports left that were cut short: their rooms, and rows under this key that
        no note makes count."""
        for room in self.folder.glob("import-*"):
            shutil.rmtree(room, ignore_errors=True)
        if self.note(key):
            return
        for part in (self.folder / "events").glob(f"year=*/{key}-*.parquet"):
            part.unlink()

    @property
    def imports(self) -> list[Imported]:
        """The notes of all imports that count, by first day. Raises StreamError where one is
        damaged."""
        found = []
        for path in sorted((self.folder / "imports").glob("*.json")):
            try:
                found.append(msgspec.json.decode(path.read_bytes(), type=prepared(Imported)))
            except (msgspec.DecodeError, OSError) as error:
                raise StreamError(
                    str(path), f"this note of an import is damaged: {error}"
                ) from None
        gone = {key for note in found for key in note.joined}
        counting = (note for note in found if note.key not in gone)
        return sorted(counting, key=lambda note: (note.first or "", note.file))

    def note(self, key: str) -> Imported | None:
        """The note of the file with this key, if it was imported, or of what it was joined to."""
        return next((note for note in self.imports if key == note.key or key in note.joined), None)

    def files(self) -> list[str]:
        """The Parquet files of complete imports."""
        parts = self.parts()
        return [str(path) for note in self.imports for path in parts.get(note.key, ())]

    def parts(self) -> dict[str, list[Path]]:
        """Every Parquet file that is there, by the key of its import."""
        found: dict[str, list[Path]] = {}
        for path in sorted((self.folder / "events").glob("year=*/*.parquet")):
            found.setdefault(path.name.rpartition("-")[0], []).append(path)
        return found

    def relation(self, connection: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyRelation:
        """All events, with `COLUMNS`. Raises StreamError where the store holds none."""
        files = self.files()
        if not files:
            raise StreamError(str(self.folder), "no events are here; import a file first")
        return connection.read_parquet(files, hive_partitioning=False)


def connect(folder: Path | None = None, limits: Limits | None = None) -> duckdb.DuckDBPyConnection:
    """A DuckDB connection of bounded memory, which spills into ``folder``, or into one of its own
    that goes with it.

    Raises StreamError where DuckDB is not installed (the extra ``events`` brings it), or where
    the environment's limits make no sense.
    """
    try:
        import duckdb
    except ImportError as error:
        raise StreamError(
            "events", "DuckDB is missing: install the extra with  pip install 'crisisdesk[events]'"
        ) from error
    bounds = limits or Limits.given()
    # a name of its own: processes that share a folder would write over each other's files
    spill = folder or Path(tempfile.gettempdir()) / f"crisisdesk-{uuid.uuid4().hex}"
    connection = duckdb.connect()
    connection.execute("SET memory_limit = ?", [bounds.memory])
    if bounds.threads:
        connection.execute("SET threads = ?", [bounds.threads])
    connection.execute("SET preserve_insertion_order = false")
    connection.execute("SET enable_progress_bar = false")
    connection.execute("SET temp_directory = ?", [str(spill)])
    return connection


def known_until(events: duckdb.DuckDBPyRelation) -> str:
    """The last day, in ISO 8601, on which any of the events happened."""
    (last,) = events.aggregate("max(day)::VARCHAR").fetchall()[0]
    return str(last)
