"""A ledger's tables on a PostgreSQL server: opened by address, its complaints put into words.

Several people's machines may use them at once. A connection that was dropped is made anew for the
next transaction; what was begun on the old one is not kept by the server. No password is ever told.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal

from crisisdesk.errors import DeskError
from crisisdesk.record.address import Address, address_of
from crisisdesk.record.database import Clock, Connection
from crisisdesk.record.file import BUSY_SECONDS, complaining, utc_now
from crisisdesk.record.known import Where, as_recorded
from crisisdesk.record.migrations import UnknownFileError
from crisisdesk.record.server_tables import VERSION, check_version, done, prepare
from crisisdesk.record.server_words import MAYBE, plain_words

if TYPE_CHECKING:
    import psycopg

OLDEST = 130000
"""The oldest server that is used: PostgreSQL 13."""
_IDLE = "60s"  # after which the server ends a transaction in which nobody says anything
_KEY = "hashtextextended(current_schema() || '/' || ?, 1)"
"""The number by which the server knows what one may hold."""
_ALIVE = {
    # a server that is gone without a word is given up after half a minute
    "keepalives_idle": 15,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}


class LedgerServer:
    """A schema on a server that several machines may use at once.

    ``url`` is ``postgresql://user@host:5432/database``, with libpq's own settings and ``schema``
    after a question mark; the tables are made when new. ``now`` is the clock that says when
    something is recorded. All calls raise DeskError, naming the address without its password and
    what to do.
    """

    kind: Literal["sqlite", "postgresql"] = "postgresql"

    def __init__(self, url: str, now: Clock = utc_now) -> None:
        self._address: Address = address_of(url)
        self.path = self._address.shown
        self.now = now
        self.may_write = True
        self._lock = threading.RLock()
        self._held: list[str] = []
        self._closed = self._within = False
        self._real: psycopg.Connection[Any] | None = None
        with self.guarded():
            self._connect()

    def close(self) -> None:
        """Closes the connection; closing twice does nothing."""
        self._closed = True
        if self._real is not None:
            self._real.close()

    def moment(self) -> str:
        """This moment by the clock, as it is recorded: 2026-11-25T02:45:00Z."""
        return as_recorded(self.now())

    def query(self, sql: str, values: Sequence[Any] = ()) -> list[Any]:
        """All rows that a question gives."""
        with self.guarded():
            return self._steadily(lambda: self.connection.execute(sql, values).fetchall())

    def one(self, sql: str, values: Sequence[Any] = ()) -> Any:
        """The first row that a question gives, None where there is none."""
        with self.guarded():
            return self._steadily(lambda: self.connection.execute(sql, values).fetchone())

    def state(self) -> str:
        """A word that changes with every commit, of this process or another."""
        return str(self.one("SELECT changes FROM crisisdesk")[0])

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction that writes, one at a time of all that use the ledger: all of it is
        kept, or after an error nothing. Within another one it is a part of that."""
        with self.guarded(), self._transaction(self._begin_writing):
            yield self.connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One snapshot for several questions, whatever others write meanwhile."""
        with self.guarded(), self._transaction(self._begin_reading):
            yield self.connection

    def among(self, column: str, numbers: Sequence[int]) -> Where:
        """The condition that a column is one of any many numbers."""
        return f"{column} = ANY (CAST(? AS bigint[]))", [list(numbers)]

    def hold(self, name: str) -> bool:
        """Take what only one may hold at a time, for as long as the ledger is open; False where
        another holds it."""
        with self.guarded():
            if name in self._held:
                return True
            taken = bool(self._steadily(lambda: self._take(name)))
            if taken:
                self._held.append(name)
        return taken

    def let_go(self, name: str) -> None:
        """Let another hold it; nothing where the connection is gone, and it with it."""
        with self._lock:
            if name not in self._held:
                return
            self._held.remove(name)
            if self._real is not None and not self._real.closed:
                with suppress(DeskError), self.guarded():
                    self.connection.execute(f"SELECT pg_advisory_unlock({_KEY})", [name])

    @property
    def connection(self) -> Connection:
        """The connection, which takes ``?`` for values."""
        assert self._real is not None
        return _Marked(self._real)

    # --- transactions

    def _begin_reading(self) -> None:
        self.connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ")

    def _begin_writing(self) -> None:
        """Whoever changes the one row of the ledger's mark waits for whoever did so before."""
        self.connection.execute("BEGIN")
        (version,) = self.connection.execute(
            "UPDATE crisisdesk SET changes = changes + 1 RETURNING version"
        ).fetchone()
        check_version(version)

    @contextmanager
    def _transaction(self, begin: Any) -> Iterator[None]:
        if self._within:
            yield
            return
        try:
            self._steadily(begin)
            self._within = True
            yield
            self._commit()
        except BaseException:
            if self._real is not None and not self._real.closed:
                with suppress(Exception):
                    self.connection.execute("ROLLBACK")
            raise
        finally:
            self._within = False

    def _commit(self) -> None:
        import psycopg

        assert self._real is not None
        if self._real.info.transaction_status.name == "INERROR":
            raise DeskError(f"{self.path}: an error was passed over, so nothing was kept")
        try:
            self.connection.execute("COMMIT")
        except psycopg.OperationalError as error:
            if not self._real.closed:
                raise
            raise DeskError(f"{self.path}: {MAYBE}") from error

    def _steadily(self, work: Any) -> Any:
        """What is asked for outside a transaction, or begins one: once more where the server had
        dropped the connection."""
        import psycopg

        if self._closed:
            raise DeskError(f"{self.path}: the desk is already closed")
        if self._within:  # on another connection it would be outside of it
            return work()
        if self._real is None or self._real.closed:
            self._connect()
        try:
            return work()
        except (psycopg.OperationalError, psycopg.InterfaceError):
            if self._real is not None and not self._real.closed:
                raise
            self._connect()
            return work()

    # --- the connection

    def _connect(self) -> None:
        import psycopg

        if self._real is not None:
            self._real.close()
            self._real = None
        real: Any = psycopg.connect(
            **{**_ALIVE, **self._address.given}, client_encoding="utf8", autocommit=True
        )
        try:
            _check_server(real)
            _keep_all_characters(real)
            self._settle(real)
        except BaseException:
            real.close()
            raise
        self._real = real
        for name in self._held:
            if not self._take(name):
                real.close()  # so that the next to ask is told as well
                raise DeskError(f"{self.path}: another took over the {name} meanwhile")

    def _settle(self, real: psycopg.Connection[Any]) -> None:
        """How this connection works, and the tables where they are not there."""
        connection = _Marked(real)
        settings = {
            "lock_timeout": f"{int(BUSY_SECONDS * 1000)}ms",
            "idle_in_transaction_session_timeout": _IDLE,
            "jit": "off",  # questions are small
        }
        for name, value in settings.items():
            connection.execute("SELECT set_config(?, ?, false)", [name, value])
        if self._address.schema is not None:
            _use_schema(real, self._address.schema)
        row = connection.execute("SELECT current_setting('transaction_read_only')").fetchone()
        self.may_write = row[0] == "off"
        if done(connection) != VERSION:
            with real.transaction():
                prepare(connection)

    def _take(self, name: str) -> bool:
        row = self.connection.execute(f"SELECT pg_try_advisory_lock({_KEY})", [name]).fetchone()
        return bool(row[0])

    @contextmanager
    def guarded(self) -> Iterator[None]:
        """Turns the server's complaints into ones that a user can act on."""
        import psycopg

        try:
            with self._lock, complaining(self.path):
                yield
        except psycopg.Error as error:
            lost = self._real is not None and self._real.closed and not self._closed
            words = "the desk is already closed" if self._closed else plain_words(error, lost)
            raise DeskError(f"{self.path}: {self._address.without_secrets(words)}") from error


class _Marked:
    """A connection that takes ``?`` for values, as SQLite does."""

    def __init__(self, real: psycopg.Connection[Any]) -> None:
        self._real = real

    def execute(self, sql: str, values: Sequence[Any] = (), /) -> Any:
        return self._real.execute(_in_servers_marks(sql), list(values))

    def executemany(self, sql: str, values: Iterable[Sequence[Any]], /) -> Any:
        cursor = self._real.cursor()
        cursor.executemany(_in_servers_marks(sql), [list(row) for row in values])
        return cursor


@lru_cache(maxsize=1000)
def _in_servers_marks(sql: str) -> bytes:
    return sql.replace("%", "%%").replace("?", "%s").encode()


def _check_server(real: psycopg.Connection[Any]) -> None:
    version = real.info.server_version
    if version < OLDEST:
        raise UnknownFileError(
            f"the server is PostgreSQL {version // 10000}; a ledger needs {OLDEST // 10000} or "
            "newer"
        )
    encoding = real.info.parameter_status("server_encoding")
    if encoding != "UTF8":
        raise UnknownFileError(
            f"the database keeps texts as {encoding}; make one that keeps them as UTF8"
        )


def _use_schema(real: psycopg.Connection[Any], schema: str) -> None:
    """Work in a schema, made where it is not there."""
    from psycopg import sql

    name = sql.Identifier(schema)
    there = real.execute("SELECT 1 FROM pg_namespace WHERE nspname = %s", [schema]).fetchone()
    if not there:
        real.execute(sql.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(name))
    real.execute(sql.SQL("SET search_path TO {}").format(name))


_NUL = "\ufdd0"
"""A character that Unicode keeps for programs' own use: it stands before what PostgreSQL's text
cannot hold, and before itself."""


def _keep_all_characters(real: psycopg.Connection[Any]) -> None:
    """Texts come back as they went in, also with the character NUL, which the server refuses."""
    from psycopg.types.string import StrDumperUnknown, TextLoader

    class Dumper(StrDumperUnknown):
        def dump(self, obj: str) -> Any:
            if "\0" in obj or _NUL in obj:
                obj = obj.replace(_NUL, f"{_NUL}1").replace("\0", f"{_NUL}0")
            return super().dump(obj)

    class Loader(TextLoader):
        def load(self, data: Any) -> Any:
            text = super().load(data)
            if isinstance(text, str) and _NUL in text:
                return text.replace(f"{_NUL}0", "\0").replace(f"{_NUL}1", _NUL)
            return text

    real.adapters.register_dumper(str, Dumper)
    real.adapters.register_loader("text", Loader)
