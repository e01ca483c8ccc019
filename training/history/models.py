"""The models that ship: which cases, how they are fitted, and how they become ``fits.json``.

What stands in `PLANS` was chosen on rolling origins within the years to 1990 (pacts: by leaving
out one war at a time; "provoked": one pair of states); `bench.odds` scores the same plans on later
years.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from crisisdesk.history.inputs import values_of
from crisisdesk.history.strike_inputs import YEAR, power_part, state_of, strike_parts
from training.history import hazards, provocations, strike_cases
from training.history.covariates import covariates
from training.history.fitting import Array, Cases, Model, Plan, draws, fit, moments, table
from training.history.help_cases import help_cases
from training.history.honour_cases import honour_cases
from training.history.joining_cases import joining_cases
from training.history.mediation_cases import mediation_cases

DRAWS = 100
DIGITS = 4
ALWAYS = 1e9  # years: cases do not fade
RECENT = 30  # years whose cases are the average one
SHARES = 20

PLANS = {
    "strike": Plan(10, 30, 10, free=hazards.MARKS),
    "help": Plan(20, 30, 15, 10, ("american",)),
    "joining": Plan(30, 60),
    "honours": Plan(10, ALWAYS),
    "mediated": Plan(30, 15),
    "provoked": Plan(3, 30, free=hazards.MARKS),
}
NAMES = {
    "strike": (
        "force by one state on another in a dispute under way",
        "MIE 1.0, NMC 6.0, COW contiguity 3.2, rivalries",
    ),
    "help": (
        "the United States or the USSR/Russia gives a state in crisis arms or direct help",
        "ICB v13, ATOP 5.1, SIPRI Arms Transfers, NMC 6.0, rivalries, UN ideal points, MID 5.0, "
        "Polity5",
    ),
    "joining": (
        "a state that might joins the target of a militarized dispute, at any level",
        "MID 5.0, ATOP 5.1, NMC 6.0, COW contiguity 3.2, rivalries, Polity5, UN ideal points, "
        "MIE 1.0",
    ),
    "honours": (
        "a pact that a war calls on is honoured",
        "Berkemeier & Fuhrmann 2018, ATOP 5.1, NMC 6.0, Polity5",
    ),
    "mediated": (
        "an international crisis is mediated",
        "ICB v13, NMC 6.0, COW contiguity 3.2, rivalries, UN ideal points, ATOP 5.1",
    ),
    "provoked": (
        "force by a state on the one that it holds responsible for an attack by others",
        "public record in our own words, ICB v13 x MIE 1.0, NMC 6.0",
    ),
}


class Task(NamedTuple):
    """A model's cases; for a model of time the ``spans`` until it happened and the ``days`` (since
    1970) on which they began; ``states`` are the classes of the cases where it has some. ``told``
    are the inputs that are known when a forecast is made, where the cases hold more."""

    id: str
    cases: Cases
    plan: Plan
    spans: tuple[hazards.Span, ...] = ()
    days: Array | None = None
    states: Array | None = None
    told: Array | None = None


def strike_task(root: Path) -> Task:
    """Force in disputes under way. Of a confrontation with many looks each weighs less, so that
    long wars do not speak for all."""
    past, known = strike_cases.looks(root), covariates(root)
    parts = [strike_parts(known, at.by, at.on, at.year, at.passed) for at in past]
    confrontations = np.array([at.confrontation for at in past])
    _, index, counts = np.unique(confrontations, return_inverse=True, return_counts=True)
    cases = table(
        [values_of(each) for each in parts],
        [at.delay is not None and at.delay <= YEAR for at in past],
        [at.year for at in past],
        confrontations,
        1.0 / np.sqrt(counts[index]),
    )
    return Task(
        "strike",
        cases,
        PLANS["strike"],
        tuple(hazards.Span(at.delay, at.followed) for at in past),
        np.array([at.day for at in past]),
        np.array([state_of(at.passed) for at in past]),
    )


def help_task(root: Path) -> Task:
    """Arms or direct help by the two powers, viewed favourably."""
    past = help_cases(root)
    cases = table(
        [case.inputs for case in past],
        [case.military for case in past],
        [case.year for case in past],
        [case.crisis for case in past],
    )
    return Task("help", cases, PLANS["help"])


def joining_task(root: Path) -> Task:
    """Joining at any level. Of a dispute that many joined each case weighs less, so that the world
    wars do not speak for all."""
    past = joining_cases(root)
    joined = np.array([case.joined > 0 for case in past], float)
    _, index = np.unique([case.dispute for case in past], return_inverse=True)
    many = np.maximum(1.0, np.bincount(index, joined))[index]
    cases = table(
        [case.inputs for case in past],
        joined,
        [case.year for case in past],
        [case.dispute for case in past],
        1.0 / np.sqrt(many),
    )
    return Task("joining", cases, PLANS["joining"])


def honours_task(root: Path) -> Task:
    """Pacts honoured."""
    past = honour_cases(root)
    cases = table(
        [case.inputs for case in past],
        [case.honoured for case in past],
        [case.year for case in past],
        [case.war for case in past],
    )
    return Task("honours", cases, PLANS["honours"])


def mediated_task(root: Path) -> Task:
    """Crises mediated."""
    past = mediation_cases(root)
    cases = table(
        [case.inputs for case in past],
        [case.mediated for case in past],
        [case.year for case in past],
        [case.crisis for case in past],
    )
    told = np.array([[case.told[name] for name in cases.names] for case in past])
    return Task("mediated", cases, PLANS["mediated"], told=told)


def provoked_task(root: Path) -> Task:
    """Force after an attack by others that was laid at a state's door."""
    past, known = provocations.answers(root), covariates(root)
    cases = table(
        [values_of([power_part(known, at.by, at.on, at.year)]) for at in past],
        [at.delay is not None and at.delay <= YEAR for at in past],
        [at.year for at in past],
        [at.pair for at in past],
    )
    spans = tuple(hazards.Span(at.delay, at.followed) for at in past)
    return Task("provoked", cases, PLANS["provoked"], spans, np.array([at.day for at in past]))


TASKS = (strike_task, help_task, joining_task, honours_task, mediated_task, provoked_task)


def fitted(task: Task, count: int = DRAWS) -> dict[str, Any]:
    """The model on all years, as a row of ``fits.json``."""
    cases, now = task.cases, int(task.cases.year.max())
    rows = hazards.stretched(cases, task.spans) if task.spans else cases
    model = fit(rows, task.plan, now)
    width = cases.x.shape[1]
    name, data = NAMES[task.id]
    anchors = _anchors(task, now)
    row: dict[str, Any] = {
        "id": task.id,
        "name": name,
        "data": data,
        "years": f"{int(cases.year.min())}-{now}",
        "n": len(cases.y),
        "k": int(cases.y.sum()),
        "clusters": len(np.unique(cases.cluster)),
        "intercept": _short(model.intercept),
        "inputs": _inputs(model, range(width)),
        "anchors": anchors,
        "spreads": _spreads(task, now, model, anchors),
        "draws": [_flat(one, width) for one in draws(rows, task.plan, now, count)],
    }
    if task.spans:
        effects = _steps(model, width)
        row["steps"] = [
            {"days": end, "effect": _short(effect), "late": place >= hazards.LATE_FROM}
            for place, (end, effect) in enumerate(zip(hazards.ENDS, effects, strict=True))
        ]
        later = _inputs(model, range(width + len(hazards.MARKS), len(model.names)))
        row["later"] = [one | {"name": one["name"].removesuffix("_late")} for one in later]
    return row


def groups_of(task: Task) -> dict[str, Array]:
    """The classes from whose average case a model tells others apart: which cases are in each."""
    names, x = task.cases.names, task.cases.x
    if task.states is not None:
        return {str(state): task.states == state for state in np.unique(task.states)}
    if task.id != "help":
        return {}
    american, bound = x[:, names.index("american")] == 1, x[:, names.index("defense")] == 1
    powers = {"usa": american, "rus": ~american, "superpower": np.ones(len(x), bool)}
    pacts = {"defense": bound, "none": ~bound}
    return {f"{who}/{pact}": powers[who] & pacts[pact] for who in powers for pact in pacts}


def _anchors(task: Task, now: int) -> dict[str, dict[str, float]]:
    """The mean inputs of the recent cases of each class."""
    cases, recent = task.cases, task.cases.year > now - RECENT
    return {
        name: {
            key: _short(value)
            for key, value in zip(cases.names, moments(cases.x[recent & rows])[0], strict=True)
        }
        for name, rows in groups_of(task).items()
    }


def _spreads(
    task: Task, now: int, model: Model, anchors: dict[str, dict[str, float]]
) -> dict[str, list[float]]:
    """How far the recent cases of each class lie from its average one, in log-odds: the middles of
    so many even shares. Only where a class sets the level."""
    if task.id != "help":
        return {}
    cases, found = task.cases, {}
    for name, rows in groups_of(task).items():
        recent = rows & (cases.year > now - RECENT)
        average = np.array([[anchors[name][key] for key in cases.names]])
        score = model.scaled(np.vstack([average, cases.x[recent]])) @ model.coefficients
        shares = (np.arange(SHARES) + 0.5) / SHARES
        found[name] = [_short(v) for v in np.quantile(score[1:] - score[0], shares)]
    return found


def _inputs(model: Model, places: Sequence[int]) -> list[dict[str, Any]]:
    return [
        {
            "name": model.names[i],
            "mean": _short(model.mean[i]),
            "scale": _short(model.scale[i]),
            "effect": _short(model.coefficients[i]),
        }
        for i in places
    ]


def _steps(model: Model, width: int) -> Array:
    """The marks of the stretches as one effect for each stretch."""
    if len(model.names) == width:
        return np.zeros(0)
    count = len(hazards.MARKS)
    marks = np.vstack([np.zeros(count), np.eye(count)])
    place = slice(width, width + count)
    z = (marks - model.mean[place]) / model.scale[place]
    return z @ model.coefficients[place]


def _flat(model: Model, width: int) -> list[float]:
    late = model.coefficients[width + len(hazards.MARKS) :] if len(model.names) > width else ()
    parts = (model.intercept, *model.coefficients[:width], *_steps(model, width), *late)
    return [_short(value) for value in parts]


def _short(value: float) -> float:
    return round(float(value), DIGITS)


def write(root: Path, path: Path) -> list[str]:
    """Fit every model and write the file; a line about each."""
    rows = [fitted(make(root)) for make in TASKS]
    body = ",\n".join(json.dumps(row, separators=(",", ":")) for row in rows)
    path.write_text(f"[\n{body}\n]\n", encoding="utf-8")
    return [f"{row['id']}: {row['k']} of {row['n']}, {len(row['inputs'])} inputs" for row in rows]
