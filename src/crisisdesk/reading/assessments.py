"""What experts reckon, by matter and leaning, so that competing judgements stand side by side.

The matter is the side spoken of and an aspect of it (``RUS:mediation``); the leaning is +1 where
the words raise it, -1 where they lower it and 0 where they leave it open. It is counted from words
of a lexicon: a rough measure, meant to set views side by side and not to weigh them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache

from msgspec import Struct

from crisisdesk.reading.page import Page
from crisisdesk.terms.files import load_yaml, shipped
from crisisdesk.terms.records import Assessment, Statement

_LEANING, _OPEN = 0.7, 0.5  # how far an assessment is trusted, with and without words that lean


class _Aspect(Struct, frozen=True):
    name: str
    words: list[str]


class _Lexicon(Struct, frozen=True):
    """The vocabulary file ``assessments.yaml``."""

    aspects: list[_Aspect]
    raises: list[str]
    lowers: list[str]
    open: list[str]
    weaknesses: list[str]
    denials: list[str]


@cache
def _lexicon() -> _Lexicon:
    return load_yaml(shipped("assessments.yaml"), _Lexicon)


def read_assessments(page: Page, statements: Sequence[Statement]) -> list[Assessment]:
    """The experts' statements as assessments, in order: those whose matter is known.

    ``statements`` are the page's own. One statement yields one assessment at most.
    """
    found = []
    for statement in statements:
        aspect = aspect_of(statement.words) if statement.expert else None
        side = _side(page, statement) if aspect is not None else None
        if side is not None:
            topic = f"{side}:{aspect}"
            leaning = leaning_of(statement.words)
            score = _LEANING if leaning else _OPEN
            rule = f"aspect:{aspect}"
            found.append(Assessment(statement.id, topic, leaning, statement.span, rule, score))
    return found


def _side(page: Page, statement: Statement) -> str | None:
    """The side spoken of: the first that the words name, else the first that they stand for."""
    named = [mention for mention in page.mentions if mention.how != "pronoun"]
    for mention in [*named, *page.mentions]:
        part = page.parts[mention.part]
        start, end = part.at(part.doc[mention.first : mention.last])
        inside = statement.span.start <= start and end <= statement.span.end
        code = next((a.code for a in mention.actors if a.code), None)
        if inside and code is not None:
            return code
    return statement.about[0] if statement.about else None


def aspect_of(words: str) -> str | None:
    """The aspect with most of its words in ``words``; the first of equals; None for none."""
    low = words.casefold()
    counts = [(_count(aspect.words, low), aspect.name) for aspect in _lexicon().aspects]
    best = max(counts, key=lambda c: c[0])
    return best[1] if best[0] else None


def leaning_of(words: str) -> int:
    """+1, -1 or 0: which way the words lean (see the module)."""
    lexicon, low = _lexicon(), words.casefold()
    denied = _denied_weakness(low)
    if denied:
        return 1
    down = _count_whole(lexicon.lowers, low)
    up = _count_whole(lexicon.raises, low)
    if down:
        return -1
    if _count_whole(lexicon.open, low):
        return 0
    return 1 if up else 0


def _denied_weakness(low: str) -> bool:
    lexicon = _lexicon()
    denials = "|".join(map(re.escape, lexicon.denials))
    weak = "|".join(map(re.escape, lexicon.weaknesses))
    return re.search(rf"(?:\b|(?<=\w))(?:{denials})\s+(?:\w+\s+)?(?:{weak})\b", low) is not None


def _count(stems: Iterable[str], low: str) -> int:
    return sum(len(re.findall(rf"\b{re.escape(stem)}", low)) for stem in stems)


def _count_whole(words: Iterable[str], low: str) -> int:
    return sum(len(re.findall(rf"(?<!\w){re.escape(w)}(?!\w)", low)) for w in words)
