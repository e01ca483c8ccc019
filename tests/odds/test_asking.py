"""Questions typed in words."""

import pytest

from crisisdesk.errors import QuestionError
from crisisdesk.odds.asking import question_from
from crisisdesk.terms.records import Crisis, Role

CRISIS = Crisis(
    threateners=(Role("USA"), Role("ISR")),
    target=Role("IRN"),
    partners_of_target=(Role("RUS"),),
    mediators=(Role("OMN"),),
)


@pytest.mark.parametrize(
    ("text", "kind", "actors", "help"),
    [
        ("Will Russia arm Iran?", "intervention", ("RUS",), "arms"),
        (
            "Will Russia intervene for Iran if the United States strikes?",
            "intervention",
            ("RUS",),
            "direct",
        ),
        ("Will Israel bomb Iran?", "strike", ("ISR",), None),
        ("Will the U.S. strike Iran within 30 days?", "strike", ("USA",), None),
        ("Who will mediate?", "mediation", (), None),
        ("Can Oman mediate?", "mediation", ("OMN",), None),
        ("Will Washington and Tehran negotiate?", "talks", (), None),
        ("Will it come to full-scale war?", "escalation", (), None),
    ],
)
def test_the_question_is_found(text, kind, actors, help):
    found = question_from(text, CRISIS, [])
    assert (found.kind, found.actors, found.help) == (kind, actors, help)
    assert found.text == text


def test_a_horizon_is_read():
    assert question_from("Will Israel strike within 2 weeks?", CRISIS, []).horizon_days == 14
    assert question_from("Will Israel strike in the next 30 days?", CRISIS, []).horizon_days == 30
    assert question_from("Will Israel strike?", CRISIS, []).horizon_days == 90


@pytest.mark.parametrize(
    "text", ["", "What is the weather?", "Will Chile strike Iran?", "Will Norway arm Iran?"]
)
def test_what_cannot_be_answered_is_refused(text):
    with pytest.raises(QuestionError, match="strike, intervention"):
        question_from(text, CRISIS, [])
