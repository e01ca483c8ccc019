"""The ledger: what a desk has read, in one SQLite file (WAL), asked as of any day.

Two times are kept for every report. Its day is when the world could know it: the published day,
the last day that a less precise date may mean, or the recorded day where no date is known. Its
recorded day is when the desk first had it.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

import msgspec

from crisisdesk.errors import DeskError
from crisisdesk.record.rows import day_bounds, folded, parties_of, rows_of
from crisisdesk.record.schema import RECORD_TABLES, UnknownFileError, prepare
from crisisdesk.terms.records import (
    Assessment,
    Event,
    Linkage,
    Person,
    Question,
    Reading,
    Report,
    Span,
    Statement,
    Tie,
)

BUSY_SECONDS = 15.0
"""How long a write waits for another process's."""

T = TypeVar("T")
_TYPES: dict[str, Any] = {
    "people": Person,
    "statements": Statement,
    "events": Event,
    "ties": Tie,
    "assessments": Assessment,
    "linkages": Linkage,
    "questions": Question,
}
_DECODERS = {table: msgspec.json.Decoder(kind) for table, kind in _TYPES.items()}
_REPORT = msgspec.json.Decoder(Report)
_MENTIONS = msgspec.json.Decoder(dict[str, tuple[Span, ...]])
Where = tuple[str, list[Any]]


class Ledger:
    """The record of a desk: ``with Ledger(path) as ledger: ledger.add(reading)``.

    ``path`` is the SQLite file, made when new; None keeps the record in memory alone. Several
    processes may use one file at once. All calls raise DeskError, naming the file and what to
    do, where it is no ledger, cannot be read or written, or stays busy.
    """

    def __init__(self, path: str | Path | None) -> None:
        self.path = str(path) if path is not None else ":memory:"
        self._lock = threading.RLock()
        self._connection = self._open()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Closes the file; closing twice does nothing."""
        self._connection.close()

    # --- writing

    def add(self, reading: Reading, *, reread: bool = False, recorded: str | None = None) -> bool:
        """Records a reading in one transaction; False where its report is already there.

        ``reread`` replaces the records of a report that is there (its recorded day stays).
        ``recorded`` is the day to note, today by default.
        """
        today = recorded or date.today().isoformat()
        with self._guarded(), self._writing():
            known = self._one("SELECT recorded FROM reports WHERE id = ?", [reading.report.id])
            if known and not reread:
                return False
            if known:
                self._drop(reading.report.id)
            self._insert(reading, known[0] if known else today, today if known else None)
        return True

    def _drop(self, report: str) -> None:
        for table in (*RECORD_TABLES, "parties"):
            self._connection.execute(f"DELETE FROM {table} WHERE report = ?", [report])
        self._connection.execute("DELETE FROM reports WHERE id = ?", [report])

    def _insert(self, reading: Reading, recorded: str, read_again: str | None) -> None:
        report = reading.report
        day = _known_on(report, recorded)
        published = report.published.value if report.published else None
        encode = msgspec.json.encode
        self._connection.execute(
            "INSERT INTO reports VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                *(report.id, day, published, recorded, read_again),
                *(report.outlet, report.title, report.url),
                *(encode(report), encode(reading.mentions)),
            ],
        )
        for table, rows in {**rows_of(reading, day), "parties": parties_of(reading)}.items():
            if rows:
                marks = ", ".join("?" * len(next(iter(rows))))
                self._connection.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)

    # --- asking

    def readings(
        self, as_of: str | None = None, *, recorded_by: str | None = None
    ) -> list[Reading]:
        """Readings of the reports known on ``as_of`` (a day, month or year; all by default),
        oldest first. ``recorded_by`` leaves out what the desk itself did not have by then."""
        where, values = _reports_where(as_of, recorded_by)
        with self._guarded(), self._reading():
            reports = self._connection.execute(
                f"SELECT r.record, r.mentions FROM reports r {where} ORDER BY r.day, r.id", values
            ).fetchall()
            records = {table: self._by_report(table, where, values) for table in RECORD_TABLES}
        return [
            Reading(
                report=report,
                mentions=_MENTIONS.decode(mentions),
                **{table: tuple(records[table].get(report.id, ())) for table in RECORD_TABLES},
            )
            for report, mentions in ((_REPORT.decode(raw), rest) for raw, rest in reports)
        ]

    def _by_report(self, table: str, where: str, values: list[Any]) -> dict[str, list[Any]]:
        decode = _DECODERS[table].decode
        found: dict[str, list[Any]] = {}
        rows = self._connection.execute(
            f"SELECT t.report, t.record FROM {table} t JOIN reports r ON r.id = t.report {where} "
            "ORDER BY t.report, t.seq",
            values,
        )
        for report, record in rows:
            found.setdefault(report, []).append(decode(record))
        return found

    def reports(self, as_of: str | None = None) -> list[Report]:
        """The reports known on ``as_of`` (all by default), oldest first."""
        where, values = _reports_where(as_of, None)
        with self._guarded():
            rows = self._connection.execute(
                f"SELECT r.record FROM reports r {where} ORDER BY r.day, r.id", values
            ).fetchall()
        return [_REPORT.decode(row[0]) for row in rows]

    def recorded(self, report: str) -> str | None:
        """The day on which the desk first had a report, None where it has none of that id."""
        with self._guarded():
            row = self._one("SELECT recorded FROM reports WHERE id = ?", [report])
        return str(row[0]) if row else None

    def statements(
        self,
        speaker: str | None = None,
        since: str | None = None,
        until: str | None = None,
        as_of: str | None = None,
    ) -> list[Statement]:
        """Statements by date. ``speaker`` is a part of the name in any case, or in capitals the
        code of a country or organisation. ``since`` and ``until`` are days, months or years, both
        included; a date less precise than they are counts where it may lie between them."""
        wheres = [_named(speaker), *_between(since, until)]
        return self._records("statements", Statement, wheres, as_of)

    def events(
        self,
        source: str | None = None,
        target: str | None = None,
        type: str | None = None,
        since: str | None = None,
        until: str | None = None,
        as_of: str | None = None,
        modality: str | None = None,
    ) -> list[Event]:
        """Events by date: ``source`` and ``target`` are codes, ``type`` is PLOVER's; days as for
        `statements`. ``modality="happened"`` gives only what took place."""
        wheres = [
            _party(source, "source"),
            _party(target, "target"),
            _equal("t.type", type.upper() if type else None),
            _equal("t.modality", modality),
            *_between(since, until),
        ]
        return self._records("events", Event, wheres, as_of)

    def ties(self, *parties: str, kind: str | None = None, as_of: str | None = None) -> list[Tie]:
        """Ties that join all of ``parties`` (codes), of one ``kind`` or any."""
        wheres = [_equal("t.kind", kind), *(_party(code, "member") for code in parties)]
        return self._records("ties", Tie, wheres, as_of)

    def assessments(self, topic: str | None = None, as_of: str | None = None) -> list[Assessment]:
        """Experts' assessments of one ``topic`` or all."""
        return self._records("assessments", Assessment, [_equal("t.topic", topic)], as_of)

    def linkages(self, party: str | None = None, as_of: str | None = None) -> list[Linkage]:
        """Issues tied to the crisis, all or those that join ``party`` (a code)."""
        return self._records("linkages", Linkage, [_party(party, "member")], as_of)

    def questions(self, kind: str | None = None, as_of: str | None = None) -> list[Question]:
        """The questions that reports ask, of one ``kind`` or any."""
        return self._records("questions", Question, [_equal("t.kind", kind)], as_of)

    def people(self, name: str | None = None, as_of: str | None = None) -> list[Person]:
        """People by a part of their name in any case, or in capitals their country's code."""
        return self._records("people", Person, [_named(name, "t.name")], as_of)

    def _records(
        self, table: str, kind: type[T], wheres: list[Where | None], as_of: str | None
    ) -> list[T]:
        given = [where for where in wheres if where]
        if as_of is not None:
            given.append(("r.day <= ?", [_last_day(as_of)]))
        clause = " AND ".join(where for where, _ in given) or "1"
        values = [value for _, some in given for value in some]
        order = "t.first_day, " if table in {"statements", "events"} else ""
        with self._guarded():
            rows = self._connection.execute(
                f"SELECT t.record FROM {table} t JOIN reports r ON r.id = t.report "
                f"WHERE {clause.replace(':table', table)} ORDER BY {order}r.day, r.id, t.seq",
                values,
            ).fetchall()
        decode = _DECODERS[table].decode
        return [decode(row[0]) for row in rows]

    # --- the file

    def _open(self) -> sqlite3.Connection:
        if self.path != ":memory:" and Path(self.path).is_dir():
            raise DeskError(f"{self.path}: this is a folder, not a ledger's file")
        with self._guarded():
            connection = sqlite3.connect(
                self.path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
            )
        try:
            with self._guarded():
                connection.execute("PRAGMA foreign_keys = ON")
                connection.execute("PRAGMA synchronous = NORMAL")
                _patiently(lambda: prepare(connection))
                # Last, so that a file which is no ledger is left as it was.
                _patiently(lambda: connection.execute("PRAGMA journal_mode = WAL").fetchone())
        except BaseException:
            connection.close()
            raise
        return connection

    def _one(self, query: str, values: list[Any]) -> Any:
        return self._connection.execute(query, values).fetchone()

    @contextmanager
    def _writing(self) -> Iterator[None]:
        with self._transaction("BEGIN IMMEDIATE"):
            yield

    @contextmanager
    def _reading(self) -> Iterator[None]:
        """One snapshot for several questions, whatever others write meanwhile."""
        with self._transaction("BEGIN"):
            yield

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[None]:
        self._connection.execute(begin)
        try:
            yield
            self._connection.execute("COMMIT")
        except BaseException:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        """Turns the database's complaints into ones that a user can act on."""
        try:
            with self._lock:
                yield
        except UnknownFileError as error:
            raise DeskError(f"{self.path}: {error}") from error
        except UnicodeEncodeError as error:
            reason = "a record holds characters that no encoding can store"
            raise DeskError(f"{self.path}: {reason}") from error
        except sqlite3.Error as error:
            raise DeskError(f"{self.path}: {_plain(error)}") from error


def _plain(error: sqlite3.Error) -> str:
    """What a database error means to its user, and what to do."""
    said = str(error)
    known = {
        "locked": f"another process has been writing to it for {BUSY_SECONDS:g} s; try again",
        "busy": f"another process has been writing to it for {BUSY_SECONDS:g} s; try again",
        "readonly": "it is read-only; make the file and its folder writable",
        "is full": "the disk is full; make room and try again",
        "not a database": "this is not a desk's ledger",
        "unable to open": "it cannot be opened; does its folder exist, and may you write there?",
        "malformed": "the file is damaged; restore it from a copy",
        "closed database": "the desk is already closed",
        "disk i/o error": "the disk failed while it was read or written",
    }
    return next((words for key, words in known.items() if key in said.lower()), said)


def _patiently(work: Any) -> Any:
    """Repeats what SQLite refuses without waiting while another process opens the same file."""
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            return work()
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.02)


def _known_on(report: Report, recorded: str) -> str:
    """The day from which a report counts as known."""
    try:
        return day_bounds(report.published.value)[1] if report.published else recorded
    except ValueError:
        return recorded


def _last_day(prefix: str) -> str:
    try:
        return day_bounds(prefix)[1]
    except ValueError as error:
        raise DeskError(str(error)) from error


def _first_day(prefix: str) -> str:
    _last_day(prefix)
    return day_bounds(prefix)[0]


def _reports_where(as_of: str | None, recorded_by: str | None) -> tuple[str, list[Any]]:
    wheres = [
        (f"r.{column} <= ?", _last_day(value))
        for column, value in (("day", as_of), ("recorded", recorded_by))
        if value is not None
    ]
    clause = " AND ".join(where for where, _ in wheres)
    return (f"WHERE {clause}" if clause else ""), [value for _, value in wheres]


def _equal(column: str, value: Any) -> Where | None:
    return None if value is None else (f"{column} = ?", [value])


def _named(name: str | None, column: str = "t.speaker") -> Where | None:
    """A part of a name in any case; in capitals, a code (or a whole name)."""
    if name is None:
        return None
    if name.isupper():
        return (f"(t.code = ? OR {column} = ?)", [name, folded(name)])
    return (f"instr({column}, ?) > 0", [folded(name)])


def _party(code: str | None, side: str) -> Where | None:
    """Records that name ``code`` on ``side``; `_records` fills in their table."""
    if code is None:
        return None
    return (
        "EXISTS (SELECT 1 FROM parties p WHERE p.code = ? AND p.side = ? AND p.kind = ':table' "
        "AND p.report = t.report AND p.seq = t.seq)",
        [code, side],
    )


def _between(since: str | None, until: str | None) -> list[Where | None]:
    return [
        ("t.last_day >= ?", [_first_day(since)]) if since is not None else None,
        ("t.first_day <= ?", [_last_day(until)]) if until is not None else None,
    ]
