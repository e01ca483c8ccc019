"""One hazard, so that 30 % within 14 days is not 99.9 % within 90.

With a constant hazard the chance of at least one event within t days is ``1 - exp(-r t)``
(the exponential distribution). Between counted horizons the hazard is taken as constant; beyond
the last it goes on at the pace of the last stretch, up to a ceiling where one is known. Repeating
a forecast day by day would be a different, wrong sum.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, log1p

MOST = 0.999999  # a probability of one would mean an endless hazard


def hazard(probability: float) -> float:
    """The cumulative hazard of a probability (0..1): ``-ln(1 - p)``."""
    return -log1p(-min(probability, MOST))


def chance(cumulative: float) -> float:
    """The probability of a cumulative hazard (>= 0): ``1 - exp(-H)``."""
    return 1.0 - exp(-cumulative)


def convert(probability: float, from_days: float, to_days: float) -> float:
    """A probability over ``from_days`` as one over ``to_days``, both above 0."""
    return chance(hazard(probability) * to_days / from_days)


def within(
    knots: Sequence[tuple[float, float]], days: float, ceiling: float | None = None
) -> float:
    """The probability within ``days`` from counted ones: ``knots`` are (days, probability) with
    days ascending, at least one; ``ceiling`` is the probability at any time, if known.

    Never falls as ``days`` grows, nor above the ceiling once past the knots.
    """
    before, reached = 0.0, 0.0
    last, pace = 0.0, 0.0
    for at, probability in knots:
        # counts nest, so hazards rise; a tiny fall from rounding or shrinking is levelled
        total = max(hazard(probability), reached)
        pace = (total - reached) / (at - before)
        if days <= at:
            return chance(reached + pace * (days - before))
        before, reached, last = at, total, at
    found = chance(reached + pace * (days - last))
    return found if ceiling is None else min(found, max(ceiling, chance(reached)))
