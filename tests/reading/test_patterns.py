"""Patterns of words over a parse."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crisisdesk.reading.patterns import base_forms, find_pattern, forms, index_patterns
from crisisdesk.reading.pipeline import parse

CLASSES = {"ties": ("tie", "relation")}


def found(text: str, word: str, patterns: list[tuple[str, str]]) -> str | None:
    """What a word of a text stands for under these patterns."""
    (doc,) = parse([text])
    token = next(t for t in doc if t.text == word)
    match = find_pattern(token, index_patterns(patterns, CLASSES))
    return match[0].group if match else None


def test_a_head_and_its_words_match_in_any_order() -> None:
    patterns = [("cut|sever $ties", "ties"), ("cut", "bare")]
    assert found("Chad severed its diplomatic relations with Sudan.", "severed", patterns) == "ties"
    assert found("Chad cut the budget of the army.", "cut", patterns) == "bare"


def test_the_pattern_with_most_words_wins() -> None:
    patterns = [("impose", "one"), ("impose sanction", "two")]
    assert found("Chad imposed sanctions on Sudan.", "imposed", patterns) == "two"


def test_irregular_forms_need_no_lemma() -> None:
    (doc,) = parse(["Chad froze its aid to Sudan."])
    assert "freeze" in forms(next(t for t in doc if t.text == "froze"))


def test_no_irregular_form_has_two_bases() -> None:
    assert base_forms()["shot"] == "shoot"
    assert not set(base_forms()) & set(base_forms().values()) - {"bid", "found"}


def test_an_unknown_class_is_told() -> None:
    with pytest.raises(KeyError):
        index_patterns([("cut $nothing", "x")], CLASSES)


@given(
    st.lists(
        st.tuples(
            st.from_regex(r"[a-z]{1,4}(\|[a-z]{1,4})?( [a-z]{1,4}){0,3}", fullmatch=True),
            st.integers(),
        )
    )
)
def test_tables_hold_every_pattern_longest_first(entries: list[tuple[str, int]]) -> None:
    table = index_patterns(entries)
    heads = sum(len(text.split()[0].split("|")) for text, _ in entries)
    assert sum(map(len, table.values())) == heads
    for patterns in table.values():
        lengths = [len(p.rest) for p in patterns]
        assert lengths == sorted(lengths, reverse=True)
