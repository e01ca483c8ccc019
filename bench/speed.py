"""Raw text to records: ``python -m bench.speed [--sentences N] [--write]``.

Writes N sentences' worth of reports (default 20,000) to a folder that is deleted again, and has
each of three runs start cold in a process of its own: the parse alone, all readers in one process,
all readers in two. Prints sentences a second by processor time (by the clock too where the machine
is idle), the highest memory, and by how much memory grew after the first quarter. The reports are
PolNeAR's, where CRISISDESK_DATA has it, else those of ``examples/`` over and over with other names
in them.
``--write`` writes the part 'speed' of docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import msgspec

from bench.corpora import texts
from bench.page import write_part
from bench.table import Absent, Row, hash_of, number, page
from crisisdesk.intake import read_sources

GOAL = 1000.0
COMMAND = "python -m bench.speed --write"
ROOT = Path(__file__).resolve().parents[1]
EXAMPLES = ("1-wire.txt", "2-analysis.md")
# Where one sentence ends and the next begins, roughly: enough to know how much text to take.
_END = re.compile(r"[.!?…][”\"')]*\s+(?=[“\"'A-Z0-9])|\n\s*\n")
_NAME = re.compile(r"\b[A-Z][a-z]{5,}\b")


_TIME = (
    "Figures of cores are by processor time, start-up included; a busy machine lowers them too. "
    "Figures by the clock are given where the machine was idle."
)


class Figures(msgspec.Struct, frozen=True):
    """What a run found: seconds by the clock and of processor time, start-up and load included,
    the highest memory of any of its processes in MB, and its growth after the first quarter."""

    clock: float
    processor: float
    memory: float
    growth: float
    sentences: int = 0
    words: int = 0


def corpus() -> tuple[str, Iterator[str]]:
    """The name of the text at hand and its reports, endless where they are the examples."""
    found = texts("polnear")
    if found:
        return "PolNeAR", (found[name] for name in sorted(found))
    return "examples, repeated with other names", _varied()


def _varied() -> Iterator[str]:
    """The examples over and over, long capitalised words spelt otherwise each time."""
    shipped = [(ROOT / "examples" / name).read_text(encoding="utf-8") for name in EXAMPLES]
    for turn in count():
        ending = "abcdefghijklmnopqrstuvwxyz"[turn % 26] + "aeiou"[turn // 26 % 5]
        for text in shipped:
            yield _NAME.sub(lambda name, tail=ending: name.group() + tail, text)


def write_reports(reports: Iterator[str], sentences: int, folder: Path) -> int:
    """Write reports until they hold about so many sentences; how many reports that took."""
    left = sentences
    for i, text in enumerate(reports):
        (folder / f"{i:05}.txt").write_text(text, encoding="utf-8")
        left -= len(_END.findall(text)) + 1
        if left <= 0:
            return i + 1
    return len(list(folder.iterdir()))


def _parse(files: list[str]) -> Iterator[tuple[int, int]]:
    """The sentences and words of each report, as the model tells them."""
    from crisisdesk.formats.layout import passages
    from crisisdesk.formats.load import load_report
    from crisisdesk.reading.pipeline import parse

    for file in files:
        report = load_report(file)
        docs = list(parse(report.text[p.start : p.end] for p in passages(report)))
        yield sum(1 for doc in docs for _ in doc.sents), sum(map(len, docs))


def run(stage: str, folder: Path) -> Figures:
    """One run in this process: ``parse``, or a number of processes that read all."""
    files = sorted(map(str, folder.iterdir()))
    start, sizes, early = time.perf_counter(), [], 0.0
    work = _parse(files) if stage == "parse" else read_sources(files, processes=int(stage))
    for done, found in enumerate(work, 1):
        if isinstance(found, Exception):
            raise found
        if isinstance(found, tuple):
            sizes.append(found)
        if done == len(files) // 4:
            early = _memory()
    own, others = (
        resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return Figures(
        clock=time.perf_counter() - start,
        processor=own.ru_utime + own.ru_stime + others.ru_utime + others.ru_stime,
        memory=max(_memory(), others.ru_maxrss / _A_MEGABYTE),
        growth=_memory() - early,
        sentences=sum(sentences for sentences, _ in sizes),
        words=sum(words for _, words in sizes),
    )


_A_MEGABYTE = 1 << 20 if sys.platform == "darwin" else 1 << 10  # in the units of ru_maxrss


def _memory() -> float:
    """The most memory that this process has had so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _A_MEGABYTE


def measure(sentences: int) -> tuple[str, str, dict[str, Figures]]:
    """The name of the text, its hash, and the figures of the three runs. Raises RuntimeError
    where one fails."""
    name, reports = corpus()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        write_reports(reports, sentences, folder)
        digest = hash_of(*folder.iterdir())
        found = {stage: _apart(stage, folder) for stage in ("parse", "1", "2")}
    return name, digest, found


def _apart(stage: str, folder: Path) -> Figures:
    command = [sys.executable, "-m", "bench.speed", "--stage", stage, "--folder", str(folder)]
    # as the command line and the workers have it
    settings = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    done = subprocess.run(
        command, capture_output=True, text=True, cwd=ROOT, check=False, env=settings
    )
    if done.returncode:
        raise RuntimeError(done.stderr.strip())
    return msgspec.json.decode(done.stdout, type=Figures)


def rows(small: bool = False, sentences: int = 20_000) -> list[Row]:
    """The rows of the table of figures; ``small`` is not measured. Raises Absent with it."""
    if small:
        raise Absent("speed hangs on the machine and is not guarded")
    quiet = os.getloadavg()[0] < 1
    name, digest, found = measure(sentences)
    total = found["parse"].sentences
    words = found["parse"].words

    def row(measure: str, value: float, unit: str, goal: float | None = None, **more: bool) -> Row:
        data = f"{name}, {total:,} sentences"
        return Row(measure, data, digest, total, value, goal, unit=unit, timed=True, **more)

    one, two = found["1"], found["2"]
    clock = [
        row("reading, two processes, by the clock", total / two.clock, "sentences/s"),
        row("reading, one process, by the clock", total / one.clock, "sentences/s"),
    ]
    return [
        row("reading, two cores", 2 * total / two.processor, "sentences/s", GOAL),
        row("reading, one core", total / one.processor, "sentences/s"),
        *(clock if quiet else []),
        row("parse alone, one core", total / found["parse"].processor, "sentences/s"),
        row("parse alone, one core, in words", words / found["parse"].processor, "words/s"),
        row("memory of one process, highest", one.memory, "MB", 1200, ceiling=True),
        row("memory of a worker, highest", two.memory, "MB", 1200, ceiling=True),
        row("growth of memory after a quarter", one.growth, "MB", 50, ceiling=True),
    ]


def main() -> None:
    """Measure, print, and write the page's part where asked."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--sentences", type=int, default=20_000)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--stage", help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.stage:
        print(json.dumps(msgspec.to_builtins(run(asked.stage, asked.folder))))
        return
    load = os.getloadavg()[0]
    found = rows(sentences=asked.sentences)
    for row in found:
        print(f"{row.measure:34} {number(row.value, row.unit):>20}   {row.data}")
    if asked.write:
        busy = f"The load of the machine was {load:.1f} on {os.cpu_count()} cores when it began."
        write_part("speed", f"## Speed\n\n{busy} {_TIME}\n\n" + page(found, COMMAND))


if __name__ == "__main__":
    main()
