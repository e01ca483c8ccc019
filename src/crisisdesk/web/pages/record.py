"""The record: timeline, actors and ties, statements, sources, each chosen by what is asked."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from msgspec import Struct
from msgspec.structs import replace
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Route

from crisisdesk.briefing.names import Names
from crisisdesk.briefing.periods import CLASSES, UNITS, Period, periods
from crisisdesk.desk.listing import last_day
from crisisdesk.desk.opened import checked_day
from crisisdesk.record.watching import Watching
from crisisdesk.web.access import Visit, page
from crisisdesk.web.accounts import Role
from crisisdesk.web.pages.reckoned import when_reckoned
from crisisdesk.web.rendering import show

if TYPE_CHECKING:
    from crisisdesk.briefing.brief import Brief
    from crisisdesk.briefing.said import Saying, Voice
    from crisisdesk.briefing.timeline import Entry

EVENTS = 150
"""Events on a page of the timeline."""
_FILTERS = ("actor", "type", "modality", "since", "until", "as_of")
SPEAKERS = 100
"""Speakers on a page of statements."""
_MOST_DAYS = 400


class Outlet(Struct, frozen=True):
    """An outlet with its grade; ``own`` counts the reports whose text is its own."""

    name: str
    grade: str
    meaning: str
    reports: int
    own: int


# --- timeline


def _timeline(visit: Visit) -> Response:
    brief, wanted = visit.brief(visit.asked("as_of")), filters(visit)
    found = periods_of(visit)
    events = [(period, entry) for period in found for entry in period.entries]
    last = max(1, math.ceil(len(events) / EVENTS))
    at = visit.page() if visit.asked("page") else last  # the latest first to be seen
    shown = groupby(events[(at - 1) * EVENTS : at * EVENTS], key=lambda one: one[0].key)
    by_key = {period.key: period for period in found}
    return show(
        visit,
        "timeline.html",
        found=found,
        groups=[(by_key[key], [entry for _, entry in group]) for key, group in shown],
        number=len(events),
        actors=_actors_in(brief.timeline),
        types=sorted({entry.record.type for entry in brief.timeline}),
        modalities=sorted({entry.modality for entry in brief.timeline}),
        units=list(UNITS),
        classes=list(CLASSES.values()),
        unit=unit_of(visit),
        chosen=any(wanted.values()),
        wanted=wanted,
        into=lambda period: lead_into(period, wanted),
        query=_query({**wanted, "unit": unit_of(visit)}),
        at=at,
        last=last,
    )


def filters(visit: Visit) -> dict[str, str | None]:
    """By what the timeline is chosen. Raises DeskError where a day is none."""
    wanted = {name: visit.asked(name) for name in _FILTERS}
    checked_day(wanted["since"])
    checked_day(wanted["until"])
    return wanted


def unit_of(visit: Visit) -> str:
    """The unit of the timeline. Raises HTTPException 400 where it is none."""
    unit = visit.asked("unit") or "month"
    if unit not in UNITS:
        raise HTTPException(400, f"events are grouped by {', '.join(UNITS)}")
    return unit


def periods_of(visit: Visit) -> list[Period]:
    """The periods of the timeline, as chosen. Raises as `filters` and `unit_of` do."""
    wanted = filters(visit)
    chosen = {name: value for name, value in wanted.items() if name != "as_of"}
    brief, unit = visit.brief(wanted["as_of"]), unit_of(visit)
    entries = [entry for entry in brief.timeline if fits(entry, **chosen)]
    moments: dict[str, str] = {}
    if unit == "hour":
        with visit.served.desk() as desk:
            moments = Watching(desk.file).moments()
    return periods(entries, unit, moments)


def lead_into(period: Period, wanted: Mapping[str, str | None]) -> str:
    """The address of a period's events by the next finer unit, as chosen."""
    within = {"since": period.since, "until": period.until, "unit": period.finer or "hour"}
    return f"/timeline?{_query({**wanted, **within})}"


def _query(values: Mapping[str, str | None]) -> str:
    return urlencode({name: value for name, value in values.items() if value})


def fits(
    entry: Entry,
    actor: str | None,
    type: str | None,
    modality: str | None,
    since: str | None,
    until: str | None,
) -> bool:
    """Whether an event is by or to an actor (a code), of a type and a modality, and may lie
    between two days; without a date, whether it was first told between them."""
    codes = {one.code for one in (*entry.record.source, *entry.record.target)}
    if (since or until) and not entry.at:
        return False
    return (
        (not actor or actor in codes)
        and (not type or entry.record.type == type)
        and (not modality or entry.modality == modality)
        and (not since or last_day(entry.at) >= since)
        and (not until or entry.at <= until)
    )


def _actors_in(entries: Sequence[Entry]) -> list[tuple[str, str]]:
    names = Names()
    codes = {a.code for e in entries for a in (*e.record.source, *e.record.target) if a.code}
    return sorted(((code, names.of(code)) for code in codes), key=lambda pair: pair[1])


# --- actors and ties


def _actors(visit: Visit) -> Response:
    newest = visit.brief()
    days = _days_of(newest)
    at = _whole(visit.asked("day"), len(days) - 1)
    brief = newest if at == len(days) - 1 else visit.brief(days[at])
    return show(visit, "actors.html", brief=brief, days=days, at=at)


def _days_of(brief: Brief) -> list[str]:
    """The days on which reports were published, and the brief's own, each once."""
    told = {s.report.published.value for s in brief.sources if s.report.published}
    days = sorted({last_day(day) for day in told if last_day(day) < brief.as_of})
    return [*days[-_MOST_DAYS:], brief.as_of]


def _whole(text: str | None, most: int) -> int:
    if text is None:
        return most
    if not text.isdecimal() or int(text) > most:
        raise HTTPException(400, "there is no such day")
    return int(text)


# --- statements


def _statements(visit: Visit) -> Response:
    brief = visit.brief(visit.asked("as_of"))
    speaker, outlet, about = (visit.asked(name) for name in ("speaker", "outlet", "about"))
    names = {source.report.id: source.name for source in brief.sources}
    voices = [
        replace(voice, sayings=kept)
        for voice in brief.voices
        if not speaker or speaker.casefold() in voice.speaker.casefold()
        if (kept := tuple(s for s in voice.sayings if _says(s, names, outlet, about)))
    ]
    at, last = visit.page(), max(1, math.ceil(len(voices) / SPEAKERS))
    wanted = {"speaker": speaker, "outlet": outlet, "about": about, "as_of": visit.asked("as_of")}
    return show(
        visit,
        "statements.html",
        brief=brief,
        voices=voices[(at - 1) * SPEAKERS : at * SPEAKERS],
        speakers=len(voices),
        at=at,
        last=last,
        address=f"/statements?{urlencode({k: v for k, v in wanted.items() if v} | {'page': ''})}",
        number=_count(voices),
        outlets=sorted(set(names.values())),
        speaker=speaker,
        outlet=outlet,
        about=about,
        chosen=bool(speaker or outlet or about),
    )


def _says(saying: Saying, names: dict[str, str], outlet: str | None, about: str | None) -> bool:
    by = {names[citation.span.report] for citation in saying.citations}
    return (not outlet or outlet in by) and (
        not about or about.casefold() in saying.words.casefold()
    )


def _count(voices: Sequence[Voice]) -> int:
    return sum(len(voice.sayings) for voice in voices)


# --- sources


def _sources(visit: Visit) -> Response:
    brief = visit.brief(visit.asked("as_of"))
    return show(visit, "sources.html", brief=brief, outlets=outlets_of(brief))


def outlets_of(brief: Brief) -> list[Outlet]:
    """The outlets of a brief's sources, by name."""
    by_name: dict[str, Outlet] = {}
    for source in brief.sources:
        grade, meaning = source.reliability, source.reliability_meaning
        known = by_name.get(source.name, Outlet(source.name, grade, meaning, 0, 0))
        own = known.own + (source.origin_known == "its own report")
        by_name[source.name] = replace(known, reports=known.reports + 1, own=own)
    return sorted(by_name.values(), key=lambda outlet: outlet.name)


ROUTES = [
    Route("/timeline", page(Role.reader, when_reckoned(_timeline))),
    Route("/actors", page(Role.reader, when_reckoned(_actors))),
    Route("/statements", page(Role.reader, when_reckoned(_statements))),
    Route("/sources", page(Role.reader, when_reckoned(_sources))),
]
