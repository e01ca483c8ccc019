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

from crisisdesk.errors import StreamError
from crisisdesk.history.dyads.counts import KINDS, Counts, kinds_of, read_counts
from crisisdesk.history.ranking.evidence import BUCKETS, EDGES
from crisisdesk.history.ranking.facts import Facts, Floats, Queries
from crisisdesk.history.ranking.popularity import Popularity
from crisisdesk.history.ranking.ranker import Ranker
from crisisdesk.history.ranking.saved import VERSION, Card, load, read_card, save
from crisisdesk.history.ranking.view import View, see
from crisisdesk.odds.naming import name_of

if TYPE_CHECKING:
    import duckdb

EPOCH = date(1970, 1, 1)
LEAST = 500  # facts below which nothing is learned
MOST = 400_000  # events that are learned from, the latest; a day is taken whole
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


def stream_of(counts: Counts, until: date, known: Card | None = None) -> Stream:
    """The stream up to and with the day ``until``; parties that a card knows keep their places.
    Raises StreamError where it holds too little."""
    if len(counts.day) < LEAST:
        raise StreamError(
            "ranking", f"the stream holds {len(counts.day)} facts; {LEAST} are needed to rank"
        )
    first = EPOCH + timedelta(days=int(counts.day[0]))
    parties = counts.states
    if known is not None:
        first = date.fromisoformat(known.first)
        parties = known.parties + tuple(sorted(set(parties) - set(known.parties)))
    place = {party: number for number, party in enumerate(parties)}
    new = np.array([place[party] for party in counts.states])
    rows = np.column_stack([
        new[counts.source], counts.kind, new[counts.target], counts.day - (first - EPOCH).days,
    ])  # fmt: skip
    rows = rows[rows[:, 3] >= 0]
    return Stream(Facts(rows, len(parties), len(KINDS)), parties, first, until)


def refit(
    connection: duckdb.DuckDBPyConnection, events: duckdb.DuckDBPyRelation, as_of: date,
    folder: Path,
) -> Card:  # fmt: skip
    """Learn from what the stream told by ``as_of`` of its latest days, which hold at most `MOST`
    events, and keep it in ``folder``. Raises StreamError where the stream holds too little."""
    since = window_of(connection, events, as_of)
    stream = stream_of(read_counts(connection, events, as_of + timedelta(days=1), since), as_of)
    ranker = Ranker(stream.facts)
    ranker.fit(stream.day(as_of) + 1)
    card = Card(
        VERSION, stream.parties, stream.first.isoformat(), as_of.isoformat(),
        stream.facts.size // 2, *ranker.trial,
    )  # fmt: skip
    save(folder, ranker, card)
    return card


def window_of(
    connection: duckdb.DuckDBPyConnection, events: duckdb.DuckDBPyRelation, as_of: date
) -> date | None:
    """The first of the latest days by ``as_of`` that together hold at most `MOST` events; None
    where all days do."""
    events.create_view("stream_events", replace=True)
    days = connection.execute(
        """SELECT day, count(*) FROM stream_events WHERE day <= ? AND published <= ?
            AND source <> target AND type IS NOT NULL GROUP BY day ORDER BY day DESC""",
        [as_of, as_of],
    ).fetchall()
    total = 0
    for place, (_, number) in enumerate(days):
        total += number
        if total > MOST:
            first: date = days[max(0, place - 1)][0]
            return first
    return None


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
