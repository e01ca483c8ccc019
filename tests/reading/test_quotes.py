"""Quotes: marks of every kind, apostrophes, paragraphs, and marks that do not balance."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crisisdesk.reading.quotes import find_quotes


def words(text: str) -> list[str]:
    return [text[q.start : q.end] for q in find_quotes(text, 0, len(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“We will answer,” the minister said.", ["We will answer,"]),
        ('"We will answer," he said. "Soon."', ["We will answer,", "Soon."]),
        ("‘We will answer,’ he said.", ["We will answer,"]),
        ("'We will answer,' he said.", ["We will answer,"]),
        ("He spoke of « une réponse ferme » on Monday.", ["une réponse ferme"]),
        ("Er nannte es „falsch“ und ging.", ["falsch"]),
        ("``It is over,'' she said.", ["It is over,"]),
        ('“We will answer," he said.', ["We will answer,"]),
        ("The film “Red River” opened.", ["Red River"]),
        ('Seoul ("a partner") agreed.', ["a partner"]),
        ("It was—“in effect”—a siege.", ["in effect"]),
        ("They don't want the generals' plan, it's Cairo's.", []),
        ("They don’t want the generals’ plan, it’s Cairo’s.", []),
        ("In the '90s the rebels' camp was here. 'Twas quiet.", []),
        ("‘The generals’ plan must fail,’ he said.", ["The generals’ plan must fail,"]),
        ("'We don't want the generals' plan,' he said.", ["We don't want the generals' plan,"]),
        ("The generals' camp and the rebels' one", []),
        ("", []),
        ("“”", []),
    ],
)
def test_marks_of_every_kind(text: str, expected: list[str]) -> None:
    assert words(text) == expected


def test_inner_quotes_belong_to_the_outer_speaker() -> None:
    assert words("“He called it ‘a trap’ twice,” she said.") == ["He called it ‘a trap’ twice,"]
    assert words("\"He called it 'a trap' twice,\" she said.") == ["He called it 'a trap' twice,"]
    assert words("‘He called it “a trap”,’ she said.") == ["He called it “a trap”,"]
    assert words("“He said “no” again,” she said.") == ["He said “no” again,"]


def test_a_speech_over_paragraphs_repeats_its_opening_mark() -> None:
    text = "“First we talk.\n\n“Then we act,” he said.\n\nNobody “objected” then."
    found = find_quotes(text, 0, len(text))
    assert [text[q.start : q.end] for q in found] == ["First we talk.", "Then we act,", "objected"]
    assert [q.closed for q in found] == [False, True, True]


def test_straight_marks_over_paragraphs() -> None:
    text = '"First we talk.\n\n"Then we act," he said.'
    assert words(text) == ["First we talk.", "Then we act,"]


def test_the_next_paragraph_is_seen_beyond_the_end_of_the_stretch() -> None:
    text = "He said: “First we talk. Then we wait.\n\n“Then we act.”"
    (quote,) = find_quotes(text, 0, text.index("\n"))
    assert text[quote.start : quote.end] == "First we talk. Then we wait."
    assert not quote.closed


@pytest.mark.parametrize("mark", ["“", '"', "«"])
def test_a_missing_mark_costs_one_sentence_at_most(mark: str) -> None:
    text = f"He said {mark}we go. Nobody moved for an hour.\n\nIt rained. “Yes,” she said."
    assert words(text) == ["we go.", "Yes,"]


def test_a_missing_closing_mark_does_not_eat_the_next_quote() -> None:
    assert words("“We go, he said and “we stay,” she said.") == ["We go, he said and", "we stay,"]


def test_a_stray_closing_mark_opens_nothing() -> None:
    assert words("We go,” he said. “We stay,” she said.") == ["We stay,"]


def test_only_the_stretch_asked_for_is_read() -> None:
    text = "“One.” “Two.” “Three.”"
    (quote,) = find_quotes(text, 7, 13)
    assert text[quote.start : quote.end] == "Two."


MARKED = st.text(alphabet="ab .,s'\"“”‘’«»„`\n—(1", max_size=80)


@given(st.one_of(st.text(max_size=80), MARKED), st.integers(-3, 90), st.integers(-3, 90))
def test_quotes_lie_in_order_within_the_stretch(text: str, start: int, end: int) -> None:
    last = max(start, 0)
    for quote in find_quotes(text, start, end):
        assert last <= quote.start < quote.end <= min(end, len(text))
        assert "\n\n" not in text[quote.start : quote.end]
        last = quote.end
