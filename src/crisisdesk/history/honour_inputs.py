"""What the odds turn on that an ally does what it promised once a war calls on the pact."""

from __future__ import annotations

from collections.abc import Callable
from math import isnan, log, log1p, nan

from msgspec import Struct

from crisisdesk.history.covariates import SOURCES, Covariates
from crisisdesk.history.inputs import Part, most

OTHER_REGIME = 3  # points of polity2
LATE = 1945  # from when pacts in the record are honoured far less
ORDER = ("defense", "offense", "neutrality", "nonaggression", "consultation")


class Pact(Struct, frozen=True):
    """A pact: its clauses (ATOP's classes), members (COW numbers) and first year. ``wartime``: made
    during a war. What is only in ATOP may be unknown: ``conditional`` on a condition, peacetime
    military ``contact`` (0-3), a named ``threat``."""

    clauses: frozenset[str]
    members: tuple[int, ...]
    since: int
    multilateral: bool
    wartime: bool = False
    conditional: bool | None = None
    contact: float | None = None
    threat: bool | None = None


def honour_parts(
    known: Covariates, pact: Pact, year: int, name: Callable[[int], str] = str
) -> list[Part]:
    """The parts of the case that a member honours the ``pact`` in a war of ``year``."""
    clauses = {clause: clause in pact.clauses for clause in ORDER}
    era = year >= LATE
    grades = [grade for m in pact.members if (grade := known.polity(m, year)) == grade]
    terms = {
        "wartime": pact.wartime,
        "conditional": _known(pact.conditional),
        "contact": _known(pact.contact),
        "threat": _known(pact.threat),
    }
    members = {
        "multilateral": pact.multilateral,
        "members": log(max(1, len(pact.members))),
        "major": any(known.major(member, year) for member in pact.members),
        "strongest": most(known.capability(member, year) for member in pact.members),
        "polity": sum(grades) / len(grades) if grades else nan,
    }
    held = ", ".join(clause for clause in ORDER if clauses[clause])
    return [
        Part("clauses", clauses, f"it promises {held}", SOURCES["owed"]),
        Part(
            "era",
            {"late": era, "late_defense": era and clauses["defense"]},
            f"a war {'since' if era else 'before'} {LATE}",
        ),
        Part("members", members, f"{len(pact.members)} members", SOURCES["cinc"]),
        Part("age", {"age": log1p(max(0, year - pact.since))}, f"made in {pact.since}"),
        _change(known, pact, year),
        Part("terms", terms, "its further terms", SOURCES["owed"]),
    ]


def _change(known: Covariates, pact: Pact, year: int) -> Part:
    """What has become of the members since they signed: those who have grown, shrunk or changed
    their regime honour less (Leeds 2003)."""
    power = most(
        abs(known.log_capability(m, year) - known.log_capability(m, pact.since))
        for m in pact.members
    )
    regime = most(abs(known.polity(m, year) - known.polity(m, pact.since)) for m in pact.members)
    other = nan if isnan(regime) else float(regime >= OTHER_REGIME)
    words = "power and regimes of its members since it was made"
    values = {"power_change": power, "regime_change": other}
    return Part("change", values, words, f"{SOURCES['cinc']}; {SOURCES['polity']}")


def _known(value: float | None) -> float:
    return nan if value is None else float(value)
