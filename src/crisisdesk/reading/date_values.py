"""What a found date means: one resolver for each way of telling a date."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from crisisdesk.reading import day_math
from crisisdesk.reading.date_patterns import date_words

_ABOUT = re.compile(
    r"\b(?:more\s+than|less\s+than|over|nearly|almost|about|around|some|roughly|at\s+least|under)\s+$",
    re.IGNORECASE,
)
_BEYOND = re.compile(r"\b(?:than|(?<!just\s)over|least|under)\s+$", re.IGNORECASE)
_SHARED_YEAR = re.compile(
    r"\s*(?:,|and|or|to|until|through|[-–—])\s*(?:on\s+|in\s+)?[A-Z][a-z]+\.?"
    r"(?:\s+\d{1,2})?,?\s+(?:in\s+|of\s+)?((?:1[5-9]|20)\d\d)\b"
)

Value = tuple[str | None, Literal["stated", "relative"]]
"""An ISO prefix, None where the words tell none here, and whether the text itself states it."""


@dataclass(frozen=True)
class Candidate:
    """A pattern's match before it is resolved."""

    name: str
    match: re.Match[str]
    start: int
    end: int


@dataclass
class Scene:
    """What the resolving of a date may look at: the text, its day, the date told before."""

    text: str
    published: str | None
    day: date | None
    last: str | None
    last_end: int = -1

    def group(self, found: Candidate, name: str) -> str | None:
        """A named group of a match, blanks collapsed and lowered; None where it took no part."""
        value = found.match.groupdict().get(name)
        return " ".join(value.lower().split()) if value else None


def resolve(found: Candidate, scene: Scene, future: bool | None) -> Value:
    """The value of a match in its scene; ``future`` tells whether its clause puts it ahead (True)
    or behind (False), None where nothing tells."""
    return _RESOLVERS[found.name](found, scene, future)


def _named(found: Candidate, scene: Scene, future: bool | None) -> Value:
    key = scene.group(found, "named") or ""
    named = {name.lower(): value for name, value in date_words().named.items()}
    return named.get(key), "stated"


def _numeric(found: Candidate, scene: Scene, future: bool | None) -> Value:
    year, month, day = (int(found.match.group(part)) for part in "ymd")
    return day_math.iso(year, month, day) if month and day else None, "stated"


def _slashed(found: Candidate, scene: Scene, future: bool | None) -> Value:
    """3/17/2025 and 17/3/2025 are one day; 4/9/2025 may be two, of which only the year is sure."""
    first, second, year = (int(found.match.group(part)) for part in "aby")
    if first > 12 or second > 12 or first == second:
        return day_math.iso(year, min(first, second), max(first, second)), "stated"
    return day_math.iso(year), "stated"


def _day_and_month(found: Candidate, scene: Scene, future: bool | None) -> Value:
    """A day and a month, with the year of its own, of the list it stands in, or the nearest."""
    month = day_math.month_number(found.match.group("m"))
    first = _leading_number(found.match.group("d"))
    written = found.match.group("y")
    if not written and (shared := _SHARED_YEAR.match(scene.text, found.end)):
        written = shared.group(1)
    if not written and (told := _year_of_sentence(found, scene, month)):
        written = told
    if written:
        value = day_math.iso(int(written), month, first)
    elif scene.day is not None:
        value = _without_year(scene.day, month, first, future)
    else:
        value = None
    second = found.match.group("d2")
    if value and second and not _is_night(found, scene):
        value = day_math.common(value, f"{value[:8]}{_leading_number(second):02d}")
    return value, "stated" if written else "relative"


def _year_of_sentence(found: Candidate, scene: Scene, month: int) -> str | None:
    """The year of the month told last, where the same sentence told it: "in August 2001, when he
    received a 6 August briefing"."""
    if scene.last is None or scene.last_end < 0 or scene.last[5:7] != f"{month:02d}":
        return None
    between = scene.text[scene.last_end : found.start]
    return None if len(between) > 200 or re.search(r"[.!?]\s|\n\n", between) else scene.last[:4]


_ATTACKS = date(2001, 9, 11)


def _without_year(published: date, month: int, day: int, future: bool | None) -> str | None:
    """A day told without its year: the nearest; 11 September out of season is that of 2001."""
    if (month, day) == (9, 11) and published > _ATTACKS and not future:
        season = day_math.day_near(published, 9, 11, future=None)
        near = day_math.full_day(season)
        if near is None or abs((published - near).days) > 45:
            return _ATTACKS.isoformat()
    return day_math.day_near(published, month, day, future=future)


def _leading_number(ordinal: str) -> int:
    return int(re.match(r"\d+", ordinal).group())  # type: ignore[union-attr]


def _is_night(found: Candidate, scene: Scene) -> bool:
    """The night of May 6-7 begins on the first of the two."""
    behind = scene.text[max(0, found.start - 25) : found.start].lower()
    return "night" in behind or "overnight" in scene.text[found.end : found.end + 12].lower()


def _month_and_year(found: Candidate, scene: Scene, future: bool | None) -> Value:
    month = day_math.month_number(found.match.group("m"))
    return day_math.iso(int(found.match.group("y")), month), "stated"


def _month_and_short_year(found: Candidate, scene: Scene, future: bool | None) -> Value:
    """September of '72: the last such year up to the published one."""
    if scene.published is None:
        return None, "stated"
    now = int(scene.published[:4])
    year = now - (now - int(found.match.group("yy"))) % 100
    return day_math.iso(year, day_math.month_number(found.match.group("m"))), "stated"


def _month_of(found: Candidate, scene: Scene, future: bool | None) -> Value:
    """May last year, June of the same year."""
    month = day_math.month_number(found.match.group("m"))
    which = scene.group(found, "which")
    if which and which != "that":
        year = int(scene.published[:4]) + _TURNS[which] if scene.published else None
    else:
        turns = {"following": 1, "next": 1, "previous": -1}
        year = (
            int(scene.last[:4]) + turns.get(scene.group(found, "same") or "", 0)
            if scene.last
            else None
        )
    return day_math.iso(year, month) if year else None, "relative"


_TURNS = {"last": -1, "this": 0, "next": 1}


def _month(found: Candidate, scene: Scene, future: bool | None) -> Value:
    """A month alone: the last such one, or with a cue the next."""
    month = day_math.month_number(found.match.group("m"))
    if shared := _SHARED_YEAR.match(scene.text, found.end):
        return day_math.iso(int(shared.group(1)), month), "stated"
    if scene.published is None:
        return None, "relative"
    strong = (found.match.group("strong") or "").lower()
    if strong == "this":
        return day_math.iso(int(scene.published[:4]), month), "relative"
    value = day_math.month_near(scene.published, month, future=bool(future) or strong == "next")
    if value and strong in {"last", "next"} and value == scene.published[:7]:
        value = day_math.iso(int(value[:4]) + _TURNS[strong], month)
    return value, "relative"


def _weekday_week(found: Candidate, scene: Scene, future: bool | None) -> Value:
    """Wednesday of last week."""
    which = scene.group(found, "which") or ""
    beside = which.startswith("the")
    base = day_math.full_day(scene.last) if beside else scene.day
    weeks = {"the previous": -1, "the following": 1}.get(which, _TURNS.get(which, 0))
    if base is None:
        return None, "relative"
    weekday = day_math.weekday_number(found.match.group("wd"))
    return _iso(day_math.weekday_of_week(base, weekday, weeks)), "relative"


def _weekday(found: Candidate, scene: Scene, future: bool | None) -> Value:
    """A weekday: the last one up to the published day, or ahead of it.

    "last Tuesday" is the one of last week, as against "Tuesday"; "that" and "the following" one
    are counted from the date told before.
    """
    which = scene.group(found, "which") or ""
    weekday = day_math.weekday_number(found.match.group("wd"))
    if which == "that" or which.startswith("the "):
        return _weekday_beside(which, weekday, scene), "relative"
    if scene.day is None:
        return None, "relative"
    if which == "last":
        return _iso(day_math.weekday_of_week(scene.day, weekday, -1)), "relative"
    if which == "this" and not future:
        return _iso(day_math.weekday_of_week(scene.day, weekday, 0)), "relative"
    found_day = day_math.weekday_near(scene.day, weekday, future=bool(future))
    close = found_day is not None and (found_day - scene.day).days < 3
    if which == "next" and found_day is not None and close:
        found_day = day_math.shifted(found_day, 7)
    return _iso(found_day), "relative"


def _weekday_beside(which: str, weekday: int, scene: Scene) -> str | None:
    base = day_math.full_day(scene.last)
    if base is None:
        return None
    if which == "that":
        back = day_math.weekday_near(base, weekday, future=False)
        on = day_math.weekday_near(base, weekday, future=True)
        near = [day for day in (back, on) if day]
        return min(near, key=lambda day: abs((day - base).days)).isoformat() if near else None
    step = -1 if "previous" in which else 1
    moved = day_math.shifted(base, step)
    return _iso(day_math.weekday_near(moved, weekday, future=step > 0)) if moved else None


def _turn(found: Candidate, scene: Scene, future: bool | None) -> Value:
    """Last year, this month, next week, last night, last summer."""
    which, unit = scene.group(found, "which") or "", scene.group(found, "unit") or ""
    if scene.published is None:
        return None, "relative"
    turn = _TURNS[which]
    year, month = day_math.parts(scene.published)
    if unit in {"year", "spring", "summer", "autumn", "fall", "winter"}:
        return _season(unit, turn, year, month), "relative"
    if unit == "month":
        return day_math.shifted_month(year, month, turn) if month else None, "relative"
    if scene.day is None:
        return None, "relative"
    if unit in {"week", "weekend"}:
        return day_math.week_month(scene.day, turn), "relative"
    return _iso(day_math.shifted(scene.day, turn)), "relative"


def _season(unit: str, turn: int, year: int, month: int | None) -> str | None:
    """The year of a season: "last summer" said in December is this year's."""
    begins = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9}.get(unit)
    if begins is None or month is None:
        return None if unit == "winter" else day_math.iso(year + turn)
    if turn < 0 and month >= begins + 3:
        return day_math.iso(year)
    if turn > 0 and month < begins:
        return day_math.iso(year)
    return day_math.iso(year + turn)


def _quarter(found: Candidate, scene: Scene, future: bool | None) -> Value:
    """A quarter has no ISO prefix; the year that holds it will do."""
    if scene.published is None:
        return None, "relative"
    year, month = day_math.parts(scene.published)
    turn = _TURNS[scene.group(found, "which") or "this"]
    if month is None:
        return (day_math.iso(year) if turn == 0 else None), "relative"
    return day_math.iso(year + ((month - 1) // 3 + turn) // 4), "relative"


def _edge(found: Candidate, scene: Scene, future: bool | None) -> Value:
    """The end of the month, the beginning of last year."""
    if scene.published is None:
        return None, "relative"
    year, month = day_math.parts(scene.published)
    turn = _TURNS.get(scene.group(found, "which") or "", 0)
    if scene.group(found, "unit") == "year":
        return day_math.iso(year + turn), "relative"
    return day_math.shifted_month(year, month, turn) if month else None, "relative"


def _stretch(found: Candidate, scene: Scene, future: bool | None) -> Value:
    """Over the last two weeks: the month or year that holds the whole stretch, if one does."""
    if scene.day is None:
        return None, "relative"
    unit = (scene.group(found, "one") or scene.group(found, "unit") or "").removesuffix("s")
    told = scene.group(found, "n") or "a"
    count = {"few": 4, "several": 5, "couple of": 2}.get(told) or _number(told)
    begun = day_math.shifted(scene.day, -count * {"week": 7, "month": 30}.get(unit, 1))
    if begun is None:
        return None, "relative"
    value = day_math.common(begun.isoformat(), scene.day.isoformat()[:7])
    return (value if scene.published and scene.published.startswith(value) else None), "relative"


def _few_ago(found: Candidate, scene: Scene, future: bool | None) -> Value:
    """A few days ago is this month or the last, a few weeks ago this year or the last."""
    unit = (scene.group(found, "unit") or "").removesuffix("s")
    if scene.day is None or unit == "hour":
        return (scene.published if unit == "hour" else None), "relative"
    begun = day_math.shifted(scene.day, -3 * (7 if unit == "week" else 1))
    length = 4 if unit == "week" else 7
    return begun.isoformat()[:length] if begun else None, "relative"


def _number(words: str) -> int:
    known = date_words().numbers
    if words.isdigit():
        return int(words)
    return known[words] if words in known else sum(known.get(part, 0) for part in words.split("-"))


def _ago(found: Candidate, scene: Scene, future: bool | None) -> Value:
    about = bool(_ABOUT.search(scene.text[max(0, found.start - 20) : found.start]))
    return _moved(scene.published, found, scene, -1, about), "relative"


def _apart(found: Candidate, scene: Scene, future: bool | None) -> Value:
    """Two days earlier: counted from the date told before."""
    back = (scene.group(found, "way") or "") in {"earlier", "before", "previously"}
    return _moved(scene.last, found, scene, -1 if back else 1, False), "relative"


def _moved(base: str | None, found: Candidate, scene: Scene, sign: int, about: bool) -> str | None:
    """``base`` moved by the number and unit of a match, only as precise as these allow."""
    unit = (scene.group(found, "unit") or "").removesuffix("s")
    count = sign * _number(scene.group(found, "n") or "")
    if base is None or unit == "decade":
        return None
    if unit == "year":
        beyond = _BEYOND.search(scene.text[max(0, found.start - 20) : found.start])
        return None if beyond or abs(count) > 100 else day_math.iso(int(base[:4]) + count)
    if unit == "month":
        year, month = day_math.parts(base)
        value = day_math.shifted_month(year, month, count) if month else None
        return value[:4] if value and about else value
    return _moved_days(base, unit, count, about)


def _moved_days(base: str, unit: str, count: int, about: bool) -> str | None:
    day = day_math.full_day(base)
    if unit == "hour":
        return base if abs(count) < 12 else _whole_days(day, count)
    if day is None:
        # "a day later" after "in February 2019" is still that month, as far as can be told.
        return base if len(base) == 7 and unit in {"day", "night"} and abs(count) <= 7 else None
    moved = day_math.shifted(day, count * (7 if unit == "week" else 1))
    coarse = about or unit == "week" or abs(count) > 21
    return moved.isoformat()[: 7 if coarse else 10] if moved else None


def _whole_days(day: date | None, hours: int) -> str | None:
    """24 hours ago is yesterday; what lies between may be either day."""
    days = abs(hours) // 24 * (1 if hours > 0 else -1)
    return _iso(day_math.shifted(day, days)) if day and days else None


def _hours(found: Candidate, scene: Scene, future: bool | None) -> Value:
    return scene.last, "relative"


def _beside(found: Candidate, scene: Scene, future: bool | None) -> Value:
    """The next day, that night, the previous month, the day before: from the date told before."""
    which = scene.group(found, "which") or ""
    unit = scene.group(found, "unit") or "day"
    step = 1 if re.search(r"next|following", which) else -1 if "previous" in which else 0
    if way := scene.group(found, "way"):
        step = 1 if way == "after" else -1
    if scene.last is None:
        return None, "relative"
    return _stepped(scene.last, unit, step), "relative"


def _stepped(base: str, unit: str, step: int) -> str | None:
    year, month = day_math.parts(base)
    if unit == "year":
        return day_math.iso(year + step)
    if unit == "month":
        return day_math.shifted_month(year, month, step) if month else None
    day = day_math.full_day(base)
    if day is None:
        return base if step == 0 and len(base) == 7 else None
    if unit == "week":
        return day_math.week_month(day, step)
    return _iso(day_math.shifted(day, step))


_WORDS = {
    "today": 0,
    "tonight": 0,
    "overnight": 0,
    "yesterday": -1,
    "tomorrow": 1,
    "the day before yesterday": -2,
    "the day after tomorrow": 2,
}


def _today(found: Candidate, scene: Scene, future: bool | None) -> Value:
    if scene.day is None:
        return None, "relative"
    return _iso(
        day_math.shifted(scene.day, _WORDS[scene.group(found, "word") or "today"])
    ), "relative"


def _year(found: Candidate, scene: Scene, future: bool | None) -> Value:
    return day_math.iso(int(found.match.group("y"))), "stated"


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


_RESOLVERS: dict[str, Callable[[Candidate, Scene, bool | None], Value]] = {
    "named": _named,
    "iso": _numeric,
    "dotted": _numeric,
    "slashed": _slashed,
    "month_day": _day_and_month,
    "day_month": _day_and_month,
    "month_year": _month_and_year,
    "month_short_year": _month_and_short_year,
    "month_of": _month_of,
    "quarter": _quarter,
    "edge": _edge,
    "stretch": _stretch,
    "few_ago": _few_ago,
    "weekday_week": _weekday_week,
    "weekday": _weekday,
    "month": _month,
    "turn": _turn,
    "ago": _ago,
    "apart": _apart,
    "since_event": _ago,
    "hours": _hours,
    "beside": _beside,
    "today": _today,
    "year": _year,
}
