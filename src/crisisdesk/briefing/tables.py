"""Lists of records as tables for people: statements, events, ties, reports."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from crisisdesk.briefing.citations import Citer
from crisisdesk.briefing.names import Names
from crisisdesk.briefing.plain import plain
from crisisdesk.briefing.relations import tie_words
from crisisdesk.briefing.sources import list_sources, source_name
from crisisdesk.briefing.superseded import Said, superseded_words
from crisisdesk.briefing.timeline import describe
from crisisdesk.record.search import Hit
from crisisdesk.terms.plover import cameo
from crisisdesk.terms.records import (
    Amendment,
    Coded,
    Date,
    Event,
    Question,
    Reading,
    Report,
    Span,
    Statement,
    Tie,
)

if TYPE_CHECKING:
    from rich.table import Table
    from rich.text import Text

    from crisisdesk.reading.lookup import Known

Cited = Sequence[Report] | Mapping[int, Report]
"""Reports in their order, or some of them by their number in it."""


def statements_table(statements: Iterable[Statement], reports: Cited) -> Table:
    """Who said what, when, and where it stands; what is thought or meant instead says so."""
    citer, names = Citer(reports), Names()
    rows = [
        (
            _label(citer, s.span),
            _date(s.date),
            names.speaker(s.speaker),
            s.form if s.attitude == "said" else s.attitude,
            f"“{s.words}”" if s.form != "indirect" else s.words,
        )
        for s in statements
    ]
    return plain_table(("Read from", "Day", "Speaker", "Form", "Words"), rows)


def events_table(events: Iterable[Event], reports: Cited) -> Table:
    """Who did, may do or denied what, when, and where it stands."""
    citer, names = Citer(reports), Names()
    rows = [
        (
            _label(citer, e.span),
            _date(e.date),
            " ".join(filter(None, (e.type, e.mode))),
            describe(e, names),
            e.modality,
            e.place or "",
        )
        for e in events
    ]
    return plain_table(("Read from", "Day", "Type", "Event", "Modality", "Place"), rows)


def ties_table(ties: Iterable[Tie], reports: Cited) -> Table:
    """Standing relations with their obligations."""
    citer, names = Citer(reports), Names()
    rows = [
        (
            _label(citer, t.span),
            _date(t.valid_from),
            tie_words(t, names),
            "; ".join(f"{o.kind}: {'stated' if o.stated else 'denied'}" for o in t.obligations),
        )
        for t in ties
    ]
    return plain_table(("Read from", "Since", "Tie", "Obligations"), rows)


def coded_table(coded: Iterable[Coded], reports: Sequence[Report]) -> Table:
    """CAMEO tuples with the name of each code, the word that tells it, and where it stands."""
    citer = Citer(reports)
    texts = {report.id: report.text for report in reports}
    rows = []
    for c in coded:
        line = cameo(c.code)
        word = texts[c.span.report][c.span.start : c.span.end]
        name = line.name if line else ""
        rows.append((_label(citer, c.span), c.source, c.code, c.target, name, word))
    return plain_table(("Read from", "Source", "Code", "Target", "What", "Told by"), rows)


def questions_table(questions: Iterable[Question], reports: Sequence[Report]) -> Table:
    """The questions that the reports ask."""
    citer = Citer(reports)
    rows = [
        (_label(citer, q.span) if q.span else "", q.kind, ", ".join(q.actors), q.text)
        for q in questions
    ]
    return plain_table(("Read from", "Kind", "Actors", "Question"), rows)


def reports_table(readings: Sequence[Reading], first: int = 1) -> Table:
    """The reports by number from ``first`` on, each with the origin of its text."""
    rows = [
        (
            str(source.number),
            _date(source.report.published),
            source.name,
            source.origin,
            source.report.title or "",
            source.report.id,
        )
        for source in list_sources(readings, first=first)
    ]
    return plain_table(("No.", "Published", "Outlet", "Origin", "Title", "Id"), rows)


def amendments_table(amendments: Iterable[Amendment]) -> Table:
    """What analysts set right, in its order."""
    rows = [
        (
            str(one.number),
            one.made[:10],
            one.who,
            one.report,
            f"{one.type or one.kind}: {amended_words(one)}",
            one.note,
            f"taken back {one.undone[:10]}" if one.undone else "",
        )
        for one in amendments
    ]
    return plain_table(("No.", "Made", "By", "Report", "What", "Why", ""), rows)


def amended_words(one: Amendment) -> str:
    """What an amendment does, in words."""
    told = {"drop": "no such record", "split": "told apart", "merge": "the same as another"}
    changes = (f"{name} is {value or 'not known'}" for name, value in one.changes.items())
    return told.get(one.deed) or ", ".join(changes)


def superseded_table(said: Iterable[Said]) -> Table:
    """The reports that no longer count, and why."""
    rows = [
        (card.published.value if card.published else "", source_name(card), card.title or "",
         superseded_words(correction), card.id)
        for card, correction in said
    ]  # fmt: skip
    return plain_table(("Published", "Outlet", "Title", "No longer counts", "Id"), rows)


def hits_table(hits: Sequence[Hit], places: Mapping[str, int]) -> Table:
    """Reports that hold some words, the nearest first; the words found stand in bold."""
    from rich.text import Text

    table = plain_table(("No.", "Day", "Outlet", "Title", "Words"), [])
    for hit in hits:
        card = hit.report
        first = (str(places.get(card.id, "")), hit.day, card.outlet or "", card.title or "")
        table.add_row(*(Text(plain(cell)) for cell in first), _bold(hit))
    return table


def _bold(hit: Hit) -> Text:
    """A hit's passage with the words found in bold."""
    from rich.text import Text

    shown, at = Text(), hit.passage.start
    for span in hit.spans:
        if span.end > hit.passage.end:
            break
        shown.append(_piece(hit, at, span.start)).append(_piece(hit, span.start, span.end), "bold")
        at = span.end
    return shown.append(_piece(hit, at, hit.passage.end))


def _piece(hit: Hit, start: int, end: int) -> str:
    from crisisdesk.briefing.plain import visible

    offset = hit.passage.start
    return visible(hit.text[start - offset : end - offset]).replace("\n", " ")


def known_table(known: Iterable[Known]) -> Table:
    """What a name stands for."""
    rows = [(k.kind, k.code or "", k.name, k.detail) for k in known]
    return plain_table(("Kind", "Code", "Name", "Detail"), rows)


def _label(citer: Citer, span: Span) -> str:
    citation = citer.cite(span)
    return citation.label if citation else ""


def _date(date: Date | None) -> str:
    return date.value if date else ""


def plain_table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Table:
    """A table of cells that are shown as they stand; the first two columns do not wrap."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for i, name in enumerate(head):
        table.add_column(name, no_wrap=i < 2, overflow="fold")
    for row in rows:
        table.add_row(*(Text(plain(cell)) for cell in row))
    return table
