"""What the record says that odds turn on: threats, blows, mobilisation, help, talks, offers.

All functions are pure; days are ISO 8601 and may be as coarse as a year. ``as_of`` is the day
of the forecast.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from crisisdesk.terms.records import Date, Event, Reading, Span

RECENT_DAYS = 90  # the quiet after which MIE-like events open a new episode
LIVE_DAYS = 730  # older go-betweens and talks belong to another crisis
# said, done or planned: everything but denied, asked or merely supposed
SAID = frozenset({"happened", "stated", "threatened", "intended"})
AHEAD = frozenset({"threatened", "intended", "expected", "possible"})
# CAMEO 131-137: threats of sanctions, protest, breaking off; 138 and 139 are threats of force
FORCE_THREATS = ("138", "139")


class Found(Struct, frozen=True):
    """Evidence for one fact: the events that show it and their spans, latest first."""

    events: tuple[Event, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.events)

    @property
    def spans(self) -> tuple[Span, ...]:
        """Where it is told."""
        return tuple(dict.fromkeys(event.span for event in self.events))


@lru_cache(maxsize=65_536)  # the same few days are asked about for every event and question
def day_of(value: str | None) -> date | None:
    """The middle of an ISO 8601 date of any precision; None where it is none."""
    parts = (value or "")[:10].split("-")
    filled = [*parts, *["07", "15"][len(parts) - 1 :]] if len(parts) < 3 else parts
    try:
        return date(*(int(part) for part in filled[:3]))
    except (ValueError, TypeError):
        return None


def age(when: Date | None, as_of: str) -> int | None:
    """Days from a date to ``as_of`` (never below 0); None where the date is not known."""
    day, today = day_of(when.value if when else None), day_of(as_of)
    return max(0, (today - day).days) if day and today else None


def latest_day(readings: Sequence[Reading], today: str | None = None) -> str:
    """The latest day on which a report was published, else the latest day of something said or
    done; ``today`` where nothing has a day. A bare year is most often of what a report recalls
    ("the clashes of 1967") and tells nothing of its own day."""
    published = [r.report.published.value for r in readings if r.report.published]
    told = [s.date.value for r in readings for s in r.statements if s.date]
    told += [e.date.value for e in events(readings) if e.date and e.modality == "happened"]
    told = [value for value in told if len(value) > _YEAR]
    days = [day for day in map(day_of, published or told) if day]
    return max(days).isoformat() if days else today or date.today().isoformat()


def events(readings: Iterable[Reading]) -> Iterator[Event]:
    """Every event of every report; what a report's title or lead tells to have happened without
    saying when is its news, and of its own day."""
    for reading in readings:
        published = reading.report.published
        if published is None or len(published.value) < _DAY:
            yield from reading.events
            continue
        today = Date(published.value, "inferred", published.span)
        for event in reading.events:
            fresh = event.date is None and event.modality == "happened"
            yield replace(event, date=today) if fresh and event.trigger.start < LEAD else event


LEAD = 700
"""Characters within which a report's title and lead stand."""
_YEAR, _DAY = 4, 10  # characters of a bare year, of a whole date


def codes(actors: Iterable[Any]) -> tuple[str, ...]:
    """The codes of actors, each once; actors without one are left out."""
    return tuple(dict.fromkeys(actor.code for actor in actors if actor.code))


def between(event: Event, source: str, target: str) -> bool:
    """Whether ``source`` does it to ``target``."""
    return any(actor.code == source for actor in event.source) and any(
        actor.code == target for actor in event.target
    )


def find(readings: Iterable[Reading], test: Callable[[Event], bool]) -> Found:
    """The events that pass a test, dated ones first and the latest of them first."""
    chosen = [event for event in events(readings) if test(event)]
    return Found(tuple(sorted(chosen, key=lambda e: e.date.value if e.date else "", reverse=True)))


def threats_of_force(readings: Iterable[Reading], source: str, target: str, as_of: str) -> Found:
    """Explicit threats of force by ``source`` on ``target``, not older than a year.

    A threat coded as one of sanctions or the like does not count; one without such a code does.
    """

    def test(event: Event) -> bool:
        if event.type == "THREATEN":
            meant = event.modality in SAID and _of_force(event)
        else:
            meant = event.type == "ASSAULT" and event.modality in ("threatened", "intended")
        return meant and between(event, source, target) and not _older(event, as_of, 365)

    return find(readings, test)


def _of_force(event: Event) -> bool:
    cameo = event.cameo or ""
    return len(cameo) < 3 or not cameo.startswith("13") or cameo.startswith(FORCE_THREATS)


def displays(readings: Iterable[Reading], source: str, target: str, as_of: str) -> Found:
    """Mobilisation and shows of force by ``source``, at ``target`` or at nobody named."""

    def test(event: Event) -> bool:
        if event.type not in ("MOBILIZE", "EXHIBIT_FORCE_POSTURE") or event.modality not in SAID:
            return False
        aimed = not codes(event.target) or target in codes(event.target)
        return aimed and source in codes(event.source) and not _older(event, as_of, 365)

    return find(readings, test)


def blows(readings: Iterable[Reading], source: str, target: str) -> Found:
    """Uses of force that happened, whenever."""

    def test(event: Event) -> bool:
        happened = event.type == "ASSAULT" and event.modality == "happened"
        return happened and between(event, source, target)

    return find(readings, test)


def recent_blows(readings: Iterable[Reading], source: str, target: str, as_of: str) -> Found:
    """Uses of force dated within the last 90 days. Undated ones are taken as older."""
    found = blows(readings, source, target).events
    return Found(tuple(e for e in found if _age_is(e, as_of, RECENT_DAYS)))


def talks(readings: Iterable[Reading], one: str, other: str, as_of: str) -> Found:
    """Talks that the two held with each other within the last 90 days."""

    def test(event: Event) -> bool:
        if event.type not in ("CONSULT", "AGREE", "COOPERATE") or event.modality != "happened":
            return False
        both = between(event, one, other) or between(event, other, one)
        return both and _age_is(event, as_of, RECENT_DAYS)

    return find(readings, test)


def mediates(event: Event) -> bool:
    """Whether an event is somebody's going between."""
    return event.mode == "mediate" or (event.cameo or "").startswith(("039", "045"))


def stale(event: Event, as_of: str) -> bool:
    """Whether an event is dated so long ago that it belongs to another crisis."""
    return _older(event, as_of, LIVE_DAYS)


def _older(event: Event, as_of: str, days: int) -> bool:
    known = age(event.date, as_of)
    return known is not None and known > days


def _age_is(event: Event, as_of: str, most: int) -> bool:
    known = age(event.date, as_of)
    return known is not None and known <= most
