"""The beta distribution, for rates counted from few cases: its mean and quantiles.

The regularised incomplete beta function by its continued fraction (Abramowitz & Stegun 26.5.8,
evaluated by Lentz's method), its quantile by bisection: enough for two decimals of a
probability without a dependency.
"""

from __future__ import annotations

from functools import lru_cache
from math import exp, lgamma, log

TINY = 1e-300
STEPS = 400
CLOSE = 1e-12
HALVINGS = 60


def cumulative(a: float, b: float, x: float) -> float:
    """P(X <= x) for X ~ Beta(a, b); a, b > 0 and x in 0..1."""
    if x <= 0.0:
        return 0.0
    if x >= 1.0:
        return 1.0
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log(1.0 - x))
    # the fraction converges fast on this side of the mean only
    if x < (a + 1.0) / (a + b + 2.0):
        return front * _fraction(a, b, x) / a
    return 1.0 - front * _fraction(b, a, 1.0 - x) / b


def _fraction(a: float, b: float, x: float) -> float:
    c, d = 1.0, 1.0 / _away(1.0 - (a + b) * x / (a + 1.0))
    total = d
    for m in range(1, STEPS):
        even = m * (b - m) * x / ((a + 2 * m - 1.0) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1.0))
        for term in (even, odd):
            d = 1.0 / _away(1.0 + term * d)
            c = _away(1.0 + term / c)
            change = c * d
            total *= change
        if abs(change - 1.0) < CLOSE:
            break
    return total


def _away(value: float) -> float:
    return value if abs(value) > TINY else TINY


@lru_cache(maxsize=512)
def quantile(a: float, b: float, share: float) -> float:
    """The x with P(X <= x) = ``share`` (0..1) for X ~ Beta(a, b)."""
    low, high = 0.0, 1.0
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        if cumulative(a, b, middle) < share:
            low = middle
        else:
            high = middle
    return (low + high) / 2
