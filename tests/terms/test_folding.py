"""Pieces of names: the same however a text or a parser cuts and writes them."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from crisisdesk.terms.folding import fold, pieces, plain


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("al-Shabaab", ("al", "Shabaab")),
        ("U.S.", ("US",)),
        ("Côte d’Ivoire", ("Cote", "d'Ivoire")),
        ("People's Republic", ("People", "'s", "Republic")),
        ("Workers’ Party", ("Workers", "'", "Party")),
        ("Sana'a", ("Sana'a",)),
        ("Washington, D.C.", ("Washington", ",", "DC")),
        ("...", ()),
        ("-", ()),
        ("", ()),
    ],
)
def test_pieces(text: str, cut: tuple[str, ...]) -> None:
    assert pieces(text) == cut


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Recep Tayyip Erdoğan", "recep tayyip erdogan"),
        ("Lech Kaczyński", "Lech Kaczynski"),
        ("Ban Ki-moon", "ban ki moon"),
        ("Malé", "Male"),
    ],
)
def test_spellings_fold_into_one(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@given(st.text(max_size=60) | st.text(alphabet="ab's’.,- ŉ", max_size=12))
@example("0''")
@example("0'.")
@example("0's'")
@example("'.ŉ")
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(max_size=60))
def test_pieces_hold_no_space_and_are_never_empty(text: str) -> None:
    for piece in pieces(text):
        assert piece
        assert not any(char.isspace() for char in piece)


@given(st.text(alphabet=st.characters(max_codepoint=127), max_size=40))
def test_ascii_stays(text: str) -> None:
    assert plain(text) == text.replace("`", "'")
