"""Overlapping highlights are cut so that nothing is lost and each is whole."""

from __future__ import annotations

import time

from hypothesis import given
from hypothesis import strategies as st

from crisisdesk.briefing.marks import segments


def test_overlapping_marks_share_a_segment() -> None:
    cut = segments("abcdef", [(0, 4, "x"), (2, 6, "y")])
    assert [(s.text, s.opens, s.covers) for s in cut] == [
        ("ab", ("x",), ("x",)),
        ("cd", ("y",), ("x", "y")),
        ("ef", (), ("y",)),
    ]


def test_a_mark_that_began_before_covers_but_does_not_open() -> None:
    (segment,) = segments("abcdef", [(0, 6, "x")], start=3)
    assert segment.text == "def"
    assert segment.covers == ("x",)
    assert segment.opens == ()


_MARKS = st.lists(st.tuples(st.integers(-5, 40), st.integers(-5, 40)), max_size=8)


@given(st.text(min_size=1, max_size=30), _MARKS, st.lists(st.integers(0, 30), max_size=4))
def test_segments_join_to_the_text_and_marks_to_their_words(
    text: str, spans: list[tuple[int, int]], cuts: list[int]
) -> None:
    marks = [(a, b, f"m{i}") for i, (a, b) in enumerate(spans)]
    cut = segments(text, marks, cuts=cuts)
    assert "".join(s.text for s in cut) == text
    for a, b, name in marks:
        covered = "".join(s.text for s in cut if name in s.covers)
        assert covered == (text[max(a, 0) : max(b, 0)] if a < b else "")
        if covered and a >= 0:
            assert sum(name in s.opens for s in cut) == 1


def test_many_marks_take_no_longer_than_their_number() -> None:
    text = "word " * 20_000
    began = time.process_time()
    cut = segments(text, [(i, i + 9, f"m{i}") for i in range(0, 99_000, 10)])
    assert len(cut) > 19_000
    assert time.process_time() - began < 2
