"""Dated facts, each told both ways round, and quick reading of what came before a day.

A fact is (source, relation, target, day) in whole numbers. It is held twice: as told, and with its
sides exchanged under the relation's inverse (``relation + relations``), so that "who did it?" is
asked as "whom?" of the inverse. All reading is of days before the one asked about.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float32]


def spans(low: Ints, high: Ints) -> tuple[Ints, Ints]:
    """The places ``low[i]`` to ``high[i] - 1`` of all i in one row, and the i of each."""
    length = np.maximum(high - low, 0)
    owner = np.repeat(np.arange(len(low)), length)
    first = np.cumsum(length) - length
    return np.arange(int(length.sum())) - first[owner] + low[owner], owner


@dataclass(frozen=True)
class Queries:
    """Open questions of one day, (source, relation) each once, with their answers in runs:
    ``owner`` tells whose an answer is. There are no answers where none is known."""

    source: Ints
    relation: Ints
    answer: Ints
    owner: Ints

    def chosen(self, places: Ints) -> Queries:
        """The questions at some places, in rising order."""
        new = np.full(len(self.source), -1)
        new[places] = np.arange(len(places))
        kept = new[self.owner] >= 0
        return Queries(
            self.source[places], self.relation[places], self.answer[kept], new[self.owner[kept]]
        )


class Facts:
    """Facts both ways round. ``rows`` is (facts, 4): source, relation, target, day; days are whole
    numbers from 0 on. `relation`, `target`, `day` lie by source and day; `narrow_target` and
    `narrow_day` by source, relation and day."""

    def __init__(self, rows: Ints, entities: int, relations: int) -> None:
        self.entities, self.relations, self.both = entities, relations, 2 * relations
        back = np.stack([rows[:, 2], rows[:, 1] + relations, rows[:, 0], rows[:, 3]], axis=1)
        both = np.concatenate([rows, back])
        both = both[np.lexsort((both[:, 2], both[:, 1], both[:, 0], both[:, 3]))]
        self.size = len(both)
        self.days = np.unique(both[:, 3])
        self._rows = both
        self._width = int(both[-1, 3]) + 2 if self.size else 1
        fresh = self._fresh()
        order = np.lexsort((both[:, 3], both[:, 0]))
        self.relation, self.target, self.day = (both[order, place] for place in (1, 2, 3))
        self._wide = both[order, 0] * self._width + self.day
        self.fresh_wide = np.r_[0, np.cumsum(fresh[order])]
        order = np.lexsort((both[:, 3], both[:, 1], both[:, 0]))
        self.narrow_target, self.narrow_day = both[order, 2], both[order, 3]
        self._narrow = both[order, 0] * self.both + both[order, 1]
        self._narrow = self._narrow * self._width + both[order, 3]
        self.fresh_narrow = np.r_[0, np.cumsum(fresh[order])]
        order = np.lexsort((both[:, 3], both[:, 1]))
        self._under = both[order, 1] * self._width + both[order, 3]
        self._fresh_under = np.r_[0, np.cumsum(fresh[order])]

    def _fresh(self) -> NDArray[np.bool_]:
        """Which facts had not been before."""
        rows = self._rows
        fact = (rows[:, 0] * self.both + rows[:, 1]) * self.entities + rows[:, 2]
        fresh = np.zeros(self.size, bool)
        fresh[np.unique(fact, return_index=True)[1]] = True
        return fresh

    def between(self, first: int, until: int) -> Ints:
        """The facts from a day on, until before another: (facts, 4), by day."""
        low, high = np.searchsorted(self._rows[:, 3], [first, until])
        return self._rows[low:high]

    def until(self, day: int) -> Ints:
        """The facts before a day: (facts, 4), by day."""
        return self.between(0, day)

    def queries(self, day: int) -> Queries:
        """What that day's facts answer, in both directions."""
        rows = self.between(day, day + 1)
        key = rows[:, 0] * self.both + rows[:, 1]
        asked, owner = np.unique(key, return_inverse=True)
        return Queries(asked // self.both, asked % self.both, rows[:, 2], owner)

    def before(self, source: Ints, day: int, most: int) -> tuple[Ints, Ints]:
        """For each source where its facts before ``day`` lie: the latest ``most``, as
        [low, high)."""
        return self._within(self._wide, source, day, most)

    def before_under(self, source: Ints, relation: Ints, day: int, most: int) -> tuple[Ints, Ints]:
        """As `before`, of one relation each, in the narrow order."""
        return self._within(self._narrow, source * self.both + relation, day, most)

    def fresh_by_relation(self, relation: Ints, day: int) -> Floats:
        """Which share of a relation's facts before ``day`` had not been before."""
        low, high = self._within(self._under, relation, day, self.size)
        found = self._fresh_under[high] - self._fresh_under[low]
        return ((found + 1) / (high - low + 2)).astype(np.float32)

    def _within(self, keys: Ints, key: Ints, day: int, most: int) -> tuple[Ints, Ints]:
        low = np.searchsorted(keys, key * self._width)
        high = np.searchsorted(keys, key * self._width + min(day, self._width - 1))
        return np.maximum(low, high - most), high
