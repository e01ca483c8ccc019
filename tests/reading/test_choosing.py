"""Which events are told, and between whom, by learned weights."""

from __future__ import annotations

from crisisdesk.reading.choosing import chosen_events
from crisisdesk.reading.events import event_words, told_by_rules
from crisisdesk.reading.opponents import codes_of
from crisisdesk.reading.side_features import cast_of
from crisisdesk.reading.weights import EventWeights, Linear
from crisisdesk.terms.records import Event
from tests.reading.pages import page_of

_SURE, _NEVER = Linear(4.0, {}), Linear(-4.0, {})
# A source is named before the word, a target after it.
_BEFORE = Linear(-3.0, {"Sbefore": 6.0})
_AFTER = Linear(-3.0, {"Tafter": 6.0})


def chosen(text: str, weights: EventWeights) -> list[Event]:
    """The events of a text by these weights."""
    page = page_of(text)
    pending = event_words(page)
    told = told_by_rules(page, pending)
    return chosen_events(cast_of(page, [], told), pending, told, weights)


def test_what_the_rules_tell_stays_as_they_tell_it() -> None:
    turned = EventWeights(_AFTER, _BEFORE, _SURE)
    (event,) = chosen("Kenya attacked Uganda.", turned)
    assert (codes_of(event.source), codes_of(event.target)) == ({"KEN"}, {"UGA"})


def test_the_score_is_the_chance_of_what_rules_do_not_tell() -> None:
    (ruled,) = chosen("Kenya attacked Uganda.", EventWeights(_BEFORE, _AFTER, _SURE))
    assert ruled.score == 1.0
    text = "On Sunday Peru spoke of war. The threat against Chile came at dawn."
    (weighed,) = chosen(text, EventWeights(Linear(-3.0, {"Sprevsubj": 6.0}), _AFTER, _SURE))
    assert weighed.score == 0.98


def test_what_is_most_unlikely_is_not_told() -> None:
    assert chosen("Kenya attacked Uganda.", EventWeights(_BEFORE, _AFTER, _NEVER)) == []


def test_sides_that_the_rules_leave_open_are_chosen() -> None:
    text = "On Sunday Peru spoke of war. The threat against Chile came at dawn."
    ruled = chosen(text, EventWeights(_NEVER, _NEVER, _SURE))
    weighed = chosen(text, EventWeights(Linear(-3.0, {"Sprevsubj": 6.0}), _AFTER, _SURE))
    assert ruled == []
    assert [(codes_of(e.source), codes_of(e.target)) for e in weighed] == [({"PER"}, {"CHL"})]


def test_who_used_force_is_never_guessed() -> None:
    text = "On Sunday Peru spoke of war. The raid over the river into Chile came at dawn."
    assert chosen(text, EventWeights(_SURE, _AFTER, _SURE)) == []


def test_nobody_stands_on_both_sides() -> None:
    everybody = EventWeights(_SURE, _SURE, _SURE)
    for event in chosen("The demand to Kenya and Uganda angered Chad.", everybody):
        assert not codes_of(event.source) & codes_of(event.target)
