"""The nearest precedents of a question, and in which points each is like it, in words."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from crisisdesk.history.precedents import NOBODY, Precedent, Sought, nearest, same_class
from crisisdesk.history.recorded import recorded_precedents
from crisisdesk.odds.naming import name_of, names_of
from crisisdesk.terms.records import Crisis, PastCase, Question


def precedents_of(
    question: Question,
    crisis: Crisis,
    year: int,
    majors: Collection[str],
    *,
    protector: str | None = None,
    bound: bool | None = None,
    among: Sequence[Precedent] = (),
) -> tuple[PastCase, ...]:
    """The three nearest precedents before ``year``, nearest first. ``majors`` are the codes of
    major powers; ``bound`` says whether the protector has a duty to defend. With ``among`` only
    those count: the cases of a class of its own."""
    threateners = question.actors if among else tuple(r.actor for r in crisis.threateners)
    target = crisis.target.actor if crisis.target else None
    target = question.target if among else target
    actors = frozenset({*threateners, *([target] if target else []), *question.actors})
    sought = Sought(
        family=question.kind,
        actors=actors,
        threateners=threateners,
        target=target,
        protector=protector,
        bound=bound,
        before=year,
        majors=bool(actors & set(majors)),
    )
    found = nearest(sought, more=() if among else recorded_precedents(), among=among)
    return tuple(_past(case, sought) for case in found)


def _past(case: Precedent, sought: Sought) -> PastCase:
    return PastCase(
        id=case.id,
        year=case.year,
        did=case.did,
        outcome=case.outcome,
        source=case.source,
        why=tuple(_why(case, sought)),
        force=case.force,
        help=case.help,
        mediated=case.mediator != "none",
    )


def _why(case: Precedent, sought: Sought) -> Iterator[str]:
    """What a case shares with what is sought, the closest bonds first."""
    same = [code for code in case.threateners if code in sought.threateners]
    used: set[str | None] = set(same)
    if same:
        yield f"the same threatener, {names_of(same)}"
    if case.target == sought.target:
        used.add(case.target)
        yield f"the same target, {name_of(case.target)}"
    if sought.protector and case.protector == sought.protector:
        used.add(case.protector)
        yield f"the same partner, {name_of(case.protector)}"
    others = sorted(sought.actors & case.actors - used)
    if others:
        yield f"{names_of(others)} had a part in it"
    yield from _class_in_words(case, sought)
    if case.majors and sought.majors:
        yield "a major power took part"


def _class_in_words(case: Precedent, sought: Sought) -> Iterator[str]:
    if not same_class(case, sought):
        return
    if sought.family == "intervention":
        if sought.bound is None or case.obligation == "unknown":
            yield "somebody stood by the target"
        elif (case.obligation == "defense") == sought.bound:
            duty = "with" if sought.bound else "without"
            yield f"a partner {duty} a duty to defend"
    elif sought.family in ("mediation", "talks"):
        named = case.mediator not in NOBODY
        yield f"{name_of(case.mediator) if named else 'somebody'} went between"
