"""Days of disputes under way, and how long force took from each (MIE 1.0).

A dispute of two states is under way while no more than a year has passed since the latest
militarized act between them. It is looked at on each day with such an act and on some quiet days
after it, from either side: what has passed so far, and the days until the actor uses force
(hostility 4 or 5) on the other next, in whatever confrontation.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from crisisdesk.history.strike_inputs import HORIZON, YEAR, Passed
from training.history import sources

QUIET = (0, 3, 10, 30, 90, 240)  # days after an act on which a dispute is looked at
SINCE = 1946
MOST = 60  # looks at one confrontation from one side, evenly chosen where there are more
READY = (8, 9, 10, 11)  # MID actions: alert, nuclear alert, mobilisation, border fortified
NANOSECONDS = 86_400 * 10**9
KINDS = ("force", "threats", "ready", "shows")
END = 16_435  # days since 1970 by which the file ends: the last of 2014


class Act(NamedTuple):
    """What one of two states did on a day (days since 1970)."""

    day: int
    by: int
    kind: str
    confrontation: int


class Look(NamedTuple):
    """A dispute on a day, from one side; ``delay`` is the days until it used force next (None:
    not before the file ends)."""

    day: int
    by: int
    on: int
    passed: Passed
    delay: int | None
    confrontation: int

    @property
    def year(self) -> int:
        """The year of the day."""
        return int(1970 + self.day / 365.2425)

    @property
    def followed(self) -> int:
        """Days that the file goes on after it."""
        return END - self.day


def acts(root: Path) -> dict[tuple[int, int], list[Act]]:
    """The acts between each two states, by day."""
    found: dict[tuple[int, int], list[Act]] = defaultdict(list)
    for row in sources.mie(root).itertuples():
        one, other = sorted((int(row.ccode1), int(row.ccode2)))
        kind = _kind(int(row.hostlev), int(row.action))
        day = int(row.day.value // NANOSECONDS)
        found[one, other].append(Act(day, int(row.ccode1), kind, int(row.micnum)))
    return {pair: sorted(done) for pair, done in found.items()}


def _kind(hostility: int, action: int) -> str:
    if hostility >= 4:
        return "force"
    if hostility == 2:
        return "threats"
    return "ready" if action in READY else "shows"


@lru_cache(maxsize=2)
def looks(root: Path) -> list[Look]:
    """All looks since `SINCE`, by day."""
    found: dict[tuple[int, int, int], list[Look]] = defaultdict(list)
    for pair, done in acts(root).items():
        for look in _looks(pair, done):
            if look.year >= SINCE:
                found[look.confrontation, look.by, look.on].append(look)
    kept = [look for group in found.values() for look in thinned(group, MOST)]
    return sorted(kept, key=lambda look: (look.day, look.by, look.on))


def thinned(group: list[Look], most: int) -> list[Look]:
    """At most so many of a group, evenly chosen."""
    if len(group) <= most:
        return group
    return [group[i * len(group) // most] for i in range(most)]


def _looks(pair: tuple[int, int], done: list[Act]) -> Iterator[Look]:
    days = sorted({act.day for act in done})
    force = {by: sorted({a.day for a in done if a.by == by and a.kind == "force"}) for by in pair}
    began = days[0]
    for (before, day), after in zip(pairwise([days[0], *days]), [*days[1:], END + 1], strict=True):
        began = day if day - before > YEAR else began
        for quiet in QUIET:
            if (at := day + quiet) >= after:
                break
            past = [act for act in done if at - HORIZON < act.day <= at]
            for by, on in (pair, pair[::-1]):
                passed = passed_at(past, by, at, at - began)
                yield Look(at, by, on, passed, _delay(force[by], at), past[-1].confrontation)


def passed_at(past: list[Act], by: int, day: int, run: int) -> Passed:
    """What had passed by a day, seen by one of the two."""
    ages: dict[str, set[float]] = {kind: set() for kind in (*KINDS, *(f"{k}_back" for k in KINDS))}
    for act in past:
        ages[act.kind if act.by == by else f"{act.kind}_back"].add(float(day - act.day))
    return Passed(**{kind: tuple(sorted(days)) for kind, days in ages.items()}, run=float(run))


def _delay(force: list[int], day: int) -> int | None:
    place = bisect_right(force, day)
    return force[place] - day if place < len(force) else None
