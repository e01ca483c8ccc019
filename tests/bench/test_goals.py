"""Goals held to what was reached, and odds told in hindsight from other disputes alone."""

import numpy as np
import pytest

from bench.goals import MEASURES, Goal, Scored, ends_of, found_among, verdict
from bench.hindsight import left_out, tenths
from training.history.fitting import Cases

LOW, HIGH = Goal("x", "Brier", 0.165, False), Goal("x", "AUC", 0.9, True)


def test_a_goal_is_reached_as_it_is_rounded_on_the_page():
    assert LOW.reached(0.1652) and not LOW.reached(0.1656)
    assert HIGH.reached(0.9) and not HIGH.reached(0.899)


@pytest.mark.parametrize(
    ("goal", "once", "anew", "ends", "best", "words"),
    [
        (HIGH, 0.91, None, (0.8, 0.95), 0.95, "met"),
        (HIGH, 0.88, 0.92, (0.8, 0.95), 0.95, "met where fitted anew, **missed** fitted once"),
        (HIGH, 0.85, 0.86, (0.8, 0.89), 0.95, "**missed**"),
        (LOW, 0.18, None, (0.16, 0.2), 0.16, "**missed**, by no more than chance"),
        (LOW, 0.18, None, (0.17, 0.2), 0.17, "**missed**; hindsight misses it too"),
        (LOW, 0.18, None, (0.17, 0.2), 0.16, "**missed**"),
    ],
)  # fmt: skip
def test_the_verdict_says_what_is_out_of_reach(goal, once, anew, ends, best, words):
    assert verdict(goal, once, anew, ends, best) == words


def test_joiners_are_looked_for_among_the_first_of_their_dispute():
    cluster = np.array([1, 2, 1, 1, 1, 2])
    p = np.array([0.1, 0.2, 0.5, 0.4, 0.3, 0.1])
    assert found_among(np.array([1, 1, 1, 0, 0, 0]), p, cluster) == pytest.approx(2 / 3)


def test_the_interval_of_found_joiners_holds_their_share():
    rng = np.random.default_rng(1)
    cluster = np.repeat(np.arange(60), 8)
    y = (rng.random(480) < 0.2).astype(float)
    p = rng.random(480) + 0.3 * y
    low, high = ends_of(Goal("x", "top 3", 0.7, True), Scored(y, p, cluster))
    assert low < found_among(y, p, cluster) < high


def test_a_skill_is_the_share_below_the_base_rate():
    goal = Goal("x", "Brier skill", 0.06, True)
    y, base = np.array([1.0, 0.0] * 30), np.full(60, 0.5)
    p, cluster = 0.5 + 0.1 * (2 * y - 1), np.repeat(np.arange(20), 3)
    test = Scored(y, p, cluster, base)
    assert MEASURES["Brier skill"](test) == pytest.approx(1 - 0.4**2 / 0.5**2)
    assert ends_of(goal, test) == pytest.approx((0.36, 0.36))
    assert MEASURES["Brier skill"](test._replace(p=base)) == 0
    with pytest.raises(ValueError, match="base rate"):
        MEASURES["Brier skill"](Scored(y, p, cluster))


def test_a_case_is_told_by_other_disputes_alone():
    cluster = np.repeat(np.arange(40), 3)
    cases = Cases(
        ("x",), cluster[:, None] * 1.0, cluster % 2 * 1.0, cluster, cluster, cluster * 0.0
    )

    def known(seen: Cases, x: np.ndarray) -> np.ndarray:
        return np.isin(x[:, 0], seen.x[:, 0]).astype(float)

    assert not left_out(cases, known).any()
    assert len(np.unique(tenths(cluster))) == 10
