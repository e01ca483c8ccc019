"""The crisis that a question is asked about: the desk's, or one made up of the sides it names."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from crisisdesk.odds.mediators import mediators
from crisisdesk.odds.partners import partners_of
from crisisdesk.odds.questions import ruled
from crisisdesk.terms.records import Crisis, Question, Reading, Role


def crisis_of(
    question: Question, crisis: Crisis, readings: Sequence[Reading], as_of: str
) -> Crisis:
    """The desk's crisis where the question's sides are its sides; else a crisis between the sides
    that the question names, with the partners and mediators that the reports tell of."""
    threateners, target = _sides(question, crisis)
    own = {role.actor for role in crisis.threateners}
    if target is None or (
        crisis.target and target == crisis.target.actor and set(threateners) <= own
    ):
        return crisis
    helped, side = {target}, set(threateners)
    return Crisis(
        threateners=tuple(Role(code) for code in threateners),
        target=Role(target),
        partners_of_target=partners_of(readings, helped, side | helped, as_of),
        mediators=mediators(readings, side, target, as_of) if side else (),
    )


def _sides(question: Question, crisis: Crisis) -> tuple[tuple[str, ...], str | None]:
    """Who threatens whom in the question. Between two who talk or are mediated the desk's target
    is the target, else the second."""
    if question.kind == "strike":
        return question.actors, question.target
    if question.kind == "intervention":
        return (question.target,) if question.target else (), question.beneficiary
    if len(question.between) < 2:
        return (), None
    one, other = question.between[:2]
    if crisis.target and one == crisis.target.actor:
        one, other = other, one
    return (one,), other


def one_by_one(question: Question, setting: Crisis) -> list[Question]:
    """The question that leaves open who goes between, put for each who may; none for others."""
    if question.kind != "mediation" or question.actors:
        return []
    return [
        ruled(replace(question, actors=(role.actor,), text="", span=None))
        for role in setting.mediators
    ]
