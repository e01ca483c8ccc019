"""The past of all pairs as sums that are carried from day to day.

A rate that fades with a half-life needs no look back: what it was, faded, and what is new. So a
walk through a stream reads each count a fixed number of times, however often it stops, and holds
sums by pair and no rows but a month's. Two stretches of days, each summed for itself, make the
sums of both (`Sums.joined`), and so do two shares of the dyads (`Sums.beside`): that is how a
stream is split over machines. `features.Past` computes the same from rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from crisisdesk.history.dyads.counts import KINDS, QUADS, Floats, Ints, kinds_of
from crisisdesk.history.dyads.daily import WHOLE, Daily, Rows, Share, stretches
from crisisdesk.history.dyads.features import (
    DAYS_HALF_LIVES,
    HALF_LIVES,
    LONG_AGO,
    WINDOW,
    Matrix,
)

NEVER = -1_000_000  # days since 1970: before any stream
_QUADS = {kinds_of(quad): place for place, quad in enumerate(QUADS)}


@dataclass
class Sums:
    """Sums before ``day``, by kind and directed pair: fading counts for each of `HALF_LIVES`;
    fading days with any event, by kind and by quad, for each of `DAYS_HALF_LIVES`; the day of the
    last event; events of the last `WINDOW` days."""

    size: int
    day: int
    counts: Floats = field(init=False)
    days: Floats = field(init=False)
    last: Ints = field(init=False)
    lately: Floats = field(init=False)

    def __post_init__(self) -> None:
        pairs = self.size**2
        self.counts = np.zeros((len(HALF_LIVES), len(KINDS), pairs))
        self.days = np.zeros((len(DAYS_HALF_LIVES), len(KINDS) + len(QUADS), pairs))
        self.last = np.full((len(KINDS), pairs), NEVER, dtype=np.int32)
        self.lately = np.zeros((len(KINDS), pairs), dtype=np.float32)

    def fade_to(self, day: int) -> None:
        """Move to a later day; the events of the last `WINDOW` days are left to `walk`."""
        gone = day - self.day
        for sums, half_lives in ((self.counts, HALF_LIVES), (self.days, DAYS_HALF_LIVES)):
            for place, half_life in enumerate(half_lives):
                sums[place] *= np.exp2(-gone / half_life)
        self.day = day

    def add(self, rows: Rows) -> None:
        """Take in what became known before the day."""
        pairs = self.size**2
        age = (self.day - rows.day).astype(float)
        place = rows.kind * pairs + rows.pair
        for sums, half_life in zip(self.counts, HALF_LIVES, strict=True):
            _put(sums, place, rows.number * np.exp2(-age / half_life))
        in_quads = (len(KINDS) + _QUAD[rows.kind]) * pairs + rows.pair
        for sums, half_life in zip(self.days, DAYS_HALF_LIVES, strict=True):
            weight = np.exp2(-age / half_life)
            _put(sums, place[rows.first_of_kind], weight[rows.first_of_kind])
            _put(sums, in_quads[rows.first_of_quad], weight[rows.first_of_quad])
        np.maximum.at(self.last.reshape(-1), place, rows.day.astype(np.int32))

    def count_lately(self, rows: Rows, sign: int) -> None:
        """Take events into the last `WINDOW` days (1), or out of them (-1)."""
        place = rows.kind * self.size**2 + rows.pair
        _put(self.lately, place, sign * rows.number)

    def joined(self, later: Sums) -> Sums:
        """These sums and those of the days that follow, as of the end of both; without the events
        of the last `WINDOW` days."""
        both = self.copy()
        both.lately[:] = 0
        both.fade_to(later.day)
        both.counts += later.counts
        both.days += later.days
        np.maximum(both.last, later.last, out=both.last)
        return both

    def beside(self, other: Sums) -> Sums:
        """These sums and those of other dyads over the same days: each cell is one's alone, so
        these are the very sums of all of them."""
        both = self.copy()
        for name in ("counts", "days", "lately"):
            mine = getattr(both, name)
            mine += getattr(other, name)
        np.maximum(both.last, other.last, out=both.last)
        return both

    def copy(self) -> Sums:
        """Sums of their own, which may be changed."""
        both = Sums(self.size, self.day)
        for name in ("counts", "days", "last", "lately"):
            getattr(both, name)[:] = getattr(self, name)
        return both

    def rate(self, kinds: tuple[int, ...], half_life: float, *, days: bool = False) -> Matrix:
        """As `features.Past.rate`, for the half-lives kept; ``days`` of a kind or a quad."""
        if days:
            place = len(KINDS) + _QUADS[kinds] if kinds in _QUADS else kinds[0]
            sums = self.days[DAYS_HALF_LIVES.index(int(half_life)), place]
        else:
            sums = self.counts[HALF_LIVES.index(int(half_life)), list(kinds)].sum(axis=0)
        return self._square(sums * (30 * np.log(2) / half_life))

    def since(self, kinds: tuple[int, ...]) -> Matrix:
        """As `features.Past.since`."""
        return self._square(np.minimum(self.day - self.last[list(kinds)].max(axis=0), LONG_AGO))

    def within(self, kinds: tuple[int, ...], days: int) -> Matrix:
        """As `features.Past.within`, for `WINDOW` days. Raises ValueError for others."""
        if days != WINDOW:
            raise ValueError(f"events of the last {WINDOW} days are kept, not of {days}")
        return self._square(self.lately[list(kinds)].sum(axis=0))

    def knows(self, party: int) -> bool:
        """Whether anything was known of a party."""
        told = (self.last.max(axis=0) > NEVER).reshape(self.size, self.size)
        return bool(told[party].any() or told[:, party].any())

    def active(self, days: int) -> tuple[Ints, Ints]:
        """As `features.Past.active`."""
        pairs = np.flatnonzero(self.last.max(axis=0) >= self.day - days)
        return pairs // self.size, pairs % self.size

    def _square(self, sums: Floats | Ints) -> Matrix:
        return sums.reshape(self.size, self.size).astype(np.float32)


_QUAD = np.zeros(len(KINDS), dtype=np.int64)
for _kinds, _place in _QUADS.items():
    _QUAD[list(_kinds)] = _place


def _put(sums: Floats, place: Ints, weight: Floats) -> None:
    """Add weights at places of an array, which may repeat."""
    flat = sums.reshape(-1)
    flat += np.bincount(place, weight, len(flat))


def sums_of(daily: Daily, first: int, until: int, share: Share = WHOLE) -> Sums:
    """What became known from a day on until before another, as of the latter, of a share of the
    dyads."""
    sums = Sums(daily.size, first)
    for start, end in stretches(first, until):
        sums.fade_to(end)
        sums.add(daily.known(start, end, share))
    return sums


def sums_at(daily: Daily, day: int) -> Sums:
    """What was known before a day, in one look: for a single forecast."""
    sums = Sums(daily.size, day)
    told = daily.summed(day)
    pair, kind = told["pair"].astype(np.int64), told["kind"].astype(np.int64)
    for place, half_life in enumerate(HALF_LIVES):
        sums.counts[place, kind, pair] = told[f"count {half_life}"]
    for place, half_life in enumerate(DAYS_HALF_LIVES):
        sums.days[place, kind, pair] = told[f"kind {half_life}"]
        np.add.at(sums.days[place], (len(KINDS) + _QUAD[kind], pair), told[f"quad {half_life}"])
    sums.last[kind, pair] = told["last"]
    sums.lately[kind, pair] = told["lately"]
    return sums


def walk(daily: Daily, sums: Sums, days: list[int]) -> Iterator[Sums]:
    """The sums at each of some rising days, from those at ``sums.day`` on; the very ones, changed
    from day to day."""
    for start, end in stretches(sums.day - WINDOW, sums.day):
        sums.count_lately(daily.leaving(start, end, sums.day), 1)
    for day in days:
        for start, end in stretches(sums.day, day):
            _step(daily, sums, start, end)
        yield sums


def _step(daily: Daily, sums: Sums, start: int, end: int) -> None:
    new = daily.known(start, end)
    sums.fade_to(end)
    sums.add(new)
    sums.count_lately(new.where(new.day >= end - WINDOW), 1)
    sums.count_lately(daily.leaving(start - WINDOW, end - WINDOW, start), -1)
