"""The horizon of a typed question: ``within 30 days``, ``by 1 June``, ``this year``.

Days from the day of the forecast to the last day that counts. ``by`` and ``before`` a month or
year stop where it begins (``by June`` counts 1 June, ``before June`` 31 May); ``in June``, ``this
year`` and ``by the end of June`` go to its end. A month without a year is the next that comes.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from math import ceil

from crisisdesk.errors import QuestionError

LONGEST = 3650  # days; no class reaches further

_MONTHS = (
    "january february march april may june july august september october november december".split()
)
_DAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
_NUMBERS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen twenty"
).split()
_UNITS = {
    "hour": 1 / 24,
    "day": 1,
    "week": 7,
    "fortnight": 14,
    "month": 30,
    "quarter": 91,
    "year": 365,
}
_SEVERAL = {"hours": 1, "days": 7, "weeks": 28, "months": 90, "years": 1095}  # without a number
_MANY = {"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "ninety": 90, "a hundred": 100}

_MONTH = "|".join(f"{name}|{name[:3]}" for name in _MONTHS) + "|sept"
_FEASTS = {"christmas": "25 December", "new year(?:[’']s(?: (?:day|eve))?)?": "1 January"}
_COUNT = r"\d+|an?|" + "|".join((*_NUMBERS, *_MANY))
_LEAD = r"(?P<lead>by|before|until|till|through|in|during|within|on|over)"
_SPAN = re.compile(
    r"\b(?:within|in|over|during|for|inside)\s+(?:the\s+)?(?:next|coming|following)?\s*"
    r"(?:few\s+|several\s+)?"
    rf"(?P<count>{_COUNT})?\s*-?\s*(?P<unit>hour|day|week|fortnight|month|quarter|year|decade)s?\b(?!\s+of)",
    re.IGNORECASE,
)
# what looks like a span of time and was not read as one
_OTHER_SPAN = re.compile(
    r"\b(?:(?:within|in|over|for)\s+(?:the\s+next\s+)?(?:[-\u2212]\s*\d+|\d+[.,]\d+)"
    r"|within\s+(?:an?\s+)?\w+)"
    r"\s+(?:hour|day|week|fortnight|month|quarter|year|decade)s?\b",
    re.IGNORECASE,
)
_NEXT = re.compile(
    rf"\b(?:the\s+)?next\s+(?P<count>{_COUNT})?\s*(?P<unit>day|week|fortnight|month|year)s?\b",
    re.IGNORECASE,
)
_DATE = re.compile(
    rf"\b(?:{_LEAD}\s+)?(?:the\s+)?(?:"
    rf"(?P<iso>\d{{4}}-\d\d-\d\d)"
    rf"|(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<m1>{_MONTH})\.?(?:,?\s+(?P<y1>\d{{4}}))?"
    rf"|(?P<m2>{_MONTH})\.?\s+(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?(?:,?\s+(?P<y2>\d{{4}}))?\b)",
    re.IGNORECASE,
)
_MONTH_ALONE = re.compile(
    rf"\b{_LEAD}\s+(?:the\s+)?(?P<end>end\s+of\s+|beginning\s+of\s+|start\s+of\s+)?"
    rf"(?P<month>{_MONTH})\b(?:\s+(?P<year>\d{{4}}))?",
    re.IGNORECASE,
)
_YEAR_ALONE = re.compile(
    rf"\b{_LEAD}\s+(?:the\s+)?(?P<end>end\s+of\s+)?(?P<year>(?:19|20)\d\d)\b", re.IGNORECASE
)
_THIS = re.compile(
    r"\b(?:(?P<which>this|next)\s+(?P<unit>week(?:end)?|month|year|spring|summer|autumn|fall|winter)"
    r"|(?P<end>end\s+of\s+(?:the\s+)?)(?P<of>week|month|year|spring|summer|autumn|fall|winter)"
    r"|(?P<to>by|before|until)\s+(?:the\s+)?(?P<season>spring|summer|autumn|fall|winter)"
    r"|(?P<near>today|tonight|tomorrow))\b",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(
    rf"\b{_LEAD}\s+(?:next\s+|this\s+)?(?P<day>{'|'.join(_DAYS)})\b", re.IGNORECASE
)
_STARTS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
_SEASONS = {"spring": (5, 31), "summer": (8, 31), "autumn": (11, 30), "fall": (11, 30)}


def horizon_in(text: str, as_of: str) -> int | None:
    """The horizon that a text names, in days from ``as_of`` (an ISO 8601 day), None where it
    names none. Raises QuestionError where it ends before it begins or lies beyond ten years."""
    today = date.fromisoformat(as_of)
    for name, day in _FEASTS.items():
        text = re.sub(rf"\b{name}\b", day, text, flags=re.IGNORECASE)
    readers: tuple[Callable[[str, date], int | None], ...] = (
        _dated,
        _spanned,
        _in_month,
        _in_year,
        _this,
        _weekday,
    )
    for reader in readers:
        days = reader(text, today)
        if days is not None and days < 1 and reader is not _spanned:
            last = today + timedelta(days=days)
            raise QuestionError(f"the horizon ends on {last}, which is not after {today}")
        if days is not None:
            return checked(days)
    odd = _OTHER_SPAN.search(text)
    if odd is not None:
        raise QuestionError(f"{odd[0]!r} is no horizon: write within 30 days, or by 1 June")
    return None


def checked(days: int) -> int:
    """The horizon itself. Raises QuestionError where it is not 1 to 3650 days."""
    if not 1 <= days <= LONGEST:
        raise QuestionError(f"a horizon of {days} days cannot be answered: use 1 to {LONGEST}")
    return days


def _dated(text: str, today: date) -> int | None:
    found = _DATE.search(text)
    if found is None:
        return None
    try:
        day = _day(found, today)
    except ValueError as error:
        raise QuestionError(f"{found[0].strip()!r} is no day of the calendar") from error
    before = (found["lead"] or "").lower() == "before"
    return (day - today).days - before


def _day(found: re.Match[str], today: date) -> date:
    if found["iso"]:
        return date.fromisoformat(found["iso"])
    month = _month(found["m1"] or found["m2"])
    number, year = int(found["d1"] or found["d2"]), found["y1"] or found["y2"]
    if year:
        return date(int(year), month, number)
    day = date(today.year, month, number)
    return day if day >= today else date(today.year + 1, month, number)


def _spanned(text: str, today: date) -> int | None:
    found = _SPAN.search(text) or _NEXT.search(text)
    if found is None:
        return None
    unit = found["unit"].lower()
    plural = found[0].lower().rpartition(" ")[2]
    if not found["count"] and plural in _SEVERAL:
        return _SEVERAL[plural]
    length = 3650 if unit == "decade" else _UNITS[unit]
    return ceil(_number(found["count"]) * length)


def _number(word: str | None) -> int:
    low = (word or "a").lower()
    if low.isdecimal():
        return int(low[:6])
    if low in ("a", "an"):
        return 1
    return _MANY[low] if low in _MANY else _NUMBERS.index(low)


def _month(name: str) -> int:
    return next(i for i, month in enumerate(_MONTHS, 1) if month.startswith(name.lower()[:3]))


def _in_month(text: str, today: date) -> int | None:
    found = _MONTH_ALONE.search(text)
    if found is None:
        return None
    month, lead = _month(found["month"]), found["lead"].lower()
    year = int(found["year"]) if found["year"] else today.year
    if not found["year"] and _last(year, month) < today:
        year += 1
    first = date(year, month, 1)
    return (_end(lead, found["end"], first, _last(year, month)) - today).days


def _in_year(text: str, today: date) -> int | None:
    found = _YEAR_ALONE.search(text)
    if found is None:
        return None
    year = int(found["year"])
    first, last = date(year, 1, 1), date(year, 12, 31)
    return (_end(found["lead"].lower(), found["end"], first, last) - today).days


def _end(lead: str, edge: str | None, first: date, last: date) -> date:
    """The last day that counts of a month or year that is named with ``lead``."""
    edge = (edge or "").lower()
    if edge.startswith("end"):
        return last - timedelta(days=lead == "before")
    if lead == "before":
        return first - timedelta(days=1)
    return first if lead == "by" or edge else last


def _this(text: str, today: date) -> int | None:
    found = _THIS.search(text)
    if found is None:
        return None
    if found["near"]:
        return 1
    if found["season"]:
        first = date(today.year, _STARTS[found["season"].lower()], 1)
        first = first if first > today else first.replace(year=first.year + 1)
        return (first - today).days - (found["to"].lower() == "before")
    unit = (found["of"] or found["unit"]).lower()
    return (_this_end(unit, (found["which"] or "this").lower() == "next", today) - today).days


def _this_end(unit: str, following: bool, today: date) -> date:
    if unit.startswith("week"):
        return today + timedelta(days=6 - today.weekday() + 7 * following)
    if unit == "month":
        month = today.month % 12 + 1 if following else today.month
        return _last(today.year + (following and today.month == 12), month)
    if unit == "winter":
        return _last(today.year + (today.month > 2) + following, 2)
    if unit in _SEASONS:
        end = date(today.year, *_SEASONS[unit])
        return end.replace(year=end.year + (end < today) + following)
    return date(today.year + following, 12, 31)


def _weekday(text: str, today: date) -> int | None:
    found = _WEEKDAY.search(text)
    if found is None:
        return None
    ahead = (_DAYS.index(found["day"].lower()) - today.weekday()) % 7 or 7
    return ahead - (found["lead"].lower() == "before")


def _last(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
