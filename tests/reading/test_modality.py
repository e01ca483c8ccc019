"""Did it happen? Asserted, denied, asked, possible, expected, intended."""

from __future__ import annotations

import pytest

from crisisdesk.reading.modality import load_modality, modality_of
from tests.reading.pages import page_of


def modality_in(text: str, word: str) -> str:
    """The modality of the event that a word of a one-sentence text tells."""
    (part,) = page_of(text).parts
    return modality_of(next(t for t in part.doc if t.text == word))


@pytest.mark.parametrize(
    ("text", "word", "expected"),
    [
        ("Israel bombed a convoy in Syria.", "bombed", "happened"),
        ("Turkey has not attacked Greece.", "attacked", "denied"),
        ("Nobody attacked Greece.", "attacked", "denied"),
        ("Will France strike Mali?", "strike", "asked"),
        ("Did India attack Pakistan?", "attack", "asked"),
        ("India may attack Pakistan.", "attack", "possible"),
        ("France could impose sanctions on Niger.", "impose", "possible"),
        ("India will attack Pakistan.", "attack", "expected"),
        ("India will not attack Pakistan.", "attack", "denied"),
        ("If Serbia attacks Kosovo, NATO will respond.", "attacks", "hypothetical"),
        ("Japan plans to attack North Korea.", "attack", "intended"),
        ("Japan intends to impose sanctions on North Korea.", "impose", "intended"),
    ],
)
def test_a_sentence_says_whether_it_happened(text: str, word: str, expected: str) -> None:
    assert modality_in(text, word) == expected


def test_a_denial_does_not_reach_the_next_sentence() -> None:
    (part,) = page_of("Turkey has not attacked Greece. Israel bombed Syria.").parts
    words = {t.text: modality_of(t) for t in part.doc if t.text in ("attacked", "bombed")}
    assert words == {"attacked": "denied", "bombed": "happened"}


def test_the_modal_words_are_in_small_letters() -> None:
    lexicon = load_modality()
    words = [*lexicon.auxiliaries, *lexicon.marks, *lexicon.governors]
    assert words and all(word == word.lower() for word in words)
