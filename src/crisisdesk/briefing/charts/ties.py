"""The network of ties as a chart: actors by their part, ties by their kind and number, and what
they oblige to. What is told by colour is told by shape, dash or sign as well.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from math import atan2, degrees, hypot
from typing import TYPE_CHECKING, Any

from crisisdesk.briefing.charts.look import (
    ACCENT,
    BAND,
    INK,
    SHEET,
    SOFT,
    THREAT,
    WARM,
    WIDTHS,
    Spec,
    Width,
    chart,
    rows,
)
from crisisdesk.briefing.charts.network import Line, Place, graph, lines, places
from crisisdesk.briefing.relations import duty_words

if TYPE_CHECKING:
    from crisisdesk.briefing.parts import Part
    from crisisdesk.briefing.relations import Relation

KINDS = {
    "threat": ("threat", THREAT, [1, 0]),
    "solid": ("alliance, partnership", INK, [1, 0]),
    "arms": ("arms supply", ACCENT, [10, 3]),
    "dashed": ("strain, rivalry", SOFT, [5, 5]),
    "dotted": ("go-between", WARM, [1.5, 5]),
    "ended": ("has ended", BAND, [2, 7]),
}
"""By how a tie is drawn: what it says, its colour, its dashes."""
SHAPES = {
    "threatener": "triangle-right",
    "partner of the threateners": "triangle-up",
    "possible mediator": "diamond",
    "target": "square",
    "partner of the target": "circle",
    "": "cross",
}
"""An actor's sign by its part."""
_OTHER = "other"
_RIM = 17  # where an arrow ends before an actor's middle
_EDGES = {"wide": 0, "narrow": 46}  # the narrow plot needs the room of its missing scales


def ties_chart(
    parts: Sequence[Part],
    relations: Sequence[Relation],
    width: Width,
    as_of: str,
    whole: Any = None,
) -> Spec | None:
    """The ties as of a day. ``whole`` is a graph by which the actors stand, of which this one is
    a part (`network.graph` of the latest day), so that they stay where they are from day to day.
    None without any actor."""
    made = graph(parts, relations)
    if not made:
        return None
    across = WIDTHS[width] + _EDGES[width]
    at, height = places(_joined(whole, made), across)
    drawn = lines(made, at)
    ended = {n for n, one in enumerate(relations, 1) if has_ended(one, as_of)}
    nodes = [_node(code, told, at[code], width) for code, told in made.nodes(data=True)]
    ways = [
        {"line": i, "step": step, "x": x, "y": y, "kind": _kind(line, ended)}
        for i, line in enumerate(drawn)
        for step, (x, y) in enumerate(line.way)
    ]
    tags = [_tag(line, relations, ended) for line in drawn]
    x = {"field": "x", "type": "quantitative", "axis": None,
         "scale": {"domain": [0, across], "nice": False, "zero": False}}  # fmt: skip
    y = {"field": "y", "type": "quantitative", "axis": None,
         "scale": {"domain": [height, 0], "nice": False, "zero": False}}  # fmt: skip
    return chart(
        "Ties between the actors; the table below holds the same.",
        width=across,
        height=height,
        encoding={"x": x, "y": y},
        layer=[
            _ways(ways, width),
            _arrows([_arrow(line) for line in drawn if line.kind in ("threat", "arms")]),
            *_actors(nodes, width),
            *_tags(tags),
        ],
    )


def has_ended(relation: Relation, as_of: str) -> bool:
    """Whether all that tells the tie says that it ended by then."""
    ends = [tie.valid_to.value if tie.valid_to else "" for tie in relation.records]
    return bool(ends) and all(end and end <= as_of for end in ends)


def obligation_sign(relation: Relation) -> str:
    """✓ for an obligation that is stated, ✕ for one that is denied, both, or nothing."""
    stated = "✓" if any(duty.stated for duty in relation.duties) else ""
    return stated + ("✕" if any(not duty.stated for duty in relation.duties) else "")


def _joined(whole: Any, made: Any) -> Any:
    """The graph to lay out: all of ``whole``, and what only ``made`` has."""
    import networkx

    return networkx.compose(made, whole) if whole is not None else made


def _kind(line: Line, ended: set[int]) -> str:
    return KINDS["ended" if line.number in ended else line.kind][0]


def _node(code: str, told: dict[str, Any], at: Place, width: Width) -> dict[str, Any]:
    label = textwrap.wrap(told["name"], 18 if width == "wide" else 11)[:2]
    part = told["part"] or _OTHER
    role = textwrap.wrap(told["part"], 22 if width == "wide" else 13)
    return {"x": at[0], "y": at[1], "label": "\n".join(label), "part": part,
            "role": "\n".join(role),
            "told": f"{told['name']}: {part}"}  # fmt: skip


def _tag(line: Line, relations: Sequence[Relation], ended: set[int]) -> dict[str, Any]:
    x, y = line.way[len(line.way) // 2]
    if not line.number:
        return {"x": x, "y": y, "text": "!", "told": "threat"}
    relation = relations[line.number - 1]
    over = " †" if line.number in ended else ""
    told = "; ".join([relation.what, *map(duty_words, relation.duties), *(["ended"] * bool(over))])
    text = f"{line.number}{obligation_sign(relation)}{over}"
    return {"x": x, "y": y, "text": text, "told": told}


def _arrow(line: Line) -> dict[str, Any]:
    """A head that ends at the rim of the actor it points to."""
    (x0, y0), (x, y) = line.way[-2:]
    length = max(1.0, hypot(x - x0, y - y0))
    back = _RIM / length
    turned = degrees(atan2(y - y0, x - x0)) + 90
    return {"x": x - (x - x0) * back, "y": y - (y - y0) * back, "turned": turned,
            "kind": KINDS[line.kind][0]}  # fmt: skip


def _ways(ways: list[dict[str, Any]], width: Width) -> dict[str, Any]:
    there = {way["kind"] for way in ways}
    shown = [one for one in KINDS.values() if one[0] in there]
    names = [name for name, _, _ in shown]
    legend = {
        "title": None, "orient": "bottom", "symbolType": "stroke", "symbolSize": 500,
        "symbolStrokeWidth": 2.5, "columns": 5 if width == "wide" else 2,
    }  # fmt: skip

    def by_kind(values: list[Any]) -> dict[str, Any]:
        scale = {"domain": names, "range": values}
        return {"field": "kind", "type": "nominal", "scale": scale, "legend": legend}

    return {
        "data": rows(ways),
        "mark": {"type": "line", "strokeWidth": 2.5, "strokeCap": "round", "tooltip": None},
        "encoding": {
            "detail": {"field": "line", "type": "nominal"},
            "order": {"field": "step", "type": "quantitative"},
            "stroke": by_kind([colour for _, colour, _ in shown]),
            "strokeDash": by_kind([dash for _, _, dash in shown]),
        },
    }


def _arrows(heads: list[dict[str, Any]]) -> dict[str, Any]:
    domain, colours = zip(*((name, colour) for name, colour, _ in KINDS.values()), strict=True)
    scale = {"domain": list(domain), "range": list(colours)}
    return {
        "data": rows(heads),
        "mark": {"type": "point", "shape": "triangle", "size": 90, "filled": True, "opacity": 1},
        "encoding": {
            "angle": {"field": "turned", "type": "quantitative", "scale": None},
            "color": {"field": "kind", "type": "nominal", "scale": scale, "legend": None},
        },
    }


def _actors(nodes: list[dict[str, Any]], width: Width) -> list[dict[str, Any]]:
    """Signs, with the name above and the part in words below."""
    scale = {"domain": [part or _OTHER for part in SHAPES], "range": list(SHAPES.values())}
    shape = {"field": "part", "type": "nominal", "scale": scale, "legend": None}
    size = 14 if width == "wide" else 12
    halo = {"stroke": SHEET, "strokeWidth": 4, "strokeJoin": "round"}
    above = {"type": "text", "dy": -18, "baseline": "bottom", "fontWeight": "bold",
             "fontSize": size, "lineBreak": "\n", "lineHeight": size + 2}  # fmt: skip
    below = {"type": "text", "dy": 17, "baseline": "top", "fontSize": size - 1,
             "lineBreak": "\n", "lineHeight": size + 1}  # fmt: skip
    name = {"text": {"field": "label", "type": "nominal"}}
    role = {"text": {"field": "role", "type": "nominal"}}
    tooltip = {"field": "told", "type": "nominal", "title": "Actor"}
    sign = {"type": "point", "size": 460, "fill": SHEET, "stroke": INK, "strokeWidth": 2.5,
            "opacity": 1}  # fmt: skip
    return [
        {"data": rows(nodes), "mark": sign, "encoding": {"shape": shape, "tooltip": tooltip}},
        {"data": rows(nodes), "mark": {**above, **halo}, "encoding": name},
        {"data": rows(nodes), "mark": {**above, "color": INK}, "encoding": name},
        {"data": rows(nodes), "mark": {**below, **halo}, "encoding": role},
        {"data": rows(nodes), "mark": {**below, "color": SOFT}, "encoding": role},
    ]


def _tags(tags: list[dict[str, Any]]) -> list[dict[str, Any]]:
    tooltip = {"tooltip": {"field": "told", "type": "nominal", "title": "Tie"}}
    return [
        {
            "data": rows(tags),
            "mark": {"type": "circle", "size": 520, "color": SHEET, "stroke": BAND, "opacity": 1},
            "encoding": tooltip,
        },
        {
            "data": rows(tags),
            "mark": {"type": "text", "color": INK, "fontSize": 12, "fontWeight": "bold"},
            "encoding": {"text": {"field": "text", "type": "nominal"}, **tooltip},
        },
    ]
