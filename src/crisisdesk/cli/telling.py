"""Commands that tell of one thing in a desk: timeline, show."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from crisisdesk.cli.options import (
    About,
    AsList,
    AsOf,
    DeskDir,
    ListForm,
    RecordedBy,
    Reports,
    Since,
    Until,
)
from crisisdesk.cli.room import console, emit, emit_records, open_desk, write_text

if TYPE_CHECKING:
    from crisisdesk.desk.telling import Shown


class Page(StrEnum):
    """How a timeline may be shown."""

    table = "table"
    json = "json"
    html = "html"


def timeline(
    reports: Reports = None,
    desk: DeskDir = None,
    about: About = None,
    since: Since = None,
    until: Until = None,
    modality: Annotated[
        str | None, typer.Option(help="happened, offered, threatened, denied, ...")
    ] = None,
    as_of: AsOf = None,
    recorded_by: RecordedBy = None,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write it as an HTML page.")
    ] = None,
    form: Annotated[
        Page, typer.Option("--format", help="A table, JSON, or an HTML page.")
    ] = Page.table,
) -> None:
    """Show what was told of a crisis, in the order of days."""
    from crisisdesk.briefing import chronology
    from crisisdesk.briefing.plain import count

    with open_desk(desk, reports, existing=True) as (room, bad):
        found = room.timeline(about or (), since, until, modality, as_of, recorded_by)
        if out:
            told = count(len(found.entries), "event")
            write_text(chronology.render(found), out, told, reports)
        elif form is Page.json:
            emit_records(found)
        elif form is Page.html:
            emit(chronology.render(found))
        else:
            chronology.show(found, console())
    raise typer.Exit(1 if bad else 0)


def show(
    what: Annotated[
        str,
        typer.Argument(
            metavar="WHAT",
            help="A report by number or id, a sentence as it is cited (12:14), a record by its id.",
        ),
    ],
    desk: DeskDir = None,
    as_of: AsOf = None,
    recorded_by: RecordedBy = None,
    form: AsList = ListForm.table,
) -> None:
    """Show a report with what was read from it, a sentence of it, or one record."""
    with open_desk(desk, None, existing=True) as (room, _):
        found = room.show(what, as_of, recorded_by)
        if form is ListForm.json:
            emit_records(found)
        else:
            _print(found)


def _print(found: Shown) -> None:
    from rich.text import Text

    from crisisdesk.briefing import tables
    from crisisdesk.briefing.explain import explain
    from crisisdesk.briefing.explain_terminal import show as show_text
    from crisisdesk.briefing.plain import plain
    from crisisdesk.briefing.superseded import superseded_words
    from crisisdesk.terms.records import Event, Statement, Tie

    page, report = console(), found.reading.report
    held = [f"{first} to {end}" if end else f"since {first}" for first, end in found.versions]
    rows = [
        ("number", str(found.number or "none, it does not count")),
        ("id", report.id),
        ("source", report.source),
        ("outlet", report.outlet or ""),
        ("published", report.published.value if report.published else "no day"),
        ("read and held", "; ".join(held)),
    ]
    if found.superseded:
        rows.append(("no longer counts", superseded_words(found.superseded)))
    page.print(Text(plain(report.title or "no title"), style="bold"))
    for label, words in rows:
        page.print(Text(f"{label}: {plain(words)}"))
    page.print()
    if found.records is None:
        show_text(explain(found.reading), page)
        return
    texts = {found.number: report}
    shown: tuple[tuple[type, Any], ...] = (
        (Statement, tables.statements_table),
        (Event, tables.events_table),
        (Tie, tables.ties_table),
    )
    for kind, table in shown:
        some = [record for record in found.records if isinstance(record, kind)]
        if some:
            page.print(table(some, texts))
    if not found.records:
        page.print("nothing was read from it")
