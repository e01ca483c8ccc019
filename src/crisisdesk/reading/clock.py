"""The hour of the day that a clause tells: "at 3 a.m. local time", "at 14:20", "shortly before
midnight". It is the clock of the place that the report speaks of; zones are not reckoned."""

from __future__ import annotations

import re

_TWELVE = re.compile(
    r"(?<![\w.:$€£])(?P<h>1[0-2]|0?[1-9])(?:[:.](?P<m>[0-5]\d))?\s?(?P<half>[ap])\.?\s?m\b",
    re.IGNORECASE,
)
_TWENTY_FOUR = re.compile(
    r"\b(?:at|around|about|by|from|shortly (?:before|after)|before|after|until)\s+"
    r"(?P<h>[01]?\d|2[0-3]):(?P<m>[0-5]\d)(?![\d:]|\s?[apAP]\.?\s?[mM]\b)"
)
_NAMED = re.compile(
    r"\b(?P<before>(?:shortly|just|minutes|soon)\s+before\s+)?(?P<name>midnight|noon|midday)\b",
    re.IGNORECASE,
)
_NAMES = {"midnight": 0, "noon": 12, "midday": 12}


def hour_told(words: str) -> int | None:
    """The hour, 0 to 23; None where the words tell none, or more than one."""
    found = {
        *(_of_twelve(match) for match in _TWELVE.finditer(words)),
        *(int(match["h"]) for match in _TWENTY_FOUR.finditer(words)),
        *(_named(match) for match in _NAMED.finditer(words)),
    }
    return found.pop() if len(found) == 1 else None


def _of_twelve(match: re.Match[str]) -> int:
    return int(match["h"]) % 12 + (12 if match["half"].lower() == "p" else 0)


def _named(match: re.Match[str]) -> int:
    hour = _NAMES[match["name"].lower()]
    return (hour - 1) % 24 if match["before"] else hour
