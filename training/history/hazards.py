"""One hazard for all horizons: a case becomes one row for each stretch of time that it lives
through, and a logit on these rows gives the chance of the event in a stretch, given none before
(Cox 1972, in discrete time). What makes for early force need not make for late force: inputs have
a further effect in the later stretches."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from training.history.fitting import Array, Cases, Model, Plan, fit

ENDS: tuple[int | None, ...] = (14, 30, 90, 180, 365, None)
YEAR = 365.2425  # days
EVER = 1095  # days after which a case without an end is followed no further
LATE_FROM = 2  # the stretch after 30 days and those that follow
MARKS = tuple(f"until_{end}" for end in ENDS[1:])


class Span(NamedTuple):
    """Of a case: days until the event (None: it never came), and days that it is followed."""

    delay: int | None
    followed: float = float("inf")


def stretched(cases: Cases, spans: Sequence[Span]) -> Cases:
    """The rows of all cases, of the stretches that they are followed through. Each stretch after
    the first has an input of its own, and each input has a further effect later on."""
    index, outcome, places = [], [], []
    for case, (delay, followed) in enumerate(spans):
        for place, end in enumerate(ENDS):
            last = end or EVER
            came = delay is not None and delay <= last
            if not came and followed < last:
                break
            index.append(case)
            outcome.append(came)
            places.append(place)
            if came:
                break
    rows = cases.where(np.array(index))
    x = np.hstack([rows.x, _extra(rows.x, np.array(places))])
    names = (*cases.names, *MARKS, *(f"{name}_late" for name in cases.names))
    return rows._replace(names=names, x=x, y=np.array(outcome, float))


def _extra(x: Array, places: Array) -> Array:
    marks = places[:, None] == np.arange(1, len(ENDS))
    return np.hstack([marks, np.where((places >= LATE_FROM)[:, None], x, 0.0)])


def chances(model: Model, x: Array) -> Array:
    """The chance by the end of each of `ENDS` (cases by ends) from cases' own inputs."""
    alive = np.ones(len(x))
    found = []
    for place in range(len(ENDS)):
        extra = _extra(x, np.full(len(x), place))
        alive = alive * (1.0 - model.chance(np.hstack([x, extra])))
        found.append(1.0 - alive)
    return np.column_stack(found)


def known_by(spans: Sequence[Span], day: Array, now: float) -> list[Span]:
    """The spans as they were known by a day, for cases that began on ``day``."""
    found = []
    for (delay, followed), began in zip(spans, day, strict=True):
        seen = min(followed, now - began)
        found.append(Span(delay if delay is not None and delay <= seen else None, seen))
    return found


def rolling(
    cases: Cases,
    spans: Sequence[Span],
    days: Array,
    plan: Plan,
    origins: Sequence[int],
    step: int = 5,
    asked: Cases | None = None,
) -> Array:
    """As `fitting.rolling`, for every end of `ENDS`; ``days`` (since 1970) are when the cases
    began, and nothing after an origin's year is known at it. ``asked``: the cases to forecast,
    with the same inputs, where they are others than those fitted to."""
    asked = cases if asked is None else asked
    found = np.full((len(asked.y), len(ENDS)), np.nan)
    for origin in origins:
        ahead = (asked.year > origin) & (asked.year <= origin + step)
        if ahead.any():
            found[ahead] = chances(fitted_by(cases, spans, days, plan, origin), asked.x[ahead])
    return found


def fitted_by(
    cases: Cases,
    spans: Sequence[Span],
    days: Array,
    plan: Plan,
    origin: int,
) -> Model:
    """The model of an origin, from what was known by the end of its year."""
    past = np.flatnonzero(cases.year <= origin)
    known = known_by([spans[i] for i in past], days[past], (origin + 1 - 1970) * YEAR)
    return fit(stretched(cases.where(past), known), plan, origin)
