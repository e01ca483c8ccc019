"""Tellings put together by event: as quickly as may be, and as if each were held to all others."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from crisisdesk.reading.tellings import Telling, _kind, _same, same_events, tellings
from crisisdesk.terms.records import Actor, Date, Event, Reading, Report, Span, report_id

DAYS = st.none() | st.sampled_from(
    ["2025", "2024", "2025-04", "2025-05", "2025-04-01", "2025-04-02", "2025-05-02"]
)


@st.composite
def readings(draw: st.DrawFn) -> list[Reading]:
    """Reports that tell of few kinds of event on few days; some copy others."""
    made = []
    for number in range(draw(st.integers(1, 5))):
        body = draw(st.sampled_from(["north " * 30, "south " * 30]))
        text = f"{body} {number}"
        name = report_id(text)
        events = []
        for i in range(draw(st.integers(0, 6))):
            at = draw(st.integers(0, 8)) * 6
            day = draw(DAYS)
            events.append(
                Event(
                    id=f"e{number}-{i}",
                    type=draw(st.sampled_from(["ASSAULT", "AID"])),
                    source=(Actor("RUS"),),
                    target=(Actor("UKR"),),
                    modality="happened",
                    mode=draw(st.sampled_from([None, "airstrike", "shelling"])),
                    span=Span(name, at, at + 9),
                    trigger=Span(name, at, at + 5),
                    date=Date(day) if day else None,
                )
            )
        made.append(Reading(Report(name, text), events=tuple(events)))
    return made


def held_to_all(found: list[Reading]) -> list[list[Telling]]:
    """The rule itself, as slow as it is plain."""
    groups: list[list[Telling]] = []
    for telling in tellings(found):
        kind = _kind(telling.event)
        fitting = [
            g for g in groups if _kind(g[0].event) == kind and all(_same(telling, t) for t in g)
        ]
        if fitting:
            fitting[0].append(telling)
        else:
            groups.append([telling])
    return groups


def ids(groups: list[list[Telling]]) -> list[list[str]]:
    return [[telling.event.id for telling in group] for group in groups]


@given(readings())
def test_the_quick_way_finds_what_the_plain_way_finds(found: list[Reading]) -> None:
    assert ids(same_events(found)) == ids(held_to_all(found))
