"""Competing hypotheses: cells by rule, weights by grade, a person's marks before both."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crisisdesk.odds.diagnosticity import cell_of, effect_of, rules_for, weight_of
from crisisdesk.odds.hypotheses import NO, TURNED, Matrix, matrix
from crisisdesk.terms.asked import Mark
from crisisdesk.terms.records import Assessment, Question, Reading, Tie
from odds.test_resolving import report

STRIKE = Question("strike", ("USA",), "IRN", text="Will the United States strike Iran?")
MEDIATE = Question("mediation", between=("USA", "IRN"), text="Who will mediate?")


def of(*readings: Reading, question: Question = STRIKE, **more: object) -> Matrix:
    return matrix(question, more.pop("options", ("yes",)), readings, "2025-04-20", **more)


def threat(outlet: str = "Dawn Post", day: str = "2025-04-10", **more: object) -> Reading:
    return report(outlet, day, "THREATEN", **more)


def test_a_threat_speaks_for_a_strike_as_past_cases_have_it() -> None:
    (row,) = of(threat()).rows
    assert row.cells == {"yes": "CC", "no": "II"}
    assert row.evidence.source == "force-after-threat against force-between-rivals"
    assert row.evidence.effect > 1.0


def test_the_hypothesis_with_least_against_it_comes_first() -> None:
    talks = report("Hill Times", "2025-04-12", "CONSULT")
    found = of(threat(), talks)
    assert found.hypotheses == ("yes", "no")
    weight = weight_of("F6")
    assert found.against == {"yes": pytest.approx(weight), "no": pytest.approx(2 * weight)}


def test_two_origins_weigh_more_and_are_one_row() -> None:
    (row,) = of(threat(), threat("Hill Times")).rows
    assert row.evidence.grade == "F3" and row.evidence.weight == weight_of("F3") > weight_of("F6")
    assert len(row.evidence.tellers) == 2


def test_what_is_denied_weighs_less() -> None:
    denied = report("Hill Times", "2025-04-10", "ASSAULT", modality="denied")
    told = next(
        r for r in of(report("Dawn Post", "2025-04-10"), denied).rows
        if r.evidence.record.modality == "happened"
    )  # fmt: skip
    assert told.evidence.grade == "F4" and told.evidence.weight < weight_of("F6")


def test_what_touches_no_side_or_is_old_tells_nothing() -> None:
    assert of(threat(source="ISR", target="SYR")).rows == ()
    (old,) = of(threat(day="2020-01-10")).rows
    assert not old.diagnostic and old.evidence.why == ""
    (blow,) = of(report("Dawn Post", "2024-12-01")).rows
    assert blow.evidence.why != "it has used force on it", "force again is of the last 90 days"


def test_a_mark_goes_before_the_rule() -> None:
    plain = of(threat())
    name = plain.rows[0].evidence.id
    found = of(threat(), marks=[Mark(1, name, "no", "N", "a ritual threat", "Ann")])
    assert found.rows[0].cells == {"yes": "CC", "no": "N"}
    assert found.against["no"] == 0.0 and found.rows[0].marks[0].by == "Ann"
    assert of(threat(), marks=[Mark(1, "e-other", "no", "N")]).against == plain.against


def test_each_who_may_mediate_is_a_hypothesis_and_nobody_one() -> None:
    offer = report("Dawn Post", "2025-04-10", "CONSULT", "OMN", "USA IRN", mode="mediate")
    found = of(offer, question=MEDIATE, options=("OMN", "QAT"))
    (row,) = found.rows
    assert row.cells == {"OMN": "C", "QAT": "N", "nobody": "I"}
    assert found.hypotheses[-1] == "nobody"


def test_ties_and_experts_are_evidence() -> None:
    reading = report("Dawn Post", "2025-04-10", "CONSULT", "FRA", "DEU")
    span = reading.events[0].span
    helps = Question("intervention", ("RUS",), beneficiary="IRN", help="arms")
    told = Reading(
        report=reading.report,
        ties=(Tie("t-1", "partnership", ("RUS", "IRN"), span),),
        assessments=(Assessment("s-1", "RUS:support", -1, span),),
    )
    kinds = {
        type(r.evidence.record).__name__: r.cells["yes"] for r in of(told, question=helps).rows
    }
    assert kinds == {"Tie": "C", "Assessment": "I"}


@given(st.floats(-5, 5))
def test_the_cells_of_yes_and_no_are_opposite(effect: float) -> None:
    assert TURNED[TURNED[cell_of(effect)]] == cell_of(effect)
    assert TURNED[cell_of(effect)] == cell_of(-effect)


def test_every_rule_has_an_effect_and_says_where_it_comes_from() -> None:
    for kind in ("strike", "intervention", "mediation", "talks", "escalation"):
        rules = rules_for(kind)
        assert rules
        for rule in rules:
            effect, source = effect_of(rule)
            assert -5 < effect < 5 and source, rule.name
            if source == "judgement":
                assert 0 < abs(effect) <= 0.7, rule.name


@given(st.sampled_from("ABCDEF"), st.sampled_from("123456"))
def test_weights_are_shares(letter: str, figure: str) -> None:
    assert 0.0 < weight_of(letter + figure) <= 1.0


def test_an_empty_record_weighs_nothing() -> None:
    assert of().against == {"yes": 0, NO: 0}
