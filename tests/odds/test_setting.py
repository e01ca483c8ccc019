"""The crisis that a question is asked about."""

import pytest

from crisisdesk.odds.answer import answer
from crisisdesk.odds.asking import question_from
from crisisdesk.odds.crisis import infer_crisis
from crisisdesk.odds.setting import crisis_of, one_by_one
from crisisdesk.terms.records import Crisis, Question, Role

from .gold import MISSION, reading_of

CRISIS = Crisis(
    threateners=(Role("USA"), Role("ISR")), target=Role("IRN"), partners_of_target=(Role("RUS"),)
)
DAY = "2025-04-09"


def test_a_question_about_the_desks_sides_is_about_its_crisis():
    for question in (
        Question("strike", ("ISR",), target="IRN"),
        Question("intervention", ("RUS",), beneficiary="IRN"),
        Question("intervention", ("CHN",), target="USA", beneficiary="IRN"),
        Question("talks", between=("IRN", "USA")),
    ):
        assert crisis_of(question, CRISIS, [], DAY) is CRISIS


def test_other_sides_make_a_crisis_of_their_own():
    other = crisis_of(Question("mediation", between=("IND", "PAK")), CRISIS, [], DAY)
    assert ([role.actor for role in other.threateners], other.target) == (["IND"], Role("PAK"))
    struck = crisis_of(Question("strike", ("IRN",), target="ISR"), CRISIS, [], DAY)
    assert (struck.threateners[0].actor, struck.target.actor) == ("IRN", "ISR")


def test_who_would_be_against_the_help_is_who_would_strike():
    question = Question("intervention", ("USA",), target="CHN", beneficiary="PHL", help="direct")
    setting = crisis_of(question, Crisis(), [], DAY)
    found = answer(question, setting, [], DAY)
    assert found.given == "if China strikes Philippines" or "China" in found.given
    assert found.joint is not None and found.joint < found.probability


def test_a_body_is_read_as_its_likeliest_member_that_has_a_record():
    question = Question("intervention", ("NAT",), beneficiary="LTU", help="direct")
    found = answer(question, crisis_of(question, Crisis(), [], DAY), [], DAY)
    alone = Question("intervention", ("USA",), beneficiary="LTU", help="direct")
    assert found.probability == answer(alone, Crisis(), [], DAY).probability
    assert "NATO is read as its likeliest member, the United States" in found.drivers[0].name
    assert found.confidence == "low"


def test_who_will_mediate_is_asked_of_each_who_may():
    crisis = Crisis(threateners=(Role("USA"),), target=Role("IRN"), mediators=(Role("OMN"),))
    question = Question("mediation", between=("USA", "IRN"))
    assert [q.actors for q in one_by_one(question, crisis)] == [("OMN",)]
    assert one_by_one(Question("mediation", ("OMN",), between=("USA", "IRN")), crisis) == []
    assert one_by_one(Question("talks", between=("USA", "IRN")), crisis) == []


@pytest.mark.parametrize(
    ("text", "kind", "actors"),
    [
        ("Will Russia intervene for Iran if the United States strikes?", "intervention", ("RUS",)),
        ("Will Trump bomb Iran before June?", "strike", ("USA",)),
        ("Who will mediate?", "mediation", ()),
    ],
)
def test_the_missions_desk_answers(text, kind, actors):
    if not MISSION.exists():
        pytest.skip("the mission report is absent")
    readings = [reading_of(MISSION)]
    crisis = infer_crisis(readings)
    question = question_from(text, crisis, DAY)
    assert (question.kind, question.actors) == (kind, actors)
    found = answer(question, crisis_of(question, crisis, readings, DAY), readings, DAY)
    assert 0 < found.probability < 0.5
    assert found.drivers and len(found.precedents) == 3
    assert all(case.why for case in found.precedents)
