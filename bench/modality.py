"""Modality of event words in text that is not ours, against ``gold/modality.tsv``."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.corpora import text_files, texts
from bench.table import Row, hash_of
from crisisdesk.reading.modality import modality_of
from crisisdesk.reading.pipeline import parse

GOLD = Path(__file__).parent / "gold" / "modality.tsv"
GOAL = 0.85


@dataclass(frozen=True)
class Case:
    """An annotated event word: where it is, its modality, and what the reader made of it."""

    where: str
    half: str
    wanted: str
    found: str


def cases(gold: Path = GOLD) -> list[Case]:
    """All annotated words with what the reader finds. Raises Absent where a corpus is not there."""
    with gold.open(encoding="utf-8", newline="") as file:
        annotated = list(csv.DictReader(file, delimiter="\t"))
    text_files({row["corpus"] for row in annotated})
    lines = [_line(texts(row["corpus"])[row["text"]], int(row["start"])) for row in annotated]
    found = []
    for row, (_, at), doc in zip(annotated, lines, parse([line for line, _ in lines]), strict=True):
        token = next(t for t in doc if t.idx <= at < t.idx + len(t.text))
        where = f"{row['corpus']} {row['text']}:{row['start']}"
        found.append(Case(where, row["half"], row["modality"], modality_of(token)))
    return found


def _line(text: str, start: int) -> tuple[str, int]:
    """The line of a text that an offset lies in, and the offset within that line."""
    first = text.rfind("\n", 0, start) + 1
    last = text.find("\n", start)
    return text[first : last if last >= 0 else None], start - first


def macro_f1(some: Sequence[Case]) -> tuple[float, dict[str, tuple[float, float, int]]]:
    """The mean F1 over the annotated classes; precision, recall and count of each."""
    classes = {}
    for label in sorted({case.wanted for case in some}):
        right = sum(case.wanted == case.found == label for case in some)
        given = sum(case.found == label for case in some)
        wanted = sum(case.wanted == label for case in some)
        classes[label] = (right / given if given else 0.0, right / wanted, wanted)
    scores = [2 * p * r / (p + r) if p + r else 0.0 for p, r, _ in classes.values()]
    return sum(scores) / len(scores), classes


def rows() -> list[Row]:
    """Macro-F1 on either half; for the development half each class's F1 and the errors."""
    every = cases()
    digest = hash_of(GOLD, *text_files({case.where.split()[0] for case in every}))
    made = []
    for half in ("dev", "held"):
        some = [case for case in every if case.half == half]
        score, classes = macro_f1(some)
        aside = half == "held"
        errors = [f"{c.where} {c.wanted}, read {c.found}" for c in some if c.wanted != c.found]
        data = f"modality of event words, {'held aside' if aside else 'development'}"
        told = () if aside else tuple(errors)
        made.append(
            Row("modality, macro-F1", data, digest, len(some), score, GOAL, "", aside, errors=told)
        )
        if not aside:
            made += [
                Row(f"modality {label}, F1", data, digest, n, 2 * p * r / (p + r) if p + r else 0.0)
                for label, (p, r, n) in classes.items()
            ]
    return made
