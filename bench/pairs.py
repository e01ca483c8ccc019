"""Odds of pairs of states against later years: ``python -m bench.pairs [--all] [--write]``.

The shipped trees were fitted on month starts of 2007 to 2012; those of 2013 and 2014 are scored
here, on pairs active in two years. Brier scores (x 10,000, lower is better) of the model and of the
pair's own smoothed rate over a year, the strongest simple forecast; the skill against it with its
95 % interval from a bootstrap by pair; AUC; average precision, and that of onsets alone (no such
event for a year); the mean forecast beside what came. Then the same with the history thinned to a
tenth, and on ICEWS of 2018, a stream of another density that nothing was fitted on. Needs the
research data (CRISISDESK_DATA). ``--write`` puts the table into docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import resource
import sys
import time
from pathlib import Path

import numpy as np
from sklearn.metrics import average_precision_score, roc_auc_score

from bench.page import write_part
from crisisdesk.history.dyads.counts import CLASSES, Counts, Floats
from crisisdesk.history.dyads.fitting import fit_own_rate
from crisisdesk.history.dyads.model import HORIZONS, shipped
from crisisdesk.history.dyads.own_rate import own_rate
from training.dyads.cases import Cases, make_cases
from training.dyads.extracts import day_of, load_extract
from training.dyads.fit import forecast

FIRST = ("ASSAULT", "material conflict", "THREATEN", "mediate")
HELD = tuple(day_of(year, month) for year in (2013, 2014) for month in range(1, 13))
FITTED = tuple(day_of(year, month) for year in range(2007, 2013) for month in (1, 4, 7, 10))
OTHER = tuple(day_of(2018, month) for month in range(4, 10))
DRAWS = 400
HEAD = (
    "| class | days | cases | base % | own rate | model | skill % (95 %) | AUC | AP | onset AP | "
    "mean / base |\n| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |"
)


def skill(came: Floats, model: Floats, base: Floats, pairs: np.ndarray) -> tuple[float, ...]:
    """1 - Brier / Brier of the baseline, with its 95 % interval by pair."""
    place = np.unique(pairs, return_inverse=True)[1]
    size = int(place.max()) + 1
    losses = [np.bincount(place, (p - came) ** 2, size) for p in (model, base)]
    draws = np.random.default_rng(3).multinomial(size, np.full(size, 1 / size), DRAWS)
    drawn = 1 - (draws @ losses[0]) / (draws @ losses[1])
    low, high = np.percentile(drawn, [2.5, 97.5])
    return float(1 - losses[0].sum() / losses[1].sum()), float(low), float(high)


def line(cases: Cases, fitted: Cases, states: int, name: str, days: int, last: int) -> str:
    """One row of the table; the own rate is fitted on the years before."""
    rows = cases.day + days <= last
    came = (cases.wait[name][rows] < days).astype(float)
    ended = fitted.day + days <= HELD[0]
    rate = fit_own_rate(fitted.number[name][ended], fitted.wait[name][ended] < days, days)
    number = cases.number[name][rows]
    base = own_rate(number, days, *rate)
    start = shipped().card.classes[name]
    chance = forecast(
        cases, name, days, rows, (start.shape[days], start.scale[days]), shipped().booster(name)
    )
    if came.sum() < 10:
        return f"| {name} | {days} | {len(came):,} | fewer than ten came |" + " |" * 7
    pairs = (cases.source * states + cases.target)[rows]
    gain, low, high = skill(came, chance, base, pairs)
    fresh = number == 0
    onset = average_precision_score(came[fresh], chance[fresh]) if came[fresh].any() else 0.0
    brier = [f"{1e4 * float(np.mean((p - came) ** 2)):.1f}" for p in (base, chance)]
    return (
        f"| {name} | {days} | {len(came):,} | {100 * came.mean():.2f} | {brier[0]} | {brier[1]} | "
        f"{100 * gain:+.1f} ({100 * low:+.1f} to {100 * high:+.1f}) | "
        f"{roc_auc_score(came, chance):.3f} | {average_precision_score(came, chance):.3f} | "
        f"{onset:.3f} | {chance.mean() / came.mean():.2f} |"
    )


def table(counts: Counts, days: tuple[int, ...], share: float, names: tuple[str, ...],
          fitted: Cases) -> list[str]:  # fmt: skip
    """The rows for month starts and a share of the history."""
    cases = make_cases(counts, days, names, (share,), 2)
    last = int(counts.day.max()) + 1
    found = []
    for name in names:
        for horizon in HORIZONS:
            if (cases.day + horizon <= last).any():
                found.append(line(cases, fitted, len(counts.states), name, horizon, last))
    return found


def digest(root: Path, name: str) -> str:
    """The first 12 hex digits of the SHA-256 over an extract's rows."""
    total = hashlib.sha256()
    for part in ("train", "valid"):
        total.update((root / "events" / name / f"{part}.txt").read_bytes())
    return total.hexdigest()[:12]


def main() -> None:
    parser = argparse.ArgumentParser(description="Score the odds of pairs on held-out years.")
    parser.add_argument("--all", action="store_true", help="every class, not the first four alone")
    parser.add_argument("--write", action="store_true", help="write the part of the benchmarks")
    chosen = parser.parse_args()
    if "CRISISDESK_DATA" not in os.environ:
        sys.exit("set CRISISDESK_DATA to the research data's folder")
    root = Path(os.environ["CRISISDESK_DATA"])
    names = CLASSES if chosen.all else FIRST
    start = time.process_time()
    counts = load_extract(root, "icews05-15")
    fitted = make_cases(counts, FITTED, names, (1.0,), 2)
    parts = [
        "## What one state does to another next\n\n`python -m bench.pairs --write`. Will A do this "
        "kind of thing to B within so many days: the shipped model (fitted on 2007 to 2012) "
        "against the pair's own smoothed rate over a year. Brier scores x 10,000; intervals by "
        "bootstrap over pairs; onsets are cases without such an event for a year.",
        f"ICEWS 2005-15 extract (sha256 {digest(root, 'icews05-15')}), month starts of 2013 and "
        "2014, pairs active in two years:",
        "\n".join([HEAD, *table(counts, HELD, 1.0, names, fitted)]),
        "The same, history thinned to a tenth of its events at random (the own rate is not told, "
        "which flatters the skill; the last column tells how far the odds still hold):",
        "\n".join([HEAD, *table(counts, HELD, 0.1, names[:3], fitted)]),
        f"ICEWS 2018 (sha256 {digest(root, 'icews18')}), month starts of April to September: "
        "another extract, four times as dense, that nothing was fitted on:",
        "\n".join([HEAD, *table(load_extract(root, "icews18"), OTHER, 1.0, names[:3], fitted)]),
    ]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    busy = time.process_time() - start
    parts.append(f"Measured with {busy:.0f} s of processor time and {peak:.1f} GB.")
    body = "\n\n".join(parts)
    print(body)
    if chosen.write:
        write_part("pairs", body)


if __name__ == "__main__":
    main()
