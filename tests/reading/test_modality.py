"""Did it happen? Asserted, denied, asked, possible, expected, intended."""

from __future__ import annotations

import pytest

from crisisdesk.reading.modality import modality_of
from crisisdesk.reading.modality_words import load_modality
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
        ("Turkey no longer wants to arm the rebels.", "arm", "denied"),
        ("Paris did not allow visits after his arrest.", "arrest", "happened"),
        ("The purpose of the raid was to free the hostages.", "free", "intended"),
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
        ("Iran denied attacking the tanker.", "attacking", "denied"),
        ("Russia denied on Monday that it armed Iran.", "armed", "denied"),
        ("Mali said on Friday that Niger bombed a convoy.", "bombed", "happened"),
        ("Serbia never attacked Kosovo.", "attacked", "denied"),
        ("Egypt refused to attack Libya.", "attack", "denied"),
        ("Turkey failed to invade Cyprus.", "invade", "denied"),
        ("There is no evidence of an attack.", "attack", "denied"),
        ("Talks were held to avoid an attack on Syria.", "attack", "denied"),
        ("Chad has no plans to invade Libya.", "invade", "denied"),
        ("Sudan is not able to attack Egypt.", "attack", "denied"),
        ("India did not rule out an attack.", "attack", "possible"),
        ("Niger warned against attacking Mali.", "attacking", "possible"),
        ("Peru allegedly attacked Chile.", "attacked", "stated"),
        ("Ukraine accused Russia of bombing a hospital.", "bombing", "stated"),
        ("Rumours of an attack spread.", "attack", "stated"),
        ("Israel vowed to attack Iran.", "attack", "threatened"),
        ("North Korea threatened to bomb Japan.", "bomb", "threatened"),
        ("France urged Turkey to withdraw its troops.", "withdraw", "asked"),
        ("The court ordered the army to release him.", "release", "asked"),
        ("Kenya called for sanctions on Sudan.", "sanctions", "asked"),
        ("Russia must withdraw its troops.", "withdraw", "asked"),
        ("Norway is ready to help Ukraine.", "help", "offered"),
        ("Qatar offered to mediate.", "mediate", "offered"),
        ("The ministers are scheduled to meet on Monday.", "meet", "expected"),
        ("Georgia is set to leave the pact.", "leave", "expected"),
        ("China said it would attack Vietnam.", "attack", "expected"),
        ("Had he been warned, Iran would have attacked.", "attacked", "hypothetical"),
        ("Should China attack Taiwan, Japan will respond.", "attack", "hypothetical"),
        ("Troops will end the siege.", "siege", "happened"),
        ("Armenia rejected the demand.", "demand", "happened"),
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
