"""What counts as known: to the world on a day, and to the desk by a moment.

Two times are kept apart. A reading's ``day`` is when the world could know its report; from
``recorded`` to ``ended`` it was what the desk itself held of it.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from crisisdesk.errors import DeskError
from crisisdesk.record.rows import day_bounds

Where = tuple[str, list[Any]]
"""A condition in SQL and the values of its marks."""


def known(as_of: str | None = None, recorded_by: str | None = None) -> Where:
    """The condition under which a row ``v`` of the table ``readings`` counts.

    ``as_of`` (a day, month or year) leaves out what was published later. ``recorded_by`` (the
    same, or a moment: 2025-04-09T12:00Z) takes the desk as it was at that time's end, left out
    as it is now. Raises DeskError where one is no such time.
    """
    wheres, values = ["v.ended IS NULL"], []
    if recorded_by is not None:
        moment = end_of(recorded_by)
        wheres, values = ["v.recorded <= ? AND (v.ended IS NULL OR v.ended > ?)"], [moment, moment]
    if as_of is not None:
        wheres.append("v.day <= ?")
        values.append(last_day(as_of))
    return " AND ".join(wheres), values


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
