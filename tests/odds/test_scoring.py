"""Scores by hand, and what must hold of any: properness, order, bounds, and no peeking."""

from __future__ import annotations

from math import isclose, log

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from crisisdesk.odds.scoring import LATER, Scorecard, clipped, points, scorecard, skill
from crisisdesk.terms.asked import Asked, Made, Outcome
from crisisdesk.terms.records import Question

STRIKE = Question("strike", ("USA",), "IRN", text="Will the United States strike Iran?")
ODDS = st.floats(0.0, 1.0)


def asked(number: int = 1, **more: object) -> Asked:
    one = Asked(number, 1, STRIKE, "2025-04-01", "2025-04-10", day="2025-04-01")
    return replace(one, **more)


def made(
    day: str, odds: float, base: float | None = 0.2, by: str = "model", **more: object
) -> Made:
    known = {"yes": base} if base is not None else {}
    one = Made(1, day, by, {"yes": odds}, known, recorded=day + "T09:00:00Z")
    return replace(one, **more)


def resolved(number: int = 1, day: str | None = None, **more: object) -> Outcome:
    return Outcome(number, "2025-04-11", "hand", {"yes": day} if day else {}, **more)


def card(
    forecasts: list[Made], outcome: Outcome | None, as_of: str = "2025-05-01", **more: object
) -> Scorecard:
    return scorecard([asked(**more)], forecasts, {1: outcome} if outcome else {}, as_of)


def test_a_no_is_averaged_over_the_days_on_which_each_forecast_held() -> None:
    # ten days: 0.5 for four of them, 0.1 for six
    found = card([made("2025-04-01", 0.5), made("2025-04-05", 0.1)], resolved()).scored[0]
    assert (found.days, found.open_days) == (10, 10)
    assert isclose(found.mean.brier, (4 * 0.25 + 6 * 0.01) / 10)
    assert isclose(found.mean.log, (4 * -log(0.5) + 6 * -log(0.9)) / 10)
    assert isclose(found.last.brier, 0.01) and isclose(found.last.log, -log(0.9))
    assert found.base is not None and isclose(found.base.brier, 0.04)


def test_a_yes_is_scored_up_to_the_day_before_its_deed() -> None:
    # the deed is of 4 April: three days count, and the certainty of the 4th does not
    forecasts = [made("2025-04-01", 0.3), made("2025-04-03", 0.6), made("2025-04-04", 0.99)]
    found = card(forecasts, resolved(day="2025-04-04")).scored[0]
    assert found.days == 3
    assert isclose(found.mean.brier, (2 * 0.49 + 0.16) / 3)
    assert isclose(found.last.brier, 0.16)


def test_skill_is_over_the_rate_of_the_class_on_the_same_days() -> None:
    (total,) = card([made("2025-04-01", 0.1)], resolved()).totals
    assert total.skill is not None
    assert isclose(total.skill.brier, 1 - 0.01 / 0.04)
    assert isclose(total.skill.log, 1 - log(0.9) / log(0.8))
    assert card([made("2025-04-01", 0.1, None)], resolved()).totals[0].skill is None


def test_the_class_itself_has_no_skill() -> None:
    (total,) = card([made("2025-04-01", 0.2)], resolved()).totals
    assert total.skill is not None and isclose(total.skill.brier, 0.0, abs_tol=1e-12)


@pytest.mark.parametrize("as_of", ["2025-04-04", "2025-04-09", "2025-04-10"])
def test_nothing_is_scored_before_its_close_also_what_came_true(as_of: str) -> None:
    found = card([made("2025-04-01", 0.3)], resolved(day="2025-04-04"), as_of)
    assert (found.scored, found.open) == ((), (1,))


def test_nothing_is_scored_before_it_is_resolved() -> None:
    found = card([made("2025-04-01", 0.3)], None)
    assert (found.scored, found.waiting) == ((), (1,))


def test_a_void_question_is_counted_and_not_scored() -> None:
    found = card([made("2025-04-01", 0.3)], resolved(void=True))
    assert (found.scored, found.void) == ((), (1,))


def test_a_question_without_a_forecast_that_counts_is_bare() -> None:
    assert card([], resolved()).bare == (1,)
    after = made("2025-04-08", 0.9, by="Ann", recorded="2025-04-11T00:00:00Z")
    assert card([after], resolved()).bare == (1,), "said after the close"
    assert card([made("2025-04-01", 0.3)], resolved(day="2025-04-01")).bare == (1,), "no day before"


def test_what_the_model_says_after_the_close_stands_apart() -> None:
    late = made("2025-04-02", 0.9, recorded="2025-04-11T00:00:00Z")
    found = card([made("2025-04-01", 0.3), late], resolved())
    assert {one.by: one.mean.brier for one in found.scored} == {
        "model": pytest.approx(0.09),
        f"model, {LATER}": pytest.approx(0.81),
    }


def test_a_person_stands_beside_the_model_on_the_days_of_both() -> None:
    ann = made("2025-04-06", 0.6, None, by="Ann")
    found = card([made("2025-04-01", 0.5), made("2025-04-09", 0.1), ann], resolved())
    (beside,) = found.beside
    # 6 to 10 April: the model held 0.5 for three days and 0.1 for two
    assert isclose(beside.mine.brier, 0.36)
    assert isclose(beside.models.brier, (3 * 0.25 + 2 * 0.01) / 5)
    by = {total.by: total for total in found.totals}
    assert by["Ann"].skill is not None, "against the model's class of those days"
    assert isclose(by["Ann"].skill.brier, 1 - 0.36 / 0.04)
    ann_scored = next(one for one in found.scored if one.by == "Ann")
    assert (ann_scored.days, ann_scored.open_days) == (5, 10)


def test_of_several_options_each_counts_alike() -> None:
    who = replace(STRIKE, kind="mediation", actors=())
    forecast = replace(made("2025-04-01", 0.0), odds={"OMN": 0.5, "QAT": 0.2}, base={})
    outcome = Outcome(1, "2025-04-11", "rule", {"OMN": "2025-04-03"})
    found = card([forecast], outcome, question=who, options=("OMN", "QAT")).scored[0]
    assert isclose(found.mean.brier, (0.25 + 0.04) / 2), "Oman two days, Qatar ten"
    assert found.days == 10


def test_calibration_weighs_each_question_once() -> None:
    many = [asked(n) for n in (1, 2)]
    forecasts = [
        *(made(f"2025-04-0{d}", 0.3) for d in range(1, 10)),
        replace(made("2025-04-10", 0.4), asked=2),
    ]
    found = scorecard(
        many, forecasts, {1: resolved(), 2: resolved(2, "2025-04-11")}, "2025-05-01"
    )  # fmt: skip
    (band,) = found.calibration["model"]
    assert (band.word, band.questions, band.weight) == ("unlikely", 2, pytest.approx(2.0))
    assert (band.said, band.came) == (pytest.approx(0.35), pytest.approx(0.5))
    assert band.interval[0] < 0.5 < band.interval[1]


@given(ODDS, ODDS)
def test_nobody_gains_by_saying_other_odds_than_they_hold(held: float, said: float) -> None:
    held, said = clipped(held), clipped(said)

    def expected(odds: float) -> tuple[float, float]:
        yes, no = points(odds, True), points(odds, False)
        return (
            held * yes.brier + (1 - held) * no.brier,
            held * yes.log + (1 - held) * no.log,
        )

    honest, other = expected(held), expected(said)
    assert honest[0] <= other[0] + 1e-12
    assert honest[1] <= other[1] + 1e-12


@given(st.lists(st.tuples(ODDS, st.booleans()), min_size=1, max_size=8), st.randoms())
def test_the_order_of_questions_does_not_count(cases: list[tuple[float, bool]], random) -> None:
    ask = [asked(n) for n in range(1, len(cases) + 1)]
    said = [replace(made("2025-04-01", odds), asked=n) for n, (odds, _) in enumerate(cases, 1)]
    outcomes = {
        n: resolved(n, "2025-04-09" if true else None) for n, (_, true) in enumerate(cases, 1)
    }
    one = scorecard(ask, said, outcomes, "2025-05-01")
    random.shuffle(ask)
    random.shuffle(said)
    two = scorecard(ask, said, outcomes, "2025-05-01")
    (first,), (second,) = one.totals, two.totals
    assert first.n == second.n == len(cases)
    assert isclose(first.mean.brier, second.mean.brier)
    assert isclose(first.mean.log, second.mean.log)
    assert {b.word: round(b.came, 9) for b in one.calibration["model"]} == {
        b.word: round(b.came, 9) for b in two.calibration["model"]
    }


@given(st.lists(st.tuples(st.integers(1, 10), ODDS), min_size=1, max_size=6), st.booleans())
def test_scores_are_bounded(days: list[tuple[int, float]], came: bool) -> None:
    said = [made(f"2025-04-{d:02}", odds) for d, odds in sorted(days)]
    found = card(said, resolved(day="2025-04-10" if came else None))
    for one in found.scored:
        for score in (one.mean, one.last):
            assert 0.0 < score.brier < 1.0
            assert 0.0 < score.log <= -log(0.001) + 1e-9
        assert 0 < one.days <= one.open_days <= 10
    for band in found.calibration.get("model", ()):
        assert band.low - 1e-9 <= band.said < band.high
        assert 0.0 <= band.came <= 1.0


@given(st.floats(0.01, 0.99), st.booleans())
def test_skill_is_one_for_the_best_and_below_nought_for_what_is_worse(
    base: float, came: bool
) -> None:
    against = points(base, came)
    better, worse = points(0.999 if came else 0.001, came), points(0.001 if came else 0.999, came)
    best, worst = skill(better, against), skill(worse, against)
    assert best and worst and worst.brier < 0.0 < best.brier <= 1.0
