"""Pictures: nothing overlaps, nothing falls out of the frame, and every tie is drawn."""

from __future__ import annotations

from itertools import combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.sample import sample_brief
from crisisdesk.briefing.branches import Branch, rows
from crisisdesk.briefing.parts import Part
from crisisdesk.briefing.relations import Relation
from crisisdesk.briefing.ties_picture import BOX, network
from crisisdesk.briefing.tree_picture import LINE, narrow, wide

_TREES = st.recursive(
    st.builds(Branch, st.text("abc ", min_size=1, max_size=60), st.floats(0, 1)),
    lambda inner: st.builds(
        Branch,
        st.text("abc ", min_size=1, max_size=60),
        st.floats(0, 1),
        branches=st.lists(inner, max_size=3).map(tuple),
    ),
    max_leaves=8,
)


@given(st.lists(_TREES, min_size=1, max_size=3))
def test_no_label_of_a_tree_lies_on_another(branches: list[Branch]) -> None:
    for picture in (wide(branches), narrow(branches)):
        assert len(picture.twigs) == sum(1 for _ in rows(branches))
        boxes = [(t.x, t.y, len(t.lines)) for t in picture.twigs]
        for (x1, y1, n1), (x2, y2, n2) in combinations(boxes, 2):
            if abs(x1 - x2) < 1:
                assert abs(y1 - y2) >= LINE * min(n1, n2)
        assert all(0 <= t.y <= picture.height for t in picture.twigs)


def test_likelier_ways_are_drawn_thicker() -> None:
    picture = wide(sample_brief().tree.branches)
    weights = {t.branch.label: t.weight for t in picture.twigs}
    assert weights["No strike on Boravia"] > weights["Cyrenia joins with force"]


@pytest.mark.parametrize("tall", [False, True])
@pytest.mark.parametrize("crowd", [1, 2, 5])
def test_boxes_stand_apart_and_within_the_frame(tall: bool, crowd: int) -> None:
    parts = [
        Part(part, f"{part} {i}", f"{part[:1]}{part[-1:]}{i}", ())  # type: ignore[arg-type]
        for part in ("threatener", "target", "partner of the target", "possible mediator")
        for i in range(crowd)
    ]
    picture = network(parts, [], tall)
    assert len(picture.nodes) == 4 * crowd
    for a, b in combinations(picture.nodes, 2):
        assert abs(a.x - b.x) >= BOX[0] or abs(a.y - b.y) >= BOX[1]
    for node in picture.nodes:
        assert BOX[0] / 2 <= node.x <= picture.width - BOX[0] / 2
        assert BOX[1] / 2 <= node.y <= picture.height - BOX[1] / 2


@pytest.mark.parametrize("tall", [False, True])
def test_every_tie_and_threat_is_drawn(tall: bool) -> None:
    brief = sample_brief()
    picture = network(brief.parts, brief.relations, tall)
    numbers = {edge.number for edge in picture.edges}
    assert numbers == {"!", *(str(i + 1) for i in range(len(brief.relations)))}
    assert "ELM" not in {node.code for node in picture.nodes}, "a bystander without ties"


@pytest.mark.parametrize("tall", [False, True])
@pytest.mark.parametrize("crowd", [2, 3, 4])
def test_no_number_of_a_tie_lies_on_an_actor(tall: bool, crowd: int) -> None:
    parts = [Part("threatener", "A", "A", ()), Part("target", "B", "B", ())]
    parts += [Part("partner of the target", f"P{i}", f"P{i}", ()) for i in range(crowd)]
    ties = [_tie("A", f"P{i}") for i in range(crowd)]
    picture = network(parts, ties, tall)
    assert len(picture.edges) == crowd + 1
    for edge, node in product(picture.edges, picture.nodes):
        assert abs(edge.x - node.x) > BOX[0] / 2 or abs(edge.y - node.y) > BOX[1] / 2


def _tie(one: str, other: str) -> Relation:
    pair = (one, other)
    return Relation("alliance", "alliance", pair, pair, False, None, None, None, (), (), (), ())


def test_what_may_come_whichever_way_is_drawn_once() -> None:
    tree = sample_brief().tree
    assert [(b.label, b.probability) for b in tree.anyway] == [
        ("They talk", 0.4),
        ("No talks", 0.6),
    ]
    assert [b.label for _, b in rows(tree.branches)] == [
        "Arland strikes Boravia",
        "Cyrenia does nothing",
        "Cyrenia sends arms",
        "Cyrenia joins with force",
        "No strike on Boravia",
    ]
