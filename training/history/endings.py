"""Crises that ended by formal agreement, and what came after (ICB x MIE).

ICB dates the end of each state's crisis and says how it came: a formal agreement is a treaty, an
armistice, a truce. From that day the shipped model of force says how often either side was to be
expected to use force on the other, where force between them was at most a year old; MIE says how
often it came. A crisis that flared up again at once is not coded as ended, so that the count is
kind to truces.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from crisisdesk.history.inputs import values_of
from crisisdesk.history.strike_inputs import HORIZON, YEAR, state_of, strike_parts
from training.history import hazards, models, sources
from training.history.covariates import covariates
from training.history.fitting import Array
from training.history.help_cases import _foes
from training.history.strike_cases import END, NANOSECONDS, Act, acts, passed_at

FORMAL = 1
FOUGHT = ("exchange", "struck", "suffered", "lately")
SINCE = 1946


class Endings(NamedTuple):
    """Sides of crises that ended by agreement: the chance of force within the horizon by the
    model, whether it came, and the crisis."""

    expected: Array
    came: Array
    crisis: Array


def endings(root: Path, days: int) -> Endings:
    """All since 1946; ``root`` is the ``history`` folder."""
    between, task = acts(root), models.strike_task(root)
    last = int(task.cases.year.max()) - 1
    model = hazards.fitted_by(task.cases, task.spans, task.days, task.plan, last)
    found: dict[tuple[int, int, int], tuple[float, bool]] = {}
    for crisis, day, pair in _ends(root, days):
        done = between.get(pair, [])
        past = [act for act in done if day - HORIZON < act.day <= day]
        for by, on in (pair, pair[::-1]) if past else ():
            passed = passed_at(past, by, day, _run(past, day))
            if state_of(passed) not in FOUGHT:
                continue
            parts = strike_parts(covariates(root), by, on, _year(day), passed)
            values = values_of(parts)
            x = np.array([[values[name] for name in task.cases.names]], float)
            chance = float(hazards.chances(model, x)[0, hazards.ENDS.index(days)])
            came = any(a.by == by and a.kind == "force" and day < a.day <= day + days for a in done)
            found[crisis, by, on] = (chance, came)
    expected, came = zip(*found.values(), strict=True)
    return Endings(np.array(expected), np.array(came, float), np.array([key[0] for key in found]))


def _ends(root: Path, days: int) -> list[tuple[int, int, tuple[int, int]]]:
    """Crisis, day of its end, and the two states, for ends by formal agreement."""
    rows = sources.crisis_actors(root)
    actors = {
        int(crisis): sorted({int(code) for code in codes})
        for crisis, codes in rows.groupby("crisno").cracid
    }
    found = []
    for row in rows[(rows.year >= SINCE) & (rows.outfor == FORMAL)].itertuples():
        day = _day(row)
        if day is not None and day + days <= END:
            for foe in _foes(row, actors[int(row.crisno)]):
                pair = (min(int(row.cracid), foe), max(int(row.cracid), foe))
                found.append((int(row.crisno), day, pair))
    return found


def _day(row: Any) -> int | None:
    """Days since 1970 of a crisis's end; None where it has no whole date."""
    parts = {"year": [row.yrterm], "month": [row.moterm], "day": [row.daterm]}
    stamp = pd.to_datetime(pd.DataFrame(parts), errors="coerce")[0]
    return None if pd.isna(stamp) else int(stamp.value // NANOSECONDS)


def _run(past: list[Act], day: int) -> int:
    days = sorted({act.day for act in past}, reverse=True)
    began = days[0]
    for one in days:
        if began - one > YEAR:
            break
        began = one
    return day - began


def _year(day: int) -> int:
    return int(1970 + day / hazards.YEAR)
