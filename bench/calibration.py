"""Whether odds that missed a mark of calibration missed it, or had too few cases to reach it.

Ten bins of nine cases each lie off the diagonal by chance alone, so an expected calibration error
(ECE) says little without the one that *perfect odds* would have shown: outcomes are drawn anew from
the forecasts themselves, and the ECE of each draw is taken. Cases of one dispute come out alike, so
in a share of draws (that which the measured outcomes show) two of them share their lot.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from training.history.fitting import Array, calibration_error, interval, slope

DRAWS, FEWEST = 1000, 200  # of many cases fewer draws tell as much
LOTS = 10_000_000
BATCH = 2_000_000  # lots drawn at a time, so that many cases fit into memory
SEED = 11
GOAL = 0.03
SLOPES = (0.8, 1.2)
UNLIKELY = 0.1


class Calibration(NamedTuple):
    """A set of odds against what came: the slope with its 90 % interval, the mean forecast and the
    rate, the ECE; of perfect odds the middle ECE, the share of draws at or below `GOAL`, that with
    an ECE as bad as this, and that with a mean as far off. ``alike`` is the share of lots that two
    cases of a dispute have in common, 0..1."""

    slope: float
    slope_ends: tuple[float, float]
    mean: float
    rate: float
    error: float
    perfect: float
    reach: float
    as_bad: float
    as_far: float
    alike: float

    @property
    def verdict(self) -> str:
        """Whether the goal is met, missed, or missed by no more than chance allows."""
        if self.error <= GOAL:
            return "met"
        if self.as_bad < UNLIKELY:
            return "**missed**"
        return "missed, as perfect odds might"


def calibration(y: Array, p: Array, cluster: Array, draws: int = DRAWS) -> Calibration:
    """Hold odds ``p`` (0..1) to outcomes ``y`` (0/1); ``cluster`` names each case's dispute."""
    error, off = calibration_error(y, p), abs(float(p.mean() - y.mean()))
    alike = likeness(y, p, cluster)
    errors, gaps = perfect_odds(p, cluster, alike, min(draws, max(FEWEST, LOTS // len(p))))
    return Calibration(
        slope(y, p),
        interval(y, p, cluster, slope, 200),
        float(p.mean()),
        float(y.mean()),
        error,
        float(np.median(errors)),
        float((errors <= GOAL).mean()),
        float((errors >= error).mean()),
        float((gaps >= off).mean()),
        alike,
    )


def likeness(y: Array, p: Array, cluster: Array) -> float:
    """How far the cases of a dispute come out together beyond their odds: the sum over pairs of
    (y - p)(y' - p') as a share of what it would be if each pair had one lot in common, 0..1."""
    gap = y - p - (y - p).mean()
    found = most = 0.0
    for rows in members(cluster):
        held, ordered = gap[rows], np.sort(p[rows])
        found += (held.sum() ** 2 - (held**2).sum()) / 2
        lesser = (ordered * np.arange(len(rows) - 1, -1, -1)).sum()  # of each pair the lesser odds
        most += lesser - (ordered.sum() ** 2 - (ordered**2).sum()) / 2
    return float(np.clip(found / most, 0.0, 1.0)) if most > 0 else 0.0


def members(cluster: Array) -> list[Array]:
    """The rows of each cluster."""
    order = np.argsort(cluster, kind="stable")
    _, starts = np.unique(cluster[order], return_index=True)
    return np.split(order, starts[1:])


def perfect_odds(p: Array, cluster: Array, alike: float, draws: int) -> tuple[Array, Array]:
    """The ECE of each draw of outcomes from the odds, and how far the drawn rate lies from their
    mean. A case takes its dispute's lot by a chance of the root of ``alike``, else one of its own,
    so that two share theirs by that of ``alike`` and each comes out yes by its odds."""
    rng = np.random.default_rng(SEED)
    _, place = np.unique(cluster, return_inverse=True)
    bins = np.array_split(np.argsort(p, kind="stable"), 10)
    errors, gaps = [], []
    for size in _sizes(draws, max(1, BATCH // len(p))):
        lots = rng.random((size, len(p)), np.float32)
        common = rng.random((size, int(place.max()) + 1), np.float32)[:, place]
        lots = np.where(rng.random(lots.shape, np.float32) < alike**0.5, common, lots)
        off = (lots < p) - p
        errors.append(sum(abs(off[:, rows].sum(1)) for rows in bins) / len(p))
        gaps.append(abs(off.mean(1)))
    return np.concatenate(errors), np.concatenate(gaps)


def _sizes(total: int, most: int) -> list[int]:
    return [min(most, total - start) for start in range(0, total, most)]


def table(rows: list[tuple[str, str, Calibration]]) -> str:
    """Question, what it was scored on, and its calibration as a Markdown table."""
    head = (
        "| question | scored on | slope | mean forecast, true | so far apart by chance | ECE "
        "| perfect odds' ECE | of them at or below .03 | as bad by chance | ECE <= .03 |\n"
        "|---|---|---|---|---|---|---|---|---|---|\n"
    )
    return head + "\n".join(
        f"| {task} | {test} | {c.slope:.2f} [{c.slope_ends[0]:.2f}, {c.slope_ends[1]:.2f}] "
        f"| {_percent(c.mean)}, {_percent(c.rate)} | {c.as_far:.0%} | {c.error:.3f} "
        f"| {c.perfect:.3f} | {c.reach:.0%} | {c.as_bad:.0%} | {c.verdict} |"
        for task, test, c in rows
    )


def _percent(share: float) -> str:
    """A share in per cent; a rare event's needs more places."""
    return f"{share:.1%}" if share >= 0.01 else f"{share:.2%}"
