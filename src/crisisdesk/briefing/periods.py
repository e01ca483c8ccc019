"""A timeline by periods: from years to months, days and hours, each leading to the next."""

from __future__ import annotations

import calendar
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from msgspec import Struct

from crisisdesk.briefing.plain import day
from crisisdesk.reading.clock import hour_told

if TYPE_CHECKING:
    from crisisdesk.briefing.timeline import Entry

UNITS = {"year": 4, "month": 7, "day": 10, "hour": 13}
"""The length of an ISO 8601 moment by the unit that it names, the widest first."""
CLASSES = {
    "verbal cooperation": "words, cooperative",
    "material cooperation": "deeds, cooperative",
    "verbal conflict": "words, hostile",
    "material conflict": "deeds, hostile",
    "neutral": "neither",
}
"""Quad classes in words, in the order in which they are shown."""


class Period(Struct, frozen=True):
    """Events of one period, in their order. ``key`` sorts, ``label`` says which period it is and
    how it is known; ``since`` and ``until`` are its first and last day, empty where it has none,
    ``finer`` the unit that it may be looked into by."""

    key: str
    label: str
    entries: tuple[Entry, ...]
    since: str = ""
    until: str = ""
    finer: str = ""

    def counts(self) -> dict[str, int]:
        """How many of its events are of which quad class, in words."""
        return {
            name: sum(one.record.quad == quad for one in self.entries)
            for quad, name in CLASSES.items()
        }


def periods(
    entries: Sequence[Entry], unit: str, moments: Mapping[str, str] | None = None
) -> list[Period]:
    """Entries by periods of a unit, in order; those known less precisely stand by themselves.

    Hours are those that an event's own words tell; where they tell none, by the moment (ISO 8601
    in UTC, by report, from ``moments``) at which the first report told it, and said to be so."""
    keyed = [(_key(entry, unit, moments or {}), entry) for entry in entries]
    keyed.sort(key=lambda one: (not one[0], one[0]))
    return [
        _period(key, tuple(entry for _, entry in group), unit)
        for key, group in groupby(keyed, key=lambda one: one[0])
    ]


def _key(entry: Entry, unit: str, moments: Mapping[str, str]) -> str:
    if unit != "hour" or len(entry.at) < UNITS["day"]:
        return entry.at[: UNITS[unit]]
    day_, own = entry.at[:10], _own_hour(entry)
    if own is not None:
        return f"{day_}T{own:02}"
    told = [moments[c.span.report] for c in entry.citations if c.span.report in moments]
    return f"{day_}~{min(told)[:13]}" if told else f"{day_}~~"


def _own_hour(entry: Entry) -> int | None:
    """The hour that the first telling's words give, where the event has a day of its own."""
    if entry.date is None:
        return None
    told = (hour_told(citation.words) for citation in entry.citations)
    return next((hour for hour in told if hour is not None), None)


def _period(key: str, entries: tuple[Entry, ...], unit: str) -> Period:
    if not key:
        return Period(key, "no date", entries)
    date, told = key[:10], key[10:]
    units = list(UNITS)
    own = next(name for name, length in UNITS.items() if length >= len(date))
    since, until = _bounds(date)
    finer = units[units.index(own) + 1] if own != "hour" and unit != "hour" else ""
    label = f"{day(date)}{_told(told, own, unit)}"
    return Period(key, label, entries, since, until, finer)


def _told(told: str, own: str, unit: str) -> str:
    """What is said of a period beside its day."""
    if told.startswith("T"):
        return f", {told[1:]}:00 to {told[1:]}:59 as the report has it"
    if told == "~~":
        return ", hour not known"
    if told:
        moment = told[1:]
        return f", told between {moment[11:]}:00 and {moment[11:]}:59 UTC on {day(moment[:10])}"
    return "" if own == unit else f", {unit} not known"


def _bounds(date: str) -> tuple[str, str]:
    """The first and the last day of a year, month or day."""
    if len(date) == UNITS["year"]:
        return f"{date}-01-01", f"{date}-12-31"
    if len(date) == UNITS["month"]:
        last = calendar.monthrange(int(date[:4]), int(date[5:7]))[1]
        return f"{date}-01", f"{date}-{last:02}"
    return date, date
