"""The grammar of dates in news English: one pattern for each way of telling a date."""

from __future__ import annotations

import re
from functools import cache

from msgspec import Struct

from crisisdesk.terms.files import load_yaml, shipped


class DateWords(Struct, frozen=True, forbid_unknown_fields=True):
    """``dates.yaml``; see the file's head."""

    numbers: dict[str, int]
    future: tuple[str, ...]
    past: tuple[str, ...]
    counted: tuple[str, ...]
    numbered: tuple[str, ...]
    titles: tuple[str, ...]
    feasts: tuple[str, ...]
    named: dict[str, str]


@cache
def date_words() -> DateWords:
    """The shipped words. Raises TermsError where the file breaks its schema."""
    return load_yaml(shipped("dates.yaml"), DateWords)


def any_of(phrases: tuple[str, ...] | list[str]) -> str:
    """A pattern for any of some phrases, the longest first, blanks of any kind between words."""
    ordered = sorted(phrases, key=len, reverse=True)
    return "|".join(re.escape(phrase).replace(r"\ ", r"\s+") for phrase in ordered)


_LONG = "January|February|March|April|May|June|July|August|September|October|November|December"
_SHORT = r"(?:Jan|Feb|Mar|Apr|Aug|Sept?|Oct|Nov|Dec)\b\.?"
_MONTH = rf"(?:{_LONG}|{_SHORT})"
_WEEKDAY = "(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)"
_YEAR = r"(?:1[5-9]\d\d|20\d\d)(?![\d%]|[,.]\d|-\d{3}(?!\d)|s\b)"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?(?![\d%]|[,.:]\d|\s?%)"
_DASH = r"\s*(?:[-–—/]|\bto\b)\s*"
_UNITS = r"(?:hours?|days?|nights?|weeks?|months?|years?|decades?)"
_TENS = r"(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)"
_ONES = r"(?:one|two|three|four|five|six|seven|eight|nine)"
# A preposition after which a month's name can be nothing else, and ones after which it may be
# a person's ("led by May", "with April Smith").
_STRONG = r"(?:in|since|during|until|till|throughout|early|late|mid|last|next|this)"
_WEAK = r"(?:by|before|after|from|to|of|through|between|for|and|around|the|a|an|its|their|his)"


# Letters of which any match of a pattern holds some: where they are missing, it is not tried.
_MONTHS = tuple("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split())
_TURNS = tuple(
    "year month week night spring summer autumn fall winter noon evening morning".split()
)
SIGNS = {
    **dict.fromkeys(("month_day", "day_month", "month_year", "month_of", "month"), _MONTHS),
    "iso": ("-",),
    "slashed": ("/",),
    "weekday": ("day",),
    "weekday_week": ("day",),
    "turn": _TURNS,
    "ago": ("ago",),
    "apart": ("earlier", "later", "after", "previously", "before", "on,"),
    "since_event": ("after",),
    "beside": ("day", *_TURNS),
    "today": ("day", "orrow", "night"),
    "year": ("15", "16", "17", "18", "19", "20"),
}


@cache
def patterns() -> dict[str, re.Pattern[str]]:
    """Every way of telling a date, by name, those that must win an overlap first."""
    words = date_words()
    number = rf"(?<![\w.,-])(?:{_TENS}-{_ONES}|{any_of(list(words.numbers))}|\d{{1,3}})"
    return {name: re.compile(source) for name, source in _sources(number, words).items()}


def _sources(number: str, words: DateWords) -> dict[str, str]:
    return {
        "named": rf"(?<!\w)(?P<named>{any_of(list(words.named))})(?!\w)",
        "iso": r"(?<![\w./-])(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})(?![\d-])",
        "dotted": r"(?<![\w.])(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>\d{4})(?!\w)",
        "slashed": r"(?<![\w/])(?P<a>\d{1,2})/(?P<b>\d{1,2})/(?P<y>\d{4})(?![\w/])",
        "month_day": (
            rf"(?:\b{_WEEKDAY},?\s+)?\b(?P<m>{_MONTH})\s+(?:the\s+)?(?P<d>{_DAY})"
            rf"(?:{_DASH}(?P<d2>{_DAY})(?!\s+{_MONTH}))?(?:,?\s+(?P<y>{_YEAR}))?(?![\w])"
        ),
        "day_month": (
            rf"(?:\b{_WEEKDAY},?\s+)?(?<![\w.,$€£-])(?:the\s+)?(?P<d>{_DAY})"
            rf"(?:{_DASH}(?P<d2>{_DAY}))?\s+(?:of\s+)?(?P<m>{_MONTH})(?:,?\s+(?P<y>{_YEAR}))?(?!\w)"
        ),
        "month_year": rf"\b(?P<m>{_MONTH})(?:,?\s+|\s+of\s+)(?P<y>{_YEAR})(?!\w)",
        "month_short_year": rf"\b(?P<m>{_MONTH})\s+(?:of\s+)?['’](?P<yy>\d\d)(?![\w’'])",
        "month_of": (
            rf"\b(?P<m>{_LONG})\s+(?:of\s+)?(?:(?P<which>last|this|next|that)\s+year|"
            r"the\s+(?P<same>same|following|previous|next)\s+year)\b"
        ),
        "weekday_week": (
            rf"\b(?P<wd>{_WEEKDAY})\s+(?:of\s+)?(?P<which>last|this|next|the\s+previous|"
            r"the\s+following)\s+week\b"
        ),
        "weekday": (
            r"(?:\b(?P<which>(?:[Tt]his\s+)?(?:[Pp]ast|[Cc]oming)|[Ll]ast|[Nn]ext|[Tt]his|That|"
            r"(?<=\bon\s)that|that(?=\s+\w+day[,.;:])|[Tt]he\s+(?:following|previous|next))\s+)?"
            rf"\b(?P<wd>{_WEEKDAY})\b(?!-)"
        ),
        "month": (
            rf"\b(?:(?P<strong>(?i:{_STRONG}))(?:\s+|-)|(?P<weak>(?i:{_WEAK}))\s+)"
            rf"(?P<name>(?P<m>{_LONG}))\b(?![-’'])"
        ),
        "turn": (
            r"(?<!\bthe\s)(?<!\bvery\s)\b(?P<which>(?i:last|this|next))\s+"
            r"(?P<unit>year|month|weekend|week|night|spring|summer|autumn|fall|winter|"
            r"morning|afternoon|evening)\b(?!\s+of\b)(?!-)"
        ),
        "quarter": r"\b(?P<which>(?i:last|this|next))\s+quarter\b(?!\s+of\b)(?!-)",
        "edge": (
            r"\b(?i:beginning|start|middle|end|close)\s+of\s+(?P<which>the|this|last|next)\s+"
            r"(?P<unit>month|year)\b(?!\s+of\b)(?!-)"
        ),
        "stretch": (
            r"\b(?i:the|these|in|over|for|during)\s+(?:the\s+)?(?:last|past)\s+"
            rf"(?:(?P<n>(?i:{number}|few|several|couple\s+of))\s+(?P<unit>days|nights|weeks|months)"
            r"|(?P<one>week|month))\b(?!\s+of\b)(?!-)"
        ),
        "few_ago": (
            r"\b(?i:a\s+few|several|some|a\s+couple)\s+(?P<unit>hours|days|nights|weeks)\s+ago\b"
        ),
        "ago": (rf"(?P<n>(?i:{number}))\s+(?P<unit>{_UNITS})\s+ago\b"),
        "apart": (
            rf"(?P<n>(?i:{number}))\s+(?P<unit>{_UNITS})\s+"
            r"(?P<way>earlier|later|afterwards?|previously|(?:before|after)(?=[.,;:!?”\"])|on(?=,))"
        ),
        # "Ten days after they struck, the two are ..." counts back from the day of writing.
        "since_event": (
            rf"(?:(?<=[.?!]\s)|(?<=\n)|(?<=[—–]\s)|\A)(?P<n>(?i:{number}))\s+(?P<unit>{_UNITS})\s+after"
            r"(?=\s(?:(?!\b(?:was|were|had)\b)[^.?!\n]|\n(?!\n)){10,250}?,"
            r"(?:(?!\b(?:was|were|had)\b)[^.?!\n]|\n(?!\n)){3,120}?\b(?:is|are|has|have|remains?)\b)"
        ),
        "hours": r"\b(?i:hours)\s+(?P<way>earlier|later)\b",
        "beside": (
            r"\b(?P<which>(?i:the\s+(?:next|following|previous|same)|that(?:\s+same)?))\s+"
            r"(?P<unit>day|night|morning|afternoon|evening|week|month|year)\b(?!\s+of\b)(?!-)"
            r"|\b(?i:the)\s+day\s+(?P<way>before|after)(?=[.,;:!?”\"]|\s+(?:and|but)\b)"
        ),
        "today": (
            r"(?<![\w.@/-])(?P<word>[Tt]he\s+day\s+(?:before\s+yesterday|after\s+tomorrow)|"
            r"[Yy]esterday|[Tt]omorrow|[Tt]onight|[Tt]oday|[Oo]vernight)\b(?![.@/-]\w)(?!['’]s?\s+(?:world|generation|age))"
        ),
        "year": rf"(?<![\w.,$€£#/+-])(?:mid-)?(?P<y>{_YEAR})(?P<to>[-–/]\d{{2,4}})?(?![\w]|-\w+-)",
    }


@cache
def future_cue() -> re.Pattern[str]:
    """Words that put what they govern ahead, or make it a supposition."""
    return re.compile(rf"(?<![\w])(?:{any_of(date_words().future)})\b", re.IGNORECASE)


@cache
def past_cue() -> re.Pattern[str]:
    """Words that put what they govern behind."""
    return re.compile(rf"\b(?:{any_of(date_words().past)})\b", re.IGNORECASE)


@cache
def counted_next() -> re.Pattern[str]:
    """What follows a number that counts things."""
    return re.compile(rf"[\s-]+(?:{any_of(date_words().counted)})(?!\w)", re.IGNORECASE)


@cache
def numbered_before() -> re.Pattern[str]:
    """What stands before a number that is no year, to be searched at a text's end."""
    return re.compile(rf"\b(?:{any_of(date_words().numbered)})\.?\s+$", re.IGNORECASE)


@cache
def feast_before() -> re.Pattern[str]:
    """What makes a weekday a feast's name, to be searched at a text's end."""
    return re.compile(rf"\b(?:{any_of(date_words().feasts)})\s+$", re.IGNORECASE)


@cache
def title_next() -> re.Pattern[str]:
    """What follows a weekday that belongs to a newspaper's or other name."""
    return re.compile(rf"\s+(?:{any_of(date_words().titles)})\b", re.IGNORECASE)
