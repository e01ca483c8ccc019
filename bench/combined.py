"""What a stream of coded events adds to the odds of force: ``python -m bench.combined [--write]``.

The cases that the shipped weights were fitted to (`training/history/streams.py`), each pair of
states left out in turn: log loss and Brier score of the odds without the stream and with it, both
moved to the level of the other pairs, AUC, and the share of the log loss that the stream takes away
with its 90 % interval (whole pairs drawn); and the weight fitted to the years before 2013 scored on
2013 and 2014, which the stream's own model has not seen. Needs the research data
(CRISISDESK_DATA).
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

import numpy as np

from bench.page import write_part
from training.history.fitting import Array, auc, brier, expit
from training.history.streams import Joined, both, fitted_to, log_odds

LATE = 2013
DRAWS = 1000
HEAD = (
    "| cases | test | force in | log loss without, with | less by | Brier without, with "
    "| AUC without, with |\n|---|---|---|---|---|---|---|"
)


def left_out(found: Joined, heard: bool) -> Array:
    """The odds of each pair's cases by what was fitted to the others."""
    chance = np.zeros(len(found.came))
    for pair in np.unique(found.pair):
        out = found.pair == pair
        chance[out] = _chance(found, out, ~out, heard)
    return chance


def later(found: Joined, heard: bool) -> Array:
    """The odds of the late cases by what was fitted to the early ones."""
    return _chance(found, found.year >= LATE, found.year < LATE, heard)


def _chance(found: Joined, out: Array, kept: Array, heard: bool) -> Array:
    """Odds moved to the level of the cases that are kept, with the stream's effect there or not."""
    known, stream, came = found.known[kept], found.stream, found.came[kept]
    if not heard:
        level = Joined(known, np.zeros(len(known)), came, found.pair[kept], found.year[kept])
        return expit(found.known[out] + fitted_to(level, np.ones(len(known)))[0])
    cases = Joined(known, stream[kept], came, found.pair[kept], found.year[kept])
    first, effect = fitted_to(cases, np.ones(len(known)))
    return expit(found.known[out] + first + effect * (stream[out] - stream[kept].mean()))


def losses(came: Array, chance: Array) -> Array:
    """The log loss of each case."""
    score = log_odds(chance)
    return np.logaddexp(0.0, score) - came * score


def line(name: str, test: str, came: Array, pair: Array, without: Array, heard: Array) -> str:
    """A row of the table."""
    one, other = losses(came, without), losses(came, heard)
    names, index = np.unique(pair, return_inverse=True)
    rng = np.random.default_rng(7)
    times = rng.multinomial(len(names), np.full(len(names), 1 / len(names)), size=DRAWS)
    sums = [np.bincount(index, loss, len(names)) for loss in (one, other)]
    low, high = np.percentile(1 - (times @ sums[1]) / (times @ sums[0]), (5, 95))
    less = 1 - other.sum() / one.sum()
    return (
        f"| {name} | {test} | {int(came.sum())} of {len(came)}, {len(names)} pairs "
        f"| {one.mean():.4f}, {other.mean():.4f} | {less:+.1%} [{low:+.1%}, {high:+.1%}] "
        f"| {brier(came, without):.4f}, {brier(came, heard):.4f} "
        f"| {auc(came, without):.3f}, {auc(came, heard):.3f} |"
    )


def rows(found: dict[str, Joined]) -> list[str]:
    """The table's rows."""
    told = []
    for name, cases in found.items():
        odds = [left_out(cases, heard) for heard in (False, True)]
        told.append(line(name, "each pair left out", cases.came, cases.pair, *odds))
        late = cases.year >= LATE
        odds = [later(cases, heard) for heard in (False, True)]
        told.append(line(name, "2013-14", cases.came[late], cases.pair[late], *odds))
    return told


def main() -> None:
    parser = argparse.ArgumentParser(description="Score the stream in the odds of force.")
    parser.add_argument("--data", type=Path, default=os.environ.get("CRISISDESK_DATA"))
    parser.add_argument("--write", action="store_true", help="put the table into the page")
    chosen = parser.parse_args()
    if chosen.data is None:
        sys.exit("name the research data's folder: --data DIR, or set CRISISDESK_DATA")
    table = "\n".join([HEAD, *rows(both(Path(chosen.data)))])
    print(table)
    if chosen.write:
        body = (
            "## A stream in the odds of force\n\n`python -m bench.combined`: force within 90 days "
            "(MIE) on days of disputes under way and between rivals at rest, 2006-14, by the odds "
            "without the stream (ICEWS) and with it.\n\n" + table
        )
        write_part("combined", body)


if __name__ == "__main__":
    main()
