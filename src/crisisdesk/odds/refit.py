"""The odds of pairs fitted anew, on a desk's own stream, however large.

Cases are asked for at every month's start, of every pair with any event in two years, and so many
are drawn from them as a fit can hold (`draws`); years and shares of the dyads are tasks (`yearly`),
and so is the fit of each class. The draw is the same however it was cut, and so are the trees.

The last quarter of the months is held out: it makes the bins that forecasts quote, and decides
whether the stream's own trees are kept, which they are where they forecast it better than those
that ship. Nothing of the held-out months was known when the last case to fit on was over.
"""

from __future__ import annotations

import gzip
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from msgspec import Struct

from crisisdesk.engines import Engine, Here
from crisisdesk.errors import StreamError
from crisisdesk.formats.streams.store import Limits, Store
from crisisdesk.history.dyads import model
from crisisdesk.history.dyads.counts import Floats
from crisisdesk.history.dyads.draws import Drawn, Wanted, draw_year, merged
from crisisdesk.history.dyads.fitting import bins_of, fit_own_rate, grow
from crisisdesk.odds.backtest import check_kinds, points_of
from crisisdesk.odds.scoring import Points
from crisisdesk.odds.yearly import Counted, counted_by, data_of, date_of, day_of, each_year, months

MOST = (100_000, 50_000)  # cases to fit on, and held out
YEAR = 365  # days of a stream before the first case: a pair's own rate is of a year
HELD = 0.25  # of the months
LEAST = (12, 6)  # months to fit on, and held out
HITS = 50  # cases that came true, of those to fit on and of those held out, without which none is


class Trial(Struct, frozen=True):
    """A class on the held-out months: cases drawn, out of how many, how many came true within half
    a year; mean scores over all horizons of the pair's own rate, of the shipped model, and of the
    stream's own (None where too little came true to fit it); and whether that is ``kept``."""

    kind: str
    n: int
    of: int
    k: int
    own_rate: Points
    shipped: Points
    fitted: Points | None
    kept: bool


class Refit(Struct, frozen=True):
    """What was fitted: trials by class, how many cases on, out of how many; of what data, from
    which day to which; and which days were held out."""

    trials: tuple[Trial, ...]
    cases: int
    of: int
    data: str
    first: str
    until: str
    held_out: str


def refit(
    store: Store, kinds: Sequence[str], as_of: date, folder: Path, limits: Limits | None = None,
    engine: Engine | None = None, dyads: int = 1,
) -> Refit:  # fmt: skip
    """Fit some classes on what was known by ``as_of``, each year cut into so many shares of its
    dyads, and keep in ``folder`` those that proved better; what was there goes. Raises StreamError
    where the store holds less than three years, QuestionError for an unknown class."""
    check_kinds(kinds)
    limits, engine = limits or Limits.given(), engine or Here()
    told = counted_by(engine, store, limits)
    told = told._replace(last=min(told.last, day_of(as_of)))
    wanted = wanted_of(told, kinds)
    years = date_of(wanted.fit[0]).year, date_of(wanted.held[-1]).year
    drawn, *others = each_year(engine, told, limits, dyads, years, draw_year, wanted)
    for other in others:
        drawn = engine.submit(merged, drawn, other, wanted.most)
    made = engine.get([engine.submit(fit_class, drawn, kind) for kind in kinds])
    ((cases, of),) = engine.get([engine.submit(total, drawn)])
    found = Refit(
        tuple(trial for trial, _, _ in made), cases, of, data_of(store),
        date_of(told.first).isoformat(), date_of(told.last).isoformat(),
        f"month starts from {date_of(wanted.held[0])} to {date_of(wanted.held[-1])}",
    )  # fmt: skip
    _write(folder, found, [(trial.kind, *rest) for trial, *rest in made if trial.kept])
    return found


def wanted_of(told: Counted, kinds: Sequence[str]) -> Wanted:
    """The months of the cases: those to fit on are over when the first held out begins. Raises
    StreamError where there are too few."""
    asked = list(months(told.first + YEAR, told.last + 2 - model.LONGEST))
    turn = asked[-max(LEAST[1], round(HELD * len(asked)))] if len(asked) > LEAST[1] else 0
    fit = tuple(day for day in asked if day + model.LONGEST <= turn)
    if len(fit) < LEAST[0]:
        raise StreamError(
            "refit",
            f"the stream tells of {date_of(told.first)} to {date_of(told.last)}; about three years "
            "are needed to fit the odds and to hold some months out",
        )
    held = tuple(day for day in asked if day >= turn)
    return Wanted(tuple(kinds), fit, held, MOST, told.last + 1)


def total(drawn: tuple[Drawn, Drawn]) -> tuple[int, int]:
    """The task of how many cases to fit on were drawn, and out of how many."""
    return len(drawn[0].number), drawn[0].total


def fit_class(
    drawn: tuple[Drawn, Drawn], name: str
) -> tuple[Trial, model.Fitted | None, bytes]:  # fmt: skip
    """The task of a class: fitted, and held against the months held out; its trees packed."""
    fit, held = drawn
    shipped = model.shipped()
    wait = held.wait[name]
    given = [_put(held, name, days, shipped.own_rate_of(name, days)) for days in model.HORIZONS]
    own = _scored([1 / (1 + np.exp(-asked.start)) for asked in given], wait)
    theirs = _scored([shipped.chances(name, asked) for asked in given], wait)
    told = name, len(wait), held.total, int((wait < model.LONGEST).sum()), own, theirs
    if told[3] < HITS or (fit.wait[name] < model.LONGEST).sum() < HITS:
        return Trial(*told, None, False), None, b""
    rates = {
        days: fit_own_rate(fit.lately[name], fit.wait[name] < days, days, fit.weight)
        for days in model.HORIZONS
    }
    trees = _grown(fit, name, rates)
    chances = [_chances(trees, _put(held, name, days, rates[days])) for days in model.HORIZONS]
    mine = _scored(chances, wait)
    fitted = model.Fitted(
        {days: rate[0] for days, rate in rates.items()},
        {days: rate[1] for days, rate in rates.items()},
        {days: bins_of(chance, wait < days, held.pair)
         for days, chance in zip(model.HORIZONS, chances, strict=True)},
    )  # fmt: skip
    packed = gzip.compress(trees.model_to_string().encode(), mtime=0)
    return Trial(*told, mine, mine.log < theirs.log), fitted, packed


def _grown(fit: Drawn, name: str, rates: dict[int, tuple[float, float]]) -> Any:
    put = [_put(fit, name, days, rates[days]) for days in model.HORIZONS]
    return grow(
        np.vstack([asked.matrix for asked in put]),
        np.concatenate([fit.wait[name] < days for days in model.HORIZONS]),
        np.concatenate([asked.start for asked in put]),
        np.tile(fit.weight, len(put)),
    )


def _put(drawn: Drawn, name: str, days: int, rate: tuple[float, float]) -> model.Asked:
    return model.put(drawn.common, drawn.own[name], drawn.lately[name], days, rate)


def _chances(trees: Any, asked: model.Asked) -> Floats:
    raised = np.asarray(trees.predict(asked.matrix, raw_score=True, num_threads=1))
    return np.asarray(1 / (1 + np.exp(-(asked.start + raised))), dtype=float)


def _scored(chances: Sequence[Floats], wait: Any) -> Points:
    """The mean scores over all horizons."""
    sums = [
        points_of(chance, wait < days) for chance, days in zip(chances, model.HORIZONS, strict=True)
    ]
    n = max(1, len(wait) * len(sums))
    return Points(sum(one.brier for one in sums) / n, sum(one.log for one in sums) / n)


def _write(folder: Path, found: Refit, kept: Sequence[tuple[str, Any, bytes]]) -> None:
    """The trees, then the card, which is taken away first: what has no card is no model."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / model.CARD).unlink(missing_ok=True)
    for old in folder.glob("*.txt.gz"):
        old.unlink()
    for name, _, packed in kept:
        (folder / f"{model.file_name(name)}.txt.gz").write_bytes(packed)
    card = model.Card(
        model.OWN, found.data, found.held_out, model.columns(),
        {name: fitted for name, fitted, _ in kept}, found.until,
    )  # fmt: skip
    if kept:
        (folder / model.CARD).write_bytes(msgspec.json.encode(card) + b"\n")
