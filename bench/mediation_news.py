"""Who mediates next, in the coded news (ICEWS05-15 and ICEWS18), and how to rank candidates.

A question is an act of mediating, or of offering to, by one state or organisation towards one or
more others, the first of its kind for a week. Candidates are all states and organisations that had
to do with one of the parties in the 90 days before, that mediated there before, or anywhere in the
three years before. A conditional logit (McFadden 1974) ranks them by what was known the day before.
Names are folded to states and organisations by the package's own lists.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache
from math import exp, log1p
from pathlib import Path
from typing import NamedTuple

import numpy as np

from crisisdesk.odds.naming import is_state
from crisisdesk.terms.gazetteer import load_gazetteer
from crisisdesk.terms.leaders import load_leaders

SETS = {"icews05-15": (date(2005, 1, 1), 1), "icews18": (date(2018, 1, 1), 24)}
MEDIATES = frozenset({"Mediate", "Express intent to mediate"})
ASKS = frozenset(
    {
        "Appeal to engage in or accept mediation",
        "Express intent to accept mediation",
        "Demand mediation",
    }
)
TALKS = frozenset(
    {
        "Consult",
        "Make a visit",
        "Host a visit",
        "Engage in negotiation",
        "Discuss by telephone",
        "Meet at a 'third' location",
        "Meet at third location",
        "Engage in diplomatic cooperation",
        "Express intent to meet or negotiate",
    }
)
HOSTILE = ("military force", "fight", "assault", "bomb", "attack", "kill", "threaten", "accuse")
SAME_STORY, RECENT, YEARS = 7, 90, 3 * 365  # days
FADES_FAST, FADES, FADES_SLOWLY = 60.0, 1000.0, 3000.0  # days
FEATURES = (
    "mediated_here",
    "mediated_here_lately",
    "mediated_all_sides",
    "mediated_anywhere",
    "asked",
    "talks_least",
    "talks_most",
    "conflict",
    "member",
    "organisation",
)
Days = list[int]


class Question(NamedTuple):
    """Who took it up, towards whom, when; the candidates with their inputs."""

    day: int
    mediator: str
    parties: tuple[str, ...]
    candidates: tuple[str, ...]
    x: np.ndarray

    @property
    def place(self) -> int | None:
        """Where the mediator stands among the candidates."""
        return self.candidates.index(self.mediator) if self.mediator in self.candidates else None


@cache
def fold(name: str, year: int) -> str | None:
    """The state or organisation behind a coded name in a year; None where it is not known."""
    if name.endswith(")"):
        inner = name[name.rfind("(") + 1 : -1]
        found = _listed(inner)
        if found:
            return found
    leaders = load_leaders()
    words = name.split()
    for full in (name, f"{words[0]} {words[-1]}" if len(words) > 2 else name):
        holders = leaders.named(full, f"{year}-07-01")
        if holders:
            return holders[0].code
    return _listed(name) or _of_state(words)


def _listed(name: str) -> str | None:
    if name.startswith("Palestinian Territor"):
        return "PSE"
    words = name.split()
    length, entries = load_gazetteer().longest(words, 0) if words else (0, ())
    kinds = ("state", "organisation", "group")
    codes = [e.code for e in entries if e.code and e.kind in kinds]
    return codes[0] if codes and length == len(words) else None


def _of_state(words: list[str]) -> str | None:
    """``Iranian Foreign Ministry``: the state that a name begins with."""
    length, entries = load_gazetteer().longest(words, 0) if words else (0, ())
    codes = [e.code for e in entries if e.code and e.kind == "state"]
    return codes[0] if codes and 0 < length < len(words) else None


class News:
    """The days on which each did each kind of thing to each."""

    def __init__(self, events: Path) -> None:
        self.acts: dict[tuple[str, str, str], Days] = defaultdict(list)
        self.met: dict[str, dict[str, Days]] = defaultdict(lambda: defaultdict(list))
        self.mediations: dict[str, Days] = defaultdict(list)
        rows = sorted(row for name in SETS for row in _rows(events / name, *SETS[name]))
        for day, one, other, kind in rows:
            self.acts[one, other, kind].append(day)
            self.met[one][other].append(day)
            self.met[other][one].append(day)
            if kind == "mediates":
                self.mediations[one].append(day)
        self.rows = rows


def _rows(folder: Path, start: date, hours: int) -> list[tuple[int, str, str, str]]:
    names, relations = (_table(folder / f"{what}2id.txt") for what in ("entity", "relation"))
    found = []
    for part in ("train.txt", "valid.txt"):
        for line in (folder / part).read_text(encoding="utf-8").splitlines():
            one, relation, other, when = (int(field) for field in line.split()[:4])
            day = start + timedelta(days=when // hours)
            source, target = fold(names[one], day.year), fold(names[other], day.year)
            if source and target and source != target:
                found.append((day.toordinal(), source, target, _kind(relations[relation])))
    return found


def _table(path: Path) -> dict[int, str]:
    rows = (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines())
    return {int(row[1]): row[0].replace("_", " ").strip() for row in rows if len(row) >= 2}


@cache
def _kind(relation: str) -> str:
    for kind, relations in (("mediates", MEDIATES), ("asks", ASKS), ("talks", TALKS)):
        if relation in relations:
            return kind
    hostile = any(word in relation.lower() for word in HOSTILE)
    return "conflict" if hostile else "other"


def questions(events: Path) -> list[Question]:
    """Every question in the two sets, in order of day."""
    news = News(events)
    acts: dict[tuple[int, str], set[str]] = defaultdict(set)
    for day, one, other, kind in news.rows:
        if kind == "mediates":
            acts[day, one].add(other)
    last: dict[tuple[str, tuple[str, ...]], int] = {}
    found = []
    for (day, mediator), others in sorted(acts.items()):
        parties = tuple(sorted(others))
        fresh = day - last.get((mediator, parties), -SAME_STORY - 1) > SAME_STORY
        last[mediator, parties] = day
        candidates = _candidates(news, parties, day)
        if fresh and candidates:
            x = np.array([_inputs(news, one, parties, day) for one in candidates])
            found.append(Question(day, mediator, parties, candidates, x))
    return found


def _count(days: Days, day: int, window: int) -> int:
    return bisect_left(days, day) - bisect_left(days, day - window)


def _faded(days: Days, day: int, length: float) -> float:
    return sum(exp((d - day) / length) for d in days[: bisect_left(days, day)])


def _candidates(news: News, parties: Sequence[str], day: int) -> tuple[str, ...]:
    found = {one for one, days in news.mediations.items() if _count(days, day, YEARS)}
    for party in parties:
        found |= {one for one, days in news.met[party].items() if _count(days, day, RECENT)}
        found |= {m for m in news.mediations if _count(news.acts[m, party, "mediates"], day, day)}
    members = _members()
    return tuple(sorted(c for c in found - set(parties) if is_state(c) or c in members))


@cache
def _members() -> dict[str, frozenset[str]]:
    from crisisdesk.terms.files import load_yaml, shipped
    from crisisdesk.terms.gazetteer import OrganisationsFile

    bodies = load_yaml(shipped("organisations.yaml"), OrganisationsFile).organisations
    return {body.code: frozenset(body.members) for body in bodies}


def _inputs(news: News, one: str, parties: Sequence[str], day: int) -> list[float]:
    """As `FEATURES`, from the days before ``day`` alone."""
    here = [news.acts[one, party, "mediates"] for party in parties]
    slow = [_faded(days, day, FADES) for days in here]
    talks = [_both(news, one, party, "talks", day) for party in parties]
    conflict = sum(_both(news, one, party, "conflict", day) for party in parties)
    asked = sum(_faded(news.acts[party, one, "asks"], day, 2 * FADES_FAST) for party in parties)
    members = _members().get(one)
    return [
        log1p(sum(slow)),
        log1p(sum(_faded(days, day, FADES_FAST) for days in here)),
        log1p(min(slow)),
        log1p(_faded(news.mediations[one], day, FADES_SLOWLY)),
        log1p(asked),
        log1p(min(talks)),
        log1p(max(talks)),
        log1p(conflict),
        float(members is not None and any(party in members for party in parties)),
        float(members is not None),
    ]


def _both(news: News, one: str, other: str, kind: str, day: int) -> int:
    return sum(_count(news.acts[a, b, kind], day, RECENT) for a, b in ((one, other), (other, one)))


class Choice(NamedTuple):
    """A fitted conditional logit."""

    mean: np.ndarray
    scale: np.ndarray
    effects: np.ndarray

    def scores(self, x: np.ndarray) -> np.ndarray:
        """Log-odds of candidates against one another."""
        return ((x - self.mean) / self.scale) @ self.effects


def fit_choice(asked: Sequence[Question], ridge: float) -> Choice:
    """The ranking that makes the mediators likeliest among their candidates (Newton's method)."""
    pool = np.vstack([question.x for question in asked])
    mean, scale = pool.mean(0), pool.std(0) + 1e-9
    effects = np.zeros(pool.shape[1])
    for _ in range(60):
        slope, curve = -ridge * effects, ridge * np.eye(len(effects))
        for question in asked:
            if question.place is None:
                continue
            z = (question.x - mean) / scale
            p = np.exp(z @ effects - (z @ effects).max())
            p /= p.sum()
            slope = slope + z[question.place] - p @ z
            curve = curve + (z * p[:, None]).T @ z - np.outer(p @ z, p @ z)
        step = np.linalg.solve(curve, slope)
        effects = effects + step * min(1.0, 2.0 / float(np.abs(step).max()))
        if np.abs(step).max() < 1e-5:
            break
    return Choice(mean, scale, effects)
