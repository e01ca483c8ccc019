"""The odds of a pair week by week, each as it would have been told that day, and the events of the
weeks in which they moved most."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from crisisdesk.errors import QuestionError
from crisisdesk.history.dyads import model
from crisisdesk.history.dyads.daily import Daily
from crisisdesk.odds.pairs import PairQuestion, PastEvent, pair_forecasts

if TYPE_CHECKING:
    import duckdb

WEEK = timedelta(days=7)
MOVES = 4  # weeks of which the events are told
TOLD = 3  # events of a week
LEAST = 0.01  # change of the odds that counts as a move


class Told(Struct, frozen=True):
    """The odds as of a day, with their interval (0..1)."""

    as_of: str
    probability: float
    interval: tuple[float, float]


class Move(Struct, frozen=True):
    """A week that moved the odds: from what to what, and the events that were new to it."""

    first: str
    last: str
    before: float
    after: float
    events: tuple[PastEvent, ...]


class PairHistory(Struct, frozen=True):
    """The odds of one pair over time, oldest first, and the weeks that moved them most."""

    source: str
    target: str
    kind: str
    days: int
    told: tuple[Told, ...]
    moves: tuple[Move, ...]


def pair_history(
    daily: Daily, question: PairQuestion, weeks: int, own: Path | None = None
) -> PairHistory:
    """The odds at the ends of the last ``weeks`` weeks. A week before the stream knew both sides
    is left out. ``own`` as for `pair_forecasts`, asked if it knew nothing of any of these weeks:
    all are told by one model, else its coming would look like news. Raises QuestionError where a
    side is open or the pair cannot be asked about."""
    if question.source is None or question.target is None:
        raise QuestionError("odds over time are of one pair: name who and whom")
    first = (question.as_of - weeks * WEEK).isoformat()
    if model.model_for(own, question.kind, first) is model.shipped():
        own = None
    found = [pair_forecasts(daily, question, own=own)[0]]
    day = question.as_of
    for _ in range(weeks):
        day -= WEEK
        try:
            earlier = msgspec.structs.replace(question, as_of=day)
            found.append(pair_forecasts(daily, earlier, own=own)[0])
        except QuestionError:
            break
    found.reverse()
    told = tuple(Told(one.as_of, one.probability, one.interval) for one in found)
    moved = sorted(
        (two for two in pairwise(told) if abs(two[1].probability - two[0].probability) >= LEAST),
        key=lambda two: -abs(two[1].probability - two[0].probability),
    )[:MOVES]
    moves = [
        Move(
            one.as_of, other.as_of, one.probability, other.probability,
            _new(daily.connection, question, one.as_of, other.as_of),
        )
        for one, other in moved
    ]  # fmt: skip
    return PairHistory(
        question.source, question.target, question.kind, question.days, told,
        tuple(sorted(moves, key=lambda move: move.last)),
    )  # fmt: skip


def _new(
    connection: duckdb.DuckDBPyConnection, question: PairQuestion, after: str, until: str
) -> tuple[PastEvent, ...]:
    """The gravest events between the two that became known in a week."""
    rows = connection.execute(
        """SELECT day::VARCHAR, source, target, type, mode, place, maker, file, id
            FROM stream_events WHERE type IS NOT NULL AND day <= $until AND published <= $until
            AND (day > $after OR published > $after)
            AND ((source = $one AND target = $other) OR (source = $other AND target = $one))
            ORDER BY abs(intensity) DESC NULLS LAST, day DESC, id LIMIT $most""",
        {"after": date.fromisoformat(after), "until": date.fromisoformat(until),
         "one": question.source, "other": question.target, "most": TOLD},
    ).fetchall()  # fmt: skip
    return tuple(PastEvent(*row) for row in sorted(rows, reverse=True))
