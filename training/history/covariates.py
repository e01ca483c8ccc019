"""Fills `crisisdesk.history.covariates.Covariates` from the research data, and writes the part
that ships (``python -m training.history``): states and pairs since 1990, past acts since 1960."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import groupby
from math import log10
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from crisisdesk.history.covariates import KINDS, NOW, RIVALS_END, TABLES, Covariates
from training.history import sources
from training.history.crises import MEDIATED
from training.history.parties import parties_of

SINCE = 1990
ACTS_SINCE = 1960
ACTS = ("force", "threats", "same_side", "opposed", "crises")
WHOLE = {"value": np.float32, "lat": np.float32, "lon": np.float32}
FORCE = 4
# states that the UN file lacks or files under another code
NUMBERS = {"TWN": 713, "XKX": 347, "CHE": 225, "KOR": 732, "VAT": 327, "SRB": 345}


@lru_cache(maxsize=2)
def covariates(root: Path) -> Covariates:
    """All look-ups over the research data (``root`` is its ``history`` folder)."""
    rows = {
        "cinc": _series(sources.rda(root, "cow_nmc"), "ccode", "cinc"),
        "polity": _series(sources.polity(root), "cown", "polity2"),
        "ideal": _series(sources.ideal_points(root), "ccode", "IdealPoint"),
        "capitals": _capitals(sources.rda(root, "cow_capitals")),
        "contact": _contact(sources.rda(root, "cow_contdir")),
        "majors": _majors(sources.rda(root, "cow_majors")),
        "rivals": _rivals(sources.rda(root, "tss_rivalries")),
        "owed": list(_owed(sources.obligations(root))),
        "arms": _arms(root),
        "crises": list(_crises(root)),
        **_moves(root),
        **_disputes(root),
    }
    return Covariates(rows, _numbers(root))


def save(held: Covariates, path: Path) -> None:
    """Write the part that ships as one compressed file of arrays."""
    arrays: dict[str, np.ndarray] = {}
    for table, names in TABLES.items():
        kept = [
            _coarse(table, row)
            for row in held.rows(table)
            if _recent(table, dict(zip(names, row, strict=True)))
        ]
        for name, column in zip(names, zip(*kept, strict=True), strict=True):
            arrays[f"{table}.{name}"] = np.array(column, WHOLE.get(name, np.int16))
    codes = sorted(held.numbers)
    arrays["iso"] = np.array(codes)
    arrays["number"] = np.array([held.numbers[code] for code in codes], np.int16)
    np.savez_compressed(path, **arrays)


def _coarse(table: str, row: tuple[Any, ...]) -> tuple[Any, ...]:
    """Arms deliveries to half a power of ten: the file itself is not ours to hand on."""
    if table != "arms":
        return row
    return (*row[:3], 10 ** (round(2 * log10(max(row[3], 0.3))) / 2))


def _recent(table: str, row: dict[str, Any]) -> bool:
    last = row.get("year", row.get("end", 0))
    return int(last) >= (ACTS_SINCE if table in ACTS else SINCE)


def _numbers(root: Path) -> dict[str, int]:
    table = sources.ideal_points(root).dropna(subset=["iso3c"]).sort_values("year")
    table = table[table.year >= 2000]
    found = {str(code): int(number) for code, number in zip(table.iso3c, table.ccode, strict=True)}
    return found | NUMBERS


def _series(table: pd.DataFrame, state: str, value: str) -> list[tuple[int, int, float]]:
    table = table.dropna(subset=[state, "year", value]).sort_values([state, "year"])
    columns = (table[state].astype(int), table.year.astype(int), table[value].astype(float))
    return list(zip(*(column.tolist() for column in columns), strict=True))


def _year(days: float) -> int:
    """The year of an R date (days since 1970)."""
    return int((np.datetime64("1970-01-01") + int(days)).astype("datetime64[Y]").astype(int)) + 1970


def _open(end: int, last: int = sources.STATE_FILES_END) -> int:
    """A spell that runs when its file ends is taken to run on."""
    return NOW if end >= last else end


def _capitals(table: pd.DataFrame) -> list[tuple[Any, ...]]:
    return [
        (int(row.ccode), _year(row.stdate), _year(row.enddate), float(row.lat), float(row.lng))
        for row in table.itertuples()
    ]


def _contact(table: pd.DataFrame) -> list[tuple[int, ...]]:
    return [
        (
            int(row.ccode1),
            int(row.ccode2),
            int(row.conttype),
            _year(row.stdate),
            _open(_year(row.enddate)),
        )
        for row in table.itertuples()
    ]


def _majors(table: pd.DataFrame) -> list[tuple[int, ...]]:
    return [(int(r.ccode), int(r.styear), _open(int(r.endyear))) for r in table.itertuples()]


def _rivals(table: pd.DataFrame) -> list[tuple[int, ...]]:
    return [
        (int(r.ccode1), int(r.ccode2), max(1816, int(r.start)), _open(int(r.end), RIVALS_END))
        for r in table.itertuples()
    ]


def _owed(owed: dict[tuple[int, int, int], tuple[int, ...]]) -> Iterator[tuple[int, ...]]:
    """Dyad-years as spells of unbroken years with the same duties."""
    coded = sorted(
        (bound, other, sum(flag << bit for bit, flag in enumerate(flags)), year)
        for (bound, other, year), flags in owed.items()
        if any(flags)
    )
    assert all(len(flags) == len(KINDS) for flags in owed.values())
    for (bound, other, kinds), rows in groupby(coded, key=lambda row: row[:3]):
        years = [row[3] for row in rows]
        start = last = years[0]
        for year in [*years[1:], NOW + 9]:
            if year != last + 1:
                yield bound, other, kinds, start, last
                start = year
            last = year


def _arms(root: Path) -> list[tuple[Any, ...]]:
    return [(*key, float(value)) for key, value in sorted(sources.arms_values(root).items())]


def _counted(rows: Iterable[tuple[int, int, int]]) -> list[tuple[int, ...]]:
    return [(*key, count) for key, count in sorted(Counter(rows).items())]


def _moves(root: Path) -> dict[str, list[tuple[int, ...]]]:
    """Acts of force, and threats and displays, by directed pair and year (MIE)."""
    table = sources.mie(root)
    columns = (table[name].astype(int) for name in ("ccode1", "ccode2", "styear"))
    keys = list(zip(*columns, strict=True))
    force = (table.hostlev >= FORCE).tolist()
    return {
        "force": _counted(key for key, hit in zip(keys, force, strict=True) if hit),
        "threats": _counted(key for key, hit in zip(keys, force, strict=True) if not hit),
    }


def _crises(root: Path) -> Iterator[tuple[int, ...]]:
    """The pairs of adversaries of each international crisis, and whether it was mediated (ICB)."""
    table, parties = sources.crises(root), parties_of(root)
    for row in table.sort_values(["year", "crisno"]).itertuples():
        for one, other in parties[int(row.crisno)][1]:
            yield one, other, int(row.year), int(row.mediate == MEDIATED)


def _disputes(root: Path) -> dict[str, list[tuple[int, ...]]]:
    """Disputes in which two states stood on the same side, or on opposite sides (MID)."""
    table, participants = sources.disputes(root)
    years = dict(zip(table.dispnum, table.styear, strict=True))
    same: list[tuple[int, int, int]] = []
    opposed: list[tuple[int, int, int]] = []
    for dispute, rows in participants.groupby("dispnum"):
        year = int(years[dispute])
        sides = [sorted({int(c) for c in rows[rows.sidea == side].ccode}) for side in (1, 0)]
        for side, others in (sides, sides[::-1]):
            same += [(one, other, year) for one in side for other in side if one != other]
            opposed += [(one, other, year) for one in side for other in others]
    return {"same_side": _counted(same), "opposed": _counted(opposed)}
