"""How the network learns: the likelihood of what came, its gradients written out.

Each answer is weighed against all entities that are no answer of the same question and day
(softmax). Vectors learn by Adam (Kingma and Ba, 2015), evidence by Adagrad (Duchi and others,
2011), whose start stands for a prior: what is rarely seen hardly moves.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from crisisdesk.history.ranking.evidence import BUCKETS
from crisisdesk.history.ranking.facts import Floats, Ints
from crisisdesk.history.ranking.network import ASKING, Asked, Network, Weighed
from crisisdesk.history.ranking.view import View

STEP = 64  # questions of one step: smaller ones make more steps of a pass
DROP = 0.3  # of the input of the hidden layer
HIDE = 0.5  # of a question's vector, lest single facts be learned by heart
EVIDENCE_RATE = 0.1
EVIDENCE_SHRINK = 0.01
START = {"by_relation": 1.0, "by_sort": 100.0, "by_kind": 10.0}
FADE_ONE, FADE_TWO, TINY = 0.9, 0.999, 1e-8

Steps = dict[str, Floats]


class Learner:
    """A network and the memory of its steps."""

    def __init__(self, network: Network, seed: int) -> None:
        self.network = network
        self.draw = np.random.default_rng(seed)
        self.first = {name: np.zeros_like(value) for name, value in network.p.items()}
        self.second = {name: np.zeros_like(value) for name, value in network.p.items()}
        self.seen = {
            name: np.full_like(getattr(network, name), start) for name, start in START.items()
        }
        self.step = 0

    def learn(self, view: View, rate: float) -> float:
        """One pass over a day's questions; the mean loss of an answer, in nats."""
        number = len(view.queries.source)
        total = sum(
            self._part(view, first, min(first + STEP, number), rate)
            for first in range(0, number, STEP)
        )
        return total / max(len(view.queries.answer), 1)

    def _part(self, view: View, first: int, last: int, rate: float) -> float:
        net = self.network
        base = net.base()
        vectors = net.vectors(view, base)
        kept = self._kept(last - first, 4 * net.width, DROP)
        shown = self._kept(last - first, net.width, HIDE)
        asked = net.ask(view, first, last, base, vectors, kept)
        query = asked.query * shown
        weighed, value = net.weigh(view, first, last)
        score = net.sum_up(view, first, last, vectors, query, weighed.posed, value)
        low, high = np.searchsorted(view.queries.owner, [first, last])
        owner, answer = view.queries.owner[low:high] - first, view.queries.answer[low:high]
        key = (owner * len(view.live) + view.column[answer])[view.column[answer] >= 0]
        owner, answer = np.divmod(np.unique(key), len(view.live))  # told twice is one
        if not len(answer):
            return 0.0
        loss, slope = softmax_slope(score, owner, answer)
        steps = self._outer(view, first, last, slope)
        vector_slope = np.zeros_like(net.p["entity"])
        vector_slope[view.live] = slope.T @ query
        steps |= self._inner(asked, slope @ vectors[view.live] * shown, vector_slope)
        steps["around"] = np.stack([
            (vector_slope * (share @ base)).sum(0) for share in view.around
        ])  # fmt: skip
        for share, gate in zip(view.around, net.p["around"], strict=True):
            steps["entity"] += share.T @ (vector_slope * gate)
        steps["word"] = np.asarray(net.words.T @ steps["entity"])
        steps["lately"] = np.asarray(view.lately.T @ vector_slope)
        posed = weighed.posed
        force = slope[posed.pair_asked, posed.pair_target]
        steps |= self._turning(weighed, asked.relation, force)
        self._evidence(weighed, force * len(answer))
        self._adam(steps, rate)
        return loss

    def _kept(self, rows: int, width: int, drop: float) -> Floats:
        """A mask that drops a share at random and scales up the rest."""
        kept = self.draw.random((rows, width), dtype=np.float32) > drop
        return kept.astype(np.float32) / np.float32(1 - drop)

    def _outer(self, view: View, first: int, last: int, slope: Floats) -> Steps:
        """Slopes of the biases and popularities."""
        relation, which = np.unique(view.which[first:last], return_inverse=True)
        by_relation = _gather(which, len(relation)) @ slope
        popular = np.zeros_like(self.network.p["popular"])
        popular[view.relations[relation]] = np.einsum(
            "rn,hrn->rh", by_relation, view.popular[:, relation]
        )
        kin = (slope * self.network.akin(view, first, last)).sum(1)
        of_kin = np.bincount(view.queries.relation[first:last], kin, self.network.both)
        of_live = slope.sum(0)
        bias = np.zeros_like(self.network.p["bias"])
        bias[view.live] = of_live
        steps = {"bias": bias, "active": view.active @ of_live, "popular": popular}
        return steps | {"kin": of_kin.astype(np.float32)}

    def _inner(self, asked: Asked, query: Floats, vector: Floats) -> Steps:
        """Slopes of all that makes the question's vector from its own slope ``query``; adds what
        falls to the sources' vectors to ``vector``."""
        net, p, d = self.network, self.network.p, self.network.width
        hidden = (query @ p["out"].T) * (asked.hidden > 0)
        x = np.asarray(hidden @ p["in"].T, np.float32)
        if asked.kept is not None:
            x *= asked.kept
        turned = query * asked.turn
        found = x[:, d : 2 * d] + p["mix"][1] * turned
        by_relation = _gather(asked.relation, net.both)
        mixed = p["mix"][0] * asked.own + p["mix"][1] * asked.found
        vector += _gather(asked.source, net.entities) @ (x[:, :d] + p["mix"][0] * turned)
        steps = {
            "out": asked.hidden.T @ query, "in": asked.input.T @ hidden, "in_bias": hidden.sum(0),
            "mix": np.array([(turned * asked.own).sum(), (turned * asked.found).sum()],
                            np.float32),
            "turn": by_relation @ (query * mixed),
            "relation": by_relation @ np.ascontiguousarray(x[:, 3 * d :]),
        }  # fmt: skip
        return steps | self._attention(
            asked, np.asarray(found, np.float32), x[:, 2 * d : 3 * d], by_relation, vector
        )

    def _attention(
        self, asked: Asked, found: Floats, mean: Floats, by_relation: Any, vector: Floats
    ) -> Steps:
        net, p, d = self.network, self.network.p, self.network.width
        message = asked.attention[:, :, None] * found[:, None, :]
        message += asked.share[:, :, None] * mean[:, None, :]
        pull = (asked.message @ found[:, :, None])[:, :, 0]
        logit = asked.attention * (pull - (asked.attention * pull).sum(1, keepdims=True))
        other = asked.kind // BUCKETS
        there = np.flatnonzero(asked.told.ravel())
        by_other = _gather(other.ravel()[there], net.both)
        by_target = _gather(asked.target.ravel()[there], net.entities)
        flat = message.reshape(-1, d)[there]
        offer = logit[:, :, None] * p["ask"][asked.relation][:, None, :]
        age = np.bincount((asked.kind % BUCKETS).ravel(), logit.ravel(), BUCKETS)
        return {
            "age": age.astype(np.float32),
            "ask": by_relation @ (logit[:, None, :] @ p["offer"][other])[:, 0],
            "offer": by_other @ offer.reshape(-1, ASKING)[there],
            "message": by_other @ (flat * asked.far.reshape(-1, d)[there]),
            "entity": vector + by_target @ (flat * asked.gate.reshape(-1, d)[there]),
        }

    def _turning(self, weighed: Weighed, relation: Ints, slope: Floats) -> Steps:
        """Slopes of what makes the force of a past relation for an asked one."""
        posed, p = weighed.posed, self.network.p
        number, width = len(relation), len(p["past"])
        cell = posed.asked * width + posed.kind // BUCKETS
        found = np.bincount(cell, slope[posed.pair] * weighed.share, number * width)
        table = found.reshape(number, width).astype(np.float32)
        return {
            "turning": _gather(relation, self.network.both) @ (table @ p["past"]),
            "past": table.T @ p["turning"][relation],
        }

    def _evidence(self, weighed: Weighed, slope: Floats) -> None:
        net, posed = self.network, weighed.posed
        row = slope[posed.pair] * weighed.share
        relation, which = np.unique(weighed.relation, return_inverse=True)
        kinds = net.by_relation.shape[1]
        step = np.bincount(which * kinds + posed.kind, row, len(relation) * kinds)
        step = step.reshape(len(relation), kinds).astype(np.float32)
        step = step + EVIDENCE_SHRINK * net.by_relation[relation]
        self.seen["by_relation"][relation] += step * step
        net.by_relation[relation] -= (
            EVIDENCE_RATE * step / np.sqrt(self.seen["by_relation"][relation])
        )
        age = weighed.sort * BUCKETS + posed.kind % BUCKETS
        for name, place in (("by_sort", age), ("by_kind", posed.kind)):
            table, seen = getattr(net, name), self.seen[name]
            step = np.bincount(place, row, table.size).reshape(table.shape).astype(np.float32)
            seen += step * step
            table -= EVIDENCE_RATE * step / np.sqrt(seen)

    def _adam(self, steps: Steps, rate: float) -> None:
        self.step += 1
        one, two = 1 - FADE_ONE**self.step, 1 - FADE_TWO**self.step
        for name, step in steps.items():
            first, second = self.first[name], self.second[name]
            first *= np.float32(FADE_ONE)
            first += np.float32(1 - FADE_ONE) * step
            second *= np.float32(FADE_TWO)
            second += np.float32(1 - FADE_TWO) * step * step
            size = np.sqrt(second / np.float32(two)) + np.float32(TINY)
            self.network.p[name] -= np.float32(rate / one) * first / size


def softmax_slope(score: Floats, owner: Ints, answer: Ints) -> tuple[float, Floats]:
    """The loss of the answers, summed, and its slope by the scores, for the mean: each answer
    against all columns that are none. ``score`` (questions, columns) is overwritten."""
    score -= score.max(1, keepdims=True)
    np.exp(score, out=score)
    right = score[owner, answer]
    rest = score.sum(1) - np.bincount(owner, right, len(score)).astype(np.float32)
    rest = np.maximum(rest, np.float32(1e-12))[owner]
    share = right / (right + rest)
    number = np.float32(len(answer))
    inverse = np.bincount(owner, 1 / (right + rest), len(score)).astype(np.float32)
    score *= (inverse / number)[:, None]
    score[owner, answer] = (share - 1) / number
    return -float(np.log(share + 1e-12).sum()), score


def _gather(place: Ints, number: int) -> Any:
    """The sparse matrix that sums rows by place."""
    from scipy import sparse

    ones = np.ones(len(place), np.float32)
    return sparse.csr_matrix((ones, (place, np.arange(len(place)))), shape=(number, len(place)))
