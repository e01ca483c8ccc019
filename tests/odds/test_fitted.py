"""A model's answer beside its class: levels, shares, what would change it."""

from __future__ import annotations

import pytest

from crisisdesk.history.covariates import load_covariates
from crisisdesk.history.fits import Apart, Odds, find_fit
from crisisdesk.history.strike_inputs import Passed, strike_parts
from crisisdesk.odds.fitted import Judged, Level, judge, largest, namer, numbers_of
from crisisdesk.odds.rates import rate_of
from crisisdesk.terms.records import Driver, Span, Swing

RATE = rate_of("force-after-threat", 90)


def test_the_average_case_has_its_classs_rate():
    found = Level(RATE, "threat").at(Apart(0.0, 0.0, 0.0))
    assert (found.probability, found.low, found.high) == pytest.approx(
        (RATE.probability, RATE.low, RATE.high)
    )


def test_a_case_apart_moves_the_rate_and_is_less_sure():
    level = Level(RATE, "threat")
    sure, unsure = level.at(Apart(1.0, 1.0, 1.0)), level.at(Apart(1.0, 0.2, 1.8))
    assert sure.probability == unsure.probability > RATE.probability
    assert unsure.low < sure.low and unsure.high > sure.high


def test_the_odds_of_a_classs_cases_come_to_its_rate():
    level, spread = Level(RATE, "threat"), (-2.0, -1.0, 0.0, 1.0, 2.0)
    odds = [level.at(Apart(apart, apart, apart), spread).probability for apart in spread]
    assert sum(odds) / len(odds) == pytest.approx(RATE.probability, abs=1e-6)
    assert odds[2] < RATE.probability, "the few far above weigh more than those far below"


def test_a_judgement_tells_parts_with_their_sources_and_evidence():
    parts = strike_parts(load_covariates(), 2, 630, 2025, Passed(force=(5.0,)), str)
    told = Driver("they have a history", spans=(Span("r", 1, 2),))
    here = (Span("r", 3, 4),)
    found = judge("strike", parts, days=90, told={"past": told}, spans={"force": here})
    assert found.drivers[0].name == "they have a history" and found.drivers[0].effect
    assert any("rivalries" in d.source for d in found.drivers)
    assert any(d.spans == here for d in found.drivers)
    quiet = judge("strike", parts, days=90, chosen=[part.key for part in parts])
    assert quiet.drivers == () and quiet.odds == found.odds


def test_swings_are_the_largest_and_none_that_hardly_moves():
    swings = [Swing("a", 0.31), Swing("b", 0.55), Swing("c", 0.301), Swing("d", 0.1)]
    assert [swing.name for swing in largest(0.3, swings)] == ["b", "d", "a"]


def test_shares_and_horizons_keep_the_odds_in_order():
    judged = Judged(find_fit("help"), Odds(0.4, 0.2, 0.6), (), (Swing("x", 0.8),))
    part, paced = judged.scaled(0.5), judged.paced(0.5)
    assert part.odds == Odds(0.2, 0.1, 0.3) and part.swings[0].probability == 0.4
    assert paced.odds.low < paced.odds.probability < paced.odds.high < 0.6
    assert 1 - (1 - paced.odds.probability) ** 2 == pytest.approx(0.4)


def test_a_wider_interval_holds_the_narrower():
    judged = Judged(find_fit("help"), Odds(0.4, 0.2, 0.6), ())
    one, wide = judged.rate(RATE), judged.rate(RATE, widen=2.0)
    assert wide.low < one.low == pytest.approx(0.2) and wide.high > one.high
    assert wide.past is RATE.past


def test_who_is_no_state_has_no_number():
    assert numbers_of("USA", "IRN") == (2, 630)
    assert numbers_of("USA", "HEZ") is None
    assert namer("USA")(2) == "the United States" and namer("USA")(9999) == "9999"
