"""Which part of a society a noun speaks of: ministers govern, soldiers fight, analysts teach."""

from __future__ import annotations

from functools import lru_cache

from msgspec import Struct

from crisisdesk.errors import TermsError
from crisisdesk.terms.files import load_yaml, shipped

_FILE = "sectors.yaml"


class SectorsFile(Struct, frozen=True, forbid_unknown_fields=True):
    """``data/sectors.yaml``: nouns by PLOVER sector."""

    checked: str
    sectors: dict[str, tuple[str, ...]]


@lru_cache(maxsize=1)
def _sectors() -> dict[str, str]:
    """Noun to sector. Raises TermsError where a noun stands under two sectors."""
    path = shipped(_FILE)
    found: dict[str, str] = {}
    for sector, nouns in load_yaml(path, SectorsFile).sectors.items():
        for noun in nouns:
            if found.setdefault(noun, sector) != sector:
                complaint = f"{noun!r} stands under {found[noun]} and {sector}; keep one"
                raise TermsError(str(path), None, complaint)
    return found


@lru_cache(maxsize=16384)
def sector_of(noun: str) -> str | None:
    """PLOVER's sector of an agent noun in lower case, singular or plural; None for other words.

    ``ministers`` is GOV, ``warship`` MIL, ``militant`` UAF, ``table`` None. Cached.
    Raises TermsError where the shipped list is broken.
    """
    known = _sectors()
    for form in singulars(noun):
        sector = known.get(form)
        if sector is not None:
            return sector
    return None


def singulars(noun: str) -> tuple[str, ...]:
    """``noun`` and what it may be the regular plural of, likeliest first."""
    if not noun.endswith("s") or noun.endswith("ss"):
        return (noun,)
    if noun.endswith("ies"):
        return (noun, noun[:-3] + "y", noun[:-1])
    if noun.endswith("es"):
        return (noun, noun[:-1], noun[:-2])
    return (noun, noun[:-1])
