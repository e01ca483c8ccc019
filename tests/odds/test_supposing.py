"""The record as it would be under a what-if."""

import pytest

from crisisdesk.errors import QuestionError
from crisisdesk.odds import evidence
from crisisdesk.odds.duties import duty_of
from crisisdesk.odds.edits import parse_edits
from crisisdesk.odds.supposing import suppose
from crisisdesk.terms.records import (
    Actor,
    Crisis,
    Date,
    Event,
    Reading,
    Report,
    Role,
    Span,
    Tie,
)

DAY = "2025-04-09"
SPAN = Span("r", 0, 1)
CRISIS = Crisis(threateners=(Role("USA"),), target=Role("IRN"), partners_of_target=(Role("RUS"),))


def event(kind, one, other, modality="happened", **more):
    return Event(
        id=kind, type=kind, source=(Actor(one),), target=(Actor(other),), modality=modality,
        span=SPAN, trigger=SPAN, date=Date("2025-04-01"), **more,
    )  # fmt: skip


READING = Reading(
    Report("r", "text", published=Date("2025-04-08")),
    events=(
        event("THREATEN", "USA", "IRN"),
        event("ASSAULT", "ISR", "IRN"),
        event("CONSULT", "OMN", "USA", mode="mediate"),
        event("CONSULT", "IRN", "USA"),
    ),
    ties=(Tie("t", "arms supplier", ("RUS", "IRN"), SPAN, directed=True),),
)


def held(text):
    return suppose(parse_edits(text), [READING], CRISIS, DAY)


def test_a_threat_comes_and_goes():
    assert evidence.threats_of_force(held("ISR-IRN threat=yes").readings, "ISR", "IRN", DAY)
    assert not evidence.threats_of_force(held("USA-IRN threat=no").readings, "USA", "IRN", DAY)
    assert evidence.threats_of_force([READING], "USA", "IRN", DAY)


def test_force_comes_and_goes_and_has_its_day():
    assert evidence.recent_blows(held("USA-IRN force=yes").readings, "USA", "IRN", DAY)
    assert not evidence.recent_blows(held("USA-IRN force=2020-01-01").readings, "USA", "IRN", DAY)
    assert not evidence.blows(held("ISR-IRN force=no").readings, "ISR", "IRN")


def test_talks_and_mediation_come_and_go():
    assert evidence.talks([READING], "IRN", "USA", DAY)
    assert not evidence.talks(held("USA-IRN talks=no").readings, "IRN", "USA", DAY)
    gone = held("OMN mediation=no").readings
    assert not any(evidence.mediates(e) for e in evidence.events(gone))
    offered = held("QAT mediation=offered")
    assert "QAT" in {role.actor for role in offered.crisis.mediators}


def test_arms_come_and_go():
    assert held("RUS-IRN arms=no").readings[0].ties == ()
    assert held("CHN-IRN arms=yes").readings[-1].ties[0].between == ("CHN", "IRN")


@pytest.mark.parametrize(
    ("part", "where"),
    [("threatener", "threateners"), ("partner", "partners_of_target"), ("mediator", "mediators")],
)
def test_a_role_is_given_and_taken(part, where):
    crisis = held(f"CHN role={part}").crisis
    assert "CHN" in {role.actor for role in getattr(crisis, where)}
    left = held("USA role=none").crisis
    assert left.threateners == () and left.target == Role("IRN")
    assert held("USA role=target").crisis.target == Role("USA")


def test_who_strikes_the_target_is_a_threatener():
    assert {r.actor for r in held("GBR-IRN force=yes").crisis.threateners} == {"USA", "GBR"}
    assert {r.actor for r in held("GBR-FRA force=yes").crisis.threateners} == {"USA"}


def test_who_owes_the_target_something_is_a_partner():
    partners = held("CHN-IRN defense=yes").crisis.partners_of_target
    assert [role.actor for role in partners] == ["RUS", "CHN"]
    assert held("CHN-FRA defense=yes").crisis == CRISIS
    assert held("USA-IRN nonaggression=yes").crisis == CRISIS


def test_an_earlier_day_leaves_out_what_was_published_later():
    early = held("as-of=2025-04-07")
    assert early.as_of == "2025-04-07"
    assert [reading.report.text for reading in early.readings] == [""]
    assert len(held("as-of=2025-05-01").readings) == 2


def test_an_obligation_is_of_the_first_to_the_second_alone():
    readings = held("IRN-RUS defense=yes").readings
    assert duty_of("IRN", "RUS", readings, 2025).defense
    assert not duty_of("RUS", "IRN", readings, 2025).defense


def test_lesser_obligations_are_added_and_taken():
    assert duty_of("BRA", "IRN", held("BRA-IRN neutrality=yes").readings, 2025).lesser
    assert not duty_of("BRA", "IRN", [READING], 2025).lesser


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("USA-IRN force=2099-01-01", "after the day of the forecast"),
        ("as-of=1700-01-01", "from 1946"),
        ("as-of=2099-01-01", "3650 days"),
    ],
)
def test_days_that_make_no_sense_are_refused(text, why):
    with pytest.raises(QuestionError, match=why):
        suppose(parse_edits(text), [], Crisis(), "2025-04-09")
