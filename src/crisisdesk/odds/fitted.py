"""A fitted model's answer to a case: its probability, what moved it, what would change it.

The class that contains the case still stands beside the answer with its cases and rate; the model
says how far this case lies from the average one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import hypot

from msgspec import Struct
from msgspec.structs import replace

from crisisdesk.history.covariates import cow_number, load_covariates
from crisisdesk.history.fits import (
    Apart,
    Fit,
    Odds,
    apart_from,
    effects,
    find_fit,
    odds_of,
    start_of,
)
from crisisdesk.history.inputs import Part, values_of
from crisisdesk.odds.hazard import chance, hazard
from crisisdesk.odds.naming import name_of
from crisisdesk.odds.rates import Rate, clip, expit, logit, moved
from crisisdesk.terms.records import Driver, Span, Swing

LEAST_EFFECT = 0.05  # log-odds below which a part is not worth a line
MOST_DRIVERS, MOST_SWINGS = 6, 3
LEAST_SWING = 0.005
CERTAIN = 0.999


class Judged(Struct, frozen=True):
    """A model's answer: its odds, the parts that moved it, the single changes that would."""

    fit: Fit
    odds: Odds
    drivers: tuple[Driver, ...]
    swings: tuple[Swing, ...] = ()

    def rate(self, past: Rate, widen: float = 1.0) -> Rate:
        """The answer beside the class of ``past``; ``widen`` above 1 stretches the interval in
        log-odds where the model fits the question only loosely."""
        p = clip(self.odds.probability)
        low, high = (
            expit(logit(p) + widen * (logit(clip(end)) - logit(p)))
            for end in (self.odds.low, self.odds.high)
        )
        return Rate(self.odds.probability, low, high, past.past, past.earlier)

    def scaled(self, share: float) -> Judged:
        """The answer for a part of what the model speaks of: all odds times ``share``."""
        return self._each(lambda p: min(1.0, p * share))

    def paced(self, share: float) -> Judged:
        """The answer for a horizon: all cumulative hazards times ``share``."""
        return self._each(lambda p: chance(hazard(p) * share))

    def early(self, ratio: float, soon: Odds) -> Judged:
        """The answer where the hazard of the first days, of which ``soon`` are the odds, is
        ``ratio`` times what the model says."""
        first = hazard(soon.probability)

        def change(p: float) -> float:
            return chance(hazard(p) + (ratio - 1.0) * min(first, hazard(p)))

        return self._each(change)

    def after(self, soon: Odds) -> Judged:
        """The answer where nothing came in days gone by already, of which ``soon`` are the odds:
        the rest of the hazard."""
        p, low, high = (
            1.0 - (1.0 - end) / (1.0 - min(first, CERTAIN))
            for end, first in (
                (self.odds.probability, soon.probability),
                (self.odds.low, soon.low),
                (self.odds.high, soon.high),
            )
        )
        return replace(self, odds=Odds(p, min(low, p), max(high, p)), swings=())

    def shifted(self, effect: float, doubt: float) -> Judged:
        """The answer with all log-odds moved by an ``effect`` of which half the width of its 90 %
        interval is ``doubt``; the two uncertainties add as independent ones do."""
        p, low, high = moved((self.odds.probability, self.odds.low, self.odds.high), effect, doubt)
        odds = self._each(lambda end: expit(logit(clip(end)) + effect))
        return replace(odds, odds=Odds(p, low, high))

    def _each(self, change: Callable[[float], float]) -> Judged:
        p, low, high = self.odds.probability, self.odds.low, self.odds.high
        odds = Odds(change(p), change(low), change(high))
        swings = [Swing(swing.name, change(swing.probability)) for swing in self.swings]
        return replace(self, odds=odds, swings=largest(odds.probability, swings))


class Level(Struct, frozen=True):
    """A class's rate from which a model only tells the case apart: the rate, and the model's anchor
    for that class."""

    rate: Rate
    anchor: str

    def at(self, apart: Apart, spread: Sequence[float] = ()) -> Odds:
        """The odds of a case that lies so far from the average one of a class whose cases lie as
        far from it as ``spread`` (log-odds); the two uncertainties add as independent ones do."""
        ends = (self.rate.low, self.rate.probability, self.rate.high)
        low, start, high = (start_of(clip(end), spread) for end in ends)
        middle = start + apart.value
        below = hypot(start - low, apart.value - apart.low)
        above = hypot(high - start, apart.high - apart.value)
        return Odds(expit(middle), expit(middle - below), expit(middle + above))


def judge(
    model: str,
    parts: Sequence[Part],
    *,
    days: float | None = None,
    told: Mapping[str, Driver] | None = None,
    chosen: Sequence[str] = (),
    spans: Mapping[str, tuple[Span, ...]] | None = None,
    otherwise: Sequence[tuple[str, Sequence[Part]]] = (),
    level: Level | None = None,
    anchor: str | None = None,
) -> Judged:
    """Ask a model about a case. ``told`` says a part better than its own words do and comes first;
    the parts in ``chosen`` chose the class and are not told again; ``spans`` are the evidence of
    parts. ``otherwise`` are single changes with the parts as they would be then. With a ``level``
    the model only moves a class's rate. Effects are told against the average case of the ``anchor``
    (the level's, where one is given; else of all)."""
    fit = find_fit(model)
    odds = _odds(fit, parts, days, level)
    drivers: list[Driver] = []
    for part, effect in effects(fit, parts, level.anchor if level else anchor, days):
        if part.key in chosen:
            continue
        given = (told or {}).get(part.key)
        found = given or Driver(part.words, spans=(spans or {}).get(part.key, ()))
        if given or abs(effect) >= LEAST_EFFECT:
            found = replace(found, effect=round(effect, 2), source=part.source)
            drivers.insert(len(drivers) if not given else 0, found)
    swings = [
        Swing(name, _odds(fit, changed, days, level).probability) for name, changed in otherwise
    ]
    return Judged(fit, odds, tuple(drivers[:MOST_DRIVERS]), largest(odds.probability, swings))


def _odds(fit: Fit, parts: Sequence[Part], days: float | None, level: Level | None) -> Odds:
    if level is None:
        return odds_of(fit, values_of(parts), days)
    apart = apart_from(fit, level.anchor, values_of(parts))
    return level.at(apart, fit.spreads.get(level.anchor, ()))


def largest(probability: float, swings: Sequence[Swing]) -> tuple[Swing, ...]:
    """The swings that move a probability most, largest first; those that hardly do are left out."""
    moving = [s for s in swings if abs(s.probability - probability) >= LEAST_SWING]
    return tuple(sorted(moving, key=lambda s: -abs(s.probability - probability))[:MOST_SWINGS])


def numbers_of(*codes: str) -> tuple[int, ...] | None:
    """The COW numbers of states' codes; None where one of them has none."""
    found = [cow_number(code) for code in codes]
    return tuple(n for n in found if n is not None) if all(found) else None


def namer(*codes: str) -> Callable[[int], str]:
    """What to call the states behind COW numbers: the given codes first, else any that has it."""
    names = {cow_number(code): name_of(code) for code in (*load_covariates().numbers, *codes)}
    return lambda number: names.get(number, str(number))
