"""How fast a served desk answers: ``python -m bench.serve [--desk DIR] [--write]``.

Serves the desk (left out: the example reports) by the real command. Three times it is started anew
and asked for its first page: without the briefs that a desk keeps, with nothing of the desk in the
machine's file cache besides, and with the briefs of the time before. Then each page is asked ten
times. Figures are by the clock, with the server's processor time in brackets. ``--write`` writes
the part 'serve' of docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from bench.page import write_part
from bench.table import Row, lines
from crisisdesk.desk import Desk
from crisisdesk.desk.basis import BRIEFS

COMMAND = "python -m bench.serve --write"
PAGES = (
    *("/", "/questions", "/timeline", "/actors", "/statements", "/reports", "/sources"),
    *("/search?q=talks", "/api/v1/brief", "/api/v1/events?limit=100"),
)
TIMES = 10
EXAMPLES = Path(__file__).parent.parent / "examples"
FIRST = 300.0
"""Milliseconds in which the first page should be there."""


@contextmanager
def serving(desk: Path) -> Iterator[tuple[str, int]]:
    """The address at which a desk is served, and the server's process."""
    command = [sys.executable, "-m", "crisisdesk.cli", "serve", str(desk), "--port", "0"]
    server = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    try:
        assert server.stderr
        found = re.search(r"http://\S+:\d+", server.stderr.readline())
        assert found
        yield found[0], server.pid
    finally:
        server.terminate()
        server.wait(timeout=60)


class Watch:
    """Milliseconds since it was started: by the clock, and of a process's processor time."""

    def __init__(self, process: int | None = None) -> None:
        self.process = process
        self.clock, self.used = time.perf_counter(), self._used()

    def _used(self) -> float:
        """Linux alone tells it of another process; elsewhere it is nought."""
        path = Path(f"/proc/{self.process}/stat")
        if not path.exists():
            return 0.0
        ticks = path.read_text().rpartition(")")[2].split()[11:13]
        return 1000 * sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")

    def read(self) -> tuple[float, float]:
        """By the clock, and of processor time."""
        return 1000 * (time.perf_counter() - self.clock), self._used() - self.used


def forget(desk: Path) -> None:
    """Drop what the machine's file cache holds of a desk, where the system lets that be asked."""
    if not hasattr(os, "posix_fadvise"):
        return
    for path in desk.rglob("*"):
        if path.is_file():
            handle = os.open(path, os.O_RDONLY)
            os.fsync(handle)
            os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
            os.close(handle)


def started(desk: Path, how: str, reports: int) -> Iterator[Row]:
    """A start of the server: until it listens, its first page, and that page with all of its
    judgements."""

    def row(measure: str, read: tuple[float, float], **more: Any) -> Row:
        told = f"{how}: {measure} (processor {read[1]:,.0f} ms)"
        return Row(told, "this desk", "", reports, read[0], unit="ms", timed=True, **more)

    start = Watch()
    with serving(desk) as (address, process), httpx.Client(base_url=address, timeout=300) as client:
        begun = Watch(process)
        yield row("the server listens", (start.read()[0], begun.used))
        answer = client.get("/")
        answer.raise_for_status()
        kind = "with its judgements" if answer.status_code == 200 else "they are being reckoned"
        yield row(f"first page after that, {kind}", begun.read(), goal=FIRST, ceiling=True)
        while answer.status_code != 200:
            time.sleep(0.25)
            answer = client.get("/")
        yield row("its judgements after that", begun.read())
        while "data-busy" in answer.text:
            time.sleep(0.25)
            answer = client.get("/")
        yield row("how far they moved in a week, after that", begun.read())


def pages(desk: Path, reports: int) -> Iterator[Row]:
    """Each page when its brief is there, by the median."""
    with serving(desk) as (address, process), httpx.Client(base_url=address, timeout=300) as client:
        client.get("/api/v1/brief").raise_for_status()
        for path in PAGES:
            client.get(path).raise_for_status()
            watches = []
            for _ in range(TIMES):
                watch = Watch(process)
                client.get(path).raise_for_status()
                watches.append(watch.read())
            clock = statistics.median(by for by, _ in watches)
            spent = statistics.mean(used for _, used in watches)
            told = f"{path} (processor {spent:,.0f} ms)"
            yield Row(told, "this desk", "", reports, clock, unit="ms", timed=True)


def rows(desk: Path) -> Iterator[Row]:
    """All figures of a desk."""
    with Desk(desk) as held:
        reports = held.number_of_reports()
    shutil.rmtree(desk / BRIEFS, ignore_errors=True)
    yield from started(desk, "without kept briefs", reports)
    shutil.rmtree(desk / BRIEFS, ignore_errors=True)
    forget(desk)
    yield from started(desk, "with nothing in the file cache", reports)
    yield from started(desk, "started again", reports)
    yield from pages(desk, reports)


def measure(desk: Path) -> str:
    """The figures as a part of the page; each is told when it is there."""
    found = []
    for row in rows(desk):
        print(f"{row.measure}: {row.value:,.0f} ms", file=sys.stderr)
        found.append(row)
    return (
        f"## Serving\n\n`{COMMAND}`: milliseconds by the clock; the load of the machine was "
        f"{os.getloadavg()[0]:.1f} on {os.cpu_count()} cores. A page that is there before its "
        "judgements says that they are being reckoned, and shows the latest reports.\n\n"
        + "\n".join(lines(found))
    )


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--desk", type=Path, help="a desk's folder")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        desk = options.desk or Path(folder) / "desk"
        if not options.desk:
            with Desk(desk) as made:
                made.add(EXAMPLES)
        body = measure(desk)
    print(body)
    if options.write:
        write_part("serve", body)


if __name__ == "__main__":
    main()
