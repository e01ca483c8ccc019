"""Force after an explicit threat, asked of the model of strikes.

The cases are the episodes of `training.history.threats`: the first explicit threat in a
confrontation without earlier force; yes when the threatener uses force later in it, whenever. The
model knows days, not confrontations: its odds within a year stand for those of the confrontation.
Force on the day of the threat is no input, since it may be what followed.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from crisisdesk.history.inputs import values_of
from crisisdesk.history.strike_inputs import HORIZON, YEAR, strike_parts
from training.history import hazards, strike_cases, threats
from training.history.covariates import Covariates, covariates
from training.history.fitting import Array, Cases, Plan, auc, brier, fit, table
from training.history.models import ALWAYS, Task
from training.history.strike_cases import NANOSECONDS, Act

SIMPLEST = ("own_quiet", "ratio", "rival")


def threatened(root: Path) -> Cases:
    """The episodes since 1946 as cases with the inputs of the model of strikes."""
    past = [e for e in threats.episodes(root, threats.THREAT) if e.year >= strike_cases.SINCE]
    between, known = strike_cases.acts(root), covariates(root)
    return table(
        [_inputs(e, between[min(e.by, e.on), max(e.by, e.on)], known) for e in past],
        [e.delay is not None for e in past],
        [e.year for e in past],
        [e.micnum for e in past],
    )


def _inputs(episode: threats.Episode, done: list[Act], known: Covariates) -> dict[str, float]:
    day = int(episode.day.value // NANOSECONDS)
    past = known_on(done, day)
    lately = [act for act in past if act.day > day - HORIZON]
    passed = strike_cases.passed_at(lately, episode.by, day, day - began(past))
    return values_of(strike_parts(known, episode.by, episode.on, episode.year, passed))


def known_on(done: list[Act], day: int) -> list[Act]:
    """The acts that count by a day, without the force of the day itself."""
    return [a for a in done if a.day < day or (a.day == day and a.kind != "force")]


def began(past: list[Act]) -> int:
    """The day on which the dispute began that the last act belongs to: no gap of a year since."""
    days = [act.day for act in past]
    start = days[-1]
    for day in reversed(days):
        if start - day > YEAR:
            break
        start = day
    return start


def odds(strike: Task, cases: Cases, years: Sequence[int], step: int) -> Array:
    """The odds of the model of strikes, fitted at each of the years, within a year of the threat;
    NaN before the first."""
    if strike.days is None:
        raise ValueError("odds within a year need a model of time")
    p = hazards.rolling(strike.cases, strike.spans, strike.days, strike.plan, years, step, cases)
    return p[:, hazards.ENDS.index(YEAR)]


def peer(cases: Cases, cut: int) -> Array:
    """The odds of the later episodes by a logit on a few inputs of the earlier ones, unshrunk; NaN
    for those."""
    columns = [cases.names.index(name) for name in SIMPLEST]
    plain = cases._replace(names=SIMPLEST, x=cases.x[:, columns])
    found, late = np.full(len(cases.y), np.nan), cases.year > cut
    found[late] = fit(plain.where(~late), Plan(1.0, ALWAYS), cut).chance(plain.x[late])
    return found


def beside(root: Path, cases: Cases, cut: int) -> str:
    """What the odds of the later episodes are to be held to, in words."""
    past = [e for e in threats.episodes(root, threats.THREAT) if e.year <= cut]
    late = cases.year > cut
    y, p = cases.y[late], peer(cases, cut)[late]
    ever = float(np.mean([e.delay is not None for e in past]))
    since = float(cases.y[~late].mean())
    return (
        f"After an explicit threat force came in {y.sum():.0f} of {len(y)} episodes after {cut}. "
        f"The rate of all {len(past)} before has a Brier score of {brier(y, ever + 0 * y):.3f}, "
        f"that of the {(~late).sum()} since {strike_cases.SINCE} one of "
        f"{brier(y, since + 0 * y):.3f}; a logit fitted to the latter alone on three plain inputs "
        "(days since the threatener's last force, ratio of capabilities, rivalry) "
        f"{brier(y, p):.3f}, with AUC {auc(y, p):.3f}."
    )
