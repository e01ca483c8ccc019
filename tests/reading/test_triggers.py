"""Which words tell events."""

from __future__ import annotations

import pytest

from crisisdesk.reading.triggers import find_triggers, load_events
from tests.reading.pages import page_of


def told(text: str) -> list[tuple[str, str, str]]:
    """Word, part of speech and type of what tells an event in a text."""
    return [
        (t.token.text, t.kind, t.group.type)
        for part in page_of(text).parts
        for t in find_triggers(part.doc)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Israel bombed Syria.", [("bombed", "verb", "ASSAULT")]),
        ("Egypt held talks with Ethiopia.", [("held", "verb", "CONSULT")]),
        ("The United States imposed sanctions on Chad.", [("imposed", "verb", "SANCTION")]),
        ("Colombia broke off diplomatic ties with Peru.", [("broke", "verb", "SANCTION")]),
        (
            "Egypt agreed to aid Sudan.",
            [("agreed", "verb", "AGREE"), ("aid", "verb", "AID")],
        ),
        ("Argentina and Chile are neighbours.", []),
    ],
)
def test_words_of_the_lexicon_tell_events(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert told(text) == expected


def test_a_noun_may_tell_an_event() -> None:
    found = told("The attack by Sudan on Ethiopia killed ten people.")
    assert ("attack", "noun", "ASSAULT") in found


def test_what_a_pattern_has_used_tells_nothing_of_its_own() -> None:
    (part,) = page_of("The United States imposed sanctions on Chad.").parts
    (trigger,) = find_triggers(part.doc)
    assert {part.doc[i].text for i in trigger.used} == {"imposed", "sanctions"}


def test_longer_patterns_stand_before_shorter_ones() -> None:
    lexicon = load_events()
    for table in (lexicon.verbs, lexicon.nouns):
        for patterns in table.values():
            lengths = [len(p.rest) for p in patterns]
            assert lengths == sorted(lengths, reverse=True)
