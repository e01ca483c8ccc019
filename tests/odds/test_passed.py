"""What has passed between two: which tellings count, and on which days."""

from __future__ import annotations

from crisisdesk.odds.forecasts import Case
from crisisdesk.odds.passed import passed_between
from crisisdesk.odds.questions import questions_of
from crisisdesk.terms.records import (
    Actor,
    Crisis,
    Date,
    Event,
    Modality,
    Question,
    Reading,
    Report,
    Role,
    Span,
)

DAY = "2022-09-20"


def _blow(
    report: str, score: float, modality: Modality = "happened", day: str | None = "2022-09-13"
) -> Reading:
    span = Span(report, 0, 5)
    sides = (Actor("AZE"),), (Actor("ARM"),)
    when = Date(day) if day else None
    event = Event("e", "ASSAULT", *sides, modality, span, span, cameo="195", date=when, score=score)
    return Reading(Report(id=report, text="some words"), events=(event,))


def _force(*readings: Reading) -> tuple[float, ...]:
    crisis = Crisis((Role("AZE"),), Role("ARM"))
    case = Case(Question("strike", ("AZE",), "ARM"), crisis, readings, DAY)
    return passed_between(case, "AZE", "ARM")[0].force


def test_a_blow_read_with_trust_counts_and_one_without_needs_a_second_telling() -> None:
    assert _force(_blow("a", 1.0)) == (7.0,)
    assert _force(_blow("a", 0.3)) == ()
    assert _force(_blow("a", 0.3), _blow("b", 0.3)) == (7.0,)
    assert _force(_blow("a", 0.3), _blow("a", 0.9, "stated")) == (7.0,)


def test_what_is_only_said_needs_two_reports() -> None:
    assert _force(_blow("a", 0.9, "stated")) == ()
    assert _force(_blow("a", 0.9, "stated"), _blow("b", 0.9, "stated")) == (7.0,)
    assert _force(_blow("a", 0.9, "possible"), _blow("b", 0.9, "possible")) == ()


def test_a_blow_of_no_day_or_of_a_bare_year_has_no_age() -> None:
    assert _force(_blow("a", 1.0, day=None)) == ()
    assert _force(_blow("a", 1.0, day="2022")) == ()


def test_a_target_that_struck_is_asked_about_too() -> None:
    crisis = Crisis((Role("ARM"),), Role("AZE"))
    asked = [q for q in questions_of(crisis, [_blow("a", 1.0)]) if q.kind == "strike"]
    assert [(q.actors, q.target) for q in asked] == [(("ARM",), "AZE"), (("AZE",), "ARM")]
    alone = questions_of(crisis, [_blow("a", 1.0, "denied")])
    assert [q.actors for q in alone if q.kind == "strike"] == [("ARM",)]
