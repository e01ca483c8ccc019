"""Back-tests of the fitted models, on years that they have not seen.

Each model is fitted again, and joined with its class, as it ships (same cases, inputs, plan) on
the years to a cut: 1990 once, and every five years from 1960. Beside it stand the rate of all years
before, the rate of the last twenty, and the simplest logit (one or two inputs). Intervals are
90 %, whole disputes drawn.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from math import log
from pathlib import Path
from typing import NamedTuple

import numpy as np

from bench.calibration import Calibration, calibration
from bench.goals import FEW, found_among
from crisisdesk.history.fits import start_of
from crisisdesk.odds.rates import PRIOR_CASES
from training.history import hazards, models
from training.history.fitting import (
    Array,
    Cases,
    Plan,
    auc,
    brier,
    expit,
    fit,
    interval,
    rolling,
)
from training.history.models import Task

CUT = 1990
ORIGINS = tuple(range(1960, 2015, 5))
LATE = tuple(range(CUT, 2015, 5))
PROVOKED = tuple(range(1980, 2025, 5))  # 63 of the 101 attacks are later
RECENT = 20  # years
NO_FORCE = ("threat", "display", "faced")
ALMOST = 0.01  # what acts of a year ago add to a fading count
# inputs of the simplest logit
SIMPLEST = {
    "strike": ("own_quiet",),
    "help": ("american", "defense"),
    "joining": ("defense_only", "near_target"),
    "mediated": ("violence",),
    "provoked": ("ratio",),
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
    held: Calibration


class View(NamedTuple):
    """A question put to a task: outcome by case, which cases count, days of a hazard."""

    name: str
    y: Array
    chosen: Array
    days: int | None = None


def views(task: Task) -> list[View]:
    """The questions that a task answers."""
    cases = task.cases
    every = np.ones(len(cases.y), bool)
    if task.id == "provoked":
        return [
            View(f"{models.NAMES[task.id][0]}, {days} days", _within(task, days), every, days)
            for days in (14, 30, 90)
        ]
    if task.states is None:
        return [View(models.NAMES[task.id][0], cases.y, every)]
    column = {name: cases.x[:, place] for place, name in enumerate(cases.names)}
    calm = np.isin(task.states, NO_FORCE)
    today = calm & (column["quiet"] == 0)
    threat = today & _first(column["threat_own_90"])
    show = today & (task.states == "display") & _first(column["show_own_15"])
    hot = np.isin(task.states, ("exchange", "struck"))
    wanted = [
        ("force in a dispute under way", every, (14, 30, 90)),
        ("... where the actor struck within 30 days", hot, (30,)),
        ("... where neither has used force for a year", calm, (30, 90)),
        ("... on the day of a first explicit threat", threat, (90,)),
        ("... on the day of a first threat or show of force", threat | show, (90,)),
    ]
    return [
        View(f"{words}, {days} days", _within(task, days), chosen & _followed(task, days), days)
        for words, chosen, horizons in wanted
        for days in horizons
    ]


def _first(faded: Array) -> Array:
    """Whether a fading count holds one act, of today."""
    return (faded >= log(2.0)) & (faded < log(2.0) + ALMOST)


def _within(task: Task, days: int) -> Array:
    return np.array([d is not None and d <= days for d, _ in task.spans], float)


def _followed(task: Task, days: int) -> Array:
    return np.array([followed >= days for _, followed in task.spans])


class Origins(NamedTuple):
    """From which years forecasts are made, for how many years each."""

    name: str
    years: Sequence[int]
    step: int


ONCE, ROLLING = Origins("1990", (CUT,), 100), Origins("rolling", ORIGINS, 5)
AFTER = Origins("rolling, after 1990", LATE, 5)
SINCE_1980 = Origins("rolling from 1980", PROVOKED, 5)


def forecasts(task: Task, at: Origins) -> Array:
    """The shipped model's forecasts from each origin: cases, or cases by ends of the hazard."""
    _, origins, step = at
    if task.days is not None:
        return hazards.rolling(task.cases, task.spans, task.days, task.plan, origins, step)
    return rolling(task.cases, task.plan, origins, step, task.told)


def odds_of(task: Task, view: View, at: Origins, p: Array) -> Array:
    """The odds of every case as they ship, from its forecasts ``p``; NaN for the years before."""
    if view.days is not None:
        return p[:, hazards.ENDS.index(view.days)]
    return levelled(task, view, p, at.years, at.step) if task.id == "help" else p


def levelled(task: Task, view: View, p: Array, origins: Sequence[int], step: int) -> Array:
    """The odds as they ship where a class sets the level: the rate of the class's last
    twenty years, earlier cases as a prior of `PRIOR_CASES`, is what the odds of its cases of the
    last thirty come to together; the model tells each apart from their average one."""
    year, y = task.cases.year, view.y
    found = np.full(len(year), np.nan)
    for origin in origins:
        past, ahead = year <= origin, (year > origin) & (year <= origin + step)
        score = _score(task, origin)
        for name, rows in models.groups_of(task).items():
            if name.startswith("superpower"):
                continue
            mine, held = rows & past, y[rows & past]
            late = mine & (year > origin - RECENT)
            mean = (held.sum() + y[past].mean()) / (len(held) + 1)
            level = (y[late].sum() + PRIOR_CASES * mean) / (late.sum() + PRIOR_CASES)
            usual = score[mine & (year > origin - models.RECENT)]
            usual = usual if len(usual) else score[past]
            start = start_of(float(level), (usual - usual.mean()).tolist())
            found[rows & ahead] = expit(start + score[rows & ahead] - usual.mean())
    return np.where(np.isnan(p), np.nan, found)


def _score(task: Task, origin: int) -> Array:
    """The log-odds of every case by the model of one origin."""
    past = np.flatnonzero(task.cases.year <= origin)
    return _logit(fit(task.cases.where(past), task.plan, origin).chance(task.cases.x))


def _logit(p: Array) -> Array:
    p = np.clip(p, 1e-6, 1 - 1e-6)
    return np.log(p / (1 - p))


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
    told = None if task.told is None else task.told[view.chosen][:, columns]
    found[view.chosen] = rolling(chosen, Plan(1.0, models.ALWAYS), origins, step, told)
    return found


def scores(task: Task, *tests: Origins, more: str = "") -> list[Scores]:
    """A row for each question and test; ``more`` is said after the question."""
    made = [forecasts(task, at) for at in tests]
    return [
        score(task, view._replace(name=view.name + more), at, p)
        for view in views(task)
        for at, p in zip(tests, made, strict=True)
    ]


def otherwise(task: Task) -> tuple[Task, str] | None:
    """The same question with more or less known of how violent the crisis comes to be."""
    cases = task.cases
    if task.id == "mediated":
        return task._replace(told=None), ", told how violent it came to be"
    if task.id != "help":
        return None
    kept = [i for i, name in enumerate(cases.names) if name not in ("violent", "serious")]
    names = tuple(cases.names[i] for i in kept)
    blind = task._replace(cases=cases._replace(names=names, x=cases.x[:, kept]))
    return blind, ", told nothing of its violence"


def score(task: Task, view: View, at: Origins, forecast: Array) -> Scores:
    """One row: the shipped model and what it is held to."""
    year = task.cases.year
    test, origins, step = at
    p = odds_of(task, view, at, forecast)
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
        calibration(y, p, cluster),
    )


def back_test(root: Path) -> tuple[list[Scores], list[str]]:
    """All rows, and lines on what the rows do not hold."""
    rows: list[Scores] = []
    remarks = []
    for task in tasks(root):
        if task.id in ("honours", "provoked"):
            continue
        rows += scores(task, ONCE, ROLLING, *((AFTER,) if task.days is None else ()))
        if other := otherwise(task):
            rows += scores(other[0], ONCE, ROLLING, AFTER, more=other[1])
        if task.id == "joining":
            remarks += [_found(task, "1990", (CUT,), 100), _found(task, "rolling", ORIGINS, 5)]
    rows.append(_pacts(root))
    task = next(task for task in tasks(root) if task.id == "provoked")
    return rows + scores(task, ONCE, SINCE_1980), remarks


def _found(task: Task, test: str, origins: Sequence[int], step: int) -> str:
    """How many joiners are among the first few of their dispute."""
    p = rolling(task.cases, task.plan, origins, step)
    rows = ~np.isnan(p)
    share = found_among(task.cases.y[rows], p[rows], task.cases.cluster[rows])
    return f"joiners among the {FEW} likeliest of their dispute ({test}): {share:.0%}"


@lru_cache(maxsize=1)
def tasks(root: Path) -> tuple[Task, ...]:
    """Every model's cases, gathered once."""
    return tuple(make(root) for make in models.TASKS)


def each_left_out(task: Task) -> Array:
    """The odds of each case by all other disputes."""
    p = np.zeros(len(task.cases.y))
    for one in np.unique(task.cases.cluster):
        out = task.cases.cluster == one
        p[out] = _without(task.cases, task.plan, out)
    return p


def _pacts(root: Path) -> Scores:
    """Pacts: each war left out in turn; the rate is that of the other wars, the simplest logit
    knows the era alone."""
    task = next(task for task in tasks(root) if task.id == "honours")
    cases = task.cases
    era = cases._replace(
        names=("late",), x=cases.x[:, [cases.names.index("late")]], weight=cases.weight
    )
    p = each_left_out(task)
    plain = each_left_out(task._replace(cases=era, plan=Plan(1.0, models.ALWAYS)))
    base = np.zeros(len(cases.y))
    for war in np.unique(cases.cluster):
        out = cases.cluster == war
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
        calibration(y, p, cases.cluster),
    )


def _without(cases: Cases, plan: Plan, out: Array) -> Array:
    return fit(cases.where(~out), plan, int(cases.year.max())).chance(cases.x[out])


def table(rows: Sequence[Scores]) -> str:
    """The rows as a Markdown table."""
    head = (
        "| question | scored on | yes of cases | AUC | Brier | base rate's | recent rate's "
        "| simplest logit's | skill on base rate |\n"
        "|---|---|---|---|---|---|---|---|---|\n"
    )
    lines = [
        f"| {r.task} | {r.test} | {r.k} of {r.n} | {r.auc:.3f} [{r.auc_ends[0]:.2f}, "
        f"{r.auc_ends[1]:.2f}] | {_short(r.brier)} | {_short(r.base)} | {_short(r.recent)} "
        f"| {_short(r.simplest)} | {1 - r.brier / r.base:+.3f} [{r.skill_ends[0]:+.2f}, "
        f"{r.skill_ends[1]:+.2f}] |"
        for r in rows
    ]
    return head + "\n".join(lines)


def _short(value: float) -> str:
    """A Brier score; a rare event's needs more places."""
    return f"{value:.4f}" if value >= 0.01 else f"{value:.6f}"
