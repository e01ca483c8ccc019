"""The network of ties: every tie is drawn, actors stand apart and stay where they are."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest
from msgspec.structs import replace

from briefing.sample import sample_brief
from crisisdesk.briefing.charts.look import Width
from crisisdesk.briefing.charts.network import graph, lines, places
from crisisdesk.briefing.charts.ties import has_ended, obligation_sign, ties_chart
from crisisdesk.briefing.citations import Citation
from crisisdesk.briefing.parts import Part
from crisisdesk.briefing.relations import Duty, Relation
from crisisdesk.terms.records import Date, Span, Tie

pytest.importorskip("networkx", reason="the extra 'web' is not installed")
SPAN = Span("r", 0, 1)


def tie(one: str, other: str, until: str | None = None, *duties: Duty) -> Relation:
    pair = (one, other)
    told = Tie("t", "alliance", pair, SPAN, valid_to=Date(until) if until else None)
    none: tuple[Any, ...] = ()
    return Relation(
        "alliance", "alliance", pair, pair, False, None, None, None, duties, none, none, (told,)
    )


def duty(stated: bool) -> Duty:
    return Duty("defense", stated, "to defend", Citation(1, 1, SPAN, "a"))


def crowd(number: int) -> list[Part]:
    names = ("threatener", "target", "partner of the target", "possible mediator")
    return [Part(p, f"{p} {i}", f"{p}{i}", ()) for p in names for i in range(number)]  # type: ignore[arg-type]


def drawn(spec: Any, layer: int) -> list[dict[str, Any]]:
    return list(spec["layer"][layer]["data"]["values"])


@pytest.mark.parametrize("width", ["wide", "narrow"])
def test_every_tie_and_threat_has_its_number(width: Width) -> None:
    brief = sample_brief()
    spec = ties_chart(brief.parts, brief.relations, width, brief.as_of)
    numbers = {tag["text"].rstrip("✓✕ †") for tag in drawn(spec, -1)}
    assert numbers == {"!", *(str(i + 1) for i in range(len(brief.relations)))}
    assert "ELM" not in graph(brief.parts, brief.relations), "a bystander without ties"


@pytest.mark.parametrize("number", [1, 2, 5])
def test_actors_stand_apart_and_within_the_frame(number: int) -> None:
    at, height = places(graph(crowd(number), []), 720)
    assert len(at) == 4 * number
    for (x1, y1), (x2, y2) in combinations(at.values(), 2):
        assert abs(x1 - x2) > 60 or abs(y1 - y2) > 60
    assert all(0 < x < 720 and 0 < y < height for x, y in at.values())


def test_lines_of_one_pair_run_apart() -> None:
    made = graph(crowd(1), [tie("threatener0", "target0"), tie("target0", "threatener0")])
    at, _ = places(made, 720)
    middles = [line.way[4] for line in lines(made, at)]
    assert len(middles) == 3
    assert len({round(y) for _, y in middles}) == 3


def test_actors_stay_where_they_are_from_day_to_day() -> None:
    parts = crowd(2)
    whole = graph(parts, [tie("target0", "FAR")])
    earlier = ties_chart(parts[:3], [], "wide", "2025-04-01", whole)
    later = ties_chart(parts, [tie("target0", "FAR")], "wide", "2025-04-09", whole)
    first = {node["told"]: (node["x"], node["y"]) for node in drawn(earlier, 2)}
    last = {node["told"]: (node["x"], node["y"]) for node in drawn(later, 2)}
    assert first.items() <= last.items() and len(first) < len(last)


def test_obligations_and_ends_have_signs_of_their_own() -> None:
    assert obligation_sign(tie("A", "B", None, duty(True))) == "✓"
    assert obligation_sign(tie("A", "B", None, duty(False))) == "✕"
    assert obligation_sign(tie("A", "B")) == ""
    assert has_ended(tie("A", "B", "2025-01-01"), "2025-01-01")
    assert not has_ended(tie("A", "B", "2025-01-02"), "2025-01-01")
    open_tie = tie("A", "B")
    both = replace(open_tie, records=(*open_tie.records, *tie("A", "B", "2025").records))
    assert not has_ended(both, "2025-12-31")
    spec = ties_chart([], [tie("A", "B", "2025-01-01", duty(True))], "wide", "2025-06-01")
    assert [tag["text"] for tag in drawn(spec, -1)] == ["1✓ †"]
    assert {way["kind"] for way in drawn(spec, 0)} == {"has ended"}


def test_without_actors_there_is_no_chart() -> None:
    assert ties_chart([], [], "wide", "2025-04-01") is None
