"""How many are told to have been killed or hurt: counts beside an event, with their hedges.

A count is a range: "at least 12" is 12 or more, "about 30" a fifth either way. The words are in
``tolls.yaml``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from msgspec import Struct

from crisisdesk.terms.files import load_yaml, shipped
from crisisdesk.terms.records import Report, Span

MANY = 10**9
ABOUT = 0.2
_REACH = 300  # characters on either side of an event within which its sentence lies
_STOP = re.compile(r"(?<=[.!?])[”\"’']?\s+(?=[“\"‘]?[A-Z0-9])|\n")


class _Lexicon(Struct, frozen=True, forbid_unknown_fields=True):
    """The vocabulary file ``tolls.yaml``."""

    kinds: dict[str, list[str]]
    people: list[str]
    verbs: list[str]
    least: list[str]
    most: list[str]
    about: list[str]
    numbers: dict[str, int]


class Toll(Struct, frozen=True):
    """A count of ``kind`` (killed, hurt): from ``low`` to ``high``, and where it stands."""

    kind: str
    low: int
    high: int
    span: Span


@cache
def _lexicon() -> _Lexicon:
    return load_yaml(shipped("tolls.yaml"), _Lexicon)


def _any(words: Iterable[str]) -> str:
    return "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in sorted(words, key=len)[::-1])


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Per kind: ``12 soldiers were killed``, ``killed at least 12``; a number is one of people."""
    lexicon = _lexicon()
    hedge = rf"(?:(?P<hedge>{_any([*lexicon.least, *lexicon.most, *lexicon.about])})\s+)?"
    number = rf"(?P<number>\d{{1,3}}(?:,\d{{3}})+|\d+|{_any(lexicon.numbers)})"
    people = rf"(?:\s+(?:[a-z]+\s+){{0,2}}?(?:{_any(lexicon.people)}))?"
    found = []
    for kind, words in lexicon.kinds.items():
        verbs = rf"(?:\s+(?:{_any(lexicon.verbs)})){{0,2}}"
        head = rf"\b{hedge}{number}{people}{verbs}\s+(?:{_any(words)})\b"
        tail = (
            rf"\b(?:{_any(words)})\s+(?:of\s+)?{hedge}{number}(?!\d|[.,]\d|\s*(?:%|per\s+cent))\b"
        )
        found += [(kind, re.compile(form, re.IGNORECASE)) for form in (head, tail)]
    return tuple(found)


def tolls_at(report: Report, span: Span) -> list[Toll]:
    """The counts in the sentence around a span; a kind once, the first count of it."""
    start, end = _sentence(report.text, span.start, span.end)
    found: dict[str, Toll] = {}
    for kind, pattern in _patterns():
        match = pattern.search(report.text, start, end)
        if match and kind not in found:
            low, high = _range(match["hedge"], match["number"])
            found[kind] = Toll(kind, low, high, Span(report.id, match.start(), match.end()))
    return list(found.values())


def sentence_at(report: Report, span: Span) -> Span:
    """The sentence around a span, as far as a few hundred characters either way tell."""
    return Span(report.id, *_sentence(report.text, span.start, span.end))


def sentences(report: Report) -> Iterator[Span]:
    """The sentences of a report, as its stops tell."""
    start = 0
    for stop in _STOP.finditer(report.text):
        yield Span(report.id, start, stop.start())
        start = stop.end()
    yield Span(report.id, start, len(report.text))


def _sentence(text: str, start: int, end: int) -> tuple[int, int]:
    # one further: what parts two sentences looks at the first letter of the next
    before = [m.end() for m in _STOP.finditer(text, max(0, start - _REACH), start + 1)]
    after = _STOP.search(text, max(start, end - 1), min(len(text), end + _REACH))
    return (before[-1] if before else max(0, start - _REACH)), (
        after.start() if after else min(len(text), end + _REACH)
    )


def _range(hedge: str | None, number: str) -> tuple[int, int]:
    lexicon = _lexicon()
    words = re.sub(r"\s+", " ", (hedge or "").lower())
    spelled = re.sub(r"\s+", " ", number.lower())
    n = lexicon.numbers.get(spelled) or int(number.replace(",", "") if number[0].isdigit() else 0)
    if words in lexicon.least or spelled in ("dozens", "hundreds"):
        return n, MANY
    if words in lexicon.most:
        return 0, n
    if words in lexicon.about:
        return round(n * (1 - ABOUT)), round(n * (1 + ABOUT))
    return n, n


def differ(one: Toll, other: Toll) -> bool:
    """Whether two counts of one kind cannot both be right."""
    return one.kind == other.kind and (one.high < other.low or other.high < one.low)
