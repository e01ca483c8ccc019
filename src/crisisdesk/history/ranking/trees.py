"""The second look: boosted trees (LightGBM) over the columns of the first candidates.

They start from what the networks say and add to it. They learn by the likelihood of each answer
among the candidates that are none (softmax), from days that the networks were asked about before
they learned of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from crisisdesk.history.dyads.model import light
from crisisdesk.history.ranking.facts import Floats, Ints

if TYPE_CHECKING:
    import lightgbm

ROUNDS = 100
TREES: dict[str, Any] = dict(
    num_leaves=31, learning_rate=0.08, min_data_in_leaf=100, min_sum_hessian_in_leaf=3.0,
    feature_fraction=0.6, lambda_l2=5.0, max_bin=127, num_threads=1, verbose=-1, seed=1,
    deterministic=True, force_row_wise=True,
)  # fmt: skip


def fit_trees(
    matrix: Floats, start: Floats, right: NDArray[np.bool_], size: Ints
) -> lightgbm.Booster:
    """Trees from candidates in runs, one a question of ``size`` candidates; ``right`` tells which
    are answers (one at least in each run). What the trees say is added to ``start``."""
    lightgbm = light("ranking")
    first = np.cumsum(size) - size
    owner = np.repeat(np.arange(len(size)), size)

    def slope(score: Any, _: Any) -> tuple[Any, Any]:
        weight = np.exp(score - np.maximum.reduceat(score, first)[owner])
        rest = np.add.reduceat(np.where(right, 0, weight), first)[owner] + 1e-12
        inverse = np.where(right, 1 / (weight + rest), 0)
        one, two = (np.add.reduceat(inverse**power, first)[owner] for power in (1, 2))
        share = weight * inverse
        grade = np.where(right, share - 1, weight * one)
        bend = np.where(right, share * (1 - share), grade - weight**2 * two)
        return grade, np.maximum(bend, 1e-6)

    rows = lightgbm.Dataset(
        matrix, right.astype(np.float32), init_score=start.astype(float), free_raw_data=True
    )
    return lightgbm.train({**TREES, "objective": slope}, rows, ROUNDS)
