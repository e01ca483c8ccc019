"""What speaks for an event being one."""

from __future__ import annotations

from crisisdesk.reading.event_features import Chances, event_features
from crisisdesk.reading.events import event_words, told_by_rules
from tests.reading.pages import page_of


def features(text: str, chances: Chances) -> set[str]:
    """The features of the one event word of a text, as the rules tell it."""
    page = page_of(text)
    (item,) = pending = event_words(page)
    whole = next((e for e in told_by_rules(page, pending) if e.id == item.event.id), None)
    return set(event_features(page, item, whole, whole or item.event, chances))


def test_word_rules_and_sides_all_have_their_say() -> None:
    found = features("Kenya attacked Uganda.", Chances({"KEN": 0.95}, {"UGA": 0.7, "TZA": 0.3}))
    assert {"type:ASSAULT", "lemma:attack", "word:verb", "whole:1", "known:11"} <= found
    assert {"source:4", "target:3", "both:43", "sides:11", "othertarget:1", "agree:11"} <= found


def test_who_stands_on_one_side_is_no_rival_for_the_other() -> None:
    found = features("Kenya attacked Uganda.", Chances({"KEN": 0.9}, {"KEN": 0.9, "UGA": 0.9}))
    assert "othertarget:0" in found


def test_what_the_rules_leave_open_is_not_whole() -> None:
    found = features("A demand came at dawn from Kenya.", Chances({}, {}))
    assert "whole:0" in found
    assert not any(name.startswith("filled:") for name in found)
