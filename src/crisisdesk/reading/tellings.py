"""Events across reports: what several of them tell is put together, and graded by who tells it.

The figures are the Admiralty system's for information (NATO AJP-2.1): independent origins confirm,
however many sites carry one text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from crisisdesk.reading.origins import Origin, grade_of, origin_at, origins_of
from crisisdesk.terms.records import Actor, Event, Reading, Span

CONFIRMED = 1  # Admiralty: confirmed by other, independent sources
PROBABLE = 2  # Admiralty: probably true
ALIKE = 3  # Admiralty: possibly true; agrees with other information
DOUBTFUL = 4  # Admiralty: doubtfully true
IMPROBABLE = 5  # Admiralty: improbable; contradicted by other information
ALONE = 6  # Admiralty: its truth cannot be judged
UNJUDGED = "F"  # Admiralty: an outlet that cannot be judged
GOOD, FAIR = frozenset("AB"), frozenset("ABC")


class Telling(Struct, frozen=True):
    """An event as one report tells it: where that report's text comes from, and what this event
    is said to come from."""

    event: Event
    reading: Reading
    text: str
    key: str
    name: str


def letters_of(group: Sequence[Telling], grades: Mapping[str, str] | None = None) -> dict[str, str]:
    """The independent origins that tell an event, by key, each with the best letter of the outlets
    that carry it. ``grades`` as for `grade_of`."""
    letters: dict[str, str] = {}
    for telling in group:
        letter = grade_of(telling.reading.report, grades)
        letters[telling.key] = min(letters.get(telling.key, UNJUDGED), letter)
    return letters


def credibility(letters: Sequence[str]) -> int:
    """The Admiralty figure of information that independent origins tell, each by an outlet of
    these letters. Better than 3 takes two origins by outlets that somebody has graded."""
    if len(letters) < 2:
        return ALONE
    if sum(letter in GOOD for letter in letters) >= 2:
        return CONFIRMED
    return PROBABLE if sum(letter in FAIR for letter in letters) >= 2 else ALIKE


def grade_words(letters: Sequence[str]) -> str:
    """The grade of information by the letters of its independent origins: ``B2``."""
    return f"{min(letters)}{credibility(letters)}"


def contested(figure: int, denials: Sequence[Telling]) -> int:
    """The figure of information that others deny: what independent origins confirm keeps its own;
    what one origin tells is doubtful, and improbable where two independent origins deny it in
    their own voice. That the accused denies it is one denial, however many carry it."""
    if not denials or figure != ALONE:
        return figure
    own = {telling.key for telling in denials if telling.event.statement is None}
    return IMPROBABLE if len(own) > 1 else DOUBTFUL


def same_events(readings: Sequence[Reading]) -> list[list[Telling]]:
    """Tellings of all reports put together by event, in the order of the first telling.

    One event are those of one type by the same actors to the same actors, of one modality, whose
    modes do not differ and whose days may be one: an ISO prefix agrees with a day within it.
    Undated tellings of one report are one event where one clause tells both, those of two reports
    where the reports share one text and the same word tells it: of others nothing says that they
    tell of one deed. What an analyst said is one (``Event.one_with``) is one whatever it looks
    like.
    """
    places: dict[tuple[object, ...], list[list[Telling]]] = {}
    ordered: list[list[Telling]] = []
    for telling in tellings(readings):
        kind = _kind(telling.event)
        here, *wider = ((*kind, when) for when in _whens(telling))
        groups = places.setdefault(here, [])
        fitting = next((g for g in groups if all(_same(telling, t) for t in g)), None)
        if fitting is None:
            fitting = []
            ordered.append(fitting)
            for place in (here, *wider):
                places.setdefault(place, []).append(fitting)
        fitting.append(telling)
    return _joined(ordered)


def _joined(groups: list[list[Telling]]) -> list[list[Telling]]:
    """The groups, those put together that an analyst said are one, in the other's place."""
    for group in [g for g in groups if any(t.event.one_with for t in g)]:
        wanted = next(t.event.one_with for t in group if t.event.one_with)
        goal = next((g for g in groups if g is not group and _holds(g, wanted)), None)
        if goal is not None:
            goal.extend(group)
            groups = [g for g in groups if g is not group]
    return groups


def _holds(group: Sequence[Telling], span: Span | None) -> bool:
    """Whether one of the tellings is that of a trigger, where a newer reader may cut otherwise."""
    return span is not None and any(
        one.start < span.end and span.start < one.end
        for telling in group
        if telling.reading.report.id == span.report
        for one in (telling.event.trigger, *telling.event.also)
    )


def _whens(telling: Telling) -> tuple[str, ...]:
    """Where to look for the tellings that may be one with this, and where else those look that
    come later and are less precise: a day also in its month. Without a date, by its text."""
    if telling.event.date is None:
        return (telling.text,)
    when = telling.event.date.value
    return (when, when[:7]) if len(when) > 7 else (when,)


def tellings(readings: Sequence[Reading]) -> list[Telling]:
    """Every event of every report with whom it comes from, the most precise dates first."""
    origins: Mapping[str, Origin] = origins_of(readings)
    found = []
    for reading in readings:
        said = {statement.id: statement for statement in reading.statements}
        text = origins[reading.report.id].key
        for event in reading.events:
            statement = said.get(event.statement or "")
            key, name = origin_at(reading.report, event.span, origins, statement)
            found.append(Telling(event, reading, text, key, name))
    # the most precise dates first, so that a vague one joins the day that it may mean
    dated = [t for t in found if t.event.date]
    dated.sort(key=lambda t: -len(t.event.date.value) if t.event.date else 0)
    return [*dated, *(t for t in found if not t.event.date)]


def _kind(event: Event) -> tuple[object, ...]:
    return event.type, codes_of(event.source), codes_of(event.target), event.modality


def codes_of(actors: Sequence[Actor]) -> tuple[str, ...]:
    """Who acts, by code or else by name, sorted, each once; nameless ones are an empty text."""
    return tuple(sorted({a.code or a.name or "" for a in actors}))


def _same(one: Telling, other: Telling) -> bool:
    """Whether two tellings of one kind may be one event."""
    if one.event.mode and other.event.mode and one.event.mode != other.event.mode:
        return False
    if one.event.date and other.event.date:
        first, second = sorted((one.event.date.value, other.event.date.value), key=len)
        vague = len(first) < len("2025-04")  # a year is too wide to say that it is the same
        return second == first if vague else second.startswith(first)
    if one.event.date or other.event.date:
        return False
    if one.reading is other.reading:
        mine, theirs = one.event.span, other.event.span
        return mine.start < theirs.end and theirs.start < mine.end
    return one.text == other.text and _word(one) == _word(other)


def _word(telling: Telling) -> str:
    span = telling.event.trigger
    return telling.reading.report.text[span.start : span.end].casefold()
