"""Where actors stand in the network of ties, and how lines run between them: a graph of networkx,
laid out by sides. Threateners and their partners stand left, the target and its partners right,
mediators and everyone else between them. Nothing is drawn by lot, so that the same actors stand in
the same places on each day that is laid out from one record.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from crisisdesk.briefing.words import words

if TYPE_CHECKING:
    from crisisdesk.briefing.parts import Part
    from crisisdesk.briefing.relations import Relation

SIDES = {
    "threatener": 0,
    "partner of the threateners": 0,
    "possible mediator": 1,
    "target": 2,
    "partner of the target": 2,
}
"""The side on which an actor stands, by its part."""
ROW = 112
"""From one actor of a side to the next, in pixels."""
_STEPS = 8  # pieces of a curved line
_APART, _AROUND = 46, 64  # how far lines of one pair, and lines along one side, bend

Place = tuple[float, float]


class Line(NamedTuple):
    """A line from one actor to another: how it is drawn, the number of its tie in the table
    (0 for a threat), and its way in points."""

    kind: str
    number: int
    way: tuple[Place, ...]


def graph(parts: Sequence[Part], relations: Sequence[Relation]) -> Any:
    """Actors and what joins them as a networkx.MultiDiGraph: nodes are codes with ``name``,
    ``part`` and ``side``, edges have ``kind`` and ``number``. Bystanders without a tie are left
    out."""
    import networkx

    made = networkx.MultiDiGraph()
    for part in parts:
        if part.part in SIDES and part.code not in made:
            made.add_node(part.code, name=part.name, part=part.part, side=SIDES[part.part])
    for number, relation in enumerate(relations, 1):
        named = dict(zip(relation.codes, relation.parties, strict=True))
        if relation.holder_code and relation.holder:
            named[relation.holder_code] = relation.holder
        for code, name in named.items():
            if code not in made:
                made.add_node(code, name=name, part="", side=1)
        kind = words().ties[relation.kind].line
        a, b = relation.codes
        ends = [(relation.holder_code, a), (relation.holder_code, b)]
        for one, other in ends if relation.holder_code else [(a, b)]:
            if one != other:
                made.add_edge(one, other, kind=kind, number=number)
    for a, b in _threats(parts):
        made.add_edge(a, b, kind="threat", number=0)
    return made


def _threats(parts: Sequence[Part]) -> list[tuple[str, str]]:
    targets = [part.code for part in parts if part.part == "target"]
    threateners = [part.code for part in parts if part.part == "threatener"]
    return [(a, b) for a in threateners for b in targets if a != b]


def places(whole: Any, width: float) -> tuple[dict[str, Place], float]:
    """The place of each actor within ``width``, and the height that they take. The side in the
    middle stands further up and down, so that the way across is free."""
    import networkx

    if not whole:
        return {}, ROW
    laid = networkx.multipartite_layout(whole, subset_key="side", align="vertical")
    columns: dict[int, list[str]] = {}
    for code in sorted(laid, key=lambda one: float(laid[one][1])):
        columns.setdefault(whole.nodes[code]["side"], []).append(code)
    tallest = max(map(len, columns.values()))
    height = ROW * (tallest + 0.5)
    found = {}
    for side, codes in columns.items():
        top = (height - ROW * (len(codes) - 1)) / 2
        free = ROW * 0.8 if side == 1 else 0.0
        for i, code in enumerate(codes):
            across = width * (0.14 + 0.36 * side)
            found[code] = (across, top + ROW * i + (free if i > (len(codes) - 1) / 2 else -free))
    low = min(y for _, y in found.values()) - ROW / 2
    high = max(y for _, y in found.values()) + ROW / 2
    return {code: (x, y - low) for code, (x, y) in found.items()}, high - low


def lines(made: Any, at: Mapping[str, Place]) -> list[Line]:
    """The ties as curves; several between one pair, and those along one side, bend apart."""
    drawn: dict[frozenset[str], int] = {}
    found = []
    for a, b, told in made.edges(data=True):
        pair = frozenset((a, b))
        order = drawn[pair] = drawn.get(pair, -1) + 1
        whole = made.number_of_edges(a, b) + made.number_of_edges(b, a)
        bend = (order - (whole - 1) / 2) * _APART
        if at[a][0] == at[b][0] and abs(at[a][1] - at[b][1]) > ROW * 1.1:
            bend += _AROUND
        found.append(Line(told["kind"], told["number"], _curve(at[a], at[b], bend, a > b)))
    return found


def _curve(a: Place, b: Place, bend: float, turned: bool) -> tuple[Place, ...]:
    """A quadratic Bezier curve whose belly lies ``bend`` to the side, in points."""
    dx, dy = b[0] - a[0], b[1] - a[1]
    length = max(1.0, (dx * dx + dy * dy) ** 0.5)
    side = -2.0 * bend if turned else 2.0 * bend
    control = ((a[0] + b[0]) / 2 - dy / length * side, (a[1] + b[1]) / 2 + dx / length * side)
    return tuple(
        (
            (1 - t) ** 2 * a[0] + 2 * t * (1 - t) * control[0] + t**2 * b[0],
            (1 - t) ** 2 * a[1] + 2 * t * (1 - t) * control[1] + t**2 * b[1],
        )
        for t in (step / _STEPS for step in range(_STEPS + 1))
    )
