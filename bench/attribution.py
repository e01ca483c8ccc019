"""Scores attributions against PolNeAR's development part (evaluation only; never trained on).

    python -m bench.attribution [--documents N] [--data DIR]

PolNeAR (Newell, Margolin and Ruths, 2018) marks source, cue and content of every attribution in
political news. A relation counts as found where the contents' tokens overlap by at least half
(intersection over union) and the sources share a token. The corpus is not redistributable: its
folder is ``nlp/polnear`` of the research data (CRISISDESK_DATA).
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from crisisdesk.formats.layout import Passage
from crisisdesk.reading.attribution import Attribution
from crisisdesk.reading.attributions import attributions
from crisisdesk.reading.frames import build_frame
from crisisdesk.reading.page import Page, Part
from crisisdesk.reading.pipeline import parse
from crisisdesk.reading.quotes import find_quotes
from crisisdesk.terms.records import Report, report_id

Offsets = frozenset[int]
SHARE = 0.5


@dataclass(frozen=True)
class Relation:
    """One attribution, each part as the character offsets at which its words begin."""

    source: Offsets
    cue: Offsets
    content: Offsets
    rule: str = ""


@dataclass
class Tally:
    """Counts over documents: right, predicted and annotated relations; quotes found of all."""

    right: int = 0
    predicted: int = 0
    annotated: int = 0
    quotes: int = 0
    quotes_found: int = 0
    cues: int = 0
    sources: int = 0
    seen: list[str] = field(default_factory=list)


def word_starts(text: str, spans: list[tuple[int, int]]) -> Offsets:
    """Where the words within the spans begin."""
    found = set()
    for start, end in spans:
        found |= {start + m.start() for m in re.finditer(r"\w+", text[start:end])}
    return frozenset(found)


def annotated(path: Path, text: str) -> Iterator[Relation]:
    """The relations of one brat file."""
    spans: dict[str, list[tuple[int, int]]] = {}
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()]
    for row in rows:
        if row[0].startswith("T"):
            where = row[1].split(" ", 1)[1].split(";")
            spans[row[0]] = [(int(a), int(b)) for a, b in (pair.split() for pair in where)]
    for row in rows:
        if not row[0].startswith("E"):
            continue
        parts: dict[str, list[tuple[int, int]]] = {"Source": [], "Cue": [], "Content": []}
        for pair in row[1].split():
            role, name = pair.split(":")
            role = role.rstrip("0123456789")
            if role in parts:
                parts[role] += spans.get(name, [])
        yield Relation(*(word_starts(text, parts[r]) for r in ("Source", "Cue", "Content")))


def predicted(text: str) -> list[Relation]:
    """The relations that the reader finds, a line of the text being a paragraph."""
    lines = [Passage(m.start(), m.end(), "body") for m in re.finditer(r"[^\n]+", text)]
    docs = parse(text[p.start : p.end] for p in lines)
    parts = [Part(i, p, doc) for i, (p, doc) in enumerate(zip(lines, docs, strict=True))]
    quotes = [q for p in lines for q in find_quotes(text, p.start, p.end)]
    page = Page(Report(report_id(text), text), parts, quotes)
    return predicted_from(page)


def predicted_from(page: Page) -> list[Relation]:
    """The relations of a parsed page, as PolNeAR counts them."""
    every = [a for part in page.parts for a in attributions(build_frame(page, part))]
    return outermost([relation_of(page.text, group) for group in utterances(every)])


def outermost(found: list[Relation]) -> list[Relation]:
    """The relations but for those told within another's words: PolNeAR gives a word one label."""
    return [r for r in found if not any(r.cue & o.content and r.cue != o.cue for o in found)]


def utterances(every: list[Attribution]) -> list[list[Attribution]]:
    """Attributions put together as PolNeAR counts them: all that one cue introduces is one, and
    a quote without any cue belongs to the one before it. Those without a source are left out."""
    groups: list[list[Attribution]] = []
    by_cue: dict[tuple[int, int], list[Attribution]] = {}
    for a in every:
        key = (a.frame.part.index, a.cue[0]) if a.cue else None
        if a.rule == "alone" and groups:
            quoted = [g for g in groups if g[-1].quoted and g[-1].frame is a.frame]
            (quoted or groups)[-1].append(a)
        elif key is not None and key in by_cue:
            by_cue[key].append(a)
        elif a.source is not None or a.rule in ("impersonal", "noun"):
            groups.append([a])
            if key is not None:
                by_cue[key] = groups[-1]
    return groups


def relation_of(text: str, group: list[Attribution]) -> Relation:
    """One utterance in offsets: its first attribution's source and cue, the words of all."""
    a = group[0]
    source = [a.frame.offsets(a.source.first, a.source.last)] if a.source else []
    if a.source and a.source.pronoun is not None:  # the corpus marks the "who" of "officials who"
        source.append(a.frame.offsets(a.source.pronoun.i, a.source.pronoun.i + 1))
    cue = [a.frame.offsets(*a.cue)] if a.cue else []
    spans = (source, cue, [b.frame.offsets(*b.content) for b in group])
    said_by, introduced, words = (word_starts(text, s) for s in spans)
    return Relation(said_by, introduced, words - said_by - introduced, a.rule)


def score(gold: list[Relation], found: list[Relation], text: str, tally: Tally) -> None:
    """Adds one document to the tally; each prediction answers one annotation at most."""
    tally.predicted += len(found)
    tally.annotated += len(gold)
    free = set(range(len(found)))
    for wanted in gold:
        quoted = bool(wanted.content) and text[max(0, min(wanted.content) - 1)] in '“"'
        fits = [(overlap(wanted.content, found[j].content), j) for j in free]
        fits = [f for f in fits if f[0] >= SHARE and same_source(wanted, found[f[1]])]
        tally.quotes += quoted
        if fits:
            free.discard(max(fits)[1])
            tally.right += 1
            tally.quotes_found += quoted
        beside = [f for f in found if f.cue & wanted.cue]
        tally.cues += bool(beside)
        tally.sources += any(f.source & wanted.source for f in beside)


def overlap(one: Offsets, other: Offsets) -> float:
    """Intersection over union, 0..1."""
    return len(one & other) / len(one | other) if one | other else 0.0


def same_source(wanted: Relation, found: Relation) -> bool:
    """Do the sources share a word, or does the annotation name none?"""
    return not wanted.source or bool(wanted.source & found.source)


def documents(folder: Path) -> Iterator[tuple[Path, Path]]:
    """Each text with the first of its annotations."""
    seen = set()
    for path in sorted((folder / "attributions").glob("*.ann")):
        stem = path.stem.rsplit("_", 1)[0]
        text = folder / "text" / f"{stem}.txt"
        if stem not in seen and text.exists():
            seen.add(stem)
            yield path, text


def ratio(part: int, whole: int) -> float:
    """0 where there is nothing to count."""
    return part / whole if whole else 0.0


def main(argv: list[str] | None = None) -> int:
    """Scores the first documents; 1 where the corpus is absent."""
    parser = argparse.ArgumentParser(prog="bench.attribution")
    parser.add_argument("--documents", type=int, default=40)
    data = Path(os.environ.get("CRISISDESK_DATA", "data")) / "nlp" / "polnear" / "dev"
    parser.add_argument("--data", type=Path, default=data)
    asked = parser.parse_args(argv)
    tally = Tally()
    for path, where in list(documents(asked.data))[: asked.documents]:
        with where.open(encoding="utf-8", newline="") as file:
            text = file.read()
        score(list(annotated(path, text)), predicted(text), text, tally)
        tally.seen.append(where.stem)
    if not tally.seen:
        print(f"no PolNeAR in {asked.data}: set CRISISDESK_DATA", file=sys.stderr)
        return 1
    precision, recall = ratio(tally.right, tally.predicted), ratio(tally.right, tally.annotated)
    f1 = ratio(2 * tally.right, tally.predicted + tally.annotated)
    print(f"documents {len(tally.seen)}, annotated {tally.annotated}, found {tally.predicted}")
    print(f"relations: precision {precision:.3f} recall {recall:.3f} F1 {f1:.3f}")
    print(f"quoted contents found {tally.quotes_found}/{tally.quotes}")
    print(f"source right given the cue {ratio(tally.sources, tally.cues):.3f} of {tally.cues}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
