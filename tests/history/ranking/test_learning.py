"""The slopes that the network learns by are those of its likelihood."""

from __future__ import annotations

import numpy as np
import pytest

from crisisdesk.history.ranking import learning
from crisisdesk.history.ranking.facts import Facts
from crisisdesk.history.ranking.learning import Learner, softmax_slope
from crisisdesk.history.ranking.network import Network
from crisisdesk.history.ranking.popularity import Popularity
from crisisdesk.history.ranking.view import View, see


def stream(days: int = 30) -> Facts:
    draw = np.random.default_rng(0)
    rows = [[0, 0, 1 + day % 2, day] for day in range(days)]
    rows += [[*draw.integers(0, [6, 2, 6]), day] for day in range(days) for _ in range(4)]
    return Facts(np.array(rows), 6, 2)


def view_of(facts: Facts, day: int) -> View:
    return see(facts, Popularity(facts, day), facts.queries(day), day)


def loss_of(network: Network, view: View) -> float:
    base = network.base()
    score = network.scores(view, 0, len(view.queries.source), base, network.vectors(view, base))
    queries = view.queries
    told = np.unique(queries.owner * 6 + queries.answer)
    return softmax_slope(score.copy(), told // 6, told % 6)[0] / len(told)


@pytest.mark.parametrize("name", ["entity", "word", "lately", "turn", "relation", "message", "ask",
                                  "offer", "age", "mix", "in", "in_bias", "out", "popular",
                                  "active", "bias", "kin", "around", "turning",
                                  "past"])  # fmt: skip
def test_every_slope_is_the_differences(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(learning, "DROP", 0.0)
    monkeypatch.setattr(learning, "HIDE", 0.0)
    facts = stream()
    names = ["Police (A)", "Army (A)", "Police (B)", "A", "B", "Army (B)"]
    network = Network(6, 4, 8, 12, 0, names)
    draw = np.random.default_rng(5)  # no hidden unit turns on or off between the two ends
    for value in network.p.values():  # in the open, where every part matters
        value += draw.standard_normal(value.shape).astype(np.float32) * np.float32(0.1)
    view = view_of(facts, 29)
    learner = Learner(network, 0)
    found: dict[str, np.ndarray] = {}
    monkeypatch.setattr(learner, "_adam", lambda steps, rate: found.update(steps))
    monkeypatch.setattr(learner, "_evidence", lambda weighed, slope: None)
    learner.learn(view, 0.0)
    way = draw.standard_normal(network.p[name].shape).astype(np.float32)
    told = float((found[name] * way).sum())
    kept, ends, h = network.p[name].copy(), [], 3e-3
    for side in (h, -h):
        network.p[name] = (kept + np.float32(side) * way).astype(np.float32)
        ends.append(loss_of(network, view))
    assert told == pytest.approx((ends[0] - ends[1]) / (2 * h), rel=0.05, abs=2e-3)


def test_the_loss_falls() -> None:
    facts = stream()
    learner = Learner(Network(6, 4, 8, 12, 0, [""] * 6), 0)
    view = view_of(facts, 29)
    before = loss_of(learner.network, view)
    for _ in range(30):
        learner.learn(view, 5e-3)
    assert loss_of(learner.network, view) < 0.8 * before


def test_evidence_learns_what_is_followed_by_what() -> None:
    """0 does 0 to 1 and to 2 in turn: the same fact of two days ago is worth more than of one."""
    facts = stream(60)
    learner = Learner(Network(6, 4, 8, 12, 0, [""] * 6), 0)
    for day in range(10, 60):
        learner.learn(view_of(facts, day), 0.0)
    weight = learner.network.by_relation[0, :2] + learner.network.by_sort[0, :2]
    start = Network(6, 4, 8, 12, 0, [""] * 6).by_sort[0, :2]
    assert weight[1] - weight[0] > start[1] - start[0]
