"""A pair's odds over time as a chart."""

from __future__ import annotations

from crisisdesk.briefing.charts import draw
from crisisdesk.briefing.charts.pair import in_words, pair_chart
from crisisdesk.odds.pair_history import Move, PairHistory, Told

FOUND = PairHistory(
    "ISR",
    "IRN",
    "ASSAULT",
    30,
    (Told("2025-04-01", 0.1, (0.05, 0.2)), Told("2025-04-08", 0.4, (0.3, 0.5))),
    (Move("2025-04-02", "2025-04-08", 0.1, 0.4, ()),),
)


def test_the_weeks_that_moved_the_odds_are_numbered_and_told() -> None:
    spec = pair_chart(FOUND)
    assert "Israel towards Iran" in spec["title"]["text"]
    assert spec["title"]["subtitle"] == [f"1. {in_words(FOUND.moves[0])}"]
    (mark,) = spec["layer"][-1]["data"]["values"]
    assert (mark["odds"], mark["number"]) == (0.4, "1")


def test_it_is_drawn() -> None:
    drawn = draw.svg(pair_chart(FOUND))
    assert drawn.startswith("<svg") and "Israel towards Iran" in drawn and "<script" not in drawn
