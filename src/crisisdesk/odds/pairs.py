"""Will A do this kind of thing to B within h days? From a stream of coded events.

The fitted model of pairs (`history/dyads`) answers; what held-out forecasts of like size came to
is the reference class, and gives the interval. Nothing published after the day is seen.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np
from msgspec import Struct

from crisisdesk.errors import QuestionError
from crisisdesk.history.dyads import model
from crisisdesk.history.dyads.counts import (
    CLASSES,
    KINDS,
    MEDIATE,
    MEDIATING,
    TYPES,
    kinds_of,
)
from crisisdesk.history.dyads.daily import Daily
from crisisdesk.history.dyads.features import GROUPS, WINDOW
from crisisdesk.history.dyads.running import Sums, sums_at
from crisisdesk.odds.beta import quantile
from crisisdesk.odds.naming import name_of
from crisisdesk.odds.ranking import Ground, Ranked
from crisisdesk.odds.words import Confidence, word
from crisisdesk.terms.records import Driver, ReferenceClass

if TYPE_CHECKING:
    import duckdb

EPOCH = date(1970, 1, 1)
TAIL = 0.05  # of a 90 % interval, either side
SHOWN = 5
SMALL = 0.05  # log-odds; smaller drivers are left out
YEAR, MONTH = 365, 30
SAID = {"force": "ASSAULT", "mediation": MEDIATE}


class PastEvent(Struct, frozen=True):
    """A row of the stream: ``maker`` and ``id`` name it in the maker's own data."""

    day: str
    source: str
    target: str
    type: str
    mode: str | None
    place: str | None
    maker: str
    file: str
    id: str


class PairForecast(Struct, frozen=True):
    """The odds of one pair. ``own_rate`` (0..1) is what the pair's own last year alone would say;
    ``before`` the odds a week earlier, where they were asked for. Where a fitted ranking answered
    who it is next, ``place`` is the place in it and ``grounds`` what carries it."""

    source: str
    target: str
    kind: str
    days: int
    as_of: str
    probability: float
    interval: tuple[float, float]
    word: str
    confidence: Confidence
    confidence_reason: str
    own_rate: float
    reference: ReferenceClass
    model: str
    drivers: tuple[Driver, ...] = ()
    events: tuple[PastEvent, ...] = ()
    before: float | None = None
    place: int | None = None
    grounds: tuple[Ground, ...] = ()


class PairQuestion(Struct, frozen=True):
    """A kind of event, who and whom (either may be open), a horizon in days, the day of asking."""

    kind: str
    days: int
    as_of: date
    source: str | None = None
    target: str | None = None


def kind_named(name: str) -> str:
    """A class of the model by its name: a PLOVER type, ``mediate`` or a quad, in any case.
    Raises QuestionError for any other."""
    plain = name.strip().casefold().replace("_", " ").replace("-", " ")
    known = {kind.casefold(): kind for kind in CLASSES} | SAID
    if plain not in known:
        raise QuestionError(f"{name!r} is no kind of event: use one of {', '.join(CLASSES)}")
    return known[plain]


def pair_forecasts(
    daily: Daily,
    question: PairQuestion,
    *,
    top: int = 10,
    moved: bool = False,
    ranked: Sequence[Ranked] = (),
    own: Path | None = None,
) -> list[PairForecast]:
    """The pairs that the question means, likeliest first, or those whose odds moved most in the
    last week first where ``moved``; at most ``top``. With parties ``ranked`` for the open side,
    the pairs are theirs and in their order. ``own`` is the folder of a model of the stream's own,
    which answers where it knows nothing later than the day.

    Raises QuestionError where the horizon is not 1 to 180 days, a party is not in the stream, or
    nothing was known by the day.
    """
    if not 1 <= question.days <= model.LONGEST:
        raise QuestionError(
            f"a horizon of {question.days} days cannot be answered: use 1 to {model.LONGEST}"
        )
    day = _day(question.as_of) + 1
    told = daily.told(day)
    if told is None:
        raise QuestionError(f"the stream tells nothing that was known by {question.as_of}")
    past = sums_at(daily, day)
    if ranked:
        source, target = _pairs_of(daily, question, ranked)
    else:
        source, target = _pairs(daily, past, question)
    fitted = model.model_for(own, question.kind, question.as_of.isoformat())
    chance, asked = _chances(fitted, past, question, source, target)
    before = sums_at(daily, day - 7) if moved else None
    earlier = None
    if before is not None:
        earlier, _ = _chances(fitted, before, question, source, target)
    weight = chance if earlier is None else np.abs(chance - earlier)
    order = np.arange(len(chance)) if ranked else np.argsort(-weight)[:top]
    why = fitted.contributions(question.kind, model.Asked(asked.matrix[order], asked.start[order]))
    found = [
        _forecast(
            daily, fitted, (past, *told), question, (int(source[i]), int(target[i])),
            float(chance[i]), _own(asked.start[i]), why[place],
            None if earlier is None else float(earlier[i]),
        )
        for place, i in enumerate(order)
    ]  # fmt: skip
    if not ranked:
        return found
    return [
        msgspec.structs.replace(forecast, place=one.place, grounds=one.grounds)
        for forecast, one in zip(found, ranked, strict=True)
    ]


def _pairs_of(daily: Daily, question: PairQuestion, ranked: Sequence[Ranked]) -> tuple[Any, Any]:
    """Places of sources and targets: the party asked about with each that is ranked."""
    place = daily.place
    open_side = np.array([place[one.party] for one in ranked])
    given = np.full(len(ranked), place[question.source or question.target or ""])
    return (given, open_side) if question.source else (open_side, given)


def _pairs(daily: Daily, past: Sums, question: PairQuestion) -> tuple[Any, Any]:
    """Places of sources and targets: the pair asked about, or the pairs of one party, or all."""
    place = daily.place
    for code in (question.source, question.target):
        if code is not None and not (code in place and past.knows(place[code])):
            raise QuestionError(f"{name_of(code)} is not in the stream by {question.as_of}")
    if question.source and question.target:
        if question.source == question.target:
            raise QuestionError(f"{name_of(question.source)} cannot be asked about with itself")
        return np.array([place[question.source]]), np.array([place[question.target]])
    source, target = past.active(2 * YEAR)
    for code, side in ((question.source, source), (question.target, target)):
        if code is not None:
            chosen = side == place[code]
            source, target = source[chosen], target[chosen]
    return source, target


def _day(day: date) -> int:
    return (day - EPOCH).days


def _chances(
    fitted: model.Model, past: Sums, question: PairQuestion, source: Any, target: Any
) -> tuple[Any, model.Asked]:
    common = model.common(past, source, target)
    asked = fitted.ask(past, question.kind, source, target, question.days, common)
    return fitted.chances(question.kind, asked), asked


def _own(start: float) -> float:
    return float(1 / (1 + np.exp(-start)))


def _forecast(
    daily: Daily, fitted: model.Model, known: tuple[Sums, int, int], question: PairQuestion,
    pair: tuple[int, int], chance: float, own: float, why: Any, before: float | None,
) -> PairForecast:  # fmt: skip
    source, target = (daily.parties[place] for place in pair)
    reference = _reference(fitted.card, question, chance)
    level, reason = _confidence(*known, pair)
    return PairForecast(
        source=source, target=target, kind=question.kind, days=question.days,
        as_of=question.as_of.isoformat(), probability=chance,
        interval=_interval(reference, chance), word=word(chance), confidence=level,
        confidence_reason=reason, own_rate=own, reference=reference,
        model=fitted.told,
        drivers=_drivers(why, source, target, question.kind),
        events=carrying(daily.connection, question, source, target), before=before,
    )  # fmt: skip


def _reference(card: model.Card, question: PairQuestion, chance: float) -> ReferenceClass:
    """What held-out forecasts of like size came to; cases of one pair count as one."""
    horizon = min(model.HORIZONS, key=lambda days: abs(np.log(days) - np.log(question.days)))
    bins = card.classes[question.kind].bins[horizon]
    found = [part for part in bins if part.low <= chance][-1]
    rate = found.k / found.n
    share = found.pairs / found.n
    a, b = found.k * share + 0.5, (found.n - found.k) * share + 0.5
    return ReferenceClass(
        id=f"pairs/{question.kind}/{horizon}d/{bins.index(found)}",
        name=f"held-out forecasts of like size for {horizon} days", n=found.n, k=found.k,
        rate=rate, interval=(quantile(a, b, TAIL), quantile(a, b, 1 - TAIL)),
        era=card.held_out, source=card.data,
    )  # fmt: skip


def _interval(reference: ReferenceClass, chance: float) -> tuple[float, float]:
    """The class's interval, widened to hold the forecast itself."""
    low, high = reference.interval
    return min(low, chance), max(high, chance)


def _confidence(past: Sums, first: int, last: int, pair: tuple[int, int]) -> tuple[Confidence, str]:
    both = past.within(tuple(range(len(KINDS))), WINDOW)
    number = int(both[pair] + both[pair[::-1]])
    span, behind = past.day - first, past.day - 1 - last
    told = f"{number} events between the two in the last year; the stream goes back {span} days"
    if behind > MONTH:
        return "low", f"{told} and tells nothing of the last {behind}"
    if number >= 20 and span >= YEAR:
        return "moderate", told
    return "low", told


def _drivers(told: Any, source: str, target: str, kind: str) -> tuple[Driver, ...]:
    """The columns' effects, summed by what they are about, largest first."""
    effects: dict[str, float] = defaultdict(float)
    for column, effect in zip(model.columns(), told, strict=True):
        effects[_about(column, name_of(source), name_of(target), kind)] += float(effect)
    order = sorted(effects.items(), key=lambda item: -abs(item[1]))
    kept = [(name, effect) for name, effect in order if name and abs(effect) >= SMALL]
    return tuple(Driver(name, round(effect, 2)) for name, effect in kept[:SHOWN])


def _about(column: str, one: str, other: str, kind: str) -> str:
    """What a column of the model is about, in words; empty for the horizon."""
    if column == "horizon":
        return ""
    if column.startswith("own"):
        side = f"{other} towards {one}" if " from " in column else f"{one} towards {other}"
        return f"{kind} by {side}: how often and how lately"
    if " everywhere " in column:
        return "how much the stream tells of anybody"
    if " shared" in column:
        return f"third parties that {one} and {other} both deal with"
    group = next(name for name in GROUPS if column.startswith(name))
    sides = {
        "to": f"{one} towards {other}", "from": f"{other} towards {one}",
        "by source": f"{one} towards others", "to target": f"others towards {other}",
        "to source": f"others towards {one}", "by target": f"{other} towards others",
    }  # fmt: skip
    rest = column.removeprefix(f"{group} ").rsplit(" ", 1)[0]
    return f"{group} by {sides[rest]}"


def carrying(
    connection: duckdb.DuckDBPyConnection, question: PairQuestion, source: str, target: str
) -> tuple[PastEvent, ...]:
    """The latest events between the two that were known by the day: of the kind asked about
    first, then of its quad's others."""
    kinds = [KINDS[index] for index in kinds_of(question.kind)]
    types = [kind for kind in kinds if kind in TYPES]
    mediating = MEDIATE in kinds
    rows = connection.execute(
        """SELECT day::VARCHAR, source, target, type, mode, place, maker, file, id
            FROM stream_events WHERE day <= $day AND published <= $day AND type IS NOT NULL
            AND ((source = $one AND target = $other) OR (source = $other AND target = $one))
            ORDER BY CASE WHEN list_contains($types, type)
                OR ($mediating AND list_contains($codes, cameo)) THEN 0 ELSE 1 END, day DESC, id
            LIMIT $most""",
        {"day": question.as_of, "one": source, "other": target, "types": types,
         "mediating": mediating, "codes": list(MEDIATING), "most": SHOWN},
    ).fetchall()  # fmt: skip
    return tuple(PastEvent(*row) for row in _newest_first(rows))


def _newest_first(rows: Sequence[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    return sorted(rows, key=lambda row: row[0], reverse=True)
