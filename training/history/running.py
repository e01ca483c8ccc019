"""Force next, in disputes under way, by what has passed in them so far (MIE 1.0)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from crisisdesk.history.strike_inputs import State, state_of
from training.history.classes import Case, by_era
from training.history.strike_cases import Look, looks, thinned

SOURCE = "Militarized Interstate Events 1.0 (Gibler & Miller)"
MOST = 3
HORIZONS = (14, 30, 90, 180, 365)
STATES: dict[State, str] = {
    "exchange": "after both have used force within 30 days",
    "struck": "by one that has used force within 30 days, alone",
    "suffered": "by one on whom force was used within 30 days, and that has not used it",
    "lately": "where force was used within the year, not in the last 30 days",
    "threat": "by one that has threatened within the year, where neither has used force",
    "display": "by one that has shown force within the year and not threatened, without force",
    "faced": "by one that has faced a threat or show of force within the year and done nothing",
}


def rows(root: Path) -> list[dict[str, Any]]:
    """The classes of disputes under way, by horizon and era."""
    found: list[dict[str, Any]] = []
    past = _chosen(looks(root))
    for state, words in STATES.items():
        about = {
            "name": f"force in a dispute under way, {words}",
            "unit": "confrontation",
            "source": SOURCE,
            "definition": f"A day of a dispute of two states, {words}: a day with a militarized "
            "act or a quiet day within a year of one, at most three of a confrontation from either "
            "side, evenly chosen, so that long wars do not speak for all; yes when this side uses "
            "force (hostility 4 or 5) on the other within the horizon.",
        }
        for horizon in HORIZONS:
            cases = [
                Case(at.year, at.confrontation, at.delay is not None and at.delay <= horizon)
                for at in past[state]
                if at.followed >= horizon
            ]
            found += by_era(f"dispute/{state}", cases, about | {"horizon_days": horizon})
    return found


def _chosen(past: Iterable[Look]) -> dict[State, list[Look]]:
    """At most `MOST` looks of a state in a confrontation from one side, by state."""
    groups: dict[tuple[State, int, int, int], list[Look]] = defaultdict(list)
    for look in past:
        if state := state_of(look.passed):
            groups[state, look.confrontation, look.by, look.on].append(look)
    found: dict[State, list[Look]] = defaultdict(list)
    for (state, *_), group in groups.items():
        found[state] += thinned(group, MOST)
    return found
