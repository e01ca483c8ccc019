"""Who did it and to whom: the arguments of an event word, as actors."""

from __future__ import annotations

from crisisdesk.reading.noun_arguments import noun_arguments
from crisisdesk.reading.page import Page, Part
from crisisdesk.reading.parties import same_side
from crisisdesk.reading.sides import Arguments, reciprocal
from crisisdesk.reading.triggers import Trigger
from crisisdesk.reading.verb_arguments import verb_arguments
from crisisdesk.terms.records import Actor


def arguments_of(page: Page, part: Part, trigger: Trigger) -> Arguments:
    """Both sides of the event that a trigger tells. Empty lists where the clause is silent; what
    a side does to its own is left out."""
    found = sides_of(page, part, trigger)
    own = found.source
    found.target = [a for a in found.target if not _only_own(a, own)]
    both = trigger.group.mutual or reciprocal(trigger) or found.both_ways
    if both and not found.target and len(found.source) > 1:
        found.source, found.target = found.source[:1], found.source[1:]
        found.together = trigger.kind == "verb"
        found.both_ways = found.both_ways or reciprocal(trigger)
    return found


def sides_of(page: Page, part: Part, trigger: Trigger) -> Arguments:
    """Both sides as the clause has them, whoever they are."""
    found = (
        verb_arguments(page, part, trigger)
        if trigger.kind == "verb"
        else noun_arguments(page, part, trigger)
    )
    if trigger.group.swap:
        found.source, found.target = found.target, found.source
    return found


def _only_own(actor: Actor, others: list[Actor]) -> bool:
    """Whether an actor is of the other side alone: a state's government against its own protesters
    or rebels is an event between two."""
    own = [other for other in others if other.code == actor.code]
    return bool(own) and all(same_side(actor, other) for other in own)
