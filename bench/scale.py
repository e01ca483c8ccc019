"""Archives to Parquet, as `read --to` does it: ``python -m bench.scale [--sentences N] [--write]``.

Writes N sentences' worth of reports (default 16,000; those of `bench.speed`) to a folder that is
deleted again, and has each of four runs start cold in a process of its own: one report alone, which
is what a start costs, then all of them by one process, by two, and by two on a Ray cluster of this
machine. Where Ray is not installed, or not enough cores are there, that run is left out and named.

Figures of cores are by processor time, of the run and all its processes, in user mode and in the
system's. The speed-up of two processes is by the clock, of whole runs, their starts with them, and
stands there only where the machine was idle: one and two read by turns, and the quickest of each
counts (`--turns`, by default 2), since other work on the machine only makes a run longer. So many
sentences are read that the start, which two processes do not shorten, is a small part of a run, as
it is of an archive's. By processor time the speed-up
tells only whether two get in each other's way: other work on the machine moves it. What handing
out and writing takes of the one process that does it bounds how many a machine can keep busy.
The plan for an archive and for a day's reports is
reckoned from the figures. ``--write`` writes the part 'scale' of docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from html import escape
from itertools import cycle
from pathlib import Path
from threading import Event, Thread

import msgspec
import psutil

from bench.page import write_part
from bench.speed import corpus, write_reports
from bench.speed import run as run_speed
from bench.table import Absent, Row, hash_of, number, page

COMMAND = "python -m bench.scale --write"
ROOT = Path(__file__).resolve().parents[1]
ARCHIVE, DAY = 50_000_000, 300_000  # reports that the plan is for, once and a day
SENTENCES = 30  # of a report in the plan; those measured here have about forty
COST = (0.03, 0.05)  # dollars for a core hour, as rented machines are offered
IDLE = 0.5  # load of the machine below which the clock is believed
_EVERY = 0.25  # seconds between two looks at the processes
_STAGES = {
    "start": ("local", 1),
    "1": ("local", 1),
    "2": ("local", 2),
    "ray": ("ray", 2),
    "ray start": ("ray", 2),
}


class Figures(msgspec.Struct, frozen=True):
    """What a run found: seconds by the clock and of processor time, start-up included; the part of
    the latter that the run's own process took, which hands out the work; the highest memory in MB
    of one process that reads; the bytes that were written, and how many reports."""

    clock: float
    processor: float
    own: float
    memory: float
    written: int
    reports: int
    set_aside: int


class _Watched:
    """The processor time and memory of this process and of all below it, looked at again and
    again: what a process that has ended took is what it had when it was last looked at."""

    def __init__(self) -> None:
        self._over = Event()
        self._thread = Thread(target=self._watch, daemon=True)
        self._times: dict[tuple[int, float], float] = {}
        self._looking = 0.0
        self.memory = 0.0
        self._me = psutil.Process()
        self._before = _time_of(self._me)

    def __enter__(self) -> _Watched:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()
        self._look()

    @property
    def own(self) -> float:
        """Seconds of processor time that this process took, looking at the others left out."""
        return _time_of(self._me) - self._before - self._looking

    @property
    def processor(self) -> float:
        """Seconds of processor time, those of all processes below this one with it."""
        return self.own + sum(self._times.values())

    def _watch(self) -> None:
        while not self._over.wait(_EVERY):
            self._look()
            self._looking = time.thread_time()

    def _look(self) -> None:
        for process in self._me.children(recursive=True):
            with suppress(psutil.Error):
                key = process.pid, process.create_time()
                self._times[key] = _time_of(process)
                if "crisisdesk.intake" in process.cmdline():
                    self.memory = max(self.memory, process.memory_info().rss / (1 << 20))


def _time_of(process: psutil.Process) -> float:
    found = process.cpu_times()
    return float(found.user + found.system)


def run(stage: str, folder: Path) -> Figures:
    """One run in this process. Raises CrisisDeskError where its engine cannot be had."""
    from crisisdesk.intake.archive import read_to

    engine, processes = _STAGES[stage]
    inputs = sorted(folder.iterdir())[:1] if stage.endswith("start") else [folder]
    with tempfile.TemporaryDirectory() as place:
        began = time.perf_counter()
        with _Watched() as watched:
            done = read_to(inputs, Path(place) / "out", engine=engine, processes=processes)
        clock = time.perf_counter() - began
        files = [file for file in Path(place).rglob("*.parquet") if "set_aside" not in file.parts]
        return Figures(
            clock=clock,
            processor=watched.processor,
            own=watched.own,
            memory=watched.memory,
            written=sum(file.stat().st_size for file in files),
            reports=done.rows.get("reports", 0),
            set_aside=done.rows.get("set_aside", 0),
        )


def listing(folder: Path, kind: str, count: int = 5_000) -> float:
    """How many reports a second of a core lists and cuts into batches, of an archive of so many
    reports made from those of a folder. One process does it for all that read."""
    from crisisdesk.formats.sources import opened
    from crisisdesk.intake.batches import batches

    texts = [file.read_text(encoding="utf-8") for file in sorted(folder.iterdir())]
    with tempfile.TemporaryDirectory() as place:
        archive = Path(place) / kind
        with archive.open("wb") as out:
            for _, text in zip(range(count), cycle(texts), strict=False):
                out.write(LISTED[kind](text))
        began = time.process_time()
        found = sum(len(batch.sources) for batch in batches(opened([archive])))
        seconds = time.process_time() - began
    if found != count:
        raise RuntimeError(f"{kind}: {found} of {count} reports were listed")
    return count / max(seconds, 1e-6)


def _line(text: str) -> bytes:
    return json.dumps({"text": text}).encode() + b"\n"


def _page(text: str) -> bytes:
    """A page as a record of a web archive."""
    page = f"<!doctype html><html><body><p>{escape(text)}</p></body></html>".encode()
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + page
    head = (
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://made.example/\r\n"
        f"Content-Type: application/http\r\nContent-Length: {len(http)}\r\n\r\n"
    )
    return gzip.compress(head.encode() + http + b"\r\n\r\n")


LISTED = {"reports.jsonl": _line, "pages.warc.gz": _page}


def _apart(stage: str, folder: Path) -> Figures | str:
    """The figures of a run in a fresh process, or why there are none."""
    command = [sys.executable, "-m", "bench.scale", "--stage", stage, "--folder", str(folder)]
    settings = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    done = subprocess.run(
        command, capture_output=True, text=True, cwd=ROOT, check=False, env=settings
    )
    if done.returncode:
        return (done.stderr.strip().splitlines() or ["it ended without a word"])[-1]
    return msgspec.json.decode(done.stdout.splitlines()[-1], type=Figures)


def _quicker(one: Figures | str, other: Figures | str) -> Figures | str:
    """Of two runs the one that took less by the clock; a run that failed tells why."""
    if isinstance(one, str) or isinstance(other, str):
        return one if isinstance(one, str) else other
    return min(one, other, key=lambda run: run.clock)


def rows(
    small: bool = False, sentences: int = 16_000, turns: int = 2
) -> tuple[list[Row], list[str]]:
    """The rows of the table, and what could not be measured with the reason. ``small`` is not
    measured: it raises Absent. Raises RuntimeError where a run on this machine's cores fails."""
    if small:
        raise Absent("speed hangs on the machine and is not guarded")
    idle = os.getloadavg()[0] < IDLE
    name, reports = corpus()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        write_reports(reports, sentences, folder)
        digest = hash_of(*folder.iterdir())
        total = run_speed("parse", folder).sentences
        found = {stage: _apart(stage, folder) for stage in _STAGES}
        for _ in range(turns - 1):
            for stage in ("1", "2"):
                found[stage] = _quicker(found[stage], _apart(stage, folder))
        listed = {kind: listing(folder, kind) for kind in LISTED}
    absent = [f"{stage}: {why}" for stage, why in found.items() if isinstance(why, str)]
    sound = {stage: one for stage, one in found.items() if isinstance(one, Figures)}
    missing = {"start", "1", "2"} - set(sound)
    if missing:
        raise RuntimeError("; ".join(absent))
    data = f"{name}, {total:,} sentences"
    made = _rows(sound, total, data, digest, idle)
    made += [
        Row(f"listed, {kind}", data, digest, total, rate, unit="reports/s", timed=True)
        for kind, rate in listed.items()
    ]
    return made, absent


def _rows(found: dict[str, Figures], total: int, data: str, digest: str, idle: bool) -> list[Row]:
    """The figures as rows: ``total`` sentences were read by each run but the start."""
    start, one, two = found["start"], found["1"], found["2"]

    def row(measure: str, value: float, unit: str = "", goal: float | None = None) -> Row:
        ceiling = unit == "MB"
        return Row(
            measure, data, digest, total, value, goal, unit=unit, ceiling=ceiling, timed=True
        )

    def rate(figures: Figures) -> float:
        """Sentences for a second of a core, without what a start of each process costs."""
        processes = 1 if figures is one else 2
        return total / max(figures.processor - processes * start.processor, 0.001)

    handing = 1000 * (one.own - start.own) / max(one.reports - 1, 1)
    made = [
        row("one process, a core", rate(one), "sentences/s"),
        row("two processes, a core", rate(two), "sentences/s"),
        row("reports of one process, a core", rate(one) * one.reports / total, "reports/s"),
        row("two processes against one, by processor time", 2 * rate(two) / rate(one), "times"),
        row("start of a process, to its first report's rows", start.processor, "s"),
        row("handing out and writing, a report", handing, "ms"),
        row("memory of a process that reads, highest", two.memory, "MB", 1200),
        row("written for a report", one.written / max(one.reports, 1) / 1000, "kB"),
    ]
    if "ray" in found and "ray start" in found:
        ray, begun = found["ray"], found["ray start"]
        took = ray.processor - begun.processor - start.processor  # the second process starts, too
        made += [
            row("two on Ray, a core", total / max(took, 0.001), "sentences/s"),
            row("start of Ray on this machine and of a process", begun.processor, "s"),
            row("memory of a process that reads on Ray, highest", ray.memory, "MB", 1200),
        ]
    if idle:
        made.append(
            row("speed-up of two processes, by the clock", one.clock / two.clock, "times", 1.8)
        )
        if "ray" in found:
            made.append(row("two on Ray, by the clock", total / found["ray"].clock, "sentences/s"))
    return made


def plan(found: list[Row]) -> str:
    """What so many reports would take, reckoned from the figures, as a table with its working."""
    by_name = {row.measure: row.value for row in found}
    speed = min(by_name["one process, a core"], by_name["two processes, a core"]) / SENTENCES
    size = by_name["written for a report"] * 1000
    hours = [number / speed / 3600 for number in (ARCHIVE, DAY)]
    lists = ARCHIVE / by_name["listed, pages.warc.gz"] / 3600
    low, high = COST
    table = "\n".join(
        f"| {' | '.join(line)} |"
        for line in (
            ("", f"{ARCHIVE:,} reports once", f"{DAY:,} reports a day"),
            ("---", "---", "---"),
            ("core hours", f"{hours[0]:,.0f}", f"{hours[1]:.1f} a day"),
            (
                "hours on 100 cores, on 1,000; cores that keep up",
                f"{hours[0] / 100:.1f}, {hours[0] / 1000:.1f}", f"{hours[1] / 24:.2f}",
            ),
            ("dollars", *(f"{hour * low:,.2f} to {hour * high:,.2f}" for hour in hours)),
            ("GB written", f"{ARCHIVE * size / 1e9:,.0f}", f"{DAY * size / 1e9:.1f} a day"),
            ("hours of the one process that lists", f"{lists:.1f}", ""),
        )
    )  # fmt: skip
    return (
        f"On paper, reckoned from these figures: reports of {SENTENCES} sentences, so {speed:.1f} "
        f"reports a second of a core; a core hour at {low} to {high} dollars; no losses for "
        f"machines that wait.\n\n{table}"
    )


def main() -> None:
    """Measure, print, and write the page's part where asked."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--sentences", type=int, default=16_000)
    parser.add_argument("--turns", type=int, default=2)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--stage", choices=_STAGES, help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.stage:
        print(json.dumps(msgspec.to_builtins(run(asked.stage, asked.folder))))
        return
    load = os.getloadavg()[0]
    found, absent = rows(sentences=asked.sentences, turns=asked.turns)
    for row in found:
        print(f"{row.measure:50} {number(row.value, row.unit):>20}   {row.data}")
    for line in absent:
        print(f"not measured: {line}")
    print(plan(found))
    if asked.write:
        said = (
            f"Reports to Parquet by `read --to`. The load of the machine was {load:.1f} on "
            f"{os.cpu_count()} cores when it began. Figures of cores are by processor time, "
            "which a busy machine lowers, too; figures by the clock are given where it was idle."
        )
        told = page(found, COMMAND, absent)
        write_part("scale", f"## Reading at scale\n\n{said}\n\n{told}\n\n{plan(found)}")


if __name__ == "__main__":
    main()
