"""How an event is put into a short sentence."""

from __future__ import annotations

import pytest

from crisisdesk.briefing.names import Names
from crisisdesk.briefing.timeline import describe
from crisisdesk.terms.records import Actor, Event, Span

SPAN = Span("r", 0, 1)


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ((Actor("CHL"),), "Chile uses force against Peru"),
        ((Actor("CHL"), Actor("BOL")), "Chile and Bolivia use force against Peru"),
        ((Actor(None, None, None, "gunmen"),), "Gunmen use force against Peru"),
        ((Actor(None, None, None, "gunman"),), "Gunman uses force against Peru"),
    ],
)
def test_the_verb_agrees_with_those_who_act(source: tuple[Actor, ...], told: str) -> None:
    event = Event("e", "ASSAULT", source, (Actor("PER"),), "happened", SPAN, SPAN)
    assert describe(event, Names()) == told
