"""Event patterns: written in a line, read back, and held against events."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crisisdesk.errors import QuestionError
from crisisdesk.odds.patterns import fits, pattern_from, pattern_line
from crisisdesk.terms.asked import Pattern
from crisisdesk.terms.records import Actor, Event, Span

SPAN = Span("r", 0, 1)


def event(type: str, source: str, target: str, modality: str = "happened", **more) -> Event:
    def side(codes: str) -> tuple[Actor, ...]:
        return tuple(Actor(code) for code in codes.split())

    return Event("e", type, side(source), side(target), modality, SPAN, SPAN, **more)


@pytest.mark.parametrize(
    ("line", "pattern"),
    [
        ("ASSAULT USA > IRN", Pattern(("ASSAULT",), ("USA",), ("IRN",))),
        ("ASSAULT USA,ISR>IRN", Pattern(("ASSAULT",), ("USA", "ISR"), ("IRN",))),
        ("CONSULT, AGREE USA <> IRN",
         Pattern(("CONSULT", "AGREE"), ("USA",), ("IRN",), either=True)),
        ("*/mediate * > USA&IRN", Pattern((), (), ("USA", "IRN"), "mediate", both=True)),
        ("AID/military RUS > IRN happened,stated",
         Pattern(("AID",), ("RUS",), ("IRN",), "military", modalities=("happened", "stated"))),
    ],
)  # fmt: skip
def test_a_line_is_read(line: str, pattern: Pattern) -> None:
    assert pattern_from(line) == pattern


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("ASSAULT USA", "no event pattern"),
        ("", "no event pattern"),
        ("ASSAULT usa > irn", "no event pattern"),
        ("HUG USA > IRN", "no type 'HUG'"),
        ("ASSAULT/tickle USA > IRN", "no mode 'tickle'"),
        ("ASSAULT USA > IRN maybe", "no modality 'maybe'"),
    ],
)
def test_a_mistake_is_told(line: str, why: str) -> None:
    with pytest.raises(QuestionError, match=why):
        pattern_from(line)


CODES = st.lists(st.sampled_from(["USA", "IRN", "RUS", "NAT"]), max_size=3, unique=True).map(tuple)


@given(
    st.lists(st.sampled_from(["ASSAULT", "AID", "CONSULT"]), max_size=2, unique=True).map(tuple),
    CODES,
    CODES,
    st.sampled_from([None, "mediate", "military", "aerial"]),
    st.booleans(),
    st.lists(
        st.sampled_from(["happened", "stated", "denied"]), min_size=1, max_size=3, unique=True
    ).map(tuple),
)
def test_what_is_written_is_read_back(types, sources, targets, mode, either, modalities) -> None:
    both = len(targets) > 1 and either
    pattern = Pattern(types, sources, targets, mode, either, both, modalities)
    assert pattern_from(pattern_line(pattern)) == pattern


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        pattern = pattern_from(text)
    except QuestionError:
        return
    assert pattern_from(pattern_line(pattern)) == pattern


@pytest.mark.parametrize(
    ("line", "what", "fitting"),
    [
        ("ASSAULT USA > IRN", event("ASSAULT", "USA", "IRN"), True),
        ("ASSAULT USA > IRN", event("ASSAULT", "USA ISR", "SYR IRN"), True),
        ("ASSAULT USA > IRN", event("ASSAULT", "IRN", "USA"), False),
        ("ASSAULT USA > IRN", event("ASSAULT", "USA", "IRN", "possible"), False),
        ("ASSAULT USA > IRN", event("ASSAULT", "USA", "IRN", "denied"), False),
        ("ASSAULT USA > IRN", event("THREATEN", "USA", "IRN"), False),
        ("ASSAULT USA > IRN", event("ASSAULT", "USA", ""), False),
        ("ASSAULT USA > *", event("ASSAULT", "USA", ""), True),
        ("CONSULT USA <> IRN", event("CONSULT", "IRN", "USA"), True),
        ("*/mediate * > USA&IRN", event("CONSULT", "OMN", "USA IRN", mode="mediate"), True),
        ("*/mediate * > USA&IRN", event("SUPPORT", "OMN", "IRN", cameo="045"), True),
        ("*/mediate * > USA&IRN", event("CONSULT", "IRN", "USA", mode="mediate"), False),
        ("*/mediate * > USA&IRN", event("CONSULT", "OMN", "USA IRN"), False),
        ("AID/military RUS > IRN", event("AID", "RUS", "IRN", contexts=("military",)), True),
        ("AID/military RUS > IRN", event("AID", "RUS", "IRN", contexts=("economic",)), False),
    ],
)
def test_events_fit_or_not(line: str, what: Event, fitting: bool) -> None:
    assert fits(pattern_from(line), what) is fitting
