"""Records to rows: the columns that are asked for, and the bounds of a date."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from typing import Any

import msgspec

from crisisdesk.terms.records import (
    Actor,
    Assessment,
    Date,
    Event,
    Linkage,
    Person,
    Question,
    Reading,
    Statement,
    Tie,
)

Row = tuple[Any, ...]
_PREFIX = re.compile(r"(\d{4})(?:-(0[1-9]|1[0-2])(?:-(0[1-9]|[12]\d|3[01]))?)?")


def day_bounds(value: str) -> tuple[str, str]:
    """The first and last day that an ISO prefix (year, month or day) may mean.

    Raises ValueError where it is no such prefix.
    """
    found = _PREFIX.fullmatch(value)
    if not found or int(found.group(1)) == 0:
        raise ValueError(f"{value!r} is not a day, month or year such as 2025-04-09, 2025-04, 2025")
    year, month, day = (int(part) if part else None for part in found.groups())
    last = calendar.monthrange(year or 1, month or 12)[1]
    if day and day > last:
        raise ValueError(f"{value!r} is no day of the calendar")
    return (
        f"{year:04d}-{month or 1:02d}-{day or 1:02d}",
        f"{year:04d}-{month or 12:02d}-{day or last:02d}",
    )


def record_bounds(date: Date | None, report_day: str) -> tuple[str, str]:
    """First and last day of a record: its own date's, else its report's day."""
    if date is None:
        return report_day, report_day
    try:
        return day_bounds(date.value)
    except ValueError:
        return report_day, report_day


def folded(name: str | None) -> str | None:
    """A name as it is compared: without case."""
    return name.casefold() if name else None


def rows_of(reading: Reading, number: int, day: str) -> dict[str, list[Row]]:
    """The rows of every record table for the reading of that number, in the tables' column order.
    ``day`` is its report's."""
    makers = {
        "people": lambda record: _person(record),
        "statements": lambda record: _statement(record, day),
        "events": lambda record: _event(record, day),
        "ties": _tie,
        "assessments": _assessment,
        "linkages": _linkage,
        "questions": _question,
    }
    return {
        table: [
            (number, seq, *make(record), msgspec.json.encode(record))
            for seq, record in enumerate(getattr(reading, table))
        ]
        for table, make in makers.items()
    }


def parties_of(reading: Reading, number: int) -> set[Row]:
    """Rows of the parties table: (code, side, kind of record, number of the reading, seq)."""
    return {(code, side, kind, number, seq) for kind, seq, side, code in _parties(reading) if code}


def _parties(reading: Reading) -> Iterator[tuple[str, int, str, str | None]]:
    for seq, event in enumerate(reading.events):
        for actor in event.source:
            yield "events", seq, "source", actor.code
        for actor in event.target:
            yield "events", seq, "target", actor.code
    for seq, tie in enumerate(reading.ties):
        for code in (*tie.between, tie.holder, tie.against):
            yield "ties", seq, "member", code
    for seq, linkage in enumerate(reading.linkages):
        for code in linkage.joins:
            yield "linkages", seq, "member", code


def _name(actor: Actor | None) -> tuple[str | None, str | None]:
    return (folded(actor.name), actor.code) if actor else (None, None)


def _person(record: Person) -> Row:
    return _name(record.actor)


def _statement(record: Statement, day: str) -> Row:
    bounds = record_bounds(record.date, day)
    return (*_name(record.speaker), record.form, *bounds, record.span.start, record.span.end)


def _event(record: Event, day: str) -> Row:
    bounds = record_bounds(record.date, day)
    span = record.span
    return (record.type, record.mode, record.modality, *bounds, span.start, span.end)


def _tie(record: Tie) -> Row:
    return (record.kind, record.name, record.span.start, record.span.end)


def _assessment(record: Assessment) -> Row:
    return (record.topic, record.leaning, record.span.start, record.span.end)


def _linkage(record: Linkage) -> Row:
    return (record.issue, record.span.start, record.span.end)


def _question(record: Question) -> Row:
    span = record.span
    return (record.kind, span.start if span else None, span.end if span else None)
