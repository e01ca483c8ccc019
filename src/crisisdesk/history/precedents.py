"""Precedents since 1945: the nearest past cases to a question, and how they came out."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Literal

from msgspec import Struct

from crisisdesk.history.classes import shipped
from crisisdesk.terms.files import load_yaml

# "lesser": some pact without a duty to defend, where it is not known which
Duty = Literal["defense", "lesser", "none", "neutrality", "nonaggression", "consultation"]


class Precedent(Struct, frozen=True, forbid_unknown_fields=True):
    """One past crisis. Codes as in the record; ``protector`` and ``mediator`` may be "none".

    ``force``: a threatener struck the target. ``help``: the most that the protector did for it.
    ``majors``: a major power threatened, was threatened or protected.
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

    @property
    def actors(self) -> frozenset[str]:
        """Everybody in it."""
        return frozenset({*self.threateners, self.target, self.protector, self.mediator} - {"none"})

    def line(self) -> str:
        """As a brief shows it: year, what happened, how it ended."""
        return f"{self.year}: {self.did}; {self.outcome} [{self.source}]"


class _File(Struct, frozen=True, forbid_unknown_fields=True):
    precedents: tuple[Precedent, ...]


@cache
def load_precedents() -> tuple[Precedent, ...]:
    """All shipped precedents. Raises TermsError where the file breaks its schema."""
    return load_yaml(shipped("precedents.yaml"), _File).precedents


def nearest(
    family: str,
    actors: Sequence[str],
    *,
    threateners: Sequence[str] = (),
    target: str | None = None,
    protector: str | None = None,
    bound: bool | None = None,
    before: int = 9999,
    majors: bool = False,
    count: int = 3,
) -> tuple[Precedent, ...]:
    """The ``count`` precedents before the year ``before`` that lie nearest.

    Compared in this order: of the same class (``family``: strike and escalation take any case,
    intervention wants one with a protector and, where ``bound`` is known, the same duty to
    defend, mediation and talks one that was mediated); how many share a part (the same
    threatener, target or protector), then any actor; recency; majors like here or not.
    """
    wanted = frozenset(actors)

    def rank(case: Precedent) -> tuple[int, int, int, int, int]:
        parts = (
            bool(set(threateners) & set(case.threateners))
            + (case.target == target)
            + (protector is not None and case.protector == protector)
        )
        shared = len(wanted & case.actors)
        same = _same_class(case, family, bound)
        return (-same, -parts, -shared, -case.year // 10 * 10, -(case.majors == majors))

    known = [case for case in load_precedents() if case.year < before]
    return tuple(sorted(known, key=lambda case: (*rank(case), -case.year))[:count])


def _same_class(case: Precedent, family: str, bound: bool | None) -> int:
    if family == "intervention":
        return (case.protector != "none") + (
            bound is not None and (case.obligation == "defense") == bound
        )
    if family in ("mediation", "talks"):
        return int(case.mediator != "none")
    return 1
