"""The ledger: what a desk has read, in one SQLite file (WAL), asked as of any day.

Two times are kept for every report. Its day is when the world could know it: the published day,
the last day that a less precise date may mean, or the recorded day where no date is known. Its
recorded day is when the desk first had it.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

import msgspec

from crisisdesk.errors import DeskError
from crisisdesk.record.file import Clock, LedgerFile, utc_now
from crisisdesk.record.rows import day_bounds, folded, parties_of, rows_of
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
RECORD_TABLES = tuple(_TYPES)
_DECODERS = {table: msgspec.json.Decoder(kind) for table, kind in _TYPES.items()}
_REPORT = msgspec.json.Decoder(Report)
_MENTIONS = msgspec.json.Decoder(dict[str, tuple[Span, ...]])
Where = tuple[str, list[Any]]


class Ledger:
    """The record of a desk: ``with Ledger(path) as ledger: ledger.add(reading)``.

    ``path``, ``now`` and errors as for LedgerFile, which is `file`.
    """

    def __init__(self, path: str | Path | None, now: Clock = utc_now) -> None:
        self.file = LedgerFile(path, now)

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
        self.file.close()

    # --- writing

    def add(self, reading: Reading, *, reread: bool = False, recorded: str | None = None) -> bool:
        """Records a reading in one transaction; False where its report is already there.

        ``reread`` replaces the records of a report that is there (its recorded day stays).
        ``recorded`` is the day to note, today by default.
        """
        today = recorded or self.file.moment()[:10]
        with self.file.writing() as connection:
            known = connection.execute(
                "SELECT recorded FROM reports WHERE id = ?", [reading.report.id]
            ).fetchone()
            if known and not reread:
                return False
            if known:
                _drop(connection, reading.report.id)
            _insert(connection, reading, known[0] if known else today, today if known else None)
        return True

    # --- asking

    def readings(
        self, as_of: str | None = None, *, recorded_by: str | None = None
    ) -> list[Reading]:
        """Readings of the reports known on ``as_of`` (a day, month or year; all by default),
        oldest first. ``recorded_by`` leaves out what the desk itself did not have by then."""
        where, values = _reports_where(as_of, recorded_by)
        with self.file.reading() as connection:
            reports = connection.execute(
                f"SELECT r.record, r.mentions FROM reports r {where} ORDER BY r.day, r.id", values
            ).fetchall()
            records = {
                table: _by_report(connection, table, where, values) for table in RECORD_TABLES
            }
        return [
            Reading(
                report=report,
                mentions=_MENTIONS.decode(mentions),
                **{table: tuple(records[table].get(report.id, ())) for table in RECORD_TABLES},
            )
            for report, mentions in ((_REPORT.decode(raw), rest) for raw, rest in reports)
        ]

    def reports(self, as_of: str | None = None) -> list[Report]:
        """The reports known on ``as_of`` (all by default), oldest first."""
        where, values = _reports_where(as_of, None)
        rows = self.file.query(
            f"SELECT r.record FROM reports r {where} ORDER BY r.day, r.id", values
        )
        return [_REPORT.decode(row[0]) for row in rows]

    def recorded(self, report: str) -> str | None:
        """The day on which the desk first had a report, None where it has none of that id."""
        row = self.file.one("SELECT recorded FROM reports WHERE id = ?", [report])
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
        rows = self.file.query(
            f"SELECT t.record FROM {table} t JOIN reports r ON r.id = t.report "
            f"WHERE {clause.replace(':table', table)} ORDER BY {order}r.day, r.id, t.seq",
            values,
        )
        decode = _DECODERS[table].decode
        return [decode(row[0]) for row in rows]


def _drop(connection: sqlite3.Connection, report: str) -> None:
    for table in (*RECORD_TABLES, "parties"):
        connection.execute(f"DELETE FROM {table} WHERE report = ?", [report])
    connection.execute("DELETE FROM reports WHERE id = ?", [report])


def _insert(
    connection: sqlite3.Connection, reading: Reading, recorded: str, read_again: str | None
) -> None:
    report = reading.report
    day = _known_on(report, recorded)
    published = report.published.value if report.published else None
    encode = msgspec.json.encode
    connection.execute(
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
            connection.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)


def _by_report(
    connection: sqlite3.Connection, table: str, where: str, values: list[Any]
) -> dict[str, list[Any]]:
    decode = _DECODERS[table].decode
    found: dict[str, list[Any]] = {}
    rows = connection.execute(
        f"SELECT t.report, t.record FROM {table} t JOIN reports r ON r.id = t.report {where} "
        "ORDER BY t.report, t.seq",
        values,
    )
    for report, record in rows:
        found.setdefault(report, []).append(decode(record))
    return found


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
