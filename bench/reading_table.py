"""Every figure of the reading in one table: events, types, attribution, facts, reports, speed.

    python -m bench.reading_table [--only MODULE ...] [--small] [--write] [--floors]

Asks each bench module for its rows. ``--write`` writes the part 'reading' of docs/benchmarks.md;
``--floors`` writes what the small subsets reach to bench/floors.yaml, below which a test lets
nothing slip.
"""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Sequence
from pathlib import Path

import yaml

from bench.page import write_part
from bench.table import Absent, Row, number, page, verdict

MODULES = ("gsr", "typing", "attribution", "facts", "reading", "practice", "speed")
FLOORS = Path(__file__).with_name("floors.yaml")
FEWEST = 30  # cases: fewer tell too little to be guarded
COMMAND = "python -m bench.reading_table --write"


def rows_of(module: str, small: bool) -> tuple[list[Row], str]:
    """The rows of one bench module, or none and why."""
    try:
        found = importlib.import_module(f"bench.{module}")
    except ModuleNotFoundError as missing:
        if missing.name != f"bench.{module}":
            raise
        return [], f"{module}: no such bench"
    if not hasattr(found, "rows"):
        return [], f"{module}: it has no rows"
    try:
        return list(found.rows(small=small)), ""
    except Absent as why:
        return [], f"{module}: {why}"


def gather(modules: Sequence[str], small: bool) -> tuple[list[Row], list[str]]:
    """The rows of these modules, and what could not be measured."""
    every: list[Row] = []
    absent = []
    for module in modules:
        rows, why = rows_of(module, small)
        every += rows
        absent += [why] if why else []
    return every, absent


def key(row: Row) -> str:
    """What names a figure among the floors."""
    return f"{row.measure} ({row.data})"


def floors(rows: Sequence[Row], lowest: dict[str, float]) -> str:
    """What these rows reach, as the file that the test reads; a floor only ever moves to the
    better (to lower one, take its line out by hand and say why)."""
    head = (
        "# Written by `python -m bench.reading_table --floors`: no figure may fall below these.\n"
    )
    kept = sorted((key(row), row) for row in rows if not row.timed and row.n >= FEWEST)
    best = dict(lowest) | {
        name: (min if row.ceiling else max)(row.value, lowest.get(name, row.value))
        for name, row in kept
    }
    return head + "".join(f'"{name}": {value:.4f}\n' for name, value in sorted(best.items()))


def written() -> dict[str, float]:
    """The floors as they stand."""
    found: dict[str, float] | None = None
    if FLOORS.exists():
        found = yaml.safe_load(FLOORS.read_text(encoding="utf-8"))
    return found or {}


def slipped(rows: Sequence[Row], lowest: dict[str, float], slack: float = 0.005) -> list[str]:
    """The figures that are worse than their floor by more than ``slack``, and by more than one
    case and a half: of few cases one may turn for no fault of anybody's."""
    worse = []
    for row in rows:
        floor = lowest.get(key(row))
        allowed = max(slack, 1.5 / max(row.n, 1))
        if floor is not None and (row.value - floor) * (-1 if row.ceiling else 1) < -allowed:
            worse.append(f"{key(row)}: {row.value:.4f}, was {floor:.4f}")
    return worse


def show(rows: Sequence[Row], absent: Sequence[str]) -> str:
    """The rows as lines for people."""
    told = [
        f"{row.measure:<44} {row.data:<36} n {row.n:<7,} {number(row.value, row.unit):>12}  "
        f"{verdict(row).replace('*', '')}".rstrip()
        for row in rows
    ]
    return "\n".join([*told, *(f"not measured: {why}" for why in absent)])


def main(argv: Sequence[str] | None = None) -> int:
    """Measure and print; 1 where nothing could be measured or a goal is missed."""
    parser = argparse.ArgumentParser(prog="bench.reading_table")
    parser.add_argument("--only", nargs="+", choices=MODULES, default=MODULES)
    parser.add_argument("--small", action="store_true", help="the subsets that tests guard")
    parser.add_argument("--write", action="store_true", help="write docs/benchmarks.md")
    parser.add_argument("--floors", action="store_true", help="write bench/floors.yaml")
    asked = parser.parse_args(argv)
    left_out = set(MODULES) - set(asked.only)
    if asked.write and (asked.small or left_out - {"speed"}):
        parser.error("--write measures everything, but for speed, which has a part of its own")
    rows, absent = gather(asked.only, asked.small or asked.floors)
    absent += [f"{module}: left out" for module in sorted(left_out)]
    print(show(rows, absent))
    if asked.floors:
        FLOORS.write_text(floors(rows, written()), encoding="utf-8", newline="\n")
    if asked.write:
        write_part("reading", "## Reading\n\n" + page(rows, COMMAND, absent))
    return 0 if rows and all(row.met is not False for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
