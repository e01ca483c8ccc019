"""CAMEO codes of words, and what governing words make of them."""

from __future__ import annotations

import pytest

from crisisdesk.reading.deeds import KEEP, DeedReader, load_deeds
from crisisdesk.reading.pipeline import parse
from crisisdesk.terms.plover import cameo_codes


def codes(text: str) -> list[str]:
    """The codes that a text tells, in its order."""
    (doc,) = parse([text])
    return [told.code for told in DeedReader(doc).all()]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Chad released the prisoners.", "0841"),
        ("Chad refused to release the prisoners.", "1243"),
        ("Chad agreed to release the prisoners.", "0353"),
        ("Chad will release the prisoners.", "0353"),
        ("Chad will not release the prisoners.", "1243"),
        ("Kenya urged Chad to release the prisoners.", "0253"),
        ("Kenya demanded that Chad release the prisoners.", "1053"),
        ("Chad must disarm the militia.", "1056"),
        ("Kenya wants Chad to release the prisoners.", "0253"),
        ("Kenya told Chad to release the prisoners.", "1053"),
        ("Kenya helped Chadian farmers seize the land.", "070"),
        ("Chad promised to continue military aid.", "0332"),
        ("Chad threatened to attack Sudan.", "1384"),
        ("Workers called off the strike.", "082"),
        ("Chad halted its talks with Sudan.", "164"),
        ("Chad signed a treaty with Sudan.", "057"),
        ("Chad and Sudan agreed to sign a treaty.", "032"),
        ("Kenya has accused Sudan of attacking a village.", "1123"),
    ],
)
def test_what_governs_a_deed_makes_another_of_it(text: str, code: str) -> None:
    assert code in codes(text)


def test_a_bare_will_can_be_left_what_it_is() -> None:
    (doc,) = parse(["Chad will release the prisoners."])
    (found,) = DeedReader(doc, plans=False).all()
    assert found.code == "0841"


def test_what_a_deed_has_used_tells_nothing_of_its_own() -> None:
    assert codes("Chad refused to release the prisoners.") == ["1243"]


def test_neighbours_do_nothing() -> None:
    assert codes("Chad and Sudan are neighbours.") == []


def test_every_code_of_the_lexicon_is_cameos() -> None:
    lexicon = load_deeds()
    known = set(cameo_codes())
    deeds = {
        p.group for table in (lexicon.verbs, lexicon.nouns) for ps in table.values() for p in ps
    }
    turned = {c for t in lexicon.turns.values() for c in (t.of | t.of_nouns).values() if c != KEEP}
    defaults = {t.default for t in lexicon.turns.values() if t.default}
    assert (deeds | turned | defaults) - known == set()


def test_turns_start_from_the_root_of_codes_that_are_told() -> None:
    for name, turn in load_deeds().turns.items():
        for below in turn.of:
            assert any(code.startswith(below) for code in cameo_codes()), (name, below)
