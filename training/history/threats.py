"""Force after a threat, after a display of force, after force, and between rivals (MIE 1.0).

An episode is the first explicit threat (hostility 2) of one state against another in a militarized
confrontation in which neither has used force (hostility 4) on the other before. It comes out yes
when the threatener uses force on the target later in the same confrontation.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from training.history import sources
from training.history.classes import Case, by_era

THREAT, DISPLAY, FORCE, WAR = 2, 3, 4, 5
HORIZONS = (30, 90, 180, 365)
SOURCE = "Militarized Interstate Events 1.0 (Gibler & Miller)"
LAST_YEAR = 2014


class Move(NamedTuple):
    """One militarized act, in the order in which they are told."""

    day: pd.Timestamp
    order: int
    by: int
    on: int
    level: int
    micnum: int


class Episode(NamedTuple):
    """A first threat, display or use of force, and what the same state did next to the same
    target. ``delay`` is in days, None where no (further) force followed; ``hit_before`` says
    whether it had used force on that target in the ten years before."""

    day: pd.Timestamp
    micnum: int
    by: int
    on: int
    delay: int | None
    war: bool
    major: bool
    hit_before: bool

    @property
    def year(self) -> int:
        """The year of the day."""
        return int(self.day.year)


def confrontations(root: Path) -> dict[tuple[int, int, int], list[Move]]:
    """The moves of each pair of states in each confrontation, in order."""
    found: dict[tuple[int, int, int], list[Move]] = defaultdict(list)
    for row in sources.mie(root).itertuples():
        one, other = sorted((int(row.ccode1), int(row.ccode2)))
        move = Move(row.day, row.eventnum, row.ccode1, row.ccode2, row.hostlev, row.micnum)
        found[row.micnum, one, other].append(move)
    return found


def episodes(root: Path, level: int) -> list[Episode]:
    """Episodes that open with ``level`` (THREAT, DISPLAY or FORCE) by one state on the other."""
    groups = confrontations(root)
    majors = sources.majors(root)
    strikes: dict[tuple[int, int], list[pd.Timestamp]] = defaultdict(list)
    for moves in groups.values():
        for move in moves:
            if move.level >= FORCE:
                strikes[move.by, move.on].append(move.day)
    found = []
    for (micnum, one, other), moves in groups.items():
        for by, on in ((one, other), (other, one)):
            episode = _episode(moves, by, on, level, strikes[by, on], majors)
            if episode:
                found.append(episode._replace(micnum=micnum))
    return found


def _episode(
    moves: list[Move], by: int, on: int, level: int, strikes: list[Any], majors: set[Any]
) -> Episode | None:
    opens = _opening(moves, by, on, level)
    if opens is None:
        return None
    first = moves[opens]
    later = [move for move in moves[opens + 1 :] if move.level >= FORCE]
    own = [move for move in later if move.by == by]
    start = first.day - pd.Timedelta(days=3650)
    return Episode(
        day=first.day,
        micnum=0,
        by=by,
        on=on,
        delay=(own[0].day - first.day).days if own else None,
        war=any(move.level >= WAR for move in later),
        major=(by, first.day.year) in majors,
        hit_before=any(start <= day < first.day for day in strikes),
    )


def _opening(moves: list[Move], by: int, on: int, level: int) -> int | None:
    """Where the episode opens, None where it does not or force (by either) came first."""
    for index, move in enumerate(moves):
        fits = move.level >= FORCE if level == FORCE else move.level == level
        if fits and (move.by, move.on) == (by, on):
            return index
        if move.level >= FORCE and level != FORCE:
            return None
    return None


FACETS = {
    "": ("", lambda e: True),
    "/major-power": (" by a major power", lambda e: e.major),
    "/other-power": (" by a state that is no major power", lambda e: not e.major),
    "/hit-before": (
        " by a state that has struck the target within ten years",
        lambda e: e.hit_before,
    ),
    "/not-hit-before": (
        " by a state that has not struck the target for ten years",
        lambda e: not e.hit_before,
    ),
}

OPENINGS = {
    "force-after-threat": (
        THREAT,
        "force after an explicit threat",
        "First explicit threat (MIE hostility 2) by one state on another in a confrontation in "
        "which neither has used force on the other before; yes when the threatener uses force "
        "(hostility 4 or 5) on the target within the horizon, in the same confrontation.",
    ),
    "force-after-display": (
        DISPLAY,
        "force after a display of force",
        "First display of force (MIE hostility 3: alert, mobilisation, show of force) by one state "
        "at another in a confrontation without earlier force between them; yes when that state "
        "uses force on the other within the horizon, in the same confrontation.",
    ),
    "force-again": (
        FORCE,
        "force again after a first blow",
        "First use of force (MIE hostility 4 or 5) by one state on another in a confrontation; yes "
        "when the same state uses force on the same target again within the horizon, in the same "
        "confrontation.",
    ),
}


def rows(root: Path) -> list[dict[str, Any]]:
    """The strike classes: three openings by facet, era and horizon; war; and rivals at rest."""
    found = []
    for family, (level, name, definition) in OPENINGS.items():
        past = episodes(root, level)
        for facet, (suffix, belongs) in FACETS.items():
            chosen = [episode for episode in past if belongs(episode)]
            about = {"name": name + suffix, "unit": "confrontation", "source": SOURCE}
            found += _by_horizon(family + facet, chosen, about, definition)
    threats = episodes(root, THREAT)
    about = {
        "name": "war after an explicit threat",
        "unit": "confrontation",
        "source": SOURCE,
        "definition": "As force-after-threat; yes when either side later wages war (hostility 5) "
        "on the other in the same confrontation.",
    }
    found += by_era("war-after-threat", [Case(e.year, e.micnum, e.war) for e in threats], about)
    return found + rivals(root)


def _by_horizon(
    group: str, past: list[Episode], about: dict[str, Any], definition: str
) -> list[dict[str, Any]]:
    found = []
    delays = sorted(e.delay for e in past if e.delay is not None)
    for horizon in (*HORIZONS, None):
        cases = [
            Case(e.year, e.micnum, e.delay is not None and (not horizon or e.delay <= horizon))
            for e in past
        ]
        extra = {"horizon_days": horizon, "definition": definition}
        if not horizon and delays:
            extra["median_days"] = int(delays[len(delays) // 2])
        found += by_era(group, cases, about | extra)
    return found


def rivals(root: Path) -> list[dict[str, Any]]:
    """Force in a year by one strategic rival on the other, whatever went before."""
    struck = {
        (move.by, move.on, move.day.year)
        for moves in confrontations(root).values()
        for move in moves
        if move.level >= FORCE
    }
    pairs = sorted(pair for pair in sources.rivalries(root) if pair[2] <= LAST_YEAR)
    cases = [
        Case(year, min(one, other) * 1000 + max(one, other), (one, other, year) in struck)
        for one, other, year in pairs
    ]
    about = {
        "name": "force between strategic rivals in a year",
        "unit": "pair of states",
        "horizon_days": 365,
        "source": f"{SOURCE}; rivalries: Thompson, Sakuwa & Suhas, in peacesciencer",
        "definition": "A year of a strategic rivalry, seen from one side, whether or not anything "
        "was threatened; yes when that side uses force (MIE hostility 4 or 5) on the other "
        "that year.",
    }
    return by_era("force-between-rivals", cases, about)
