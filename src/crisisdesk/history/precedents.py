"""Precedents since 1945: the nearest past cases to a question, and how they came out."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from heapq import nsmallest
from typing import Literal

from msgspec import Struct

from crisisdesk.history.classes import shipped
from crisisdesk.terms.files import load_yaml

# "lesser": some pact without a duty to defend, where it is not known which
Duty = Literal[
    "defense", "lesser", "none", "neutrality", "nonaggression", "consultation", "unknown"
]
NOBODY = frozenset({"none", "unnamed"})


class Precedent(Struct, frozen=True, forbid_unknown_fields=True):
    """One past crisis. Codes as in the record; ``protector`` and ``mediator`` may be "none", and a
    mediator "unnamed" in a row of a data set.

    ``force``: a threatener struck the target. ``help``: the most that the protector did for it.
    ``majors``: a major power threatened, was threatened or protected. ``icb`` is the number of
    the crisis in ICB; ``differs`` says why the row is read otherwise there. ``told`` is false for
    rows of data sets, which `recorded` reads.
    """

    id: str
    year: int
    threateners: tuple[str, ...]
    target: str
    protector: str
    obligation: Duty
    force: bool
    help: Literal["none", "diplomatic", "arms", "direct"]
    mediator: str
    majors: bool
    did: str
    outcome: str
    source: str
    icb: int | None = None
    differs: str = ""
    told: bool = True

    @property
    def actors(self) -> frozenset[str]:
        """Everybody in it."""
        return frozenset({*self.threateners, self.target, self.protector, self.mediator}) - NOBODY


class _File(Struct, frozen=True, forbid_unknown_fields=True):
    precedents: tuple[Precedent, ...]


@cache
def load_precedents() -> tuple[Precedent, ...]:
    """All shipped precedents, by year. Raises TermsError where a file breaks its schema."""
    files = sorted(shipped("precedents").glob("*.yaml"))
    rows = [row for path in files for row in load_yaml(path, _File).precedents]
    return tuple(sorted(rows, key=lambda row: (row.year, row.id)))


class Sought(Struct, frozen=True):
    """What precedents are sought for: the family of the question, its parts as codes, whether
    the protector is bound to defend (None where that is not asked), and the year before which."""

    family: str
    actors: frozenset[str]
    threateners: tuple[str, ...] = ()
    target: str | None = None
    protector: str | None = None
    bound: bool | None = None
    before: int = 9999
    majors: bool = False


def nearest(
    sought: Sought,
    count: int = 3,
    more: Sequence[Precedent] = (),
    among: Sequence[Precedent] = (),
) -> tuple[Precedent, ...]:
    """The ``count`` precedents before the year sought for that lie nearest, of the shipped ones
    and ``more`` (rows of data sets; those of a crisis that is told here are left out); or of those
    ``among`` which alone to look, where there are some.

    Compared in this order: of the same class (strike and escalation take any case, intervention
    wants one with a protector and, where ``bound`` is known, the same duty to defend, mediation
    and talks one that was mediated); how many share a part (the same threatener, target or
    protector), then any actor; told in words; recency; majors like here or not.
    """

    def first(case: Precedent) -> tuple[int, int]:
        parts = (
            (not threateners.isdisjoint(case.threateners))
            + (case.target == sought.target)
            + (sought.protector is not None and case.protector == sought.protector)
        )
        return -same_class(case, sought), -parts

    def rank(case: Precedent) -> tuple[int, ...]:
        shared = len(sought.actors & case.actors)
        alike = case.majors == sought.majors
        decade = case.year // 10 * 10
        return (-shared, -case.told, -decade, -alike, -case.year)

    threateners = frozenset(sought.threateners)
    told = {case.icb for case in load_precedents() if case.icb}
    known = among or [*load_precedents(), *(case for case in more if case.icb not in told)]
    # most are far off by what counts first: the rest is looked at only for those that are not
    firsts = [(first(case), case) for case in known if case.year < sought.before]
    last = max(nsmallest(count, (far for far, _ in firsts)), default=(0, 0))
    close = [(far, rank(case), case) for far, case in firsts if far <= last]
    return tuple(case for *_, case in nsmallest(count, close, key=lambda one: one[:2]))


def same_class(case: Precedent, sought: Sought) -> int:
    """How far a case is of the class that a question is about: 0 for not at all."""
    if sought.family == "intervention":
        alike = sought.bound is not None and (case.obligation == "defense") == sought.bound
        return (case.protector != "none") + (alike and case.obligation != "unknown")
    if sought.family in ("mediation", "talks"):
        return int(case.mediator != "none")
    return 1
