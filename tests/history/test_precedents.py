"""Precedents: the files, their balance, their agreement with the coded record, and nearness."""

from __future__ import annotations

from collections import Counter
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crisisdesk.history import recorded
from crisisdesk.history.precedents import (
    Precedent,
    Sought,
    load_precedents,
    nearest,
    same_class,
)
from crisisdesk.odds.naming import is_state

BODIES = {"UN", "OAU", "OAS", "AU", "LAS", "EU", "none"}
REGIONS = {(2, 199): "Americas", (200, 399): "Europe", (400, 599): "Africa",
           (600, 699): "Middle East and North Africa", (700, 999): "Asia"}  # fmt: skip


def seek(family: str, *actors: str, **more: object) -> Sought:
    return Sought(family, frozenset(actors), **more)  # type: ignore[arg-type]


def region_of(code: str) -> str:
    number = min(n for n, known in recorded.cow_codes().items() if known == code)
    return next(name for (low, high), name in REGIONS.items() if low <= number <= high)


# --- the files


def test_the_files_hold_enough_and_each_once() -> None:
    cases = load_precedents()
    assert len(cases) >= 120
    assert len({case.id for case in cases}) == len(cases)
    assert all(1945 <= case.year <= 2026 for case in cases)
    for case in cases:
        named = {*case.threateners, case.target, case.protector, case.mediator}
        assert all(name in BODIES or is_state(name) for name in named), case.id
        assert case.target not in {*case.threateners, case.protector, case.mediator}, case.id
        assert case.did and case.outcome and case.source
        assert case.source.startswith("ICB") == bool(case.icb), case.id
        assert len(case.did) < 220, case.id


def test_help_needs_a_helper() -> None:
    assert all(c.help == "none" for c in load_precedents() if c.protector == "none")


def test_they_are_balanced_over_decades_regions_and_outcomes() -> None:
    cases = load_precedents()
    decades = Counter(case.year // 10 * 10 for case in cases)
    assert all(decades[decade] >= 10 for decade in range(1940, 2030, 10)), decades
    regions = Counter(region_of(case.target) for case in cases)
    assert min(regions.values()) >= 0.07 * len(cases) and len(regions) == len(REGIONS), regions
    assert max(regions.values()) <= 0.35 * len(cases), regions
    without_force = sum(not case.force for case in cases)
    assert 0.3 <= without_force / len(cases) <= 0.6
    helps = Counter(case.help for case in cases)
    assert all(helps[kind] >= 25 for kind in ("none", "diplomatic", "arms", "direct")), helps
    assert sum(case.obligation == "defense" for case in cases) >= 30
    assert sum(case.mediator != "none" for case in cases) >= 60


# --- against the coded record


@cache
def _crises() -> dict[int, dict[str, str]]:
    folder = recorded.record_folder()
    paths = sorted((folder / "icb").glob("icb1v*.csv")) if folder else []
    if not paths:
        pytest.skip("ICB is absent")
    return {recorded._number(row["crisno"]): row for row in recorded._rows(paths[-1])}


@cache
def _states_in() -> dict[int, set[str]]:
    folder = recorded.record_folder()
    assert folder is not None
    codes, found = recorded.cow_codes(), {}
    for row in recorded._rows(sorted((folder / "icb").glob("icb2v*.csv"))[-1]):
        states = found.setdefault(recorded._number(row["crisno"]), set())
        for column in ("cracid", "southv", "trigent"):
            states.add(codes.get(recorded._number(row[column]), ""))
    return found


def disagreements(case: Precedent) -> list[str]:
    """In what a precedent differs from the crisis of ICB that codes it."""
    assert case.icb is not None
    row = _crises()[case.icb]
    found = []
    if abs(recorded._number(row["yrtrig"]) - case.year) > 1:
        found.append(f"year {row['yrtrig']}")
    violence, mediated = recorded._number(row["viol"]), recorded._number(row["mediate"])
    if case.force != (violence >= recorded.VIOLENT):
        found.append(f"force {case.force}, violence {violence}")
    if mediated > 0 and (case.mediator != "none") != (mediated == recorded.MEDIATED):
        found.append(f"mediator {case.mediator}, mediation {mediated}")
    if not {*case.threateners, case.target} & _states_in()[case.icb]:
        found.append(f"nobody of {_states_in()[case.icb]}")
    return found


CODED = [case for case in load_precedents() if case.icb]


@pytest.mark.parametrize("case", CODED, ids=lambda case: case.id)
def test_what_differs_from_icb_says_why(case: Precedent) -> None:
    found = disagreements(case)
    assert bool(found) == bool(case.differs), (case.id, found, case.differs)


def test_most_are_coded_and_most_of_those_agree() -> None:
    assert len(CODED) >= 160
    assert sum(not disagreements(case) for case in CODED) >= 0.8 * len(CODED)


def test_most_are_disputes_of_mid_with_the_two_on_opposite_sides() -> None:
    folder = recorded.record_folder()
    if folder is None or not list((folder / "mid5").glob("MIDB*.csv")):
        pytest.skip("MID is absent")
    codes = recorded.cow_codes()
    sides: dict[str, list[tuple[str, str, int, int]]] = {}
    for row in recorded._rows(sorted((folder / "mid5").glob("MIDB*.csv"))[-1]):
        code = codes.get(recorded._number(row["ccode"]), "")
        years = recorded._number(row["styear"]) - 1, recorded._number(row["endyear"]) + 1
        sides.setdefault(row["dispnum"], []).append((code, row["sidea"], *years))
    cases = [case for case in load_precedents() if case.year <= 2014]
    opposed = [
        case
        for case in cases
        if any(
            one[0] in case.threateners
            and other[0] == case.target
            and one[1] != other[1]
            and one[2] <= case.year <= one[3]
            for members in sides.values()
            for one in members
            for other in members
        )
    ]
    assert len(opposed) >= 0.9 * len(cases), len(opposed)


# --- nearness


def test_the_same_parties_come_first() -> None:
    found = nearest(
        seek(
            "intervention", "USA", "IRN", "RUS", threateners=("USA",), target="IRN",
            protector="RUS", bound=False, before=2025, majors=True,
        )
    )  # fmt: skip
    assert len(found) == 3
    assert all(case.target == "IRN" and case.protector == "RUS" for case in found)


def test_a_duty_to_defend_outweighs_shared_actors() -> None:
    found = nearest(seek("intervention", "CHN", "PHL", protector="USA", bound=True, before=2024))
    assert all(case.obligation == "defense" for case in found)


def test_mediation_shows_mediated_cases() -> None:
    assert all(case.mediator != "none" for case in nearest(seek("mediation", "CHL", "PRY")))


@given(st.integers(1947, 2030), st.sampled_from(["strike", "intervention", "talks"]))
def test_nothing_from_the_year_itself_or_later(before: int, family: str) -> None:
    found = nearest(seek(family, "USA", "RUS", before=before))
    assert all(case.year < before for case in found)
    assert len({case.id for case in found}) == len(found) == 3


def test_rows_of_a_crisis_that_is_told_here_are_left_out() -> None:
    told = next(case for case in load_precedents() if case.icb)
    row = Precedent(
        id="icb-1", year=told.year, threateners=told.threateners, target=told.target,
        protector="none", obligation="unknown", force=True, help="none", mediator="none",
        majors=False, did="d", outcome="o", source="s", icb=told.icb, told=False,
    )  # fmt: skip
    sought = seek("strike", *told.actors, threateners=told.threateners, target=told.target)
    assert row not in nearest(sought, 250, [row])


@given(
    st.sampled_from(["strike", "intervention", "mediation"]),
    st.lists(st.sampled_from(["USA", "IRN", "RUS", "ISR", "IND", "PAK"]), min_size=2, max_size=4),
    st.sampled_from([None, True, False]),
    st.integers(1950, 2027),
    st.integers(0, 5),
)
def test_the_nearest_are_the_first_by_all_that_is_compared(
    family: str, actors: list[str], bound: bool | None, before: int, count: int
) -> None:
    sought = seek(
        family,
        *actors,
        threateners=tuple(actors[:1]),
        target=actors[1],
        protector=actors[-1],
        bound=bound,
        before=before,
    )

    def order(case: Precedent) -> tuple[int, ...]:
        parts = [actors[0] in case.threateners, case.target == actors[1]]
        parts.append(case.protector == actors[-1])
        near = (same_class(case, sought), sum(parts), len(set(actors) & case.actors), case.told)
        return tuple(map(int, (*near, case.year // 10, not case.majors, case.year)))

    known = [case for case in load_precedents() if case.year < before]
    expected = sorted(known, key=order, reverse=True)[:count]
    assert [order(case) for case in nearest(sought, count)] == [order(case) for case in expected]
