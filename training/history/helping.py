"""What great powers did for a state in crisis, as that state saw it (ICB2 v13).

A case is a state in an international crisis and one great power that is not itself in it. Help
counts when the state in crisis viewed it favourably. ICB records the most intense form alone, so
arms means arms, advisers or covert help *and no direct intervention*.

Most states in crisis are no friends of the power. The facet "supplier" (SIPRI: the power
delivered major arms to the state in the five years before) keeps those who are apart.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

from training.history import sources
from training.history.classes import Case, by_era
from training.history.crises import typical_length

SOURCE = "ICB2 v13 (actor level); obligations from ATOP 5.1"
ARMS_SOURCE = SOURCE + "; deliveries from SIPRI Arms Transfers"
FIRST_ARMS_YEAR = 1951  # SIPRI begins in 1950
POWERS = {"us": 2, "su": 365, "gb": 200, "fr": 220, "it": 325, "gr": 255, "jp": 740}
NAMES = {
    "usa": "the United States",
    "rus": "the USSR or Russia",
    "powers-1918": "a great power",
    "superpower": "the United States or the USSR/Russia",
}
PACTS = {
    "defense": "with a defense pact",
    "lesser": "with a pact of nonaggression, neutrality or consultation but no defense pact",
    "none": "without any pact",
}
FAVOURABLE = 1
SERIOUS = 3  # ICB violence: serious clashes (3) or full-scale war (4)
KINDS = {
    "military": ("arms, advisers, covert or direct military help", (6, 7, 8)),
    "direct": ("direct military help", (8,)),
    "arms": ("arms, advisers or covert help, without direct intervention", (6, 7)),
    "diplomatic": ("political, economic or propaganda support and no more", (3, 4, 5)),
}


class Help(NamedTuple):
    """One great power and one state in crisis."""

    crisis: int
    year: int
    power: str
    pact: str
    form: int
    favourable: bool
    violent: bool
    supplier: bool


def helps(root: Path) -> list[Help]:
    """The United States and the USSR/Russia since 1946; before, all seven great powers."""
    owed, arms = sources.obligations(root), sources.arms_deliveries(root)
    found = []
    for row in sources.crisis_actors(root).itertuples():
        for power, code in POWERS.items():
            form = getattr(row, f"{power}inv")
            late = power not in ("us", "su") and row.year > 1945
            if form != form or form in (0, 9) or late:
                continue
            pair = (code, int(row.cracid))
            duty = owed.get((*pair, row.year - 1)) or owed.get((*pair, row.year)) or (0,)
            label = {"us": "usa", "su": "rus"}[power] if row.year > 1945 else "powers-1918"
            attitude = getattr(row, f"{power}favr")
            found.append(
                Help(
                    crisis=int(row.crisno),
                    year=int(row.year),
                    power=label,
                    pact="defense" if duty[0] else "lesser" if any(duty) else "none",
                    form=int(form),
                    favourable=attitude == FAVOURABLE,
                    violent=row.viol >= SERIOUS,
                    supplier=any(
                        (*pair, year) in arms for year in range(int(row.year) - 5, int(row.year))
                    ),
                )
            )
    return found


def rows(root: Path) -> list[dict[str, Any]]:
    """Help by power, pact and kind; all crises and those with serious violence; without a defense
    pact also by arms deliveries. ``superpower`` pools the United States and the USSR/Russia."""
    everything, length = helps(root), typical_length(root)
    pooled = [one._replace(power="superpower") for one in everything if one.year > 1945]
    found: list[dict[str, Any]] = []
    for power, who in NAMES.items():
        chosen = [one for one in everything + pooled if one.power == power]
        for pact, words in PACTS.items():
            people = [one for one in chosen if one.pact == pact]
            found += _settings(f"helps/{power}/{pact}", f"{who} {words}", people, SOURCE)
        if power == "powers-1918":
            continue
        unbound = [one for one in chosen if one.pact != "defense" and one.year >= FIRST_ARMS_YEAR]
        for supplier, slug, words in (
            (True, "supplier", "without a defense pact but with recent arms deliveries"),
            (False, "no-supplier", "without a defense pact or recent arms deliveries"),
        ):
            people = [one for one in unbound if one.supplier is supplier]
            group = f"helps/{power}/no-defense/{slug}"
            found += _settings(group, f"{who} {words}", people, ARMS_SOURCE)
    return [row | {"span_days": length} for row in found]


def _settings(group: str, name: str, people: list[Help], source: str) -> list[dict[str, Any]]:
    violent = [one for one in people if one.violent]
    found = _kinds(group, f"{name} gives", people, "an international crisis", source)
    return found + _kinds(
        f"{group}/violent", f"{name} gives", violent, "a crisis with serious violence", source
    )


def _kinds(
    group: str, name: str, people: list[Help], setting: str, source: str
) -> list[dict[str, Any]]:
    found = []
    eras = ("to-1945",) if "powers-1918" in group else ("since-1946", "1946-1991", "since-1992")
    for kind, (words, forms) in KINDS.items():
        cases = [Case(one.year, one.crisis, one.favourable and one.form in forms) for one in people]
        about = {
            "name": f"{name} {words} ({setting})",
            "unit": "crisis",
            "source": source,
            "definition": f"A state in {setting} and a great power outside it; yes when the "
            f"power's most intense activity was {words}, and the state viewed it favourably.",
        }
        found += by_era(f"{group}/{kind}", cases, about, eras=eras)
    return found
