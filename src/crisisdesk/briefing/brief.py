"""The brief: everything that a page shows, computed once, for every form that it takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from crisisdesk.briefing.answers import Answer, AskedQuestion, answers_of, asked_questions
from crisisdesk.briefing.branches import Outlook, outlook
from crisisdesk.briefing.citations import Citer
from crisisdesk.briefing.conflicts import Conflict, conflicts
from crisisdesk.briefing.headline import Headline, Scope, headline, subtitle, title
from crisisdesk.briefing.names import Names
from crisisdesk.briefing.parts import Part, parts
from crisisdesk.briefing.questions import Questions
from crisisdesk.briefing.relations import Issue, Relation, issues, relations
from crisisdesk.briefing.said import Matter, Voice, matters, voices
from crisisdesk.briefing.sources import Source, list_sources
from crisisdesk.briefing.superseded import Said, Superseded, list_superseded
from crisisdesk.briefing.suppositions import Supposition, supposition
from crisisdesk.briefing.timeline import Entry, timeline
from crisisdesk.briefing.unknowns import Unknown, unknowns
from crisisdesk.terms.records import Crisis, Forecast, Reading

if TYPE_CHECKING:
    from crisisdesk.odds.tree import Tree
    from crisisdesk.odds.whatif import WhatIf

VERSION = 1


class Brief(Struct, frozen=True):
    """A brief of one crisis as of one day. ``version`` is that of this form; ``as_of`` an ISO
    8601 day. Every line carries citations into the reports held in ``sources``."""

    version: int
    title: str
    subtitle: str
    as_of: str
    headline: Headline
    parts: tuple[Part, ...]
    answers: tuple[Answer, ...]
    tree: Outlook
    supposition: Supposition | None
    asked: tuple[AskedQuestion, ...]
    voices: tuple[Voice, ...]
    matters: tuple[Matter, ...]
    conflicts: tuple[Conflict, ...]
    timeline: tuple[Entry, ...]
    relations: tuple[Relation, ...]
    issues: tuple[Issue, ...]
    unknowns: tuple[Unknown, ...]
    sources: tuple[Source, ...]
    superseded: tuple[Superseded, ...]
    crisis: Crisis

    @property
    def questions(self) -> Questions:
        """The answers by what they ask: ``brief.questions.strike("USA", "IRN")``."""
        return Questions(self.answers)

    def answer(self, name: str) -> Answer:
        """The answer with an id. Raises KeyError where there is none."""
        return {answer.id: answer for answer in self.answers}[name]


def build_brief(
    readings: Sequence[Reading],
    crisis: Crisis,
    forecasts: Sequence[Forecast],
    tree: Tree | None,
    as_of: str,
    *,
    names: Mapping[str, str] | None = None,
    grades: dict[str, str] | None = None,
    supposed: WhatIf | None = None,
    superseded: Sequence[Said] = (),
    scope: Scope | None = None,
) -> Brief:
    """Put a brief together. Pure: the same input gives the same brief.

    ``as_of`` is an ISO 8601 day; ``names`` are the names of actors by code (the shipped ones by
    default); ``grades`` are Admiralty letters by outlet in lower case; ``supposed``
    is a what-if to be shown; ``superseded`` are the reports of the desk that no longer count;
    ``scope`` tells from which reports of more the readings are.
    """
    naming = Names(names)
    reports = [reading.report for reading in readings]
    citer = Citer(reports)
    sources = list_sources(readings, grades)
    answers = answers_of(forecasts, citer, naming)
    asked = asked_questions(readings, answers, citer)
    said = voices(readings, citer, naming, grades)
    reckoned = matters(readings, citer, naming)
    entries = timeline(readings, sources, citer, naming, grades)
    ties = relations(readings, citer, naming)
    gaps = unknowns(crisis, answers, asked, said, entries, ties, sources, naming)
    return Brief(
        version=VERSION,
        title=title(crisis, naming),
        subtitle=subtitle(as_of, len(reports), scope, naming),
        as_of=as_of,
        headline=headline(answers),
        parts=tuple(parts(crisis, citer, naming)),
        answers=tuple(answers),
        tree=outlook(tree),
        supposition=supposition(supposed, naming),
        asked=tuple(asked),
        voices=tuple(said),
        matters=tuple(reckoned),
        conflicts=tuple(conflicts(readings, reckoned, citer, naming, grades)),
        timeline=tuple(entries),
        relations=tuple(ties),
        issues=tuple(issues(readings, citer, naming)),
        unknowns=tuple(gaps),
        sources=tuple(sources),
        superseded=tuple(list_superseded(superseded, citer)),
        crisis=crisis,
    )
