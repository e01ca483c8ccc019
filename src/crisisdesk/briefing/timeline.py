"""What happened when, and what is only said, offered or feared: events in the order of days."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from crisisdesk.briefing.citations import Citation, Citer
from crisisdesk.briefing.names import Names
from crisisdesk.briefing.plain import capital, listed, plain
from crisisdesk.briefing.sources import UNJUDGED, Source, origin
from crisisdesk.briefing.words import words
from crisisdesk.terms.records import Event, Reading

ALIKE = 3  # Admiralty: agrees with other information
ALONE = 6  # Admiralty: its truth cannot be judged


class Entry(Struct, frozen=True):
    """One event, told by one or more reports. ``grade`` is the best outlet's letter with the
    figure for the information: 6 where one origin tells it, 3 where others agree. (Two outlets
    may copy one wire; so more than 3 is never given without knowing their origins.)"""

    what: str
    date: str | None
    place: str | None
    modality: str
    grade: str
    origins: int
    citations: tuple[Citation, ...]
    record: Event


def timeline(
    readings: Sequence[Reading], sources: Sequence[Source], citer: Citer, names: Names
) -> list[Entry]:
    """Events by date, those without a date last; the same event told twice is one entry."""
    letters = {source.report.id: source.reliability for source in sources}
    origins = {reading.report.id: origin(reading.report) for reading in readings}
    groups: dict[tuple[object, ...], list[Event]] = {}
    for event in (e for reading in readings for e in reading.events):
        groups.setdefault(_key(event), []).append(event)
    entries = []
    for group in groups.values():
        first = group[0]
        cited = citer.cite_all(s for event in group for s in (event.span, *event.also))
        if cited:
            reports = {citation.span.report for citation in cited}
            tellers = {origins[report] for report in reports}
            letter = min((letters.get(report, UNJUDGED) for report in reports), default=UNJUDGED)
            entries.append(
                Entry(
                    what=describe(first, names),
                    date=first.date.value if first.date else None,
                    place=plain(first.place) or None,
                    modality=first.modality,
                    grade=f"{letter}{ALIKE if len(tellers) > 1 else ALONE}",
                    origins=len(tellers),
                    citations=cited,
                    record=first,
                )
            )
    return sorted(entries, key=lambda entry: (entry.date is None, entry.date or ""))


def _key(event: Event) -> tuple[object, ...]:
    """Events of one key are one event. Undated ones are only compared within their report:
    that two reports tell of one and the same deed, nothing says."""
    who = tuple(sorted(a.code or a.name or "" for a in event.source))
    whom = tuple(sorted(a.code or a.name or "" for a in event.target))
    when = event.date.value if event.date else event.id
    return (event.type, event.mode, who, whom, event.modality, when)


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
    return capital(f"{who} {verb.verb} {listed(targets)}" if targets else f"{who} {verb.alone}")
