"""How the odds of pairs would have fared on a stream: asked at each month's start with what was
known by then, held against what came.

A year is a task: the counts of its days, the sums that it starts from, the forecasts of its
months (`yearly`). A year may be cut further, into shares of its dyads: the sums are then the very
same, the scores the same but for the rounding of their sums.
Brier and logarithmic scores as in `scoring`; skill is over the pair's own rate, and over the share
that came true in the years before (cases of a year that were open at its end are in it, which
favours that baseline a little).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np
from msgspec import Struct

from crisisdesk.engines import Engine, Here
from crisisdesk.errors import QuestionError
from crisisdesk.formats.streams.store import Limits, Store
from crisisdesk.history.dyads import model
from crisisdesk.history.dyads.counts import CLASSES, Floats
from crisisdesk.history.dyads.daily import Daily, Share, open_daily
from crisisdesk.history.dyads.draws import ACTIVE
from crisisdesk.history.dyads.running import Sums, walk
from crisisdesk.odds.scoring import LEAST, MOST, Points
from crisisdesk.odds.words import BANDS
from crisisdesk.odds.yearly import counted_by, data_of, date_of, each_year, months

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Asked(Struct, frozen=True):
    """What is asked at each month's start: kinds (classes of the model), horizons in days, and the
    first and last year."""

    kinds: tuple[str, ...]
    days: tuple[int, ...]
    first: int
    last: int


class Band(Struct, frozen=True):
    """Forecasts in one band of likelihood words: how many, their sum, how many came true."""

    n: int
    said: float
    k: int


class Tally(Struct, frozen=True):
    """One year, kind and horizon: cases, how many came true, sums of the scores of the model and
    of the pair's own rate, and the bands of `words.BANDS`."""

    year: int
    kind: str
    days: int
    n: int
    k: int
    model: Points
    own: Points
    bands: tuple[Band, ...]


class Line(Struct, frozen=True):
    """A year (``all``: of all of them), kind and horizon: cases, the share that came true, mean
    scores of the model and of the two baselines (``share``: None in the first year), and the mean
    forecast."""

    year: str
    kind: str
    days: int
    n: int
    came: float
    said: float
    model: Points
    own: Points
    share: Points | None
    bands: tuple[Band, ...]


class Backtest(Struct, frozen=True):
    """The lines, what they are of (makers, files, events), and the model."""

    lines: tuple[Line, ...]
    data: str
    events: int
    parties: int
    first: str
    last: str
    model: str


def backtest(
    store: Store,
    asked: Asked,
    limits: Limits | None = None,
    engine: Engine | None = None,
    dyads: int = 1,
) -> Backtest:
    """Back-test the shipped model on a store, each year in so many shares of its dyads. Raises
    StreamError where it holds nothing, QuestionError where no year of it is asked about or a kind
    or horizon is unknown."""
    _check(asked)
    limits, engine = limits or Limits.given(), engine or Here()
    told = counted_by(engine, store, limits)
    tallies = each_year(
        engine, told, limits, dyads, (asked.first, asked.last), score_year, told.last, asked
    )
    found = _by_year(tally for task in engine.get(tallies) for tally in task)
    if not found:
        raise QuestionError(
            f"nothing to score: the stream tells of {date_of(told.first)} to "
            f"{date_of(told.last)}, and a forecast counts once its horizon is over"
        )
    return Backtest(
        lines_of(found), data_of(store), sum(note.rows for note in store.imports),
        len(told.parties), date_of(told.first).isoformat(), date_of(told.last).isoformat(),
        model.shipped().told,
    )  # fmt: skip


def score_year(
    files: Sequence[str], limits: Limits, sums: Sums, end: int, share: Share, last: int,
    asked: Asked,
) -> list[Tally]:  # fmt: skip
    """The task of a year's forecasts of a share of the dyads: from the sums at its first
    day, for each month's start before ``end``, those whose horizon is over by the day ``last``."""
    year = date_of(sums.day).year
    found: list[Tally] = []
    with open_daily(files, limits) as daily:
        for past in walk(daily, sums.copy(), list(months(sums.day, end))):
            found = _by_year([*found, *_month(daily, past, last, asked, (year, share))])
    return found


def _by_year(tallies: Iterable[Tally]) -> list[Tally]:
    """Those of one year, kind and horizon added up, in the order in which they come."""
    found: dict[tuple[int, str, int], Tally] = {}
    for tally in tallies:
        key = tally.year, tally.kind, tally.days
        found[key] = _added(found[key], tally) if key in found else tally
    return list(found.values())


def _month(daily: Daily, past: Sums, last: int, asked: Asked, of: tuple[int, Share]) -> list[Tally]:
    year, share = of
    horizons = [days for days in asked.days if past.day + days <= last + 1]
    source, target = past.active(ACTIVE)
    mine = share.holds(source, target, past.size)
    source, target = source[mine], target[mine]
    if not horizons or not len(source):
        return []
    soonest = daily.waits(past.day, max(horizons))
    common = model.common(past, source, target)
    found, fitted = [], model.shipped()
    for name in asked.kinds:
        waits = soonest.soonest(name)[source * daily.size + target]
        for days in horizons:
            put = fitted.ask(past, name, source, target, days, common)
            own = 1 / (1 + np.exp(-put.start))
            found.append(tally_of(year, name, days, fitted.chances(name, put), own, waits < days))
    return found


def tally_of(
    year: int, kind: str, days: int, chance: Floats, own: Floats, came: NDArray[np.bool_]
) -> Tally:
    """The sums of some cases; odds are kept from certainty for the logarithm."""
    place = np.searchsorted([end for end, _ in BANDS[:-1]], chance, side="right")
    counted, said, true = (
        np.bincount(place, weights, len(BANDS)) for weights in (None, chance, came.astype(float))
    )
    return Tally(
        year, kind, days, len(came), int(came.sum()), points_of(chance, came), points_of(own, came),
        tuple(Band(int(n), float(p), int(k)) for n, p, k in zip(counted, said, true, strict=True)),
    )  # fmt: skip


def points_of(chance: Floats, came: NDArray[np.bool_]) -> Points:
    """The sums of the scores of some forecasts."""
    kept = np.clip(chance, LEAST, MOST)
    return Points(
        float(((chance - came) ** 2).sum()), float(-np.log(np.where(came, kept, 1 - kept)).sum())
    )


def _added(one: Tally, other: Tally) -> Tally:
    return Tally(
        one.year, one.kind, one.days, one.n + other.n, one.k + other.k,
        _plus(one.model, other.model), _plus(one.own, other.own),
        tuple(Band(a.n + b.n, a.said + b.said, a.k + b.k)
              for a, b in zip(one.bands, other.bands, strict=True)),
    )  # fmt: skip


def _plus(one: Points, other: Points) -> Points:
    return Points(one.brier + other.brier, one.log + other.log)


def lines_of(tallies: Sequence[Tally]) -> tuple[Line, ...]:
    """The lines of each kind and horizon: years in order, then all together."""
    found: list[Line] = []
    for key in dict.fromkeys((tally.kind, tally.days) for tally in tallies):
        mine = sorted((t for t in tallies if (t.kind, t.days) == key), key=lambda t: t.year)
        n = k = 0
        shares: list[Points | None] = []
        for tally in mine:
            shares.append(_constant(tally, (k + 0.5) / (n + 1)) if n else None)
            n, k = n + tally.n, k + tally.k
            found.append(_line(str(tally.year), tally, shares[-1]))
        if len(mine) > 1:
            total = mine[0]
            for tally in mine[1:]:
                total = _added(total, tally)
            found.append(_line("all", total, None))
    return tuple(found)


def _constant(tally: Tally, share: float) -> Points:
    """The sums of the scores of one forecast for all cases."""
    p = min(max(share, LEAST), MOST)
    no = tally.n - tally.k
    return Points(
        tally.k * (1 - share) ** 2 + no * share**2, float(-tally.k * np.log(p) - no * np.log(1 - p))
    )


def _line(year: str, tally: Tally, share: Points | None) -> Line:
    def mean(sums: Points) -> Points:
        return Points(sums.brier / tally.n, sums.log / tally.n)

    return Line(
        year, tally.kind, tally.days, tally.n, tally.k / tally.n,
        sum(band.said for band in tally.bands) / tally.n, mean(tally.model), mean(tally.own),
        None if share is None else mean(share), tally.bands,
    )  # fmt: skip


def check_kinds(kinds: Sequence[str]) -> None:
    """Raises QuestionError for what is no class of the model."""
    unknown = [kind for kind in kinds if kind not in CLASSES]
    if unknown:
        raise QuestionError(f"{unknown[0]!r} is no kind of event: use one of {', '.join(CLASSES)}")


def _check(asked: Asked) -> None:
    check_kinds(asked.kinds)
    for days in asked.days:
        if not 1 <= days <= model.LONGEST:
            raise QuestionError(
                f"a horizon of {days} days cannot be answered: use 1 to {model.LONGEST}"
            )
