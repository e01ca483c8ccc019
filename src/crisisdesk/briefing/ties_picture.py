"""Where actors and their ties stand in a picture: plain geometry, drawn by the template.

Threateners and their partners stand on one side, the target and its partners on the other,
mediators and everyone else between them. Lines carry the number of their row in the table.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from crisisdesk.briefing.parts import Part
from crisisdesk.briefing.relations import Relation
from crisisdesk.briefing.words import words

BOX = (132, 54)  # an actor's box, width and height in the picture's units
STEP = 124  # from one box to the next in its lane
CLOSE = 80  # the same between the sides, where lines come in from left and right

_FURTHER = (46, -46, 62, -62, 78, -78, 94, -94)  # how far more a line bends around a box

Place = tuple[float, float]
Curve = tuple[Place, Place, Place]
"""Where a quadratic curve starts, its control point, where it ends."""


@dataclass(frozen=True)
class Node:
    """An actor's box by its middle; ``lines`` are the name, ``part`` what it is in the crisis."""

    code: str
    lines: tuple[str, ...]
    part: str
    x: float
    y: float


@dataclass(frozen=True)
class Edge:
    """A tie as a curve, with the place and text of its number. ``line`` is how it is drawn:
    solid, dashed, dotted, arms or threat; the last two have an arrow's head."""

    path: str
    line: str
    number: str
    x: float
    y: float
    arrow: bool


@dataclass(frozen=True)
class TiesPicture:
    """Size in the picture's units, boxes and lines."""

    width: int
    height: int
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]


def network(parts: Sequence[Part], relations: Sequence[Relation], tall: bool) -> TiesPicture:
    """The picture: lanes side by side, or one above the other where it is ``tall``."""
    lanes = _lanes(parts, relations)
    places, size = (_rows if tall else _columns)(lanes)
    named = _names(parts, relations)
    nodes = tuple(
        Node(code, tuple(textwrap.wrap(named[code][0], 15)[:2]), named[code][1], x, y)
        for code, (x, y) in places.items()
    )
    threats = [
        (a.code, b.code)
        for a in parts
        for b in parts
        if a.part == "threatener" and b.part == "target" and a.code != b.code
    ]
    edges = _edges(threats, relations, places)
    return TiesPicture(*size, nodes, tuple(edges))


def _lanes(parts: Sequence[Part], relations: Sequence[Relation]) -> list[list[str]]:
    """Codes for the three lanes; an actor stands where its first part puts it. Bystanders
    without a tie are left out."""
    tied = [c for r in relations for c in (*r.codes, *((r.holder_code,) if r.holder_code else ()))]
    lane_of = {
        "threatener": 0,
        "partner of the threateners": 0,
        "possible mediator": 1,
        "target": 2,
        "partner of the target": 2,
    }
    lanes: list[list[str]] = [[], [], []]
    seen: set[str] = set()
    order = [p for p in parts if p.part in lane_of]
    for part in sorted(order, key=lambda p: list(lane_of).index(p.part) == 2):
        if part.code not in seen:
            lanes[lane_of[part.part]].append(part.code)
            seen.add(part.code)
    for code in tied:
        if code not in seen:
            lanes[1].append(code)
            seen.add(code)
    return lanes


def _columns(lanes: list[list[str]]) -> tuple[dict[str, Place], tuple[int, int]]:
    """Sides left and right, their first actors level with each other; what stands between them
    goes above and below the way from side to side."""
    width = 820
    above, below = lanes[1][::2], lanes[1][1::2]
    higher = max(len(lanes[0]) - 1, len(lanes[2]) - 1) // 2
    top = 44 + max(STEP * higher, (44 + CLOSE * len(above)) if above else 0)
    places: dict[str, Place] = {}
    for x, lane in ((BOX[0] / 2 + 8, lanes[0]), (width - BOX[0] / 2 - 8, lanes[2])):
        for i, code in enumerate(lane):
            places[code] = (x, top + STEP * ((i + 1) // 2) * (1 if i % 2 else -1))
    for sign, lane in ((-1, above), (1, below)):
        for i, code in enumerate(lane, 1):
            places[code] = (width / 2, top + sign * (44 + CLOSE * i))
    return places, (width, int(max((y for _, y in places.values()), default=0) + 44))


def _rows(lanes: list[list[str]]) -> tuple[dict[str, Place], tuple[int, int]]:
    """Sides at top and bottom, two boxes a row; what stands between them keeps to the right."""
    width = 340
    places: dict[str, Place] = {}
    y = BOX[1] / 2 + 8
    for lane, across in zip(lanes, (2, 1, 2), strict=True):
        for first in range(0, len(lane), across):
            for i, code in enumerate(lane[first : first + across]):
                places[code] = (width * (1 if i == 0 and across == 2 else 3) / 4, y)
            y += STEP + 6 if across == 2 else CLOSE
    return places, (width, int(max((y for _, y in places.values()), default=0) + 60))


def _names(parts: Sequence[Part], relations: Sequence[Relation]) -> dict[str, tuple[str, str]]:
    """Name and part by code, from the ties first, so that the parts have the last word."""
    named: dict[str, tuple[str, str]] = {}
    for relation in relations:
        named |= {
            code: (name, "") for code, name in zip(relation.codes, relation.parties, strict=True)
        }
        if relation.holder_code and relation.holder:
            named[relation.holder_code] = (relation.holder, "")
    for part in reversed(parts):
        named[part.code] = (part.name, part.part)
    return named


def _edges(
    threats: Sequence[tuple[str, str]],
    relations: Sequence[Relation],
    places: dict[str, Place],
) -> list[Edge]:
    """Lines between the boxes; several between one pair bend apart."""
    drawn: list[tuple[str, str, str, str]] = [(a, b, "threat", "!") for a, b in threats]
    for row, relation in enumerate(relations, 1):
        line = words().ties[relation.kind].line
        a, b = relation.codes
        if relation.holder_code:
            drawn += [(relation.holder_code, code, line, str(row)) for code in (a, b)]
        else:
            drawn.append((a, b, line, str(row)))
    drawn = [edge for edge in drawn if edge[0] != edge[1] and {edge[0], edge[1]} <= places.keys()]
    counts: dict[frozenset[str], int] = {}
    totals: dict[frozenset[str], int] = {}
    for a, b, *_ in drawn:
        pair = frozenset((a, b))
        totals[pair] = totals.get(pair, 0) + 1
    edges: list[Edge] = []
    for a, b, line, number in drawn:
        pair = frozenset((a, b))
        order = counts.get(pair, 0)
        counts[pair] = order + 1
        spread = (order - (totals[pair] - 1) / 2) * 44
        others = [place for code, place in places.items() if code not in (a, b)]
        bend = spread if a < b else -spread
        way = _clear(places[a], places[b], bend, others)
        edges.append(_edge(way, line, number, edges))
    return edges


def _within(spot: Place, box: Place) -> bool:
    return abs(spot[0] - box[0]) < BOX[0] / 2 and abs(spot[1] - box[1]) < BOX[1] / 2


def _clear(a: Place, b: Place, bend: float, others: Sequence[Place]) -> Curve:
    """The way between two boxes, bent further where it would go through one of the ``others``;
    as it is where no bend helps."""
    ways = [_curve(a, b, bend + more) for more in (0, *_FURTHER)]
    return next((way for way in ways if _passes(way, others)), ways[0])


def _passes(way: Curve, others: Sequence[Place]) -> bool:
    spots = [_along(*way, step / 20) for step in range(21)]
    return not any(_within(spot, box) for spot in spots for box in others)


def _curve(a: Place, b: Place, bend: float) -> Curve:
    """A quadratic curve between the edges of two boxes, its belly ``bend`` to the side: where it
    starts, its control point, where it ends."""
    dx, dy = b[0] - a[0], b[1] - a[1]
    length = (dx * dx + dy * dy) ** 0.5 or 1.0
    middle = ((a[0] + b[0]) / 2 - dy / length * bend, (a[1] + b[1]) / 2 + dx / length * bend)
    control = (2 * middle[0] - (a[0] + b[0]) / 2, 2 * middle[1] - (a[1] + b[1]) / 2)
    return _rim(a, control, 2), control, _rim(b, control, 8)


def _edge(way: Curve, line: str, number: str, drawn: Sequence[Edge]) -> Edge:
    """A line with its number where it lies on none of those ``drawn`` before."""
    start, control, end = way
    path = f"M{_at(start)} Q{_at(control)} {_at(end)}"
    spots = [_along(*way, share) for share in (0.5, 0.34, 0.66, 0.25, 0.75)]
    x, y = next((spot for spot in spots if _free(spot, drawn)), spots[0])
    return Edge(path, line, number, x, y, line in ("arms", "threat"))


def _along(start: Place, control: Place, end: Place, t: float) -> Place:
    """The point of a quadratic Bezier curve at ``t`` (0..1)."""
    a, b, c = (1 - t) ** 2, 2 * t * (1 - t), t**2
    return (
        a * start[0] + b * control[0] + c * end[0],
        a * start[1] + b * control[1] + c * end[1],
    )


def _free(spot: Place, drawn: Sequence[Edge]) -> bool:
    return all(abs(spot[0] - e.x) > 26 or abs(spot[1] - e.y) > 26 for e in drawn)


def _at(place: Place) -> str:
    return f"{place[0]:.1f} {place[1]:.1f}"


def _rim(box: Place, toward: Place, off: float) -> Place:
    """Where the way from a box's middle toward a point leaves the box, ``off`` units outside."""
    dx, dy = toward[0] - box[0], toward[1] - box[1]
    half = (BOX[0] / 2 + off, BOX[1] / 2 + off)
    share = min(
        half[0] / abs(dx) if dx else float("inf"), half[1] / abs(dy) if dy else float("inf"), 1.0
    )
    return box[0] + dx * share, box[1] + dy * share
