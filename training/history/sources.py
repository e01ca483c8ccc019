"""Reads the history files as they come from their makers: one function a file, nothing derived.

``root`` is the folder ``history`` of the research data. Missing codes (-9 and the like) are kept
as they are: what they mean is the counter's business.
"""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import NamedTuple

import pandas as pd

STATE_FILES_END = 2016  # the state system file stops here; later years repeat its last one


class Event(NamedTuple):
    """A coded news event: who did what to whom on which day (days are counted from an origin)."""

    source: str
    relation: str
    target: str
    day: int


def rda(root: Path, name: str) -> pd.DataFrame:
    """The one table of an R data file in ``peacesciencer`` (R numbers become floats)."""
    import rdata

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        table = next(iter(rdata.read_rda(root / "peacesciencer" / f"{name}.rda").values()))
    table.columns = [str(column) for column in table.columns]
    return table


def mie(root: Path) -> pd.DataFrame:
    """Militarized Interstate Events 1.0, one row an event, with ``day`` as a timestamp.

    Unknown days become the 15th and unknown months July; rows without a year are dropped.
    """
    rows = pd.read_csv(root / "mie" / "mie-1.0.csv")
    parts = {
        "year": rows.styear,
        "month": rows.stmon.where(rows.stmon > 0, 7),
        "day": rows.stday.where(rows.stday > 0, 15),
    }
    rows["day"] = pd.to_datetime(pd.DataFrame(parts), errors="coerce")
    return rows.dropna(subset=["day"]).sort_values(["day", "micnum", "eventnum"])


def disputes(root: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    """MID 5.0: disputes (A) and their participants (B)."""
    folder = root / "mid5"
    return pd.read_csv(folder / "MIDA 5.0.csv"), pd.read_csv(folder / "MIDB 5.0.csv")


def obligations(root: Path) -> dict[tuple[int, int, int], tuple[int, ...]]:
    """ATOP 5.1 directed dyad-years: (bound, other, year) -> defense, offense, neutrality,
    nonaggression, consultation as 0/1."""
    rows = rda(root, "atop_alliance").astype(int)
    keys = zip(rows.ccode1, rows.ccode2, rows.year, strict=True)
    kinds = ["atop_defense", "atop_offense", "atop_neutral", "atop_nonagg", "atop_consul"]
    values = rows[kinds].itertuples(index=False, name=None)
    return dict(zip(keys, values, strict=True))


def alliance_members(root: Path) -> pd.DataFrame:
    """ATOP member level: one row a member's spell in an alliance; an open end becomes 2020."""
    rows = pd.read_csv(root / "atop" / "atop-member-level.csv", low_memory=False)
    rows["yrexit"] = rows.yrexit.where(rows.yrexit >= 1800, 2020)
    return rows


def state_system(root: Path) -> dict[int, set[int]]:
    """COW states of each year."""
    members: dict[int, set[int]] = {}
    for row in rda(root, "cow_states").itertuples():
        for year in range(int(row.styear), int(row.endyear) + 1):
            members.setdefault(year, set()).add(int(row.ccode))
    for year in range(STATE_FILES_END + 1, 2021):
        members[year] = members[STATE_FILES_END]
    return members


def majors(root: Path) -> set[tuple[int, int]]:
    """COW major powers as (state, year); those still major when the file ends stay so."""
    found = set()
    for row in rda(root, "cow_majors").itertuples():
        end = 2025 if row.endyear >= STATE_FILES_END else int(row.endyear)
        found |= {(int(row.ccode), year) for year in range(int(row.styear), end + 1)}
    return found


def rivalries(root: Path) -> set[tuple[int, int, int]]:
    """Thompson, Sakuwa and Suhas strategic rivalries as (state, state, year), both ways."""
    found = set()
    for row in rda(root, "tss_rivalries").itertuples():
        one, other = int(row.ccode1), int(row.ccode2)
        for year in range(max(1816, int(row.start)), int(min(row.end, 2025)) + 1):
            found |= {(one, other, year), (other, one, year)}
    return found


def crises(root: Path) -> pd.DataFrame:
    """ICB1 v13: one row an international crisis, with ``year`` of its trigger."""
    rows = pd.read_csv(root / "icb" / "icb1v13.csv", encoding="utf-8-sig")
    rows = rows[rows.yrtrig.notna() & rows.crisno.notna()].copy()
    rows["year"] = rows.yrtrig.astype(int)
    return rows


def crisis_actors(root: Path) -> pd.DataFrame:
    """ICB2 v13: one row a state in crisis, with ``year`` of its trigger."""
    rows = pd.read_csv(root / "icb" / "icb2v13.csv", encoding="utf-8-sig")
    rows = rows[rows.systrgyr.notna() & rows.cracid.notna()].copy()
    rows["year"] = rows.yrtrig.fillna(rows.systrgyr).astype(int)
    return rows


def arms_deliveries(root: Path) -> set[tuple[int, int, int]]:
    """SIPRI arms transfers as (supplier, recipient, year) with any value delivered, 1950-2021."""
    rows = pd.read_csv(root / "sipri" / "sipri-exports-processed.csv")
    rows = rows[rows.value > 0].dropna(subset=["supplier_cown", "recipient_cown"])
    keys = zip(rows.supplier_cown, rows.recipient_cown, rows.year, strict=True)
    return {(int(one), int(other), int(year)) for one, other, year in keys}


def arms_values(root: Path) -> dict[tuple[int, int, int], float]:
    """SIPRI arms transfers: (supplier, recipient, year) -> trend-indicator value, 1950-2021."""
    rows = pd.read_csv(root / "sipri" / "sipri-exports-processed.csv")
    rows = rows[rows.value > 0].dropna(subset=["supplier_cown", "recipient_cown"])
    totals = rows.groupby(["supplier_cown", "recipient_cown", "year"]).value.sum()
    return {(int(one), int(other), int(year)): v for (one, other, year), v in totals.items()}


def polity(root: Path) -> pd.DataFrame:
    """Polity5, one row a state-year, with ``cown``, ``year`` and ``polity2``."""
    import rdata

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        table = next(iter(rdata.read_rda(root / "polity" / "polity5.rda").values()))
    table.columns = [str(column) for column in table.columns]
    return table


def ideal_points(root: Path) -> pd.DataFrame:
    """Ideal points in the UN General Assembly (Bailey, Strezhnev & Voeten), with ``year``."""
    rows = pd.read_csv(
        root / "un" / "IdealpointestimatesAll_Apr2020.csv", encoding="latin-1", low_memory=False
    )
    rows["year"] = rows.session + 1945
    return rows


def pact_trials(root: Path) -> pd.DataFrame:
    """Berkemeier and Fuhrmann 2018: one row a pact in a war."""
    path = root / "berkemeier_fuhrmann" / "BerkemeierFuhrmannRAP2018_0303.dta"
    return pd.read_stata(path, convert_categoricals=False)


def alliances(root: Path) -> pd.DataFrame:
    """ATOP alliance level, by ``atopid``; of a pact in phases the last."""
    rows = pd.read_csv(root / "atop" / "atop-alliance-level.csv", low_memory=False)
    rows = rows.sort_values("begyr").drop_duplicates("atopid", keep="last")
    return rows.assign(atopid=rows.atopid.astype(float)).set_index("atopid")


def icews(folder: Path) -> list[Event]:
    """An ICEWS set (train and valid) between countries: names without underscores, agencies and
    people folded into the country that stands in brackets after them."""
    entities = _names(folder / "entity2id.txt")
    relations = _names(folder / "relation2id.txt")
    countries = {name[name.rfind("(") + 1 : -1] for name in entities.values() if name[-1:] == ")"}
    events = []
    for part in ("train.txt", "valid.txt"):
        for line in (folder / part).read_text(encoding="utf-8").splitlines():
            one, relation, other, day = (int(field) for field in line.split()[:4])
            source = _country(entities[one], countries)
            target = _country(entities[other], countries)
            if source and target and source != target:
                events.append(Event(source, relations[relation], target, day))
    return sorted(events, key=lambda event: event.day)


def _names(path: Path) -> dict[int, str]:
    rows = (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines())
    return {int(row[1]): row[0].strip().replace("_", " ") for row in rows if len(row) >= 2}


def _country(name: str, countries: set[str]) -> str | None:
    if name in countries:
        return name
    return name[name.rfind("(") + 1 : -1] if name.endswith(")") else None
