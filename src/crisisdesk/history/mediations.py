"""Who has mediated towards whom: coded news by month, and the cases told in our own words.

``data/mediations.yaml`` (made by `python -m training.history`) holds the acts of mediating, or of
offering to, in ICEWS05-15 and ICEWS18: 2005-14 and 2018. Days are those in the middle of a month
or, for cases told in our own words, of a year.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache

import msgspec
import yaml
from msgspec import Struct

from crisisdesk.history.classes import shipped
from crisisdesk.history.covariates import cow_number, load_covariates
from crisisdesk.history.inputs import least
from crisisdesk.history.precedents import load_precedents
from crisisdesk.schemas import prepared

UNITED_NATIONS = "UNO"
SOURCE = "ICEWS05-15 and ICEWS18 (open benchmark extracts)"
Ages = tuple[float, ...]


class Acts(Struct, frozen=True):
    """One mediated towards another in these months (``2018-04``), a month once for each act."""

    by: str
    towards: str
    months: tuple[str, ...]


@cache
def load_mediations() -> tuple[Acts, ...]:
    """The acts that ship."""
    rows = yaml.safe_load(shipped("mediations.yaml").read_text(encoding="utf-8"))["mediations"]
    return msgspec.convert(rows, prepared(tuple[Acts, ...]))


def acts_by(by: str, towards: str | None, day: date) -> Ages:
    """How many days before ``day`` one mediated towards another (None: towards anybody)."""
    months = (m for acts in load_mediations() if acts.by == by for m in _of(acts, towards))
    ages = ((day - date(int(m[:4]), int(m[5:]), 15)).days for m in months)
    return tuple(float(age) for age in ages if age > 0)


def _of(acts: Acts, towards: str | None) -> tuple[str, ...]:
    return acts.months if towards in (None, acts.towards) else ()


def mediators_of(parties: Sequence[str], year: int) -> frozenset[str]:
    """Who has mediated towards one of the parties before a year."""
    coded = {
        acts.by for acts in load_mediations() if acts.towards in parties and _began(acts) < year
    }
    return frozenset(coded) | {
        case.mediator
        for case in load_precedents()
        if case.year < year and {*case.threateners, case.target} & set(parties)
    } - {"none"}


def _began(acts: Acts) -> int:
    return int(min(acts.months)[:4])


def precedents_by(by: str, parties: Sequence[str], year: int) -> Ages:
    """How many days before the middle of ``year`` one mediated in a crisis of earlier years, told
    in our own words, in which one of the parties (both, where there are two in it) was."""
    years = [
        case.year
        for case in load_precedents()
        if case.mediator == by
        and case.year < year
        and {*case.threateners, case.target} & set(parties)
    ]
    return tuple(365.25 * (year - past) for past in years)


def kilometres(one: str, parties: Sequence[str], year: int) -> float:
    """From a state's capital to the nearest one of a party; NaN where none is known."""
    number = cow_number(one)
    others = [cow_number(party) for party in parties]
    known = load_covariates()
    return least(known.distance(number, other, year) for other in others if number and other)
