"""The goals that were set for the odds, beside what was reached and what hindsight reaches.

A goal is scored on the years after 1990, by odds fitted once to 1990 and by odds fitted anew every
five years, as a desk's are; pacts by leaving out each war. The last column of figures is the better
of trees and logit in hindsight (`bench.hindsight`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from training.history.fitting import Array, auc, brier, interval

FEW = 3  # ranks that a joiner may have to count as found


class Scored(NamedTuple):
    """Outcomes, odds and disputes of the cases scored; ``base`` is the base rate that a skill is
    held against."""

    y: Array
    p: Array
    cluster: Array
    base: Array | None = None


class Goal(NamedTuple):
    """What was to be reached: the question, the measure, the mark, and whether more is better."""

    task: str
    measure: str
    mark: float
    upward: bool

    def reached(self, value: float) -> bool:
        """Whether a value is at the mark or better, as rounded on the page."""
        value, mark = round(value, 3), round(self.mark, 3)
        return value >= mark if self.upward else value <= mark


GOALS = (
    Goal("threatened", "AUC", 0.76, True),
    Goal("threatened", "Brier", 0.155, False),
    Goal("shown", "AUC", 0.66, True),
    Goal("shown", "Brier skill", 0.06, True),
    Goal("help", "AUC", 0.89, True),
    Goal("help", "Brier", 0.085, False),
    Goal("honours", "Brier", 0.165, False),
    Goal("joining", "AUC", 0.90, True),
    Goal("joining", "top 3", 0.70, True),
    Goal("mediated", "AUC", 0.76, True),
    Goal("mediated", "Brier", 0.205, False),
)


def found_among(y: Array, p: Array, cluster: Array) -> float:
    """The share of the yes cases that are among the first `FEW` of their dispute by the odds."""
    order = np.lexsort((-p, cluster))
    _, starts, counts = np.unique(cluster[order], return_index=True, return_counts=True)
    rank = np.arange(len(y)) - np.repeat(starts, counts)
    return float((rank[y[order] == 1] < FEW).mean())


def skill(test: Scored) -> float:
    """The share by which the Brier score lies below that of the base rate."""
    if test.base is None:
        raise ValueError("a skill is held against a base rate")
    return 1 - brier(test.y, test.p) / brier(test.y, test.base)


MEASURES: dict[str, Callable[[Scored], float]] = {
    "AUC": lambda test: auc(test.y, test.p),
    "Brier": lambda test: brier(test.y, test.p),
    "Brier skill": skill,
    "top 3": lambda test: found_among(test.y, test.p, test.cluster),
}


def ends_of(goal: Goal, test: Scored) -> tuple[float, float]:
    """The 90 % interval of the goal's measure, whole disputes drawn."""
    if goal.measure != "top 3":
        score = auc if goal.measure == "AUC" else brier
        base = test.base if goal.measure == "Brier skill" else None
        return interval(test.y, test.p, test.cluster, score, base=base)
    joined = np.unique(test.cluster[test.y == 1])
    shares = [
        (test.y[rows].sum(), found_among(test.y[rows], test.p[rows], test.cluster[rows]))
        for rows in (test.cluster == one for one in joined)
    ]
    counts, found = np.array(shares).T
    times = np.random.default_rng(7).multinomial(
        len(joined), np.full(len(joined), 1 / len(joined)), size=500
    )
    drawn = (times @ (counts * found)) / (times @ counts)
    return float(np.quantile(drawn, 0.05)), float(np.quantile(drawn, 0.95))


def verdict(goal: Goal, once: float, anew: float | None, ends: tuple[float, float], best: float):
    """What to think of it, in words."""
    if goal.reached(once):
        return "met"
    tail = "" if goal.reached(best) else "; hindsight misses it too"
    if anew is not None and goal.reached(anew):
        return f"met where fitted anew, **missed** fitted once{tail}"
    chance = ", by no more than chance" if goal.reached(ends[goal.upward]) else ""
    return f"**missed**{chance}{tail}"


def line(name: str, goal: Goal, once: Scored, anew: Scored | None, best: list[Scored]) -> str:
    """One row of the table."""
    score = MEASURES[goal.measure]
    value, ends = score(once), ends_of(goal, once)
    again = None if anew is None else score(anew)
    pick = max if goal.upward else min
    ceiling = pick(score(one) for one in best)
    shown = "" if again is None else f"{again:.3f}"
    sign = "at least" if goal.upward else "at most"
    return (
        f"| {name} | {goal.measure} | {sign} {goal.mark:g} | {value:.3f} [{ends[0]:.3f}, "
        f"{ends[1]:.3f}] | {shown} | {ceiling:.3f} | {verdict(goal, value, again, ends, ceiling)} |"
    )


HEAD = """\
| question | measure | goal | fitted once | fitted anew every five years | in hindsight | verdict |
|---|---|---|---|---|---|---|
"""
