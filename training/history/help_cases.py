"""Cases for the model of great powers' help: a state in crisis and a power outside it (ICB2)."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

from crisisdesk.history.help_inputs import RUS, USA, Opening, Trouble, help_parts
from crisisdesk.history.inputs import values_of
from training.history import sources
from training.history.covariates import covariates
from training.history.helping import FAVOURABLE, SERIOUS
from training.history.parties import LAST_STATE

FIRST = 1946
MILITARY, DIRECT = (6, 7, 8), 8
MINOR = 2  # ICB violence
OPENINGS: dict[int, Opening] = {
    1: "words",
    2: "words",
    7: "force shown",
    9: "force used",
}


class HelpCase(NamedTuple):
    """A state in crisis and a power: its inputs, what the power did that the state welcomed."""

    year: int
    crisis: int
    power: int
    military: bool
    direct: bool
    diplomatic: bool
    inputs: dict[str, float]


def help_cases(root: Path) -> list[HelpCase]:
    """The United States and the USSR or Russia beside every state in crisis since 1946."""
    known, rows = covariates(root), sources.crisis_actors(root)
    actors = {
        int(crisis): sorted({int(code) for code in codes})
        for crisis, codes in rows.groupby("crisno").cracid
    }
    found = []
    since = {(int(row.crisno), int(row.cracid)): _day(row) for row in rows.itertuples()}
    for row in rows.sort_values(["year", "crisno", "cracno"]).itertuples():
        for column, power in (("us", USA), ("su", RUS)):
            form, attitude = getattr(row, f"{column}inv"), getattr(row, f"{column}favr")
            if row.year < FIRST or form != form or form in (0, 9):
                continue
            foes = _foes(row, actors[int(row.crisno)])
            party = since.get((int(row.crisno), power), _day(row)) < _day(row)
            trouble = _trouble(row, party)
            parts = help_parts(known, power, int(row.cracid), foes, int(row.year), trouble)
            welcome = attitude == FAVOURABLE
            found.append(
                HelpCase(
                    int(row.year),
                    int(row.crisno),
                    power,
                    bool(welcome and form in MILITARY),
                    bool(welcome and form == DIRECT),
                    bool(welcome and form in (3, 4, 5)),
                    values_of(parts),
                )
            )
    return found


def _foes(row: Any, actors: list[int]) -> list[int]:
    """The source of the threat where it is a state, else the crisis's other actors."""
    source, state = row.southv, int(row.cracid)
    if source == source and 2 <= source <= LAST_STATE and int(source) != state:
        return [int(source)]
    return [actor for actor in actors if actor != state]


def _trouble(row: Any, party: bool) -> Trouble:
    opening = OPENINGS.get(int(row.triggr), "other") if row.triggr == row.triggr else "other"
    return Trouble(opening, violent=row.viol >= MINOR, serious=row.viol >= SERIOUS, party=party)


def _day(row: Any) -> tuple[int, int, int]:
    """When the crisis began for a state; a month or day that is not known is taken as the middle
    of its year or month."""
    month = int(row.motrig) if 1 <= row.motrig <= 12 else 6
    day = int(row.datrig) if 1 <= row.datrig <= 31 else 15
    return int(row.year), month, day
