"""Hours of the day in a clause."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crisisdesk.reading.clock import hour_told


@pytest.mark.parametrize(
    ("words", "hour"),
    [
        ("The missiles hit at 3 a.m. local time", 3),
        ("It began at 12:30 am.", 0),
        ("Sirens sounded at 11.45pm", 23),
        ("Troops crossed at 14:20", 14),
        ("shortly before midnight the base was struck", 23),
        ("shortly after midnight", 0),
        ("Talks opened at noon", 12),
        ("between 3 a.m. and 5 a.m.", None),
        ("a margin of 14:20", None),
        ("he quoted Luke 14:20", None),
        ("late on Wednesday", None),
        ("3 am", 3),
        ("he paid $5 amid protests", None),
        ("5 AMRAAM missiles", None),
    ],
)
def test_an_hour_is_told(words: str, hour: int | None) -> None:
    assert hour_told(words) == hour


@given(st.text(max_size=80))
def test_any_text_has_an_hour_of_the_day_or_none(words: str) -> None:
    assert hour_told(words) in {None, *range(24)}
