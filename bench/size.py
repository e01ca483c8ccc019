"""What size does to a desk: ``python -m bench.size [--reports N] [--desk DIR] [--ledger URL]
[--write]``.

Makes a desk of N made-up reports (100,000, which tell 2 million events) through the ledger's own
`add`, and asks it what people ask: a brief of one crisis, searches, lists. Each question is put to
a desk that is opened for it, in a process of its own, and to the command itself. ``--desk`` keeps
the desk, or takes one that was kept. Figures are of processor time, by the clock in brackets; a
busy machine lowers the first a little and the second much. ``--write`` writes the part 'size' of
docs/benchmarks.md.

``--ledger`` keeps the record on a PostgreSQL server, in an empty schema of that address; then
processor time is this machine's alone, the part is 'size on a server'.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from functools import lru_cache
from pathlib import Path
from statistics import median
from typing import Any

import msgspec

from bench.made_up import EVENTS, World
from bench.page import write_part
from bench.table import Row, lines
from crisisdesk.desk import LEDGER, Desk
from crisisdesk.desk.config import LEDGER_AT, config_of, ledger_of
from crisisdesk.record.ledger import Ledger

COMMAND = "python -m bench.size --write"
ROOT = Path(__file__).resolve().parents[1]
MADE = "made.json"
SPEED = 25.0  # reports a second that two cores read at most (`python -m bench.speed`)
LARGE, MIDDLE = 0, 50  # crises by size


class Made(msgspec.Struct, frozen=True):
    """How the making went: seconds of processor time and by the clock for `add` alone, MB of
    memory when a tenth was in and at the end."""

    reports: int
    processor: float
    clock: float
    early: float
    late: float


def make(folder: Path, reports: int) -> Made:
    """Fill a desk with made-up reports, with a bar on standard error."""
    from rich.progress import track

    folder.mkdir(parents=True, exist_ok=True)
    processor = clock = early = 0.0
    with Ledger(ledger_of(folder, config_of(folder))) as ledger:
        made = World().readings(reports)
        for number in track(range(reports), "Making", console=_console()):
            reading = next(made)
            one, other = time.process_time(), time.perf_counter()
            ledger.add(reading)
            processor += time.process_time() - one
            clock += time.perf_counter() - other
            early = _memory() if number == reports // 10 else early
    done = Made(reports, processor, clock, early, _memory())
    (folder / MADE).write_bytes(msgspec.json.encode(done))
    return done


@lru_cache(maxsize=1)
def _world() -> World:
    return World()


def _console() -> Any:
    from rich.console import Console

    return Console(stderr=True)


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


def _sides(rank: int) -> str:
    return "-".join(_world().crisis(rank))


ASKED: dict[str, Callable[[Desk], object]] = {
    "brief of a crisis of middle size": lambda desk: desk.brief(about=[_sides(MIDDLE)]),
    "brief of the largest crisis": lambda desk: desk.brief(about=[_sides(LARGE)]),
    "brief of the crisis that the desk finds": lambda desk: desk.brief(),
    "search, a rare word": lambda desk: desk.search(_world().word(15_000)),
    "search, two middling words": lambda desk: desk.search(
        f"{_world().word(300)} {_world().word(500)}"
    ),
    "search, a word in one report of ten": lambda desk: desk.search(_world().word(150)),
    "search, the commonest word": lambda desk: desk.search(_world().word(0)),
    "search, narrowed to a crisis and a year on": lambda desk: desk.search(
        _world().word(20), about=[_sides(MIDDLE)], since="2020"
    ),
    "events of two sides, the latest 500": lambda desk: desk.events(
        *_world().crisis(MIDDLE), limit=500
    ),
    "statements by a part of a name, the latest 500": lambda desk: desk.statements(
        _world().word(3), limit=500
    ),
}
GOALS = {"brief": 2000.0, "search": 200.0}
COLD: dict[str, tuple[str, ...]] = {
    "cold command, `crisisdesk brief` of a crisis of middle size": (),
    "cold command, the same `--as-of` an earlier year": ("--as-of", "2022-01-01"),
}
"""The whole command in a process of its own; the machine has the files in its cache."""
SHOWN = ("brief", "--no-html", "--about")


def ask(folder: Path, name: str, times: int) -> tuple[float, float, float]:
    """Median milliseconds of processor time and by the clock, and MB of memory at most, of one
    question to a desk; the first time it is put, with what it loads, is left out."""
    code = (
        "import sys, json; from pathlib import Path; from bench.size import asked; "
        "print(json.dumps(asked(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(folder), name, str(times)],
        stdout=subprocess.PIPE, check=True, cwd=ROOT,
    )  # fmt: skip
    processor, clock, memory = json.loads(done.stdout)
    return processor, clock, memory


def asked(folder: Path, name: str, times: int) -> tuple[float, float, float]:
    """As `ask`, in this process."""
    processor, clock = [], []
    with Desk(folder) as desk:
        for _ in range(times + 1):
            one, other = time.process_time(), time.perf_counter()
            ASKED[name](desk)
            processor.append(1000 * (time.process_time() - one))
            clock.append(1000 * (time.perf_counter() - other))
    return median(processor[1:]), median(clock[1:]), _memory()


def command(folder: Path, *more: str) -> tuple[float, float, float]:
    """The same of the command itself, from a cold start: a brief of the middling crisis."""
    shown = [*SHOWN, _sides(MIDDLE), *more, "--desk", str(folder)]
    line = [sys.executable, "-m", "crisisdesk.cli", *shown]
    start = time.perf_counter()
    with subprocess.Popen(line, stdout=subprocess.DEVNULL, cwd=ROOT) as process:
        _, _, used = os.wait4(process.pid, 0)
        process.returncode = 0
    spent = 1000 * (used.ru_utime + used.ru_stime)
    return spent, 1000 * (time.perf_counter() - start), used.ru_maxrss / 1000


def _size(folder: Path) -> float:
    """Bytes of a desk's record."""
    place = ledger_of(folder, config_of(folder))
    if isinstance(place, Path):
        return float(sum(path.stat().st_size for path in folder.glob(f"{LEDGER}*")))
    with Ledger(place) as ledger:
        (size,) = ledger.file.one(
            "SELECT sum(pg_total_relation_size(c.oid)) FROM pg_class c "
            "WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r'"
        )
    return float(size)


def rows(folder: Path, made: Made, times: int) -> list[Row]:
    """All figures."""
    data = f"made up, {made.reports * EVENTS:,} events"

    def row(measure: str, value: float, unit: str, **more: Any) -> Row:
        return Row(measure, data, "", made.reports, value, unit=unit, timed=True, **more)

    by_clock = made.reports / made.clock
    found = [
        row(f"added a second, one core (by the clock {by_clock:,.0f})",
            made.reports / made.processor, "reports/s", goal=SPEED),
        row("memory, grown after a tenth was in", made.late - made.early, "MB", goal=10.0,
            ceiling=True),
        row("file, or tables with their indexes", _size(folder) / 1e6, "MB"),
    ]  # fmt: skip
    for name in ASKED:
        processor, clock, memory = ask(folder, name, times)
        goal = GOALS.get(name.split()[0].strip(","))
        told = f"{name} (by the clock {clock:,.0f} ms; {memory:,.0f} MB)"
        found.append(row(told, processor, "ms", goal=goal, ceiling=True))
        print(f"{told}: {processor:,.0f} ms", file=sys.stderr)
    for told, more in COLD.items():
        processor, clock, memory = medians(command(folder, *more) for _ in range(times))
        told = f"{told} (by the clock {clock:,.0f} ms; {memory:,.0f} MB)"
        found.append(row(told, processor, "ms", goal=GOALS["brief"], ceiling=True))
        print(f"{told}: {processor:,.0f} ms", file=sys.stderr)
    return found


def medians(measured: Iterable[tuple[float, float, float]]) -> tuple[float, float, float]:
    """Those of several measurements."""
    processor, clock, memory = (median(some) for some in zip(*measured, strict=True))
    return processor, clock, memory


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=100_000)
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--desk", type=Path)
    parser.add_argument("--ledger", metavar="URL")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    if options.ledger:
        os.environ[LEDGER_AT] = options.ledger  # for the processes that ask, too
    part, where = ("size on a server", "on a server ") if options.ledger else ("size", "")
    command_line, alone = COMMAND, ""
    if options.ledger:
        alone = " of the program alone, without the server's"
        command_line += f" --reports {options.reports} --ledger postgresql://..."
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.desk or Path(scratch)
        kept = folder / MADE
        known = kept.is_file()
        made = (
            msgspec.json.decode(kept.read_bytes(), type=Made)
            if known
            else make(folder, options.reports)
        )
        load = os.getloadavg()[0]
        table = "\n".join(lines(rows(folder, made, options.times)))
    body = (
        f"## {part.capitalize()}\n\n`{command_line}`: a desk {where}of {made.reports:,} made-up "
        "reports in a hundred crises. "
        f"Milliseconds are of processor time{alone}; the load of the machine was {load:.1f} on "
        f"{os.cpu_count()} cores. A brief reads the latest 200 reports of its crisis (4,000 "
        "events); a crisis of middle size has about 600 reports of its own, the largest about "
        "6,000; others name both sides, too.\n\n"
        f"{table}"
    )
    print(body)
    if options.write:
        write_part(part, body)


if __name__ == "__main__":
    main()
