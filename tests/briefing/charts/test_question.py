"""Odds over time: where the points stand, which lines are drawn, and that signs tell them apart."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from crisisdesk.briefing.charts.look import Spec, moment
from crisisdesk.briefing.charts.question import MOST, question_chart, time_scale
from crisisdesk.briefing.plain import percent
from crisisdesk.terms.asked import MODEL, YES, Asked, Made
from crisisdesk.terms.records import Question

ASKED = Asked(1, 1, Question("strike", text="Will it?"), "2025-04-09", "2025-07-08")


def made(day: int, by: str, **odds: float) -> Made:
    return Made(1, f"2025-04-{day:02}", by, odds)


def points(spec: Spec | None) -> list[dict[str, object]]:
    assert spec is not None
    return list(spec["data"]["values"])


def test_without_forecasts_there_is_no_chart() -> None:
    assert question_chart(ASKED, [], "wide") is None


def test_a_point_tells_its_day_forecaster_and_odds() -> None:
    (point,) = points(question_chart(ASKED, [made(10, MODEL, yes=0.2)], "wide"))
    assert point == {
        "at": moment("2025-04-10"),
        "odds": 0.2,
        "who": "the model",
        "told": f"10 April 2025: the model {percent(0.2)}",
    }


def test_the_scale_does_not_end_before_two_weeks_nor_after_the_close() -> None:
    some = [made(9, MODEL, yes=0.2)]
    assert time_scale(ASKED, some) == ("2025-04-09", "2025-04-23")
    short = Asked(1, 1, ASKED.question, "2025-04-09", "2025-04-12")
    assert time_scale(short, some) == ("2025-04-09", "2025-04-12")


def test_each_option_has_its_line_the_likeliest_are_drawn() -> None:
    odds = {f"A{i:02}": i / 100 for i in range(1, 12)}
    drawn = points(question_chart(ASKED, [made(10, MODEL, **odds)], "narrow"))
    assert [p["odds"] for p in drawn] == [i / 100 for i in range(11, 11 - MOST, -1)]


@given(
    st.lists(
        st.tuples(st.integers(1, 30), st.sampled_from([MODEL, "ana", "bob"]), st.floats(0, 1)),
        min_size=1,
        max_size=30,
    ),
)
def test_every_forecast_lies_on_the_scale_and_no_two_lines_share_their_signs(
    given_odds: list[tuple[int, str, float]],
) -> None:
    some = [made(day, by, **{YES: p}) for day, by, p in sorted(given_odds)]
    spec = question_chart(ASKED, some, "wide")
    assert spec is not None
    first, last = (moment(day) for day in time_scale(ASKED, some))
    assert len(points(spec)) == len(some)
    assert all(first <= point["at"] <= last for point in points(spec))  # type: ignore[operator]
    encoding = spec["layer"][0]["encoding"]
    names = encoding["shape"]["scale"]["domain"]
    assert set(names) == {point["who"] for point in points(spec)}
    for sign in ("shape", "strokeDash"):
        signs = [str(one) for one in encoding[sign]["scale"]["range"]]
        assert len(set(signs)) == len(names)
