"""What happened when, and what is only said, offered or feared: events in the order of days."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from msgspec import Struct

from crisisdesk.briefing.citations import Citation, Citer
from crisisdesk.briefing.names import Names
from crisisdesk.briefing.plain import capital, listed, plain
from crisisdesk.briefing.sources import UNJUDGED, Source
from crisisdesk.briefing.words import words
from crisisdesk.reading.origins import Origin, origin_at, origins_of
from crisisdesk.terms.records import Actor, Event, Reading

CONFIRMED = 1  # Admiralty: confirmed by other, independent sources
PROBABLE = 2  # Admiralty: probably true
ALIKE = 3  # Admiralty: possibly true; agrees with other information
ALONE = 6  # Admiralty: its truth cannot be judged
GOOD, FAIR = frozenset("AB"), frozenset("ABC")


class Entry(Struct, frozen=True):
    """One event, told by one or more reports. ``grade`` is the best outlet's letter with the
    figure for the information: 6 where one origin tells it; where independent origins agree 1 if
    two of them come by outlets graded A or B, 2 if by A, B or C, else 3. ``tellers`` names the
    origins, ``origins`` counts those that are independent."""

    what: str
    date: str | None
    place: str | None
    modality: str
    grade: str
    origins: int
    tellers: tuple[str, ...]
    citations: tuple[Citation, ...]
    record: Event


class Telling(Struct, frozen=True):
    """An event as one report tells it: where that report's text comes from, and what this event
    is said to come from."""

    event: Event
    reading: Reading
    text: str
    key: str
    name: str


def timeline(
    readings: Sequence[Reading], sources: Sequence[Source], citer: Citer, names: Names
) -> list[Entry]:
    """Events by date, those without a date last; the same event told twice is one entry."""
    by_report = {source.report.id: source for source in sources}
    entries = []
    for group in same_events(readings):
        spans = (s for telling in group for s in (telling.event.span, *telling.event.also))
        if cited := citer.cite_all(spans):
            entries.append(_entry(group, cited, by_report, names))
    return sorted(entries, key=lambda entry: (entry.date is None, entry.date or ""))


def _entry(
    group: Sequence[Telling],
    cited: tuple[Citation, ...],
    sources: Mapping[str, Source],
    names: Names,
) -> Entry:
    letters: dict[str, str] = {}
    tellers: dict[str, str] = {}
    for telling in group:
        source = sources[telling.reading.report.id]
        letters[telling.key] = min(letters.get(telling.key, UNJUDGED), source.reliability)
        tellers[telling.key] = source.name if telling.key == source.report.id else telling.name
    first = group[0].event
    place = next((t.event.place for t in group if t.event.place), None)
    return Entry(
        what=describe(first, names),
        date=first.date.value if first.date else None,
        place=plain(place) or None,
        modality=first.modality,
        grade=f"{min(letters.values())}{credibility(tuple(letters.values()))}",
        origins=len(letters),
        tellers=tuple(plain(name) for name in tellers.values()),
        citations=cited,
        record=first,
    )


def credibility(letters: Sequence[str]) -> int:
    """The Admiralty figure of information that independent origins tell, each by an outlet of
    these letters. Better than 3 takes two origins by outlets that somebody has graded."""
    if len(letters) < 2:
        return ALONE
    if sum(letter in GOOD for letter in letters) >= 2:
        return CONFIRMED
    return PROBABLE if sum(letter in FAIR for letter in letters) >= 2 else ALIKE


def same_events(readings: Sequence[Reading]) -> list[list[Telling]]:
    """Tellings of all reports put together by event, in the order of the first telling.

    One event are those of one type by the same actors to the same actors, of one modality, whose
    modes do not differ and whose days may be one: an ISO prefix agrees with a day within it.
    Undated tellings of one report are one event where one clause tells both, those of two reports
    where the reports share one text and the same word tells it: of others nothing says that they
    tell of one deed.
    """
    origins = origins_of(readings)
    places: dict[tuple[object, ...], list[list[Telling]]] = {}
    ordered: list[list[Telling]] = []
    for telling in _tellings(readings, origins):
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
    return ordered


def _whens(telling: Telling) -> tuple[str, ...]:
    """Where to look for the tellings that may be one with this, and where else those look that
    come later and are less precise: a day also in its month. Without a date, by its text."""
    if telling.event.date is None:
        return (telling.text,)
    when = telling.event.date.value
    return (when, when[:7]) if len(when) > 7 else (when,)


def _tellings(readings: Sequence[Reading], origins: Mapping[str, Origin]) -> list[Telling]:
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
    return event.type, _codes(event.source), _codes(event.target), event.modality


def _codes(actors: Sequence[Actor]) -> tuple[str, ...]:
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


def describe(event: Event, names: Names) -> str:
    """The event as a short sentence: ``Russia supports Iran``."""
    lexicon = words()
    verb = lexicon.modes.get(f"{event.type} {event.mode}") or lexicon.events.get(event.type)
    sources = list(dict.fromkeys(names.actor(actor) for actor in event.source))
    targets = [t for t in dict.fromkeys(names.actor(a) for a in event.target) if t not in sources]
    who = listed(sources) or "An unnamed actor"
    if verb is None:
        kind = event.type.lower().replace("_", " ")
        return capital(f"{who}: {kind}{' — ' + listed(targets) if targets else ''}")
    several = len(sources) > 1
    if len(targets) == 1 and verb.verb.endswith(" between"):
        return capital(f"{who} {_agreeing(verb.alone, several)} for {targets[0]}")
    if targets:
        return capital(f"{who} {_agreeing(verb.verb, several)} {listed(targets)}")
    return capital(f"{who} {_agreeing(verb.alone, several)}")


def _agreeing(verb: str, several: bool) -> str:
    """A verb in the third person as it stands after one name or several: ``impose``."""
    first, space, rest = verb.partition(" ")
    if not several:
        return verb
    if first.endswith("ies"):
        plural = first[:-3] + "y"
    else:
        plural = first[:-2] if re.search(r"(?:ss|sh|ch|x|z)es$", first) else first[:-1]
    return f"{plural}{space}{rest}"
