"""Cases to fit and to score on: pairs at month starts, their columns, and what came next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from crisisdesk.history.dyads.counts import Counts, Floats, Ints, kinds_of
from crisisdesk.history.dyads.features import (
    WINDOW,
    Matrix,
    Past,
    common_features,
    own_features,
)

SHARES = (1.0, 0.3, 0.1, 0.03)
"""How much of the history a pair is shown: a desk may hold eleven events or a million."""
ACTIVE = 730  # days: pairs with any event in them are asked about
NEVER = 99_999


@dataclass(frozen=True)
class Cases:
    """One row a pair and month: places of the states, day, share of the history shown, the common
    columns; and by class the own columns, events in the last year, days to the next event."""

    source: Ints
    target: Ints
    day: Ints
    share: Floats
    common: Matrix
    own: dict[str, Matrix]
    number: dict[str, Floats]
    wait: dict[str, Ints]

    def columns(self, name: str, days: int, rows: np.ndarray) -> Matrix:
        """The model's columns for a class, a horizon and some rows."""
        horizon = np.full((int(rows.sum()), 1), np.log(days), dtype=np.float32)
        return np.hstack([self.common[rows], self.own[name][rows], horizon])


def make_cases(
    counts: Counts, days: Sequence[int], names: Sequence[str], shares: Sequence[float], seed: int
) -> Cases:
    """The pairs that were active before each day; each is shown one share of its history."""
    draw = np.random.default_rng(seed)
    parts = [part for day in days for part in _month(counts, day, names, shares, draw)]
    return Cases(
        *(np.concatenate([getattr(part, name) for part in parts])
          for name in ("source", "target", "day", "share", "common")),
        *({name: np.concatenate([getattr(part, table)[name] for part in parts]) for name in names}
          for table in ("own", "number", "wait")),
    )  # fmt: skip


def _month(
    counts: Counts, day: int, names: Sequence[str], shares: Sequence[float],
    draw: np.random.Generator,
) -> Iterator[Cases]:  # fmt: skip
    before = counts.until(day)
    source, target = Past(before, day).active(ACTIVE)
    which = draw.integers(0, len(shares), len(source))
    for place, share in enumerate(shares):
        one, other = source[which == place], target[which == place]
        if not len(one):
            continue
        past = Past(before.thinned(share, draw), day)
        yield Cases(
            one, other, np.full(len(one), day), np.full(len(one), share),
            common_features(past, one, other),
            {name: own_features(past, name, one, other) for name in names},
            {name: past.within(kinds_of(name), WINDOW)[one, other] for name in names},
            {name: wait_for(counts, name, one, other, day) for name in names},
        )  # fmt: skip


def wait_for(counts: Counts, name: str, source: Ints, target: Ints, day: int) -> Ints:
    """Days from ``day`` to each pair's next event of the class, 0 on the day itself; `NEVER`
    where none follows."""
    size = len(counts.states)
    rows = np.isin(counts.kind, kinds_of(name)) & (counts.day >= day)
    first = np.full(size * size, NEVER, dtype=np.int64)
    np.minimum.at(first, counts.source[rows] * size + counts.target[rows], counts.day[rows] - day)
    return first[source * size + target]
