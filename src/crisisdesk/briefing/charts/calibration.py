"""The calibration plot: what was said against what came true."""

from __future__ import annotations

from collections.abc import Sequence

from crisisdesk.briefing.charts.look import (
    ACCENT,
    BAND,
    RANGE,
    RULE,
    SHEET,
    Spec,
    Width,
    chart,
    rows,
)
from crisisdesk.briefing.plain import plain
from crisisdesk.odds.scoring import Band

SIDES = {"wide": 320, "narrow": 230}
"""Width and height of the plot."""
EDGES = (5, 20, 45, 55, 80, 95)
"""Where one likelihood word of ICD 203 ends, in per cent."""
_TICKS = [0, 25, 50, 75, 100]
_SIZES = [60, 520]  # area of a dot for one question and for FULL
FULL = 30.0
"""Questions from which on a dot has its full size."""


def calibration_chart(by: str, bands: Sequence[Band], width: Width) -> Spec:
    """A dot for each band of one forecaster with its 90 % interval, its size the number of
    questions; on the broken line what was said and what came agree."""
    values = [
        {
            "said": band.said * 100,
            "came": band.came * 100,
            "low": band.interval[0] * 100,
            "high": band.interval[1] * 100,
            "weight": min(FULL, band.weight),
            "told": told(band),
        }
        for band in bands
    ]
    axis = {"values": _TICKS, "grid": False}
    scale = {"domain": [0, 100]}
    x = {"field": "said", "type": "quantitative", "scale": scale,
         "axis": {"title": "said, %", **axis}}  # fmt: skip
    y = {"field": "came", "type": "quantitative", "scale": scale,
         "axis": {"title": "came true, %", **axis}}  # fmt: skip
    size = {"field": "weight", "type": "quantitative", "legend": None,
            "scale": {"domain": [0, FULL], "range": _SIZES}}  # fmt: skip
    reach = {"type": "rule", "color": RANGE, "strokeWidth": 5, "strokeCap": "round"}
    dot = {"type": "circle", "color": ACCENT, "stroke": SHEET, "strokeWidth": 1.5, "opacity": 1}
    tooltip = {"field": "told", "type": "nominal", "title": "Band"}
    return chart(
        f"Calibration of {plain(by)}: to the right what was said, upwards what came true.",
        width=SIDES[width],
        height=SIDES[width],
        layer=[
            {
                "data": rows([{"edge": edge} for edge in EDGES]),
                "mark": {"type": "rule", "color": RULE},
                "encoding": {"x": {"field": "edge", "type": "quantitative", "scale": scale}},
            },
            {
                "data": rows([{"said": 0, "came": 0}, {"said": 100, "came": 100}]),
                "mark": {"type": "line", "color": BAND, "strokeDash": [6, 5]},
                "encoding": {"x": x, "y": y},
            },
            {
                "data": rows(values),
                "mark": reach,
                "encoding": {
                    "x": x,
                    "y": {"field": "low", "type": "quantitative", "scale": scale},
                    "y2": {"field": "high"},
                },
            },
            {
                "data": rows(values),
                "mark": dot,
                "encoding": {"x": x, "y": y, "size": size, "tooltip": tooltip},
            },
        ],
    )


def told(band: Band) -> str:
    """A band in words."""
    return (
        f"{band.word}: {band.said * 100:.0f} % said, {band.came * 100:.0f} % came true "
        f"({band.interval[0] * 100:.0f} to {band.interval[1] * 100:.0f})"
    )
