"""The shipped models: their inputs are those that the package makes, their odds hang together."""

from __future__ import annotations

from math import log, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crisisdesk.errors import QuestionError
from crisisdesk.history.covariates import cow_number, load_covariates
from crisisdesk.history.fits import (
    Fit,
    Input,
    Step,
    apart_from,
    effects,
    expit,
    find_fit,
    odds_of,
    start_of,
)
from crisisdesk.history.help_inputs import Trouble, help_parts
from crisisdesk.history.honour_inputs import Pact, honour_parts
from crisisdesk.history.inputs import Part, values_of
from crisisdesk.history.joining_inputs import Dispute, Sides, joining_parts
from crisisdesk.history.mediation_inputs import Course, mediation_parts
from crisisdesk.history.strike_inputs import Passed, strike_parts

USA, RUS, IRN, EST = (cow_number(code) or 0 for code in ("USA", "RUS", "IRN", "EST"))


def _parts(name: str) -> list[Part]:
    known = load_covariates()
    return {
        "strike": strike_parts(known, USA, IRN, 2025, Passed(threats=(3.0,))),
        "help": help_parts(known, RUS, IRN, [USA], 2025, Trouble()),
        "joining": joining_parts(known, Sides(EST, (IRN,), (USA,), 2025), Dispute()),
        "mediated": mediation_parts(known, [(USA, IRN)], [USA, IRN], 2025, Course()),
        "honours": honour_parts(known, Pact(frozenset({"defense"}), (USA, EST), 1949, True), 2025),
    }[name]


MODELS = ("strike", "help", "joining", "mediated", "honours")


@pytest.mark.parametrize("name", MODELS)
def test_a_model_knows_every_input_that_the_package_makes_and_no_other(name):
    assert {i.name for i in find_fit(name).inputs} == set(values_of(_parts(name)))


@pytest.mark.parametrize("name", MODELS)
def test_the_interval_holds_the_odds(name):
    odds = odds_of(find_fit(name), values_of(_parts(name)), 90)
    assert 0.0 < odds.low < odds.probability < odds.high < 1.0


@given(st.floats(1, 3000), st.floats(1, 3000))
def test_force_by_a_later_day_is_never_less_likely(one, other):
    fit, values = find_fit("strike"), values_of(_parts("strike"))
    near, far = sorted((one, other))
    chances = [odds_of(fit, values, days).probability for days in (near, far)]
    assert chances[0] <= chances[1] + 1e-12


def _strike(passed: Passed, days: int = 60) -> float:
    parts = strike_parts(load_covariates(), USA, IRN, 2025, passed)
    return odds_of(find_fit("strike"), values_of(parts), days).probability


def test_an_old_threat_is_less_dangerous_than_a_new_one():
    assert _strike(Passed(threats=(200.0,))) < _strike(Passed(threats=(0.0,))) / 2


def test_a_dispute_is_the_more_dangerous_the_further_it_has_gone():
    """A show of force, a threat, a mobilisation, a shot, and an exchange of fire."""
    course = [
        Passed(shows=(0.0,)),
        Passed(shows=(4.0,), threats=(0.0,)),
        Passed(shows=(13.0,), threats=(9.0,), ready=(0.0,)),
        Passed(shows=(17.0,), threats=(13.0,), ready=(4.0,), force=(0.0,)),
        Passed(threats=(15.0,), force=(0.0, 1.0, 3.0), force_back=(0.0, 2.0)),
    ]
    odds = [_strike(passed) for passed in course]
    assert odds == sorted(odds)
    assert odds[0] < 0.1 and odds[3] > 2 * odds[2] and odds[4] > 0.5


@given(st.lists(st.integers(0, 1800), max_size=5), st.integers(0, 1800), st.integers(1, 1000))
def test_one_more_blow_never_lowers_the_odds_and_quiet_never_raises_them(ages, blow, quiet):
    force = tuple(sorted({float(age) for age in ages}))
    more = tuple(sorted({*force, float(min(blow, *ages, 1800))}))
    assert _strike(Passed(force=more)) >= _strike(Passed(force=force)) - 1e-9
    later = tuple(age + quiet for age in force)
    assert _strike(Passed(force=later)) <= _strike(Passed(force=force)) + 1e-9


TOY = Fit(
    id="toy",
    name="",
    data="",
    years="",
    n=9,
    k=3,
    clusters=9,
    intercept=-1.0,
    inputs=(Input("size", 2.0, 0.5, 0.8), Input("near", 0.25, 0.5, -0.4)),
    anchors={"all": {"size": 3.0, "near": 0.25}},
)


def test_what_is_not_known_is_taken_as_average():
    average = odds_of(TOY, {"size": 2.0, "near": 0.25})
    assert odds_of(TOY, {"size": nan}) == average == odds_of(TOY, {})


def test_a_far_value_pulls_no_further_than_four_deviations():
    assert odds_of(TOY, {"size": 99.0}) == odds_of(TOY, {"size": 4.0})


def test_effects_add_up_to_the_distance_from_the_average_in_log_odds():
    parts = [Part("a", {"size": 2.7}), Part("b", {"near": 1.0})]
    p = odds_of(TOY, values_of(parts)).probability
    told = [effect for _, effect in effects(TOY, parts)]
    assert sum(told) == pytest.approx(log(p / (1 - p)) + 1.0)
    assert abs(told[0]) >= abs(told[1])


def test_the_anchor_lies_nowhere_apart_from_itself():
    assert apart_from(TOY, "all", TOY.anchors["all"]).value == 0.0
    assert apart_from(TOY, "all", {"size": 3.5, "near": 0.25}).value == pytest.approx(0.8)


@given(
    st.floats(0.001, 0.999),
    st.lists(st.floats(-6, 6), min_size=1, max_size=20),
)
def test_cases_spread_about_the_average_one_come_to_the_rate(rate, spread):
    start = start_of(rate, spread)
    assert sum(expit(start + s) for s in spread) / len(spread) == pytest.approx(rate, abs=1e-6)


def test_a_power_in_the_crisis_itself_is_likelier_to_help():
    known = load_covariates()
    apart, party = (
        odds_of(find_fit("help"), values_of(help_parts(known, RUS, IRN, [USA], 2025, trouble)))
        for trouble in (Trouble(), Trouble(party=True))
    )
    assert party.probability > 1.2 * apart.probability


def test_sides_once_brought_together_are_likelier_to_be_again():
    parts = values_of(_parts("mediated"))
    before, never = (
        odds_of(find_fit("mediated"), parts | {"last_mediated": last}).probability
        for last in (1.0, 0.0)
    )
    assert before > never


def test_steps_make_one_hazard():
    fit = Fit(
        id="toy", name="", data="", years="", n=1, k=1, clusters=1, intercept=0.0, inputs=(),
        steps=(Step(30, 0.0), Step(None, -2.0)),
    )  # fmt: skip
    assert odds_of(fit, {}, 30).probability == pytest.approx(0.5)
    half = odds_of(fit, {}, 15).probability
    assert 1 - (1 - half) ** 2 == pytest.approx(0.5)  # the same hazard twice


def test_a_model_that_does_not_exist_is_refused():
    with pytest.raises(QuestionError, match="no fitted model"):
        find_fit("weather")
