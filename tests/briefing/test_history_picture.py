"""Odds over time: where the lines run, and that their names can be read."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from crisisdesk.briefing.history_picture import (
    HEIGHT,
    LEFT,
    MOST,
    NARROW,
    NEAR,
    WIDE,
    history_picture,
)
from crisisdesk.briefing.plain import percent
from crisisdesk.terms.asked import MODEL, YES, Asked, Made
from crisisdesk.terms.records import Question

ASKED = Asked(1, 1, Question("strike", text="Will it?"), "2025-04-09", "2025-07-08")


def _made(day: int, by: str, **odds: float) -> Made:
    return Made(1, f"2025-04-{day:02}", by, odds)


def test_without_forecasts_there_is_no_picture() -> None:
    assert history_picture(ASKED, []) is None


def test_higher_odds_stand_higher_and_later_days_to_the_right() -> None:
    picture = history_picture(ASKED, [_made(10, MODEL, yes=0.2), _made(12, MODEL, yes=0.6)])
    assert picture is not None
    (line,) = picture.lines
    first, second = line.points
    assert first.x < second.x <= picture.right and first.y > second.y
    assert line.model and line.name == f"model {percent(0.6)}"
    assert second.words == f"12 April 2025: model {percent(0.6)}"


def test_the_scale_does_not_end_before_two_weeks_nor_after_the_close() -> None:
    picture = history_picture(ASKED, [_made(9, MODEL, yes=0.2)])
    assert picture is not None and picture.days[1][1] == "23 April 2025"
    short = Asked(1, 1, ASKED.question, "2025-04-09", "2025-04-12")
    picture = history_picture(short, [_made(9, MODEL, yes=0.2)])
    assert picture is not None and picture.days[1][1] == "12 April 2025"


def test_each_option_has_its_line_the_likeliest_are_drawn() -> None:
    odds = {f"A{i:02}": i / 100 for i in range(1, 12)}
    picture = history_picture(ASKED, [_made(10, MODEL, **odds)])
    assert picture is not None and len(picture.lines) == MOST
    assert {line.name.split(",")[0] for line in picture.lines} == {f"A{i:02}" for i in range(6, 12)}


@given(
    st.lists(
        st.tuples(st.integers(1, 30), st.sampled_from([MODEL, "ana", "bob"]), st.floats(0, 1)),
        min_size=1,
        max_size=30,
    ),
    st.sampled_from([WIDE, NARROW]),
)
def test_every_point_lies_in_the_picture_and_names_stand_apart(
    given_odds: list[tuple[int, str, float]], size: tuple[int, int]
) -> None:
    made = [_made(day, by, **{YES: p}) for day, by, p in sorted(given_odds)]
    picture = history_picture(ASKED, made, size)
    assert picture is not None
    for line in picture.lines:
        for point in line.points:
            assert LEFT <= point.x <= picture.right and 0 <= point.y <= HEIGHT
    heights = sorted(line.name_y for line in picture.lines)
    assert all(b - a >= NEAR - 1e-9 for a, b in pairwise(heights))
