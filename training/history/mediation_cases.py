"""Cases for the model of mediation: international crises (ICB1, their parties from ICB2)."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

from crisisdesk.history.inputs import values_of
from crisisdesk.history.mediation_inputs import Course, mediation_parts
from training.history import sources
from training.history.covariates import covariates
from training.history.crises import MEDIATED
from training.history.help_cases import LAST_STATE, OPENINGS

CODED = (1, 2, 3, 4)
BEFORE = (2, 3)  # ICB timing of violence: before the crisis, or as its trigger


class MediationCase(NamedTuple):
    """A crisis: its inputs, and whether it was mediated."""

    year: int
    crisis: int
    mediated: bool
    inputs: dict[str, float]


def mediation_cases(root: Path) -> list[MediationCase]:
    """Every crisis of which mediation is coded, in order of year."""
    known, parties = covariates(root), _parties(root)
    rows = sources.crises(root)
    found = []
    for row in rows[rows.mediate.isin(CODED)].sort_values(["year", "crisno"]).itertuples():
        states, pairs = parties[int(row.crisno)]
        trigger = rows.at[row.Index, "break"]
        course = Course(
            OPENINGS.get(int(trigger), "other") if trigger == trigger else "other",
            violence=int(row.viol) - 1,
            violent_before=row.timvio in BEFORE,
        )
        parts = mediation_parts(known, pairs, states, int(row.year), course)
        yes = row.mediate == MEDIATED
        found.append(MediationCase(int(row.year), int(row.crisno), yes, values_of(parts)))
    return found


def _parties(root: Path) -> dict[int, tuple[list[int], list[tuple[int, int]]]]:
    """Crisis -> the states in it, and the pairs of a state and the source of its threat."""
    states: dict[int, set[int]] = defaultdict(set)
    pairs: dict[int, set[tuple[int, int]]] = defaultdict(set)
    for row in sources.crisis_actors(root).itertuples():
        crisis, state, source = int(row.crisno), int(row.cracid), row.southv
        states[crisis].add(state)
        if source == source and 2 <= source <= LAST_STATE and int(source) != state:
            states[crisis].add(int(source))
            pairs[crisis].add((min(state, int(source)), max(state, int(source))))
    found = {}
    for crisis, members in states.items():
        ordered = sorted(members)
        named = sorted(pairs[crisis])
        found[crisis] = (ordered, named or ([(ordered[0], ordered[1])] if ordered[1:] else []))
    return defaultdict(lambda: ([], []), found)
