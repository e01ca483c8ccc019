"""Who does this to whom next: ``python -m bench.ranking [--data FOLDER ...] [--split valid]``.

Each fact of the split asks two questions, (source, relation, ?, day) and (?, relation, target,
day), and all entities of the data are ranked (single-step: the days before are known; time-aware
filter; ties in expectation). ``FOLDER`` holds train.txt, valid.txt, stat.txt and, for ``--split
test``, test.txt, in the form of the public ICEWS benchmarks; without ``--data`` the three of
CRISISDESK_DATA are run, on test where it is there and on valid elsewhere. The ranker is fitted on
train alone, on a fixed budget, and asked in four ways: frozen as fitted while the past it reads
goes on; learning from each day after it was asked about; with nothing known since the split began
(multi-step); and, not to be compared, told how often each candidate is asked about that same day.
``--write`` puts the table into docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import copy
import os
import resource
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bench.page import PAGE, write_part
from bench.ranks import HITS, Ranks, ranks_of
from crisisdesk.history.ranking.columns import Candidates
from crisisdesk.history.ranking.facts import Facts, Floats, Ints, spans
from crisisdesk.history.ranking.popularity import Popularity
from crisisdesk.history.ranking.ranker import Ranker
from crisisdesk.history.ranking.view import View, see

NAMES = ("icews14", "icews18", "icews05-15")
PARTS = ("train", "valid", "test")
STRATA = ("same fact", "pair met", "neither")
INTRODUCTION = (
    "## Who does this to whom next\n\n"
    "`python -m bench.ranking --write`. All entities are ranked for each fact of the split in both "
    "directions: single-step, time-aware filter, ties in expectation, x 100. Fitted on train "
    "alone, one thread; seconds are of the processor; a share beside a stratum is that of its "
    "answers. Others, read in their papers, on test: RE-GCN 42.1 / 32.6 / 48.0 (ICEWS14, 18, "
    "05-15), CountTRuCoLa 45.0 / 32.8 / -, TiRGN 44.0 / 33.7 / 50.0; and of those that may "
    "know who else is asked about that day, LogCL 48.9 / 35.7 / 57.0. Goals: 50, 37 and 56: "
    "**missed** so far.\n"
)
HEAD = (
    "| data | split | answers | way | MRR | hits@1 | @3 | @10 | "
    "same fact / pair met / neither: MRR | seconds to fit | answers a second | GB |\n"
    "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |"
)


@dataclass(frozen=True)
class Data:
    """One benchmark: its rows by part with days counted from 0, and its sizes."""

    name: str
    parts: dict[str, Ints]
    entities: int
    relations: int
    names: tuple[str, ...]

    def facts(self, until: int | None = None) -> Facts:
        """All facts, or those before a day."""
        rows = np.concatenate(list(self.parts.values()))
        if until is not None:
            rows = rows[rows[:, 3] < until]
        return Facts(rows, self.entities, self.relations)

    def first(self, part: str) -> int:
        """The first day of a part."""
        return int(self.parts[part][:, 3].min())


def read(folder: Path, split: str) -> Data:
    """The parts up to ``split``. Exits where a file is missing."""
    parts = {}
    for part in PARTS[: PARTS.index(split) + 1]:
        path = folder / f"{part}.txt"
        if not path.exists():
            sys.exit(f"{path}: no such file; nothing of it can be scored")
        parts[part] = np.loadtxt(path, dtype=np.int64, usecols=range(4), ndmin=2)
    times = np.unique(np.concatenate([rows[:, 3] for rows in parts.values()]))
    unit = int(np.diff(times).min())
    for rows in parts.values():
        rows[:, 3] //= unit
    entities, relations = map(int, (folder / "stat.txt").read_text().split()[:2])
    lines = (folder / "entity2id.txt").read_text(encoding="utf-8").splitlines()
    told = {int(number): name for name, _, number in (line.rpartition("\t") for line in lines)
            if number.strip().isdigit()}  # fmt: skip
    names = tuple(told.get(number, "") for number in range(entities))
    return Data(folder.name, parts, entities, relations, names)


def asked(ranker: Ranker, first: int, until: int, facts: Facts, learning: bool) -> Ranks:
    """Ask about each day of ``facts`` from ``first`` on; the ranker knows what it knows."""
    found = []
    for day in facts.days[(facts.days >= first) & (facts.days < until)].tolist():
        ranker.popularity.move_to(ranker.facts, day)
        queries = facts.queries(day)
        view = see(ranker.facts, ranker.popularity, queries, day)
        for low, high, score in ranker.scores(view, day):
            start, end = np.searchsorted(queries.owner, [low, high])
            owner, answer = queries.owner[start:end], queries.answer[start:end]
            best, worst = ranks_of(score, owner - low, answer)
            found.append(Ranks(best, worst, queries.source[owner], queries.relation[owner],
                               answer, np.full(len(owner), day)))  # fmt: skip
        if learning:
            ranker.learn(view)
    return Ranks(*(np.concatenate([getattr(part, name) for part in found])
                   for name in Ranks.__dataclass_fields__))  # fmt: skip


class Leaky(Ranker):
    """Told beside all else how often each candidate is itself asked about that day."""

    def columns(self, view: View, found: Candidates, day: int) -> Floats:
        told = np.bincount(self.facts.between(day, day + 1)[:, 0], minlength=self.facts.entities)
        return np.column_stack([super().columns(view, found, day), told[found.target]])


class Counter:
    """The floor: fading counts of the same fact, then of the pair, then under the relation."""

    def __init__(self, facts: Facts) -> None:
        self.facts, self.popularity = facts, Popularity(facts, 0)

    def scores(self, view, day):  # type: ignore[no-untyped-def]
        """As the ranker's."""
        queries, facts = view.queries, self.facts
        source, owner = np.unique(queries.source, return_inverse=True)
        place, whose = spans(*facts.before(source, day, 10_000))
        pair = whose * facts.entities + facts.target[place]
        weight = np.exp2(-(day - facts.day[place]) / 30)
        for low in range(0, len(owner), 256):
            high = min(low + 256, len(owner))
            score = np.zeros((high - low, facts.entities))
            score += 1e-6 * self.popularity.counts[2][queries.relation[low:high]]
            for row in range(low, high):
                first, last = np.searchsorted(whose, [owner[row], owner[row] + 1])
                part = slice(first, last)
                same = facts.relation[place[part]] == queries.relation[row]
                target = pair[part] % facts.entities
                np.add.at(score[row - low], target, weight[part] * (0.01 + same))
            yield low, high, score


def line(
    data: Data, split: str, way: str, ranks: Ranks, earlier: Facts, spent: tuple[float, float]
) -> str:
    """A row of the table."""
    strata = strata_of(earlier, ranks)
    parts = []
    for place in range(len(STRATA)):
        rows = strata == place
        parts.append(f"{100 * ranks.some(rows).mrr:.1f} ({100 * rows.mean():.0f} %)")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    hits = " | ".join(f"{100 * ranks.hits(most):.1f}" for most in HITS)
    return (
        f"| {data.name} | {split} | {len(ranks.best):,} | {way} | {100 * ranks.mrr:.2f} | {hits} | "
        f"{' / '.join(parts)} | {spent[0]:.0f} | {len(ranks.best) / spent[1]:,.0f} | {peak:.1f} |"
    )


def strata_of(facts: Facts, ranks: Ranks) -> Ints:
    """0 where the fact itself had been before, 1 where the pair had met, 2 elsewhere."""
    rows = facts.until(int(ranks.day.max()) + 1)
    pair = rows[:, 0] * facts.entities + rows[:, 2]
    own = ranks.source * facts.entities + ranks.target
    fact, asked = pair * facts.both + rows[:, 1], own * facts.both + ranks.relation
    return np.where(
        _first_of(fact, rows[:, 3], asked) < ranks.day, 0,
        np.where(_first_of(pair, rows[:, 3], own) < ranks.day, 1, 2),
    )  # fmt: skip


def _first_of(key: Ints, day: Ints, asked: Ints) -> Ints:
    """The first day of each asked key; every one is there."""
    keys, place = np.unique(key, return_index=True)  # rows come by day
    return day[place][np.searchsorted(keys, asked)]


@dataclass
class Bench:
    """One benchmark under way: asks a ranker about the split, and tells a row of it."""

    data: Data
    split: str
    facts: Facts
    lines: list[str]

    def row(self, way: str, ranker: Ranker, fitting: float, learning: bool = False) -> None:
        """Ask about every day of the split, each as of the day before."""
        first, until = self.data.first(self.split), int(self.facts.days.max()) + 1
        clock = time.process_time()
        ranks = asked(ranker, first, until, self.facts, learning)
        spent = time.process_time() - clock
        told = line(self.data, self.split, way, ranks, self.facts, (fitting, spent))
        self.lines.append(told)
        print(told, flush=True)


def run(data: Data, split: str, extra: bool, leak: bool) -> list[str]:
    """The rows of one benchmark: all, or fewer."""
    facts, start, first = data.facts(), data.first("valid"), data.first(split)
    bench = Bench(data, split, facts, [])
    bench.row("counter (floor)", Counter(facts), 0.0)  # type: ignore[arg-type]
    ranker, fitting = fitted(Ranker(facts, names=data.names), start)
    bench.row("frozen", ranker, fitting)
    trees, ranker.trees = ranker.trees, None
    ranker.popularity = Popularity(facts, start)
    bench.row("frozen, networks alone", ranker, fitting)
    if not extra:
        return bench.lines
    ranker.trees, ranker.popularity = trees, Popularity(facts, start)
    for _, view in ranker.walk(start, first):
        ranker.learn(view)
    before = copy.deepcopy(ranker.learners)
    bench.row("learning daily", ranker, fitting, learning=True)
    ranker.learners, ranker.facts = before, data.facts(first)
    ranker.popularity = Popularity(ranker.facts, first)
    bench.row("multi-step", ranker, fitting)
    if not leak:
        return bench.lines
    leaky, fitting = fitted(Leaky(facts, names=data.names), start)
    bench.row("LEAK: frozen, told who is asked about that day", leaky, fitting)
    return bench.lines


def fitted(ranker: Ranker, until: int) -> tuple[Ranker, float]:
    """The ranker fitted on the days before one, and the seconds of the processor that it took."""
    clock = time.process_time()
    ranker.fit(until)
    return ranker, time.process_time() - clock


def told_of(line: str) -> tuple[str, ...]:
    """What a row is of: data and split."""
    return tuple(line.split("|")[1:3])


def page_part(lines: list[str], page: str) -> str:
    """The part of the page: these rows, and those of other data and splits that stand; what was
    measured with an older ranker does not stay beside them."""
    measured = {told_of(line) for line in lines}
    _, _, rest = page.partition("<!-- ranking -->")
    standing, _, _ = rest.partition("<!-- end of ranking -->")
    kept = [
        line for line in standing.splitlines()
        if line.startswith("| icews") and told_of(line) not in measured
    ]  # fmt: skip
    return "\n".join([INTRODUCTION, HEAD, *sorted(kept + lines, key=lambda line: line[:16])])


def main() -> None:
    parser = argparse.ArgumentParser(description="Who does this to whom next.")
    parser.add_argument("--data", type=Path, action="append", help="a benchmark's folder")
    parser.add_argument("--split", choices=PARTS[1:], help="what is asked about")
    parser.add_argument("--short", action="store_true", help="frozen alone")
    parser.add_argument("--no-leak", action="store_true", help="without the row of the leak")
    parser.add_argument("--write", action="store_true", help="write docs/benchmarks.md")
    chosen = parser.parse_args()
    folders = chosen.data
    if not folders:
        root = os.environ.get("CRISISDESK_DATA") or sys.exit("set CRISISDESK_DATA, or give --data")
        folders = [Path(root) / "events" / name for name in NAMES]
    print(HEAD, flush=True)
    lines = []
    for folder in folders:
        split = chosen.split or ("test" if (folder / "test.txt").exists() else "valid")
        lines += run(read(folder, split), split, not chosen.short, not chosen.no_leak)
    if chosen.write:
        write_part("ranking", page_part(lines, PAGE.read_text(encoding="utf-8")))


if __name__ == "__main__":
    main()
