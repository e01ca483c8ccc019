"""Accounts that contradict each other, side by side: told and denied, counted this way and that,
experts who pull both ways."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import Literal

from msgspec import Struct

from crisisdesk.briefing.citations import Citation, Citer
from crisisdesk.briefing.names import Names
from crisisdesk.briefing.plain import plain
from crisisdesk.briefing.said import Matter, View
from crisisdesk.briefing.timeline import cite_group, describe
from crisisdesk.reading.contradictions import Contradiction, contradictions
from crisisdesk.reading.tellings import Telling, grade_words, letters_of
from crisisdesk.reading.tolls import MANY, Toll
from crisisdesk.terms.records import Reading


class Account(Struct, frozen=True):
    """One side: what it says in a word, who tells it, its grade (letter and figure; empty for an
    expert's view), and where it stands."""

    says: str
    tellers: tuple[str, ...]
    grade: str
    citations: tuple[Citation, ...]


class Conflict(Struct, frozen=True):
    """A matter of which two accounts cannot both hold; neither is taken for the truth."""

    kind: Literal["denial", "toll", "view"]
    matter: str
    accounts: tuple[Account, ...]


def conflicts(
    readings: Sequence[Reading],
    matters: Sequence[Matter],
    citer: Citer,
    names: Names,
    grades: Mapping[str, str] | None = None,
) -> list[Conflict]:
    """Every contradiction in the record, denials first, then counts, then experts' views."""
    found = [_conflict(one, citer, names, grades) for one in contradictions(readings)]
    told = [one for one in found if all(account.citations for account in one.accounts)]
    return [*told, *_views(matters)]


def _conflict(
    one: Contradiction, citer: Citer, names: Names, grades: Mapping[str, str] | None
) -> Conflict:
    says = ("told as done", "denied")
    if one.kind == "toll":
        says = (_count(one.tolls[0]), _count(one.tolls[1]))
    sides = zip(says, (one.one, one.other), strict=True)
    accounts = tuple(_account(words, group, citer, grades) for words, group in sides)
    return Conflict(one.kind, describe(one.one[0].event, names), accounts)


def _account(
    says: str, group: Sequence[Telling], citer: Citer, grades: Mapping[str, str] | None
) -> Account:
    return Account(
        says=says,
        tellers=tuple(dict.fromkeys(plain(t.name) for t in group)),
        grade=grade_words(tuple(letters_of(group, grades).values())),
        citations=cite_group(group, citer),
    )


def _count(toll: Toll) -> str:
    """``12 killed``, ``30 or more hurt``."""
    if toll.high >= MANY:
        return f"{toll.low:,} or more {toll.kind}"
    if toll.low == toll.high:
        return f"{toll.low:,} {toll.kind}"
    return f"{toll.low:,} to {toll.high:,} {toll.kind}" if toll.low else f"up to {toll.high:,}"


def _views(matters: Sequence[Matter]) -> Iterator[Conflict]:
    for matter in matters:
        holders = ({v.holder for v in side} for side in (matter.raises, matter.lowers))
        if any(one != other for one, other in product(*holders)):
            yield Conflict(
                "view",
                matter.topic,
                (_view("raises it", matter.raises), _view("lowers it", matter.lowers)),
            )


def _view(says: str, views: Sequence[View]) -> Account:
    holders = tuple(dict.fromkeys(view.holder for view in views))
    return Account(says, holders, "", tuple(view.citation for view in views))
