"""Force after an attack laid at a state's door: the cases, and how well they are told apart."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("pandas")

from crisisdesk.history.classes import era_of
from crisisdesk.history.fits import find_fit
from training.history import hazards, models, provocations
from training.history.fitting import auc, brier
from training.history.strike_cases import Act


@pytest.fixture(scope="module")
def history() -> Path:
    data = os.environ.get("CRISISDESK_DATA")
    if not data or not (Path(data) / "history" / "icb").is_dir():
        pytest.skip("the research data is absent")
    return Path(data) / "history"


def test_the_delay_is_that_of_the_next_force_by_the_one() -> None:
    force = [Act(5, 2, "force", 1), Act(9, 1, "force", 1), Act(12, 1, "force", 1)]
    assert provocations.delay_of(force, 1, 6) == 3
    assert provocations.delay_of(force, 1, 9) == 0
    assert provocations.delay_of(force, 2, 6) is None


def test_the_shipped_class_is_what_the_cases_give(history: Path) -> None:
    for row in provocations.rows(history):
        shipped = era_of("provoked", row["era"], row["horizon_days"])
        assert shipped and (shipped.n, shipped.k) == (row["n"], row["k"])
    task = models.provoked_task(history)
    assert (find_fit("provoked").n, find_fit("provoked").k) == (
        len(task.cases.y),
        task.cases.y.sum(),
    )


def test_rolling_origins_beat_the_base_rate(history: Path) -> None:
    task = models.provoked_task(history)
    p = hazards.rolling(task.cases, task.spans, task.days, task.plan, range(1980, 2025, 5))
    y = np.array([span.delay is not None and span.delay <= 30 for span in task.spans], float)
    p = p[:, hazards.ENDS.index(30)]
    rows, year = ~np.isnan(p), task.cases.year
    base = np.array([y[year < (at - 1) // 5 * 5 + 1].mean() for at in year[rows]])
    assert rows.sum() > 60
    assert auc(y[rows], p[rows]) > 0.74
    assert brier(y[rows], p[rows]) < 0.185 < 0.23 < brier(y[rows], base)
