"""From cases to a shipped class: count, rate, interval, and how much the cases weigh.

Cases that share a dispute (or crisis, or war) are not independent. Their interval is a bootstrap
that draws whole disputes, and ``effective_n`` divides n by the design effect (the variance of
the rate when disputes are drawn over its variance when cases are drawn), never below 1.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from math import sqrt
from typing import Any, NamedTuple

import numpy as np

LEVEL = 0.9
Z = 1.6448536269514722  # the normal deviate that leaves 5 % above it
DRAWS = 2000
FEW = 5  # yeses (or noes) below which drawing disputes says nothing
ABOUT = ("name", "source", "definition")
FACTS = ("horizon_days", "median_days", "span_days")
ENOUGH = 30  # cases below which a facet is not worth a class of its own


class Case(NamedTuple):
    """One past case: when, which cluster it belongs to, and whether it came out yes."""

    year: int
    cluster: int
    yes: bool


ERAS: dict[str, Callable[[int], bool]] = {
    "all": lambda year: True,
    "to-1945": lambda year: year <= 1945,
    "1946-1991": lambda year: 1946 <= year <= 1991,
    "since-1992": lambda year: year >= 1992,
    "since-1946": lambda year: year >= 1946,
}


def wilson(k: float, n: float) -> tuple[float, float]:
    """Wilson's score interval at 90 % for k of n; (0, 1) where n is 0."""
    if n <= 0:
        return 0.0, 1.0
    rate, spread = k / n, Z * Z / n
    middle = (rate + spread / 2) / (1 + spread)
    half = Z / (1 + spread) * sqrt(rate * (1 - rate) / n + spread / (4 * n))
    return max(0.0, middle - half), min(1.0, middle + half)


def clustered(cases: list[Case]) -> tuple[tuple[float, float], float]:
    """The 90 % interval and design effect when whole clusters are drawn (seeded, so repeatable).

    Where too few cases came out one way to draw from (under 5), Wilson on n over that effect.
    """
    names = sorted({case.cluster for case in cases})
    place = {name: index for index, name in enumerate(names)}
    n = np.zeros(len(names))
    k = np.zeros(len(names))
    for case in cases:
        n[place[case.cluster]] += 1
        k[place[case.cluster]] += case.yes
    total, rate = n.sum(), k.sum() / n.sum()
    squares = float(((k - rate * n) ** 2).sum())
    plain = rate * (1 - rate) * total
    effect = max(1.0, squares / plain * len(names) / max(1, len(names) - 1)) if plain else 1.0
    if min(k.sum(), total - k.sum()) < FEW:
        return wilson(float(k.sum()) / effect, total / effect), effect
    draws = np.random.default_rng(1816).multinomial(
        len(names), np.full(len(names), 1 / len(names)), size=DRAWS
    )
    rates = (draws @ k) / np.maximum(draws @ n, 1)
    low, high = np.quantile(rates, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return (float(low), float(high)), effect


def class_row(group: str, era: str, cases: list[Case], about: dict[str, Any]) -> dict[str, Any]:
    """One row of the shipped file. ``about`` carries name, source, definition and, where the
    class has them, horizon_days, median_days, span_days and unit (what a cluster is)."""
    n, k = len(cases), int(sum(case.yes for case in cases))
    clusters = len({case.cluster for case in cases})
    if clusters < n:
        interval, effect = clustered(cases)
        method = f"bootstrap by {about['unit']}" if FEW <= k <= n - FEW else "Wilson on effective_n"
    else:
        interval, effect, method = wilson(k, n), 1.0, "Wilson"
    years = [case.year for case in cases]
    facts = {key: about[key] for key in FACTS if about.get(key)}
    row = {"group": group, "era": era} | {key: about[key] for key in ABOUT} | facts
    row |= {"years": f"{min(years)}-{max(years)}", "n": n, "k": k, "rate": round(k / n, 5)}
    row |= {"interval": [round(float(end), 5) for end in interval], "method": method}
    return row | {"clusters": clusters, "effective_n": round(float(n / effect), 1)}


def by_era(
    group: str,
    cases: Iterable[Case],
    about: dict[str, Any],
    *,
    eras: Iterable[str] = tuple(ERAS),
    least: int = ENOUGH,
) -> list[dict[str, Any]]:
    """A row for each era that has at least ``least`` cases."""
    cases = list(cases)
    rows = []
    for era in eras:
        chosen = [case for case in cases if ERAS[era](case.year)]
        if len(chosen) >= least:
            rows.append(class_row(group, era, chosen, about))
    return rows
