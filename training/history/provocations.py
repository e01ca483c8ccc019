"""Force by a state on the one that it blames for an attack by others (ICB x MIE, public record).

Since 1992 the cases are those told in our own words (`history/provocations.py`): of later attacks
ICB holds hardly one that came to nothing. For 1946-91 they are states in crisis (ICB) whose crisis
was triggered by a violent act of some that were no state, another state being seen as the source of
the threat; MIE dates the first force from the day of the trigger on. Only cases with no force
between the two in the 30 days before count.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from crisisdesk.history.covariates import cow_number
from crisisdesk.history.provocations import SOON, load_provocations
from crisisdesk.history.strike_inputs import MONTH
from training.history import sources
from training.history.classes import Case, by_era
from training.history.strike_cases import END, NANOSECONDS, Act, acts

SOURCE = "public record in our own words, since 1992; ICB v13 x MIE 1.0, 1946-91"
DEFINITION = (
    "A state whose people or soil were attacked by others than a state's forces, and that held "
    "another state responsible, no force having passed between the two for 30 days; yes when it "
    "uses force on that state within the horizon, from the day of the attack on. Since 1992 at "
    "least ten killed, or a crisis in ICB, or an attempt on a head of state."
)
HORIZONS = (14, 30, 90, 180, 365)
VIOLENT, NO_STATE, STATES = 9, 996, 990  # ICB: trigger, triggering entity; codes of states
SINCE, TOLD_SINCE = 1946, 1992
EPOCH = date(1970, 1, 1).toordinal()
TOLD_TO = date(2025, 11, 1).toordinal() - EPOCH  # the day to which the public record was followed


class Answer(NamedTuple):
    """An attack on ``by`` that it laid at ``on``'s door (COW numbers), on a day since 1970;
    ``delay`` in days to its force (None: none came in those that are ``followed``)."""

    day: int
    by: int
    on: int
    delay: int | None
    followed: int

    @property
    def year(self) -> int:
        """The year of the attack."""
        return int(1970 + self.day / 365.2425)

    @property
    def pair(self) -> int:
        """One number for the two, either way."""
        return min(self.by, self.on) * 1000 + max(self.by, self.on)


def answers(root: Path) -> list[Answer]:
    """All cases, by day; ``root`` is the ``history`` folder."""
    return sorted([*_coded(root), *_told()], key=lambda case: case[:3])


def _told() -> list[Answer]:
    found = []
    for row in load_provocations():
        by, on = cow_number(row.attacked), cow_number(row.blamed)
        if row.quiet and by and on:
            day = row.day.toordinal() - EPOCH
            found.append(Answer(day, by, on, row.force, min(SOON, TOLD_TO - day)))
    return found


def _coded(root: Path) -> list[Answer]:
    between = acts(root)
    rows = sources.crisis_actors(root)
    rows = rows[
        (rows.triggr == VIOLENT) & (rows.trigent == NO_STATE) & rows.southv.between(1, STATES)
    ]
    found = []
    for row in rows[(rows.year >= SINCE) & (rows.year < TOLD_SINCE)].itertuples():
        day, by, on = _day(row), int(row.cracid), int(row.southv)
        force = [act for act in between.get((min(by, on), max(by, on)), []) if act.kind == "force"]
        if day is not None and not any(day - MONTH <= act.day < day for act in force):
            found.append(Answer(day, by, on, delay_of(force, by, day), END - day))
    return found


def _day(row: Any) -> int | None:
    """Days since 1970 of a crisis's trigger, the middle of its month where no day is given; None
    where there is no month."""
    dated = 1 <= row.datrig <= 31
    parts = {"year": [row.yrtrig], "month": [row.motrig], "day": [row.datrig if dated else 15]}
    stamp = pd.to_datetime(pd.DataFrame(parts), errors="coerce")[0]
    return None if pd.isna(stamp) else int(stamp.value // NANOSECONDS)


def delay_of(force: list[Act], by: int, day: int) -> int | None:
    """Days from a day to the next force by one; None where none came."""
    return min((act.day - day for act in force if act.by == by and act.day >= day), default=None)


def rows(root: Path) -> list[dict[str, Any]]:
    """The class, by horizon and era."""
    past = answers(root)
    about = {
        "name": "force on a state held responsible for an attack by others",
        "unit": "pair of states",
        "source": SOURCE,
        "definition": DEFINITION,
    }
    found: list[dict[str, Any]] = []
    for horizon in HORIZONS:
        cases = [
            Case(at.year, at.pair, at.delay is not None and at.delay <= horizon)
            for at in past
            if at.delay is not None or at.followed >= horizon
        ]
        found += by_era("provoked", cases, about | {"horizon_days": horizon})
    return found
