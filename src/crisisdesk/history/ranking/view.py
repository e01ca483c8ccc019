"""What is known before a day, laid out for its questions: the network's input."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from crisisdesk.history.ranking.evidence import BUCKETS, Posed, bucket_of, evidence_of, pose
from crisisdesk.history.ranking.facts import Facts, Floats, Ints, Queries, spans
from crisisdesk.history.ranking.popularity import Popularity

ATTENDED = 16  # latest facts of the source, of each of the two sorts
AROUND = (3.0, 20.0)  # half-lives, in days, of dealings that move an entity's vector
RECENT = 20  # facts that move an entity's vector
COUNTED = 600  # latest facts of a source that are evidence
LIVE = 6000  # entities that are ranked one by one, the most active lately; the rest come after


@dataclass(frozen=True)
class View:
    """``live`` are the entities that have a column, ``column`` the place of each entity's or -1;
    ``relations`` are those asked about, ``which`` the place of each question's among them;
    ``popular`` (half-lives, relations, live) and ``active`` (half-lives, live) are logs of fading
    counts; ``posed`` has columns for candidates; ``lately`` (entities, kinds; sparse) is what
    each entity went through, ``around`` (entities, entities; sparse) with whom, by half-life;
    ``target``, ``kind``, ``told`` (questions, 2 `ATTENDED`) are facts to attend to, ``told`` 1
    where there is one."""

    queries: Queries
    live: Ints
    column: Ints
    relations: Ints
    which: Ints
    popular: Floats
    active: Floats
    posed: Posed
    lately: Any
    around: tuple[Any, ...]
    target: Ints
    kind: Ints
    told: Floats


def see(facts: Facts, popularity: Popularity, queries: Queries, day: int) -> View:
    """The view of a day's questions: nothing of the day itself is in it but who is asked about."""
    relations, which = np.unique(queries.relation, return_inverse=True)
    source, owner = np.unique(queries.source, return_inverse=True)
    live = popularity.most_active(LIVE)
    column = np.full(facts.entities, -1)
    column[live] = np.arange(len(live))
    posed = pose(evidence_of(facts, source, day, COUNTED), owner).among(column)
    return View(
        queries, live, column, relations, which, popularity.logs(relations, live),
        np.log1p(popularity.active[:, live]), posed, _lately(facts, day),
        _around(facts, day), *_attended(facts, queries, day),
    )  # fmt: skip


def _lately(facts: Facts, day: int) -> Any:
    from scipy import sparse

    place, owner = spans(*facts.before(np.arange(facts.entities), day, RECENT))
    kind = facts.relation[place] * BUCKETS + bucket_of(day - facts.day[place])
    shape = (facts.entities, facts.both * BUCKETS)
    return sparse.csr_matrix((np.ones(len(kind), np.float32), (owner, kind)), shape=shape)


def _around(facts: Facts, day: int) -> tuple[Any, ...]:
    """With whom each entity dealt lately: the shares of its partners, by half-life."""
    from scipy import sparse

    found = []
    for half_life in AROUND:
        rows = facts.between(day - int(6 * half_life), day)
        weight = np.exp2(-(day - rows[:, 3]) / half_life)
        whole = 1 + np.bincount(rows[:, 0], weight, facts.entities)
        share = (weight / whole[rows[:, 0]]).astype(np.float32)
        shape = (facts.entities, facts.entities)
        table = sparse.csr_matrix((share, (rows[:, 0], rows[:, 2])), shape=shape)
        table.sum_duplicates()
        found.append(table)
    return tuple(found)


def _attended(facts: Facts, queries: Queries, day: int) -> tuple[Ints, Ints, NDArray[np.float32]]:
    """The latest facts of each source under the relation, then under any."""
    narrow, narrow_told = _latest(*facts.before_under(queries.source, queries.relation, day,
                                                      ATTENDED))  # fmt: skip
    wide, wide_told = _latest(*facts.before(queries.source, day, ATTENDED))
    under = np.repeat(queries.relation[:, None], ATTENDED, axis=1)
    target = np.hstack([facts.narrow_target[narrow], facts.target[wide]])
    relation = np.hstack([under, facts.relation[wide]])
    told = np.hstack([narrow_told, wide_told])
    days = np.hstack([facts.narrow_day[narrow], facts.day[wide]])
    age = np.where(told, day - days, 1)
    return target, relation * BUCKETS + bucket_of(age), told.astype(np.float32)


def _latest(low: Ints, high: Ints) -> tuple[Ints, NDArray[np.bool_]]:
    """Places of the latest facts, newest first, and which of them there are."""
    back = high[:, None] - 1 - np.arange(ATTENDED)
    return np.maximum(back, 0), back >= low[:, None]
