"""What moved a question's odds between two days: time alone, and which evidence came in.

Three answers are set side by side: the old reports on the old day, the old reports on the new day
(what the passing of time does), and all reports on the new day. What each new origin did is told by
leaving its new reports out: the difference is what would be missing. Where several origins tell the
same, none of them alone makes a difference, and together they do.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from crisisdesk.errors import QuestionError
from crisisdesk.odds.answer import answer
from crisisdesk.odds.crisis import infer_crisis
from crisisdesk.odds.setting import crisis_of
from crisisdesk.reading.origins import origins_of
from crisisdesk.terms.records import Crisis, Forecast, Question, Reading, Span

LEAST = 0.005  # a change that is worth a line
MOST = 12  # origins that are left out one by one


class Cause(Struct, frozen=True):
    """An origin whose new reports moved the odds: what they would be ``without`` it, and the words
    of these reports that the forecast rests on."""

    origin: str
    reports: tuple[str, ...]
    without: float
    spans: tuple[Span, ...]


class Move(Struct, frozen=True):
    """A question's odds on two days (None where it could not be answered). ``aged``: the old
    reports on the new day. ``causes`` are the new origins that moved it, the largest first;
    ``shared`` where the new reports moved it and no origin alone did. ``number`` is a kept
    question's."""

    question: Question
    before: float | None
    aged: float | None
    after: Forecast
    causes: tuple[Cause, ...] = ()
    shared: bool = False
    number: int | None = None

    @property
    def change(self) -> float:
        """By how much the odds moved, in probability; 0 where there were none before."""
        return self.after.probability - self.before if self.before is not None else 0.0


class Point(Struct, frozen=True):
    """A question of one day: kept ones close on a day, others look as far ahead as ever."""

    question: Question
    closes: str | None = None
    number: int | None = None

    def on(self, day: str) -> Question:
        """The question with the horizon that it has on a day."""
        if self.closes is None:
            return self.question
        days = (date.fromisoformat(self.closes) - date.fromisoformat(day)).days
        return replace(self.question, horizon_days=max(1, days))


def moves(
    points: Sequence[Point],
    old: Sequence[Reading],
    new: Sequence[Reading],
    since: str,
    as_of: str,
) -> list[Move]:
    """What moved each question from ``since`` to ``as_of``; ``old`` are the readings known then,
    ``new`` those of today. Questions that cannot be answered today are left out."""
    had = {reading.report.id for reading in old}
    groups = _origins(new, had)
    before, now = _answering(old, since), _answering(new, as_of)
    aged = _answering(old, as_of)
    without: dict[str, Callable[[Question], Forecast | None]] = {}
    found = []
    for point in points:
        after = now(point.on(as_of))
        if after is None:
            continue
        first, second = before(point.on(since)), aged(point.on(as_of))
        move = Move(
            question=point.on(as_of),
            before=first.probability if first else None,
            aged=second.probability if second else None,
            after=after,
            number=point.number,
        )
        if move.aged is not None and abs(after.probability - move.aged) >= LEAST:
            causes = _causes(point.on(as_of), after, groups, new, as_of, without)
            move = replace(move, causes=tuple(causes), shared=bool(groups) and not causes)
        found.append(move)
    return found


def _answering(readings: Sequence[Reading], day: str) -> Callable[[Question], Forecast | None]:
    """Answers from these readings on a day; the crisis is inferred once."""
    crisis = infer_crisis(readings) if readings else Crisis()

    def answered(question: Question) -> Forecast | None:
        with suppress(QuestionError):
            return answer(question, crisis_of(question, crisis, readings, day), readings, day)
        return None

    return answered


def _origins(new: Sequence[Reading], had: set[str]) -> dict[str, tuple[str, set[str]]]:
    """The origins of the reports that are new, by key: what to call them, and the reports."""
    found: dict[str, tuple[str, set[str]]] = {}
    for report, origin in origins_of(new).items():
        if report not in had:
            found.setdefault(origin.key, (origin.name, set()))[1].add(report)
    return found


def _causes(
    question: Question,
    after: Forecast,
    groups: dict[str, tuple[str, set[str]]],
    new: Sequence[Reading],
    as_of: str,
    without: dict[str, Callable[[Question], Forecast | None]],
) -> list[Cause]:
    """The origins whose leaving out changes the odds; those that the forecast cites go first."""
    cited = {span.report for driver in after.drivers for span in driver.spans}
    keys = sorted(groups, key=lambda key: (not groups[key][1] & cited, key))
    found = []
    for key in keys[:MOST]:
        name, reports = groups[key]
        if key not in without:
            without[key] = _answering([r for r in new if r.report.id not in reports], as_of)
        rest = without[key](question)
        if rest is not None and abs(rest.probability - after.probability) >= LEAST:
            spans = tuple(
                s for driver in after.drivers for s in driver.spans if s.report in reports
            )
            found.append(Cause(name, tuple(sorted(reports)), rest.probability, spans))
    return sorted(found, key=lambda cause: -abs(cause.without - after.probability))
