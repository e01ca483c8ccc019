"""Who joins the target of a militarized dispute, by what it owes the target (MID 5.0 x ATOP).

A case is a state outside a dispute's first day, seen by its obligations to the target the year
before. It comes out yes when it joins the target's side (at any level, or with force).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from training.history import sources
from training.history.classes import Case, by_era

SOURCE = "MID 5.0; ATOP 5.1 dyad-years and 4.01 members"
FORCE, WAR = 4, 5
FIRST_ARMS_YEAR = 1951  # SIPRI begins in 1950
CLASSES = ("defense", "offense-only", "neutrality", "nonaggression", "consultation-only", "none")
CLASS_NAMES = {
    "defense": "a state with a defense pact with the target",
    "offense-only": "a state with an offense pact but no defense pact with the target",
    "neutrality": "a state that owes the target neutrality and no defense",
    "nonaggression": "a state that owes the target nonaggression and nothing more",
    "consultation-only": "a state that owes the target consultation alone",
    "none": "a state without any pact with the target",
}


class Bystander(NamedTuple):
    """A state that may join: ``joined`` is its highest hostility on the target's side, 0 if it
    stayed out; ``attack`` and ``war`` say what the dispute's first initiators did and how far
    it went."""

    dispute: int
    year: int
    state: int
    obligation: str
    joined: int
    attack: bool
    war: bool
    bound_to_initiator: bool
    bilateral: bool | None
    supplier: bool


def bystanders(root: Path) -> Iterator[Bystander]:
    """Every state of the system outside each dispute's original sides, in order of dispute."""
    table, participants = sources.disputes(root)
    owed, system = sources.obligations(root), sources.state_system(root)
    arms, pacts = sources.arms_deliveries(root), _defense_pacts(root)
    levels = dict(zip(table.dispnum, table.hostlev, strict=True))
    years = dict(zip(table.dispnum, table.styear, strict=True))
    for dispute, rows in participants.groupby("dispnum"):
        sides = _sides(rows)
        if sides is None:
            continue
        initiators, targets, level = sides
        year = int(years[dispute])
        late = rows[(rows.orig == 0) & (rows.sidea == 0)].groupby("ccode").hostlev.max().to_dict()
        for state in sorted(system.get(year, set()) - initiators - targets):
            duty = _owed(owed, system, state, targets, year)
            obligation = _class(duty)
            against = _owed(owed, system, state, initiators, year)
            yield Bystander(
                dispute=int(dispute),
                year=year,
                state=state,
                obligation=obligation,
                joined=int(late.get(state, 0)) if state in late else -1,
                attack=level >= FORCE,
                war=levels[dispute] == WAR,
                bound_to_initiator=bool(against[0]),
                bilateral=_bilateral(pacts, state, targets, year - 1) if duty[0] else None,
                supplier=any(
                    (state, other, before) in arms
                    for other in targets
                    for before in range(year - 5, year)
                ),
            )


def _sides(rows: pd.DataFrame) -> tuple[set[int], set[int], int] | None:
    first = rows[rows.orig == 1]
    initiators = set(first[first.sidea == 1].ccode)
    targets = set(first[first.sidea == 0].ccode) - initiators
    if not initiators or not targets:
        return None
    return initiators, targets, int(first[first.sidea == 1].hostlev.max())


def _owed(
    owed: dict[Any, Any], system: dict[int, set[int]], state: int, others: set[int], year: int
) -> list[int]:
    total = [0, 0, 0, 0, 0]
    for other in others:
        known = state in system.get(year - 1, ()) and other in system.get(year - 1, ())
        duty = owed.get((state, other, year - 1 if known else year))
        if duty:
            total = [max(one, two) for one, two in zip(total, duty, strict=True)]
    return total


def _class(duty: list[int]) -> str:
    return next((name for name, has in zip(CLASSES, duty, strict=False) if has), "none")


Pacts = dict[int, dict[int, tuple[set[int], set[int]]]]


def _defense_pacts(root: Path) -> Pacts:
    """state -> pact -> ... of each year: those bound to defend, and all members."""
    pacts: Pacts = defaultdict(lambda: defaultdict(lambda: (set(), set())))
    for row in sources.alliance_members(root).itertuples():
        for year in range(int(row.yrent), int(row.yrexit) + 1):
            bound, members = pacts[year][row.atopid]
            members.add(int(row.member))
            if row.defense == 1:
                bound.add(int(row.member))
    return pacts


def _bilateral(pacts: Pacts, state: int, targets: set[int], year: int) -> bool | None:
    """Whether the smallest pact that binds ``state`` to defend a target binds two; None if the
    member file knows none."""
    sizes = [
        len(bound)
        for bound, members in pacts[year].values()
        if state in bound and members & targets
    ]
    return min(sizes) == 2 if sizes else None


def rows(root: Path) -> list[dict[str, Any]]:
    """The joining classes: by obligation, at any level or with force; after an attack; at war;
    bilateral and multilateral defense pacts; major powers."""
    people = list(bystanders(root))
    found: list[dict[str, Any]] = []
    for name in CLASSES:
        chosen = [one for one in people if one.obligation == name]
        found += _outcomes(f"joins/{name}", CLASS_NAMES[name], chosen, "any dispute")
        attacked = [one for one in chosen if one.attack]
        found += _outcomes(
            f"joins-attacked/{name}", CLASS_NAMES[name], attacked, "the initiator used force"
        )
    partial = [one for one in people if one.obligation == "defense" and not one.bound_to_initiator]
    for name, bilateral in (("bilateral", True), ("multilateral", False)):
        chosen = [one for one in partial if one.bilateral is bilateral]
        label = f"a state with a {name} defense pact with the target and none with the initiator"
        found += _outcomes(f"joins/defense-{name}", label, chosen, "any dispute")
        attacked = [one for one in chosen if one.attack]
        found += _outcomes(
            f"joins-attacked/defense-{name}", label, attacked, "the initiator used force"
        )
    armed = [
        one
        for one in people
        if one.obligation != "defense" and one.supplier and one.year >= FIRST_ARMS_YEAR
    ]
    label = "a state without a defense pact that armed the target in the five years before"
    for slug, chosen, words in (
        ("joins", armed, "any dispute"),
        ("joins-attacked", [one for one in armed if one.attack], "the initiator used force"),
    ):
        counted = _outcomes(f"{slug}/no-defense/supplier", label, chosen, words)
        found += [row | {"source": f"{SOURCE}; SIPRI Arms Transfers"} for row in counted]
    bound = [one for one in people if one.obligation == "defense" and one.war]
    label = "a state with a defense pact with the target"
    return found + _outcomes("joins-war/defense", label, bound, "the dispute reached war")


def _outcomes(
    group: str, label: str, people: list[Bystander], condition: str
) -> list[dict[str, Any]]:
    found = []
    for suffix, level, words in (("", 0, "joins"), ("/force", FORCE, "joins with force")):
        about = {
            "name": f"{label} {words} its side ({condition})",
            "unit": "dispute",
            "source": SOURCE,
            "definition": "A state outside a militarized dispute on its first day, by its "
            f"obligations to the target the year before ({condition}); yes when it {words} "
            "the target's side later"
            + (" (hostility 4 or 5)." if level else " (at any level of hostility)."),
        }
        cases = [Case(one.year, one.dispute, one.joined >= level) for one in people]
        found += by_era(group + suffix, cases, about)
    return found
