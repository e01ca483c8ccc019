"""Reports that no longer count: corrected, given a newer version, or withdrawn. Nothing of them
is erased, and what was said of them can be taken back, which is kept as well."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from crisisdesk.errors import DeskError
from crisisdesk.record.database import Connection, Database
from crisisdesk.record.known import correction_holds
from crisisdesk.record.mark import draw
from crisisdesk.schemas import prepared
from crisisdesk.terms.records import Card, Correction, Span

_CARD = msgspec.json.Decoder(prepared(Card))
_COLUMNS = "c.report, c.kind, c.day, c.told_by, c.how, c.reason, c.span_start, c.span_end"


class Corrections:
    """The corrections and withdrawals that a ledger holds."""

    def __init__(self, file: Database) -> None:
        self.file = file

    def add(self, correction: Correction) -> None:
        """Records one. Raises DeskError where the desk lacks one of its reports, or where it
        would leave none of several versions counting."""
        with self.file.writing() as connection:
            for report in filter(None, (correction.report, correction.by)):
                if not _has(connection, report):
                    raise DeskError(f"{self.file.path}: the desk has no report {report}")
            if leads_back(connection, correction):
                raise DeskError(
                    f"{correction.by} was itself corrected by {correction.report}: "
                    "reinstate it first"
                )
            insert(connection, [correction], self.file.moment())

    def take_back(self, report: str) -> int:
        """Ends all that was said against a report, so that it counts again; how many there were."""
        with self.file.writing() as connection:
            draw(connection)
            now = self.file.moment()
            done = connection.execute(  # a clock may have been turned back
                "UPDATE corrections SET ended = CASE WHEN recorded > ? THEN recorded ELSE ? END "
                "WHERE report = ? AND ended IS NULL",
                [now, now, report],
            )
            return done.rowcount

    def listed(
        self, as_of: str | None = None, recorded_by: str | None = None
    ) -> list[tuple[Card, Correction]]:
        """The reports that do not count as of a day, each with what was said of it; times are as
        for `known`. By day, the latest last."""
        where, values = correction_holds(as_of, recorded_by)
        rows = self.file.query(
            f"SELECT {_COLUMNS}, c.recorded, v.card FROM corrections c "
            "JOIN readings v ON v.id = "
            "(SELECT max(id) FROM readings WHERE report = c.report) "
            f"WHERE {where} ORDER BY c.day, c.id",
            values,
        )
        return [(_CARD.decode(card), _correction(row)) for *row, card in rows]

    def told_by(self, reports: Iterable[str]) -> list[Correction]:
        """What holds now because these reports told it."""
        query = (
            f"SELECT {_COLUMNS}, c.recorded FROM corrections c "
            "WHERE c.told_by = ? AND c.ended IS NULL ORDER BY c.id"
        )
        return [_correction(row) for one in reports for row in self.file.query(query, [one])]


def insert(connection: Connection, corrections: Sequence[Correction], moment: str) -> None:
    """Records corrections, within a transaction that writes."""
    if corrections:
        draw(connection)
    connection.executemany(
        "INSERT INTO corrections (report, kind, day, told_by, how, reason, span_start, span_end, "
        "recorded) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            [
                *(one.report, one.kind, one.day, one.by, one.how, one.reason),
                *((one.span.start, one.span.end) if one.span else (None, None)),
                moment,
            ]
            for one in corrections
        ],
    )


def _correction(row: Sequence[Any]) -> Correction:
    report, kind, day, by, how, reason, start, end, recorded = row
    span = Span(by, start, end) if by and start is not None else None
    return Correction(report, kind, day, by, how, reason, span, recorded)


def _has(connection: Connection, report: str) -> bool:
    return bool(connection.execute("SELECT 1 FROM reports WHERE id = ?", [report]).fetchone())


def leads_back(connection: Connection, correction: Correction) -> bool:
    """Whether the report that took another's place lost its own to that one, directly or through
    others: of the versions in such a ring none would count."""
    if correction.by in (None, correction.report):
        return False
    found = connection.execute(
        "WITH RECURSIVE later (report) AS (SELECT id FROM reports WHERE id = ? "
        "UNION SELECT c.told_by FROM corrections c JOIN later ON c.report = later.report "
        "WHERE c.ended IS NULL AND c.told_by IS NOT NULL) "
        "SELECT 1 FROM later WHERE report = ?",
        [correction.by, correction.report],
    ).fetchone()
    return bool(found)
