"""A desk's SQLite file (WAL): opened and brought up to date, its complaints put into words.

What is kept in it is the business of the files beside this one, one concept each.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, TypeVar

import msgspec

from crisisdesk.errors import DeskError
from crisisdesk.record.database import Clock
from crisisdesk.record.known import Where, as_recorded
from crisisdesk.record.migrations import UnknownFileError, prepare

BUSY_SECONDS = 15.0
"""How long a write waits for another process's."""

_NEEDED = 64 * 1024  # bytes

T = TypeVar("T")


def utc_now() -> datetime:
    """The time by this machine's clock, in UTC."""
    return datetime.now(UTC)


class LedgerFile:
    """One SQLite file that several processes may use at once.

    ``path`` is made a ledger when new; None keeps the record in memory alone. ``now`` is the
    clock that says when something is recorded. All calls raise DeskError, naming the file and
    what to do, where it is no ledger, cannot be read or written, or stays busy.
    """

    kind: Literal["sqlite", "postgresql"] = "sqlite"

    def __init__(self, path: str | Path | None, now: Clock = utc_now) -> None:
        self.path = str(path) if path is not None else ":memory:"
        self.now = now
        self._lock = threading.RLock()
        self.may_write = True
        self.connection = self._open()

    def close(self) -> None:
        """Closes the file; closing twice does nothing."""
        self.connection.close()

    def moment(self) -> str:
        """This moment by the clock, as it is recorded: 2026-11-25T02:45:00Z."""
        return as_recorded(self.now())

    def query(self, sql: str, values: Sequence[Any] = ()) -> list[Any]:
        """All rows that a question gives."""
        with self.guarded():
            return self.connection.execute(sql, values).fetchall()

    def one(self, sql: str, values: Sequence[Any] = ()) -> Any:
        """The first row that a question gives, None where there is none."""
        with self.guarded():
            return self.connection.execute(sql, values).fetchone()

    def state(self) -> str:
        """A word that changes with every commit, of this process or another."""
        return f"{self.one('PRAGMA data_version')[0]}-{self.connection.total_changes}"

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction that writes: all of it is kept, or after an error nothing. Within
        another one it is a part of that."""
        with self.guarded(), self._transaction("BEGIN IMMEDIATE"):
            yield self.connection

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """One snapshot for several questions, whatever others write meanwhile."""
        with self.guarded(), self._transaction("BEGIN"):
            yield self.connection

    def among(self, column: str, numbers: Sequence[int]) -> Where:
        """The condition that a column is one of any many numbers."""
        as_one_value = msgspec.json.encode(list(numbers)).decode()
        return f"{column} IN (SELECT value FROM json_each(?))", [as_one_value]

    def hold(self, name: str) -> bool:
        """True: who shares a file shares its folder, and locks there tell."""
        return True

    def let_go(self, name: str) -> None:
        """Nothing: what was not taken is not held."""

    def _open(self) -> sqlite3.Connection:
        if self.path != ":memory:" and Path(self.path).is_dir():
            raise DeskError(f"{self.path}: this is a folder, not a ledger's file")
        if self.path != ":memory:" and _may_only_be_read(Path(self.path)):
            self.may_write = False
            return self._connected(for_reading(Path(self.path)), writable=False)
        return self._connected(self.path, writable=True)

    def _connected(self, name: str, *, writable: bool) -> sqlite3.Connection:
        with self.guarded():
            connection = sqlite3.connect(
                name, BUSY_SECONDS, isolation_level=None, check_same_thread=False, uri=not writable
            )
        try:
            with self.guarded():
                connection.execute("PRAGMA foreign_keys = ON")
                connection.execute("PRAGMA synchronous = NORMAL")
                _patiently(lambda: prepare(connection))
                # Last, so that a file which is no ledger is left as it was.
                if writable:
                    _patiently(lambda: connection.execute("PRAGMA journal_mode = WAL").fetchone())
        except BaseException:
            connection.close()
            raise
        return connection

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[None]:
        if self.connection.in_transaction:
            yield
            return
        self.connection.execute(begin)
        try:
            yield
            self.connection.execute("COMMIT")
        except BaseException:
            if self.connection.in_transaction:
                self.connection.execute("ROLLBACK")
            raise

    @contextmanager
    def guarded(self) -> Iterator[None]:
        """Turns the database's complaints into ones that a user can act on."""
        try:
            with self._lock, complaining(self.path):
                yield
        except sqlite3.Error as error:
            raise DeskError(f"{self.path}: {plain_words(error, self.path)}") from error


@contextmanager
def complaining(path: str) -> Iterator[None]:
    """Turns what either kind of ledger finds wrong by itself into a DeskError."""
    try:
        yield
    except UnknownFileError as error:
        raise DeskError(f"{path}: {error}") from error
    except UnicodeEncodeError as error:
        reason = "a record holds characters that no encoding can store"
        raise DeskError(f"{path}: {reason}") from error


def _may_only_be_read(path: Path) -> bool:
    """Whether a ledger is there and neither it nor anything beside it may be written."""
    return path.is_file() and not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK))


def for_reading(path: Path) -> str:
    """The address under which SQLite reads a file and writes nothing. Where nobody here may write,
    and no last writes stand beside it (the -wal file), it asks for nothing beside it either."""
    beside = path.with_name(f"{path.name}-wal")
    alone = not beside.exists() or beside.stat().st_size == 0
    still = "&immutable=1" if alone and _may_only_be_read(path) else ""
    return f"{path.resolve().as_uri()}?mode=ro{still}"


def _is_full(folder: Path) -> bool:
    """Whether there is no room for what SQLite needs beside a file, its index of last writes."""
    try:
        return shutil.disk_usage(folder).free < _NEEDED
    except OSError:
        return False


def plain_words(error: sqlite3.Error, path: str | Path) -> str:
    """What a database error on a file means to its user, and what to do."""
    said = str(error)
    if "disk i/o error" in said.lower() and _is_full(Path(path).parent):
        said = "disk is full"
    known = {
        "locked": f"another process has been writing to it for {BUSY_SECONDS:g} s; try again",
        "busy": f"another process has been writing to it for {BUSY_SECONDS:g} s; try again",
        "readonly": "it is read-only; make the file and its folder writable",
        "is full": "the disk is full; make room and try again",
        "not a database": "this is not a desk's ledger",
        "unable to open": "it cannot be opened; does its folder exist, and may you write there?",
        "malformed": "the file is damaged; restore it from a copy",
        "closed database": "the desk is already closed",
        "disk i/o error": "the disk failed while it was read or written; is it full?",
    }
    return next((words for key, words in known.items() if key in said.lower()), said)


def _patiently(work: Callable[[], T]) -> T:
    """Repeats what SQLite refuses without waiting while another process opens the same file."""
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            return work()
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.02)
