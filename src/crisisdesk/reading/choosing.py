"""Chooses, for each word that may tell an event, who did it to whom, and whether it is told.

Rules read what a clause says and fill what it leaves open (`arguments`, `context`). What they find
nobody for is weighed by what `training.events` learned from annotated reports: each actor named
near by as the source, each as the target, then the event as a whole. What the rules tell goes
unsaid only where it is most unlikely, and keeps the trust in its rule as its score, since odds turn
on that; the score of what they do not tell is its chance.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from crisisdesk.reading.context import stands_alone, turned_too
from crisisdesk.reading.event_features import Chances, event_features
from crisisdesk.reading.opponents import Pending, codes_of
from crisisdesk.reading.page import Page
from crisisdesk.reading.side_features import (
    Cast,
    candidates,
    cast_of,
    nearest_actor,
    with_conjunctions,
)
from crisisdesk.reading.weights import EventWeights, Linear, load_event_weights
from crisisdesk.terms.records import Actor, Event, Statement

# An actor of this chance is a side; the likeliest is one from a little less on.
_SIDE, _LIKELIEST = 0.4, 0.24
# From which chance on is told what the rules tell, and what they do not. Set by hand, so that
# more is found and precision holds.
_RULED, _NEW = 0.15, 0.55


def choose_events(
    page: Page, statements: Sequence[Statement], pending: Sequence[Pending], told: Sequence[Event]
) -> list[Event]:
    """The events that are told, in the order of their words.

    ``pending`` is what each event word tells by its clause; ``told`` those that the rules complete.
    """
    return chosen_events(cast_of(page, statements, list(told)), pending, told, load_event_weights())


def chosen_events(
    cast: Cast, pending: Sequence[Pending], told: Sequence[Event], weights: EventWeights
) -> list[Event]:
    """The same by given weights."""
    whole = {event.id: event for event in told}
    found: list[Event] = []
    for item in pending:
        ruled = whole.get(item.event.id)
        event, features = considered(cast, item, ruled, weights)
        if event is None:
            continue
        chance = weights.event.chance(features)
        if chance < (_NEW if ruled is None else _RULED):
            continue
        if ruled is None:
            event = msgspec.structs.replace(event, score=round(chance, 2))
        found.append(event)
        if turned := turned_too(item, event):
            found.append(turned)
    return found


def considered(
    cast: Cast, item: Pending, whole: Event | None, weights: EventWeights
) -> tuple[Event | None, Sequence[str]]:
    """What a word may tell, and the features by which it is weighed: the event as the rules tell
    it, else with its likeliest sides. None where that is nobody.

    Who used force on whom is never guessed, since odds turn on it, nor is a target put where the
    clause names one that nobody knows."""
    closed = item.own.closed and not item.event.target
    if whole is None and (item.event.type == "ASSAULT" or closed):
        return None, ()
    chances = _chances(cast, item, whole or item.event, weights)
    event = whole or _likeliest(cast, item, chances)
    if not stands_alone(item, event):
        return None, ()
    return event, list(event_features(cast.page, item, whole, event, chances))


def _chances(cast: Cast, item: Pending, event: Event, weights: EventWeights) -> Chances:
    """How likely each actor named near by is either side."""
    named = candidates(cast, item, event)

    def chance(model: Linear, side: str) -> Mapping[str, float]:
        return {
            code: model.chance(with_conjunctions(item, features, side))
            for code, features in named.items()
        }

    return Chances(chance(weights.source, "S"), chance(weights.target, "T"))


def _likeliest(cast: Cast, item: Pending, chances: Chances) -> Event:
    """The event of a word between those that are likely its sides."""
    source = _picked(chances.source, set())
    target = _picked(chances.target, source)
    return msgspec.structs.replace(
        item.event,
        source=_actors(cast, item, source, item.event.source),
        target=_actors(cast, item, target, item.event.target),
    )


def _picked(chances: Mapping[str, float], apart: set[str]) -> set[str]:
    """Those likely to be a side, or the likeliest if it is likely enough."""
    left = {code: chance for code, chance in chances.items() if code not in apart}
    likely = {code for code, chance in left.items() if chance >= _SIDE}
    best = max(left, key=left.__getitem__, default=None)
    if not likely and best is not None and left[best] >= _LIKELIEST:
        return {best}
    return likely


def _actors(
    cast: Cast, item: Pending, codes: set[str], ruled: tuple[Actor, ...]
) -> tuple[Actor, ...]:
    """The rules' actors where they have these codes, else those named nearest."""
    if codes == codes_of(ruled):
        return ruled
    return tuple(nearest_actor(cast, item, code) for code in sorted(codes))
