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
from pathlib import Path
from typing import NamedTuple

import numpy as np

from crisisdesk.history.inputs import Part, values_of
from crisisdesk.history.mediations import UNITED_NATIONS, kilometres, precedents_by
from crisisdesk.history.mediator_inputs import Dealings, mediator_parts
from crisisdesk.odds.naming import is_state
from crisisdesk.terms.files import load_yaml, shipped
from crisisdesk.terms.gazetteer import OrganisationsFile, load_gazetteer
from crisisdesk.terms.leaders import load_leaders
from training.history.fitting import Array

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
SAME_STORY, RECENT, YEARS = 7, 90, 3 * 365  # days
SEED = 1816
Days = list[int]
Told = tuple[int, str, str, str]


class Question(NamedTuple):
    """Who took it up, towards whom, when; the candidates with their inputs."""

    day: int
    mediator: str
    parties: tuple[str, ...]
    candidates: tuple[str, ...]
    x: Array

    @property
    def place(self) -> int | None:
        """Where the mediator stands among the candidates."""
        return self.candidates.index(self.mediator) if self.mediator in self.candidates else None

    @property
    def year(self) -> int:
        """The year in which it was asked."""
        return date.fromordinal(self.day).year


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
    """The days on which each did each kind of thing to each. ``keep`` (0..1) is the share of talks
    and appeals that are told at all, at random."""

    def __init__(self, rows: Sequence[Told], keep: float = 1.0) -> None:
        self.mediated: dict[str, dict[str, Days]] = defaultdict(lambda: defaultdict(list))
        self.anywhere: dict[str, Days] = defaultdict(list)
        self.talks: dict[str, dict[str, Days]] = defaultdict(lambda: defaultdict(list))
        self.asks: dict[str, dict[str, Days]] = defaultdict(lambda: defaultdict(list))
        self.met: dict[str, dict[str, Days]] = defaultdict(lambda: defaultdict(list))
        lots = np.random.default_rng(SEED).random(len(rows))
        for (day, one, other, kind), lot in zip(rows, lots, strict=True):
            if kind == "mediates":
                self.mediated[other][one].append(day)
                self.anywhere[one].append(day)
            if kind != "mediates" and lot > keep:
                continue
            for a, b in ((one, other), (other, one)):
                self.met[a][b].append(day)
                if kind == "talks":
                    self.talks[a][b].append(day)
            if kind == "asks":
                self.asks[one][other].append(day)


def told(events: Path) -> list[Told]:
    """What both sets tell of states and organisations, by day; ``events`` is their folder."""
    return sorted(row for name in SETS for row in _rows(events / name, *SETS[name]))


def _rows(folder: Path, start: date, hours: int) -> list[Told]:
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
    return "other"


def questions(rows: Sequence[Told], keep: float = 1.0, gap: int = 0) -> list[Question]:
    """Every question, in order of day. ``gap``: what was done in so many days before the last 90 is
    not known, as where a record ends years before the news."""
    news = News(rows, keep)
    acts: dict[tuple[int, str], set[str]] = defaultdict(set)
    for day, one, other, kind in rows:
        if kind == "mediates" and _stands(one):
            acts[day, one].add(other)
    last: dict[tuple[str, tuple[str, ...]], int] = {}
    found = []
    for (day, mediator), others in sorted(acts.items()):
        parties = tuple(sorted(others))
        fresh = day - last.get((mediator, parties), -SAME_STORY - 1) > SAME_STORY
        last[mediator, parties] = day
        candidates = _candidates(news, parties, day) if fresh else ()
        if candidates:
            rows_of = (values_of(_parts(news, one, parties, day, gap)) for one in candidates)
            x = np.array([list(row.values()) for row in rows_of])
            found.append(Question(day, mediator, parties, candidates, x))
    return found


def _stands(code: str) -> bool:
    """Whether it is a state or an organisation."""
    return is_state(code) or code in _members()


def _candidates(news: News, parties: Sequence[str], day: int) -> tuple[str, ...]:
    """Who dealt with a party in 90 days, mediated there ever, or anywhere in three years."""
    found = {one for one, days in news.anywhere.items() if _since(days, day, YEARS)}
    for party in parties:
        found |= {one for one, days in news.met[party].items() if _since(days, day, RECENT)}
        found |= {one for one, days in news.mediated[party].items() if days[0] < day}
    return tuple(sorted(code for code in found - set(parties) if _stands(code)))


def _since(days: Days, day: int, window: int) -> bool:
    place = bisect_left(days, day)
    return place > 0 and days[place - 1] >= day - window


@cache
def _members() -> dict[str, frozenset[str]]:
    bodies = load_yaml(shipped("organisations.yaml"), OrganisationsFile).organisations
    return {body.code: frozenset(body.members) for body in bodies}


def _parts(news: News, one: str, parties: Sequence[str], day: int, gap: int) -> list[Part]:
    """What a candidate is ranked by, from the days before ``day`` alone."""

    def ages(days: Days) -> tuple[float, ...]:
        before = days[: bisect_left(days, day)]
        return tuple(float(day - d) for d in before if not RECENT < day - d <= RECENT + gap)

    def of(kept: dict[str, dict[str, Days]], first: str, second: str) -> tuple[float, ...]:
        return ages(kept[first][second]) if second in kept[first] else ()

    members = _members().get(one, frozenset())
    year = date.fromordinal(day).year
    return mediator_parts(
        Dealings(
            here=tuple(of(news.mediated, party, one) for party in parties),
            told=precedents_by(one, parties, year),
            back=tuple(age for party in parties for age in of(news.mediated, one, party)),
            anywhere=ages(news.anywhere[one]) if one in news.anywhere else (),
            talks=tuple(of(news.talks, party, one) for party in parties),
            asked=tuple(age for party in parties for age in of(news.asks, party, one)),
            kilometres=kilometres(one, parties, year),
            united_nations=one == UNITED_NATIONS,
            member=any(party in members for party in parties),
        )
    )


def named_inputs() -> list[str]:
    """The names of the inputs, in the order of a question's columns."""
    return list(values_of(mediator_parts(Dealings())))
