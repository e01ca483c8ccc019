"""Whom mentions stand for in text that is not ours, against ``gold/actors.tsv``."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.corpora import text_files, texts
from bench.table import Row, hash_of
from crisisdesk.formats.layout import Passage
from crisisdesk.reading.mentions import find_mentions
from crisisdesk.reading.page import Mention, Part
from crisisdesk.reading.pipeline import parse

GOLD = Path(__file__).parent / "gold" / "actors.tsv"
COUNTRY_GOAL, SECTOR_GOAL = 0.92, 0.80


@dataclass(frozen=True)
class Case:
    """A party named in a text: the code and PLOVER sector ("" where it has none) wanted, and
    those of the mention found there; ``found`` is None where there is no mention with a code."""

    where: str
    half: str
    code: str
    sector: str
    found: str | None
    found_sector: str


def cases(gold: Path = GOLD) -> list[Case]:
    """All annotated parties with what is read. Raises Absent where a corpus is not there."""
    with gold.open(encoding="utf-8", newline="") as file:
        annotated = list(csv.DictReader(file, delimiter="\t"))
    text_files({row["corpus"] for row in annotated})
    every = [texts(row["corpus"])[row["text"]] for row in annotated]
    found = []
    for row, text, doc in zip(annotated, every, parse(every), strict=True):
        part = Part(0, Passage(0, len(text), "body"), doc)
        mention = _within(find_mentions([part], None), part, int(row["start"]), int(row["end"]))
        actor = mention.actors[0] if mention else None
        where = f"{row['corpus']} {row['text']}:{row['start']}"
        code, sector = (actor.code, actor.sector or "") if actor else (None, "")
        found.append(Case(where, row["half"], row["code"], row["sector"], code, sector))
    return found


def _within(mentions: Sequence[Mention], part: Part, start: int, end: int) -> Mention | None:
    """The mention of a party with a code that covers most of the annotated words."""
    best, most = None, 0
    for mention in mentions:
        first, last = part.at(part.doc[mention.first : mention.last])
        shared = min(last, end) - max(first, start)
        if shared <= 0 or not mention.actors or not mention.actors[0].code:
            continue
        weight = shared + 100 * (mention.how == "person")
        if weight > most:
            best, most = mention, weight
    return best


def rows() -> list[Row]:
    """Resolved, country right of those resolved, and sector right of those with a sector."""
    every = cases()
    digest = hash_of(GOLD, *text_files({case.where.split()[0] for case in every}))
    made: list[Row] = []
    for half in ("dev", "held"):
        made += _half([case for case in every if case.half == half], half == "held", digest)
    return made


def _half(some: Sequence[Case], aside: bool, digest: str) -> list[Row]:
    resolved = [case for case in some if case.found is not None]
    sectors = [case for case in resolved if case.sector]
    wrong = [f"{c.where} {c.code}, read {c.found}" for c in resolved if c.code != c.found]
    amiss = [
        f"{c.where} {c.code} {c.sector}, read {c.found_sector or 'none'}"
        for c in sectors
        if c.sector != c.found_sector
    ]
    data = f"parties of PLV sentences, {'held aside' if aside else 'development'}"

    def row(measure: str, right: int, of: int, goal: float | None, errors: list[str]) -> Row:
        told = () if aside else tuple(errors)
        return Row(measure, data, digest, of, right / of, goal, aside=aside, errors=told)

    return [
        row("actors resolved", len(resolved), len(some), None, []),
        row(
            "actors, country right", len(resolved) - len(wrong), len(resolved), COUNTRY_GOAL, wrong
        ),
        row("actors, sector right", len(sectors) - len(amiss), len(sectors), SECTOR_GOAL, amiss),
    ]
