"""What a report asks: exact words, kind, and parties."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crisisdesk.reading.questions import kind_of, read_questions
from tests.reading.pages import page_of


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Will Turkey attack Greece?", "strike"),
        ("Must Paris come to the aid of Athens?", "intervention"),
        ("Could Qatar broker a truce?", "mediation"),
        ("Will the two sides return to the table?", "talks"),
        ("Can the crisis be kept from spilling over into an all-out war?", "escalation"),
        ("What does Ankara want?", "outlook"),
        ("War or peace: who decides?", "outlook"),
    ],
)
def test_kinds(text: str, kind: str) -> None:
    assert kind_of(text) == kind


def test_the_words_begin_behind_what_leads_to_them() -> None:
    text = (
        "Turkey threatened Greece with war over the islands. The stance raises questions: "
        "Will France defend Greece? “Will anybody help us?” a minister asked."
    )
    page = page_of(text)
    (question,) = read_questions(page)
    assert question.text == "Will France defend Greece?"
    assert question.span is not None
    assert text[question.span.start : question.span.end] == question.text
    assert (question.kind, question.actors, question.beneficiary) == (
        "intervention",
        ("FRA",),
        "GRC",
    )


def test_the_open_side_is_that_of_the_report_s_hostile_pair() -> None:
    text = (
        "Turkey threatened Greece with war. Turkey bombed Greece in March. Will Turkey attack? "
        "Who could mediate?"
    )
    strike, mediation = read_questions(page_of(text))
    assert (strike.kind, strike.actors, strike.target) == ("strike", ("TUR",), "GRC")
    assert set(mediation.between) == {"TUR", "GRC"}


@settings(max_examples=40, deadline=None)
@given(st.text(alphabet="Will Turkey?.:“”\n", max_size=50))
def test_every_question_is_text_of_the_report(text: str) -> None:
    for question in read_questions(page_of(text)):
        assert question.span is not None
        assert question.text == text[question.span.start : question.span.end]
        assert question.text.rstrip("!").endswith("?")
