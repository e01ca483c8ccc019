"""Fits own rates and trees for a class to cases, and asks them about later ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from crisisdesk.history.dyads.counts import Floats
from crisisdesk.history.dyads.fitting import fit_own_rate, grow
from crisisdesk.history.dyads.model import HORIZONS
from crisisdesk.history.dyads.own_rate import log_odds, own_rate
from training.dyads.cases import Cases

if TYPE_CHECKING:
    import lightgbm

KEPT = 3  # of the rows without an event one in so many is kept, and weighs as many
THREADS = 2


def fit_class(
    cases: Cases, name: str, end: int, seed: int = 1
) -> tuple[dict[int, tuple[float, float]], lightgbm.Booster]:
    """Own rates by horizon and trees over all horizons, from cases whose horizon ends before the
    day ``end``."""
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
    trees = grow(
        np.vstack(matrices), np.concatenate(answers), np.concatenate(starts),
        np.concatenate(weights), THREADS,
    )  # fmt: skip
    return rates, trees


def forecast(
    cases: Cases, name: str, days: int, rows: np.ndarray, rate: tuple[float, float],
    trees: lightgbm.Booster,
) -> Floats:  # fmt: skip
    """The chances of some cases."""
    start = log_odds(own_rate(cases.number[name][rows], days, *rate))
    raised = trees.predict(cases.columns(name, days, rows), raw_score=True)
    return np.asarray(1 / (1 + np.exp(-(start + np.asarray(raised)))))
