"""How all charts look: the page's colours by their names, its letters, two widths.

A chart is a Vega-Lite specification, a plain dict. Its colours are the style sheet's own variables,
so that one drawing is light or dark as the page is; `draw` puts their values into a picture that
stands alone. Texts of reports go into a specification as data or titles alone, never into an
expression.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any, Literal

Spec = dict[str, Any]
"""A Vega-Lite specification."""
Width = Literal["wide", "narrow"]
WIDTHS: dict[str, int] = {"wide": 720, "narrow": 250}
"""Width of the plot itself, without its scales, in pixels."""

ACCENT, WARM, THREAT, INK, SOFT = (
    f"var(--{name})" for name in ("accent", "warm", "threat", "ink", "soft")
)
RULE, BAND, RANGE, SHEET = (f"var(--{name})" for name in ("rule", "band", "range", "sheet"))
LETTERS = "Liberation Sans, Arial, sans-serif"
_SIZE = 13


def chart(told: str, **parts: Any) -> Spec:
    """A specification; ``told`` says in words what the chart shows."""
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",  # a name, never fetched
        "description": told,
        "background": None,
        "padding": 4,
        "config": _CONFIG,
        **parts,
    }


def rows(values: list[dict[str, Any]]) -> dict[str, Any]:
    """The data of a chart or a layer."""
    return {"values": values}


def moment(day: str) -> int:
    """The beginning of an ISO 8601 day or moment in UTC, in milliseconds since 1970, as Vega
    counts. A day's text would be taken for one of the browser's own zone."""
    if len(day) > 10:
        return int(datetime.fromisoformat(day).timestamp() * 1000)
    whole = date.fromisoformat(day)
    return int(datetime(whole.year, whole.month, whole.day, tzinfo=UTC).timestamp() * 1000)


def whole_scale(first: str, last: str) -> dict[str, Any]:
    """A layer of nothing but the ends of the time scale of the field ``at``. A domain of moments
    would be an expression, and Vega's interpreter, which runs without eval, fails on those."""
    return {
        "data": rows([{"at": moment(first)}, {"at": moment(last)}]),
        "mark": {"type": "point", "opacity": 0, "aria": False, "tooltip": None},
    }


_AXIS = {
    "labelColor": SOFT,
    "titleColor": SOFT,
    "gridColor": RULE,
    "domainColor": BAND,
    "tickColor": BAND,
    "labelFontSize": _SIZE,
    "titleFontSize": _SIZE,
    "titleFontWeight": "normal",
}
_CONFIG = {
    "font": LETTERS,
    "view": {"stroke": None},
    "axis": _AXIS,
    "legend": {
        "labelColor": INK,
        "titleColor": SOFT,
        "labelFontSize": _SIZE,
        "titleFontSize": _SIZE,
        "labelLimit": 280,
        "symbolStrokeWidth": 0,
        "symbolSize": 90,
    },
    "title": {
        "color": INK,
        "subtitleColor": SOFT,
        "anchor": "start",
        "fontSize": 15,
        "subtitleFontSize": _SIZE,
    },
    "text": {"color": INK, "fontSize": _SIZE},
}
