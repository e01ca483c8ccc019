"""What the inputs hold, roughly: the odds of one who may learn from all years, later ones too.

Whole disputes are left out in tenths and told by all others: by boosted trees, which find what no
straight line does, and by the same logit that ships, with all years alike. What neither reaches
from so many cases is out of reach of better fitting; more or other inputs may go further.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec
from typing import Any

import numpy as np

from training.history import models
from training.history.fitting import Array, Cases, auc, brier, fit
from training.history.models import Task

TENTHS = 10
SHARES = (0.25, 0.5, 0.75, 1.0)
TIMES = 3  # how often the disputes to learn from are drawn
TREES = {
    "n_estimators": 120,
    "learning_rate": 0.03,
    "num_leaves": 8,
    "min_child_samples": 20,
    "subsample": 0.8,
    "subsample_freq": 1,
    "colsample_bytree": 0.6,
    "reg_lambda": 5.0,
    "random_state": 0,
    "n_jobs": 1,
    "verbose": -1,
}
Told = Callable[[Cases, Array], Array]


def tellers(task: Task) -> list[Told]:
    """Those who tell in hindsight; the logit alone where LightGBM is not installed."""
    return [by_logit(task), *([by_trees] if find_spec("lightgbm") else [])]


def by_trees(cases: Cases, x: Array) -> Array:
    """The odds of the rows of ``x`` by trees that learned from the cases (needs LightGBM)."""
    from lightgbm import LGBMClassifier

    trees: Any = LGBMClassifier(**TREES).fit(cases.x, cases.y, sample_weight=cases.weight)
    return np.asarray(trees.predict_proba(x)[:, 1])


def by_logit(task: Task) -> Told:
    """The same by the task's own logit, all years alike."""
    plan = task.plan._replace(years=models.ALWAYS, recent=None)
    return lambda cases, x: fit(cases, plan, int(cases.year.max())).chance(x)


def tenths(cluster: Array) -> Array:
    """Which tenth each case is left out with; the cases of a dispute share theirs."""
    _, place = np.unique(cluster, return_inverse=True)
    return (np.random.default_rng(5).permutation(int(place.max()) + 1) % TENTHS)[place]


def left_out(cases: Cases, told: Told, share: float = 1.0, seed: int = 0) -> Array:
    """The odds of each case by what a share of the disputes of the other tenths tell."""
    tenth, (_, place) = tenths(cases.cluster), np.unique(cases.cluster, return_inverse=True)
    kept = np.random.default_rng(seed).random(int(place.max()) + 1)[place] <= share
    p = np.zeros(len(cases.y))
    for out in range(TENTHS):
        p[tenth == out] = told(cases.where((tenth != out) & kept), cases.x[tenth == out])
    return p


def as_told(task: Task) -> Cases:
    """The cases with what is known of them when a forecast is made."""
    return task.cases if task.told is None else task.cases._replace(x=task.told)


def learning_curve(task: Task) -> str:
    """How the logit fares with ever more disputes to learn from: whether more cases would help."""
    cases, told = as_told(task), by_logit(task)
    found = []
    for share in SHARES:
        odds = [left_out(cases, told, share, seed) for seed in range(TIMES if share < 1 else 1)]
        rank = np.mean([auc(cases.y, p) for p in odds])
        loss = np.mean([brier(cases.y, p) for p in odds])
        found.append(f"{0.9 * share:.0%} of the disputes AUC {rank:.3f}, Brier {loss:.4f}")
    return f"{models.NAMES[task.id][0]}, learned from " + "; ".join(found)
