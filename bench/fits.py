"""Back-tests of the fitted models, on years that they have not seen.

Each model is fitted again as it ships (same cases, inputs, plan) on the years to a cut: 1990 once,
and every five years from 1960. Beside it stand the rate of all years before, the rate of the last
twenty, and the simplest logit (one or two inputs). Intervals are 90 %, whole disputes drawn.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from training.history import hazards, models
from training.history.fitting import (
    Array,
    Cases,
    Plan,
    auc,
    brier,
    calibration_error,
    fit,
    interval,
    rolling,
    slope,
)
from training.history.models import LATE, Task

CUT = 1990
ORIGINS = tuple(range(1960, 2015, 5))
RECENT = 20  # years
FEW = 3  # ranks that a joiner may have to count as found
# inputs of the simplest logit
SIMPLEST = {
    "strike": ("threat", "force"),
    "help": ("american", "defense"),
    "joining": ("defense_only", "near_target"),
    "mediated": ("violence",),
}


class Scores(NamedTuple):
    """One row of the table."""

    task: str
    test: str
    n: int
    k: int
    auc: float
    auc_ends: tuple[float, float]
    brier: float
    base: float
    recent: float
    simplest: float
    skill_ends: tuple[float, float]
    slope: float
    error: float
    mean: float


class View(NamedTuple):
    """A question put to a task: outcome by case, which cases count, the end of a hazard."""

    name: str
    y: Array
    chosen: Array
    place: int | None = None


def views(task: Task) -> list[View]:
    """The questions that a task answers."""
    cases = task.cases
    every = np.ones(len(cases.y), bool)
    if not task.delays:
        return [View(models.NAMES[task.id][0], cases.y, every)]
    soon = np.array([d is not None and d <= 90 for d in task.delays], float)
    threat = cases.x[:, cases.names.index("threat")] == 1
    return [
        View("force after an explicit threat, at all", cases.y, threat, 4),
        View("force after an explicit threat, 90 days", soon, threat, 1),
        View("force after a threat or display, at all", cases.y, every, 4),
        View("force after a threat or display, 90 days", soon, every, 1),
    ]


def forecasts(task: Task, origins: Sequence[int], step: int) -> Array:
    """The shipped model's forecasts from each origin: cases, or cases by ends of the hazard."""
    if task.delays:
        return hazards.rolling(task.cases, task.delays, task.plan, LATE, origins, step)
    return rolling(task.cases, task.plan, origins, step)


def rates(view: View, year: Array, origins: Sequence[int], step: int, last: int | None) -> Array:
    """The rate of earlier cases (of the last so many years) at each origin."""
    found = np.full(len(year), np.nan)
    for origin in origins:
        past = view.chosen & (year <= origin) & (year > (origin - last if last else 0))
        ahead = (year > origin) & (year <= origin + step)
        found[ahead] = view.y[past].mean() if past.any() else np.nan
    return found


def simplest(task: Task, view: View, origins: Sequence[int], step: int) -> Array:
    """A logit on the task's one or two plainest inputs, unshrunk, all years alike."""
    names = SIMPLEST[task.id]
    columns = [task.cases.names.index(name) for name in names]
    cases = task.cases._replace(names=names, x=task.cases.x[:, columns], y=view.y)
    found = np.full(len(cases.y), np.nan)
    chosen = cases.where(view.chosen)
    found[view.chosen] = rolling(chosen, Plan(1.0, models.ALWAYS), origins, step)
    return found


def score(task: Task, view: View, test: str, origins: Sequence[int], step: int) -> Scores:
    """One row: the shipped model and what it is held to."""
    year = task.cases.year
    p = forecasts(task, origins, step)
    p = p if view.place is None else p[:, view.place]
    base, late = (rates(view, year, origins, step, last) for last in (None, RECENT))
    plain = simplest(task, view, origins, step)
    rows = view.chosen & ~np.isnan(p) & ~np.isnan(base)
    late = np.where(np.isnan(late), base, late)
    y, p, base = view.y[rows], p[rows], base[rows]
    cluster = task.cases.cluster[rows]
    return Scores(
        view.name,
        test,
        len(y),
        int(y.sum()),
        auc(y, p),
        interval(y, p, cluster, auc),
        brier(y, p),
        brier(y, base),
        brier(y, late[rows]),
        brier(y, plain[rows]),
        interval(y, p, cluster, brier, base=base),
        slope(y, p),
        calibration_error(y, p),
        float(p.mean()),
    )


def back_test(root: Path) -> tuple[list[Scores], list[str]]:
    """All rows, and lines on what the rows do not hold."""
    rows, remarks = [], []
    for make in (models.strike_task, models.help_task, models.joining_task, models.mediated_task):
        task = make(root)
        for view in views(task):
            rows.append(score(task, view, "1990", (CUT,), 100))
            rows.append(score(task, view, "rolling", ORIGINS, 5))
        if task.id == "joining":
            remarks += [_found(task, "1990", (CUT,), 100), _found(task, "rolling", ORIGINS, 5)]
    rows.append(_pacts(root))
    return rows, remarks


def _found(task: Task, test: str, origins: Sequence[int], step: int) -> str:
    """How many joiners are among the first few of their dispute."""
    p = rolling(task.cases, task.plan, origins, step)
    ranks = []
    for dispute in np.unique(task.cases.cluster[~np.isnan(p)]):
        rows = np.flatnonzero((task.cases.cluster == dispute) & ~np.isnan(p))
        order = rows[np.argsort(-p[rows], kind="stable")]
        ranks += [place < FEW for place, row in enumerate(order) if task.cases.y[row]]
    return f"joiners among the {FEW} likeliest of their dispute ({test}): {np.mean(ranks):.0%}"


def _pacts(root: Path) -> Scores:
    """Pacts: each war left out in turn; the rate is that of the other wars, the simplest logit
    knows the era alone."""
    task = models.honours_task(root)
    cases = task.cases
    era = cases._replace(
        names=("late",), x=cases.x[:, [cases.names.index("late")]], weight=cases.weight
    )
    p, plain, base = (np.zeros(len(cases.y)) for _ in range(3))
    for war in np.unique(cases.cluster):
        out = cases.cluster == war
        p[out] = _without(cases, task.plan, out)
        plain[out] = _without(era, Plan(1.0, models.ALWAYS), out)
        base[out] = cases.y[~out].mean()
    y = cases.y
    return Scores(
        "a pact that a war calls on is honoured",
        "each war left out",
        len(y),
        int(y.sum()),
        auc(y, p),
        interval(y, p, cases.cluster, auc),
        brier(y, p),
        brier(y, base),
        brier(y, base),
        brier(y, plain),
        interval(y, p, cases.cluster, brier, base=base),
        slope(y, p),
        calibration_error(y, p),
        float(p.mean()),
    )


def _without(cases: Cases, plan: Plan, out: Array) -> Array:
    return fit(cases.where(~out), plan, int(cases.year.max())).chance(cases.x[out])


def table(rows: Sequence[Scores]) -> str:
    """The rows as a Markdown table."""
    head = (
        "| question | scored on | yes of cases | AUC | Brier | base rate's | recent rate's "
        "| simplest logit's | skill on base rate | slope | ECE | mean forecast, true |\n"
        "|---|---|---|---|---|---|---|---|---|---|---|---|\n"
    )
    lines = [
        f"| {r.task} | {r.test} | {r.k} of {r.n} | {r.auc:.3f} [{r.auc_ends[0]:.2f}, "
        f"{r.auc_ends[1]:.2f}] | {r.brier:.4f} | {r.base:.4f} | {r.recent:.4f} "
        f"| {r.simplest:.4f} | {1 - r.brier / r.base:+.3f} [{r.skill_ends[0]:+.2f}, "
        f"{r.skill_ends[1]:+.2f}] | {r.slope:.2f} | {r.error:.3f} | {r.mean:.1%}, "
        f"{r.k / r.n:.1%} |"
        for r in rows
    ]
    return head + "\n".join(lines)
