"""Cases for the model of who joins a target: states that might, in every dispute (MID x ATOP)."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from crisisdesk.history.inputs import values_of
from crisisdesk.history.joining_inputs import Dispute, Sides, joining_parts, relevant
from training.history import joining, sources
from training.history.covariates import covariates
from training.history.joining import FORCE, WAR


class JoiningCase(NamedTuple):
    """A state outside a dispute's first day: its inputs and its highest hostility on the target's
    side (0: it stayed out)."""

    year: int
    dispute: int
    state: int
    joined: int
    inputs: dict[str, float]


def joining_cases(root: Path) -> list[JoiningCase]:
    """Every state that might join, in order of dispute."""
    known, (table, participants) = covariates(root), sources.disputes(root)
    system, pacts = sources.state_system(root), joining._defense_pacts(root)
    years = dict(zip(table.dispnum, table.styear, strict=True))
    found = []
    for dispute, rows in participants.groupby("dispnum"):
        first = joining._sides(rows)
        if first is None:
            continue
        initiators, targets, level = first
        year = int(years[dispute])
        late = rows[(rows.orig == 0) & (rows.sidea == 0)].groupby("ccode").hostlev.max().to_dict()
        for state in sorted(system.get(year, set()) - initiators - targets):
            sides = Sides(state, sorted(map(int, targets)), sorted(map(int, initiators)), year)
            if not relevant(known, sides):
                continue
            bound = any("defense" in known.duty(state, t, year) for t in sides.targets)
            pair = bound and bool(joining._bilateral(pacts, state, targets, year - 1))
            what = Dispute(attacked=level >= FORCE, war=level >= WAR, bilateral=pair)
            inputs = values_of(joining_parts(known, sides, what))
            joined = int(late.get(state, 0))
            found.append(JoiningCase(year, int(dispute), state, joined, inputs))
    return found
