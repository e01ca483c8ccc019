"""Ridge logits by Newton's method, and how they are held to account.

Inputs are centred and scaled, missing ones take the mean, and none may pull further than four
standard deviations. Recent cases weigh more: ``exp(-age / years)``; a second, shorter weight may
then move the intercept alone, drawn to no move by a prior of some cases. Everything is fitted on
the years up to ``now``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np

Array = np.ndarray
STEPS = 40
FAR = 4.0  # standard deviations beyond which an input pulls no further


class Plan(NamedTuple):
    """How a model is fitted: the ridge (inverse variance of a coefficient of a scaled input), the
    years over which cases fade, those over which they fade for the intercept (None: no separate
    move), the cases that hold it back, the inputs that move with it, and those that no ridge
    shrinks."""

    ridge: float
    years: float
    recent: float | None = None
    prior: float = 20.0
    moving: tuple[str, ...] = ()
    free: tuple[str, ...] = ()


class Cases(NamedTuple):
    """A table: ``x`` (cases by inputs), ``y`` (0/1), ``year``, ``cluster``, case weights."""

    names: tuple[str, ...]
    x: Array
    y: Array
    year: Array
    cluster: Array
    weight: Array

    def where(self, mask: Array) -> Cases:
        """The chosen cases."""
        return Cases(self.names, *(column[mask] for column in self[1:]))


def table(
    rows: Iterable[dict[str, float]], y: Any, year: Any, cluster: Any, weight: Any = None
) -> Cases:
    """A table from one mapping of inputs a case."""
    rows = list(rows)
    names = tuple(rows[0])
    x = np.array([[row[name] for name in names] for row in rows], float)
    outcome = np.asarray(y, float)
    weights = np.ones(len(outcome)) if weight is None else np.asarray(weight, float)
    return Cases(names, x, outcome, np.asarray(year), np.asarray(cluster), weights)


class Model(NamedTuple):
    """A fitted logit: ``chance`` = expit(intercept + sum of coefficient x scaled input)."""

    names: tuple[str, ...]
    mean: Array
    scale: Array
    intercept: float
    coefficients: Array

    def scaled(self, x: Array) -> Array:
        """Inputs centred, scaled, missing ones at the mean, far ones held."""
        return scaled(x, self.mean, self.scale)

    def chance(self, x: Array) -> Array:
        """Probabilities, 0..1."""
        return expit(self.intercept + self.scaled(x) @ self.coefficients)


def expit(value: Array) -> Array:
    """1 / (1 + exp(-value)) without overflow."""
    return 1.0 / (1.0 + np.exp(-np.clip(value, -30.0, 30.0)))


def scaled(x: Array, mean: Array, scale: Array) -> Array:
    """As `Model.scaled`."""
    with np.errstate(invalid="ignore"):
        z = (x - mean) / scale
    return np.clip(np.where(np.isnan(z), 0.0, z), -FAR, FAR)


def moments(x: Array) -> tuple[Array, Array]:
    """Mean and standard deviation of each input over known values (0 and 1 where none vary)."""
    known = ~np.isnan(x)
    count = np.maximum(known.sum(0), 1)
    filled = np.where(known, x, 0.0)
    mean = filled.sum(0) / count
    spread = np.sqrt((np.where(known, x - mean, 0.0) ** 2).sum(0) / count)
    return mean, np.where(spread < 1e-9, 1.0, spread)


def newton(z: Array, y: Array, weight: Array, ridge: Array | float) -> Array:
    """The intercept (free) and coefficients (ridge, one or each its own) of the weighted logit."""
    design = np.column_stack([np.ones(len(y)), z])
    penalty = np.r_[1e-6, np.broadcast_to(ridge, z.shape[1])]
    found = np.zeros(design.shape[1])
    mean = np.clip(np.average(y, weights=weight), 1e-5, 1 - 1e-5)
    found[0] = np.log(mean / (1 - mean))
    worth = _worth(design, y, weight, penalty, found)
    for _ in range(STEPS):
        p = expit(design @ found)
        slope = design.T @ (weight * (y - p)) - penalty * found
        curve = (design.T * (weight * p * (1 - p) + 1e-9)) @ design + np.diag(penalty)
        step = np.linalg.solve(curve, slope)
        # a whole step may overshoot, where most chances are small: it is halved until it helps
        while (now := _worth(design, y, weight, penalty, found + step)) < worth - 1e-9:
            step /= 2
        found, worth = found + step, now
        if float(np.abs(step).max()) < 1e-6:
            break
    return found


def _worth(design: Array, y: Array, weight: Array, penalty: Array, found: Array) -> float:
    """The penalised log-likelihood."""
    score = design @ found
    told = y * score - np.logaddexp(0.0, score)
    return float((weight * told).sum() - (penalty * found * found).sum() / 2)


def fit(cases: Cases, plan: Plan, now: int, within: tuple[Array, Array] | None = None) -> Model:
    """Fit to the cases as of the year ``now``; ``within`` gives the scaling to use."""
    mean, scale = within or moments(cases.x)
    z = scaled(cases.x, mean, scale)
    age = now - cases.year
    ridge = np.array([1e-3 if name in plan.free else plan.ridge for name in cases.names])
    found = newton(z, cases.y, cases.weight * np.exp(-age / plan.years), ridge)
    if plan.recent is not None:
        moved = [0, *(1 + cases.names.index(name) for name in plan.moving)]
        design = np.column_stack([np.ones(len(z)), z])
        weight = cases.weight * np.exp(-age / plan.recent)
        found[moved] += _move(design[:, moved], design @ found, cases.y, weight, plan.prior)
    return Model(cases.names, mean, scale, float(found[0]), found[1:])


def _move(design: Array, score: Array, y: Array, weight: Array, prior: float) -> Array:
    """How far to move some numbers so that recent cases come out right, held by the prior: a case
    at even odds holds with a quarter."""
    move = np.zeros(design.shape[1])
    for _ in range(STEPS):
        p = expit(score + design @ move)
        slope = design.T @ (weight * (y - p)) - prior / 4 * move
        curve = (design.T * (weight * p * (1 - p))) @ design + np.eye(len(move)) * prior / 4
        move += np.clip(np.linalg.solve(curve, slope), -2, 2)
    return move


def rolling(
    cases: Cases, plan: Plan, origins: Sequence[int], step: int = 5, told: Array | None = None
) -> Array:
    """Forecasts for the ``step`` years after each origin from the years up to it; NaN elsewhere.
    ``told``: the inputs as they were known at the time, where those of the cases hold more."""
    x = cases.x if told is None else told
    found = np.full(len(cases.y), np.nan)
    for origin in origins:
        past = cases.year <= origin
        ahead = (cases.year > origin) & (cases.year <= origin + step)
        if ahead.any():
            found[ahead] = fit(cases.where(past), plan, origin).chance(x[ahead])
    return found


def draws(cases: Cases, plan: Plan, now: int, count: int, seed: int = 1816) -> list[Model]:
    """The model fitted again to cases drawn by whole clusters, scaled as on all cases."""
    names, index = np.unique(cases.cluster, return_inverse=True)
    rng, scaling = np.random.default_rng(seed), moments(cases.x)
    found = []
    for _ in range(count):
        times = rng.multinomial(len(names), np.full(len(names), 1 / len(names)))[index]
        drawn = cases._replace(weight=cases.weight * times).where(times > 0)
        found.append(fit(drawn, plan, now, scaling))
    return found


Score = Callable[[Array, Array], float]


def brier(y: Array, p: Array) -> float:
    """Mean squared error of probabilities."""
    return float(((p - y) ** 2).mean())


def log_loss(y: Array, p: Array) -> float:
    """Mean negative log-likelihood."""
    p = np.clip(p, 1e-6, 1 - 1e-6)
    return float(-(y * np.log(p) + (1 - y) * np.log(1 - p)).mean())


def auc(y: Array, p: Array) -> float:
    """The chance that a yes is ranked above a no, ties half; NaN with one outcome only."""
    yes, no = int(y.sum()), int(len(y) - y.sum())
    if not yes or not no:
        return float("nan")
    _, place, counts = np.unique(p, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[place]
    return float((ranks[y == 1].sum() - yes * (yes + 1) / 2) / (yes * no))


def slope(y: Array, p: Array) -> float:
    """Calibration slope: of the outcome's logit on that of the forecast; 1 is right, below 1 the
    forecasts are too far apart."""
    p = np.clip(p, 1e-6, 1 - 1e-6)
    return float(newton(np.log(p / (1 - p))[:, None], y, np.ones(len(y)), 1e-6)[1])


def calibration_error(y: Array, p: Array, bins: int = 10) -> float:
    """Expected calibration error over bins with equally many cases."""
    groups = np.array_split(np.argsort(p, kind="stable"), bins)
    gaps = [abs(y[g].mean() - p[g].mean()) * len(g) for g in groups if len(g)]
    return float(sum(gaps) / len(y))


def interval(
    y: Array, p: Array, cluster: Array, score: Score, count: int = 500, base: Array | None = None
) -> tuple[float, float]:
    """The 90 % interval of a score (of its share below that of ``base``, where given) when whole
    clusters are drawn."""
    names, index = np.unique(cluster, return_inverse=True)
    members = [np.flatnonzero(index == i) for i in range(len(names))]
    rng = np.random.default_rng(7)
    found = []
    for _ in range(count):
        rows = np.concatenate([members[i] for i in rng.integers(0, len(names), len(names))])
        value = score(y[rows], p[rows])
        found.append(value if base is None else 1 - value / score(y[rows], base[rows]))
    low, high = np.nanquantile(found, [0.05, 0.95])
    return float(low), float(high)
