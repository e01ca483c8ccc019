"""Fits what chooses and weighs events: ``python -m training.events [--held-out DIR]``.

Reads the annotated reports of our own prose in ``training/events/reports``, fits three linear
models (who is the source, who the target, is it an event) and writes them into the package. Prints
tuples of reports left out, beside those of the rules alone; with ``--held-out`` also those of a
folder of other annotated reports. A few minutes on one core.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import msgspec

from crisisdesk.reading.weights import FILE
from training.events.cases import REPORTS, cases
from training.events.fit import cross_validated, fit_events, score


def main() -> None:
    parser = argparse.ArgumentParser(description="Fit what chooses and weighs events.")
    parser.add_argument("--reports", type=Path, default=REPORTS, help="annotated reports")
    parser.add_argument("--out", type=Path, default=FILE, help="the file to write")
    parser.add_argument("--held-out", type=Path, help="other annotated reports, to score on")
    parser.add_argument(
        "--no-check", action="store_true", help="fit alone, without reports left out"
    )
    asked = parser.parse_args()
    known = list(cases(asked.reports))
    print(f"{len(known)} reports: rules alone, {score(known, None)}")
    if not asked.no_check:
        print(f"reports left out in fifths: {cross_validated(known)}")
    weights = fit_events(known)
    asked.out.write_bytes(msgspec.json.format(msgspec.json.encode(weights), indent=1) + b"\n")
    print(f"{asked.out}: {asked.out.stat().st_size:,} bytes")
    if asked.held_out:
        others = list(cases(asked.held_out))
        print(f"{len(others)} other reports: rules alone, {score(others, None)}")
        print(f"  as chosen: {score(others, weights)}")


if __name__ == "__main__":
    main()
