"""The calibration plot: a band stands where it was said and where it came true."""

from __future__ import annotations

from crisisdesk.briefing.charts.calibration import FULL, calibration_chart
from crisisdesk.odds.scoring import Band


def test_a_band_stands_where_it_was_said_and_came() -> None:
    band = Band("roughly even", 0.45, 0.55, 2, 99.0, 0.5, 0.25, (0.1, 0.75))
    spec = calibration_chart("ana", [band], "wide")
    (dot,) = spec["layer"][-1]["data"]["values"]
    assert (dot["said"], dot["came"], dot["low"], dot["high"]) == (50, 25, 10, 75)
    assert dot["weight"] == FULL
    assert dot["told"] == "roughly even: 50 % said, 25 % came true (10 to 75)"
    assert spec["width"] == spec["height"]
