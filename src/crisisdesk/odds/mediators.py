"""Who goes between, has offered to, or talks to both sides."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence

from msgspec import Struct

from crisisdesk.odds import evidence
from crisisdesk.odds.evidence import codes
from crisisdesk.terms.records import Event, Reading, Role, Span, Tie

TALK = frozenset({"CONSULT", "REQUEST"})
WILLING = frozenset({"happened", "stated", "offered", "intended", "expected", "possible"})
DONE, OFFERED, TALKS = 3, 2, 1  # how far along a go-between is


class Candidate(Struct):
    """How far along a go-between is (DONE, OFFERED, TALKS) and where it is told."""

    stage: int = 0
    spans: list[Span] = []


def candidates(
    readings: Sequence[Reading],
    threateners: set[str],
    target: str,
    as_of: str,
    partisan: Collection[str] = (),
) -> dict[str, Candidate]:
    """The third parties who go between a threatener and the target, or might. Talking to both sides
    makes none of those who take one (``partisan``)."""
    parties = threateners | {target}
    found: dict[str, Candidate] = defaultdict(lambda: Candidate(spans=[]))
    for reading in readings:
        for tie in reading.ties:
            if tie.holder and _between(tie, parties, as_of):
                _add(found[tie.holder], DONE, tie.span)
    spoken: dict[str, list[Event]] = defaultdict(list)
    for event in evidence.events(readings):
        if evidence.stale(event, as_of) or not set(codes(event.target)) & parties:
            continue
        stage = _stage(event)
        for actor in codes(event.source) if stage else ():
            if stage == TALKS:
                spoken[actor].append(event)
            else:
                _add(found[actor], stage, event.span)
    for actor, said in spoken.items():
        talks = actor not in partisan and _both_sides(said, threateners, target)
        for event in said if talks else ():
            _add(found[actor], TALKS, event.span)
    return {actor: candidate for actor, candidate in found.items() if actor not in parties}


def _both_sides(said: Sequence[Event], threateners: set[str], target: str) -> bool:
    if not any(event.type == "CONSULT" for event in said):
        return False  # to call on both from afar is no going between
    heard = {code for event in said for code in codes(event.target)}
    return target in heard and bool(heard & threateners)


def _stage(event: Event) -> int:
    """How far along an event shows its doer to be; 0 where it shows nothing."""
    if event.modality not in WILLING:
        return 0
    if evidence.mediates(event):
        return DONE if event.modality == "happened" else OFFERED
    talked = event.type in TALK and event.modality in ("happened", "stated")
    return TALKS if talked else 0


def mediators(
    readings: Sequence[Reading],
    threateners: set[str],
    target: str,
    as_of: str,
    partisan: Collection[str] = (),
) -> tuple[Role, ...]:
    """The candidates as roles, those who already go between first."""
    found = candidates(readings, threateners, target, as_of, partisan)
    ordered = sorted(found, key=lambda a: (-found[a].stage, -len(found[a].spans), a))
    return tuple(Role(actor, tuple(dict.fromkeys(found[actor].spans))) for actor in ordered)


def _add(candidate: Candidate, stage: int, span: Span) -> None:
    candidate.stage = max(candidate.stage, stage)
    candidate.spans.append(span)


def _between(tie: Tie, parties: set[str], as_of: str) -> bool:
    if tie.kind != "go-between" or not set(tie.between) & parties:
        return False
    days = evidence.age(tie.valid_from, as_of)
    return days is None or days <= evidence.LIVE_DAYS
