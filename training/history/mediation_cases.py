"""Cases for the model of mediation: international crises (ICB1, their parties from ICB2)."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from crisisdesk.history.inputs import values_of
from crisisdesk.history.mediation_inputs import Course, mediation_parts
from training.history import sources
from training.history.covariates import covariates
from training.history.crises import MEDIATED
from training.history.parties import parties_of

CODED = (1, 2, 3, 4)
BEGAN_VIOLENT = (2, 3)  # ICB timing of violence: before the crisis, or as its trigger


class MediationCase(NamedTuple):
    """A crisis: its inputs, and whether it was mediated. ``told``: the inputs when it began, whose
    violence to come is not known."""

    year: int
    crisis: int
    mediated: bool
    inputs: dict[str, float]
    told: dict[str, float]


def mediation_cases(root: Path) -> list[MediationCase]:
    """Every crisis of which mediation is coded, in order of year."""
    known, parties = covariates(root), parties_of(root)
    rows = sources.crises(root)
    found = []
    for row in rows[rows.mediate.isin(CODED)].sort_values(["year", "crisno"]).itertuples():
        states, pairs = parties[int(row.crisno)]
        began = Course(row.timvio in BEGAN_VIOLENT)
        whole, told = (
            values_of(mediation_parts(known, pairs, states, int(row.year), course))
            for course in (Course(violence=int(row.viol) - 1), began)
        )
        yes = row.mediate == MEDIATED
        found.append(MediationCase(int(row.year), int(row.crisno), yes, whole, told))
    return found
