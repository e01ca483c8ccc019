"""What a source did with each other party before a day, as rows: relation and age.

Ages are told in buckets that widen; several facts of one relation and bucket are one row with a
count. A row's ``kind`` is ``relation * BUCKETS + bucket``; with relations counted on from
``facts.both`` it is of a neighbour: what those did with the party whom the source deals with most.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from crisisdesk.history.ranking.facts import Facts, Floats, Ints, spans

EDGES = np.array([1, 2, 3, 5, 9, 17, 33, 65, 129, 366, 1200])  # days: where a bucket begins
BUCKETS = len(EDGES)
NEAREST = 8  # neighbours of a source
DEEP = 30  # latest facts of each neighbour
FADE = 15.0  # days in which a fact counts half for nearness


def bucket_of(age: Ints) -> Ints:
    """The bucket of ages of one day and more."""
    return np.searchsorted(EDGES, age, side="right") - 1


@dataclass(frozen=True)
class Evidence:
    """Rows by source and target: ``kind``, ``amount`` (log2(1 + count)), ``pair`` (the place of
    the row's pair). Pairs have ``target``; source i has rows ``row_start[i]`` to
    ``row_start[i + 1]``, and pairs likewise."""

    kind: Ints
    amount: Floats
    pair: Ints
    target: Ints
    row_start: Ints
    pair_start: Ints


def evidence_of(facts: Facts, source: Ints, day: int, most: int) -> Evidence:
    """The evidence of some sources (each once) before a day: what they did, from their latest
    ``most`` facts, and what their neighbours did lately."""
    kinds = 2 * facts.both * BUCKETS
    place, owner = spans(*facts.before(source, day, most))
    age = day - facts.day[place]
    kind = facts.relation[place] * BUCKETS + bucket_of(age)
    pair = owner * facts.entities + facts.target[place]
    near, number = np.unique(pair * kinds + kind, return_counts=True)
    far, weight = _of_neighbours(facts, pair, age, day)
    key, amount = np.concatenate([near, far]), np.concatenate([number, weight])
    order = np.argsort(key, kind="stable")
    key, amount = key[order], np.log2(1 + amount[order]).astype(np.float32)
    whose = key // kinds
    pairs, at = np.unique(whose, return_inverse=True)
    first = np.arange(len(source) + 1) * facts.entities
    return Evidence(
        key % kinds, amount, at, pairs % facts.entities,
        np.searchsorted(whose, first), np.searchsorted(pairs, first),
    )  # fmt: skip


def _of_neighbours(
    facts: Facts, pair: Ints, age: Ints, day: int
) -> tuple[Ints, NDArray[np.float64]]:
    """Keys and weights of the neighbours' facts; a fact weighs as its neighbour is near, the
    nearest as 1."""
    owner, middle, strength = _neighbours(facts, pair, age)
    place, which = spans(*facts.before(middle, day, DEEP))
    kind = (facts.both + facts.relation[place]) * BUCKETS + bucket_of(day - facts.day[place])
    whose = owner[which] * facts.entities + facts.target[place]
    key, at = np.unique(whose * (2 * facts.both * BUCKETS) + kind, return_inverse=True)
    return key, np.bincount(at, strength[which], len(key)).astype(np.float64)


def _neighbours(facts: Facts, pair: Ints, age: Ints) -> tuple[Ints, Ints, NDArray[np.float64]]:
    """Source, neighbour and nearness (the nearest 1) of the `NEAREST` of each source."""
    pairs, at = np.unique(pair, return_inverse=True)
    strength = np.bincount(at, np.exp2(-age / FADE), len(pairs))
    owner = pairs // facts.entities
    order = np.lexsort((-strength, owner))
    best = np.searchsorted(owner[order], owner[order])
    kept = np.arange(len(order)) - best < NEAREST
    share = strength[order] / np.maximum(strength[order][best], 1e-30)
    order = order[kept]
    return owner[order], pairs[order] % facts.entities, share[kept]


@dataclass(frozen=True)
class Posed:
    """Evidence laid out for questions: rows with ``kind``, ``amount``, question (``asked``) and
    the place of their pair; pairs with question and candidate. By question."""

    kind: Ints
    amount: Floats
    asked: Ints
    pair: Ints
    pair_asked: Ints
    pair_target: Ints

    def among(self, column: Ints) -> Posed:
        """The pairs whose candidate has a column (``column`` by entity, -1 for none), told by
        it."""
        there = column[self.pair_target] >= 0
        rows = there[self.pair]
        new = np.cumsum(there) - 1
        return Posed(
            self.kind[rows], self.amount[rows], self.asked[rows], new[self.pair[rows]],
            self.pair_asked[there], column[self.pair_target[there]],
        )  # fmt: skip

    def some(self, first: int, last: int) -> Posed:
        """Of the questions ``first`` to ``last`` - 1, counted from 0."""
        low, high = np.searchsorted(self.asked, [first, last])
        start, end = np.searchsorted(self.pair_asked, [first, last])
        return Posed(
            self.kind[low:high], self.amount[low:high], self.asked[low:high] - first,
            self.pair[low:high] - start, self.pair_asked[start:end] - first,
            self.pair_target[start:end],
        )  # fmt: skip


def pose(evidence: Evidence, owner: Ints) -> Posed:
    """The evidence for questions whose sources are at ``owner`` in the evidence."""
    row, asked = spans(evidence.row_start[owner], evidence.row_start[owner + 1])
    low, high = evidence.pair_start[owner], evidence.pair_start[owner + 1]
    place, pair_asked = spans(low, high)
    shift = np.cumsum(high - low) - high
    return Posed(
        evidence.kind[row], evidence.amount[row], asked, evidence.pair[row] + shift[asked],
        pair_asked, evidence.target[place],
    )  # fmt: skip
