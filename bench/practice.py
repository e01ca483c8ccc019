"""Who did what to whom in the practice reports, each fifth read by models that have not seen it.

    python -m bench.practice [--small]

The reports are of our own prose (`training/events/reports`, where README.md says what they are);
what chooses and weighs events is fitted on them. Here it is fitted anew on four fifths at a time
and scored on the last, beside the rules alone. Half of the reports are harder than news is. Some
minutes on one core; ``--small`` takes every second report.
"""

from __future__ import annotations

import argparse

from bench.table import Row, hash_of, number
from training.events.cases import REPORTS, Case, cases
from training.events.fit import Score, cross_validated, score


def rows(small: bool = False) -> list[Row]:
    """Tuples of reports left out: precision and recall. None with ``small``: fits take minutes."""
    if small:
        return []
    known = list(cases())
    return _rows(known, score(known, None), cross_validated(known))


def _rows(known: list[Case], ruled: Score, chosen: Score) -> list[Row]:
    digest = hash_of(*REPORTS.glob("*.gold.yaml"), *REPORTS.glob("*.txt"))
    data = f"{len(known)} practice reports, left out in fifths"
    return [
        Row(f"practice: tuples, {name}", data, digest, n, value, peers=f"rules alone {other:.3f}")
        for name, n, value, other in (
            ("precision", chosen.told, chosen.precision, ruled.precision),
            ("recall", chosen.wanted, chosen.recall, ruled.recall),
        )
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description="Events of practice reports left out.")
    parser.add_argument("--small", action="store_true", help="every second report only")
    asked = parser.parse_args()
    known = list(cases())[:: 2 if asked.small else 1]
    for row in _rows(known, score(known, None), cross_validated(known)):
        print(f"{row.measure}: {number(row.value)} of {row.n:,} ({row.peers}); {row.data}")


if __name__ == "__main__":
    main()
