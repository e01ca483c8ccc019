"""The ICEWS extracts used for benchmarks, as counts between states.

Entities are folded by the package's own lists, relations are CAMEO's names. The extracts are
``events/icews05-15`` and ``events/icews18`` of the research data.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from datetime import date
from pathlib import Path
from typing import NamedTuple

import numpy as np

from crisisdesk.formats.streams.actors import fold_actor
from crisisdesk.history.dyads.counts import KINDS, MEDIATE, MEDIATING, Counts, make_counts
from crisisdesk.terms.plover import cameo_to_plover

EPOCH = date(1970, 1, 1).toordinal()
FIRST = {"icews05-15": date(2005, 1, 1), "icews18": date(2018, 1, 1)}
UNIT = {"icews05-15": 1, "icews18": 24}  # of the time column, to the day
RENAMED = {"engage in mass killings": "202"}


def day_of(year: int, month: int) -> int:
    """Days since 1970 of a month's first day."""
    return date(year, month, 1).toordinal() - EPOCH


class Told(NamedTuple):
    """A row between two states: its day (since 1970) and CAMEO's code of the deed."""

    day: int
    source: str
    code: str
    target: str


def load_extract(root: Path, name: str) -> Counts:
    """Train and valid of an extract under the research data's folder ``root``."""
    found: Counter[tuple[str, str, int, int]] = Counter()
    for row in read_extract(root, name):
        kind = _kind(row.code)
        if kind is not None:
            found[row.source, row.target, row.day, kind] += 1
    columns = list(zip(*found, strict=True))
    return make_counts(*columns, list(found.values()))


def read_extract(root: Path, name: str) -> list[Told]:
    """The rows of train and valid between known parties with a code, by day."""
    folder = root / "events" / name
    actors = {number: fold_actor(text)[0] for number, text in _names(folder / "entity2id.txt")}
    known = _codes(root)
    codes = {
        number: code.zfill(2)
        for number, text in _names(folder / "relation2id.txt")
        if (code := known.get(_plain(text)))
    }
    found = []
    for part in ("train", "valid"):
        rows = np.loadtxt(folder / f"{part}.txt", dtype=np.int64, usecols=range(4))
        days = rows[:, 3] // UNIT[name] + FIRST[name].toordinal() - EPOCH
        for (one, relation, other, _), day in zip(rows.tolist(), days.tolist(), strict=True):
            source, target = actors[one], actors[other]
            if source and target and relation in codes:
                found.append(Told(day, source, codes[relation], target))
    return sorted(found)


def _names(path: Path) -> list[tuple[int, str]]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [(int(line.split("\t")[1]), line.split("\t")[0]) for line in lines if "\t" in line]


def _codes(root: Path) -> dict[str, str]:
    with (root / "ontology" / "cameo-codes.csv").open(encoding="latin-1", newline="") as file:
        codes = {_plain(row["name"]): row["code"] for row in csv.DictReader(file)}
    return {**codes, **RENAMED}


def _plain(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", " ", text.lower().replace("_", " ")).strip()


def _kind(code: str) -> int | None:
    if code in MEDIATING:
        return KINDS.index(MEDIATE)
    told = cameo_to_plover(code)
    return KINDS.index(told[0]) if told else None
