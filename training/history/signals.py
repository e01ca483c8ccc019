"""Counts `history/signals.py`: what goes with force beyond the force before, in coded news.

Pairs of states in ICEWS05-15 and ICEWS18 are looked at every week, from either side, while a
threat, a mobilisation or force between them is at most 180 days old. What was to be expected is a
logit on how lately and how often each has used force and on how much is told of the two, fitted to
each set. Truces are counted once more where crises ended by them (`endings.py`).
"""

from __future__ import annotations

import json
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from math import exp, log1p
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from crisisdesk.history.signals import AGREED, FRESH, KINDS, Kind
from training.dyads.extracts import Told, read_extract
from training.history.endings import endings
from training.history.fitting import Array, expit, moments, newton, scaled

SOURCE = "ICEWS05-15 and ICEWS18 (open benchmark extracts), between states"
ENDED = "ICB v13, crises that ended by formal agreement, x MIE 1.0"
SETS = ("icews05-15", "icews18")
TRUCE_DAYS = 90
PRIOR = 0.5  # log-odds: effects larger than that are rare
FORCE = ("18", "19", "20")
CONFLICT = ("13", "15", *FORCE)
WEEK, UNDER_WAY, MEMORY = 7, 180, 400  # days
EARLY = 60  # days of a set that are only looked back upon
FADES = (10, 40, 180)
RIDGE = 5.0
DRAWS = 500
LEVEL = (5, 95)
HOLD = 1.0  # a case's worth that keeps a drawn effect finite


class Looks(NamedTuple):
    """Pairs on days: what the force before tells (rows by inputs), whether force followed, which
    pair it is, and which signals were fresh (rows by `KINDS`)."""

    before: Array
    came: Array
    pair: Array
    fresh: Array


def looks(root: Path, name: str) -> Looks:
    """The looks at one set; ``root`` is the research data's folder."""
    rows = [row for row in read_extract(root, name) if row.source != row.target]
    between: dict[tuple[str, str], list[Told]] = defaultdict(list)
    thirds: dict[str, list[list[int]]] = defaultdict(lambda: [[] for _ in KINDS])
    for row in rows:
        between[min(row.source, row.target), max(row.source, row.target)].append(row)
        for place, kind in enumerate(KINDS):
            if kind.third and row.code.startswith(kind.codes):
                thirds[row.target][place].append(row.day)
    weeks = range(rows[0].day + EARLY, rows[-1].day - FRESH, WEEK)
    found: list[tuple[list[float], bool, int, list[bool]]] = []
    for number, (pair, told) in enumerate(sorted(between.items())):
        signals = [
            _days(told, kind, [thirds[one][i] for one in pair]) for i, kind in enumerate(KINDS)
        ]
        found += [(*row[:2], number, row[2]) for row in _pair(pair, told, signals, weeks)]
    columns = list(zip(*found, strict=True))
    before, came, numbers, fresh = (np.array(column, float) for column in columns)
    return Looks(before, came, numbers.astype(int), fresh.astype(bool))


def _days(told: Sequence[Told], kind: Kind, thirds: Sequence[Sequence[int]]) -> list[int]:
    if kind.third:
        return sorted(day for days in thirds for day in days)
    return [row.day for row in told if row.code.startswith(kind.codes)]


def _pair(
    pair: tuple[str, str], told: Sequence[Told], signals: Sequence[list[int]], days: range
) -> Iterator[tuple[list[float], bool, list[bool]]]:
    force = {
        one: sorted({r.day for r in told if r.source == one and r.code.startswith(FORCE)})
        for one in pair
    }
    conflict = [row.day for row in told if row.code.startswith(CONFLICT)]
    every = [row.day for row in told]
    both = sorted({*force[pair[0]], *force[pair[1]]})
    for day in days if both else ():
        latest = _latest(conflict, day)
        if latest is None or day - latest > UNDER_WAY:
            continue
        since = _latest(both, day)
        fresh = [_fresh(given, day, since) for given in signals]
        for one, other in (pair, pair[::-1]):
            before = [*_force(force[one], day), *_force(force[other], day)]
            before.append(_faded(_within(every, day, MEMORY), FRESH))
            place = bisect_right(force[one], day)
            came = place < len(force[one]) and force[one][place] - day <= FRESH
            yield before, came, fresh


def _latest(days: list[int], day: int) -> int | None:
    place = bisect_right(days, day)
    return days[place - 1] if place else None


def _fresh(days: list[int], day: int, since: int | None) -> bool:
    """Whether it was told in the last `FRESH` days, and after the latest use of force."""
    latest = _latest(days, day)
    return latest is not None and day - latest <= FRESH and (since is None or latest > since)


def _force(days: list[int], day: int) -> list[float]:
    ages = _within(days, day, MEMORY)
    return [log1p(min(ages, default=MEMORY)), *(_faded(ages, fade) for fade in FADES)]


def _within(days: list[int], day: int, most: int) -> list[int]:
    return [day - one for one in days[bisect_left(days, day - most) : bisect_right(days, day)]]


def _faded(ages: Sequence[int], days: int) -> float:
    return log1p(sum(exp(-age / days) for age in ages))


def score(found: Looks) -> Array:
    """The log-odds to be expected of each look from the force before."""
    mean, scale = moments(found.before)
    z = scaled(found.before, mean, scale)
    fit = newton(z, found.came, np.ones(len(z)), RIDGE)
    return fit[0] + z @ fit[1:]


def shift(expected: Array, came: Array, weight: Array) -> float:
    """By how much log-odds are to be moved for as many to come as came."""
    move = 0.0
    for _ in range(20):
        p = expit(expected + move)
        slope = float((weight * (came - p)).sum()) - HOLD * move
        move += slope / (float((weight * p * (1 - p)).sum()) + HOLD)
    return move


def counted(sets: Sequence[Looks]) -> list[dict[str, Any]]:
    """Each kind of signal over all sets of coded news."""
    expected = np.concatenate([score(one) for one in sets])
    came = np.concatenate([one.came for one in sets])
    fresh = np.concatenate([one.fresh for one in sets])
    pair = np.concatenate([one.pair + i * 10**6 for i, one in enumerate(sets)])
    return [
        row(kind.id, SOURCE, FRESH, expected[on], came[on], pair[on])
        for kind, on in zip(KINDS, fresh.T, strict=True)
    ]


def row(
    name: str, source: str, days: int, expected: Array, came: Array, cluster: Array
) -> dict[str, Any]:
    """A count: ``expected`` are log-odds. Its effect is drawn to nought by a normal prior of
    standard deviation `PRIOR`."""
    drawn = _drawn(expected, came, cluster)
    move, error = shift(expected, came, np.ones(len(came))), float(np.std(drawn))
    return {
        "id": name,
        "source": source,
        "days": days,
        "n": len(came),
        "clusters": len(np.unique(cluster)),
        "k": int(came.sum()),
        "expected": round(float(expit(expected).sum()), 1),
        "effect": round(move * PRIOR**2 / (PRIOR**2 + error**2), 3),
        "interval": [round(float(end), 3) for end in np.percentile(drawn, LEVEL)],
    }


def _drawn(expected: Array, came: Array, pair: Array) -> Array:
    """The shift when whole pairs are drawn."""
    names, index = np.unique(pair, return_inverse=True)
    rng = np.random.default_rng(1816)
    times = rng.multinomial(len(names), np.full(len(names), 1 / len(names)), size=DRAWS)
    return np.array([shift(expected, came, draw[index]) for draw in times])


def write(root: Path, path: Path) -> list[str]:
    """Count and write the file; a line about each. ``root`` is the research data's folder."""
    ended = endings(root / "history", TRUCE_DAYS)
    chance = np.log(ended.expected / (1 - ended.expected))
    rows = [
        row(AGREED, ENDED, TRUCE_DAYS, chance, ended.came, ended.crisis),
        *counted([looks(root, name) for name in SETS]),
    ]
    head = "# Signals beside force. Made by `python -m training.history`; do not edit.\n"
    lines = [f"  - {{{', '.join(f'{k}: {_flow(v)}' for k, v in one.items())}}}" for one in rows]
    path.write_text(head + "\n".join(["signals:", *lines]) + "\n", encoding="utf-8")
    return [f"{one['id']}: {one['k']} of {one['n']}, effect {one['effect']:+.2f}" for one in rows]


def _flow(value: Any) -> str:
    return json.dumps(value)
