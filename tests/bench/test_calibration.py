"""What perfect odds would have shown: drawn from the odds, alike within a dispute as cases were."""

import numpy as np
import pytest

from bench.calibration import GOAL, calibration, likeness, members, perfect_odds
from training.history.fitting import calibration_error


def _odds(n: int, seed: int = 4) -> np.ndarray:
    return np.random.default_rng(seed).beta(1, 5, n)


def test_perfect_odds_are_off_as_far_as_outcomes_drawn_apart_are():
    p, rng = _odds(300), np.random.default_rng(8)
    apart = [calibration_error((rng.random(300) < p).astype(float), p) for _ in range(400)]
    errors, _ = perfect_odds(p, np.arange(300), 0.0, 400)
    assert np.median(errors) == pytest.approx(np.median(apart), rel=0.06)


def test_few_cases_cannot_show_the_goal_and_many_can():
    few, many = (perfect_odds(_odds(n), np.arange(n), 0.0, 100)[0] for n in (87, 20000))
    assert (few <= GOAL).mean() < 0.02 and (many <= GOAL).mean() == 1.0


def test_cases_that_share_a_lot_leave_perfect_odds_further_off():
    p, cluster = np.full(400, 0.3), np.repeat(np.arange(40), 10)
    apart, together = (np.median(perfect_odds(p, cluster, a, 200)[0]) for a in (0.0, 1.0))
    assert together > 1.5 * apart


def test_likeness_is_found_again():
    rng = np.random.default_rng(3)
    p, cluster = rng.uniform(0.1, 0.6, 12000), np.repeat(np.arange(3000), 4)
    common, own = rng.random(3000)[cluster], rng.random(12000)
    lots = np.where(rng.random(12000) < 0.5**0.5, common, own)
    assert likeness((lots < p).astype(float), p, cluster) == pytest.approx(0.5, abs=0.05)
    assert likeness((own < p).astype(float), p, cluster) == pytest.approx(0.0, abs=0.03)


def test_odds_that_are_off_are_told_from_perfect_ones():
    p = _odds(2000)
    y = (np.random.default_rng(6).random(2000) < p).astype(float)
    right, high = (calibration(y, odds, np.arange(2000), 200) for odds in (p, p + 0.1))
    assert right.verdict == "met" and high.verdict == "**missed**" and high.as_far == 0.0


def test_members_are_each_clusters_rows():
    assert [rows.tolist() for rows in members(np.array([7, 2, 7, 2, 5]))] == [[1, 3], [4], [0, 2]]
