"""Arithmetic on dates of unequal precision: ISO 8601 prefixes of a year, a month or a day."""

from __future__ import annotations

from datetime import date, timedelta

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def month_number(name: str) -> int:
    """1..12 for an English month name or its abbreviation."""
    return MONTHS.index(name[:3].lower()) + 1


def weekday_number(name: str) -> int:
    """0 (Monday) .. 6 for an English weekday name."""
    return WEEKDAYS.index(name.lower())


def iso(year: int, month: int | None = None, day: int | None = None) -> str | None:
    """The ISO prefix, None where there is no such date (30 February)."""
    try:
        whole = date(year, month or 1, day or 1).isoformat()
    except ValueError:
        return None
    return whole[: 10 if day else 7 if month else 4]


def full_day(value: str | None) -> date | None:
    """The day that an ISO prefix names, None where it is less precise or no date."""
    if value is None or len(value) < 10:
        return None
    try:
        return date.fromisoformat(value[:10])
    except ValueError:
        return None


def parts(value: str) -> tuple[int, int | None]:
    """Year and month (None where unknown) of an ISO prefix."""
    return int(value[:4]), int(value[5:7]) if len(value) >= 7 else None


def shifted(day: date, days: int) -> date | None:
    """``day`` moved, None beyond the calendar's ends."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return None


def shifted_month(year: int, month: int, months: int) -> str | None:
    """The month that lies ``months`` later (earlier where negative)."""
    index = year * 12 + month - 1 + months
    return iso(index // 12, index % 12 + 1) if index >= 12 else None


def week_month(day: date, weeks: int) -> str | None:
    """The month that most days of a week (Monday to Sunday) belong to: of the week of ``day``
    moved by ``weeks``. A week has no ISO prefix of its own; its Thursday decides."""
    thursday = shifted(day, 7 * weeks + 3 - day.weekday())
    return thursday.isoformat()[:7] if thursday else None


def weekday_near(day: date, weekday: int, *, future: bool) -> date | None:
    """The last such weekday up to ``day``, or with ``future`` the first from it on."""
    back = (day.weekday() - weekday) % 7
    return shifted(day, (-back) % 7 if future else -back)


def weekday_of_week(day: date, weekday: int, weeks: int) -> date | None:
    """That weekday of the week (Monday to Sunday) of ``day`` moved by ``weeks``."""
    return shifted(day, weekday - day.weekday() + 7 * weeks)


def month_near(published: str, month: int, *, future: bool) -> str | None:
    """The last such month up to the published one, or with ``future`` the first from it on."""
    year, now = parts(published)
    if now is None:
        return iso(year, month)
    if future:
        return iso(year + (month < now), month)
    return iso(year - (month > now), month)


# A day told in the past tense that would lie this long back, where the next lies this near.
_LONG_PAST, _SOON = 300, 45


def day_near(published: date, month: int, day: int, *, future: bool | None) -> str | None:
    """The year of a day and month told without it: the next ahead with ``future``, the last past
    one where it is False (or the morrow, across time zones; or one soon to come where the last
    was most of a year ago), and where it is None the nearest that is past or at most 60 days
    ahead."""
    options = [
        found
        for year in (published.year - 1, published.year, published.year + 1)
        if (found := full_day(iso(year, month, day)))
    ]
    if future:
        return next((found.isoformat() for found in options if found >= published), None)
    ahead = 60 if future is None else 1
    near = [found for found in options if (found - published).days <= ahead]
    if future is False and near and (published - near[-1]).days > _LONG_PAST:
        near = [found for found in options if (found - published).days <= _SOON] or near
    return near[-1].isoformat() if near else None


def common(first: str, second: str) -> str:
    """The longest ISO prefix (day, month or year) that two values share; else the first's year."""
    for length in (10, 7, 4):
        if first[:length] == second[:length] and len(first) >= length:
            return first[:length]
    return first[:4]
