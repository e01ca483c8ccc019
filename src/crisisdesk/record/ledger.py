"""The ledger: what a desk has read, in one SQLite file or on a PostgreSQL server, asked as of any
day.

A report is a text, kept once. What was read from it is a reading; another reading of the same
report, by a newer reader or under other terms, takes its place and erases nothing. Its day is
when the world could know the report: the published day, the last day that a less precise date may
mean, or the day of the first recording where no date is known.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

import msgspec

from crisisdesk.record.cards import with_text, without_text
from crisisdesk.record.corrections import Corrections, insert, leads_back
from crisisdesk.record.database import Clock, Connection, open_database
from crisisdesk.record.file import utc_now
from crisisdesk.record.kin import Kin, address_key, keys_of, kin_of, outlet_key
from crisisdesk.record.known import Where, known, known_on
from crisisdesk.record.mark import draw
from crisisdesk.record.rows import parties_of, rows_of
from crisisdesk.record.search import index
from crisisdesk.schemas import prepared
from crisisdesk.terms.records import (
    Assessment,
    Correction,
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
DECODERS = {table: msgspec.json.Decoder(prepared(kind)) for table, kind in _TYPES.items()}
_MENTIONS = msgspec.json.Decoder(prepared(dict[str, tuple[Span, ...]]))
Superseding = Callable[[Kin, Sequence[Kin]], Sequence[Correction]]


class Ledger:
    """The record of a desk: ``with Ledger(path) as ledger: ledger.add(reading)``.

    ``path`` is a file, a server's address (``postgresql://...``), or None for memory alone; the
    tables there are `file`. ``now`` and errors as for LedgerFile and LedgerServer.
    """

    def __init__(self, path: str | Path | None, now: Clock = utc_now) -> None:
        self.file = open_database(path, now)
        self.corrections = Corrections(self.file)

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

    def add(
        self,
        reading: Reading,
        *,
        reread: bool = False,
        superseding: Superseding | None = None,
    ) -> bool:
        """Records a reading in one transaction; False where its report is already there.

        ``reread`` lets it take the place of the last reading of its report, which ends and stays.
        ``superseding`` tells which of the reports that may be versions of a new one no longer
        count for its sake, or whether the new one does not: it is called with the new report as
        Kin and with the others.
        """
        report = reading.report
        with self.file.writing() as connection:
            last = connection.execute(
                "SELECT id, recorded, day, published FROM readings "
                "WHERE report = ? AND ended IS NULL",
                [report.id],
            ).fetchone()
            if last:
                return reread and self._renew(connection, reading, *last)
            moment = self.file.moment()
            day = known_on(report, moment)
            first = [report.id, moment, report.text]
            connection.execute("INSERT INTO reports VALUES (?, ?, ?) ON CONFLICT DO NOTHING", first)
            changes: Sequence[Correction] = ()
            if superseding:
                kin = kin_of(connection, report, day)
                changes = superseding(Kin(report, moment, None), kin)
            # what a report corrects without a later day of its own was not known before
            later = [one.day for one in changes if one.by == report.id]
            number = _insert(connection, reading, moment, max([day, *later]))
            index(self.file, connection, number, report)
            new = [one for one in changes if not leads_back(connection, one)]
            insert(connection, new, moment)
        return True

    def _renew(
        self,
        connection: Connection,
        reading: Reading,
        number: int,
        recorded: str,
        day: str,
        published: str | None,
    ) -> bool:
        """Ends the last reading of a report and records another."""
        moment = max(self.file.moment(), recorded)  # a clock may have been turned back
        connection.execute("UPDATE readings SET ended = ? WHERE id = ?", [moment, number])
        now = reading.report.published
        if (now.value if now else None) != published:
            (first,) = connection.execute(
                "SELECT recorded FROM reports WHERE id = ?", [reading.report.id]
            ).fetchone()
            day = known_on(reading.report, first)
        _insert(connection, reading, moment, day)
        return True

    # --- asking

    def readings(
        self,
        as_of: str | None = None,
        *,
        recorded_by: str | None = None,
        only: Sequence[int] | None = None,
    ) -> list[Reading]:
        """Readings of the reports known on ``as_of`` (a day, month or year; all by default),
        oldest first. ``recorded_by`` (the same, or a moment) gives the readings that the desk
        itself had by then, and as they were then. ``only`` are numbers of readings that a
        selection has picked; others are left out."""
        return self._readings(*self._chosen(as_of, recorded_by, only))

    def _chosen(
        self, as_of: str | None, recorded_by: str | None, only: Sequence[int] | None
    ) -> Where:
        where, values = known(as_of, recorded_by)
        if only is None:
            return where, values
        picked, numbers = self.file.among("v.id", only)
        return f"{where} AND {picked}", [*values, *numbers]

    def _readings(self, where: str, values: list[Any]) -> list[Reading]:
        with self.file.reading() as connection:
            found = connection.execute(
                "SELECT v.id, r.text, v.card, v.mentions FROM readings v "
                f"JOIN reports r ON r.id = v.report WHERE {where} ORDER BY v.day, v.report",
                values,
            ).fetchall()
            records = {
                table: _by_reading(connection, table, where, values) for table in RECORD_TABLES
            }
        return [
            Reading(
                report=with_text(card, text),
                mentions=_MENTIONS.decode(mentions),
                **{table: tuple(records[table].get(number, ())) for table in RECORD_TABLES},
            )
            for number, text, card, mentions in found
        ]

    def reports(
        self,
        as_of: str | None = None,
        *,
        recorded_by: str | None = None,
        only: Sequence[int] | None = None,
    ) -> list[Report]:
        """The reports, in the order of `readings`, and chosen as those are."""
        where, values = self._chosen(as_of, recorded_by, only)
        rows = self.file.query(
            "SELECT v.card, r.text FROM readings v JOIN reports r ON r.id = v.report "
            f"WHERE {where} ORDER BY v.day, v.report",
            values,
        )
        return [with_text(card, text) for card, text in rows]

    def held(self) -> list[str]:
        """The ids of all reports, also of those that no longer count, as they came."""
        query = "SELECT report FROM readings WHERE ended IS NULL ORDER BY id"
        return [str(row[0]) for row in self.file.query(query)]

    def reading(self, report: str) -> Reading | None:
        """The reading of one report that holds, None where the desk has none of that id."""
        found = self._readings("v.report = ? AND v.ended IS NULL", [report])
        return found[0] if found else None

    def find(self, name: str) -> list[str]:
        """The ids of the reports that a name stands for: an id or its beginning (four characters
        at least), or a web address."""
        begins = name if re.fullmatch("[0-9a-f]{4,16}", name) else ""
        rows = self.file.query(
            "SELECT DISTINCT report FROM readings WHERE address = ? OR report BETWEEN ? AND ? "
            "ORDER BY report",
            [address_key(name), begins, f"{begins}g" if begins else ""],
        )
        return [str(row[0]) for row in rows]

    def day(self, report: str) -> str | None:
        """From which day the world could know a report, None where the desk has none of that
        id."""
        row = self.file.one("SELECT day FROM readings WHERE report = ? AND ended IS NULL", [report])
        return str(row[0]) if row else None

    def places(
        self, as_of: str | None = None, recorded_by: str | None = None
    ) -> list[tuple[int, str]]:
        """The number of each reading and the id of its report, in the order of `readings`."""
        where, values = known(as_of, recorded_by)
        return self.file.query(
            f"SELECT v.id, v.report FROM readings v WHERE {where} ORDER BY v.day, v.report", values
        )

    def recorded(self, report: str) -> str | None:
        """The moment at which the desk first had a report, None where it has none of that id."""
        row = self.file.one("SELECT recorded FROM reports WHERE id = ?", [report])
        return str(row[0]) if row else None

    def versions(self, report: str) -> list[tuple[str, str | None]]:
        """When each reading of a report was recorded, and when it ended (None: it holds)."""
        query = "SELECT recorded, ended FROM readings WHERE report = ? ORDER BY id"
        return [(recorded, ended) for recorded, ended in self.file.query(query, [report])]


def _insert(connection: Connection, reading: Reading, moment: str, day: str) -> int:
    """Records a reading of a report that is there as the one that holds from ``moment`` on; its
    number."""
    report = reading.report
    draw(connection)
    (number,) = connection.execute(
        "INSERT INTO readings (report, recorded, day, published, outlet, title, url, card, "
        "mentions, address, headline, note) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
        "RETURNING id",
        [
            *(report.id, moment, day, report.published.value if report.published else None),
            *(outlet_key(report), report.title, report.url),
            *(without_text(report), msgspec.json.encode(reading.mentions), *keys_of(report)),
        ],
    ).fetchone()
    tables = {**rows_of(reading, number, day), "parties": parties_of(reading, number)}
    for table, rows in tables.items():
        if rows:
            marks = ", ".join("?" * len(next(iter(rows))))
            connection.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)
    return int(number)


def _by_reading(
    connection: Connection, table: str, where: str, values: list[Any]
) -> dict[int, list[Any]]:
    decode = DECODERS[table].decode
    found: dict[int, list[Any]] = {}
    rows = connection.execute(
        f"SELECT t.reading, t.record FROM {table} t JOIN readings v ON v.id = t.reading "
        f"WHERE {where} ORDER BY t.reading, t.seq",
        values,
    )
    for number, record in rows:
        found.setdefault(number, []).append(decode(record))
    return found
