"""Conditional logits (McFadden 1974): which of several candidates was it? Fitted by Newton's method
with halved steps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

import numpy as np

from training.history.fitting import STEPS, Array, moments, scaled


class Asked(Protocol):
    """Candidates by inputs, and which of them it was (None: none of them)."""

    @property
    def x(self) -> Array: ...
    @property
    def place(self) -> int | None: ...


class Choice(NamedTuple):
    """A fitted ranking: scores are log-odds of candidates against one another."""

    mean: Array
    scale: Array
    effects: Array

    def scores(self, x: Array) -> Array:
        """A score for each candidate."""
        return scaled(x, self.mean, self.scale) @ self.effects


def fit_choice(asked: Sequence[Asked], ridge: float, weight: float = 1.0) -> Choice:
    """The ranking that makes those who it was likeliest among their candidates; each question
    counts as ``weight`` cases."""
    mean, scale = moments(np.vstack([one.x for one in asked]))
    known = [(scaled(one.x, mean, scale), one.place) for one in asked if one.place is not None]
    effects = np.zeros(len(mean))
    worth = _worth(known, effects, ridge, weight)
    for _ in range(STEPS):
        slope, curve = -ridge * effects, ridge * np.eye(len(effects))
        for z, place in known:
            p = _shares(z @ effects)
            slope = slope + weight * (z[place] - p @ z)
            curve = curve + weight * ((z.T * p) @ z - np.outer(p @ z, p @ z))
        step = np.linalg.solve(curve, slope)
        # a whole step may overshoot
        while (now := _worth(known, effects + step, ridge, weight)) < worth - 1e-9:
            step = step / 2
        effects, worth = effects + step, now
        if float(np.abs(step).max()) < 1e-5:
            break
    return Choice(mean, scale, effects)


def _shares(scores: Array) -> Array:
    p = np.exp(scores - scores.max())
    return p / p.sum()


def _worth(
    known: Sequence[tuple[Array, int]], effects: Array, ridge: float, weight: float
) -> float:
    told = sum(float(np.log(_shares(z @ effects)[place])) for z, place in known)
    return weight * told - ridge * float(effects @ effects) / 2
