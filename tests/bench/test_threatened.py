"""Force after an explicit threat: what is known of an episode on its day, and how it is told."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("pandas")

from bench import threatened
from bench.fits import CUT
from training.history import hazards, models, threats
from training.history.fitting import Cases, Plan, auc
from training.history.strike_cases import Act


@pytest.fixture(scope="module")
def history() -> Path:
    data = os.environ.get("CRISISDESK_DATA")
    if not data or not (Path(data) / "history" / "mie").is_dir():
        pytest.skip("the research data is absent")
    return Path(data) / "history"


def _act(day: int, kind: str = "shows") -> Act:
    return Act(day, 1, kind, 9)


def test_force_of_the_day_of_the_threat_or_later_is_not_known() -> None:
    done = [_act(3, "force"), _act(8, "threats"), _act(8, "force"), _act(9, "threats")]
    assert threatened.known_on(done, 8) == done[:2]


@pytest.mark.parametrize(
    ("days", "start"),
    [((5,), 5), ((5, 370), 5), ((5, 371), 371), ((5, 300, 600, 2000, 2300), 2000)],
)
def test_a_dispute_begins_after_a_gap_of_a_year(days: tuple[int, ...], start: int) -> None:
    assert threatened.began([_act(day) for day in days]) == start


def _made_up(late_flipped: bool) -> Cases:
    """Episodes of 1950-2009 whose outcome hangs on rivalry, after the cut the other way round if
    wished."""
    rng = np.random.default_rng(3)
    x, year = rng.normal(size=(600, 4)), np.repeat(np.arange(1950, 2010), 10)
    y = (x[:, 3] > 0).astype(float)
    y = np.where((year > CUT) & late_flipped, 1 - y, y)
    names = ("other", "own_quiet", "ratio", "rival")
    return Cases(names, x, y, year, np.arange(600), np.ones(600))


def test_the_peer_learns_from_the_years_before_alone() -> None:
    told, flipped = _made_up(False), _made_up(True)
    p, again = threatened.peer(told, CUT), threatened.peer(flipped, CUT)
    late = told.year > CUT
    assert np.isnan(p[~late]).all() and not np.isnan(p[late]).any()
    assert np.array_equal(p[late], again[late])
    assert auc(told.y[late], p[late]) > 0.95


def test_the_odds_are_those_of_the_strike_model_on_other_cases_of_later_years() -> None:
    cases = _made_up(False)
    spans = tuple(hazards.Span(200 if yes else None, 4000.0) for yes in cases.y)
    days = (cases.year - 1970) * hazards.YEAR
    strike = models.Task("strike", cases, Plan(1, 30), spans, days)
    asked = cases.where(cases.year > CUT - 2)
    p = threatened.odds(strike, asked, (CUT,), 100)
    own = hazards.rolling(cases, spans, days, strike.plan, (CUT,), 100)
    assert np.array_equal(p, own[cases.year > CUT - 2, -2], equal_nan=True)
    assert np.isnan(p).sum() == 20
    assert auc(asked.y[20:], p[20:]) > 0.95


def test_the_episodes_have_the_inputs_of_strikes_and_no_force_on_the_day(history: Path) -> None:
    cases, strike = threatened.threatened(history), models.strike_task(history).cases
    past = [e for e in threats.episodes(history, threats.THREAT) if e.year >= 1946]
    assert cases.names == strike.names
    assert cases.y.sum() == sum(e.delay is not None for e in past)
    assert (cases.x[:, cases.names.index("own_quiet")] > 0).all()
    assert (cases.x[:, cases.names.index("quiet")] == 0).all()
    assert (cases.x[:, cases.names.index("threat_own_15")] >= np.log(2.0) - 1e-9).all()
