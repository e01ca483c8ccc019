"""Standing treaties as data: who owes whom what, in which years.

A report's own words about an obligation outrank this file; it fills in where they are silent.
"""

from __future__ import annotations

from functools import cache
from typing import Literal

from msgspec import Struct, field

from crisisdesk.errors import TermsError
from crisisdesk.history.classes import shipped
from crisisdesk.terms.files import load_yaml
from crisisdesk.terms.records import ObligationClass


class Treaty(Struct, frozen=True, forbid_unknown_fields=True):
    """A treaty in force between ``members`` (ISO 3166 alpha-3) from one year to another.

    All members owe ``obligations`` to one another unless ``bound`` names those who do; the
    others then owe ``lesser``. ``start`` and ``end`` are years, both included; ``joined`` has the
    year of members who came later, ``out`` the year from which one was left out.
    """

    name: str
    members: tuple[str, ...]
    obligations: tuple[ObligationClass, ...]
    start: int = field(name="from")
    end: int | None = field(name="to", default=None)
    bound: tuple[str, ...] = ()
    lesser: tuple[ObligationClass, ...] = ()
    kind: Literal["alliance", "partnership"] = "alliance"
    differs: str = ""
    joined: dict[str, int] = {}
    out: dict[str, int] = {}

    def owed_by(self, state: str) -> tuple[ObligationClass, ...]:
        """What a member owes the others under this treaty."""
        return self.obligations if not self.bound or state in self.bound else self.lesser

    def holds(self, year: int) -> bool:
        """Whether the treaty is in force in ``year`` (its last year included)."""
        return self.start <= year and (self.end is None or year <= self.end)

    def members_in(self, year: int) -> frozenset[str]:
        """Who is a member in ``year``; empty while the treaty is not in force."""
        if not self.holds(year):
            return frozenset()
        return frozenset(
            member
            for member in self.members
            if self.joined.get(member, self.start) <= year < self.out.get(member, year + 1)
        )


class _File(Struct, frozen=True, forbid_unknown_fields=True):
    checked: str
    treaties: tuple[Treaty, ...]


@cache
def load_treaties() -> tuple[Treaty, ...]:
    """All shipped treaties. Raises TermsError where the file breaks its schema or a row's
    ``bound`` are not among its members."""
    path = shipped("treaties.yaml")
    found = load_yaml(path, _File).treaties
    for treaty in found:
        named = {*treaty.bound, *treaty.joined, *treaty.out}
        if not named <= set(treaty.members):
            who = ", ".join(sorted(named - set(treaty.members)))
            raise TermsError(str(path), None, f"{treaty.name}: {who} is named but no member")
    return found


def treaties_between(one: str, other: str, year: int) -> tuple[Treaty, ...]:
    """The treaties that join two states (codes) in ``year``, the strongest of ``one``'s duties
    first and then the newest."""
    shared = [treaty for treaty in load_treaties() if {one, other} <= treaty.members_in(year)]
    return tuple(
        sorted(shared, key=lambda t: ("defense" not in t.owed_by(one), -t.start, len(t.members)))
    )


def owed(one: str, other: str, year: int) -> frozenset[ObligationClass]:
    """Everything that ``one`` owes ``other`` by treaty in ``year``; empty where none is known."""
    found: set[ObligationClass] = set()
    for treaty in treaties_between(one, other, year):
        found |= set(treaty.owed_by(one))
    return frozenset(found)


def is_bilateral(one: str, other: str, year: int) -> bool:
    """Whether the smallest defense pact by which ``one`` is bound to ``other`` joins two."""
    sizes = [
        len(treaty.members)
        for treaty in treaties_between(one, other, year)
        if "defense" in treaty.owed_by(one)
    ]
    return bool(sizes) and min(sizes) == 2
