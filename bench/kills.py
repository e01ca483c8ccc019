"""Kills at random moments: ``python -m bench.kills [--kills N] [--only WORK] [--page]``.

A desk is made, and worked on by the real command (adding reports, watching a folder, importing
events, backing up), by a process that does nothing but write readings and corrections, and by one
that brings a desk of the first schema to the present one. They are killed (SIGKILL, with all their
processes) N times in all, at moments drawn evenly from the time that the whole work takes. After
every kill the desk must open and be whole by `check_desk`, and hold all that another process had
seen in it before; when the work has then been done to its end, all must be there, and once.
``--page`` writes the figures down.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import partial
from itertools import count
from pathlib import Path

import msgspec

from bench.made_up import World
from bench.page import write_part
from crisisdesk.desk import FILE, LEDGER, Desk, check_desk
from crisisdesk.record.ledger import Ledger
from crisisdesk.record.migrations import VERSION

ROOT = Path(__file__).resolve().parents[1]
OLD = ROOT / "tests" / "record" / "old" / "1-first.sqlite.gz"
_COMMAND = [sys.executable, "-m", "crisisdesk.cli"]


class Lost(Exception):
    """Something is missing, there twice or damaged after a kill."""


class Work(ABC):
    """One kind of work on one desk, begun anew after every kill until it is done."""

    name = ""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.desk = folder / "desk"

    @abstractmethod
    def prepare(self) -> None:
        """Make the desk as it is before any work."""

    @abstractmethod
    def command(self) -> list[str]:
        """What does the work, or goes on with it."""

    def seen(self) -> set[str]:
        """What a reader finds committed now."""
        return _column(self.desk / LEDGER, "SELECT id FROM reports")

    def check(self) -> None:
        """Raises Lost where the desk is not whole."""
        if not (self.desk / LEDGER).exists():
            return
        if faults := check_desk(self.desk):
            raise Lost(f"{self.name}: {faults[:3]}")

    @abstractmethod
    def done(self) -> bool:
        """Whether all of the work is there. Raises Lost where some is there twice."""


class Adding(Work):
    """The real ``add`` of a folder of reports, some of them corrected by later ones."""

    name = "adding"
    reports = 24

    def prepare(self) -> None:
        folder = self.folder / "reports"
        folder.mkdir()
        for number in range(self.reports):
            story = number - number % 4  # the last of four takes the others' place
            (folder / f"{number:03d}.md").write_text(
                f"---\ntitle: Envoys of Chile and Peru meet once more, part {story}\n"
                f"outlet: The Lamp\ndate: 2023-05-{number % 4 + 1:02d}\n---\n"
                f"Chile threatened to attack Peru over harbour {story}, an envoy said. Brazil "
                f"offered to mediate between Chile and Peru. This is telling {number}.\n"
            )

    def command(self) -> list[str]:
        return [*_COMMAND, "add", str(self.folder / "reports"), "--desk", str(self.desk)]

    def done(self) -> bool:
        with Desk(self.desk) as desk:
            held, counting = len(desk._ledger.held()), len(desk.reports())
            gone = desk.superseded()
        if held > self.reports or len(gone) != held - counting:
            raise Lost(f"{held} reports, {counting} count, {len(gone)} corrected")
        return held == self.reports


class Watching(Adding):
    """The real ``watch`` of a folder, one round of it."""

    name = "watching"

    def prepare(self) -> None:
        super().prepare()
        self.desk.mkdir()
        folder = str(self.folder / "reports")
        (self.desk / FILE).write_text(f"[watch]\nfolders = [{json.dumps(folder)}]\n")

    def command(self) -> list[str]:
        return [*_COMMAND, "watch", "--once", "--desk", str(self.desk)]


_WRITE = """
import sys
from bench.made_up import World
from crisisdesk.record.kin import Kin
from crisisdesk.record.ledger import Ledger
from crisisdesk.terms.records import Correction
def newer(new, kin):
    old = before[-1] if before else None
    return [Correction(old, "newer version", "2020-01-01", new.report.id)] if old else []
before = []
with Ledger(sys.argv[1]) as ledger:
    for reading in World().readings(int(sys.argv[2])):
        ledger.add(reading, superseding=newer) or ledger.add(reading, reread=True)
        before.append(reading.report.id)
"""


class Writing(Work):
    """Nothing but writes: each reading with a correction, or a second version of it."""

    name = "writing"
    reports = 120

    def prepare(self) -> None:
        self.desk.mkdir()

    def command(self) -> list[str]:
        return [sys.executable, "-c", _WRITE, str(self.desk / LEDGER), str(self.reports)]

    def seen(self) -> set[str]:
        return super().seen() | _column(self.desk / LEDGER, "SELECT 'v' || id FROM readings")

    def done(self) -> bool:
        with Ledger(self.desk / LEDGER) as ledger:
            held = ledger.held()
            gone = ledger.file.one("SELECT count(*), count(DISTINCT report) FROM corrections")
        if len(held) != len(set(held)) or gone[0] != gone[1] or len(held) - gone[0] not in (0, 1):
            raise Lost(f"{len(held)} readings hold, {gone[0]} corrections")
        return len(held) == self.reports


class Importing(Work):
    """The real ``import`` of a file of events."""

    name = "importing"
    rows = 60_000

    def prepare(self) -> None:
        from bench.streams import make

        self.bad = make(self.folder / "events.csv", self.rows)

    def command(self) -> list[str]:
        return [*_COMMAND, "import", str(self.folder / "events.csv"), "--desk", str(self.desk)]

    def seen(self) -> set[str]:
        return {path.name for path in (self.desk / "stream" / "imports").glob("*.json")}

    def done(self) -> bool:
        from crisisdesk.formats.streams.store import Store, connect

        store = Store(self.desk / "stream")
        if not store.imports:
            return False
        events = store.relation(connect())
        ((rows, ids),) = events.aggregate("count(*), count(DISTINCT id)").fetchall()
        if not rows == ids == self.rows - self.bad:
            raise Lost(f"{rows} rows with {ids} ids of {self.rows - self.bad}")
        return True


_OPEN = "import sys; from crisisdesk.record.ledger import Ledger; Ledger(sys.argv[1]).close()"


class Making(Work):
    """A new desk's ledger."""

    name = "making"

    def prepare(self) -> None:
        self.desk.mkdir()

    def command(self) -> list[str]:
        return [sys.executable, "-c", _OPEN, str(self.desk / LEDGER)]

    def done(self) -> bool:
        return (self.desk / LEDGER).exists() and _version(self.desk / LEDGER) == VERSION


class Migrating(Work):
    """A desk of the first schema, with many reports, opened by this version."""

    name = "migrating"
    reports = 1500

    def prepare(self) -> None:
        self.desk.mkdir()
        path = self.desk / LEDGER
        path.write_bytes(gzip.decompress(OLD.read_bytes()))
        with closing(sqlite3.connect(path)) as old:
            rows = old.execute("SELECT * FROM reports LIMIT 1").fetchall()
            for reading in World().readings(self.reports):
                record = msgspec.json.encode(reading.report)
                row = [reading.report.id, *rows[0][1:-2], record, b"{}"]
                old.execute(f"INSERT INTO reports VALUES ({', '.join('?' * len(row))})", row)
            old.commit()
        self.before = self.seen()

    def command(self) -> list[str]:
        return [sys.executable, "-c", _OPEN, str(self.desk / LEDGER)]

    def check(self) -> None:
        """The file as the kill left it, before this version's tables are made of it."""
        with closing(sqlite3.connect(self.desk / LEDGER)) as file:
            whole = file.execute("PRAGMA integrity_check").fetchall()
        if whole != [("ok",)] or self.seen() != self.before:
            raise Lost(f"{self.name}: {whole[:3]}")

    def done(self) -> bool:
        if _version(self.desk / LEDGER) == 1:
            return False
        if faults := check_desk(self.desk):
            raise Lost(f"{self.name}: {faults[:3]}")
        return self.seen() == self.before


class BackingUp(Work):
    """The real ``backup`` of a desk: a copy is there whole, or not at all."""

    name = "backing up"
    reports = 400

    def prepare(self) -> None:
        self.desk.mkdir()
        with Ledger(self.desk / LEDGER) as ledger:
            for reading in World().readings(self.reports):
                ledger.add(reading)

    def command(self) -> list[str]:
        return [*_COMMAND, "backup", str(self.folder / "copy"), "--desk", str(self.desk)]

    def done(self) -> bool:
        copy = self.folder / "copy"
        if not copy.exists():
            return False
        if left := list(self.folder.glob(".copy.part-*")):
            raise Lost(f"copies that were cut short are left: {left}")
        if faults := check_desk(copy):
            raise Lost(f"{self.name}: {faults[:3]}")
        return len(_column(copy / LEDGER, "SELECT id FROM reports")) == self.reports


WORKS: tuple[type[Work], ...] = (Adding, Watching, Writing, Importing, Making, Migrating, BackingUp)


def _version(path: Path) -> int:
    """The number of steps that a ledger's tables have behind them."""
    with closing(sqlite3.connect(path)) as file:
        return int(file.execute("PRAGMA user_version").fetchone()[0])


def _column(path: Path, query: str) -> set[str]:
    """One column as another process reads it, empty while there is none."""
    if not path.exists():
        return set()
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, timeout=15)) as file:
            return {str(row[0]) for row in file.execute(query)}
    except sqlite3.OperationalError as error:
        if "no such table" in str(error) or "unable to open" in str(error):
            return set()
        raise


def _start(work: Work) -> subprocess.Popen[bytes]:
    path = os.pathsep.join([str(ROOT / "src"), str(ROOT), os.environ.get("PYTHONPATH", "")])
    return subprocess.Popen(
        work.command(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": path},
        start_new_session=True,
    )


def kill_often(
    kind: type[Work], kills: int, chance: random.Random, make: Callable[[], Path]
) -> int:
    """Kill one kind of work so often, on as many desks as that takes; how many desks. Raises Lost
    where anything is not as it must be."""
    span, done, desks = 0.0, 0, 0
    while done < kills or desks == 0:
        work = kind(make())
        work.prepare()
        desks += 1
        if not span:  # the first desk is for the time that the whole work takes
            start = time.monotonic()
            _finish(work)
            span = time.monotonic() - start
            continue
        for _ in range(6):  # then it has to come to its end, and the next desk is begun
            start = time.monotonic()
            if done >= kills or not _killed(work, chance.uniform(0, span)):
                span = min(span, time.monotonic() - start) if done < kills else span
                break
            done += 1
            if work.done():
                break
        if not work.done():
            _finish(work)
    return desks


def _killed(work: Work, wait: float) -> bool:
    """Start the work, kill it after so many seconds and look at what is left; False where it had
    come to its end before."""
    process = _start(work)
    until, seen = time.monotonic() + wait, set()
    while process.poll() is None and (left := until - time.monotonic()) > 0:
        time.sleep(min(0.03, left))
        seen |= work.seen()
    alive = process.poll() is None
    if alive:
        os.killpg(process.pid, signal.SIGKILL)
    _, said = process.communicate()
    if not alive and process.returncode:
        raise Lost(f"{work.name} failed: {said.decode(errors='replace')[-500:]}")
    work.check()
    if missing := seen - work.seen():
        raise Lost(f"{work.name}: {len(missing)} that were committed are gone")
    work.done()
    return alive


def _finish(work: Work) -> None:
    """Do the work to its end."""
    process = _start(work)
    _, said = process.communicate(timeout=600)
    if process.returncode or not work.done():
        raise Lost(f"{work.name} did not end well: {said.decode(errors='replace')[-500:]}")
    work.check()


def main() -> None:
    """Kills, and prints what was killed how often."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2, help="how many works at once")
    parser.add_argument("--only", choices=[kind.name for kind in WORKS])
    parser.add_argument("--page", action="store_true")
    given = parser.parse_args()
    kinds = [kind for kind in WORKS if given.only in (None, kind.name)]
    with ThreadPoolExecutor(given.jobs) as pool:
        shares = [
            given.kills // len(kinds) + (number < given.kills % len(kinds))
            for number in range(len(kinds))
        ]
        desks = list(pool.map(partial(_on_desks, given.seed), kinds, shares))
    rows = [f"| {k.name} | {n} | {d} |" for k, n, d in zip(kinds, shares, desks, strict=True)]
    if given.page:
        table = "\n".join(["| work | kills | desks |", "|---|---|---|", *rows])
        write_part("kills", _page(given.kills, table))


def _on_desks(seed: int, kind: type[Work], kills: int) -> int:
    """Kills one kind of work in a folder of its own, and says so."""
    with tempfile.TemporaryDirectory() as room:
        places = (Path(room) / str(place) for place in count())
        desks = kill_often(kind, kills, random.Random(seed), partial(made, places))
    print(f"{kind.name:12} {kills:4} kills, {desks} desks: all whole, nothing lost or twice")
    return desks


def _page(kills: int, table: str) -> str:
    return (
        f"## Kills\nBy `python -m bench.kills`: work on a desk ended {kills} times by SIGKILL at "
        "random moments. After each the desk opened and was whole, and held all that another "
        "process had seen committed; done to its end, everything was there once.\n\n" + table
    )


def made(places: Iterator[Path]) -> Path:
    folder = next(places)
    folder.mkdir()
    return folder


if __name__ == "__main__":
    main()
