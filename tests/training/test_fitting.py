"""The fits: what they recover, what they never see, how they are scored."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from training.history import hazards
from training.history.fitting import (
    Cases,
    Plan,
    auc,
    brier,
    calibration_error,
    expit,
    fit,
    interval,
    newton,
    rolling,
    slope,
)

FLAT = Plan(1e-3, 1e9)


def _cases(n: int = 4000, seed: int = 3) -> Cases:
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, 2)) * [1.0, 3.0] + [0.0, 5.0]
    y = (rng.random(n) < expit(-1.0 + 0.7 * x[:, 0] - 0.2 * (x[:, 1] - 5.0))).astype(float)
    return Cases(("one", "two"), x, y, rng.integers(1950, 2010, n), np.arange(n) // 4, np.ones(n))


def test_a_logit_finds_what_made_the_cases():
    model = fit(_cases(), FLAT, 2010)
    assert model.coefficients / model.scale == pytest.approx([0.7, -0.2], abs=0.07)


def test_recent_cases_set_the_intercept():
    cases = _cases()
    risen = cases._replace(y=np.where(cases.year > 2000, 1.0, cases.y))
    early, late = fit(risen, FLAT, 2010), fit(risen, Plan(1e-3, 1e9, 3.0, 5.0), 2010)
    recent = risen.where(risen.year > 2000)
    assert late.chance(recent.x).mean() > early.chance(recent.x).mean() + 0.2


def test_missing_values_pull_nowhere():
    cases = _cases()
    holes = cases.x.copy()
    holes[::7, 1] = np.nan
    model = fit(cases._replace(x=holes), FLAT, 2010)
    z = model.scaled(np.array([[np.nan, np.nan]]))
    assert not z.any() and model.coefficients[0] / model.scale[0] == pytest.approx(0.7, abs=0.07)


def test_a_rolling_forecast_never_sees_what_came_later():
    cases = _cases()
    origins = range(1960, 2010, 10)
    changed = cases._replace(y=np.where(cases.year > 1990, 1 - cases.y, cases.y))
    seen, other = (rolling(c, FLAT, origins, 10) for c in (cases, changed))
    before = (cases.year > 1960) & (cases.year <= 2000)
    assert np.array_equal(seen[before], other[before]) and not np.isnan(seen[before]).any()
    assert np.isnan(seen[cases.year <= 1960]).all()


def test_a_forecast_is_made_from_what_was_told():
    cases = _cases()
    plain, told = (rolling(cases, FLAT, (2000,), 10, x) for x in (None, 0 * cases.x))
    ahead = cases.year > 2000
    assert len(set(told[ahead])) == 1 < len(set(plain[ahead]))


def test_a_hazard_rises_with_its_ends_and_recovers_the_rate():
    cases = _cases()
    rng = np.random.default_rng(5)
    delays = [int(d) if d < 400 else None for d in rng.exponential(200, len(cases.y))]
    rows = hazards.stretched(cases, [hazards.Span(d) for d in delays])
    model = fit(rows, Plan(1e-3, 1e9, free=hazards.MARKS), 2010)
    found = hazards.chances(model, cases.x)
    assert (np.diff(found, axis=1) >= 0).all()
    for place, end in enumerate(hazards.ENDS[:-1]):
        true = np.mean([d is not None and d <= end for d in delays])
        assert found[:, place].mean() == pytest.approx(true, abs=0.02)


def test_a_case_counts_only_in_the_stretches_that_it_was_followed_through():
    cases = _cases().where(np.arange(4000) < 3)
    spans = [hazards.Span(None, 40), hazards.Span(20, 25), hazards.Span(None, 10)]
    rows = hazards.stretched(cases, spans)
    assert rows.y.tolist() == [0.0, 0.0, 0.0, 1.0], "two stretches of the first, two of the second"


def test_nothing_after_a_day_is_known_by_it():
    spans = [hazards.Span(10, 500), hazards.Span(80, 500), hazards.Span(None, 500)]
    known = hazards.known_by(spans, np.array([0, 0, 90]), 50)
    assert known[0].delay == 10 and known[1] == hazards.Span(None, 50)
    assert known[2].followed == -40


def test_the_fit_of_rare_cases_is_the_best_there_is():
    """Whole steps of Newton's method overshoot where a rare input tells much."""
    rng = np.random.default_rng(0)
    rare = (rng.random(5000) < 0.02) * 4.0
    z = np.column_stack([rare, 0.9 * rare + 0.2 * rng.normal(size=5000)])
    y = (rng.random(5000) < expit(-4 + rare)).astype(float)
    found = newton(z, y, np.ones(len(y)), 1.0)
    slope_there = z.T @ (y - expit(found[0] + z @ found[1:])) - found[1:]
    assert np.abs(slope_there).max() < 1e-3


def test_scores():
    y, p = np.array([0.0, 0.0, 1.0, 1.0]), np.array([0.1, 0.4, 0.4, 0.9])
    assert auc(y, p) == pytest.approx(0.875) and brier(y, p) == pytest.approx(0.135)
    assert np.isnan(auc(np.ones(3), p[:3]))
    assert calibration_error(y, p, bins=2) == pytest.approx((0.25 + 0.35) / 2)


def test_the_slope_of_forecasts_twice_too_bold_is_a_half():
    rng = np.random.default_rng(1)
    score = rng.normal(size=20000)
    y = (rng.random(20000) < expit(score)).astype(float)
    assert slope(y, expit(2 * score)) == pytest.approx(0.5, abs=0.03)


def test_an_interval_of_clusters_is_wider_than_one_of_cases():
    rng = np.random.default_rng(2)
    cluster = np.repeat(np.arange(40), 25)
    y = np.repeat((rng.random(40) < 0.4).astype(float), 25)
    p = np.full(1000, 0.4)
    wide, narrow = (interval(y, p, c, brier, 200) for c in (cluster, np.arange(1000)))
    assert wide[1] - wide[0] > 3 * (narrow[1] - narrow[0])


@pytest.fixture(scope="module")
def history():
    root = Path(os.environ.get("CRISISDESK_DATA", "/nowhere")) / "history"
    if not root.is_dir():
        pytest.skip("the research data is absent")
    return root


def _rolled(task):
    p = rolling(task.cases, task.plan, range(1960, 2015, 5), told=task.told)
    rows = ~np.isnan(p)
    return task.cases.y[rows], p[rows]


def test_the_model_of_help_has_not_slipped(history):
    from training.history import models

    y, p = _rolled(models.help_task(history))
    assert auc(y, p) > 0.84 and brier(y, p) < 0.089 and calibration_error(y, p) < 0.035


def test_help_levelled_by_its_classes_is_not_over_predicted(history):
    from bench.fits import ROLLING, forecasts, odds_of, views
    from training.history import models

    task = models.help_task(history)
    (view,) = views(task)
    p = odds_of(task, view, ROLLING, forecasts(task, ROLLING))
    rows = ~np.isnan(p)
    assert p[rows].mean() < task.cases.y[rows].mean() and auc(task.cases.y[rows], p[rows]) > 0.84


def test_the_model_of_mediation_has_not_slipped(history):
    from training.history import models

    task = models.mediated_task(history)
    y, p = _rolled(task._replace(told=None))
    assert auc(y, p) > 0.65 and brier(y, p) < 0.223
    y, p = _rolled(task)
    assert auc(y, p) > 0.615 and brier(y, p) < 0.23, "by what is known as it begins"


def test_violence_to_come_is_what_crises_came_to(history):
    from crisisdesk.history.mediation_inputs import VIOLENCE_TO_COME
    from training.history import models

    task = models.mediated_task(history)
    place = task.cases.names.index("violence")
    came, told = task.cases.x[:, place], task.told[:, place]
    for expected in VIOLENCE_TO_COME:
        assert came[told == expected].mean() == pytest.approx(expected, abs=0.01)


def test_the_model_of_pacts_has_not_slipped(history):
    from bench.fits import each_left_out
    from training.history import models

    task = models.honours_task(history)
    assert brier(task.cases.y, each_left_out(task)) < 0.168


def test_the_model_of_joining_has_not_slipped(history):
    """Fitted to 1990, scored on the disputes since."""
    from training.history import models

    task = models.joining_task(history)
    early = task.cases.year <= 1990
    model = fit(task.cases.where(early), task.plan, 1990)
    assert auc(task.cases.y[~early], model.chance(task.cases.x[~early])) > 0.855


def test_the_odds_of_force_have_not_slipped(history):
    """Fitted to 1990, scored on the days of disputes since."""
    from training.history import models

    task = models.strike_task(history)
    model = hazards.fitted_by(task.cases, task.spans, task.days, task.plan, 1990)
    followed = np.array([span.followed >= 30 for span in task.spans])
    ahead = (task.cases.year > 1990) & followed
    p = hazards.chances(model, task.cases.x[ahead])[:, hazards.ENDS.index(30)]
    delays = [span.delay for span, kept in zip(task.spans, ahead, strict=True) if kept]
    y = np.array([delay is not None and delay <= 30 for delay in delays], float)
    assert auc(y, p) > 0.82 and brier(y, p) < 0.065
    assert calibration_error(y, p) < 0.025 and abs(p.mean() - y.mean()) < 0.015


def test_the_count_of_truces_is_the_one_that_ships(history):
    from crisisdesk.history.signals import AGREED, signals
    from training.history.endings import endings

    shipped = signals()[AGREED]
    found = endings(history, shipped.days)
    assert (len(found.came), int(found.came.sum())) == (shipped.n, shipped.k)
    assert found.expected.sum() == pytest.approx(shipped.expected, abs=0.2)


def test_the_shipped_numbers_are_those_that_the_command_makes(history):
    from crisisdesk.history.fits import find_fit
    from training.history import models

    for make in (models.honours_task, models.help_task):
        task = make(history)
        row, fitted = models.fitted(task, count=1), find_fit(task.id)
        assert [i["name"] for i in row["inputs"]] == [i.name for i in fitted.inputs]
        made = [i["effect"] for i in row["inputs"]]
        assert made == pytest.approx([i.effect for i in fitted.inputs], abs=2e-3)
