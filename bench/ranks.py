"""Ranks of right answers, and what they come to: MRR and hits, ties in expectation."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from crisisdesk.history.ranking.facts import Floats, Ints

HITS = (1, 3, 10)


def ranks_of(score: Floats, owner: Ints, answer: Ints) -> tuple[Ints, Ints]:
    """The best and the worst rank of each answer among all entities that are no answer of the
    same question (the time-aware filter), as its ties fall; ``score`` is (questions, entities)."""
    own = score[owner, answer]
    others = score.copy()
    others[owner, answer] = -np.inf
    above, same = np.zeros(len(own), int), np.zeros(len(own), int)
    for place, (row, value) in enumerate(zip(owner, own, strict=True)):
        above[place] = np.count_nonzero(others[row] > value)
        same[place] = np.count_nonzero(others[row] == value)
    return above + 1, above + same + 1


@dataclass(frozen=True)
class Ranks:
    """Best and worst rank, source, relation, target and day of each answer."""

    best: Ints
    worst: Ints
    source: Ints
    relation: Ints
    target: Ints
    day: Ints

    def some(self, rows: np.ndarray) -> Ranks:
        """Some of the answers."""
        return Ranks(*(getattr(self, name)[rows] for name in self.__dataclass_fields__))

    @property
    def mrr(self) -> float:
        """The mean reciprocal rank, ties in expectation."""
        if not len(self.best):
            return float("nan")
        sums = np.r_[0, np.cumsum(1 / np.arange(1, int(self.worst.max()) + 1))]
        share = (sums[self.worst] - sums[self.best - 1]) / (self.worst - self.best + 1)
        return float(share.mean())

    def hits(self, most: int) -> float:
        """The share ranked ``most`` or better, ties in expectation."""
        width = self.worst - self.best + 1
        return float((np.clip(most - self.best + 1, 0, width) / width).mean())
