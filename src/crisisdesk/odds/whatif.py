"""What if an obligation were other than it is: the odds before and after.

An edit names two actors and sets obligations of the first to the second:
``RUS-IRN defense=yes``. Several are parted by semicolons. The change is an association in past
cases (states with such pacts differ from states without), not an effect.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import get_args

from msgspec import Struct
from msgspec.structs import replace

from crisisdesk.errors import QuestionError
from crisisdesk.odds.answer import answer
from crisisdesk.odds.duties import WHAT_IF
from crisisdesk.odds.naming import is_state
from crisisdesk.terms.records import (
    Crisis,
    Forecast,
    Obligation,
    ObligationClass,
    Question,
    Reading,
    Report,
    Span,
    Tie,
)

OBLIGATIONS: tuple[str, ...] = get_args(ObligationClass)
# the only clause that chooses a class so far; the others are refused rather than ignored
DECISIVE = ("defense",)
YES, NO = frozenset({"yes", "true", "1"}), frozenset({"no", "false", "0"})
_EDIT = re.compile(r"\s*([A-Za-z]{2,6})\s*-\s*([A-Za-z]{2,6})\s*:?\s+(\S.*?)\s*")
_SETTING = re.compile(r"([A-Za-z]+)\s*=\s*([A-Za-z01]+)")
NOWHERE = Span(WHAT_IF, 0, 0)


class Edit(Struct, frozen=True):
    """One obligation of ``actor`` to ``other``, held to be owed or not."""

    actor: str
    other: str
    obligation: ObligationClass
    owed: bool


class Change(Struct, frozen=True):
    """A forecast before and after the edits."""

    before: Forecast
    after: Forecast


class WhatIf(Struct, frozen=True):
    """The edits, and every question's odds before and after them."""

    edits: tuple[Edit, ...]
    changes: tuple[Change, ...]

    @property
    def moved(self) -> tuple[Change, ...]:
        """The forecasts that the edits changed in probability or class."""
        return tuple(
            change
            for change in self.changes
            if (change.before.probability, change.before.reference.id)
            != (change.after.probability, change.after.reference.id)
        )


def parse_edits(text: str) -> tuple[Edit, ...]:
    """The edits that a what-if names. Raises QuestionError where one cannot be read, names an
    unknown actor or obligation, or contradicts another."""
    edits: list[Edit] = []
    for part in text.split(";"):
        edits += _parse(part)
    seen: dict[tuple[str, str, str], bool] = {}
    for edit in edits:
        key = (edit.actor, edit.other, edit.obligation)
        if seen.setdefault(key, edit.owed) != edit.owed:
            raise QuestionError(
                f"what-if contradicts itself on {edit.actor}-{edit.other} {edit.obligation}"
            )
    return tuple(edits)


def _parse(part: str) -> list[Edit]:
    match = _EDIT.fullmatch(part)
    if match is None:
        raise QuestionError(
            f"what-if {part.strip()!r} cannot be read: write it as 'RUS-IRN defense=yes'"
        )
    actor, other = match.group(1).upper(), match.group(2).upper()
    for code in (actor, other):
        if not is_state(code):
            raise QuestionError(f"what-if: {code} is no state's code (ISO 3166 alpha-3)")
    if actor == other:
        raise QuestionError(f"what-if: {actor} owes itself nothing; name two states")
    return [_setting(actor, other, item) for item in re.split(r"[,\s]+(?=[A-Za-z]+\s*=)", match[3])]


def _setting(actor: str, other: str, item: str) -> Edit:
    found = _SETTING.fullmatch(item.strip(", "))
    if found is None:
        raise QuestionError(f"what-if: {item!r} cannot be read: write it as defense=yes")
    name, value = found.group(1).lower(), found.group(2).lower()
    name = "defense" if name == "defence" else name
    if name not in OBLIGATIONS:
        raise QuestionError(f"what-if: {name} is none of {', '.join(OBLIGATIONS)}")
    if name not in DECISIVE:
        raise QuestionError(f"what-if: {name} does not move any odds yet; try defense")
    if value not in YES | NO:
        raise QuestionError(f"what-if: {name}={value} is neither yes nor no")
    return Edit(actor, other, "defense", value in YES)


def edited(readings: Sequence[Reading], edits: Sequence[Edit]) -> list[Reading]:
    """The readings with one more, which holds what the edits suppose and outranks the rest."""
    ties = tuple(
        Tie(
            id=f"{WHAT_IF}-{index}",
            kind="alliance",
            between=(edit.actor, edit.other),
            span=NOWHERE,
            obligations=(Obligation(edit.obligation, edit.owed, NOWHERE),),
        )
        for index, edit in enumerate(edits)
    )
    return [*readings, Reading(Report(id=WHAT_IF, text=""), ties=ties)]


def what_if(
    text: str,
    questions: Sequence[Question],
    crisis: Crisis,
    readings: Sequence[Reading],
    as_of: str,
    grades: Mapping[str, str] | None = None,
) -> WhatIf:
    """Every question's odds before and after the edits that ``text`` names. The crisis's roles
    stay as they are. Raises QuestionError as `parse_edits` and `answer` do."""
    edits = parse_edits(text)
    changed = edited(readings, edits)
    changes = []
    for question in questions:
        before = answer(question, crisis, readings, as_of, grades)
        after = answer(question, crisis, changed, as_of, grades)
        changes.append(Change(before, _same_confidence(before, after)))
    return WhatIf(edits, tuple(changes))


def _same_confidence(before: Forecast, after: Forecast) -> Forecast:
    """What is supposed adds no evidence: nothing is believed more firmly for it."""
    if after.reference.id == before.reference.id:
        return replace(
            after, confidence=before.confidence, confidence_reason=before.confidence_reason
        )
    reason = f"{after.confidence_reason} The obligation is supposed, not known."
    return replace(after, confidence="low", confidence_reason=reason)
