"""Cases to fit on, drawn from a stream of any size: a pair at a month's start, what the stream
tells of it by then, and what came next.

Each case has a number, a hash of its pair and day, and those with the lowest numbers are kept
(bottom-k sampling: Cohen & Kaplan, 2007). The lowest of all are among the lowest of every part, so
a stream cut into years and shares of its dyads, in whatever way, gives the very same draw, and
nobody ever holds more than that.

Most pairs do nothing to each other. So of the cases to fit on, those after which one of the kinds
asked about came have an eighth of their number: up to eight times as many of them are drawn, and
they weigh less by as much (`Drawn.weight`). Those held out are drawn as they come.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from crisisdesk.formats.streams.store import Limits
from crisisdesk.history.dyads.counts import Floats, Ints, kinds_of
from crisisdesk.history.dyads.daily import Daily, Share, open_daily
from crisisdesk.history.dyads.features import (
    WINDOW,
    Matrix,
    common_features,
    common_names,
    own_features,
    own_names,
)
from crisisdesk.history.dyads.model import LONGEST
from crisisdesk.history.dyads.running import Sums, walk

Numbers = NDArray[np.uint64]
Array = TypeVar("Array", bound=NDArray[Any])
RAISED = 8  # times as likely to be drawn
ALL = 2.0**64
ACTIVE = 730  # days: pairs with any event in them are asked about


class Wanted(Struct, frozen=True):
    """What is drawn: classes; the days (month starts) of the cases to fit on and of those held
    out; how many of each at most; and the first day of which nothing was known."""

    names: tuple[str, ...]
    fit: tuple[int, ...]
    held: tuple[int, ...]
    most: tuple[int, int]
    until: int


@dataclass(frozen=True)
class Drawn:
    """Cases in the order of their numbers, out of ``total``: whether that was lowered, day,
    directed pair, the common columns; and by class the own columns, the events of the last year,
    the days to the next."""

    total: int
    number: Numbers
    raised: NDArray[np.bool_]
    day: Ints
    pair: Ints
    common: Matrix
    own: dict[str, Matrix]
    lately: dict[str, Floats]
    wait: dict[str, Ints]

    @property
    def weight(self) -> Floats:
        """How many cases each stands for, as a share of what the heaviest does: the inverse of its
        chance to be among the lowest, which the highest number kept tells."""
        full = len(self.number) < self.total
        chance = float(self.number[-1]) / ALL if full else 1.0
        light = min(1.0, chance) / min(1.0, RAISED * chance)
        return np.where(self.raised, light, 1.0)

    def beside(self, other: Drawn, most: int) -> Drawn:
        """The lowest of these and of others."""
        order = np.lexsort((
            np.r_[self.pair, other.pair], np.r_[self.day, other.day],
            np.r_[self.number, other.number],
        ))[:most]  # fmt: skip

        def both(mine: Array, its: Array) -> Array:
            return np.concatenate([mine, its])[order]  # type: ignore[return-value]

        def each(mine: dict[str, Array], its: dict[str, Array]) -> dict[str, Array]:
            return {name: both(mine[name], its[name]) for name in mine}

        return Drawn(
            self.total + other.total, both(self.number, other.number),
            both(self.raised, other.raised), both(self.day, other.day),
            both(self.pair, other.pair), both(self.common, other.common),
            each(self.own, other.own), each(self.lately, other.lately),
            each(self.wait, other.wait),
        )  # fmt: skip


def nothing(names: Sequence[str]) -> Drawn:
    """No case."""
    none = np.zeros(0, np.int64)
    return Drawn(
        0, none.astype(np.uint64), none.astype(bool), none, none,
        np.zeros((0, len(common_names())), np.float32),
        {name: np.zeros((0, len(own_names())), np.float32) for name in names},
        {name: none.astype(float) for name in names}, {name: none for name in names},
    )  # fmt: skip


def numbers_of(pair: Ints, day: int) -> Numbers:
    """The numbers of pairs on a day: SplitMix64's mix (Steele, Lea & Flood, 2014)."""
    z = pair.astype(np.uint64) * np.uint64(1 << 20) + np.uint64(day + 1)
    z = z * np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.asarray(z ^ (z >> np.uint64(31)), dtype=np.uint64)


def draw_year(
    files: Sequence[str], limits: Limits, sums: Sums, end: int, share: Share, wanted: Wanted
) -> tuple[Drawn, Drawn]:
    """The task of a year and a share of the dyads: the cases of its months to fit on, and those
    held out, from the sums at its first day."""
    found = [nothing(wanted.names), nothing(wanted.names)]
    days = sorted(day for day in (*wanted.fit, *wanted.held) if sums.day <= day < end)
    with open_daily(files, limits) as daily:
        for past in walk(daily, sums.copy(), days):
            place = 1 if past.day in wanted.held else 0
            new = _month(daily, past, share, wanted, found[place])
            found[place] = found[place].beside(new, wanted.most[place])
    return found[0], found[1]


def merged(
    one: tuple[Drawn, Drawn], other: tuple[Drawn, Drawn], most: tuple[int, int]
) -> tuple[Drawn, Drawn]:
    """The task of two draws made one."""
    return one[0].beside(other[0], most[0]), one[1].beside(other[1], most[1])


def _month(daily: Daily, past: Sums, share: Share, wanted: Wanted, drawn: Drawn) -> Drawn:
    """The cases of a month that may be among the lowest, beside those ``drawn`` before it; columns
    are made of these alone."""
    source, target = past.active(ACTIVE)
    mine = share.holds(source, target, past.size)
    pair = source[mine] * past.size + target[mine]
    waits = daily.waits(past.day, LONGEST, wanted.until)
    wait = {name: waits.soonest(name)[pair] for name in wanted.names}
    number = numbers_of(pair, past.day)
    raised = np.zeros(len(pair), bool)
    most = wanted.most[1]
    if past.day not in wanted.held:
        most = wanted.most[0]
        raised = np.any([days < LONGEST for days in wait.values()], axis=0)
        number = np.where(raised, number // np.uint64(RAISED), number)
    low = np.flatnonzero(number <= _bound(drawn, most))
    low = low[np.argsort(number[low], kind="stable")][:most]
    source, target = pair[low] // past.size, pair[low] % past.size
    return Drawn(
        len(pair), number[low], raised[low], np.full(len(low), past.day), pair[low],
        common_features(past, source, target),
        {name: own_features(past, name, source, target) for name in wanted.names},
        {name: past.within(kinds_of(name), WINDOW)[source, target].astype(float)
         for name in wanted.names},
        {name: days[low] for name, days in wait.items()},
    )  # fmt: skip


def _bound(drawn: Drawn, most: int) -> np.uint64:
    """The number above which no case can be among the lowest."""
    return drawn.number[-1] if len(drawn.number) == most else np.uint64(np.iinfo(np.uint64).max)
