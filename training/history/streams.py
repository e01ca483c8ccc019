"""What a stream's odds of force add to what is known of a dispute (ICEWS 2005-14 x MIE 1.0).

Two kinds of cases, each with the force that MIE dates within 90 days. Under way: days of disputes
(`strike_cases.looks`), each shown all, half, three or one tenth of what had passed, since reports
tell a desk some of it; against the odds of the strike model fitted to 2004 and 2009. At rest:
strategic rivals at months' starts between whom nothing had passed for a year; against their rate.
The stream's odds are those of the shipped trees for force within 90 days, from what it knew by the
day; pairs of which it told nothing in two years are left out. The weight is the effect on log-odds
of one of the stream's log-odds, the other odds taken as they are, drawn to nought by a normal prior
of standard deviation `PRIOR`; its interval draws pairs of states as wholes.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from crisisdesk.history.covariates import load_covariates
from crisisdesk.history.dyads import model
from crisisdesk.history.dyads.counts import Counts
from crisisdesk.history.dyads.features import Past
from crisisdesk.history.inputs import values_of
from crisisdesk.history.stream_weights import DAYS, REST, UNDER_WAY
from crisisdesk.history.strike_inputs import YEAR, Passed, state_of, strike_parts
from training.dyads.extracts import load_extract
from training.history import hazards, models, sources
from training.history.covariates import covariates
from training.history.fitting import Array, expit
from training.history.strike_cases import END, acts, looks

SOURCE = "ICEWS05-15 (open benchmark extract) x MIE 1.0, 2006-14"
SHARES = (1.0, 0.5, 0.3, 0.1)
ORIGINS = (2004, 2009)  # of the strike model, each for the five years that follow
ACTIVE = 730  # days: the stream tells something of the pair in them
PRIOR = 0.5  # log-odds
DRAWS = 500
LEVEL = (5, 95)
EPOCH = date(1970, 1, 1).toordinal()
YEARS = range(2006, 2015)


class Case(NamedTuple):
    """A directed pair (COW numbers) on a day since 1970: the log-odds of force without the stream,
    and whether it came within `DAYS`."""

    day: int
    by: int
    on: int
    known: float
    came: bool


class Joined(NamedTuple):
    """Cases beside a stream: log-odds without it, the stream's own, what came, pair, year."""

    known: Array
    stream: Array
    came: Array
    pair: Array
    year: Array


def log_odds(p: Array) -> Array:
    """Log-odds, away from 0 and 1."""
    held = np.clip(p, 1e-6, 1 - 1e-6)
    return np.asarray(np.log(held / (1 - held)))


def under_way(root: Path) -> list[Case]:
    """Days of disputes; ``root`` is the ``history`` folder."""
    task, known = models.strike_task(root), covariates(root)
    fitted = {
        origin: hazards.fitted_by(task.cases, task.spans, task.days, task.plan, origin)
        for origin in ORIGINS
    }
    draw = np.random.default_rng(1816)
    chosen, rows = [], []
    for look in looks(root):
        passed = _thinned(look.passed, float(draw.choice(SHARES)), draw)
        if look.year in YEARS and look.followed >= DAYS and state_of(passed):
            values = values_of(strike_parts(known, look.by, look.on, look.year, passed))
            rows.append([values[name] for name in task.cases.names])
            chosen.append(look)
    x, place = np.array(rows, float), hazards.ENDS.index(DAYS)
    late = np.array([look.year > ORIGINS[1] for look in chosen])
    early, later = (hazards.chances(fitted[origin], x)[:, place] for origin in ORIGINS)
    chance = log_odds(np.where(late, later, early))
    return [
        Case(at.day, at.by, at.on, float(p), at.delay is not None and at.delay <= DAYS)
        for at, p in zip(chosen, chance, strict=True)
    ]


def _thinned(passed: Passed, share: float, draw: np.random.Generator) -> Passed:
    """A share of what had passed, each day of an act by chance."""
    kinds = [name for name in passed.__struct_fields__ if name != "run"]
    kept = {
        kind: tuple(age for age in getattr(passed, kind) if draw.random() < share) for kind in kinds
    }
    run = 0.0
    for age in sorted({age for ages in kept.values() for age in ages}):
        if age - run > YEAR:
            break
        run = age
    return Passed(**kept, run=run)


def at_rest(root: Path) -> list[Case]:
    """Rivals at months' starts between whom nothing had passed for a year."""
    between, rivals = acts(root), sources.rivalries(root)
    found = []
    for year in YEARS:
        pairs = sorted({(one, other) for one, other, at in rivals if at == year})
        for month in range(1, 13):
            day = date(year, month, 1).toordinal() - EPOCH
            for by, on in pairs if day + DAYS <= END else ():
                done = between.get((min(by, on), max(by, on)), [])
                if not any(day - YEAR <= act.day < day for act in done):
                    came = any(
                        act.by == by and act.kind == "force" and day <= act.day < day + DAYS
                        for act in done
                    )
                    found.append(Case(day, by, on, 0.0, came))
    return found


def joined(cases: Iterable[Case], counts: Counts) -> Joined:
    """The cases of which the stream tells, with its odds."""
    codes = {number: code for code, number in load_covariates().numbers.items()}
    place, fitted = counts.place, model.shipped()
    by_day: dict[int, list[tuple[Case, int, int]]] = defaultdict(list)
    for case in cases:
        one, other = codes.get(case.by), codes.get(case.on)
        if one in place and other in place:
            by_day[case.day].append((case, place[one], place[other]))
    rows = [row for day in sorted(by_day) for row in _on(day, by_day[day], counts, fitted)]
    known, stream, came, pair, year = (np.array(column) for column in zip(*rows, strict=True))
    return Joined(known, stream, came.astype(float), pair, year)


def _on(
    day: int, cases: Sequence[tuple[Case, int, int]], counts: Counts, fitted: model.Model
) -> Iterator[tuple[float, float, bool, int, int]]:
    # what the day itself brought was known by its end
    past = Past(counts, day + 1)
    source, target = (np.array([row[side] for row in cases]) for side in (1, 2))
    one, other = past.active(ACTIVE)
    known = {*zip(one.tolist(), other.tolist(), strict=True)}
    asked = fitted.ask(past, "ASSAULT", source, target, DAYS, model.common(past, source, target))
    stream = log_odds(fitted.chances("ASSAULT", asked))
    for (case, by, on), told in zip(cases, stream, strict=True):
        if (by, on) in known or (on, by) in known:
            pair = min(case.by, case.on) * 1000 + max(case.by, case.on)
            yield case.known, float(told), case.came, pair, int(1970 + case.day / 365.2425)


def fitted_to(found: Joined, weight: Array) -> Array:
    """Intercept and the stream's effect, the known log-odds taken as they are (Newton's method)."""
    design = np.column_stack([np.ones(len(found.came)), found.stream - found.stream.mean()])
    numbers = np.zeros(2)
    for _ in range(30):
        p = expit(found.known + design @ numbers)
        slope = design.T @ (weight * (found.came - p))
        curve = (design.T * (weight * p * (1 - p))) @ design + 1e-6 * np.eye(2)
        numbers = numbers + np.linalg.solve(curve, slope)
    return numbers


def drawn(found: Joined) -> Array:
    """The effect when whole pairs of states are drawn."""
    names, index = np.unique(found.pair, return_inverse=True)
    rng = np.random.default_rng(1816)
    times = rng.multinomial(len(names), np.full(len(names), 1 / len(names)), size=DRAWS)
    return np.array([fitted_to(found, draw[index].astype(float))[1] for draw in times])


def row(name: str, found: Joined) -> dict[str, Any]:
    """The weight of one kind of cases, as it ships."""
    effects = drawn(found)
    effect, error = fitted_to(found, np.ones(len(found.came)))[1], float(np.std(effects))
    return {
        "id": name,
        "source": SOURCE,
        "n": len(found.came),
        "k": int(found.came.sum()),
        "pairs": len(np.unique(found.pair)),
        "mean": round(float(found.stream.mean()), 3),
        "scale": round(float(found.stream.std()), 3),
        "effect": round(float(effect) * PRIOR**2 / (PRIOR**2 + error**2), 3),
        "interval": [round(float(end), 3) for end in np.percentile(effects, LEVEL)],
    }


def both(data: Path) -> dict[str, Joined]:
    """The two kinds of cases beside the stream; ``data`` is the research data's folder."""
    counts, root = load_extract(data, "icews05-15"), data / "history"
    return {
        UNDER_WAY: joined(under_way(root), counts),
        REST: joined(at_rest(root), counts),
    }


def write(data: Path, path: Path) -> list[str]:
    """Fit and write the file; a line about each."""
    rows = [row(name, found) for name, found in both(data).items()]
    head = (
        "# A stream's weight in odds of force. Made by `python -m training.history`; do not edit.\n"
    )
    lines = [
        f"  - {{{', '.join(f'{k}: {json.dumps(v)}' for k, v in one.items())}}}" for one in rows
    ]
    path.write_text(head + "\n".join(["weights:", *lines]) + "\n", encoding="utf-8")
    return [
        f"stream, {one['id']}: {one['k']} of {one['n']}, effect {one['effect']:.2f}" for one in rows
    ]
