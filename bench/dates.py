"""Dates told in text that is not ours, against ``gold/dates.tsv``."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from bench.corpora import text_files, texts
from bench.table import Row, hash_of
from crisisdesk.reading.dates import DateFound, find_dates

GOLD = Path(__file__).parent / "gold" / "dates.tsv"
GOAL = 0.93


@dataclass(frozen=True)
class Case:
    """An annotated date phrase: its ISO prefix ("" for none) and what the reader made of it."""

    where: str
    half: str
    wanted: str
    found: str


def cases(gold: Path = GOLD) -> list[Case]:
    """All annotated phrases with the values read. Raises Absent where a corpus is not there."""
    with gold.open(encoding="utf-8", newline="") as file:
        annotated = list(csv.DictReader(file, delimiter="\t"))
    text_files({row["corpus"] for row in annotated})
    return [
        Case(
            f"{row['corpus']} {row['text']}:{row['start']}",
            row["half"],
            row["value"],
            _read(texts(row["corpus"])[row["text"]], row),
        )
        for row in annotated
    ]


def _read(text: str, row: dict[str, str]) -> str:
    """The value of the date found that shares most characters with the phrase; "" for none."""
    start, end = int(row["start"]), int(row["end"])
    dates = find_dates(text, 0, len(text), row["published"])
    best = max(dates, key=lambda d: _shared(d, start, end), default=None)
    return best.value if best and _shared(best, start, end) > 0 else ""


def _shared(found: DateFound, start: int, end: int) -> int:
    return min(found.end, end) - max(found.start, start)


def rows() -> list[Row]:
    """The share of phrases whose value and precision are right, on either half."""
    every = cases()
    digest = hash_of(GOLD, *text_files({case.where.split()[0] for case in every}))
    made = []
    for half in ("dev", "held"):
        some = [case for case in every if case.half == half]
        aside = half == "held"
        wrong = [
            f"{c.where} {c.wanted or 'none'}, read {c.found or 'none'}"
            for c in some
            if c.wanted != c.found
        ]
        share = 1 - len(wrong) / len(some)
        data = f"date phrases, {'held aside' if aside else 'development'}"
        told = () if aside else tuple(wrong)
        made.append(
            Row(
                "dates, value and precision right",
                data,
                digest,
                len(some),
                share,
                GOAL,
                aside=aside,
                errors=told,
            )
        )
    return made
