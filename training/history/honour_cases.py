"""Cases for the model of pacts honoured: a pact that a war called on (Berkemeier & Fuhrmann)."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from crisisdesk.history.honour_inputs import Pact, honour_parts
from crisisdesk.history.inputs import values_of
from training.history import sources
from training.history.covariates import covariates

WARS = {"WorldWarI": 1914, "WorldWarII": 1939}
CLAUSES = {
    "defense": "defense",
    "offense": "offense",
    "neutral": "neutrality",
    "nonagg": "nonaggression",
    "consul": "consultation",
}


class HonourCase(NamedTuple):
    """A pact in a war: its inputs, and whether the ally did what it had promised."""

    year: int
    war: int
    honoured: bool
    inputs: dict[str, float]


def honour_cases(root: Path) -> list[HonourCase]:
    """Every pact that a war called on, by the rule of Leeds, Long & Mitchell."""
    known, pacts = covariates(root), sources.alliances(root)
    table = sources.pact_trials(root)
    table = table[(table.honorLLM == 1) | (table.violateLLM == 1)]
    found = []
    for row in table.itertuples():
        year = WARS.get(row.warname) or int(re.findall(r"1[89]\d\d|20\d\d", row.warname)[0])
        held = pacts.loc[row.atopid]
        pact = Pact(
            clauses=frozenset(
                name for column, name in CLAUSES.items() if getattr(row, column) == 1
            ),
            members=_members(held),
            since=int(held.begyr),
            multilateral=bool(row.multilateral),
            wartime=held.wartime == 1,
            conditional=held.conditio == 1,
            contact=float(held.milcon),
            threat=held.specthrt == 1,
        )
        honoured = row.honorLLM == 1
        parts = honour_parts(known, pact, year)
        found.append(HonourCase(year, int(row.warid), bool(honoured), values_of(parts)))
    return found


def _members(pact: pd.Series) -> tuple[int, ...]:
    columns = [name for name in pact.index if re.fullmatch(r"mem\d+", str(name))]
    return tuple(int(code) for code in pact[columns] if code == code)
