"""What the record says has passed between an actor and its target: when, and where it is told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import partial

from crisisdesk.history.strike_inputs import HORIZON, YEAR, Ages, Passed
from crisisdesk.odds import evidence
from crisisdesk.odds.evidence import Found
from crisisdesk.odds.forecasts import Case
from crisisdesk.terms.records import Event, Span

MONTH = len("2025-04")  # a date at least as precise as a month
SURE = 0.5  # a blow whose reading is trusted less counts where it is told twice
READY = ("152", "154")  # CAMEO: alert of forces, mobilisation


def passed_between(
    case: Case, actor: str, target: str
) -> tuple[Passed, dict[str, tuple[Span, ...]]]:
    """What has passed, and the evidence for each part of it.

    Deeds without a day count only where they are a report's news (`evidence.events`). Threats and
    shows of force of which none has a day count as of today.
    """
    own, back = _Side(case, actor, target), _Side(case, target, actor)
    passed = Passed(
        force=own.force,
        force_back=back.force,
        threats=own.threats,
        threats_back=back.threats,
        ready=own.ready,
        ready_back=back.ready,
        shows=own.shows,
        shows_back=back.shows,
        run=_run(tuple(sorted({*own.all, *back.all}))),
    )
    spans = {
        "force": own.lately.spans,
        "force_back": back.lately.spans,
        "threats": (*own.threatened.spans, *back.threatened.spans),
        "ready": (*own.shown.spans, *back.shown.spans),
    }
    return passed, spans


class _Side:
    """What one does to the other."""

    def __init__(self, case: Case, one: str, other: str) -> None:
        records, self.as_of = case.readings, case.as_of
        self.blows = _blows(case, one, other)
        self.threatened = evidence.threats_of_force(records, one, other, case.as_of)
        self.shown = evidence.displays(records, one, other, case.as_of)
        ready = [e for e in self.shown.events if (e.cameo or "").startswith(READY)]
        shows = [e for e in self.shown.events if e not in ready]
        self.force = tuple(sorted(set(self._ages(self.blows.events))))
        self.threats = self._said(self.threatened.events)
        self.ready, self.shows = self._said(tuple(ready)), self._said(tuple(shows))

    @property
    def lately(self) -> Found:
        """The blows of the last year."""
        return Found(
            tuple(e for e in self.blows.events if any(a <= YEAR for a in self._ages((e,))))
        )

    @property
    def all(self) -> Ages:
        """The ages of all that it did."""
        return (*self.force, *self.threats, *self.ready, *self.shows)

    def _ages(self, events: tuple[Event, ...]) -> Iterator[float]:
        for event in events:
            days = evidence.age(event.date, self.as_of)
            precise = event.date is not None and len(event.date.value) >= MONTH
            if days is not None and precise and days <= HORIZON:
                yield float(days)

    def _said(self, events: tuple[Event, ...]) -> Ages:
        """The ages of threats or shows; 0 where there are some and none has a day."""
        found = tuple(sorted(set(self._ages(events))))
        return found or ((0.0,) if events else ())


def _blows(case: Case, one: str, other: str) -> Found:
    """The blows that count: of the days on which a trusted reading tells that one fell, or two
    tell it of whatever trust, two reports or one that also has somebody say so."""
    fell = evidence.blows(case.readings, one, other)
    said = evidence.find(case.readings, partial(_claims, one, other)).events
    claimed = [event for event in said if event.score >= SURE]
    trusted = {_day(event) for event in fell.events if event.score >= SURE}
    tellings: dict[str | None, set[tuple[str, str]]] = defaultdict(set)
    for event in (*fell.events, *claimed):
        tellings[_day(event)].add((event.span.report, event.modality))
    days = trusted | {day for day, told in tellings.items() if len(told) > 1}
    kept = [event for event in (*fell.events, *claimed) if _day(event) in days]
    return Found(tuple(sorted(kept, key=lambda event: _day(event) or "", reverse=True)))


def _claims(one: str, other: str, event: Event) -> bool:
    """Whether somebody says that a blow fell."""
    said = event.type == "ASSAULT" and event.modality == "stated"
    return said and evidence.between(event, one, other)


def _day(event: Event) -> str | None:
    return event.date.value if event.date else None


def _run(ages: Ages) -> float:
    """Days since a dispute began: the oldest act before which there was none for a year."""
    began = 0.0
    for age in ages:
        if age - began > YEAR:
            break
        began = age
    return began
