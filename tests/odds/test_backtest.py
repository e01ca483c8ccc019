"""A back-test of a stream: nothing later is seen, sums are what single forecasts add up to, and a
cluster comes to the same figures."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from bench.made_up_events import fill_store
from crisisdesk.engines import engine_named
from crisisdesk.errors import DeskError, QuestionError
from crisisdesk.formats.streams.store import Limits, Store, connect
from crisisdesk.history.dyads import model
from crisisdesk.history.dyads.counts import KINDS, read_counts
from crisisdesk.history.dyads.daily import Share, counted
from crisisdesk.history.dyads.draws import ACTIVE
from crisisdesk.history.dyads.features import Past
from crisisdesk.history.dyads.running import sums_of
from crisisdesk.odds.backtest import (
    Asked,
    Backtest,
    backtest,
    lines_of,
    tally_of,
)
from crisisdesk.odds.yearly import day_of

LIMITS = Limits("500MB", 1)
ASKED = Asked(("ASSAULT", "verbal conflict"), (30, 180), 2017, 2018)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    made = Store(tmp_path_factory.mktemp("backtest") / "stream")
    fill_store(made, 20_000, parties=8)
    return made


def test_the_sums_are_of_the_single_forecasts(store: Store) -> None:
    """The months of 2018 once more, each from the rows that were known by then."""
    connection = connect(None, LIMITS)
    events = store.relation(connection)
    whole = read_counts(connection, events, date(2026, 1, 1))
    chances, cames = [], []
    for month in range(1, 13):
        day = day_of(date(2018, month, 1))
        counts = read_counts(connection, events, date(2018, month, 1))
        past = Past(counts, day)
        one, other = past.active(ACTIVE)
        asked = model.shipped().ask(past, "ASSAULT", one, other, 30, model.common(past, one, other))
        chances.append(model.shipped().chances("ASSAULT", asked))
        rows = (whole.day >= day) & (whole.day < day + 30)
        rows &= whole.kind == KINDS.index("ASSAULT")
        came = {*zip(whole.source[rows].tolist(), whole.target[rows].tolist(), strict=True)}
        pairs = zip(one.tolist(), other.tolist(), strict=True)
        cames.append(np.array([pair in came for pair in pairs]))
    chance, came = np.concatenate(chances), np.concatenate(cames)
    found = backtest(store, Asked(("ASSAULT",), (30,), 2018, 2018), LIMITS)
    (line,) = found.lines
    assert (line.year, line.n, line.came) == ("2018", len(came), pytest.approx(came.mean()))
    assert line.model.brier == pytest.approx(((chance - came) ** 2).mean(), rel=1e-5)
    assert line.said == pytest.approx(chance.mean(), rel=1e-5)
    assert 0 < came.mean() < 1


def test_shares_of_the_dyads_make_the_very_sums_of_all(store: Store) -> None:
    with counted(store, LIMITS) as daily:
        first, end = daily.first, daily.first + 400
        whole = sums_of(daily, first, end)
        parts = [sums_of(daily, first, end, Share(part, 3)) for part in range(3)]
    joined = parts[0].beside(parts[1]).beside(parts[2])
    for name in ("counts", "days", "last"):
        assert np.array_equal(getattr(joined, name), getattr(whole, name))
    assert all((part.last > whole.last.min()).any() for part in parts)


def same(one: Backtest, other: Backtest) -> bool:
    """The same cases, outcomes and bands; scores but for rounding."""
    for mine, its in zip(one.lines, other.lines, strict=True):
        assert (mine.year, mine.kind, mine.days, mine.n) == (its.year, its.kind, its.days, its.n)
        assert [(b.n, b.k) for b in mine.bands] == [(b.n, b.k) for b in its.bands]
        for name in ("model", "own"):
            points, others = getattr(mine, name), getattr(its, name)
            assert points.brier == pytest.approx(others.brier, rel=1e-9)
            assert points.log == pytest.approx(others.log, rel=1e-9)
        assert mine.came == its.came and mine.said == pytest.approx(its.said, rel=1e-9)
    return True


def test_years_cut_by_dyads_have_the_figures_of_whole_years(store: Store) -> None:
    assert same(backtest(store, ASKED, LIMITS, dyads=5), backtest(store, ASKED, LIMITS))


def test_a_cluster_comes_to_the_same_figures(store: Store, cluster: None) -> None:
    here = backtest(store, ASKED, LIMITS)
    there = backtest(store, ASKED, LIMITS, engine_named("ray"))
    assert there == here
    assert same(backtest(store, ASKED, LIMITS, engine_named("ray"), dyads=3), here)
    assert [line.year for line in here.lines] == ["2017", "2018", "all"] * 4


def test_a_forecast_counts_once_its_horizon_is_over(store: Store) -> None:
    """The stream ends with 2024: no month after June has half a year to come."""
    found = backtest(store, Asked(("ASSAULT",), (30, 180), 2024, 2024), LIMITS)
    month, half = found.lines
    assert half.n < 0.7 * month.n
    with pytest.raises(QuestionError, match="nothing to score"):
        backtest(store, Asked(("ASSAULT",), (30,), 2031, 2032), LIMITS)


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        (Asked(("tickling",), (30,), 2017, 2018), "no kind of event"),
        (Asked(("ASSAULT",), (900,), 2017, 2018), "horizon of 900"),
    ],
)
def test_nonsense_is_refused(store: Store, asked: Asked, reason: str) -> None:
    with pytest.raises(QuestionError, match=reason):
        backtest(store, asked, LIMITS)


def test_bands_and_baselines_of_known_cases() -> None:
    came = np.array([True, False, False, False])
    first = tally_of(2001, "ASSAULT", 30, np.array([0.9, 0.01, 0.05, 0.3]), np.full(4, 0.25), came)
    assert [band.n for band in first.bands] == [1, 1, 1, 0, 0, 1, 0]
    assert sum(band.k for band in first.bands) == 1
    assert first.own.brier == pytest.approx(0.75**2 + 3 * 0.25**2)
    later = tally_of(2002, "ASSAULT", 30, np.full(4, 0.5), np.full(4, 0.25), came)
    one, other, both = lines_of([later, first])
    assert (one.year, other.year, both.year) == ("2001", "2002", "all")
    assert one.share is None and other.share is not None
    assert other.share.brier == pytest.approx((0.7**2 + 3 * 0.3**2) / 4)
    assert both.n == 8 and both.model.brier == pytest.approx((one.model.brier + 0.25) / 2)


def test_an_unknown_engine_is_refused() -> None:
    with pytest.raises(DeskError, match="no engine"):
        engine_named("spark")
