"""What a stream's size costs: ``python -m bench.stream_scale [--rows N ...] [--write]``.

Makes stores of made-up events in GDELT's shape (1, 10 and 100 million rows by default) and does to
each what a desk does: counts by day, carries the columns of all pairs through all days, back-tests
one kind of event at a month's horizon over the stream's last eight years, and refits the ranking.
The import is of a file for each year and five million rows, one after another into one store, each
file made before and deleted after. Every step (of the import: every file) is a
process of its own under `--memory` and `--threads`; its figures are seconds of processor time (by
the clock beside), the peak of memory of the process with its children, microseconds a row, and what
each further row costs: the difference to the next smaller size, by the rows that were added. That
parts what a row costs from what a start does, and from all that hangs on days and pairs alone.
``--kept FILE`` keeps the figures; what it holds is not measured again. ``--write``
writes the part 'stream scale' of docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path

import msgspec

from bench.made_up_events import FIRST_YEAR, YEARS, fill_store, pieces, write_export
from bench.page import write_part
from crisisdesk.formats.streams.importing import import_events
from crisisdesk.formats.streams.store import Limits, Store
from crisisdesk.history.dyads.daily import count_year, open_daily, years_of
from crisisdesk.history.dyads.running import Sums, walk
from crisisdesk.odds import ranking, refit
from crisisdesk.odds.backtest import Asked, backtest

COMMAND = "python -m bench.stream_scale --write"
ROOT = Path(__file__).resolve().parents[1]
SIZES = (1_000_000, 10_000_000, 100_000_000)
IMPORT, EXPORT, IMPORTED = "import", "export.csv", "imported"
EVERY = 0.05  # seconds between looks at the memory
NOISE = 1.25  # by how much a step measured twice may differ
LAST_DAY = date(FIRST_YEAR + YEARS - 1, 12, 31)


class Step(msgspec.Struct, frozen=True):
    """One step at one size: rows that it went over, seconds of processor time and by the clock,
    MB of memory at most."""

    size: int
    name: str
    rows: int
    processor: float
    clock: float
    memory: float


def _import(folder: Path, limits: Limits) -> int:
    note = import_events(folder / EXPORT, Store(folder / IMPORTED), limits=limits)
    return note.rows


def _count(folder: Path, limits: Limits) -> int:
    for year in years_of(_store(folder)):
        count_year(year, limits)
    return _size(folder)


def _columns(folder: Path, limits: Limits) -> int:
    files = [str(year.counts) for year in years_of(_store(folder))]
    with open_daily(files, limits) as daily:
        for _ in walk(daily, Sums(daily.size, daily.first), [daily.last + 1]):
            pass
    return _size(folder)


def _backtest(folder: Path, limits: Limits) -> int:
    found = backtest(_store(folder), Asked(("ASSAULT",), (30,), 2017, 2024), limits)
    (folder / "backtest.json").write_bytes(msgspec.json.encode(found))
    return _size(folder)


def _refit(folder: Path, limits: Limits) -> int:
    ranking.refit(_store(folder), LAST_DAY, folder / "ranking", limits)
    return _size(folder)


def _refit_odds(folder: Path, limits: Limits) -> int:
    refit.refit(_store(folder), ("ASSAULT",), LAST_DAY, folder / "odds", limits)
    return _size(folder)


STEPS: dict[str, Callable[[Path, Limits], int]] = {
    IMPORT: _import,
    "counts by day": _count,
    "columns of all pairs, day by day": _columns,
    "back-test": _backtest,
    "refit of the ranking": _refit,
    "refit of the odds of pairs": _refit_odds,
}


def _store(folder: Path) -> Store:
    return Store(folder / "stream")


def _size(folder: Path) -> int:
    return int((folder / "rows").read_text())


def step_of(folder: Path, name: str, limits: Limits) -> Step:
    """A step at the size of a folder; the store that it works on is made where it is not there."""
    if name == IMPORT:
        return imported(folder, limits)
    if not _store(folder).folder.exists():
        fill_store(_store(folder), _size(folder))
    return measured(folder, name, limits)


def imported(folder: Path, limits: Limits) -> Step:
    """The import of all files, whose store is then deleted. Raises SystemExit where rows are
    lost."""
    rows = _size(folder)
    steps = []
    for _, year, first, last in pieces(rows):
        write_export(folder / EXPORT, last - first, year=year, first=first)
        steps.append(measured(folder, IMPORT, limits))
        (folder / EXPORT).unlink()
        if steps[-1].rows != last - first:
            raise SystemExit(f"of {last - first:,} rows {steps[-1].rows:,} came in")
    shutil.rmtree(folder / IMPORTED)
    return Step(
        rows, IMPORT, sum(step.rows for step in steps), sum(step.processor for step in steps),
        sum(step.clock for step in steps), max(step.memory for step in steps),
    )  # fmt: skip


def measured(folder: Path, name: str, limits: Limits) -> Step:
    """One step in a process of its own."""
    line = [
        sys.executable, "-m", "bench.stream_scale", "--step", name, "--folder", str(folder),
        "--memory", limits.memory, "--threads", str(limits.threads or os.cpu_count() or 1),
    ]  # fmt: skip
    start = time.perf_counter()
    with subprocess.Popen(line, stdout=subprocess.PIPE, cwd=ROOT, text=True) as process:
        peak = _Peak(process.pid)
        peak.start()
        told = process.stdout.read() if process.stdout else ""
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        peak.over.set()
        peak.join()
    if process.returncode:
        raise SystemExit(f"{name} ended with {process.returncode}")
    return Step(
        _size(folder), name, int(told.split()[-1]), used.ru_utime + used.ru_stime,
        time.perf_counter() - start, max(peak.most, used.ru_maxrss / 1000),
    )  # fmt: skip


class _Peak(threading.Thread):
    """Looks every now and then how much memory a process and its children hold, in MB."""

    def __init__(self, process: int) -> None:
        super().__init__(daemon=True)
        self.process, self.most, self.over = process, 0.0, threading.Event()

    def run(self) -> None:
        while not self.over.wait(EVERY):
            self.most = max(self.most, _resident(self.process))


def _resident(process: int) -> float:
    """MB that a process and its children hold; 0 where the system does not tell."""
    try:
        status = Path(f"/proc/{process}/status").read_text()
        children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    except OSError:
        return 0.0
    own = next((line for line in status.splitlines() if line.startswith("VmRSS")), "VmRSS: 0 kB")
    return int(own.split()[1]) / 1000 + sum(_resident(int(child)) for child in children)


def further(steps: list[Step]) -> dict[int, float]:
    """Of one step, by size: microseconds of each row that the next smaller size did not have."""
    ordered = sorted(steps, key=lambda one: one.size)
    return {
        other.size: 1e6 * (other.processor - one.processor) / (other.rows - one.rows)
        for one, other in pairwise(ordered)
    }


def line(step: Step, added: float | None) -> str:
    """A row of the table."""
    more = "" if added is None else f"{added:.2f}" if added > 0 else "nothing"
    return (
        f"| {step.name} | {step.rows:,} | {step.processor:,.1f} ({step.clock:,.1f}) | "
        f"{step.memory:,.0f} | {1e6 * step.processor / step.rows:.2f} | {more} |"
    )


def verdict(by_name: dict[str, list[Step]]) -> str:
    """Whether a row ever costs more where there are more of them; of further rows, by more than
    measuring twice may differ."""
    whole, added = [], []
    for name, steps in by_name.items():
        costs = [1e6 * step.processor / step.rows for step in steps]
        if any(more > less for less, more in pairwise(costs)):
            whole.append(name)
        if any(more > NOISE * less for less, more in pairwise(further(steps).values())):
            added.append(name)
    told = "A row never costs more where there are more of them"
    if whole:
        told = f"A row costs more where there are more of them: {', '.join(whole)}"
    if added:
        return f"{told}; each further row does (by more than a quarter): {', '.join(added)}."
    return f"{told}, nor does each further row (by more than a quarter)."


def body(steps: list[Step], limits: Limits) -> str:
    """The part of the page."""
    sizes = sorted({step.size for step in steps})
    by_name = {
        name: sorted((one for one in steps if one.name == name), key=lambda one: one.size)
        for name in STEPS
    }
    lines = [
        "## Streams at scale",
        f"`{COMMAND}`: made-up events in GDELT's shape between 240 parties over {YEARS} years, "
        f"{', '.join(f'{size:,}' for size in sizes)} rows; DuckDB held to {limits.memory} and "
        f"{limits.threads} threads. Processor time of each step, by the clock in brackets (the "
        "machine was shared and full, so they tell little), the peak "
        "of memory of the process, and microseconds of processor time: a row, and each further row "
        "than the next smaller size has, without what a start costs. Columns and "
        "back-test find the counts made; the import is of a file for each year and five million "
        "rows into a growing store, a process each. The back-test is of "
        "one kind at 30 days over eight years; most of its cost is forecasts, which are as many "
        "as pairs are active, not as rows. The refit of the ranking learns from the latest "
        f"{ranking.MOST:,} facts at most, that of the odds (one kind) from {refit.MOST[0]:,} cases "
        "drawn from all.",
        "| step | rows | seconds | peak MB | µs a row | µs each further row |\n"
        "| --- | --- | --- | --- | --- | --- |\n"
        + "\n".join(
            line(step, further(found).get(step.size))
            for found in by_name.values()
            for step in found
        ),
        verdict(by_name),
    ]
    done = {(step.size, step.name) for step in steps}
    missing = [
        f"{name} at {size:,}" for size in sizes for name in STEPS if (size, name) not in done
    ]
    if missing:
        lines.append(f"Not measured: {', '.join(missing)}.")
    return "\n\n".join(lines)


def run(rows: int, room: Path, limits: Limits, known: list[Step]) -> Iterator[Step]:
    """The steps at one size that are not known."""
    folder = room / str(rows)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "rows").write_text(str(rows))
    done = {step.name for step in known if step.size == rows}
    for name in STEPS:
        if name in done:
            continue
        step = step_of(folder, name, limits)
        print(
            f"{rows:,} {name}: {step.processor:,.1f} s ({step.clock:,.1f}), {step.memory:,.0f} MB",
            file=sys.stderr, flush=True,
        )  # fmt: skip
        yield step


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, nargs="*", default=SIZES)
    parser.add_argument("--memory", default="8GB")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--room", type=Path, help="keep the made-up stores in this folder")
    parser.add_argument(
        "--kept", type=Path, help="keep the figures here; what it holds is not measured"
    )
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--step", choices=STEPS, help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    limits = Limits(chosen.memory, chosen.threads)
    if chosen.step:
        print(STEPS[chosen.step](chosen.folder, limits))
        return
    steps: list[Step] = []
    if chosen.kept and chosen.kept.exists():
        steps = msgspec.json.decode(chosen.kept.read_bytes(), type=list[Step])
    with tempfile.TemporaryDirectory() as scratch:
        for rows in chosen.rows:
            for step in run(rows, chosen.room or Path(scratch), limits, list(steps)):
                steps.append(step)
                if chosen.kept:
                    chosen.kept.write_bytes(msgspec.json.encode(steps))
    told = body(steps, limits)
    print(told)
    if chosen.write:
        write_part("stream scale", told)


if __name__ == "__main__":
    main()
