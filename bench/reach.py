"""What the goals' models reached and what hindsight makes of the same inputs, for the page."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import numpy as np

from bench.fits import AFTER, CUT, ONCE, View, each_left_out, forecasts, odds_of, tasks, views
from bench.goals import GOALS, HEAD, Scored, line
from bench.hindsight import as_told, by_trees, learning_curve, left_out, tellers
from training.history import models
from training.history.fitting import Array, auc, brier
from training.history.models import Task

CURVES = ("help", "honours", "mediated")  # those of joining tell little: too few joined


def table(root: Path) -> str:
    """Each goal with what was reached, once and anew, and in hindsight."""
    made = {task.id: task for task in tasks(root)}
    tests = {name: _tests(made[name]) for name in dict.fromkeys(goal.task for goal in GOALS)}
    rows = [line(models.NAMES[goal.task][0], goal, *tests[goal.task]) for goal in GOALS]
    return HEAD + "\n".join(rows)


def _tests(task: Task) -> tuple[Scored, Scored | None, list[Scored]]:
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
            cases = as_told(task).where(view.chosen)._replace(y=view.y[view.chosen])
            p = left_out(cases._replace(weight=np.ones(len(cases.y))), by_trees)
            late = cases.year > CUT
            found.append(
                f"{view.name}: AUC {auc(cases.y, p):.3f}, Brier {brier(cases.y, p):.4f}; of the "
                f"cases since {CUT + 1} AUC {auc(cases.y[late], p[late]):.3f}, Brier "
                f"{brier(cases.y[late], p[late]):.4f}"
            )
    return found + [learning_curve(task) for task in tasks(root) if task.id in CURVES]
