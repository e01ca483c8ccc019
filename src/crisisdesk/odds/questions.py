"""The questions that a crisis poses, joined with those that the reports ask themselves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from crisisdesk.odds import evidence
from crisisdesk.odds.naming import name_of, names_of
from crisisdesk.terms.records import Crisis, HelpKind, Question, QuestionKind, Reading

HORIZON = 90
MEASURES = frozenset({"SANCTION", "COERCE", "MOBILIZE"})
HELPS: tuple[HelpKind, ...] = ("direct", "arms", "diplomatic")

RULES = {
    "strike": "Yes if {actors} uses military force on {target}'s territory, forces or citizens by "
    "the last day, as at least two independent outlets or either government report.",
    "direct": "Yes if {actors} sends own forces into action for {target} by the last day.",
    "arms": "Yes if {actors} delivers arms, advisers or covert help to {target} by the last day, "
    "and does not send own forces into action.",
    "diplomatic": "Yes if {actors} gives {target} political or economic support that {target} "
    "welcomes by the last day, and neither arms nor forces.",
    "mediation": "Yes if, by the last day, {actors} goes between {between} in talks that both "
    "accept.",
    "talks": "Yes if {between} negotiate with each other by the last day, as at least two "
    "independent outlets or either government report.",
    "escalation": "Yes if fighting between {between} reaches full-scale war before the "
    "crisis ends.",
}


def questions_of(
    crisis: Crisis, readings: Sequence[Reading], days: int = HORIZON
) -> list[Question]:
    """Strike by each threatener, and by the target on those whom it threatens, has struck or
    punishes; help by each partner of the target (direct, arms, diplomatic); mediation, at all and
    by each named candidate; talks; escalation; all within ``days``.

    A question that a report asks gives its words and span to the one it means (the first to ask
    it does, where several do), and such questions come first; one that means none of these
    stands by itself where it can be answered.
    """
    posed = [replace(question, horizon_days=days) for question in _posed(crisis, readings)]
    asked = [question for reading in readings for question in reading.questions]
    linked: dict[int, Question] = {}
    extra: list[Question] = []
    for question in asked:
        meant = [i for i, one in enumerate(posed) if _means(question, one)]
        for index in meant:
            first = linked.get(index)
            if first is None or (not first.span and question.span):
                linked[index] = replace(posed[index], text=question.text, span=question.span)
        if not meant and _stands(question, crisis):
            extra.append(question if question.resolution else ruled(question))
    told = [linked[index] for index in sorted(linked)]
    return [*told, *extra, *(q for i, q in enumerate(posed) if i not in linked)]


def _posed(crisis: Crisis, readings: Sequence[Reading]) -> Iterator[Question]:
    if crisis.target is None or not crisis.threateners:
        return
    target = crisis.target.actor
    for role in crisis.threateners:
        yield ruled(Question("strike", (role.actor,), target))
    for role in crisis.threateners:
        if _strikes_back(readings, target, role.actor):
            yield ruled(Question("strike", (target,), role.actor))
    for role in crisis.partners_of_target:
        for help in HELPS:
            yield ruled(Question("intervention", (role.actor,), beneficiary=target, help=help))
    between = (crisis.threateners[0].actor, target)
    yield ruled(Question("mediation", between=between))
    for role in crisis.mediators:
        yield ruled(Question("mediation", (role.actor,), between=between))
    kinds: tuple[QuestionKind, ...] = ("talks", "escalation")
    for kind in kinds:
        yield ruled(Question(kind, between=between))


def _strikes_back(readings: Sequence[Reading], target: str, threatener: str) -> bool:
    """Whether the target has threatened a threatener with force, used it, or punished or armed
    against it, of late."""
    as_of = evidence.latest_day(readings)
    struck = evidence.recent_blows(readings, target, threatener, as_of)
    threats = evidence.threats_of_force(readings, target, threatener, as_of)
    return bool(struck or threats) or any(
        event.type in MEASURES
        and event.modality == "happened"
        and not evidence.stale(event, as_of)
        and target in evidence.codes(event.source)
        and threatener in evidence.codes(event.target)
        for event in evidence.events(readings)
    )


def ruled(question: Question) -> Question:
    """The question with the rule by which it resolves."""
    rule = RULES.get(
        question.help or "direct" if question.kind == "intervention" else question.kind
    )
    if rule is None:
        return question
    helped = question.target or question.beneficiary
    words = rule.format(
        actors=names_of(question.actors) or "a third party",
        target=name_of(helped) if helped else "the target",
        between=names_of(question.between) or "the two sides",
    )
    return replace(question, resolution=words)


def _means(asked: Question, posed: Question) -> bool:
    """Whether a report's question means one that the crisis poses."""
    if asked.kind == "outlook":
        return posed.kind == "escalation"
    if asked.kind != posed.kind:
        return False
    if asked.kind == "strike":
        return asked.target in (None, posed.target) and _overlap(asked.actors, posed.actors)
    if asked.kind == "intervention":
        same_help = (asked.help or "direct") == posed.help
        return (
            same_help
            and asked.beneficiary in (None, posed.beneficiary)
            and _overlap(asked.actors, posed.actors)
        )
    if asked.kind == "mediation":
        return set(asked.actors) == set(posed.actors) or (
            bool(posed.actors) and bool(set(asked.actors) & set(posed.actors))
        )
    return not asked.between or set(asked.between) == set(posed.between)


def _overlap(asked: Sequence[str], posed: Sequence[str]) -> bool:
    return not asked or bool(set(asked) & set(posed))


def _stands(question: Question, crisis: Crisis) -> bool:
    """Whether a question that the crisis does not pose can be answered all the same."""
    if crisis.target is None or not crisis.threateners:
        return False
    if question.kind == "strike":
        return bool(question.actors) and question.target is not None
    if question.kind == "intervention":
        helped = question.beneficiary or crisis.target.actor
        return bool(question.actors) and question.actors[0] != helped
    return question.kind in ("mediation", "talks", "escalation")
