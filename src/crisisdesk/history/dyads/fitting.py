"""Own rates and trees of a class, fitted to cases; and what forecasts of like size came to.

The same for the model that ships (``python -m training.dyads``) and for a desk's own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from crisisdesk.history.dyads.counts import Floats, Ints
from crisisdesk.history.dyads.features import Matrix
from crisisdesk.history.dyads.model import Bin, light
from crisisdesk.history.dyads.own_rate import own_rate

if TYPE_CHECKING:
    import lightgbm

Came = NDArray[np.bool_]

TREES: dict[str, Any] = dict(
    objective="binary", num_leaves=15, learning_rate=0.05, min_data_in_leaf=200,
    feature_fraction=0.5, bagging_fraction=0.7, bagging_freq=1, lambda_l2=10, max_bin=63,
    verbose=-1, seed=1, deterministic=True, force_row_wise=True,
)  # fmt: skip
ROUNDS = 150
BINS = 12


def fit_own_rate(
    number: Floats, came: Came, days: int, weight: Floats | None = None
) -> tuple[float, float]:
    """Shape and scale of the own rate that make what came likeliest: ``number`` of events in the
    last year and whether one ``came`` within ``days``, a case each."""
    from scipy.optimize import minimize  # which LightGBM brings

    values, place = np.unique(number, return_inverse=True)
    each = np.ones(len(came)) if weight is None else weight
    yes, all_ = np.bincount(place, came * each), np.bincount(place, each)

    def misfit(logs: Floats) -> float:
        shape, scale = np.exp(logs)
        p = np.clip(own_rate(values, days, shape, scale), 1e-9, 1 - 1e-9)
        return float(-(yes * np.log(p) + (all_ - yes) * np.log(1 - p)).sum() / all_.sum())

    tries = [minimize(misfit, start, method="Nelder-Mead") for start in ([-2, 3], [-4, 6])]
    shape, scale = np.exp(min(tries, key=lambda tried: tried.fun).x)
    return float(shape), float(scale)


def grow(
    matrix: Matrix, came: Came, start: Floats, weight: Floats | None = None, threads: int = 1
) -> lightgbm.Booster:
    """Trees over the model's columns that add to the log-odds ``start``. The last column is the
    horizon, which may only raise the odds."""
    lightgbm = light("refit")
    width = matrix.shape[1]
    rows = lightgbm.Dataset(
        matrix, came.astype(float), free_raw_data=True, init_score=start, weight=weight
    )
    signs = [0] * (width - 1) + [1]
    settings = {**TREES, "num_threads": threads, "monotone_constraints": signs}
    return lightgbm.train(settings, rows, ROUNDS)


def bins_of(chance: Floats, came: Came, pairs: Ints) -> tuple[Bin, ...]:
    """Forecasts in bins of like size, each with what came of them; small chances are many, so the
    bins hold equal shares of the hits."""
    order = np.argsort(chance, kind="stable")
    hits = np.cumsum(came[order])
    edges = np.searchsorted(hits, np.linspace(0, hits[-1], BINS + 1)[1:-1])
    found: list[Bin] = []
    for part in np.split(order, edges):
        if len(part):
            low = 0.0 if not found else float(chance[part].min())
            found.append(Bin(low, len(part), int(came[part].sum()), len(np.unique(pairs[part]))))
    return tuple(found)
