"""The scorecard: Brier and logarithmic scores of forecasts whose questions have closed.

For one option of a question with odds p and outcome o (1 or 0) the Brier score is ``(p - o)²``
(Brier 1950, in the half form that counts the one class; 0 best, 1 worst) and the logarithmic score
``-ln p`` or ``-ln (1 - p)`` (Good 1952; 0 best). Both are proper: nobody gains by saying other odds
than they hold (Gneiting & Raftery 2007). A question's score is the mean over its options and over
the days on which it was open and the forecaster had a forecast, each forecast holding until the
next; beside it stands that of the last forecast. Skill is ``1 - S / S_base`` over the same days,
where the base forecast is the rate of the past class alone.

Nothing is scored before its close, also what came true earlier: else the yeses of a batch would be
counted before its noes. What came true is scored up to the day before.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from math import log

from msgspec import Struct

from crisisdesk.odds.beta import quantile
from crisisdesk.odds.words import BANDS
from crisisdesk.terms.asked import MODEL, Asked, Made, Outcome

LATER = "made after the close"
LEAST, MOST = 0.001, 0.999  # a forecast is no certainty, so that no logarithm is endless
LOW, HIGH = 0.05, 0.95  # the ends of a calibration interval


class Points(Struct, frozen=True):
    """A Brier (0..1) and a logarithmic score (0 or more), averaged."""

    brier: float
    log: float


class Scored(Struct, frozen=True):
    """A question's score by one forecaster. ``days`` are those counted, of ``open_days``; ``base``
    is the score of the past class on the same days, None where none is kept."""

    asked: int
    text: str
    kind: str
    by: str
    days: int
    open_days: int
    mean: Points
    last: Points
    base: Points | None
    last_base: Points | None
    last_odds: dict[str, float]
    true: tuple[str, ...]


class Total(Struct, frozen=True):
    """The scores of one forecaster, over all ``kind``s of question (empty) or one. Each question
    counts once. ``skill`` is over the base, of Brier and logarithm; None where there is none."""

    by: str
    kind: str
    n: int
    mean: Points
    last: Points
    skill: Points | None
    last_skill: Points | None


class Beside(Struct, frozen=True):
    """A person and the model on the days on which both had a forecast, each question once."""

    by: str
    n: int
    mine: Points
    models: Points


class Band(Struct, frozen=True):
    """Calibration in one band of likelihood words, ``low`` to ``high``: the mean forecast and the
    share that came true with its 90 % interval. Each question weighs 1 over all its days and
    options: ``weight`` is the sum, ``questions`` are those that were ever in the band."""

    word: str
    low: float
    high: float
    questions: int
    weight: float
    said: float
    came: float
    interval: tuple[float, float]


class Scorecard(Struct, frozen=True):
    """All scores as of a day, with what could not be scored: questions ``open``, ``waiting`` past
    their close for an outcome, ``void``, resolved without a forecast that counts (``bare``)."""

    as_of: str
    scored: tuple[Scored, ...]
    totals: tuple[Total, ...]
    beside: tuple[Beside, ...]
    calibration: dict[str, tuple[Band, ...]]
    open: tuple[int, ...]
    waiting: tuple[int, ...]
    void: tuple[int, ...]
    bare: tuple[int, ...]


class _Day(Struct, frozen=True):
    """One option on one day: the odds, the base's where known, and whether it came true."""

    day: str
    option: str
    odds: float
    base: float | None
    true: bool


def points(odds: float, true: bool) -> Points:
    """The scores of odds strictly between 0 and 1."""
    return Points((odds - true) ** 2, -log(odds if true else 1.0 - odds))


def mean_points(each: Sequence[Points]) -> Points:
    """The mean of one score or more."""
    return Points(
        sum(one.brier for one in each) / len(each), sum(one.log for one in each) / len(each)
    )


def skill(score: Points, base: Points) -> Points | None:
    """``1 - S / S_base`` of each; None where the base makes no mistake."""
    if base.brier <= 0.0 or base.log <= 0.0:
        return None
    return Points(1.0 - score.brier / base.brier, 1.0 - score.log / base.log)


def scorecard(
    asked: Sequence[Asked],
    forecasts: Sequence[Made],
    outcomes: Mapping[int, Outcome],
    as_of: str,
) -> Scorecard:
    """The scorecard as of a day. ``forecasts`` come by day and then by recording; what is dated
    later than ``as_of`` must have been left out."""
    found: list[Scored] = []
    days: dict[str, list[list[_Day]]] = {}
    sorts: dict[str, list[int]] = {"open": [], "waiting": [], "void": [], "bare": []}
    beside: dict[str, list[tuple[Points, Points]]] = {}
    for one in asked:
        outcome = outcomes.get(one.id)
        sort = _sort(one, outcome, as_of)
        if sort or outcome is None:
            sorts[sort or "open"].append(one.id)
            continue
        by = _by_forecaster(one, [made for made in forecasts if made.asked == one.id])
        lines = {name: _days(one, outcome, made, by.get(MODEL, [])) for name, made in by.items()}
        lines = {name: line for name, line in lines.items() if line}
        if not lines:
            sorts["bare"].append(one.id)
        for name, line in lines.items():
            found.append(_scored(one, outcome, name, line))
            days.setdefault(name, []).append(line)
            if name != MODEL and (pair := _pair(line, lines.get(MODEL, []))):
                beside.setdefault(name, []).append(pair)
    return Scorecard(
        as_of=as_of,
        scored=tuple(found),
        totals=tuple(_totals(found)),
        beside=tuple(_beside(name, pairs) for name, pairs in beside.items()),
        calibration={name: calibration(lines) for name, lines in days.items()},
        **{sort: tuple(numbers) for sort, numbers in sorts.items()},
    )


def _sort(one: Asked, outcome: Outcome | None, as_of: str) -> str:
    """Why a question is not scored; empty where it is."""
    if outcome is not None and outcome.void:
        return "void"
    if as_of <= one.closes:
        return "open"
    return "" if outcome is not None else "waiting"


def _by_forecaster(one: Asked, made: Sequence[Made]) -> dict[str, list[Made]]:
    """The forecasts of each forecaster. What the model said after the close of a day before it
    stands apart; a person's words after the close do not count."""
    found: dict[str, list[Made]] = {}
    for forecast in made:
        late = forecast.recorded[:10] > one.closes
        if not late:
            found.setdefault(forecast.by, []).append(forecast)
        elif forecast.by == MODEL:
            found.setdefault(f"{MODEL}, {LATER}", []).append(forecast)
    return found


def _days(one: Asked, outcome: Outcome, made: Sequence[Made], models: Sequence[Made]) -> list[_Day]:
    """Each option on each day that counts: the latest forecast holds. The base is the forecast's
    own, or for a person the model's of that day."""
    found = []
    for option in one.options:
        true = option in outcome.true
        for day in _open_days(one, outcome, option):
            odds = _latest(made, day, option)
            if odds is not None:
                base = _latest(made, day, option, "base")
                base = _latest(models, day, option, "base") if base is None else base
                found.append(_Day(day, option, clipped(odds), base and clipped(base), true))
    return found


def clipped(odds: float) -> float:
    """Odds kept from certainty."""
    return min(max(odds, LEAST), MOST)


def _latest(made: Sequence[Made], day: str, option: str, field: str = "odds") -> float | None:
    return next(
        (
            getattr(forecast, field)[option]
            for forecast in reversed(made)
            if forecast.day <= day and option in getattr(forecast, field)
        ),
        None,
    )


def _before(day: str) -> str:
    return (date.fromisoformat(day) - timedelta(days=1)).isoformat()


def _range(first: str, last: str) -> Iterator[str]:
    day, end = date.fromisoformat(first), date.fromisoformat(last)
    while day <= end:
        yield day.isoformat()
        day += timedelta(days=1)


def _scored(one: Asked, outcome: Outcome, by: str, line: Sequence[_Day]) -> Scored:
    last = list({d.option: d for d in line}.values())  # the last day of each option
    return Scored(
        asked=one.id,
        text=one.text,
        kind=one.question.kind,
        by=by,
        days=len({d.day for d in line}),
        open_days=len({d for option in one.options for d in _open_days(one, outcome, option)}),
        mean=_over_options(line, base=False) or Points(0.0, 0.0),
        last=_over_options(last, base=False) or Points(0.0, 0.0),
        base=_over_options(line, base=True),
        last_base=_over_options(last, base=True),
        last_odds={d.option: d.odds for d in last},
        true=tuple(outcome.true),
    )


def _open_days(one: Asked, outcome: Outcome, option: str) -> Iterator[str]:
    """The days on which an option was open: to the close, or the day before it came true."""
    end = _before(outcome.true[option]) if option in outcome.true else one.closes
    return _range(one.opened, min(end, one.closes))


def _over_options(line: Sequence[_Day], *, base: bool) -> Points | None:
    """The mean over days, then over options; None where the base is not known on every day."""
    if base and any(d.base is None for d in line):
        return None
    by: dict[str, list[Points]] = {}
    for d in line:
        odds = d.base if base and d.base is not None else d.odds
        by.setdefault(d.option, []).append(points(odds, d.true))
    return mean_points([mean_points(each) for each in by.values()]) if by else None


def _totals(found: Sequence[Scored]) -> Iterator[Total]:
    """All questions of each forecaster, then each kind of question."""
    for by in dict.fromkeys(one.by for one in found):
        mine = [one for one in found if one.by == by]
        kinds = list(dict.fromkeys(one.kind for one in mine))
        yield _total(by, "", mine)
        for kind in kinds if len(kinds) > 1 else ():
            yield _total(by, kind, [one for one in mine if one.kind == kind])


def _total(by: str, kind: str, mine: Sequence[Scored]) -> Total:
    based = [(one.mean, one.base) for one in mine if one.base]
    last = [(one.last, one.last_base) for one in mine if one.last_base]
    return Total(
        by=by,
        kind=kind,
        n=len(mine),
        mean=mean_points([one.mean for one in mine]),
        last=mean_points([one.last for one in mine]),
        skill=_skill_of(based),
        last_skill=_skill_of(last),
    )


def _skill_of(pairs: Sequence[tuple[Points, Points]]) -> Points | None:
    """The skill over the questions that have a base."""
    if not pairs:
        return None
    return skill(mean_points([a for a, _ in pairs]), mean_points([b for _, b in pairs]))


def _pair(mine: Sequence[_Day], models: Sequence[_Day]) -> tuple[Points, Points] | None:
    """Two forecasters on the days and options that both have; None where there are none."""
    theirs = {(d.day, d.option): d for d in models}
    both = [(d, theirs[d.day, d.option]) for d in mine if (d.day, d.option) in theirs]
    one = _over_options([d for d, _ in both], base=False)
    other = _over_options([d for _, d in both], base=False)
    return (one, other) if one and other else None


def _beside(by: str, pairs: Sequence[tuple[Points, Points]]) -> Beside:
    return Beside(
        by, len(pairs), mean_points([a for a, _ in pairs]), mean_points([b for _, b in pairs])
    )


def calibration(lines: Sequence[Sequence[_Day]]) -> tuple[Band, ...]:
    """The bands of likelihood words that were used, from the days of each question; the interval
    is Jeffreys' for so many independent questions as the band weighs."""
    weights: list[tuple[int, _Day, float]] = [
        (i, d, 1.0 / len(line)) for i, line in enumerate(lines) for d in line
    ]
    found, low = [], 0.0
    for high, word in BANDS:
        inside = [w for w in weights if low <= w[1].odds < high]
        if inside:
            n = sum(w for _, _, w in inside)
            k = sum(w for _, d, w in inside if d.true)
            ends = quantile(k + 0.5, n - k + 0.5, LOW), quantile(k + 0.5, n - k + 0.5, HIGH)
            said = sum(d.odds * w for _, d, w in inside) / n
            questions = len({i for i, _, _ in inside})
            found.append(Band(word, low, high, questions, n, said, k / n, ends))
        low = high
    return tuple(found)
