"""Runs all readers over one page and gathers what they find."""

from __future__ import annotations

from crisisdesk.reading.assessments import read_assessments
from crisisdesk.reading.build import build_page
from crisisdesk.reading.events import read_events
from crisisdesk.reading.linkages import read_linkages
from crisisdesk.reading.merging import date_signings
from crisisdesk.reading.metadata import complete_metadata
from crisisdesk.reading.page import Page
from crisisdesk.reading.questions import read_questions
from crisisdesk.reading.statements import read_statements
from crisisdesk.reading.ties import read_ties
from crisisdesk.terms.leaders import load_leaders
from crisisdesk.terms.records import Actor, Person, Reading, Report, Span


def read(report: Report) -> Reading:
    """The reading of one report."""
    page = build_page(complete_metadata(report))
    statements = read_statements(page)
    ties = read_ties(page)
    events = date_signings(read_events(page, statements), ties)
    return Reading(
        report=page.report,
        people=tuple(_people(page)),
        statements=tuple(statements),
        events=tuple(events),
        ties=tuple(ties),
        assessments=tuple(read_assessments(page, statements)),
        linkages=tuple(read_linkages(page)),
        questions=tuple(read_questions(page, events)),
        mentions=_surface_mentions(page),
    )


def _people(page: Page) -> list[Person]:
    """Everybody whom the report names, once, with the fullest role that it gives."""
    actors: dict[str, Actor] = {}
    spans: dict[str, list[Span]] = {}
    for mention in page.mentions:
        actor = mention.actors[0] if mention.actors else None
        if actor is None or actor.name is None or mention.how != "person":
            continue
        actors.setdefault(actor.name, actor)
        part = page.parts[mention.part]
        start, end = part.at(part.doc[mention.first : mention.last])
        spans.setdefault(actor.name, []).append(page.span(start, end))
    day = page.report.published.value if page.report.published else None
    return [
        Person(actor, tuple(spans[name]), *_known_by(actor, day)) for name, actor in actors.items()
    ]


def _known_by(actor: Actor, day: str | None) -> tuple[str, float]:
    """What tells whom a person acts for: an office held, the report's own words, or nothing."""
    if actor.name and any(h.code == actor.code for h in load_leaders().named(actor.name, day)):
        return "office", 0.95
    return ("text", 0.8) if actor.code or actor.role else ("name", 0.5)


def _surface_mentions(page: Page) -> dict[str, tuple[Span, ...]]:
    """Where each state or body is named, by code; pronouns are left out."""
    found: dict[str, list[Span]] = {}
    for mention in page.mentions:
        if mention.how in ("pronoun", "place"):
            continue
        part = page.parts[mention.part]
        start, end = part.at(part.doc[mention.first : mention.last])
        for actor in mention.actors:
            if actor.code:
                found.setdefault(actor.code, []).append(page.span(start, end))
    return {code: tuple(spans) for code, spans in found.items()}
