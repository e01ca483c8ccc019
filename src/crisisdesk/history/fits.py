"""The fitted models that ship: ridge logits with their scaling and their redrawn coefficients.

A model's chance is ``expit(intercept + sum of effect x scaled input)``; inputs are centred on the
average case, scaled by their standard deviation, held within four of them, and at the average
where they are not known. A model with *steps* is one of time: its score gives the chance of force
in each stretch between two days, given none before; together they make one hazard, so that odds
over any horizon agree (`odds/hazard.py`). `training.history` fits them; ``data/fits.json`` is its
output. Redrawn coefficients (whole disputes drawn again) give the interval.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from math import exp, log, log1p, nan
from operator import mul

import msgspec
from msgspec import Struct

from crisisdesk.errors import QuestionError
from crisisdesk.history.classes import shipped
from crisisdesk.history.inputs import Part, values_of
from crisisdesk.schemas import prepared

FAR = 4.0  # standard deviations beyond which an input pulls no further
LOW, HIGH = 0.05, 0.95
EVER = 1095.0  # days by which "at any time" is reached: three years
STEEPEST = 30.0
HALVINGS = 40  # to a millionth of a log-odds
LEAST = 1e-6  # a chance below which log-odds would run off


class Input(Struct, frozen=True):
    """One input: the average case's value, its standard deviation, and its effect in log-odds for
    one standard deviation."""

    name: str
    mean: float
    scale: float
    effect: float

    def scaled(self, value: float) -> float:
        """Standard deviations from the average case, -4..4; 0 where not known (NaN)."""
        if value != value:
            return 0.0
        return min(max((value - self.mean) / self.scale, -FAR), FAR)


class Step(Struct, frozen=True):
    """A stretch of time that ends after ``days`` (None: it has no end) and its effect; ``late``
    ones feel the inputs' later effects too."""

    days: int | None
    effect: float
    late: bool = False


class Fit(Struct, frozen=True, kw_only=True):
    """A model: what it answers, from which data, how many cases came out yes, and its numbers.
    ``later`` are the inputs' further effects in late steps (nought before). Each draw is an
    intercept, the inputs' effects, the steps' effects, the later effects. ``anchors`` are the mean
    inputs of the recent cases of a class: the case from which others are told apart; ``spreads``
    how far those cases lie from it, in log-odds."""

    id: str
    name: str
    data: str
    years: str
    n: int
    k: int
    clusters: int
    intercept: float
    inputs: tuple[Input, ...]
    steps: tuple[Step, ...] = ()
    later: tuple[Input, ...] = ()
    draws: tuple[tuple[float, ...], ...] = ()
    anchors: dict[str, dict[str, float]] = {}
    spreads: dict[str, tuple[float, ...]] = {}

    @property
    def effects(self) -> tuple[float, ...]:
        """The fitted numbers, laid out as a draw."""
        parts = (self.inputs, self.steps, self.later)
        return (self.intercept, *(one.effect for part in parts for one in part))


class Odds(Struct, frozen=True):
    """A probability and the ends of its 90 % interval, all 0..1."""

    probability: float
    low: float
    high: float


@cache
def _fits() -> dict[str, Fit]:
    found = msgspec.json.decode(shipped("fits.json").read_bytes(), type=prepared(tuple[Fit, ...]))
    return {fit.id: fit for fit in found}


def find_fit(name: str) -> Fit:
    """The model with the id ``name``. Raises QuestionError where there is none."""
    found = _fits().get(name)
    if found is None:
        raise QuestionError(f"no fitted model {name!r}: see docs/odds.md for those there are")
    return found


def odds_of(fit: Fit, values: Mapping[str, float], days: float | None = None) -> Odds:
    """The chance for a case's inputs; where the model is one of time, within ``days``. Inputs that
    are not named are taken as the average's."""
    case = _scaled(fit, values)
    p = _chance(fit, fit.effects, case, days)
    drawn = sorted(_chance(fit, draw, case, days) for draw in fit.draws)
    if not drawn:
        return Odds(p, p, p)
    low, high = (drawn[round(share * (len(drawn) - 1))] for share in (LOW, HIGH))
    return Odds(p, min(low, p), max(high, p))


@cache
def find_mediator_fit() -> Fit:
    """The ranking of mediators: its inputs' effects are log-odds of candidates against one
    another, and ``n`` counts the acts that it was fitted to."""
    return msgspec.json.decode(shipped("mediator.json").read_bytes(), type=prepared(Fit))


class Apart(Struct, frozen=True):
    """How far a case lies from an anchor, in log-odds, with the ends of its 90 % interval."""

    value: float
    low: float
    high: float


def apart_from(fit: Fit, anchor: str, values: Mapping[str, float]) -> Apart:
    """How far the case's chance lies from that of the anchor's average case."""
    case, average = _scaled(fit, values), _scaled(fit, fit.anchors[anchor])

    def gap(numbers: Sequence[float]) -> float:
        one, other = (_chance(fit, numbers, at, None) for at in (case, average))
        return _logit(one) - _logit(other)

    drawn = sorted(map(gap, fit.draws))
    value = gap(fit.effects)
    if not drawn:
        return Apart(value, value, value)
    low, high = (drawn[round(share * (len(drawn) - 1))] for share in (LOW, HIGH))
    return Apart(value, min(low, value), max(high, value))


def start_of(rate: float, spread: Sequence[float]) -> float:
    """The log-odds of a class's average case when cases that lie as far from it as ``spread``
    (log-odds) come out yes at the ``rate`` (0..1) together. It lies below the rate's own log-odds
    where the rate is low: the odds of a few cases far above weigh more than those far below."""
    start = _logit(rate)
    if not spread:
        return start
    low, high = start - STEEPEST, start + STEEPEST
    for _ in range(HALVINGS):
        start = (low + high) / 2
        mean = sum(expit(start + apart) for apart in spread) / len(spread)
        low, high = (start, high) if mean < rate else (low, start)
    return start


def _logit(probability: float) -> float:
    held = min(max(probability, LEAST), 1.0 - LEAST)
    return log(held / (1.0 - held))


_Scaled = tuple[list[float], list[float]]


def _scaled(fit: Fit, values: Mapping[str, float]) -> _Scaled:
    """A case's inputs as the model takes them, and those that count in its later steps."""
    later = [extra.scaled(values.get(extra.name, nan)) for extra in fit.later]
    return [i.scaled(values.get(i.name, nan)) for i in fit.inputs], later


def _chance(fit: Fit, numbers: Sequence[float], case: _Scaled, days: float | None) -> float:
    z, extras = case
    score = numbers[0] + sum(map(mul, numbers[1:], z))
    if not fit.steps:
        return expit(score)
    first = 1 + len(z)
    steps, later = numbers[first : first + len(fit.steps)], numbers[first + len(fit.steps) :]
    early = sum(map(mul, later, (extra.scaled(0.0) for extra in fit.later)))
    late = sum(map(mul, later, extras))
    hazards = [
        softplus(score + effect + (late if step.late else early))
        for step, effect in zip(fit.steps, steps, strict=True)
    ]
    ends = [float(step.days) if step.days else EVER for step in fit.steps]
    return 1.0 - exp(-_reached(ends, hazards, EVER if days is None else days))


def _reached(ends: Sequence[float], hazards: Sequence[float], day: float) -> float:
    """The cumulative hazard by a day: each step's is spread evenly over its days."""
    total, start = 0.0, 0.0
    for end, hazard in zip(ends, hazards, strict=True):
        total += hazard * min(1.0, max(0.0, (day - start) / (end - start)))
        start = end
    return total


def softplus(score: float) -> float:
    """The hazard of a stretch whose chance is the expit of a score: ``ln(1 + exp(score))``."""
    return max(score, 0.0) + log1p(exp(-abs(score)))


def expit(score: float) -> float:
    """1 / (1 + exp(-score)) without overflow."""
    return 1.0 / (1.0 + exp(-min(max(score, -STEEPEST), STEEPEST)))


def effects(
    fit: Fit, parts: Sequence[Part], anchor: str | None = None, days: float | None = None
) -> list[tuple[Part, float]]:
    """Each part with its effect, the largest first: how far it moves the log-odds (within ``days``,
    where the model is one of time) away from what they were with the part as in the average case,
    of all or of an anchor's."""
    average = fit.anchors[anchor] if anchor else {}
    values = values_of(parts)

    def score(case: Mapping[str, float]) -> float:
        return _logit(_chance(fit, fit.effects, _scaled(fit, case), days))

    whole = score(values)
    found = [
        (part, whole - score(values | {name: average.get(name, nan) for name in part.values}))
        for part in parts
    ]
    return sorted(found, key=lambda pair: -abs(pair[1]))
