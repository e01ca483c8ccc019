"""What the goals' models reached and what hindsight makes of the same inputs, for the page."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import numpy as np

from bench import threatened
from bench.fits import (
    AFTER,
    CUT,
    ONCE,
    Origins,
    View,
    each_left_out,
    forecasts,
    odds_of,
    rates,
    tasks,
    views,
)
from bench.goals import GOALS, HEAD, Scored, line
from bench.hindsight import as_told, by_trees, learning_curve, left_out, tellers
from training.history import models
from training.history.fitting import Array, Cases, auc, brier
from training.history.models import Task

CURVES = ("help", "honours", "mediated")  # those of joining tell little: too few joined
NAMES = {
    "threatened": "force after an explicit threat in a confrontation, by the odds within 365 days",
    "shown": "force after a first threat or show of force, 90 days",
}  # of the questions put to the model of strikes; the others are called as their models are
Tests = tuple[Scored, Scored | None, list[Scored]]  # once, anew, in hindsight


def table(root: Path) -> str:
    """Each goal with what was reached, once and anew, and in hindsight."""
    made = {task.id: task for task in tasks(root)}
    episodes = threatened.threatened(root)
    tests = {
        "threatened": _threatened(made["strike"], episodes),
        "shown": _shown(made["strike"]),
    }
    tests |= {name: _tests(made[name]) for name in {goal.task for goal in GOALS} - set(tests)}
    names = {name: words for name, (words, _) in models.NAMES.items()} | NAMES
    rows = [line(names[goal.task], goal, *tests[goal.task]) for goal in GOALS]
    return HEAD + "\n".join(rows) + "\n\n" + threatened.beside(root, episodes, CUT)


def _threatened(strike: Task, cases: Cases) -> Tests:
    """The odds of the model of strikes on the day of each threat; hindsight learns from the
    episodes."""

    def scored(p: Array) -> Scored:
        return Scored(cases.y[late], p[late], cases.cluster[late])

    late = cases.year > CUT
    once, anew = (scored(threatened.odds(strike, cases, at.years, at.step)) for at in (ONCE, AFTER))
    return once, anew, [scored(left_out(cases, told)) for told in tellers(strike)]


def _shown(strike: Task) -> Tests:
    """The question of the table of back-tests; hindsight learns from its days alone."""

    def scored(p: Array, at: Origins) -> Scored:
        base = rates(view, year, at.years, at.step, None)
        rows = view.chosen & (year > CUT)
        return Scored(view.y[rows], p[rows], strike.cases.cluster[rows], base[rows])

    view, year = views(strike)[-1], strike.cases.year
    once, anew = (
        scored(odds_of(strike, view, at, forecasts(strike, at)), at) for at in (ONCE, AFTER)
    )
    cases = _alone(strike, view)
    best = []
    for told in tellers(strike):
        p = np.full(len(view.y), np.nan)
        p[view.chosen] = left_out(cases, told)
        best.append(scored(p, ONCE))
    return once, anew, best


def _alone(task: Task, view: View) -> Cases:
    """The cases of one question, all of one weight."""
    cases = as_told(task).where(view.chosen)
    return cases._replace(y=view.y[view.chosen], weight=np.ones(len(cases.y)))


def _tests(task: Task) -> Tests:
    """The odds fitted once, those fitted anew, and those of hindsight."""
    (view,) = views(task)
    every = np.ones(len(view.y), bool)
    late = every if task.id == "honours" else task.cases.year > CUT
    best = [left_out(as_told(task), told) for told in tellers(task)]
    hindsight = [_test(task, view, np.where(late, p, np.nan)) for p in best]
    if task.id == "honours":
        return _test(task, view, each_left_out(task)), None, hindsight
    once, anew = (odds_of(task, view, at, forecasts(task, at)) for at in (ONCE, AFTER))
    return _test(task, view, once), _test(task, view, anew), hindsight


def _test(task: Task, view: View, p: Array) -> Scored:
    rows = ~np.isnan(p)
    return Scored(view.y[rows], p[rows], task.cases.cluster[rows])


def lines(root: Path) -> list[str]:
    """What trees make of each question in hindsight, and the learning curves."""
    found = []
    for task in tasks(root) if find_spec("lightgbm") else ():
        for view in views(task):
            cases = _alone(task, view)
            p = left_out(cases, by_trees)
            late = cases.year > CUT
            found.append(
                f"{view.name}: AUC {auc(cases.y, p):.3f}, Brier {brier(cases.y, p):.4f}; of the "
                f"cases since {CUT + 1} AUC {auc(cases.y[late], p[late]):.3f}, Brier "
                f"{brier(cases.y[late], p[late]):.4f}"
            )
    return found + [learning_curve(task) for task in tasks(root) if task.id in CURVES]
