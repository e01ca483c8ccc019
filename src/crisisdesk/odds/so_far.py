"""What the record says that a confrontation of two states has seen so far."""

from __future__ import annotations

from collections.abc import Iterator

from crisisdesk.history.strike_inputs import SoFar
from crisisdesk.odds import evidence
from crisisdesk.odds.evidence import Found, codes
from crisisdesk.odds.forecasts import Case
from crisisdesk.odds.naming import is_state
from crisisdesk.terms.records import Event, Span

YEAR = 365
MONTH = len("2025-04")  # a date at least as precise as a month
DATA_END = 2014  # the last year that the file of past force covers
UNDATED = 5.0  # years ago, for a use of force of which no report says when
MOVES = frozenset({"THREATEN", "ASSAULT", "MOBILIZE"})


def so_far(case: Case, actor: str, target: str) -> tuple[SoFar, dict[str, tuple[Span, ...]]]:
    """What came before the latest threat (or show of force) of ``actor`` to ``target``, and the
    evidence by part."""
    records, as_of = case.readings, case.as_of
    threats = evidence.threats_of_force(records, actor, target, as_of)
    shows = evidence.displays(records, actor, target, as_of)
    back = evidence.threats_of_force(records, target, actor, as_of)
    shown_back = evidence.displays(records, target, actor, as_of)
    before = evidence.blows(records, actor, target)
    moves = list(_moves(case))
    blows = [e for e in moves if e.type == "ASSAULT" and e.modality == "happened"]
    on_target = [e for e in moves if target in codes(e.target) and actor not in codes(e.source)]
    on_actor = [e for e in moves if actor in codes(e.target) and target not in codes(e.source)]
    by_actor = [e for e in moves if actor in codes(e.source) and target not in codes(e.target)]
    by_target = [e for e in moves if target in codes(e.source) and actor not in codes(e.target)]
    between = (*threats.events, *shows.events, *back.events, *shown_back.events)
    company = (*on_target, *on_actor, *by_actor, *by_target)
    found = SoFar(
        threat=bool(threats),
        threatened_before=len(_days(threats.events, as_of)) > 1,
        displayed_before=bool(threats and shows),
        target_threatened=bool(back),
        target_displayed=bool(shown_back),
        target_struck=any(e in blows for e in on_target),
        target_struck_others=any(e in blows for e in by_target),
        struck_others=any(e in blows for e in by_actor),
        was_struck=any(e in blows for e in on_actor),
        others=len(_states(on_target, "source") - {actor, target}),
        others_against=len(_states(on_actor, "source") - {actor, target}),
        foes=len(_states(by_actor, "target") - {actor, target}),
        days=max(0, _length((*between, *company), as_of) - latest_age(case, actor, target)),
        fresh=len(between) <= 1 and not company,
        told=tuple(_ages(before, as_of)),
    )
    spans = {
        "kind": (threats or shows).spans,
        "past": before.spans,
        "moves": tuple(e.span for e in (*shows.events, *back.events, *shown_back.events)),
        "company": tuple(dict.fromkeys(e.span for e in company)),
    }
    return found, spans


def latest_age(case: Case, actor: str, target: str) -> int:
    """Days since the latest threat (or, without one, show of force) that has a day; 0 where none
    has."""
    found = evidence.threats_of_force(case.readings, actor, target, case.as_of)
    found = found or evidence.displays(case.readings, actor, target, case.as_of)
    return min(_days(found.events, case.as_of), default=0)


def _moves(case: Case) -> Iterator[Event]:
    """Threats of force, shows of force and blows of the last year, by and on known states."""
    for event in evidence.events(case.readings):
        days = evidence.age(event.date, case.as_of)
        real = event.modality in evidence.SAID
        if event.type in MOVES and real and days is not None and days <= YEAR and event.target:
            yield event


def _states(events: list[Event], side: str) -> set[str]:
    return {code for e in events for code in codes(getattr(e, side)) if is_state(code)}


def _days(events: tuple[Event, ...], as_of: str) -> list[int]:
    """The ages in days, each day once."""
    ages = (evidence.age(event.date, as_of) for event in events)
    return sorted({days for days in ages if days is not None})


def _length(events: tuple[Event, ...], as_of: str) -> int:
    """Days since the first event of the last year; a bare year dates no beginning."""
    dated = tuple(event for event in events if event.date and len(event.date.value) >= MONTH)
    return max((days for days in _days(dated, as_of) if days <= YEAR), default=0)


def _ages(before: Found, as_of: str) -> Iterator[float]:
    """Years since each use of force that the data cannot know."""
    for event in before.events:
        day = evidence.day_of(event.date.value if event.date else None)
        days = evidence.age(event.date, as_of)
        if day is None or days is None:
            yield UNDATED
        elif day.year > DATA_END:
            yield days / 365.25
