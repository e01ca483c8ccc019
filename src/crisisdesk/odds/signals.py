"""Signals in a dispute's record beside force, and how they move the odds of force.

A signal's effect was counted for some days; it moves the hazard of those days and leaves later ones
as they are, so that longer horizons stay the likelier.
"""

from __future__ import annotations

from functools import partial

from msgspec import Struct

from crisisdesk.history.signals import KINDS, Kind, Signal, signals
from crisisdesk.history.strike_inputs import Passed
from crisisdesk.odds import evidence
from crisisdesk.odds.evidence import codes
from crisisdesk.odds.forecasts import Case
from crisisdesk.odds.hazard import hazard
from crisisdesk.odds.rates import clip, expit, logit
from crisisdesk.terms.records import Driver, Event


class Given(Struct, frozen=True):
    """A signal on the record since the latest use of force."""

    kind: Kind
    count: Signal
    events: tuple[Event, ...]

    def driver(self) -> Driver:
        """What it says, with the count; one whose interval holds nought moves nothing."""
        days = [event.date.value for event in self.events if event.date]
        told = f"{self.kind.words} ({max(days)}): {self.count.told}"
        if not self.count.counts:
            told += ", no more than chance may do"
        effect = self.count.effect if self.count.counts else 0.0
        spans = tuple(dict.fromkeys(event.span for event in self.events))
        return Driver(told, round(effect, 2), spans, self.count.source)


def given(case: Case, one: str, other: str, passed: Passed) -> list[Given]:
    """The signals between two states, each kind once, whose count's days have not run out and that
    came after the latest use of force between the two."""
    latest = min((*passed.force, *passed.force_back), default=float("inf"))
    found = []
    for kind in KINDS:
        count = signals()[kind.count or kind.id]
        most = min(float(count.days), latest - 1)
        fresh = [
            event
            for event in evidence.find(case.readings, partial(_gives, kind, one, other)).events
            if _age(event, case.as_of) <= most
        ]
        if fresh:
            found.append(Given(kind, count, tuple(fresh)))
    return found


def _gives(kind: Kind, one: str, other: str, event: Event) -> bool:
    if event.modality != "happened" or not (event.cameo or "").startswith(kind.codes):
        return False
    by, on = set(codes(event.source)), set(codes(event.target))
    if kind.third:
        return bool(by - {one, other}) and bool(on & {one, other})
    return {one, other} <= by | on


def _age(event: Event, as_of: str) -> float:
    days = evidence.age(event.date, as_of)
    return float("inf") if days is None else float(days)


def ratio(given: Signal, within: float) -> float:
    """By how much a signal multiplies the hazard of its days; ``within`` is the chance (0..1) of
    force in them without it."""
    p = clip(within)
    return hazard(expit(logit(p) + given.effect)) / hazard(p)
