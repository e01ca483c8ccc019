"""Mediation, agreements and escalation in international crises (ICB1 v13)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from training.history import sources
from training.history.classes import Case, by_era

SOURCE = "ICB1 v13 (system level)"
MEDIATED, OFFER_REFUSED = 4, 3
VIOLENCE = {1: "no violence", 2: "minor clashes", 3: "serious clashes", 4: "full-scale war"}
MEDIATORS = {
    2: ("global-organisation", "a global organisation"),
    3: ("regional-organisation", "a regional organisation"),
    5: ("state", "a single state"),
    6: ("states", "a group of states"),
    7: ("individual", "a private individual"),
}
BEFORE_ONSET = 2
NO_VIOLENCE, LATER_VIOLENCE = 1, 4
FORMAL, SEMIFORMAL = 1, 2
HORIZONS = (30, 90, 180, 365)


def rows(root: Path) -> list[dict[str, Any]]:
    """All classes that come from the system-level file."""
    table = sources.crises(root)
    return _mediation(table) + _agreement(table) + _escalation(table)


def _cases(table: pd.DataFrame, yes: pd.Series) -> list[Case]:
    numbers = zip(table.year, table.crisno, yes, strict=True)
    return [Case(int(year), int(crisis), bool(out)) for year, crisis, out in numbers]


def _about(name: str, definition: str, **more: Any) -> dict[str, Any]:
    return {
        "name": name,
        "unit": "crisis",
        "source": SOURCE,
        "definition": definition,
    } | more


def _mediation(table: pd.DataFrame) -> list[dict[str, Any]]:
    table = table[table.mediate.isin([1, 2, 3, 4])]
    mediated = table.mediate == MEDIATED
    definition = (
        "An international crisis; yes when a third party mediated between its trigger and its end, "
        "with the parties' consent"
    )
    delay = _delay(table, "yrmedst", "momedst", "damedst")
    known = delay[mediated & (table.medtime == 3) & (delay >= 0)]
    definition += ", begun within the horizon (undated ones count only where none is given)"
    about = _about("a crisis is mediated", definition + ".", median_days=int(known.median()))
    found = by_era("mediated", _cases(table, mediated), about)
    for horizon in HORIZONS:
        soon = mediated & ((table.medtime == BEFORE_ONSET) | (delay <= horizon))
        about = _about(
            "a crisis is mediated",
            definition + ".",
            horizon_days=horizon,
        )
        found += by_era("mediated", _cases(table, soon), about)
    for code, words in VIOLENCE.items():
        chosen = table[table.viol == code]
        about = _about(f"a crisis with {words} is mediated", definition + f" (violence: {words}).")
        yes = chosen.mediate == MEDIATED
        found += by_era(f"mediated/{words.replace(' ', '-')}", _cases(chosen, yes), about)
    refused = table.mediate == OFFER_REFUSED
    about = _about(
        "mediation is offered and refused",
        "An international crisis; yes when mediation was offered and not accepted.",
    )
    found += by_era("mediation-refused", _cases(table, refused), about)
    done = table[mediated]
    for code, (slug, words) in MEDIATORS.items():
        about = _about(
            f"the main mediator is {words}",
            f"A mediated international crisis; yes when its most active mediator was {words}.",
        )
        found += by_era(f"main-mediator/{slug}", _cases(done, done.medwho == code), about)
    return found


def _delay(table: pd.DataFrame, year: str, month: str, day: str) -> pd.Series:
    """Days from a crisis's trigger to the named date; unknown months and days fall mid-way."""
    return (_date(table, year, month, day) - _date(table, "yrtrig", "motrig", "datrig")).dt.days


def _date(table: pd.DataFrame, year: str, month: str, day: str) -> pd.Series:
    parts = {
        "year": table[year],
        "month": table[month].where(table[month].between(1, 12), 6),
        "day": table[day].where(table[day].between(1, 31), 15),
    }
    return pd.to_datetime(pd.DataFrame(parts), errors="coerce")


def typical_length(root: Path) -> int:
    """How long an international crisis lasts, in days (median)."""
    length = _delay(sources.crises(root), "yrterm", "moterm", "daterm")
    return int(length[length >= 0].median())


def _agreement(table: pd.DataFrame) -> list[dict[str, Any]]:
    agreed = table.forout.isin([FORMAL, SEMIFORMAL])
    length = _delay(table, "yrterm", "moterm", "daterm")
    found = []
    for horizon in (*HORIZONS, None):
        yes = agreed & (length <= horizon) if horizon else agreed
        about = _about(
            "a crisis ends in an agreement",
            "An international crisis; yes when it ended within the horizon, counted from its "
            "trigger, in a formal or semi-formal agreement.",
            horizon_days=horizon,
        )
        found += by_era("agreement", _cases(table, yes), about)
    return found


def _escalation(table: pd.DataFrame) -> list[dict[str, Any]]:
    about = _about(
        "a crisis reaches full-scale war",
        "An international crisis; yes when its violence reached full-scale war.",
    )
    found = by_era("full-war", _cases(table, table.viol == 4), about)
    quiet = table[table.timvio.isin([NO_VIOLENCE, LATER_VIOLENCE])]
    kinds = (
        ("violence", 2, "violence of any kind"),
        ("serious-violence", 3, "serious clashes or war"),
        ("full-war", 4, "full-scale war"),
    )
    for slug, least, words in kinds:
        about = _about(
            f"a crisis that began without violence sees {words}",
            "An international crisis without violence before or at its trigger; yes when "
            f"{words} followed.",
        )
        yes = (quiet.timvio == LATER_VIOLENCE) & (quiet.viol >= least)
        found += by_era(f"escalates/{slug}", _cases(quiet, yes), about)
    violent = table[table.timvio.isin([2, 3])]
    about = _about(
        "a crisis that began with violence reaches full-scale war",
        "An international crisis with violence before or at its trigger; yes when it reached "
        "full-scale war.",
    )
    found += by_era("full-war/violent-start", _cases(violent, violent.viol == 4), about)
    return found
