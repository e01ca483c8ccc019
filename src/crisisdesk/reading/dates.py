"""Finds the dates that a text tells and resolves them against the day it was published.

Spans are found by a small grammar of our own (`date_patterns`), never by free search, so that
the verb "may", article numbers and weapons' names stay what they are. A value is the ISO 8601
prefix that the words allow and no longer: a week or "two months ago" is a month, a season a year.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from crisisdesk.reading import day_math
from crisisdesk.reading.date_patterns import (
    SIGNS,
    counted_next,
    feast_before,
    future_cue,
    numbered_before,
    past_cue,
    patterns,
    title_next,
)
from crisisdesk.reading.date_values import Candidate, Scene, resolve

_BOUNDARY = re.compile(
    r"[;:!?,—“”\"()]|\.(?=\s)|\n\n|\b(?:that|which|who|whom|while|because|and)\b"
)
_LEAD = re.compile(
    r"\b(in|on|since|by|before|after|until|till|from|during|of|for|through|around)\s+"
    r"(?:(?:early|mid|late|the|on|in)[\s-]+)*$",
    re.IGNORECASE,
)
_NOUN_PHRASE_END = re.compile(
    r"[.,;:!?—“”\"()]|\b(?:of|in|for|between|with|that|which|and|or|to|on|at|by|from|over|was|were|"
    r"is|are|has|had|have)\b"
)
_DETERMINER = re.compile(
    r"(?:\b(?:an?|the|this|that|its|their|his|her|our)|['’]s?)(?:\s+[a-z][\w-]+)?\s+$"
)
_NAME_VERB = re.compile(
    r"\s+(?:said|told|says|was|is|has|had|will|would|\w+ed)\b|['’]s\b|,\s+who\b"
)
_ED = re.compile(r"\b\w{2,}ed\b")
# Dates that bound a stretch of time rather than tell when something took place.
BOUNDS = frozenset({"since", "until", "till", "by", "before", "from", "through"})


@dataclass(frozen=True)
class DateFound:
    """A date told at ``start`` to ``end`` (offsets in the text); ``value`` is its ISO 8601 prefix.

    ``lead`` is the preposition before it ("" for none); ``future`` marks what lies ahead or is
    only supposed; ``reach`` is 0, or for a date that describes a noun ("the 2015 accord") where
    that noun phrase ends.
    """

    start: int
    end: int
    value: str
    basis: Literal["stated", "relative"]
    lead: str = ""
    future: bool = False
    reach: int = 0


def find_dates(
    text: str, start: int, end: int, published: str | None, *, before: str | None = None
) -> list[DateFound]:
    """The dates told in ``text[start:end]``, in order, resolved against ``published``.

    ``published`` is an ISO prefix or None, when relative ones are left out unless an earlier date
    in the text bears them. ``before`` is the date told last before ``start`` ("a day later").
    """
    day = day_math.full_day(published)
    valid = published if published and re.fullmatch(r"\d{4}(-\d{2}){0,2}", published) else None
    scene = Scene(text, valid, day, before)
    found: list[DateFound] = []
    for candidate in _candidates(text, start, end):
        resolved = _resolved(candidate, scene)
        if resolved is None:
            continue
        found.append(resolved)
        if not resolved.future and not resolved.reach:
            scene.last, scene.last_end = resolved.value, resolved.end
    return found


def date_of(
    dates: list[DateFound],
    start: int,
    end: int,
    *,
    trigger: int | None = None,
    sentence: tuple[int, int] | None = None,
) -> DateFound | None:
    """The date that goes with an event told in the clause ``start`` to ``end``.

    Inside the clause the one nearest to ``trigger`` (an offset; the clause's start by default),
    else the nearest in ``sentence``. A date that describes a noun ("the 2015 accord") belongs to
    a trigger inside that noun phrase alone; bounds ("since March", "by Friday") tell no date.
    """
    at = start if trigger is None else trigger
    usable = [found for found in dates if _may_date(found, at)]
    for left, right in [(start, end), *([sentence] if sentence else [])]:
        inside = [found for found in usable if left <= found.start and found.end <= right]
        if inside:
            return min(inside, key=lambda found: _distance(found, at))
    return None


def _may_date(found: DateFound, at: int) -> bool:
    if found.reach:
        return found.end <= at < found.reach
    return found.lead not in BOUNDS


def _distance(found: DateFound, at: int) -> tuple[int, int]:
    gap = max(found.start - at, at - found.end, 0)
    return (gap, -len(found.value))


# --- finding

_BLANK = re.compile(r"\n\s*\n")


def _candidates(text: str, start: int, end: int) -> list[Candidate]:
    """Matches that do not overlap, earlier patterns first, in the order of the text."""
    taken: list[Candidate] = []
    for first, last in _paragraphs(text, start, end):
        window = text[first:last]
        covered = bytearray(len(window))
        for name, pattern in patterns().items():
            if name in SIGNS and not any(sign in window for sign in SIGNS[name]):
                continue
            for match in pattern.finditer(text, first, last):
                one = Candidate(name, match, *_offsets(name, match))
                place = slice(one.start - first, one.end - first)
                if not any(covered[place]) and _is_date(one, text):
                    taken.append(one)
                    covered[place] = b"\x01" * (one.end - one.start)
    return sorted(taken, key=lambda one: one.start)


def _paragraphs(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The pieces of a range between blank lines; few hold what most patterns need."""
    first = start
    for blank in _BLANK.finditer(text, start, end):
        yield first, blank.start()
        first = blank.start()
    yield first, end


def _offsets(name: str, match: re.Match[str]) -> tuple[int, int]:
    """Where the date itself stands, without the preposition that the pattern needed."""
    if name != "month":
        return match.span()
    strong = (match.group("strong") or "").lower()
    inner = strong in {"early", "mid", "late", "last", "next", "this"}
    return (match.start() if inner else match.start("name")), match.end()


def _is_date(found: Candidate, text: str) -> bool:
    """Whether a match tells a date where it stands; its look alone does not."""
    ahead, behind = text[found.end : found.end + 40], text[max(0, found.start - 40) : found.start]
    if found.name in {"month_day", "day_month"}:
        # "in April 30 people died" counts people; a year behind the day leaves no such doubt.
        return bool(found.match.group("y")) or not counted_next().match(ahead)
    if found.name == "year":
        return _is_year(found, behind, ahead)
    if found.name == "weekday":
        return not feast_before().search(behind) and not title_next().match(ahead)
    if found.name == "month" and found.match.group("weak"):
        return _is_month_after_weak(found, ahead)
    if found.name == "today" and found.match.group()[0].isupper():
        return not re.search(r"\w\s+$", behind)
    return True


def _is_year(found: Candidate, behind: str, ahead: str) -> bool:
    sure = re.search(r"\b(?:in|since|during|until|early|mid|late)[\s-]+$", behind, re.IGNORECASE)
    if numbered_before().search(behind) or (counted_next().match(ahead) and not sure):
        return False
    year = int(found.match.group("y"))
    led = bool(_LEAD.search(behind)) or bool(re.search(r"\b(?:and|or|year|to)\s+$", behind))
    if year % 100 == 0 or year < 1900 or year > 2100:
        return led and not re.match(r"\s+[a-z]+s\b", ahead)
    return True


def _is_month_after_weak(found: Candidate, ahead: str) -> bool:
    """After "by" it is a month unless it does something or has a surname ("by May, who")."""
    if _NAME_VERB.match(ahead):
        return False
    article = found.match.group("weak").lower() in {"the", "a", "an", "its", "their", "his"}
    if article:
        return bool(re.match(r"\s+[a-z]", ahead))
    return not re.match(r"\s+[A-Z][a-z]", ahead) or ahead.strip().startswith(("President", "Prime"))


# --- resolving


def _resolved(found: Candidate, scene: Scene) -> DateFound | None:
    lead = _LEAD.search(scene.text[max(0, found.start - 30) : found.start])
    word = lead.group(1).lower() if lead else ""
    if found.name == "month" and not word:
        word = (found.match.group("strong") or "").lower()
    cue = _is_future(found, scene, word)
    value, basis = resolve(found, scene, cue)
    if value is None:
        return None
    result = DateFound(found.start, found.end, value, basis, word, _lies_ahead(value, scene, cue))
    return replace(result, reach=_reach(found, scene.text, word))


def _lies_ahead(value: str, scene: Scene, cue: bool | None) -> bool:
    """By the calendar where the published day tells; by the clause's cue where it does not."""
    if scene.published is None:
        return bool(cue)
    length = min(len(value), len(scene.published))
    mine, theirs = value[:length], scene.published[:length]
    return mine > theirs or (mine == theirs and len(value) < 10 and bool(cue))


def _reach(found: Candidate, text: str, lead: str) -> int:
    """Where the noun phrase ends that a date describes, 0 where it describes none."""
    if found.name not in {"year", "month_year", "month_day", "day_month", "month"} or lead == "in":
        return 0
    behind, ahead = text[max(0, found.start - 40) : found.start], text[found.end : found.end + 60]
    if not re.match(r"\s+[A-Za-z]", ahead) or _NOUN_PHRASE_END.match(ahead.lstrip()):
        return 0
    described = bool(_DETERMINER.search(behind)) or lead in {"during", "after", "before", "since"}
    if found.name == "month" and found.match.group("weak"):
        described = found.match.group("weak").lower() in {"the", "a", "an", "its", "their", "his"}
    if not described:
        return 0
    stop = _NOUN_PHRASE_END.search(ahead)
    return found.end + (stop.start() if stop else len(ahead))


def _is_future(found: Candidate, scene: Scene, lead: str) -> bool | None:
    """Whether its clause puts a date ahead: the last cue before it decides, and for a date that
    opens its clause the first behind it. None where nothing tells."""
    which = (scene.group(found, "which") or "") + " " + (scene.group(found, "word") or "")
    if re.search(r"\b(?:next|coming|tomorrow)\b", which):
        return True
    if re.search(r"\b(?:last|past|previous|yesterday|that)\b", which):
        return False
    behind = scene.text[max(0, found.start - 160) : found.start]
    clause = behind[max((m.end() for m in _BOUNDARY.finditer(behind)), default=0) :]
    decided = _last_cue(clause)
    if decided is None and len(clause.split()) <= 2 + bool(lead):
        ahead = scene.text[found.end : found.end + 120].lstrip(", ")
        stop = re.search(r"[;:!?.]\s|[“”\"]|\n\n", ahead)
        decided = _first_cue(ahead[: stop.start() if stop else None])
    return True if decided is None and lead in {"by", "until", "till", "before"} else decided


def _last_cue(clause: str) -> bool | None:
    cues = list(future_cue().finditer(clause))
    if not cues:
        return False if past_cue().search(clause) or _ED.search(clause) else None
    # "would be signed on Monday" lies ahead, "to end the war was signed on Monday" does not.
    governed = re.sub(r"^\s+(?:not\s+)?(?:be|have|been)\s+\w+", "", clause[cues[-1].end() :])
    return not past_cue().search(governed)


def _first_cue(clause: str) -> bool | None:
    found = future_cue().search(clause)
    ahead = found.start() if found else None
    behind = min((m.start() for p in (past_cue(), _ED) if (m := p.search(clause))), default=None)
    if ahead is None and behind is None:
        return None
    return behind is None or (ahead is not None and ahead <= behind)
