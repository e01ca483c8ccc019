"""Commands that hold the record against itself: contradictions, sources."""

from __future__ import annotations

import typer

from crisisdesk.cli.options import AsList, AsOf, DeskDir, ListForm, RecordedBy, Reports, Terms
from crisisdesk.cli.room import console, emit_records, open_desk


def contradictions(
    reports: Reports = None,
    desk: DeskDir = None,
    as_of: AsOf = None,
    recorded_by: RecordedBy = None,
    terms: Terms = None,
    form: AsList = ListForm.table,
) -> None:
    """Set accounts side by side that contradict each other."""
    with open_desk(desk, reports, existing=True, terms=terms) as (room, bad):
        found = room.contradictions(as_of, recorded_by)
        if form is ListForm.json:
            emit_records(found)
        else:
            from crisisdesk.briefing.weighed import show_conflicts

            show_conflicts(console(), found)
    raise typer.Exit(1 if bad else 0)


def sources(
    reports: Reports = None,
    desk: DeskDir = None,
    as_of: AsOf = None,
    recorded_by: RecordedBy = None,
    terms: Terms = None,
    form: AsList = ListForm.table,
) -> None:
    """List the outlets with their grades and origins."""
    with open_desk(desk, reports, existing=True, terms=terms) as (room, bad):
        found = room.sources(as_of, recorded_by)
        if form is ListForm.json:
            emit_records([_card(source) for source in found])
        else:
            from crisisdesk.briefing.weighed import sources_table

            console().print(sources_table(found))
    raise typer.Exit(1 if bad else 0)


def _card(source) -> dict[str, object]:  # type: ignore[no-untyped-def]
    """A source without its report's text."""
    fields = [field for field in source.__struct_fields__ if field != "report"]
    return {"report": source.report.id, **{field: getattr(source, field) for field in fields}}
