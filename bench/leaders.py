"""Holds the shipped leaders against Archigos, the data set of effective leaders (to 2015).

    python -m bench.leaders [-v]

CRISISDESK_DATA names the research data's folder. On each 1 July from 2000 to 2014, Archigos'
leader of a state that we cover should be among our heads of state, heads of government, supreme
and de facto leaders of that day. Two names agree when the folded name in Archigos (mostly a
surname) shares a word with one of ours, its given name aside, or with one of its variants.

It also counts how many of the lines still open were held against a dated page, and how many of
those pages are of 2026: the others rest on general knowledge to the day in their note.

Source: Goemans, Gleditsch and Chiozza, Archigos 4.1, as shipped with R's peacesciencer.
"""

from __future__ import annotations

import argparse
import os
import sys
import warnings
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

from crisisdesk.terms.folding import fold
from crisisdesk.terms.leaders import Holder, Leaders, load_leaders

YEARS = range(2000, 2015)
LEADING = frozenset({"head of state", "head of government", "supreme leader"})
# Titles of office `other` whose holders rule in fact.
DE_FACTO = frozenset({"de facto leader", "military leader", "civil administrator"})
DE_FACTO |= {"general secretary of the communist party", "communist party chief"}

# Archigos' state prefixes (the first part of `obsid`) that are not the alpha-3 code.
_PAIRS = (
    "ALG:DZA ANG:AGO AUL:AUS AUS:AUT BAH:BHR BAR:BRB BFO:BFA BHM:BHS BHU:BTN BNG:BGD BOS:BIH "
    "BOT:BWA BRU:BRN BUI:BDI BUL:BGR CAM:KHM CAO:CMR CAP:CPV CDI:CIV CEN:CAF CHA:TCD CON:COG "
    "COS:CRI CRO:HRV CZR:CZE DEN:DNK DRC:COD DRV:VNM EQG:GNQ ETM:TLS FRN:FRA GAM:GMB GFR:DEU "
    "GRG:GEO GUA:GTM GUI:GIN HAI:HTI HON:HND ICE:ISL INS:IDN IRE:IRL KOS:XKX KUW:KWT KYR:KGZ "
    "KZK:KAZ LAT:LVA LEB:LBN LES:LSO LIB:LBY LIT:LTU MAA:MRT MAC:MKD MAD:MDV MAG:MDG MAL:MYS "
    "MAS:MUS MAW:MWI MLD:MDA MON:MNG MOR:MAR MYA:MMR MZM:MOZ NEP:NPL NEW:NZL NIG:NGA NIR:NER "
    "NTH:NLD OMA:OMN PAR:PRY PHI:PHL POR:PRT ROK:KOR RUM:ROU SAF:ZAF SAL:SLV SER:SRB SIE:SLE "
    "SIN:SGP SLO:SVK SLV:SVN SOL:SLB SPN:ESP SRI:LKA SUD:SDN SWA:SWZ SWD:SWE SWZ:CHE TAJ:TJK "
    "TAW:TWN TAZ:TZA THI:THA TOG:TGO TRI:TTO UAE:ARE UKG:GBR URU:URY YUG:SRB ZAM:ZMB ZIM:ZWE"
)
ARCHIGOS_TO_ALPHA3 = dict(pair.split(":") for pair in _PAIRS.split())


class Rule(NamedTuple):
    """A line of Archigos: ``leader`` led ``state`` (alpha-3) from ``start`` to ``end``."""

    state: str
    leader: str
    start: date
    end: date


class Comparison(NamedTuple):
    """One state on one day: Archigos' leaders and the names that we have."""

    state: str
    day: date
    archigos: tuple[str, ...]
    ours: tuple[str, ...]
    agrees: bool


def read_archigos(data: Path) -> list[Rule]:
    """Archigos' lines from the research data. Raises FileNotFoundError where it is absent."""
    import rdata

    path = data / "history" / "peacesciencer" / "archigos.rda"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # R classes that rdata hands on as they are
        table = rdata.read_rda(path)["archigos"]
    columns = zip(table.obsid, table.leader, table.startdate, table.enddate, strict=True)
    return [
        Rule(_alpha3(obsid), leader, _day(start), _day(end))
        for obsid, leader, start, end in columns
    ]


def _alpha3(obsid: str) -> str:
    prefix = obsid.split("-")[0]
    return ARCHIGOS_TO_ALPHA3.get(prefix, prefix)


def _day(number: float) -> date:
    """R's Date: days since 1970-01-01."""
    return date.fromordinal(date(1970, 1, 1).toordinal() + int(number))


def leads(holder: Holder) -> bool:
    """Whether the office is one that leads the state, by its kind or in fact."""
    return holder.office in LEADING or fold(holder.title) in DE_FACTO


def same_leader(archigos: str, holder: Holder) -> bool:
    """Whether Archigos' name and the holder's share a word that is not ours as a given name."""
    theirs = {word for word in fold(archigos.replace(".", " ")).split() if len(word) > 1}
    ours = set(fold(holder.name).split()[1:] or fold(holder.name).split())
    if fold(holder.name).split()[0] == fold(archigos):  # family name first, or a single name
        return True
    variants = {word for name in holder.also for word in (fold(name).split()[1:] or [fold(name)])}
    return bool(theirs & (ours | variants)) or fold(archigos) in map(fold, holder.also)


def compare(rules: Iterable[Rule], leaders: Leaders) -> Iterator[Comparison]:
    """Every covered state on every 1 July; days on which Archigos has nobody are left out."""
    by_state: dict[str, list[Holder]] = {}
    for holder in leaders.all:
        if leads(holder):
            by_state.setdefault(holder.code, []).append(holder)
    table = list(rules)
    for state in sorted(by_state):
        for day in (date(year, 7, 1) for year in YEARS):
            theirs = [r.leader for r in table if r.state == state and r.start <= day <= r.end]
            if not theirs:
                continue
            held = [h for h in by_state[state] if h.in_office(day.isoformat())]
            agrees = any(same_leader(name, holder) for name in theirs for holder in held)
            ours = tuple(dict.fromkeys(holder.name for holder in held))
            yield Comparison(state, day, tuple(theirs), ours, agrees)


def agreement(compared: Iterable[Comparison]) -> float:
    """The share (0..1) of comparisons that agree."""
    verdicts = [one.agrees for one in compared]
    return sum(verdicts) / len(verdicts)


def open_lines(leaders: Leaders) -> list[Holder]:
    """What somebody holds with no end known, once each (some offices stand under two kinds)."""
    lines = {(h.code, h.title, h.name, h.since): h for h in leaders.all if h.to is None}
    return list(lines.values())


def checked_table(lines: Iterable[Holder], since: str = "2026") -> list[tuple[str, int, int, int]]:
    """Open lines by kind of office: all, held against a page, and against one from ``since`` on."""
    rows: dict[str, list[Holder]] = {"all": []}
    for line in lines:
        rows["all"].append(line)
        rows.setdefault(line.office, []).append(line)
    return [
        (
            kind,
            len(some),
            sum(1 for h in some if h.checked),
            sum(1 for h in some if _after(h, since)),
        )
        for kind, some in rows.items()
    ]


def _after(holder: Holder, day: str) -> bool:
    return holder.checked is not None and holder.checked >= day


def main(arguments: list[str] | None = None) -> int:
    """Prints what was checked, the agreement and every mismatch; 1 where the data is absent."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("-v", action="store_true", help="list each mismatch of each year")
    verbose = parser.parse_args(arguments).v
    print(f"{'lines still open':24}{'all':>6}{'held against a page':>22}{'of 2026':>10}")
    for kind, lines, checked, recent in checked_table(open_lines(load_leaders())):
        print(f"  {kind:22}{lines:>6}{checked:>22}{recent:>10}")
    folder = os.environ.get("CRISISDESK_DATA")
    if not folder:
        print("set CRISISDESK_DATA to the research data's folder", file=sys.stderr)
        return 1
    compared = list(compare(read_archigos(Path(folder)), load_leaders()))
    states = {one.state for one in compared}
    wrong = [one for one in compared if not one.agrees]
    print(f"{agreement(compared):.1%} of {len(compared)} state-days in {len(states)} states agree")
    for one in wrong if verbose else _shortened(wrong):
        ours = ", ".join(one.ours) or "nobody"
        print(f"  {one.state} {one.day}  Archigos: {', '.join(one.archigos)}  ours: {ours}")
    return 0


def _shortened(wrong: Iterable[Comparison]) -> list[Comparison]:
    """One line a state and pair of leaders: the first year of each."""
    return list({(one.state, one.archigos): one for one in reversed(list(wrong))}.values())[::-1]


if __name__ == "__main__":
    sys.exit(main())
