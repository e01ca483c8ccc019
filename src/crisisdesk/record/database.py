"""Where a ledger's tables lie, as all that keeps something in them sees it: a file of SQLite's, or
a schema on a PostgreSQL server. SQL is written with ``?`` for values, so that both understand it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, Protocol

from crisisdesk.record.known import Where

Clock = Callable[[], datetime]
SCHEMES = ("postgresql://", "postgres://")


class Rows(Protocol):
    """What a statement gives."""

    @property
    def rowcount(self) -> int:
        """How many rows it changed."""

    def fetchone(self) -> Any:
        """The next row, None after the last."""

    def fetchall(self) -> list[Any]:
        """All rows that are left."""

    def __iter__(self) -> Iterator[Any]: ...


class Connection(Protocol):
    """A connection within a transaction."""

    def execute(self, sql: str, values: Sequence[Any] = ..., /) -> Rows:
        """Runs one statement."""

    def executemany(self, sql: str, values: Iterable[Sequence[Any]], /) -> Any:
        """Runs one statement for each row of values."""


class Database(Protocol):
    """A ledger's tables. All calls raise DeskError, naming the place and what to do, where it
    cannot be read or written, or stays busy."""

    kind: Literal["sqlite", "postgresql"]
    path: str
    """As people are told it, without any password."""
    now: Clock
    may_write: bool

    def moment(self) -> str:
        """This moment by the clock, as it is recorded: 2026-11-25T02:45:00Z."""

    def query(self, sql: str, values: Sequence[Any] = ()) -> list[Any]:
        """All rows that a question gives."""

    def one(self, sql: str, values: Sequence[Any] = ()) -> Any:
        """The first row that a question gives, None where there is none."""

    def state(self) -> str:
        """A word that changes with every commit, of this process or another."""

    def writing(self) -> AbstractContextManager[Connection]:
        """One transaction that writes, one at a time of all that use the ledger: all of it is
        kept, or after an error nothing. Within another one it is a part of that."""

    def reading(self) -> AbstractContextManager[Connection]:
        """One snapshot for several questions, whatever others write meanwhile."""

    def among(self, column: str, numbers: Sequence[int]) -> Where:
        """The condition that a column is one of any many numbers."""

    def hold(self, name: str) -> bool:
        """Take what only one may hold at a time; False where another machine holds it. It is let
        go at the latest when the ledger is closed. A ledger in a file leaves this to locks beside
        the file."""

    def let_go(self, name: str) -> None:
        """Let another hold it."""

    def close(self) -> None:
        """Closes it; closing twice does nothing."""


def on_server(where: str | Path | None) -> bool:
    """Whether a ledger's place is the address of a server."""
    return isinstance(where, str) and where.lower().startswith(SCHEMES)


def open_database(where: str | Path | None, now: Clock) -> Database:
    """The tables at a file's path, at a server's address, or in memory alone (None)."""
    if isinstance(where, str) and on_server(where):
        from crisisdesk.record.server import LedgerServer

        return LedgerServer(where, now)
    from crisisdesk.record.file import LedgerFile

    return LedgerFile(where, now)
