"""What a desk's stream of coded events says of force between two states, beside all else.

The stream's odds are those of the shipped model of pairs for force within 90 days, from what was
known by the day. They join the odds of a strike as a shift of their log-odds, by a weight that was
fitted where both were there (`history/stream_weights.py`). Where the stream tells nothing of the
two in two years there is nothing to join; where it ends long before the day it moves nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from typing import TYPE_CHECKING

from msgspec import Struct

from crisisdesk.errors import CrisisDeskError
from crisisdesk.history.stream_weights import DAYS, StreamWeight
from crisisdesk.odds.evidence import day_of
from crisisdesk.odds.naming import name_of
from crisisdesk.odds.rates import expit
from crisisdesk.terms.records import Driver

if TYPE_CHECKING:
    from crisisdesk.history.dyads.daily import Daily
    from crisisdesk.history.dyads.running import Sums
    from crisisdesk.odds.pairs import PastEvent

KIND = "ASSAULT"
ACTIVE = 730  # days in which the stream tells something of the two
STALE = 30  # days after its last event from which it is no news
SHOWN = 3
EPOCH = date(1970, 1, 1)


class Told(Struct, frozen=True):
    """The stream's ``probability`` (0..1) that ``one`` uses force on ``other`` within `DAYS`, the
    latest events between them, and how many days before the day asked about the stream ends."""

    one: str
    other: str
    probability: float
    events: tuple[PastEvent, ...]
    behind: int

    def shift(self, weight: StreamWeight) -> tuple[float, float]:
        """As `StreamWeight.shift`; no move by a stream that is no news or a weight that may be
        none."""
        if self.behind > STALE or not weight.counts:
            return 0.0, 0.0
        return weight.shift(self.probability)

    def driver(self, weight: StreamWeight, words: str) -> Driver:
        """What it says, against the average of the cases that the ``words`` name, and the rows
        that it is read from."""
        told = (
            f"coded events: odds of {self.probability:.1%} that {name_of(self.one)} uses force on "
            f"{name_of(self.other)} within {DAYS} days, where {words} had {expit(weight.mean):.1%}"
        )
        if self.behind > STALE:
            told += f"; they end {self.behind} days before, and move nothing"
        elif not weight.counts:
            told += ", which told no more than chance may do"
        return Driver(told, round(self.shift(weight)[0], 2), source=self._rows())

    def _rows(self) -> str:
        rows = (
            f"{event.maker} {event.file} {event.id} ({event.day}, {event.source} {event.type} "
            f"{event.target})"
            for event in self.events[:SHOWN]
        )
        return "; ".join(rows)


class Unread(Struct, frozen=True):
    """A stream that is there and cannot be read, and why: it moves nothing, and that is said."""

    why: str

    def shift(self, weight: StreamWeight) -> tuple[float, float]:
        """None, whatever the weight."""
        return 0.0, 0.0

    def driver(self, weight: StreamWeight, words: str) -> Driver:
        """That nothing was heard."""
        return Driver(f"coded events could not be read, and move nothing: {self.why}", 0.0)


class Stream:
    """A stream at hand: opened when it is first asked, reckoned once for each day and pair."""

    def __init__(self, opened: Callable[[], Daily]) -> None:
        self._opened = opened
        self._daily: Daily | None = None
        self._sums: dict[str, tuple[Sums, int] | None] = {}
        self._told: dict[tuple[str, str, str], Told | None] = {}

    def close(self) -> None:
        """Let go of what was opened."""
        if self._daily is not None:
            self._daily.connection.close()
            self._daily = None

    def told(self, one: str, other: str, as_of: str) -> Told | None:
        """What it says as of a day (ISO 8601) of force by one state on another; None where it
        tells nothing of the two. Raises StreamError where it cannot be read."""
        key = (one, other, as_of)
        if key not in self._told:
            self._told[key] = self._ask(one, other, as_of)
        return self._told[key]

    def _ask(self, one: str, other: str, as_of: str) -> Told | None:
        import numpy as np

        from crisisdesk.history.dyads import model
        from crisisdesk.odds.pairs import PairQuestion, carrying

        if self._daily is None:
            self._daily = self._opened()
        known, place = self._known(as_of), self._daily.place
        if known is None or one not in place or other not in place:
            return None
        sums, last = known
        source, target = place[one], place[other]
        first, second = sums.active(ACTIVE)
        pair = {(source, target), (target, source)}
        if not pair & set(zip(first.tolist(), second.tolist(), strict=True)):
            return None
        ones, others = np.array([source]), np.array([target])
        fitted, day = model.shipped(), day_of(as_of)
        assert day is not None
        common = model.common(sums, ones, others)
        chance = fitted.chances(KIND, fitted.ask(sums, KIND, ones, others, DAYS, common))
        question = PairQuestion(KIND, DAYS, day, one, other)
        events = carrying(self._daily.connection, question, one, other)
        return Told(one, other, float(chance[0]), events, sums.day - 1 - last)

    def _known(self, as_of: str) -> tuple[Sums, int] | None:
        """The sums of what was known by a day, and the last day of it; None where nothing was."""
        from crisisdesk.history.dyads.running import sums_at

        if as_of not in self._sums:
            assert self._daily is not None
            day = day_of(as_of)
            until = (day - EPOCH).days + 1 if day else 0
            told = self._daily.told(until)
            self._sums[as_of] = (sums_at(self._daily, until), told[1]) if told else None
        return self._sums[as_of]


_CURRENT: ContextVar[Stream | None] = ContextVar("stream", default=None)


@contextmanager
def streaming(stream: Stream | None) -> Iterator[None]:
    """Within this, odds of a strike hear a stream (None: none), which is closed at the end."""
    before = _CURRENT.set(stream)
    try:
        yield
    finally:
        _CURRENT.reset(before)
        if stream is not None:
            stream.close()


def told_of(one: str, other: str, as_of: str) -> Told | Unread | None:
    """What the stream at hand says of force by one state on another as of a day; None where there
    is none, or it tells nothing of the two."""
    stream = _CURRENT.get()
    try:
        return stream.told(one, other, as_of) if stream is not None else None
    except CrisisDeskError as error:
        return Unread(str(error))
