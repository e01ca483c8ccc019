"""Who did it and to whom: the arguments of an event word, as actors."""

from __future__ import annotations

from crisisdesk.reading.noun_arguments import noun_arguments
from crisisdesk.reading.page import Page, Part
from crisisdesk.reading.sides import Arguments, reciprocal
from crisisdesk.reading.triggers import Trigger
from crisisdesk.reading.verb_arguments import verb_arguments
from crisisdesk.terms.records import Actor


def arguments_of(page: Page, part: Part, trigger: Trigger) -> Arguments:
    """Both sides of the event that a trigger tells. Empty lists where the clause is silent."""
    found = (
        verb_arguments(page, part, trigger)
        if trigger.kind == "verb"
        else noun_arguments(page, part, trigger)
    )
    if trigger.group.swap:
        found.source, found.target = found.target, found.source
    codes = {actor.code for actor in found.source}
    found.target = [
        a for a in found.target if a.code not in codes or _other_sector(a, found.source)
    ]
    both = trigger.group.mutual or reciprocal(trigger) or found.both_ways
    if both and not found.target and len(found.source) > 1:
        found.source, found.target = found.source[:1], found.source[1:]
        found.together = trigger.kind == "verb"
        found.both_ways = found.both_ways or reciprocal(trigger)
    return found


def _other_sector(actor: Actor, others: list[Actor]) -> bool:
    """A state's government against its own protesters or rebels is an event between two."""
    inner = {"REB", "OPP", "CVL", "UAF", "SEP", "PRO"}
    return any(
        o.code == actor.code and o.sector != actor.sector and ({o.sector, actor.sector} & inner)
        for o in others
    )
