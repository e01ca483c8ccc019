"""Questions: those that the crisis poses, joined with those asked."""

import pytest

from crisisdesk.odds.crisis import infer_crisis
from crisisdesk.odds.questions import questions_of
from crisisdesk.terms.records import (
    Actor,
    Crisis,
    Date,
    Event,
    Question,
    Reading,
    Report,
    Role,
    Span,
)

from .gold import GOLDS, reading_of

CRISIS = Crisis(
    threateners=(Role("USA"), Role("ISR")),
    target=Role("IRN"),
    partners_of_target=(Role("RUS"),),
    mediators=(Role("OMN"),),
)


def _asking(*questions):
    return [Reading(Report(id="r", text="x"), questions=questions)]


def _keys(questions):
    return [(q.kind, q.actors, q.help) for q in questions]


def test_all_that_a_crisis_poses():
    assert _keys(questions_of(CRISIS, [])) == [
        ("strike", ("USA",), None),
        ("strike", ("ISR",), None),
        ("intervention", ("RUS",), "direct"),
        ("intervention", ("RUS",), "arms"),
        ("intervention", ("RUS",), "diplomatic"),
        ("mediation", (), None),
        ("mediation", ("OMN",), None),
        ("talks", (), None),
        ("escalation", (), None),
    ]


@pytest.mark.parametrize(
    ("kind", "day", "asked"),
    [
        ("SANCTION", "2025-04-20", True),
        ("ACCUSE", "2025-04-20", False),
        ("SANCTION", "2019", False),
    ],
)
def test_whether_the_target_strikes_is_asked_where_it_punishes_of_late(kind, day, asked):
    span = Span("r", 0, 1)
    told = Event(
        "e", kind, (Actor("IRN"),), (Actor("USA"),), "happened", span, span, date=Date(day, "text")
    )
    report = Report(id="r", text="x", published=Date("2025-04-22", "metadata"))
    found = _keys(questions_of(CRISIS, [Reading(report, events=(told,))]))
    assert (("strike", ("IRN",), None) in found) is asked


def test_every_question_has_a_horizon_and_a_rule():
    for question in questions_of(CRISIS, []):
        assert question.horizon_days == 90
        assert question.resolution.startswith("Yes if") and "{" not in question.resolution


def test_an_asked_question_gives_its_words_and_comes_first():
    asked = Question(
        "intervention", ("RUS",), beneficiary="IRN", text="Step in?", span=Span("r", 0, 1)
    )
    found = questions_of(CRISIS, _asking(asked))
    assert (found[0].text, found[0].help, found[0].span) == ("Step in?", "direct", Span("r", 0, 1))
    assert len(found) == 9


def test_one_question_about_two_strikers_lends_its_words_to_both():
    asked = Question("strike", ("USA", "ISR"), "IRN", text="Will they?")
    assert [q.text for q in questions_of(CRISIS, _asking(asked))[:2]] == ["Will they?"] * 2


def test_a_question_of_another_actor_stands_by_itself():
    asked = Question("intervention", ("CHN",), beneficiary="IRN", text="And Beijing?")
    found = questions_of(CRISIS, _asking(asked))
    assert len(found) == 10
    assert [q.resolution[:6] for q in found if q.actors == ("CHN",)] == ["Yes if"]


def test_without_a_crisis_nothing_is_posed():
    assert questions_of(Crisis(), _asking(Question("talks"))) == []


@pytest.mark.parametrize("path", sorted(GOLDS.glob("*.gold.yaml")), ids=lambda p: p.name[:5])
def test_every_question_that_a_report_asks_is_there(path):
    reading = reading_of(path)
    found = questions_of(infer_crisis([reading]), [reading])
    told = {(q.kind, q.actors): q for q in found if q.text}
    for asked in reading.questions:
        if asked.kind != "outlook":
            # a second question of the same meaning keeps the first one's words
            assert any(kind == asked.kind for kind, _ in told), asked.text
            assert all(q.span in {x.span for x in reading.questions} for q in told.values())
