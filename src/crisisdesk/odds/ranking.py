"""Who it is next: a question with one side open, answered by the ranker of a desk's own stream.

`refit` learns from the desk's events; `ranked` takes that up, learns day by day what has come
since, and ranks the parties of the open side, each with the past events that carry it most.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from msgspec import Struct

from crisisdesk.engines import Engine, Here
from crisisdesk.errors import StreamError
from crisisdesk.formats.streams.store import Limits, Store
from crisisdesk.history.dyads.counts import KINDS, Counts, kinds_of, read_counts
from crisisdesk.history.dyads.daily import open_daily
from crisisdesk.history.ranking.evidence import BUCKETS, EDGES
from crisisdesk.history.ranking.facts import Facts, Floats, Ints, Queries
from crisisdesk.history.ranking.popularity import Popularity
from crisisdesk.history.ranking.ranker import Ranker
from crisisdesk.history.ranking.saved import VERSION, Card, load, read_card, save
from crisisdesk.history.ranking.view import View, see
from crisisdesk.odds.naming import name_of
from crisisdesk.odds.yearly import counted_by, date_of, day_of, turns

if TYPE_CHECKING:
    import duckdb

LEAST = 500  # facts below which nothing is learned
MOST = 400_000  # facts that are learned from, the latest; a day is taken whole
SHOWN = 3  # grounds of a candidate
YEAR = 365


class Ground(Struct, frozen=True):
    """Past events that carry a candidate: in words with the last day, and the share (0..1) of the
    candidate's evidence that they make."""

    text: str
    last: str
    share: float


class Ranked(Struct, frozen=True):
    """A candidate for the open side: place from 1 on, score (higher is likelier; for order
    alone), grounds."""

    party: str
    place: int
    score: float
    grounds: tuple[Ground, ...]


@dataclass(frozen=True)
class Stream:
    """A desk's events as facts; day 0 is ``first``."""

    facts: Facts
    parties: tuple[str, ...]
    first: date
    until: date

    def day(self, day: date) -> int:
        """A day as the facts count it."""
        return (day - self.first).days

    def named(self, day: int) -> str:
        """A day of the facts in ISO 8601."""
        return (self.first + timedelta(days=day)).isoformat()


def stream_of(counts: Counts, until: date, known: Card) -> Stream:
    """The stream up to and with the day ``until``; parties that a card knows keep their places."""
    first = date.fromisoformat(known.first)
    parties = known.parties + tuple(sorted(set(counts.states) - set(known.parties)))
    place = {party: number for number, party in enumerate(parties)}
    new = np.array([place[party] for party in counts.states])
    rows = np.column_stack([
        new[counts.source], counts.kind, new[counts.target], counts.day - day_of(first),
    ])  # fmt: skip
    return Stream(Facts(rows[rows[:, 3] >= 0], len(parties), len(KINDS)), parties, first, until)


def refit(
    store: Store, as_of: date, folder: Path, limits: Limits | None = None,
    engine: Engine | None = None,
) -> Card:  # fmt: skip
    """Learn from what the stream told by ``as_of`` of its latest days, which hold at most `MOST`
    facts, and keep it in ``folder``. Each year is counted, and gives its facts, as a task. Raises
    StreamError where the stream holds too little."""
    stream = latest(store, as_of, limits or Limits.given(), engine or Here())
    ranker = Ranker(stream.facts)
    ranker.fit(stream.day(as_of) + 1)
    card = Card(
        VERSION, stream.parties, stream.first.isoformat(), as_of.isoformat(),
        stream.facts.size // 2, *ranker.trial,
    )  # fmt: skip
    save(folder, ranker, card)
    return card


def latest(store: Store, as_of: date, limits: Limits, engine: Engine) -> Stream:
    """The latest days of a stream as of a day. Raises StreamError where it holds too little."""
    told = counted_by(engine, store, limits)
    until = min(told.last, day_of(as_of)) + 1
    years = turns(told.first, until) if until > told.first else []
    tasks = [engine.submit(facts_a_day, told.files, limits, *year, until) for year in years]
    numbers = {day: number for year in engine.get(tasks) for day, number in year}
    if sum(numbers.values()) < LEAST:
        raise StreamError(
            "ranking",
            f"the stream holds {sum(numbers.values())} facts; {LEAST} are needed to rank",
        )
    first = window(numbers)
    tasks = [
        engine.submit(facts_of, told.files, limits, max(first, start), end, until)
        for start, end in years
        if end > first
    ]
    rows = np.concatenate(engine.get(tasks))
    known, places = np.unique(rows[:, [0, 2]], return_inverse=True)
    rows[:, [0, 2]] = places.reshape(-1, 2)
    rows[:, 3] -= first
    parties = tuple(told.parties[place] for place in known.tolist())
    return Stream(Facts(rows, len(parties), len(KINDS)), parties, date_of(first), as_of)


def facts_a_day(
    files: Sequence[str], limits: Limits, first: int, until: int, known: int
) -> list[tuple[int, int]]:
    """The task of a year: how many facts each day holds, of those known before a day."""
    with open_daily(files, limits) as daily:
        rows = daily.connection.execute(
            """SELECT day, count(DISTINCT (source, target, kind)) FROM daily
                WHERE day >= ? AND day < ? AND known < ? GROUP BY day ORDER BY day""",
            [first, until, known],
        ).fetchall()
    return [(int(day), int(number)) for day, number in rows]


def facts_of(files: Sequence[str], limits: Limits, first: int, until: int, known: int) -> Ints:
    """The task of a year's facts from a day on, of those known before another: source, kind,
    target, day, each once."""
    with open_daily(files, limits) as daily:
        found = daily.connection.execute(
            """SELECT DISTINCT one.place::BIGINT AS source, kind::BIGINT AS kind,
                other.place::BIGINT AS target, day::BIGINT AS day FROM daily
                JOIN places AS one ON one.code = source JOIN places AS other ON other.code = target
                WHERE day >= ? AND day < ? AND known < ? ORDER BY day, source, target, kind""",
            [first, until, known],
        ).fetchnumpy()
    return np.column_stack([np.asarray(found[name], dtype=np.int64) for name in found])


def window(numbers: dict[int, int]) -> int:
    """The first of the latest days that together hold at most `MOST` facts, the last at least."""
    total, first = 0, max(numbers)
    for day in sorted(numbers, reverse=True):
        total += numbers[day]
        if total > MOST:
            break
        first = day
    return first


def ranked(
    connection: duckdb.DuckDBPyConnection, events: duckdb.DuckDBPyRelation, as_of: date,
    kind: str, source: str | None, target: str | None, folder: Path, top: int,
) -> list[Ranked] | None:  # fmt: skip
    """The likeliest parties of the side left open (one of ``source``, ``target``) on the days
    after ``as_of``. None where nothing was fitted, where it was fitted on later days, or where
    the given side is not in the stream."""
    card = read_card(folder)
    if card is None or as_of.isoformat() < card.until:
        return None
    since = date.fromisoformat(card.first)
    counts = read_counts(connection, events, as_of + timedelta(days=1), since)
    stream = stream_of(counts, as_of, card)
    given = source or target
    if given not in stream.parties:
        return None
    ranker = load(folder, stream.facts)
    catch_up(ranker, stream, card)
    kinds = np.array(kinds_of(kind)) + (0 if source else len(KINDS))
    queries = Queries(
        np.full(len(kinds), stream.parties.index(given)), kinds, *(np.zeros(0, int),) * 2
    )
    return _answers(ranker, stream, queries, top)


def catch_up(ranker: Ranker, stream: Stream, card: Card) -> None:
    """Learn from the days since the card's, one by one."""
    start = stream.day(date.fromisoformat(card.until)) + 1
    ranker.popularity = Popularity(stream.facts, start)
    for _, view in ranker.walk(start, stream.day(stream.until) + 1):
        ranker.learn(view)


def _answers(ranker: Ranker, stream: Stream, queries: Queries, top: int) -> list[Ranked]:
    day = stream.day(stream.until) + 1
    ranker.popularity.move_to(stream.facts, day)
    view = see(stream.facts, ranker.popularity, queries, day)
    score = np.concatenate([part for _, _, part in ranker.scores(view, day)])
    total = _together(score, stream.facts, queries, day)
    total[queries.source[0]] = -np.inf
    best = np.argsort(-total, kind="stable")[:top]
    return [
        Ranked(
            stream.parties[entity], place + 1, float(total[entity]),
            grounds_of(ranker, stream, view, int(entity), day),
        )
        for place, entity in enumerate(best.tolist())
    ]  # fmt: skip


def _together(score: Floats, facts: Facts, queries: Queries, day: int) -> Floats:
    """One score for several kinds: chances added up, each kind as frequent as in the source's
    last year."""
    low, high = facts.before_under(queries.source, queries.relation, day, facts.size)
    often = np.array(
        [
            np.count_nonzero(facts.narrow_day[a:b] > day - YEAR)
            for a, b in zip(low, high, strict=True)
        ]
    )
    weight = (often + 0.1) / (often + 0.1).sum()
    chance = np.exp(score - score.max(axis=1, keepdims=True))
    chance /= chance.sum(axis=1, keepdims=True)
    return np.asarray(np.log((chance * weight[:, None]).sum(axis=0) + 1e-30))


def grounds_of(
    ranker: Ranker, stream: Stream, view: View, entity: int, day: int
) -> tuple[Ground, ...]:
    """The evidence that the first network weighs most for a candidate, in words."""
    weighed, value = ranker.learners[0].network.weigh(view, 0, len(view.queries.source))
    posed = weighed.posed
    rows = np.flatnonzero(posed.pair_target[posed.pair] == view.column[entity])
    if not len(rows):
        return ()
    best = rows[np.argsort(-weighed.share[rows] * value[posed.pair[rows]], kind="stable")]
    found: dict[str, Ground] = {}
    for row in best.tolist():
        source = int(view.queries.source[posed.asked[row]])
        told = _told(stream, source, entity, int(posed.kind[row]), day)
        if told is not None and told[0] not in found:
            found[told[0]] = Ground(*told, round(float(weighed.share[row]), 3))
        if len(found) == SHOWN:
            break
    return tuple(found.values())


def _told(stream: Stream, source: int, target: int, kind: int, day: int) -> tuple[str, str] | None:
    """A row of evidence in words, with the last day; None where it is a neighbour's and none of
    its facts is at hand."""
    facts = stream.facts
    relation, bucket = divmod(kind, BUCKETS)
    far = relation >= facts.both
    relation %= facts.both
    oldest = EDGES[bucket + 1] - 1 if bucket + 1 < BUCKETS else day + 1
    rows = facts.between(max(0, day - int(oldest)), day - int(EDGES[bucket]) + 1)
    rows = rows[(rows[:, 1] == relation) & (rows[:, 2] == target)]
    rows = rows[rows[:, 0] != source] if far else rows[rows[:, 0] == source]
    if not len(rows):
        return None
    who = "others that it deals with" if far else name_of(stream.parties[source])
    one, other = who, name_of(stream.parties[target])
    if relation >= facts.relations:
        one, other = other, one
    what = KINDS[relation % facts.relations]
    last = stream.named(int(rows[:, 3].max()))
    times = f"{len(rows)} times, last" if len(rows) > 1 else "once,"
    return f"{what} by {one} towards {other}: {times} {last}", last


def codes(found: Sequence[Ranked]) -> list[str]:
    """The parties in order."""
    return [one.party for one in found]
