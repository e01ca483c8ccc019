"""Ranks with ties in expectation, other answers set aside."""

from __future__ import annotations

import numpy as np
import pytest

from bench.ranks import Ranks, ranks_of


def ranks(best: list[int], worst: list[int]) -> Ranks:
    nothing = np.zeros(len(best), int)
    return Ranks(np.array(best), np.array(worst), nothing, nothing, nothing, nothing)


def test_other_answers_do_not_stand_before_an_answer() -> None:
    score = np.array([[5.0, 4.0, 3.0, 3.0]], np.float32)
    best, worst = ranks_of(score, np.array([0, 0]), np.array([0, 1]))
    assert best.tolist() == worst.tolist() == [1, 1]
    best, worst = ranks_of(score, np.array([0]), np.array([3]))
    assert (best.tolist(), worst.tolist()) == ([3], [4])


def test_ties_count_in_expectation() -> None:
    told = ranks([1], [2])
    assert told.mrr == pytest.approx(0.75)
    assert told.hits(1) == pytest.approx(0.5)
    assert ranks([1, 4], [1, 4]).mrr == pytest.approx(0.625)
    assert ranks([3], [12]).hits(10) == pytest.approx(0.8)
