"""What happened when, and what is only said, offered or feared: events in the order of days."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from crisisdesk.briefing.citations import Citation, Citer
from crisisdesk.briefing.names import Names
from crisisdesk.briefing.plain import capital, day, listed, plain
from crisisdesk.briefing.sources import Source
from crisisdesk.briefing.words import words
from crisisdesk.reading.contradictions import denials_of
from crisisdesk.reading.tellings import (
    Telling,
    contested,
    credibility,
    letters_of,
    same_events,
)
from crisisdesk.terms.records import Actor, Event, Reading


class Entry(Struct, frozen=True):
    """One event, told by one or more reports. ``grade`` is the best outlet's letter with the
    figure for the information: 6 where one origin tells it; where independent origins agree 1 if
    two of them come by outlets graded A or B, 2 if by A, B or C, else 3; 4 or 5 where one origin
    tells what others deny. ``tellers`` names the origins, ``origins`` counts those that are
    independent; ``denials`` are citations of those who deny it. ``date`` is when it took place,
    ``told`` the day of the first report that tells it."""

    what: str
    date: str | None
    told: str | None
    place: str | None
    modality: str
    grade: str
    origins: int
    tellers: tuple[str, ...]
    citations: tuple[Citation, ...]
    record: Event
    denials: tuple[Citation, ...] = ()

    @property
    def at(self) -> str:
        """The date by which it is ordered: its own, else that of the first telling, else ""."""
        return self.date or self.told or ""

    @property
    def when(self) -> str:
        """``25 July 2025``, or ``told 25 July 2025`` where its own date is not known."""
        return day(self.date) if self.date else f"told {day(self.told)}" if self.told else "no date"


def timeline(
    readings: Sequence[Reading],
    sources: Sequence[Source],
    citer: Citer,
    names: Names,
    grades: Mapping[str, str] | None = None,
) -> list[Entry]:
    """Events by date, or where they have none by the day of their first telling, after those of
    that day; those with neither last. The same event told twice is one entry.
    ``grades`` are letters by outlet in lower case."""
    by_report = {source.report.id: source for source in sources}
    entries = []
    groups = same_events(readings)
    denied: dict[int, list[Telling]] = {}
    for i, j in denials_of(groups):
        denied.setdefault(i, []).extend(groups[j])
    for i, group in enumerate(groups):
        if cited := cite_group(group, citer):
            entry = _entry(group, cited, by_report, names, grades, denied.get(i, ()))
            entries.append(replace(entry, denials=cite_group(denied.get(i, ()), citer)))
    return sorted(entries, key=lambda entry: (not entry.at, entry.at, entry.date is None))


def cite_group(group: Sequence[Telling], citer: Citer) -> tuple[Citation, ...]:
    """Wherever an event is told."""
    spans = (s for telling in group for s in (telling.event.span, *telling.event.also))
    return citer.cite_all(spans)


def _entry(
    group: Sequence[Telling],
    cited: tuple[Citation, ...],
    sources: Mapping[str, Source],
    names: Names,
    grades: Mapping[str, str] | None,
    denials: Sequence[Telling],
) -> Entry:
    letters = letters_of(group, grades)
    tellers: dict[str, str] = {}
    for telling in group:
        source = sources[telling.reading.report.id]
        tellers[telling.key] = source.name if telling.key == source.report.id else telling.name
    figure = contested(credibility(tuple(letters.values())), denials)
    first = group[0].event
    days = [one.value for t in group if (one := t.reading.report.published)]
    place = next((t.event.place for t in group if t.event.place), None)
    return Entry(
        what=describe(first, names),
        date=first.date.value if first.date else None,
        told=min(days) if days else None,
        place=plain(place) or None,
        modality=first.modality,
        grade=f"{min(letters.values())}{figure}",
        origins=len(letters),
        tellers=tuple(plain(name) for name in tellers.values()),
        citations=cited,
        record=first,
    )


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
    several = len(sources) > 1 or any(map(_are_many, event.source))
    if len(targets) == 1 and verb.verb.endswith(" between"):
        return capital(f"{who} {_agreeing(verb.alone, several)} for {targets[0]}")
    if targets:
        return capital(f"{who} {_agreeing(verb.verb, several)} {listed(targets)}")
    return capital(f"{who} {_agreeing(verb.alone, several)}")


def _are_many(actor: Actor) -> bool:
    """Whether an actor without a side is several: gunmen, rebels."""
    return actor.code is None and (actor.role or "").endswith(("men", "s"))


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
