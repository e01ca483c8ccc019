"""The odds of a kept question over time: a line for each forecaster and option."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from crisisdesk.briefing.charts.look import (
    ACCENT,
    INK,
    SOFT,
    THREAT,
    WARM,
    WIDTHS,
    Spec,
    Width,
    chart,
    moment,
    rows,
    whole_scale,
)
from crisisdesk.briefing.plain import day, percent, plain, shorten
from crisisdesk.odds.resolving import option_words
from crisisdesk.terms.asked import MODEL, YES, Asked, Made

MOST = 6
"""Lines, those that end highest."""
SHORTEST = 14
"""Days of the time scale, unless the question closes earlier."""
_HEIGHT = 240
_COLOURS = (ACCENT, WARM, THREAT, INK, SOFT, ACCENT)
_DASHES = ([1, 0], [7, 4], [2, 3], [9, 3, 2, 3], [4, 2], [12, 4])
_SHAPES = ("circle", "square", "triangle-up", "diamond", "cross", "triangle-down")


def question_chart(asked: Asked, forecasts: Sequence[Made], width: Width) -> Spec | None:
    """From the opening to the last forecast; each forecast holds until the next. None without any
    forecast. ``forecasts`` come by day. Lines differ by dash and sign, not by colour alone."""
    lines = _lines(forecasts)
    if not lines:
        return None
    values = [
        {"at": moment(when), "odds": odds, "who": who,
         "told": f"{day(when)}: {who} {percent(odds)}"}
        for who, each in lines
        for when, odds in each
    ]  # fmt: skip
    first, last = time_scale(asked, forecasts)
    names = [who for who, _ in lines]
    x = {
        "field": "at",
        "type": "temporal",
        "scale": {"type": "utc"},
        "axis": {"title": None, "format": "%-d %b %Y", "labelOverlap": True, "grid": False,
                 "tickCount": 4 if width == "wide" else 2},
    }  # fmt: skip
    y = {
        "field": "odds",
        "type": "quantitative",
        "scale": {"domain": [0, 1]},
        "axis": {"title": None, "format": ".0%", "values": [0, 0.25, 0.5, 0.75, 1]},
    }
    legend = {"title": None, "orient": "bottom", "direction": "vertical"}

    def by_name(signs: Sequence[object]) -> dict[str, object]:
        scale = {"domain": names, "range": list(signs[: len(names)])}
        return {"field": "who", "type": "nominal", "scale": scale, "legend": legend}

    point = {"filled": True, "size": 80, "opacity": 1}
    return chart(
        f"Odds over time of: {plain(asked.text)}. A line for each forecaster.",
        width=WIDTHS[width],
        height=_HEIGHT,
        data=rows(values),
        encoding={"x": x},
        layer=[
            {
                "mark": {
                    "type": "line",
                    "interpolate": "step-after",
                    "strokeWidth": 2.5,
                    "point": point,
                },
                "encoding": {
                    "y": y,
                    "color": by_name(_COLOURS),
                    "strokeDash": by_name(_DASHES),
                    "shape": by_name(_SHAPES),
                    "tooltip": {"field": "told", "type": "nominal", "title": "Odds"},
                },
            },
            whole_scale(first, last),
        ],
    )


def time_scale(asked: Asked, forecasts: Sequence[Made]) -> tuple[str, str]:
    """The first and the last day that are shown."""
    days = [made.day for made in forecasts]
    soon = (date.fromisoformat(asked.opened) + timedelta(days=SHORTEST)).isoformat()
    return min(asked.opened, *days), max(min(asked.closes, soon), *days)


def _lines(forecasts: Sequence[Made]) -> list[tuple[str, list[tuple[str, float]]]]:
    """The odds by day of each forecaster and option; those that end highest first."""
    found: dict[tuple[str, str], list[tuple[str, float]]] = {}
    for made in forecasts:
        for option, odds in made.odds.items():
            found.setdefault((made.by, option), []).append((made.day, odds))
    ordered = sorted(found.items(), key=lambda item: -item[1][-1][1])[:MOST]
    return [(_name(by, option), each) for (by, option), each in ordered]


def _name(by: str, option: str) -> str:
    who = "the model" if by == MODEL else plain(by)
    return shorten(who if option == YES else f"{plain(option_words(option))}, {who}", 44)
