"""What is told of each candidate of a question: the columns that the trees weigh.

All is of days before the one asked about. Counts fade with their age by half-lives of `FADES`
days and are told as log(1 + count), as is the number of days since the last.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from crisisdesk.history.ranking import nearness
from crisisdesk.history.ranking.facts import Facts, Floats, Ints, Queries, spans
from crisisdesk.history.ranking.popularity import HALF_LIVES, Popularity
from crisisdesk.history.ranking.view import View

FADES = (2.0, 8.0, 30.0, 120.0)
NEVER = 2000  # days: never, or longer ago
MOST = 3000  # latest facts of a source that are counted
NETWORK = (
    "score",
    "gap",
    "rank",
    "chance",
    "still",
    "moved",
    "own evidence",
    "far evidence",
)  # of each network, by candidate


@dataclass(frozen=True)
class Candidates:
    """Candidates of questions: question (``asked``), entity (``target``), place in the first look
    from 0 on, mean log-chance by the networks, and what each of them says: (candidates, networks
    x `NETWORK`)."""

    asked: Ints
    target: Ints
    place: Ints
    chance: Floats
    first: Floats

    def chosen(self, some: NDArray[np.bool_]) -> Candidates:
        """Some of the candidates."""
        return Candidates(
            self.asked[some], self.target[some], self.place[some], self.chance[some],
            self.first[some],
        )  # fmt: skip


class Tallies:
    """Counts by key: fading by `FADES`, all, and days since the last."""

    def __init__(self, key: Ints, age: Ints) -> None:
        self.key, place = np.unique(key, return_inverse=True)
        number = len(self.key)
        faded = [np.bincount(place, np.exp2(-age / fade), number) for fade in FADES]
        last = np.full(number, NEVER)
        np.minimum.at(last, place, age)
        every = [*faded, np.bincount(place, minlength=number), last]
        self.table = np.log1p(np.stack(every, axis=1)).astype(np.float32)

    def at(self, key: Ints) -> Floats:
        """The rows of some keys; where a key is unknown, nothing counted and never."""
        nothing = np.array([0.0] * (len(FADES) + 1) + [np.log1p(NEVER)], np.float32)
        if not len(self.key):
            return np.tile(nothing, (len(key), 1))
        place = np.minimum(np.searchsorted(self.key, key), len(self.key) - 1)
        found = self.table[place]
        found[self.key[place] != key] = nothing
        return found


def names(networks: int) -> list[str]:
    """The columns' names in order."""
    counts = [f"{fade:g}d" for fade in FADES] + ["all", "last"]
    halves = [f"{half:g}d" for half in HALF_LIVES]
    return [
        *[f"network {number} {name}" for number in range(networks) for name in NETWORK],
        *[f"{what} {name}" for what in ("same fact", "inverse", "pair") for name in counts],
        "same share", "pair share",
        *[f"{what} {name}" for what in ("popular", "active") for name in halves],
        "active last", "popular share",
        *[f"{what} {name}" for what in ("source under relation", "source") for name in counts],
        "fresh under relation", "fresh of source", "fresh of relation", "met under relation",
        "relations of pair", *nearness.NAMES,
    ]  # fmt: skip


def columns(
    facts: Facts, popularity: Popularity, view: View, found: Candidates, day: int
) -> Floats:
    """The columns of candidates: (candidates, `names`)."""
    queries = view.queries
    relation = queries.relation[found.asked]
    own, shares, source = _own_past(facts, queries, found, relation, day)
    popular = np.log1p(popularity.counts[:, relation, found.target]).T
    active = np.log1p(popularity.active[:, found.target]).T
    last = np.log1p(np.minimum(day - popularity.last[found.target], NEVER))
    fresh = freshness(facts, queries, day)[found.asked]
    return np.column_stack([
        found.first, own[:, :-1], shares, popular, active, last, popular[:, -1] - active[:, -1],
        source, fresh, own[:, -1],
        nearness.nearness(facts, view, found.asked, found.target, day),
    ]).astype(np.float32)  # fmt: skip


def _own_past(
    facts: Facts, queries: Queries, found: Candidates, relation: Ints, day: int
) -> tuple[Floats, Floats, Floats]:
    """Of source and candidate: tallies of the same fact, its inverse and any, and under how many
    relations; shares of the source's own; of the source alone: under the relation, and any."""
    source, owner = np.unique(queries.source, return_inverse=True)
    place, whose = spans(*facts.before(source, day, MOST))
    age, told = day - facts.day[place], facts.relation[place]
    pair = whose * facts.entities + facts.target[place]
    triples, pairs = Tallies(pair * facts.both + told, age), Tallies(pair, age)
    asked = owner[found.asked] * facts.entities + found.target
    inverse = (relation + facts.relations) % facts.both
    same = triples.at(asked * facts.both + relation)
    both = pairs.at(asked)
    under = Tallies(whose * facts.both + told, age).at(owner * facts.both + queries.relation)
    alone = Tallies(whose, age).at(owner)
    source_own = np.hstack([under, alone])[found.asked]
    month = FADES.index(30.0)
    shares = np.column_stack([
        same[:, month] - under[found.asked, month], both[:, month] - alone[found.asked, month],
    ])  # fmt: skip
    number = _number_of(triples.key // facts.both, asked)
    own = np.column_stack([same, triples.at(asked * facts.both + inverse), both, number])
    return own, shares, source_own


def _number_of(key: Ints, asked: Ints) -> Ints:
    """How often each asked key stands in sorted ``key``."""
    return np.searchsorted(key, asked, side="right") - np.searchsorted(key, asked)


def freshness(facts: Facts, queries: Queries, day: int) -> Floats:
    """Which share of what the source did under the relation, of all it did, and of all under the
    relation had not been before; and how many it met under the relation: (questions, 4)."""
    low, high = facts.before_under(queries.source, queries.relation, day, facts.size)
    met = facts.fresh_narrow[high] - facts.fresh_narrow[low]
    under = (met + 1) / (high - low + 2)
    low, high = facts.before(queries.source, day, facts.size)
    wide = (facts.fresh_wide[high] - facts.fresh_wide[low] + 1) / (high - low + 2)
    everywhere = facts.fresh_by_relation(queries.relation, day)
    return np.column_stack([under, wide, everywhere, np.log1p(met)]).astype(np.float32)
