"""Accounts that contradict each other: told as done and denied; differing counts of the dead.

Both are set side by side and neither is taken for the truth. What one says it did and another says
it did not is one matter where type, sides and days may be one; undated accounts where one word
tells both, and their reports lie no more than two weeks apart.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import combinations, product
from typing import Literal

from msgspec import Struct

from crisisdesk.reading.day_math import full_day
from crisisdesk.reading.tellings import Telling, codes_of, same_events
from crisisdesk.reading.tolls import Toll, differ, tolls_at
from crisisdesk.terms.records import Actor, Reading

STEM = 4  # letters that a word's forms share
NEAR_DAYS = 14  # how far apart reports of one undated matter may lie
ONE_DAY = 1  # of one deed two may name days that lie so far apart


class Contradiction(Struct, frozen=True):
    """Two accounts of one matter that cannot both hold. Of a ``denial`` the first tells the deed
    and the second denies it; of a ``toll`` each has its count."""

    kind: Literal["denial", "toll"]
    one: tuple[Telling, ...]
    other: tuple[Telling, ...]
    tolls: tuple[Toll, ...] = ()


def contradictions(readings: Sequence[Reading]) -> list[Contradiction]:
    """All contradictions between accounts, denials first, in the order of the first telling."""
    groups = same_events(readings)
    return [*_denials(groups), *_tolls(groups)]


def denials_of(groups: Sequence[Sequence[Telling]]) -> list[tuple[int, int]]:
    """Pairs of places in ``groups`` (as `same_events` gives them): a deed and its denial."""
    denied = [j for j, group in enumerate(groups) if group[0].event.modality == "denied"]
    by_type: dict[str, list[int]] = {}
    for j in denied:
        by_type.setdefault(groups[j][0].event.type, []).append(j)
    return [
        (i, j)
        for i, group in enumerate(groups)
        if group[0].event.modality == "happened"
        for j in by_type.get(group[0].event.type, ())
        if _one_matter(group, groups[j])
    ]


def _denials(groups: Sequence[Sequence[Telling]]) -> Iterator[Contradiction]:
    denied: dict[int, list[Telling]] = {}
    for i, j in denials_of(groups):
        denied.setdefault(i, []).extend(groups[j])
    for i, telling in denied.items():
        yield Contradiction("denial", tuple(groups[i]), tuple(telling))


def _one_matter(told: Sequence[Telling], denied: Sequence[Telling]) -> bool:
    one, other = told[0].event, denied[0].event
    if one.mode and other.mode and one.mode != other.mode:
        return False
    if not _named(one.source) & _named(other.source):
        return False
    targets, denied_targets = _named(one.target), _named(other.target)
    if targets and denied_targets and not targets & denied_targets:
        return False
    if not (targets and denied_targets) and not _dated_alike(told, denied):
        return False  # whom it was done to is not told: then the days must say that it is one
    return _days_may_be_one(told, denied)


def _alike(told: Sequence[Telling], denied: Sequence[Telling]) -> bool:
    """Whether one word tells both: attacked, attack."""
    words = product({_stem(t) for t in told}, {_stem(t) for t in denied})
    # hit, hits: a short word has no ending of its own to leave out
    return any(a.startswith(b) or b.startswith(a) for a, b in words if a and b)


def _stem(telling: Telling) -> str:
    span = telling.event.trigger
    return telling.reading.report.text[span.start : span.end].casefold()[:STEM]


def _named(actors: Sequence[Actor]) -> set[str]:
    return set(codes_of(actors)) - {""}


def _dated_alike(told: Sequence[Telling], denied: Sequence[Telling]) -> bool:
    days = [_day(group) for group in (told, denied)]
    return None not in days and _days_may_be_one(told, denied)


def _days_may_be_one(told: Sequence[Telling], denied: Sequence[Telling]) -> bool:
    one, other = told[0].event.date, denied[0].event.date
    first, second = _day(told), _day(denied)
    if first and second:
        return abs((first - second).days) <= ONE_DAY
    if one and other:
        short, long = sorted((one.value, other.value), key=len)
        return len(short) >= len("2025-04") and long.startswith(short)
    if not _alike(told, denied):
        return False  # of a deed without a day the words must say that it is the same
    days = [_published(group) for group in (told, denied)]
    days = [day or when for day, when in zip((first, second), days, strict=True)]
    if days[0] is None or days[1] is None:
        return False
    return abs((days[0] - days[1]).days) <= NEAR_DAYS


def _day(group: Sequence[Telling]) -> date | None:
    when = group[0].event.date
    return full_day(when.value) if when else None


def _published(group: Sequence[Telling]) -> date | None:
    days = [t.reading.report.published for t in group]
    return min((d for p in days if p and (d := full_day(p.value))), default=None)


def _tolls(groups: Sequence[Sequence[Telling]]) -> Iterator[Contradiction]:
    """Counts of one deed, by independent origins, that cannot both be right."""
    for group in groups:
        if group[0].event.type != "ASSAULT" or group[0].event.modality != "happened":
            continue
        counted = [(t, toll) for t in group for toll in tolls_at(t.reading.report, t.event.span)]
        pair = next(
            (
                (one, other)
                for one, other in combinations(counted, 2)
                if one[0].key != other[0].key and differ(one[1], other[1])
            ),
            None,
        )
        if pair:
            (one, first), (other, second) = pair
            yield Contradiction("toll", (one,), (other,), (first, second))
