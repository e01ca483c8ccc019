"""One hazard for all horizons: a case becomes one row for each stretch of time that it lives
through, and a logit on these rows gives the chance of the event in a stretch, given none before
(Cox 1972, in discrete time). What makes for early force need not make for late force: some inputs
have an effect of their own in the later stretches."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from training.history.fitting import Array, Cases, Model, Plan, fit

ENDS: tuple[int | None, ...] = (30, 90, 180, 365, None)
LATE_FROM = 2  # the stretch after 90 days and those that follow
MARKS = tuple(f"until_{end}" for end in ENDS[1:])


def late_names(names: Sequence[str]) -> tuple[str, ...]:
    """What the later effects of inputs are called."""
    return tuple(f"{name}_late" for name in names)


def stretched(cases: Cases, delays: Sequence[int | None], late: Sequence[str] = ()) -> Cases:
    """The rows of all cases; ``delays`` are the days until the event, None where it never came.
    Each stretch after the first has an input of its own, and so has each of ``late`` later on."""
    index, outcome, places = [], [], []
    for case, delay in enumerate(delays):
        for place, end in enumerate(ENDS):
            came = delay is not None and (end is None or delay <= end)
            index.append(case)
            outcome.append(came)
            places.append(place)
            if came:
                break
    rows = cases.where(np.array(index))
    x = np.hstack([rows.x, _extra(rows.x, rows.names, np.array(places), late)])
    names = (*cases.names, *MARKS, *late_names(late))
    return rows._replace(names=names, x=x, y=np.array(outcome, float))


def _extra(x: Array, names: Sequence[str], places: Array, late: Sequence[str]) -> Array:
    marks = places[:, None] == np.arange(1, len(ENDS))
    later = (places >= LATE_FROM)[:, None]
    return np.hstack([marks, x[:, [names.index(name) for name in late]] * later])


def chances(model: Model, x: Array, late: Sequence[str] = ()) -> Array:
    """The chance by the end of each of `ENDS` (cases by ends) from cases' own inputs."""
    names = model.names[: x.shape[1]]
    alive = np.ones(len(x))
    found = []
    for place in range(len(ENDS)):
        extra = _extra(x, names, np.full(len(x), place), late)
        alive = alive * (1.0 - model.chance(np.hstack([x, extra])))
        found.append(1.0 - alive)
    return np.column_stack(found)


def rolling(
    cases: Cases,
    delays: Sequence[int | None],
    plan: Plan,
    late: Sequence[str],
    origins: Sequence[int],
    step: int = 5,
) -> Array:
    """As `fitting.rolling`, for every end of `ENDS`."""
    found = np.full((len(cases.y), len(ENDS)), np.nan)
    for origin in origins:
        past = np.flatnonzero(cases.year <= origin)
        ahead = (cases.year > origin) & (cases.year <= origin + step)
        if ahead.any():
            rows = stretched(cases.where(past), [delays[i] for i in past], late)
            found[ahead] = chances(fit(rows, plan, origin), cases.x[ahead], late)
    return found
