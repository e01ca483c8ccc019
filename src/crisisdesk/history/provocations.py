"""Attacks by others than a state's forces for which a state held another one responsible, told in
our own words, and when it next used force on that one. They are cases of the class ``provoked``,
and its precedents."""

from __future__ import annotations

from datetime import date
from functools import cache

from msgspec import Struct

from crisisdesk.history.classes import shipped
from crisisdesk.history.precedents import Precedent
from crisisdesk.terms.files import load_yaml

SOON = 365  # days within which an answer by force counts


class Provocation(Struct, frozen=True, forbid_unknown_fields=True):
    """An attack on the people or soil of ``attacked`` that it laid at the door of ``blamed``.

    ``force`` are the days until it next used force on that state or its soil (None: not within
    `SOON`); ``quiet``: no force had passed between the two for 30 days. ``icb`` is the number of
    the crisis in ICB; ``differs`` says why MIE or ICB reads otherwise.
    """

    id: str
    day: date
    attacked: str
    blamed: str
    killed: int
    force: int | None
    quiet: bool
    did: str
    icb: int | None = None
    differs: str = ""

    @property
    def outcome(self) -> str:
        """Whether force followed, in words."""
        if self.force is None:
            return "no force within a year"
        if self.force > 1:
            return f"force {self.force} days on"
        return "force on the next day" if self.force else "force the same day"


class _File(Struct, frozen=True, forbid_unknown_fields=True):
    provocations: tuple[Provocation, ...]


@cache
def load_provocations() -> tuple[Provocation, ...]:
    """All that ship, by day. Raises TermsError where the file breaks its schema."""
    rows = load_yaml(shipped("provocations.yaml"), _File).provocations
    return tuple(sorted(rows, key=lambda row: (row.day, row.id)))


@cache
def provoked_precedents() -> tuple[Precedent, ...]:
    """The quiet ones as precedents of a strike: the attacked as who may strike."""
    return tuple(
        Precedent(
            id=row.id,
            year=row.day.year,
            threateners=(row.attacked,),
            target=row.blamed,
            protector="none",
            obligation="unknown",
            force=row.force is not None,
            help="none",
            mediator="none",
            majors=row.attacked in MAJORS,
            did=row.did,
            outcome=row.outcome,
            source="public record",
        )
        for row in load_provocations()
        if row.quiet
    )


MAJORS = frozenset({"USA", "RUS", "GBR", "FRA", "CHN"})
