"""Who stands by a side: by alliance, partnership, arms supply or alignment, or by helping."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from crisisdesk.odds import evidence
from crisisdesk.odds.evidence import codes
from crisisdesk.terms.records import Event, Reading, Role, Span, Tie

TIES = frozenset({"alliance", "partnership", "arms supplier", "aligned"})
HELP = frozenset({"SUPPORT", "AID"})
_PROMISED = "033"  # CAMEO: express intent to provide aid
REAL = frozenset({"happened", "stated", "intended", "offered", "expected"})


def partners_of(
    readings: Sequence[Reading], side: set[str], parties: set[str], as_of: str
) -> tuple[Role, ...]:
    """Those who stand by one of ``side`` and are none of the ``parties``, the most often told
    first. Someone who helps a party on each side stands by neither through that help."""
    spans: dict[str, list[Span]] = defaultdict(list)
    for reading in readings:
        for tie in reading.ties:
            for actor in _tied(tie, side):
                spans[actor].append(tie.span)
        for event in reading.events:
            for actor in _helping(event, side, parties, as_of):
                spans[actor].append(event.span)
    chosen = sorted(spans.keys() - parties, key=lambda actor: (-len(spans[actor]), actor))
    return tuple(Role(actor, tuple(dict.fromkeys(spans[actor]))) for actor in chosen)


def _tied(tie: Tie, side: set[str]) -> tuple[str, ...]:
    if tie.kind not in TIES:
        return ()
    one, other = tie.between
    if tie.directed:  # a supplier stands by the supplied, not the other way
        return (one,) if other in side else ()
    return tuple(a for a, b in ((one, other), (other, one)) if b in side and a not in side)


def _is_help(event: Event) -> bool:
    """Support and aid; work together of soldiers, who hold drills and fly patrols with a side."""
    armed = any(actor.sector == "MIL" for actor in (*event.source, *event.target))
    promised = event.type == "AGREE" and (event.cameo or "").startswith(_PROMISED)
    return promised or event.type in HELP or (event.type == "COOPERATE" and armed)


def _drills_beside(event: Event, side: set[str], parties: set[str]) -> bool:
    """Whether some show force together with a side: "X, Y and Z held naval drills"."""
    ours = set(codes(event.source)) & parties
    return (
        event.type == "MOBILIZE"
        and event.modality in REAL
        and bool(ours)
        and ours <= side
        and not set(codes(event.target)) & side
    )


def _helping(event: Event, side: set[str], parties: set[str], as_of: str) -> tuple[str, ...]:
    if _drills_beside(event, side, parties) and not evidence.stale(event, as_of):
        return codes(event.source)
    if not _is_help(event) or event.modality not in REAL or evidence.mediates(event):
        return ()
    helped = set(codes(event.target)) & parties
    if not helped or not helped <= side or evidence.stale(event, as_of):
        return ()
    return codes(event.source)
