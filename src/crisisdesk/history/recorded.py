"""Precedents from the full record, where the data has been pulled: rows of ICB and MID.

An ICB row is a state in a crisis, with whom it saw as the threat and what the United States and
the USSR or Russia did for it (help that it viewed favourably). A MID row is a dispute: who began
it against whom, who joined the attacked, who used force. Each is cited by its row. Obligations
are in neither set and stay unknown, mediators are not named.
"""

from __future__ import annotations

import csv
import os
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from msgspec import Struct

from crisisdesk.history.cache import cache_folder
from crisisdesk.history.classes import shipped
from crisisdesk.history.precedents import Precedent
from crisisdesk.terms.files import load_yaml
from crisisdesk.terms.gazetteer import load_gazetteer

FIRST = 1946
FAVOURABLE, MEDIATED, VIOLENT, FORCE = 1, 4, 2, 4
POWERS = {"us": "USA", "su": "RUS"}
MAJORS = frozenset({"USA", "RUS", "CHN", "GBR", "FRA"})
HELPS = {8: "direct", 7: "arms", 6: "arms", 5: "diplomatic", 4: "diplomatic", 3: "diplomatic"}
RANK = ("none", "diplomatic", "arms", "direct")
HELP_WORDS = {
    "direct": "helped it with force",
    "arms": "gave it arms, advisers or covert help",
    "diplomatic": "helped it by political or economic means",
}
VIOLENCE = {1: "no violence", 2: "minor clashes", 3: "serious clashes", 4: "full-scale war"}
ENDS = {
    1: "it ended in a formal agreement",
    2: "it ended in a semi-formal agreement",
    3: "it ended in a tacit understanding",
    4: "one side ended it by its own act",
    5: "it ended in an imposed agreement",
    7: "it faded",
}
OUTCOMES = {
    1: "the side that began it won",
    2: "the other side won",
    3: "the side that began it yielded",
    4: "the other side yielded",
    5: "it ended in stalemate",
    6: "it ended in a compromise",
    7: "what was seized was released",
}
LEVELS = {
    1: "acted against",
    2: "threatened",
    3: "made a show of force against",
    4: "used force on",
    5: "fought a war with",
}


class _Numbers(Struct, frozen=True, forbid_unknown_fields=True):
    numbers: dict[int, str]


@cache
def cow_codes() -> dict[int, str]:
    """The ISO code of today's state by Correlates of War number."""
    return load_yaml(shipped("cow.yaml"), _Numbers).numbers


def record_folder() -> Path | None:
    """Where the research data lies: ``history`` in ``CRISISDESK_DATA``, else what was pulled; None
    where there is neither."""
    named = os.environ.get("CRISISDESK_DATA")
    places = [Path(named) / "history"] if named else []
    found = [place for place in (*places, cache_folder() / "history") if place.is_dir()]
    return found[0] if found else None


def recorded_precedents() -> tuple[Precedent, ...]:
    """All rows of ICB and MID since 1946 that lie in the record's folder; empty without one. A
    file that cannot be read counts as absent."""
    folder = record_folder()
    return _read(folder) if folder else ()


@cache
def _read(folder: Path) -> tuple[Precedent, ...]:
    try:
        return (*_crises(folder), *_disputes(folder))
    except (OSError, ValueError, KeyError, csv.Error):
        return ()


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as lines:
        return list(csv.DictReader(lines))


def _number(value: str | None) -> int:
    """A whole number from a cell; -9 where it is empty or none."""
    try:
        return int(float(value or ""))
    except ValueError:
        return -9


def _name(code: str) -> str:
    return load_gazetteer().name_of(code) or code


# --- ICB


def _crises(folder: Path) -> Iterator[Precedent]:
    for place in ("icb", "icb13"):
        whole = sorted((folder / place).glob("icb1v*.csv"))
        actors = sorted((folder / place).glob("icb2v*.csv"))
        if whole and actors:
            version = whole[-1].stem.partition("v")[2]
            by_number = {_number(row["crisno"]): row for row in _rows(whole[-1])}
            for row in _rows(actors[-1]):
                crisis = by_number.get(_number(row["crisno"]))
                yield from _crisis(row, crisis, version) if crisis else ()
            return


def _crisis(row: dict[str, str], crisis: dict[str, str], version: str) -> Iterator[Precedent]:
    states = cow_codes()
    target, threat = states.get(_number(row["cracid"])), states.get(_number(row["southv"]))
    number, year = _number(row["crisno"]), _number(crisis["yrtrig"])
    if not target or not threat or target == threat or year < FIRST:
        return
    protector, help = _helper(row, {target, threat})
    violence = _number(crisis["viol"])
    mediated = _number(crisis["mediate"]) == MEDIATED
    did = f"{_name(target)} saw itself threatened by {_name(threat)} ({crisis['crisname'].title()})"
    if help != "none":
        did += f"; {_name(protector)} {HELP_WORDS[help]}"
    ended = ENDS.get(_number(crisis["forout"]), "how it ended is coded as other")
    yield Precedent(
        id=f"icb-{number}-{_number(row['cracno'])}",
        year=year,
        threateners=(threat,),
        target=target,
        protector=protector,
        obligation="unknown",
        force=violence >= VIOLENT,
        help=help,  # type: ignore[arg-type]
        mediator="unnamed" if mediated else "none",
        majors=bool({target, threat, protector} & MAJORS),
        did=did,
        outcome=f"{VIOLENCE.get(violence, 'violence not known')}; {ended}",
        source=f"ICB v{version}, crisis {number}, actor {row['cracid']}",
        icb=number,
        told=False,
    )


def _helper(row: dict[str, str], parties: set[str]) -> tuple[str, str]:
    """The power that did most for the state in crisis, and what; nobody where none helped."""
    found = [("none", "none")]
    for name, power in POWERS.items():
        form = HELPS.get(_number(row[f"{name}inv"]), "none")
        if power not in parties and _number(row[f"{name}favr"]) == FAVOURABLE and form != "none":
            found.append((power, form))
    return max(found, key=lambda pair: RANK.index(pair[1]))


# --- MID


def _disputes(folder: Path) -> Iterator[Precedent]:
    wholes, sides = (
        sorted((folder / "mid5").glob("MIDA*.csv")),
        sorted((folder / "mid5").glob("MIDB*.csv")),
    )
    if not wholes or not sides:
        return
    members: dict[int, list[dict[str, str]]] = defaultdict(list)
    for row in _rows(sides[-1]):
        members[_number(row["dispnum"])].append(row)
    for row in _rows(wholes[-1]):
        if _number(row["styear"]) >= FIRST:
            yield from _dispute(row, members[_number(row["dispnum"])])


def _dispute(row: dict[str, str], members: list[dict[str, str]]) -> Iterator[Precedent]:
    began = [m for m in members if m["sidea"] == "1" and m["orig"] == "1"]
    faced = [m for m in members if m["sidea"] == "0" and m["orig"] == "1"]
    threateners = tuple(dict.fromkeys(c for m in began if (c := _code(m))))
    targets = [c for m in faced if (c := _code(m)) and c not in threateners]
    if not threateners or not targets:
        return
    joined = [c for m in members if m["sidea"] == "0" and m["orig"] == "0" and (c := _code(m))]
    levels = [_number(m["hostlev"]) for m in members if m["sidea"] == "0" and m["orig"] == "0"]
    fought = bool(levels) and max(levels) >= FORCE
    level = max(_number(m["hostlev"]) for m in began)
    protector = joined[0] if joined else "none"
    did = f"{_names(threateners)} {LEVELS.get(level, 'acted against')} {_names(targets)}"
    if joined:
        did += f"; {_name(protector)} joined its side{' with force' if fought else ''}"
    yield Precedent(
        id=f"mid-{row['dispnum']}",
        year=_number(row["styear"]),
        threateners=threateners,
        target=targets[0],
        protector=protector,
        obligation="unknown",
        force=level >= FORCE,
        help=("direct" if fought else "diplomatic") if joined else "none",
        mediator="none",
        majors=bool({*threateners, *targets} & MAJORS),
        did=did,
        outcome=OUTCOMES.get(_number(row["outcome"]), "how it ended is not clear"),
        source=f"MID {row.get('version', '5')}.0, dispute {row['dispnum']}",
        told=False,
    )


def _code(member: dict[str, str]) -> str | None:
    return cow_codes().get(_number(member["ccode"]))


def _names(codes: tuple[str, ...] | list[str]) -> str:
    return " and ".join(_name(code) for code in codes)
