"""A pair's odds week by week: a line in its interval, with the events that moved it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crisisdesk.briefing.charts.look import ACCENT, INK, Spec, chart, moment, rows
from crisisdesk.odds.naming import name_of

if TYPE_CHECKING:
    from crisisdesk.odds.pair_history import Move, PairHistory

_WIDTH, _HEIGHT = 720, 300


def pair_chart(history: PairHistory) -> Spec:
    """The odds of one pair; the weeks that moved them most are numbered and told below the
    title."""
    told = [
        {"at": moment(one.as_of), "odds": one.probability, "low": one.interval[0],
         "high": one.interval[1]}
        for one in history.told
    ]  # fmt: skip
    moved = [
        {"at": moment(move.last), "odds": move.after, "number": f"{number}"}
        for number, move in enumerate(history.moves, 1)
    ]
    x = {"field": "at", "type": "temporal", "scale": {"type": "utc"}, "axis": {"title": None}}
    y = {"type": "quantitative", "axis": {"format": ".0%", "title": None}}
    odds = {**y, "field": "odds"}
    who = f"{name_of(history.source)} towards {name_of(history.target)}"
    title = f"{history.kind} by {who} within {history.days} days, as told each week"
    return chart(
        title,
        width=_WIDTH,
        height=_HEIGHT,
        title={
            "text": title,
            "subtitle": [f"{n}. {in_words(move)}" for n, move in enumerate(history.moves, 1)],
        },
        layer=[
            {
                "data": rows(told),
                "mark": {"type": "area", "opacity": 0.2, "color": ACCENT},
                "encoding": {"x": x, "y": {**y, "field": "low"}, "y2": {"field": "high"}},
            },
            {
                "data": rows(told),
                "mark": {"type": "line", "color": ACCENT},
                "encoding": {"x": x, "y": odds},
            },
            {
                "data": rows(moved),
                "mark": {"type": "point", "filled": True, "size": 70, "color": INK, "opacity": 1},
                "encoding": {"x": x, "y": odds},
            },
            {
                "data": rows(moved),
                "mark": {"type": "text", "dy": -14, "fontWeight": "bold", "color": INK},
                "encoding": {"x": x, "y": odds, "text": {"field": "number"}},
            },
        ],
    )


def in_words(move: Move) -> str:
    """A week that moved the odds, with its events."""
    events = "; ".join(
        f"{event.type} by {name_of(event.source)} [{event.maker} {event.id}]"
        for event in move.events
    )
    return (
        f"{move.last}: {move.before:.0%} to {move.after:.0%}; {events or 'no event, time passed'}"
    )
