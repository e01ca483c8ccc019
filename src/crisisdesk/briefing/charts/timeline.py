"""Events by period and class: a dot for each, its size the number of events."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from crisisdesk.briefing.charts.look import ACCENT, SHEET, Spec, Width, chart, rows
from crisisdesk.briefing.periods import CLASSES
from crisisdesk.briefing.plain import count

if TYPE_CHECKING:
    from crisisdesk.briefing.periods import Period

MOST = {"wide": 60, "narrow": 24}
"""Periods that are drawn, the latest."""
_WIDTHS = {"wide": 700, "narrow": 190}
_ROW = 38


def timeline_chart(
    found: Sequence[Period], width: Width, lead: Callable[[Period], str] | None = None
) -> Spec | None:
    """The latest periods; in a page a dot leads where ``lead`` says. None without any event of a
    known date."""
    shown = [period for period in found if period.key][-MOST[width] :]
    if not shown:
        return None
    values = [
        {
            "period": period.key.replace("~~", " ?").replace("~", " told "),
            "class": name,
            "events": number,
            "told": f"{period.label}: {count(number, 'event')}, {name}",
            **({"lead": lead(period)} if lead else {}),
        }
        for period in shown
        for name, number in period.counts().items()
        if number
    ]
    most = max(value["events"] for value in values)  # type: ignore[type-var]
    there = {value["class"] for value in values}
    size = {"field": "events", "type": "quantitative", "legend": None,
            "scale": {"domain": [0, most], "range": [30, 620]}}  # fmt: skip
    return chart(
        "Events by period and class; the table below holds the same.",
        width=_WIDTHS[width],
        height=_ROW * len(there),
        data=rows(values),
        mark={"type": "circle", "color": ACCENT, "opacity": 1, "stroke": SHEET},
        encoding={
            "x": {"field": "period", "type": "ordinal",
                  "axis": {"title": None, "labelOverlap": True, "labelAngle": -45}},
            "y": {"field": "class", "type": "nominal", "axis": {"title": None, "grid": True},
                  "sort": [name for name in CLASSES.values() if name in there]},
            "size": size,
            "tooltip": {"field": "told", "type": "nominal", "title": "Events"},
            **({"href": {"field": "lead", "type": "nominal"}} if lead else {}),
        },
    )  # fmt: skip
