"""A reading as analysts amended it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from crisisdesk.errors import QuestionError
from crisisdesk.reading.amended import amended, as_told, check
from crisisdesk.terms.records import (
    Actor,
    Amendment,
    Date,
    Event,
    Reading,
    Report,
    Span,
    Statement,
    Tie,
)

TEXT = "Iran threatened Israel. Oman met Iran. Iran threatened it again, Peskov said."


def _span(words: str, nth: int = 0) -> Span:
    start = -1
    for _ in range(nth + 1):
        start = TEXT.index(words, start + 1)
    return Span("r", start, start + len(words))


def _event(name: str, type_: str, source: str, target: str, trigger: Span) -> Event:
    sides = (Actor(source, "GOV", name="the ministry"),), (Actor(target),)
    return Event(name, type_, *sides, "happened", trigger, trigger, cameo="13")


@pytest.fixture
def reading() -> Reading:
    threat = _event("e-1", "THREATEN", "IRN", "ISR", _span("threatened"))
    return Reading(
        Report("r", TEXT),
        events=(
            replace(threat, also=(_span("threatened", 1),)),
            _event("e-2", "CONSULT", "OMN", "IRN", _span("met")),
        ),
        statements=(Statement("s-1", "indirect", "x", _span("Iran threatened it again")),),
        ties=(Tie("t-1", "partnership", ("OMN", "IRN"), _span("Oman met Iran")),),
    )


def _about(record: str, deed: str = "set", **changes: str) -> Amendment:
    places: dict[str, tuple[Any, Span, str]] = {
        "e-1": ("event", _span("threatened"), "THREATEN"),
        "e-2": ("event", _span("met"), "CONSULT"),
        "s-1": ("statement", _span("Iran threatened it again"), "indirect"),
        "t-1": ("tie", _span("Oman met Iran"), "partnership"),
    }
    kind, span, type_ = places[record]
    return Amendment("r", kind, span.start, span.end, type_, deed, changes, "ana")  # type: ignore[arg-type]


def test_fields_are_set_and_the_rest_stays(reading: Reading) -> None:
    one = _about("e-1", type="assault", target="ISR, USA", date="2025-04", modality="denied")
    check(reading, one)
    event = amended(reading, [one]).events[0]
    assert (event.type, event.quad, event.modality) == ("ASSAULT", "material conflict", "denied")
    assert [actor.code for actor in event.target] == ["ISR", "USA"]
    assert event.date == Date("2025-04", "analyst")
    assert event.source == reading.events[0].source
    assert (event.rule, event.score, event.cameo) == ("analyst ana", 1.0, None)


def test_an_actor_that_stays_keeps_how_the_text_names_it(reading: Reading) -> None:
    event = amended(reading, [_about("e-1", source="USA IRN")]).events[0]
    assert event.source == (Actor("USA"), Actor("IRN", "GOV", name="the ministry"))


def test_a_statement_and_a_tie_are_set(reading: Reading) -> None:
    after = amended(
        reading,
        [
            _about("s-1", speaker="Dmitry Peskov", role="spokesman", code="RUS"),
            _about("t-1", kind="alliance", between="rus-irn", valid_from="2025-01-17"),
        ],
    )
    assert after.statements[0].speaker == Actor("RUS", name="Dmitry Peskov", role="spokesman")
    assert (after.ties[0].kind, after.ties[0].between) == ("alliance", ("RUS", "IRN"))


def test_a_misattributed_statement_has_no_speaker(reading: Reading) -> None:
    said = replace(reading.statements[0], speaker=Actor("RUS", name="Peskov"))
    after = amended(
        replace(reading, statements=(said,)), [_about("s-1", speaker="", code="", role="")]
    )
    assert after.statements[0].speaker is None


def test_what_is_dropped_is_gone(reading: Reading) -> None:
    after = amended(reading, [_about("e-1", "drop"), _about("s-1", "drop")])
    assert [event.id for event in after.events] == ["e-2"]
    assert after.statements == ()


def test_merged_events_are_one_with_all_tellings(reading: Reading) -> None:
    goal = _span("met")
    one = _about("e-1", "merge", start=str(goal.start), end=str(goal.end))
    check(reading, one)
    (event,) = amended(reading, [one]).events
    assert event.id == "e-2"
    assert event.also == (_span("threatened"), _span("threatened", 1))


def test_split_tellings_are_events_of_their_own(reading: Reading) -> None:
    one = _about("e-1", "split")
    check(reading, one)
    events = amended(reading, [one]).events
    assert [event.trigger for event in events] == [
        _span("threatened"),
        _span("threatened", 1),
        _span("met"),
    ]
    assert all(not event.also for event in events)
    assert len({event.id for event in events}) == 3


def test_amendments_are_applied_in_their_order(reading: Reading) -> None:
    chain = [_about("e-1", type="ASSAULT"), replace(_about("e-1", type="AID"), type="ASSAULT")]
    assert amended(reading, chain).events[0].type == "AID"


def test_a_record_is_found_where_a_newer_reader_cuts_a_little_otherwise(reading: Reading) -> None:
    wide = replace(reading.events[0], trigger=Span("r", 5, 16))
    newer = replace(reading, events=(wide,))
    assert amended(newer, [_about("e-1", type="AID")]).events[0].type == "AID"


def test_where_no_such_record_is_read_nothing_happens(reading: Reading) -> None:
    bare = replace(reading, events=())
    for one in (_about("e-1", type="AID"), _about("e-1", "drop"), _about("e-1", "split")):
        assert amended(bare, [one]) == bare


@pytest.mark.parametrize(
    ("one", "why"),
    [
        (_about("e-1", type="SHOUT"), "must be one of"),
        (_about("e-1", modality="maybe"), "must be one of"),
        (_about("e-1", date="tomorrow"), "write it as"),
        (_about("e-1", target="Is-rael"), "no actor's code"),
        (_about("e-1", colour="red"), "has no 'colour'"),
        (_about("e-1"), "say what"),
        (_about("e-2", "split"), "told once"),
        (_about("e-1", "merge"), "name another event"),
        (_about("t-1", "merge"), "only events"),
        (_about("t-1", between="RUS"), "two codes"),
        (_about("s-1", date="2025-13"), "write it as"),
        (_about("s-1", speaker="x" * 101), "too long"),
    ],
)
def test_what_makes_no_sense_is_told(reading: Reading, one: Amendment, why: str) -> None:
    with pytest.raises(QuestionError, match=why):
        check(reading, one)


def test_an_amendment_of_nothing_is_told(reading: Reading) -> None:
    with pytest.raises(QuestionError, match="no such event"):
        check(replace(reading, events=()), _about("e-1", type="AID"))


@pytest.mark.parametrize("record", ["e-1", "e-2", "s-1", "t-1"])
def test_what_is_told_can_be_set_and_changes_nothing_but_the_rule(
    reading: Reading, record: str
) -> None:
    one = _about(record)
    before = {r.id: r for r in (*reading.events, *reading.statements, *reading.ties)}[record]
    same = replace(one, changes=as_told(before, one.kind))
    check(reading, same)
    after = amended(reading, [same])
    now = {r.id: r for r in (*after.events, *after.statements, *after.ties)}[record]
    assert as_told(now, one.kind) == as_told(before, one.kind)


@given(
    st.integers(0, 100),
    st.integers(0, 100),
    st.sampled_from(["set", "drop", "merge", "split"]),
    st.sampled_from(["event", "statement", "tie"]),
    st.dictionaries(st.sampled_from(["type", "date", "kind", "start", "end"]), st.text(max_size=5)),
)
def test_any_amendment_leaves_the_text_and_the_rest(
    start: int, end: int, deed: Any, kind: Any, changes: dict[str, str]
) -> None:
    events = (_event("e-1", "THREATEN", "IRN", "ISR", _span("threatened")),)
    before = Reading(Report("r", TEXT), events=events)
    one = Amendment("r", kind, start, end, "THREATEN", deed, changes)
    try:
        check(before, one)
    except QuestionError:
        return
    after = amended(before, [one])
    assert after.report == before.report and after.ties == () and len(after.events) <= 1
