"""Days of any precision, and what counts as evidence."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from crisisdesk.odds import evidence
from crisisdesk.terms.records import Actor, Date, Event, Reading, Report, Span, Statement

SPAN = Span("r", 0, 1)


def _event(kind, modality="happened", day=None, target="BBB", **more):
    when = Date(day) if day else None
    targets = (Actor(target),) if target else ()
    return Event("e", kind, (Actor("AAA"),), targets, modality, SPAN, SPAN, date=when, **more)


def _readings(*events):
    return [Reading(Report(id="r", text="x"), events=events)]


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("2024", date(2024, 7, 15)),
        ("2025-03", date(2025, 3, 15)),
        ("2025-04-09", date(2025, 4, 9)),
        ("2025-04-09T12:00:00Z", date(2025, 4, 9)),
        ("2025-13", None),
        ("soon", None),
        ("", None),
        (None, None),
    ],
)
def test_days_of_any_precision(value, day):
    assert evidence.day_of(value) == day


@given(st.text(max_size=12))
def test_no_text_breaks_a_date(value):
    assert evidence.day_of(value) is None or evidence.age(Date(value), "2025-01-01") is not None


def test_age_is_never_negative():
    assert evidence.age(Date("2030-01-01"), "2025-01-01") == 0
    assert evidence.age(None, "2025-01-01") is None


def test_the_latest_day_is_that_of_publication_before_any_other():
    said = Statement("s", "direct", "w", SPAN, date=Date("2025-05-05"))
    undated = Reading(Report(id="r", text="x"), statements=(said,))
    dated = Reading(Report(id="q", text="x", published=Date("2025-04-09")))
    assert evidence.latest_day([undated]) == "2025-05-05"
    assert evidence.latest_day([undated, dated]) == "2025-04-09"


def test_a_year_that_a_report_recalls_is_not_its_day():
    recalled = _readings(_event("ASSAULT", day="1967"))
    assert evidence.latest_day(recalled, "2025-05-01") == "2025-05-01"
    both = _readings(_event("ASSAULT", day="1967"), _event("CONSULT", day="2020-06"))
    assert evidence.latest_day(both, "2025-05-01") == "2020-06-15"


@pytest.mark.parametrize(
    ("event", "counts"),
    [
        (_event("THREATEN"), True),
        (_event("THREATEN", "asked"), False),
        (_event("THREATEN", "denied"), False),
        (_event("THREATEN", cameo="1312"), False),
        (_event("THREATEN", cameo="1383"), True),
        (_event("THREATEN", day="2023"), False),
        (_event("THREATEN", target=None), False),
        (_event("ASSAULT", "intended"), True),
        (_event("ASSAULT", "possible"), False),
        (_event("ASSAULT"), False),
    ],
)
def test_what_is_a_threat_of_force(event, counts):
    found = evidence.threats_of_force(_readings(event), "AAA", "BBB", "2025-06-01")
    assert bool(found) is counts
    assert found.spans == ((SPAN,) if counts else ())


def test_mobilisation_at_nobody_named_still_shows_force():
    assert evidence.displays(_readings(_event("MOBILIZE", target=None)), "AAA", "BBB", "2025-06-01")
    other = _readings(_event("MOBILIZE", target="CCC"))
    assert not evidence.displays(other, "AAA", "BBB", "2025-06-01")


def test_an_undated_blow_is_old():
    blow = _readings(_event("ASSAULT"))
    assert evidence.blows(blow, "AAA", "BBB")
    assert not evidence.recent_blows(blow, "AAA", "BBB", "2025-06-01")


@pytest.mark.parametrize(
    ("at", "day", "modality", "told"),
    [
        (0, None, "happened", "2025-04-09"),
        (evidence.LEAD, None, "happened", None),
        (0, "2024", "happened", "2024"),
        (0, None, "threatened", None),
    ],
)
def test_what_a_lead_tells_without_a_day_is_the_reports_news(at, day, modality, told):
    event = replace(_event("ASSAULT", modality, day), trigger=Span("r", at, at + 1))
    report = Report(id="r", text="x", published=Date("2025-04-09"))
    (found,) = evidence.events([Reading(report, events=(event,))])
    assert (found.date.value if found.date else None) == told


def test_a_blow_in_the_lead_is_recent_until_it_is_not():
    event = _event("ASSAULT")
    report = Report(id="r", text="x", published=Date("2025-04-09"))
    readings = [Reading(report, events=(event,))]
    assert evidence.recent_blows(readings, "AAA", "BBB", "2025-04-20")
    assert not evidence.recent_blows(readings, "AAA", "BBB", "2025-09-20")
