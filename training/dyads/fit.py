"""Fits own rates and trees for a class, and scores them on later years."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.optimize import minimize

from crisisdesk.history.dyads.counts import Floats, Ints
from crisisdesk.history.dyads.model import HORIZONS, Bin
from crisisdesk.history.dyads.own_rate import log_odds, own_rate
from training.dyads.cases import Cases

if TYPE_CHECKING:
    import lightgbm

TREES: dict[str, Any] = dict(
    objective="binary", num_leaves=15, learning_rate=0.05, min_data_in_leaf=200,
    feature_fraction=0.5, bagging_fraction=0.7, bagging_freq=1, lambda_l2=10, max_bin=63,
    num_threads=2, verbose=-1, seed=1, deterministic=True, force_row_wise=True,
)  # fmt: skip
ROUNDS = 150
KEPT = 3  # of the rows without an event one in so many is kept, and weighs as many
BINS = 12


def fit_own_rate(number: Floats, came: np.ndarray, days: int) -> tuple[float, float]:
    """Shape and scale of the own rate that make what came likeliest."""
    values, place = np.unique(number, return_inverse=True)
    yes, all_ = np.bincount(place, came), np.bincount(place)

    def misfit(logs: Floats) -> float:
        shape, scale = np.exp(logs)
        p = np.clip(own_rate(values, days, shape, scale), 1e-9, 1 - 1e-9)
        return float(-(yes * np.log(p) + (all_ - yes) * np.log(1 - p)).sum() / all_.sum())

    tries = [minimize(misfit, start, method="Nelder-Mead") for start in ([-2, 3], [-4, 6])]
    shape, scale = np.exp(min(tries, key=lambda tried: tried.fun).x)
    return float(shape), float(scale)


def fit_class(
    cases: Cases, name: str, end: int, seed: int = 1
) -> tuple[dict[int, tuple[float, float]], lightgbm.Booster]:
    """Own rates by horizon and trees over all horizons, from cases whose horizon ends before the
    day ``end``."""
    import lightgbm

    draw = np.random.default_rng(seed)
    wait, number = cases.wait[name], cases.number[name]
    rates, matrices, answers, starts, weights = {}, [], [], [], []
    for days in HORIZONS:
        ended = cases.day + days <= end
        rates[days] = fit_own_rate(number[ended], wait[ended] < days, days)
        kept = ended & ((wait < HORIZONS[-1]) | (draw.random(len(wait)) < 1 / KEPT))
        matrices.append(cases.columns(name, days, kept))
        answers.append(wait[kept] < days)
        starts.append(log_odds(own_rate(number[kept], days, *rates[days])))
        weights.append(np.where(wait[kept] < HORIZONS[-1], 1.0, KEPT))
    width = matrices[0].shape[1]
    rows = lightgbm.Dataset(
        np.vstack(matrices), np.concatenate(answers).astype(float), free_raw_data=True,
        init_score=np.concatenate(starts), weight=np.concatenate(weights),
    )  # fmt: skip
    settings = {**TREES, "monotone_constraints": [0] * (width - 1) + [1]}
    return rates, lightgbm.train(settings, rows, ROUNDS)


def forecast(
    cases: Cases, name: str, days: int, rows: np.ndarray, rate: tuple[float, float],
    trees: lightgbm.Booster,
) -> Floats:  # fmt: skip
    """The chances of some cases."""
    start = log_odds(own_rate(cases.number[name][rows], days, *rate))
    raised = trees.predict(cases.columns(name, days, rows), raw_score=True)
    return np.asarray(1 / (1 + np.exp(-(start + np.asarray(raised)))))


def bins_of(chance: Floats, came: np.ndarray, pairs: Ints) -> tuple[Bin, ...]:
    """Forecasts in bins of like size, each with what came of them; small chances are many, so the
    bins hold equal shares of the hits."""
    order = np.argsort(chance)
    hits = np.cumsum(came[order])
    edges = np.searchsorted(hits, np.linspace(0, hits[-1], BINS + 1)[1:-1])
    found = []
    for part in np.split(order, edges):
        if len(part):
            low = 0.0 if not found else float(chance[part].min())
            found.append(Bin(low, len(part), int(came[part].sum()), len(np.unique(pairs[part]))))
    return tuple(found)
