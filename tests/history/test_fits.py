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
    find_fit,
    odds_of,
)
from crisisdesk.history.help_inputs import Trouble, help_parts
from crisisdesk.history.honour_inputs import Pact, honour_parts
from crisisdesk.history.inputs import Part, values_of
from crisisdesk.history.joining_inputs import Dispute, Sides, joining_parts
from crisisdesk.history.mediation_inputs import Course, mediation_parts
from crisisdesk.history.strike_inputs import SoFar, strike_parts

USA, RUS, IRN, EST = (cow_number(code) or 0 for code in ("USA", "RUS", "IRN", "EST"))


def _parts(name: str) -> list[Part]:
    known = load_covariates()
    return {
        "strike": strike_parts(known, USA, IRN, 2025, SoFar()),
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


@given(st.floats(1, 3000), st.floats(1, 3000), st.floats(0, 300))
def test_force_by_a_later_day_is_never_less_likely(one, other, age):
    fit, values = find_fit("strike"), values_of(_parts("strike"))
    near, far = sorted((one, other))
    chances = [odds_of(fit, values, days, age).probability for days in (near, far)]
    assert chances[0] <= chances[1] + 1e-12


def test_an_old_threat_is_less_dangerous_than_a_new_one():
    fit, values = find_fit("strike"), values_of(_parts("strike"))
    assert odds_of(fit, values, 90, 200).probability < odds_of(fit, values, 90).probability / 1.5


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
