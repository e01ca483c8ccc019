"""How evidence tells a question's hypotheses apart: rules, effects and weights.

The lines of ``data/diagnosticity.yaml``: which event, tie or assessment bears on which kind of
question, and how far, in log-odds on yes. Where past cases know the effect it is counted (two
classes, or a fitted model's input), elsewhere it is a small judgement and says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Literal

from msgspec import Struct

from crisisdesk.history.fits import find_fit
from crisisdesk.odds.evidence import age, codes, mediates
from crisisdesk.odds.rates import clip, logit, rate_of
from crisisdesk.terms.asked import Cell
from crisisdesk.terms.files import load_yaml
from crisisdesk.terms.records import Event, Question, QuestionKind, Tie

DAYS = 90  # within which the classes' rates are set side by side
Side = Literal["doer", "other", "outside", "anyone"]


class _Fitted(Struct, frozen=True, forbid_unknown_fields=True):
    model: str
    input: str


class Rule(Struct, frozen=True, forbid_unknown_fields=True):
    """A line of ``diagnosticity.yaml``."""

    kinds: tuple[QuestionKind, ...]
    name: str
    types: tuple[str, ...] = ()
    modes: tuple[str, ...] = ()
    modalities: tuple[str, ...] = ()
    by: Side = "anyone"
    on: Side = "anyone"
    either: bool = False
    days: int = 365
    ties: tuple[str, ...] = ()
    duty: str = ""
    stated: bool = True
    aspects: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    fit: _Fitted | None = None
    effect: float = 0.0


class _File(Struct, frozen=True, forbid_unknown_fields=True):
    rules: tuple[Rule, ...]
    neutral: float
    strong: float
    figures: dict[str, float]
    letters: dict[str, float]


@cache
def _file() -> _File:
    return load_yaml(Path(str(files("crisisdesk.odds") / "data" / "diagnosticity.yaml")), _File)


def rules_for(kind: QuestionKind) -> list[Rule]:
    """The rules of a kind of question, in their order."""
    return [rule for rule in _file().rules if kind in rule.kinds]


def cell_of(effect: float) -> Cell:
    """The cell under yes of an effect in log-odds."""
    limits = _file()
    if abs(effect) < limits.neutral:
        return "N"
    strong = abs(effect) >= limits.strong
    if effect > 0:
        return "CC" if strong else "C"
    return "II" if strong else "I"


def weight_of(grade: str) -> float:
    """How much evidence of a grade (``B2``) weighs."""
    limits = _file()
    return round(limits.letters[grade[0]] * limits.figures[grade[1]], 3)


@cache
def effect_of(rule: Rule) -> tuple[float, str]:
    """A rule's effect in log-odds, and where it comes from."""
    if rule.classes:
        one, other = (logit(clip(rate_of(group, DAYS).probability)) for group in rule.classes)
        return round(one - other, 2), f"{rule.classes[0]} against {rule.classes[1]}"
    if rule.fit:
        fit = find_fit(rule.fit.model)
        found = next(i for i in fit.inputs if i.name == rule.fit.input)
        return round(found.effect / found.scale, 2), f"the model {fit.id}, {found.name}"
    return rule.effect, "judgement"


class Sides(Struct, frozen=True):
    """Who would do it, and whom it is about; without doers it is anybody outside."""

    doers: frozenset[str]
    others: frozenset[str]


def sides_of(question: Question, named: Sequence[str] = ()) -> Sides:
    """The sides of a question; of one that asks who, all who are named would do it."""
    between = question.between
    if question.kind in ("talks", "escalation", "outlook"):
        return Sides(frozenset(between[:1]), frozenset(between[1:]))
    other = question.target if question.kind == "strike" else question.beneficiary
    others = frozenset(between) if question.kind == "mediation" else frozenset([other or ""])
    return Sides(frozenset(named or question.actors), others - {""})


def fits_event(rule: Rule, event: Event, sides: Sides, as_of: str) -> bool:
    """Whether an event fits a rule as of a day."""
    if not _of_kind(rule, event):
        return False
    days = age(event.date, as_of)
    if days is not None and days > rule.days:
        return False
    who, whom = set(codes(event.source)), set(codes(event.target))
    return _aimed(rule, who, whom, sides) or (rule.either and _aimed(rule, whom, who, sides))


def _of_kind(rule: Rule, event: Event) -> bool:
    if rule.ties or rule.duty or rule.aspects or event.modality not in rule.modalities:
        return False
    if rule.types and event.type not in rule.types:
        return False
    # to go between is no talk of one's own
    return _of_mode(rule, event) if rule.modes else not mediates(event)


def _of_mode(rule: Rule, event: Event) -> bool:
    if "mediate" in rule.modes:
        return mediates(event)
    return bool({event.mode, *event.contexts} & set(rule.modes))


def _aimed(rule: Rule, who: set[str], whom: set[str], sides: Sides) -> bool:
    return _is(rule.by, who, sides) and _is(rule.on, whom, sides)


def _is(side: Side, actors: set[str], sides: Sides) -> bool:
    if side == "doer":
        return bool(actors & sides.doers if sides.doers else actors - sides.others)
    if side == "other":
        return bool(actors & sides.others)
    if side == "outside":
        return bool(actors) and not actors & (sides.doers | sides.others)
    return True


def fits_tie(rule: Rule, tie: Tie) -> bool:
    """Whether a tie between the sides fits a rule."""
    if rule.duty:
        return (rule.duty, rule.stated) in duties_of(tie)
    return tie.kind in rule.ties


def duties_of(tie: Tie) -> frozenset[tuple[str, bool]]:
    """The obligations of a tie, each stated or denied."""
    return frozenset((duty.kind, duty.stated) for duty in tie.obligations)
