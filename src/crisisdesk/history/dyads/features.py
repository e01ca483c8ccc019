"""What the past of two states tells of their next days, as numbers.

Rates are counts that fade with their age by half-lives, per 30 days; each is given as log(1 + 30
times the daily rate). Everything at a day uses only events of earlier days.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from crisisdesk.history.dyads.counts import MEDIATE, QUADS, Counts, Ints, kinds_of

HALF_LIVES = (7, 30, 90, 365, 1095)
GROUPS = (*QUADS, "ASSAULT", "THREATEN", MEDIATE)
ACTOR_HALF_LIVES = (30, 365)
DAYS_HALF_LIVES = (90, 365)
LONG_AGO = 2000  # days: never, or longer ago than the stream remembers
WINDOW = 365  # days of the dyad's own rate

Matrix = NDArray[np.float32]


def common_names() -> tuple[str, ...]:
    """The names of the columns of `common_features`, in order."""
    sides = ("to", "from")
    rates = [f"{g} {s} {h}d" for g in GROUPS for s in sides for h in HALF_LIVES]
    last = [f"{g} {s} last" for g in GROUPS for s in sides]
    actors = [
        f"{q} {who} {h}d"
        for q in QUADS
        for h in ACTOR_HALF_LIVES
        for who in ("by source", "to target", "to source", "by target")
    ]
    volume = [f"{q} everywhere {h}d" for q in QUADS for h in ACTOR_HALF_LIVES]
    shared = [f"{a} shared, {b}" for a in ("conflict", "cooperation")
              for b in ("conflict", "cooperation")]  # fmt: skip
    return (*rates, *last, *actors, *volume, *shared)


def own_names() -> tuple[str, ...]:
    """The names of the columns of `own_features`, in order."""
    sides = ("to", "from")
    rates = [f"own {s} {h}d" for s in sides for h in HALF_LIVES]
    by_days = [f"own days {s} {h}d" for s in sides for h in DAYS_HALF_LIVES]
    return (*rates, *(f"own {s} last" for s in sides), *by_days)


class Sides(Protocol):
    """What the columns are computed from: sums by pair before a day, as `Past` makes them of rows
    and `running.Sums` carries them."""

    def rate(self, kinds: tuple[int, ...], half_life: float, *, days: bool = False) -> Matrix:
        """As `Past.rate`."""
        ...

    def since(self, kinds: tuple[int, ...]) -> Matrix:
        """As `Past.since`."""
        ...

    def within(self, kinds: tuple[int, ...], days: int) -> Matrix:
        """As `Past.within`."""
        ...


class Past:
    """The counts before a day, summed by pair as they are asked for."""

    def __init__(self, counts: Counts, day: int) -> None:
        self.counts = counts.until(day)
        self.day = day
        self.size = len(counts.states)
        self._pair = self.counts.source * self.size + self.counts.target
        self._age = (day - self.counts.day).astype(float)

    def rate(self, kinds: tuple[int, ...], half_life: float, *, days: bool = False) -> Matrix:
        """Fading rates of all pairs, (states, states), per 30 days; of days with any event
        rather than of events where ``days``."""
        rows = np.isin(self.counts.kind, kinds)
        pair, age, number = self._pair[rows], self._age[rows], self.counts.number[rows]
        if days:
            _, first = np.unique(pair * 100_000 + self.counts.day[rows], return_index=True)
            pair, age, number = pair[first], age[first], np.ones(len(first))
        weight = number * np.exp2(-age / half_life)
        sums = np.bincount(pair, weight, self.size**2) * (30 * np.log(2) / half_life)
        return sums.reshape(self.size, self.size).astype(np.float32)

    def since(self, kinds: tuple[int, ...]) -> Matrix:
        """Days since the last event of all pairs, (states, states), at most `LONG_AGO`."""
        rows = np.isin(self.counts.kind, kinds)
        last = np.full(self.size**2, LONG_AGO, dtype=np.float32)
        np.minimum.at(last, self._pair[rows], self._age[rows].astype(np.float32))
        return last.reshape(self.size, self.size)

    def within(self, kinds: tuple[int, ...], days: int) -> Matrix:
        """How many events all pairs had in the last ``days``, (states, states)."""
        rows = np.isin(self.counts.kind, kinds) & (self._age <= days)
        sums = np.bincount(self._pair[rows], self.counts.number[rows], self.size**2)
        return sums.reshape(self.size, self.size).astype(np.float32)

    def active(self, days: int) -> tuple[Ints, Ints]:
        """The directed pairs with any event in the last ``days``."""
        pairs = np.unique(self._pair[self._age <= days])
        return pairs // self.size, pairs % self.size


def common_features(past: Sides, source: Ints, target: Ints) -> Matrix:
    """What is the same for every class asked about: (pairs, `common_names`)."""
    columns = []
    for group in GROUPS:
        rates = [past.rate(kinds_of(group), half_life) for half_life in HALF_LIVES]
        columns += [np.log1p(rate[source, target]) for rate in rates]
        columns += [np.log1p(rate[target, source]) for rate in rates]
    for group in GROUPS:
        since = np.log1p(past.since(kinds_of(group)))
        columns += [since[source, target], since[target, source]]
    totals = {
        (quad, half_life): past.rate(kinds_of(quad), half_life)
        for quad in QUADS
        for half_life in ACTOR_HALF_LIVES
    }
    for rate in totals.values():
        by, to = rate.sum(axis=1), rate.sum(axis=0)
        pair, back = rate[source, target], rate[target, source]
        others = (by[source] - pair, to[target] - pair, to[source] - back, by[target] - back)
        columns += [np.log1p(np.maximum(value, 0)) for value in others]
    columns += [np.full(len(source), np.log1p(rate.sum())) for rate in totals.values()]
    columns += _shared(totals, source, target)
    return np.column_stack(columns).astype(np.float32)


def _shared(totals: dict[tuple[str, int], Matrix], source: Ints, target: Ints) -> list[Matrix]:
    """Third states that both deal with: enemies of one that are friends of the other, ..."""
    conflict, cooperation = (
        np.log1p(sum(totals[quad, 365] for quad in quads)) for quads in (QUADS[2:], QUADS[:2])
    )
    sides = [matrix + matrix.T for matrix in (conflict, cooperation)]
    return [(first @ second)[source, target] for first in sides for second in sides]


def own_features(past: Sides, name: str, source: Ints, target: Ints) -> Matrix:
    """What is of the class asked about itself: (pairs, `own_names`)."""
    kinds = kinds_of(name)
    rates = [past.rate(kinds, half_life) for half_life in HALF_LIVES]
    columns = [np.log1p(rate[source, target]) for rate in rates]
    columns += [np.log1p(rate[target, source]) for rate in rates]
    since = np.log1p(past.since(kinds))
    columns += [since[source, target], since[target, source]]
    by_days = [past.rate(kinds, half_life, days=True) for half_life in DAYS_HALF_LIVES]
    columns += [np.log1p(rate[source, target]) for rate in by_days]
    columns += [np.log1p(rate[target, source]) for rate in by_days]
    return np.column_stack(columns).astype(np.float32)
