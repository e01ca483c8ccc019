"""A stream gone through by tasks of an engine: a year each, or a share of a year's dyads.

Every year is counted and summed for itself, the sums are joined in the order of the years, and what
is asked of a year starts from the sums at its first day. Tasks run one after another here, or side
by side on Ray, and come to the same figures, since both add up the same years in the same order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, NamedTuple

from crisisdesk.engines import Engine
from crisisdesk.formats.streams.store import Limits, Store
from crisisdesk.history.dyads.daily import WHOLE, Share, count_year, open_daily, years_of
from crisisdesk.history.dyads.running import Sums, sums_of

EPOCH = date(1970, 1, 1)


class Counted(NamedTuple):
    """A stream whose years are counted: the files of the counts, and what they tell of: the first
    and last day (days since 1970), the parties."""

    files: tuple[str, ...]
    first: int
    last: int
    parties: tuple[str, ...]


def counted_by(engine: Engine, store: Store, limits: Limits) -> Counted:
    """The counts of a store, each year a task. Raises StreamError where it holds nothing."""
    store = Store(store.folder.resolve())  # a cluster's tasks run in folders of their own
    years = years_of(store)
    engine.get([engine.submit(count_year, year, limits) for year in years])
    files = tuple(str(year.counts) for year in years)
    with open_daily(files, limits) as daily:
        return Counted(files, daily.first, daily.last, daily.parties)


def data_of(store: Store) -> str:
    """Which data a store holds: makers, files and their first keys."""
    notes = store.imports
    keys = [note.key for note in notes]
    told = ", ".join(keys[:3]) + (", ..." if len(keys) > 3 else "")
    makers = sorted({note.maker for note in notes})
    return f"{', '.join(makers)}: {len(notes)} files, keys {told}"


def each_year(
    engine: Engine, told: Counted, limits: Limits, dyads: int, years: tuple[int, int],
    task: Callable[..., Any], *given: Any,
) -> list[Any]:  # fmt: skip
    """What ``task(files, limits, sums, end, share, *given)`` makes of each of the ``years`` from
    the first to the last and each share of the dyads: from the sums at the year's first day that is
    told of, until before the day ``end``. Results stand for themselves, as the engine has them."""
    found, sums = [], Sums(len(told.parties), told.first)
    shares = [Share(part, dyads) for part in range(dyads)]
    for start, end in turns(told.first, told.last + 1):
        year = date_of(start).year
        if year > years[1]:
            break
        if year >= years[0]:
            found += [
                engine.submit(task, told.files, limits, sums, end, share, *given)
                for share in shares
            ]
        if year < years[1]:
            parts = [engine.submit(sum_year, told.files, limits, start, end, s) for s in shares]
            new = parts[0]
            for part in parts[1:]:
                new = engine.submit(Sums.beside, new, part)
            sums = engine.submit(Sums.joined, sums, new)
    return found


def sum_year(
    files: Sequence[str], limits: Limits, start: int, end: int, share: Share = WHOLE
) -> Sums:
    """The task of a year's sums, by themselves, of a share of the dyads."""
    with open_daily(files, limits) as daily:
        return sums_of(daily, start, end, share)


def turns(first: int, until: int) -> list[tuple[int, int]]:
    """The days from one until before another, cut where years begin."""
    years = range(date_of(first).year, date_of(until - 1).year + 1)
    cuts = [first, *(day_of(date(year, 1, 1)) for year in years[1:]), until]
    return list(pairwise(cuts))


def months(start: int, end: int) -> Iterator[int]:
    """The first days of months from a day on until before another."""
    for year in range(date_of(start).year, date_of(max(start, end - 1)).year + 1):
        days = (day_of(date(year, month, 1)) for month in range(1, 13))
        yield from (day for day in days if start <= day < end)


def date_of(day: int) -> date:
    """A day since 1970."""
    return EPOCH + timedelta(days=day)


def day_of(day: date) -> int:
    """As days since 1970."""
    return (day - EPOCH).days
