"""The crisis that a record adds up to: who threatens whom, who stands by them, who goes between.

Every act of hostility adds a weight from its doer to whom it is done to: by what it is, whether it
lies ahead or behind, and how long ago it was. A strike that the reports themselves ask about adds
most. What one side says of its opponent weighs less than what the report tells in its own voice.
An event weighs by how far its reading is to be trusted. The crisis is that of the two between whom
most weight lies, so that a stray line about a third makes none; of these the target is the one on
whom the balance lies heavier, those signs counted by which a report shows who is hard pressed: it
accuses, asks others for help, and help for it is asked about.
In a crisis between two who threaten each other, that is whoever faces the threat of the latest
days. The weights order actors and are no odds; they are set by judgement and stand here in one
place.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from msgspec import Struct

from crisisdesk.odds import evidence
from crisisdesk.odds.bystanders import bystanders
from crisisdesk.odds.evidence import codes
from crisisdesk.odds.mediators import mediators
from crisisdesk.odds.naming import named_in
from crisisdesk.odds.partners import HELP, REAL, partners_of
from crisisdesk.odds.provocation import provocations
from crisisdesk.terms.records import Actor, Crisis, Date, Event, Reading, Role, Span

# what is done or threatened
ACTS = {"THREATEN": 1.0, "ASSAULT": 1.0, "MOBILIZE": 0.7, "COERCE": 0.6, "SANCTION": 0.1}
# how real it is
MODES = {
    "happened": 1.0,
    "stated": 0.6,
    "threatened": 1.0,
    "intended": 0.8,
    "expected": 0.8,
    "possible": 0.6,
    "hypothetical": 0.2,
}
# how long ago, in days: the first limit that is not passed
AGES = ((30, 1.0), (90, 0.7), (365, 0.3))
OLD = 0.05
UNDATED = 0.8  # what has no date is mostly of these days
UNDATED_DEED = 0.4  # a blow without a date is background as often as news
ASKED = 3.0  # the reports' own question who will strike whom
TITLED = 1.0  # times what the doer did, at most 1: a title names it, which alone is no deed
PRESSED = {"accuses": 0.3, "asks for help": 0.5, "help is asked about": 1.0}
PROVOKED = 1.0  # an attack that a state lays at another one's door: it may strike back
COURTS = frozenset({"JUD"})  # they warn and sentence, and threaten nobody
BODIES = frozenset({"IGO"})  # of many states: they threaten, and are no target of force
FRIENDS = 0.1  # what threats between allies or by a helper weigh: mostly they are misread
LEAST = 0.25  # of the heaviest threatener's weight, to count as one


class Weight(Struct):
    """How much one actor bears down on another, and where it is told."""

    total: float = 0.0
    spans: list[Span] = []


Weights = dict[tuple[str, str], Weight]


def infer_crisis(readings: Sequence[Reading]) -> Crisis:
    """The roles in the crisis that the reports tell of, heaviest first; all empty where they tell
    of no hostility. As of the latest day on which a report was published."""
    as_of = evidence.latest_day(readings)
    weights = weigh(readings, as_of)
    target = _target(weights, pressed(readings, weights, as_of))
    if target is None:
        return Crisis()
    threateners = _threateners(weights, target)
    sides = ({role.actor for role in threateners}, target)
    helpers = partners_of(readings, {target}, sides[0] | {target}, as_of)
    backers = partners_of(readings, sides[0], sides[0] | {target}, as_of)
    helped = {role.actor for role in helpers}
    taking_sides = helped | {role.actor for role in backers}
    between = mediators(readings, sides[0], target, as_of, taking_sides)
    known = sides[0] | {target} | helped
    known |= {role.actor for role in (*backers, *between)}
    return Crisis(
        threateners=threateners,
        target=Role(target, _spans(weights, {target}, at=1)),
        partners_of_target=helpers,
        partners_of_threateners=tuple(role for role in backers if role.actor not in helped),
        mediators=between,
        bystanders=bystanders(readings, known),
        since=_since(readings, sides[0], target, as_of),
    )


def weigh(readings: Sequence[Reading], as_of: str) -> Weights:
    """The weight of every actor on every other, from events and the reports' questions."""
    weights: Weights = defaultdict(lambda: Weight(spans=[]))
    for event in evidence.events(readings):
        amount = _amount(event, as_of) * event.score
        ones, others = _without(event.source, COURTS), _without(event.target, COURTS | BODIES)
        for pair in _pairs(ones, others) if amount else ():
            weights[pair].total += amount
            weights[pair].spans.append(event.span)
    for reading in readings:
        for question in reading.questions:
            aimed = (question.target,) if question.target and question.kind == "strike" else ()
            for pair in _pairs(question.actors, aimed):
                weights[pair].total += ASKED
                weights[pair].spans += [question.span] if question.span else []
    for attack in provocations(readings, as_of):
        weights[attack.actor, attack.target].total += PROVOKED
        weights[attack.actor, attack.target].spans += attack.spans
    for pair in _friendly(readings, as_of) & weights.keys():
        weights[pair].total *= FRIENDS
    titles = [reading.report.title for reading in readings if reading.report.title]
    for (one, _), weight in weights.items():
        if any(named_in(one, title) for title in titles):
            weight.total += TITLED * min(1.0, weight.total)
    return weights


def _friendly(readings: Sequence[Reading], as_of: str) -> set[tuple[str, str]]:
    """Pairs of which the first is bound to the second by an alliance, or helps it, and has not
    struck it of late."""
    found: set[tuple[str, str]] = set()
    struck: set[tuple[str, str]] = set()
    for reading in readings:
        for tie in reading.ties:
            if tie.kind == "alliance":
                found |= {tie.between, tie.between[::-1]}
    for event in evidence.events(readings):
        pairs = set(_pairs(codes(event.source), codes(event.target)))
        if event.type in HELP and event.modality in REAL and not evidence.mediates(event):
            found |= pairs
        if event.type == "ASSAULT" and event.modality == "happened":
            struck |= set() if evidence.stale(event, as_of) else pairs
    return found - struck


def _amount(event: Event, as_of: str) -> float:
    act, mode = ACTS.get(event.type, 0.0), MODES.get(event.modality, 0.0)
    days = evidence.age(event.date, as_of)
    if days is None:
        deed = event.modality == "happened" and event.type in ("ASSAULT", "COERCE")
        return act * mode * (UNDATED_DEED if deed else UNDATED)
    return act * mode * next((share for limit, share in AGES if days <= limit), OLD)


def _without(actors: Sequence[Actor], sectors: frozenset[str]) -> tuple[str, ...]:
    return codes(tuple(actor for actor in actors if actor.sector not in sectors))


def _pairs(ones: Sequence[str], others: Sequence[str]) -> Iterator[tuple[str, str]]:
    for one in ones:
        for other in others:
            if one != other:
                yield one, other


def pressed(readings: Sequence[Reading], weights: Weights, as_of: str) -> dict[str, float]:
    """The signs that an actor is the one hard pressed, each counted once: it accuses somebody who
    bears down on it, it asks a third party for help, or a report asks who will step in for it."""
    signs: set[tuple[str, str]] = set()
    for event in evidence.events(readings):
        if event.modality not in evidence.SAID or evidence.stale(event, as_of):
            continue
        for one, other in _pairs(codes(event.source), codes(event.target)):
            if event.type == "ACCUSE" and (other, one) in weights:
                signs.add((one, "accuses"))
            if event.type == "REQUEST" and not {(one, other), (other, one)} & weights.keys():
                signs.add((one, "asks for help"))
    asked = (q for reading in readings for q in reading.questions if q.kind == "intervention")
    signs |= {(q.beneficiary, "help is asked about") for q in asked if q.beneficiary}
    under = {other for _, other in weights}
    found: dict[str, float] = defaultdict(float)
    for actor, sign in signs:
        found[actor] += PRESSED[sign] if actor in under else 0.0
    return found


def _target(weights: Weights, pressed_by: dict[str, float]) -> str | None:
    """Of the two between whom most weight lies, the one that bears the most beyond what it deals
    out to anybody; the heavier load breaks a tie, the code the last one."""
    borne: dict[str, float] = defaultdict(float)
    dealt: dict[str, float] = defaultdict(float)
    for (one, other), weight in weights.items():
        borne[other] += weight.total
        dealt[one] += weight.total
    if not borne:
        return None
    for actor in borne:
        borne[actor] += pressed_by.get(actor, 0.0)
    two = _foremost(weights)
    return max(sorted(two), key=lambda actor: (borne[actor] - dealt[actor], borne[actor]))


def _foremost(weights: Weights) -> tuple[str, str]:
    """The two between whom most weight lies, either way."""
    between: dict[tuple[str, str], float] = defaultdict(float)
    for (one, other), weight in weights.items():
        between[min(one, other), max(one, other)] += weight.total
    return max(sorted(between), key=lambda pair: between[pair])


def _threateners(weights: Weights, target: str) -> tuple[Role, ...]:
    bearing = {one: weight.total for (one, other), weight in weights.items() if other == target}
    most = max(bearing.values())
    chosen = [one for one in bearing if bearing[one] >= LEAST * most]
    chosen.sort(key=lambda one: (-bearing[one], one))
    return tuple(Role(one, tuple(dict.fromkeys(weights[one, target].spans))) for one in chosen)


def _spans(weights: Weights, actors: set[str], at: int) -> tuple[Span, ...]:
    spans = [s for pair, weight in weights.items() if pair[at] in actors for s in weight.spans]
    return tuple(dict.fromkeys(spans))


def _since(
    readings: Sequence[Reading], threateners: set[str], target: str, as_of: str
) -> Date | None:
    """The first dated act of hostility between the sides within the last year."""
    dates = [
        event.date
        for event in evidence.events(readings)
        if event.date
        and _amount(event, as_of)
        and event.modality in evidence.SAID
        and (evidence.age(event.date, as_of) or 0) <= AGES[-1][0]
        and any(
            {one, target} <= {*codes(event.source), *codes(event.target)} for one in threateners
        )
    ]
    return min(dates, key=lambda when: when.value, default=None)
