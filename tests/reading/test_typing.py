"""The kind of event between two given sides."""

from __future__ import annotations

import pytest

from crisisdesk.reading.pipeline import parse
from crisisdesk.reading.typing import main_deed, rank_deeds, type_between


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


def test_a_sentence_without_a_deed_has_no_kind() -> None:
    assert between("Chad borders Sudan.", "Chad", "Sudan") is None


def test_the_best_comes_first_and_scores_fall() -> None:
    (doc,) = parse(["Kenya condemned Chad after Sudan bombed a village and Uganda sent troops."])
    scores = [deed.score for deed in rank_deeds(doc, None, None)]
    assert len(scores) == 3
    assert scores == sorted(scores, reverse=True)
    assert main_deed(doc) == rank_deeds(doc, None, None)[0]
