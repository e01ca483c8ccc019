"""A small network that looks at all entities first: a question's past against every entity.

The score of entity o for (s, r, ?, day) is

    q(s, r, past of s) . e(o, past of o)  +  b(o)  +  popularity of o under r
    +  the worth under r of s and o being of one country or body, by their names
    +  log(1 + sum of the forces of what s, and those next to s, did with o before, given r)

``q`` attends over the latest facts of s and mixes what it finds in one hidden layer; ``e`` is the
entity's vector moved by what it went through lately and by the vectors of those it dealt with; a
force is exp(weight) by relation and age, as in a Hawkes process (1971) that remembers relations,
and what rare relations lead to is shared by their vectors. Learned in `learning`. Plain numpy.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from crisisdesk.history.ranking.evidence import BUCKETS, Posed
from crisisdesk.history.ranking.facts import Floats, Ints
from crisisdesk.history.ranking.popularity import HALF_LIVES
from crisisdesk.history.ranking.view import AROUND, View
from crisisdesk.history.ranking.wording import homes, wording

ASKING = 16  # width of what questions and facts are matched by
STARTS = (4.0, 2.0, 1.0, 0.0, -1.0, -2.0)
"""Weights to start from: the same relation, its inverse, others; then the same of neighbours."""
CEILING = 10.0  # of a weight


@dataclass(frozen=True)
class Asked:
    """What the forward pass of some questions found; kept for learning."""

    source: Ints
    relation: Ints
    target: Ints
    kind: Ints
    told: Floats
    far: Floats
    gate: Floats
    message: Floats
    attention: Floats
    share: Floats
    found: Floats
    own: Floats
    turn: Floats
    input: Floats
    kept: Floats | None
    hidden: Floats
    query: Floats


@dataclass(frozen=True)
class Weighed:
    """The evidence of some questions with the force of each row as a share of its pair's."""

    posed: Posed
    relation: Ints
    sort: Ints
    share: Floats


@dataclass(frozen=True)
class Look:
    """Log-odds, up to a constant, of every live entity (questions, live); what they were made
    from: the questions as vectors, the evidence, and what it adds to each pair."""

    score: Floats
    query: Floats
    weighed: Weighed
    value: Floats


class Network:
    """The network's weights: ``p`` by name, and the tables of evidence."""

    def __init__(
        self, entities: int, both: int, width: int, hidden: int, seed: int, names: Sequence[str]
    ) -> None:
        self.entities, self.both, self.width = entities, both, width
        self.words, self.homes = wording(names), homes(names)
        words = self.words
        draw = np.random.default_rng(seed)
        kinds = both * BUCKETS

        def normal(*shape: int, scale: float = 0.1) -> Floats:
            return (draw.standard_normal(shape) * scale).astype(np.float32)

        def zeros(*shape: int) -> Floats:
            return np.zeros(shape, np.float32)

        self.p: dict[str, Floats] = {
            "entity": normal(entities, width),
            "word": zeros(words.shape[1], width), "bias": zeros(entities),
            "lately": zeros(kinds, width), "around": zeros(len(AROUND), width),
            "turn": normal(both, width) + 1, "relation": normal(both, width),
            "message": normal(both, width) + 1, "kin": zeros(both),
            "ask": normal(both, ASKING), "offer": normal(both, ASKING),
            "turning": normal(both, ASKING), "past": zeros(2 * both, ASKING),
            "age": np.linspace(1, -2, BUCKETS).astype(np.float32),
            "mix": np.ones(2, np.float32),
            "in": normal(4 * width, hidden, scale=0.05), "in_bias": zeros(hidden),
            "out": normal(hidden, width, scale=0.05),
            "popular": zeros(both, len(HALF_LIVES)) + np.float32(0.1),
            "active": zeros(len(HALF_LIVES)) + np.float32(0.05),
        }  # fmt: skip
        fade = np.linspace(0, -3, BUCKETS)
        self.by_relation = zeros(both, 2 * kinds)
        self.by_sort = np.stack([fade + start for start in STARTS]).astype(np.float32)
        self.by_kind = zeros(2 * kinds)

    def base(self) -> Floats:
        """The vectors of all entities at any time: (entities, width)."""
        return np.asarray(self.p["entity"] + self.words @ self.p["word"])

    def vectors(self, view: View, base: Floats) -> Floats:
        """The vectors of all entities as of the view's day: (entities, width)."""
        found = base + view.lately @ self.p["lately"]
        for share, gate in zip(view.around, self.p["around"], strict=True):
            found += (share @ base) * gate
        return np.asarray(found)

    def look(self, view: View, first: int, last: int, base: Floats, vectors: Floats) -> Look:
        """What the network finds of the view's questions ``first`` to ``last`` - 1."""
        query = self.ask(view, first, last, base, vectors, None).query
        weighed, value = self.weigh(view, first, last)
        score = self.sum_up(view, first, last, vectors, query, weighed.posed, value)
        return Look(score, query, weighed, value)

    def scores(self, view: View, first: int, last: int, base: Floats, vectors: Floats) -> Floats:
        """Log-odds, up to a constant, of every live entity for the view's questions ``first`` to
        ``last`` - 1: (questions, live)."""
        return self.look(view, first, last, base, vectors).score

    def parts(
        self, view: View, first: int, last: int, base: Floats, vectors: Floats, look: Look,
        column: Ints,
    ) -> Floats:  # fmt: skip
        """What the score of some candidates is made of, for the view's questions ``first`` to
        ``last`` - 1, each with as many candidates (``column``: questions, candidates): likeness
        of the entity at any time, of what it went through, own evidence, neighbours', being of one
        home and its worth; (questions, candidates, 6)."""
        query, weighed, value = look.query, look.weighed, look.value
        entity = view.live[column]
        still = np.einsum("qd,qcd->qc", query, base[entity])
        moved = np.einsum("qd,qcd->qc", query, (vectors - base)[entity])
        posed = weighed.posed
        force = weighed.share * np.exp(value)[posed.pair]
        far = posed.kind >= self.both * BUCKETS
        cell = posed.pair_asked * len(view.live) + posed.pair_target
        table = np.zeros((2, (last - first) * len(view.live)), np.float32)
        for sort, rows in enumerate((~far, far)):
            table[sort, cell] = np.bincount(posed.pair[rows], force[rows], len(cell))
        asked = np.arange(last - first)[:, None] * len(view.live) + column
        own, far_own = np.log1p(table[:, asked])
        akin = np.take_along_axis(self.akin(view, first, last), column, axis=1)
        kin = akin * self.p["kin"][view.queries.relation[first:last], None]
        return np.stack([still, moved, own, far_own, akin, kin], axis=2).astype(np.float32)

    def sum_up(
        self, view: View, first: int, last: int, vectors: Floats, query: Floats, posed: Posed,
        value: Floats,
    ) -> Floats:  # fmt: skip
        """The parts of the score added up."""
        score = query @ vectors[view.live].T
        score += self.p["bias"][view.live] + self.p["active"] @ view.active
        relation, which = np.unique(view.which[first:last], return_inverse=True)
        weight = self.p["popular"][view.relations[relation]]
        score += np.einsum("rh,hrn->rn", weight, view.popular[:, relation])[which]
        kin = self.p["kin"][view.queries.relation[first:last], None]
        score += kin * self.akin(view, first, last)
        score[posed.pair_asked, posed.pair_target] += value
        return np.asarray(score)

    def akin(self, view: View, first: int, last: int) -> NDArray[np.bool_]:
        """Which live entities belong where the source of each question does."""
        home = self.homes[view.queries.source[first:last], None]
        return np.asarray((home >= 0) & (home == self.homes[view.live]))

    def ask(
        self, view: View, first: int, last: int, base: Floats, vectors: Floats,
        kept: Floats | None,
    ) -> Asked:  # fmt: skip
        """The questions as vectors; ``kept`` (questions, 4 width) drops some of the input."""
        p, part = self.p, slice(first, last)
        source, relation = view.queries.source[part], view.queries.relation[part]
        target, kind, told = view.target[part], view.kind[part], view.told[part]
        other = kind // BUCKETS
        far, gate = base[target], p["message"][other]
        message = far * gate
        logit = (p["offer"][other] @ p["ask"][relation][:, :, None])[:, :, 0]
        logit += p["age"][kind % BUCKETS]
        logit[told == 0] = -1e9
        attention = np.exp(logit - logit.max(1, keepdims=True)) * told
        attention /= attention.sum(1, keepdims=True) + np.float32(1e-9)
        share = told / np.maximum(told.sum(1, keepdims=True), 1)
        found = (attention[:, None, :] @ message)[:, 0]
        mean = (share[:, None, :] @ message)[:, 0]
        own, turn = vectors[source], p["turn"][relation]
        x = np.concatenate([own, found, mean, p["relation"][relation]], axis=1)
        if kept is not None:
            x = x * kept
        hidden = np.maximum(x @ p["in"] + p["in_bias"], 0)
        query = hidden @ p["out"] + (p["mix"][0] * own + p["mix"][1] * found) * turn
        return Asked(
            source, relation, target, kind, told, far, gate, message, attention, share, found, own,
            turn, x, kept, hidden, query,
        )  # fmt: skip

    def weigh(self, view: View, first: int, last: int) -> tuple[Weighed, Floats]:
        """The evidence of some questions, and what it adds to the score of each pair."""
        posed = view.posed.some(first, last)
        relation = view.queries.relation[first:last][posed.asked]
        sort = self._sort(relation, posed.kind)
        weight = self.by_relation[relation, posed.kind] + self.by_sort[sort, posed.kind % BUCKETS]
        weight += self.by_kind[posed.kind]
        turning = self.p["turning"][view.queries.relation[first:last]] @ self.p["past"].T
        weight += turning[posed.asked, posed.kind // BUCKETS]
        force = np.exp(np.minimum(weight, CEILING)) * posed.amount
        total = 1 + np.bincount(posed.pair, force, len(posed.pair_asked)).astype(np.float32)
        return Weighed(posed, relation, sort, force / total[posed.pair]), np.log(total)

    def _sort(self, relation: Ints, kind: Ints) -> Ints:
        """Places in `STARTS`."""
        other = kind // BUCKETS
        far, other = other >= self.both, other % self.both
        inverse = (relation + self.both // 2) % self.both
        return np.where(other == relation, 0, np.where(other == inverse, 1, 2)) + 3 * far
