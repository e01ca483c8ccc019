"""A class's rate for today: recent cases, and earlier ones as a prior of stated strength.

Rates drift down over two centuries, so cases since 1992 (or, where they were too few to count,
since 1946) speak for themselves and all earlier experience together for `PRIOR_CASES` cases: a
beta prior with the group's all-era rate as its mean. Both the probability (its mean) and the
interval (its 5th and 95th percentile) are those of the beta posterior. Counts enter by their
effective number, so that fifty rows from one dispute do not pass for fifty disputes.
`bench/odds.py` scores this rule against the base rate on held-out years.
"""

from __future__ import annotations

from math import exp, hypot, log

from msgspec import Struct

from crisisdesk.errors import QuestionError
from crisisdesk.history.classes import PastClass, era_of, horizons
from crisisdesk.odds.beta import quantile
from crisisdesk.odds.hazard import convert, within

PRIOR_CASES = 20.0
LOW, HIGH = 0.05, 0.95
LOOSE_CASES = 100.0  # the most that a loosely fitting class can weigh
FEWEST = 0.5  # half a case: a rate of nought out of n is not a rate of nought
RECENT = ("since-1992", "since-1946", "to-1945", "all")
WHOLE = ("all", "since-1946", "to-1945", "since-1992")


class Rate(Struct, frozen=True):
    """A probability with its 90 % interval and the class that shows where it comes from."""

    probability: float
    low: float
    high: float
    past: PastClass
    earlier: PastClass

    @property
    def interval(self) -> tuple[float, float]:
        """The ends of the interval."""
        return self.low, self.high


def logit(probability: float) -> float:
    """Log-odds of a probability strictly between 0 and 1."""
    return log(probability / (1.0 - probability))


def expit(value: float) -> float:
    """The probability of log-odds."""
    return 1.0 / (1.0 + exp(-value)) if value >= 0 else exp(value) / (1.0 + exp(value))


def clip(probability: float) -> float:
    """Away from 0 and 1, where log-odds would end."""
    return min(max(probability, 1e-6), 1 - 1e-6)


def exists(group: str) -> bool:
    """Whether a group was counted at all."""
    days = horizons(group)
    return any(era_of(group, era, days[0] if days else None) for era in WHOLE)


def rate_of(group: str, days: int, stretch: float = 1.0) -> Rate:
    """The rate of a group within ``days`` (1 or more).

    ``stretch`` above 1 says that the class fits the question only loosely: its cases then weigh
    as no more than `LOOSE_CASES`, divided by ``stretch``, and half a case is added either way
    (Jeffreys), so that the interval widens and nought stays possible but not certain. Raises
    QuestionError where nothing was counted for the group.
    """
    counted = horizons(group)
    if not counted:
        return over_span(_posterior(group, None, stretch), days)
    knots = [(at, _posterior(group, at, stretch)) for at in counted]
    ever = _posterior(group, None, stretch) if _recent(group, None) else None
    shown = min(knots, key=lambda knot: abs(log(knot[0] / days)))[1]

    def end(name: str) -> float:
        counts = [(at, getattr(rate, name)) for at, rate in knots]
        return within(counts, days, getattr(ever, name) if ever else None)

    ends = [end(name) for name in ("probability", "low", "high")]
    return _rate(ends[0], ends[1], ends[2], shown.past, shown.earlier)


def _rate(p: float, low: float, high: float, past: PastClass, earlier: PastClass) -> Rate:
    return Rate(p, min(low, p), max(high, p), past, earlier)


def over_span(rate: Rate, days: int) -> Rate:
    """A rate that holds for whole crises: within fewer days than such a crisis lasts, by constant
    hazard; no more than the whole after it."""
    span = rate.past.span_days
    if span is None or days >= span:
        return rate
    ends = [convert(end, span, days) for end in (rate.probability, rate.low, rate.high)]
    return _rate(ends[0], ends[1], ends[2], rate.past, rate.earlier)


def _recent(group: str, horizon: int | None) -> PastClass | None:
    found = (era_of(group, era, horizon) for era in RECENT)
    return next((past for past in found if past), None)


def _posterior(group: str, horizon: int | None, stretch: float) -> Rate:
    recent = _recent(group, horizon)
    whole = next((past for past in (era_of(group, era, horizon) for era in WHOLE) if past), None)
    if recent is None or whole is None:
        raise QuestionError(f"no past cases were counted for {group!r}")
    cases = recent.effective_n
    yes = recent.rate * cases
    mean = max(whole.rate, FEWEST / whole.effective_n)
    # a class without recent cases has only the prior's weight and its own, the prior once
    prior = PRIOR_CASES if whole is not recent else 1.0
    a, b = yes + prior * mean, cases - yes + prior * (1.0 - mean)
    if stretch > 1.0:
        share = min(1.0, LOOSE_CASES / (a + b)) / stretch
        a, b = a * share + FEWEST, b * share + FEWEST
    return _rate(a / (a + b), quantile(a, b, LOW), quantile(a, b, HIGH), recent, whole)


def shifted(rate: Rate, effect: float) -> Rate:
    """The rate moved by ``effect`` in log-odds, interval and all."""
    ends = (expit(logit(clip(end)) + effect) for end in (rate.probability, rate.low, rate.high))
    p, low, high = ends
    return _rate(p, low, high, rate.past, rate.earlier)


def moved(
    odds: tuple[float, float, float], effect: float, doubt: float
) -> tuple[float, float, float]:
    """A probability and the ends of its interval moved by ``effect`` in log-odds, of which half the
    width of its own interval is ``doubt``; the two uncertainties add as independent ones do."""
    p, low, high = (logit(clip(end)) for end in odds)
    below, above = hypot(p - low, doubt), hypot(high - p, doubt)
    return expit(p + effect), expit(p + effect - below), expit(p + effect + above)


def contrast(facet: str, whole: str, era: str = "since-1946") -> float:
    """How much a facet of a group moves its rate, in log-odds, from cases since 1946; each rate is
    drawn to the whole's as if by `PRIOR_CASES` cases. 0 where the facet was not counted."""
    one, all_of = era_of(facet, era), era_of(whole, era)
    if one is None or all_of is None:
        return 0.0
    base = clip(all_of.rate)
    n = one.effective_n
    drawn = (one.rate * n + PRIOR_CASES * base) / (n + PRIOR_CASES)
    return logit(clip(drawn)) - logit(base)
