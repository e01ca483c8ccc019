"""The kind of event between two given sides."""

from __future__ import annotations

import pytest

from crisisdesk.reading.deeds import DeedReader
from crisisdesk.reading.pipeline import parse
from crisisdesk.reading.typing import finer_code, main_deed, rank_deeds, type_between


def between(text: str, source: str, target: str) -> str | None:
    """The code that a text tells of two of its words."""
    (doc,) = parse([text])
    sides = [next(range(t.i, t.i + 1) for t in doc if t.text == name) for name in (source, target)]
    found = type_between(doc, *sides)
    return found.code if found else None


@pytest.mark.parametrize(
    ("source", "target", "root"),
    [("Kenya", "Chad", "11"), ("Chad", "Sudan", "19")],
)
def test_the_sides_choose_the_deed(source: str, target: str, root: str) -> None:
    text = "Kenya condemned Chad because Chad had bombed Sudan."
    (doc,) = parse([text])
    where = {t.text: range(t.i, t.i + 1) for t in doc}  # the last of a name
    found = type_between(doc, where[source], where[target])
    assert found is not None
    assert found.code[:2] == root


def test_the_passive_turns_nothing_round() -> None:
    assert between("Sudan was condemned by Kenya.", "Kenya", "Sudan") == "111"


def test_who_reports_it_is_not_what_it_is_about() -> None:
    (doc,) = parse(["Chad and Sudan signed a treaty on Monday, a newspaper reported."])
    found = main_deed(doc)
    assert found is not None
    assert found.code == "057"


def test_a_sentence_without_a_deed_has_no_kind() -> None:
    assert between("Chad borders Sudan.", "Chad", "Sudan") is None


def test_the_best_comes_first_and_scores_fall() -> None:
    (doc,) = parse(["Kenya condemned Chad after Sudan bombed a village and Uganda sent troops."])
    scores = [deed.score for deed in rank_deeds(doc, None, None)]
    assert len(scores) == 3
    assert scores == sorted(scores, reverse=True)
    assert main_deed(doc) == rank_deeds(doc, None, None)[0]


@pytest.mark.parametrize(
    ("text", "word", "code", "finer"),
    [
        ("Jets of Kenya bombed a village.", "bombed", "190", "195"),
        ("Kenya freed the prisoners.", "freed", "084", "0841"),
        ("Kenya freed the prisoners.", "freed", "190", "190"),
        ("Kenya borders Chad.", "borders", "190", "190"),
    ],
)
def test_a_code_becomes_finer_but_never_another(
    text: str, word: str, code: str, finer: str
) -> None:
    (doc,) = parse([text])
    token = next(t for t in doc if t.text == word)
    assert finer_code(DeedReader(doc), token, code) == finer
