"""What counts as known: to the world on a day, and to the desk by a moment.

Two times are kept apart. A reading's ``day`` is when the world could know its report; from
``recorded`` to ``ended`` it was what the desk itself held of it. A correction's ``day`` is that
from which a report no longer counts; it, too, was held from ``recorded`` to ``ended``.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from crisisdesk.errors import DeskError
from crisisdesk.record.rows import day_bounds
from crisisdesk.terms.records import Report

Where = tuple[str, list[Any]]
"""A condition in SQL and the values of its marks."""


def known(as_of: str | None = None, recorded_by: str | None = None) -> Where:
    """The condition under which a row ``v`` of the table ``readings`` counts.

    ``as_of`` (a day, month or year) leaves out what was published later, and what had been
    corrected or withdrawn by then. ``recorded_by`` (the same, or a moment: 2025-04-09T12:00Z)
    takes the desk as it was at that time's end, left out as it is now. Raises DeskError where one
    is no such time.
    """
    wheres, values = _held("v", recorded_by)
    if as_of is not None:
        wheres += " AND v.day <= ?"
        values.append(last_day(as_of))
    corrected, more = correction_holds(as_of, recorded_by)
    gone = f"SELECT 1 FROM corrections c WHERE c.report = v.report AND {corrected}"
    return f"{wheres} AND NOT EXISTS ({gone})", [*values, *more]


def correction_holds(as_of: str | None = None, recorded_by: str | None = None) -> Where:
    """The condition under which a row ``c`` of the table ``corrections`` holds; times as for
    `known`."""
    where, values = _held("c", recorded_by)
    if as_of is None:
        return where, values
    return f"{where} AND c.day <= ?", [*values, last_day(as_of)]


def _held(row: str, recorded_by: str | None) -> Where:
    """Whether the desk held a row then, or holds it now."""
    if recorded_by is None:
        return f"{row}.ended IS NULL", []
    moment = end_of(recorded_by)
    held = f"{row}.recorded <= ? AND ({row}.ended IS NULL OR {row}.ended > ?)"
    return held, [moment, moment]


def known_on(report: Report, moment: str) -> str:
    """The day from which the world could know a report that was recorded at a moment."""
    try:
        return day_bounds(report.published.value)[1] if report.published else moment[:10]
    except ValueError:
        return moment[:10]


def end_of(time: str) -> str:
    """The last second of a day, month or year, or a moment itself, as moments are recorded."""
    if "T" not in time:
        return f"{last_day(time)}T23:59:59Z"
    try:
        moment = datetime.fromisoformat(time)
    except ValueError as error:
        raise DeskError(f"{time!r} is no moment; write it as 2025-04-09T12:00Z") from error
    return as_recorded(moment)


def as_recorded(moment: datetime) -> str:
    """A moment as it is recorded, 2026-11-25T02:45:00Z; without a zone it is taken as UTC."""
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def last_day(prefix: str) -> str:
    """The last day that a day, month or year may mean. Raises DeskError where it is none."""
    return _bounds(prefix)[1]


def first_day(prefix: str) -> str:
    """The first day that a day, month or year may mean. Raises DeskError where it is none."""
    return _bounds(prefix)[0]


def _bounds(prefix: str) -> tuple[str, str]:
    try:
        return day_bounds(prefix)
    except ValueError as error:
        raise DeskError(str(error)) from error
