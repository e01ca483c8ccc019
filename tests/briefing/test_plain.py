"""Words from outside are made safe to print; days and odds are written for people."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.sample import NASTY
from crisisdesk.briefing.plain import (
    count,
    day,
    interval,
    listed,
    percent,
    plain,
    shorten,
    visible,
)


def test_escape_sequences_leave_no_trace() -> None:
    cleaned = plain(NASTY)
    assert "\x1b" not in cleaned
    assert "\x9b" not in cleaned
    assert "\u202e" not in cleaned
    assert "[31m" not in cleaned
    assert "evil.example" not in cleaned
    assert "{{7*7}}" in cleaned, "words stay as they are"


@given(st.text(alphabet=st.characters(), max_size=200))
def test_nothing_that_steers_a_screen_is_left(text: str) -> None:
    for letter in visible(text):
        assert letter in "\n\t" or unicodedata.category(letter) not in ("Cc", "Cs")
    assert plain(plain(text)) == plain(text)
    plain(text).encode("utf-8")


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("2025-04-09", "9 April 2025"),
        ("2025-03", "March 2025"),
        ("2024", "2024"),
        ("2025-13-40", "2025-13-40"),
        ("\x1b[1mx", "x"),
        (None, ""),
    ],
)
def test_days_in_words(value: str | None, written: str) -> None:
    assert day(value) == written


@pytest.mark.parametrize(
    ("probability", "written"),
    [(0.31, "31 %"), (0.0, "0 %"), (0.004, "< 1 %"), (0.997, "> 99 %"), (1.0, "100 %")],
)
def test_odds_never_claim_more_than_they_know(probability: float, written: str) -> None:
    assert percent(probability).replace("\u00a0", " ") == written


@pytest.mark.parametrize(
    ("bounds", "written"),
    [((0.22, 0.41), "22–41"), ((0.001, 0.004), "0.1–0.4"), ((0, 0), "0.0–0.0")],
)  # fmt: skip
def test_intervals(bounds: tuple[float, float], written: str) -> None:
    assert interval(bounds) == written


@given(st.text(max_size=80), st.integers(2, 40))
def test_shortened_text_fits_and_begins_the_same(text: str, width: int) -> None:
    short = shorten(text, width)
    assert len(short) <= width
    assert text.startswith(short.removesuffix("…")) or short == text


def test_lists_and_counts() -> None:
    assert listed(["A"]) == "A"
    assert listed(["A", "B", "C"]) == "A, B and C"
    assert listed(["A", "B"], "or") == "A or B"
    assert count(1, "tie") == "1 tie"
    assert count(2300, "event") == "2,300 events"
