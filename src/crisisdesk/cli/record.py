"""Commands that list what the record holds: statements, events, ties."""

from __future__ import annotations

from typing import Annotated

import typer

from crisisdesk.cli.options import (
    AsList,
    AsOf,
    DeskDir,
    Limit,
    ListForm,
    RecordedBy,
    Reports,
    Since,
    Terms,
    Until,
)
from crisisdesk.cli.room import console, emit_records, limit_of, open_desk, tell_limit


def statements(
    reports: Reports = None,
    desk: DeskDir = None,
    speaker: Annotated[
        str | None, typer.Option(help="Part of a name or role, or a country's code (RUS).")
    ] = None,
    since: Since = None,
    until: Until = None,
    as_of: AsOf = None,
    recorded_by: RecordedBy = None,
    terms: Terms = None,
    limit: Limit = None,
    form: AsList = ListForm.table,
) -> None:
    """List who said what."""
    with open_desk(desk, reports, existing=True, terms=terms) as (room, bad):
        most = limit_of(limit, form)
        found = room.statements(speaker, since, until, as_of, recorded_by, most)
        if form is ListForm.json:
            emit_records(found)
        else:
            from crisisdesk.briefing.tables import statements_table

            texts = room.cited((one.span for one in found), as_of, recorded_by)
            console().print(statements_table(found, texts))
            tell_limit(found, most)
    raise typer.Exit(1 if bad else 0)


def events(
    reports: Reports = None,
    desk: DeskDir = None,
    source: Annotated[str | None, typer.Option(help="Who: a code (RUS) or a name.")] = None,
    target: Annotated[str | None, typer.Option(help="Whom: a code (IRN) or a name.")] = None,
    kind: Annotated[str | None, typer.Option("--type", help="PLOVER type: THREATEN.")] = None,
    modality: Annotated[
        str | None, typer.Option(help="happened, offered, threatened, possible, denied, ...")
    ] = None,
    since: Since = None,
    until: Until = None,
    as_of: AsOf = None,
    recorded_by: RecordedBy = None,
    terms: Terms = None,
    limit: Limit = None,
    form: AsList = ListForm.table,
) -> None:
    """List who did, or may do, what to whom."""
    with open_desk(desk, reports, existing=True, terms=terms) as (room, bad):
        most = limit_of(limit, form)
        found = room.events(source, target, kind, modality, since, until, as_of, recorded_by, most)
        if form is ListForm.json:
            emit_records(found)
        else:
            from crisisdesk.briefing.tables import events_table

            texts = room.cited((one.span for one in found), as_of, recorded_by)
            console().print(events_table(found, texts))
            tell_limit(found, most)
    raise typer.Exit(1 if bad else 0)


def ties(
    reports: Reports = None,
    desk: DeskDir = None,
    between: Annotated[
        str | None, typer.Option(metavar="CODES", help="One or two parties: RUS or RUS-IRN.")
    ] = None,
    kind: Annotated[str | None, typer.Option(help="alliance, partnership, rivalry, ...")] = None,
    as_of: AsOf = None,
    recorded_by: RecordedBy = None,
    terms: Terms = None,
    limit: Limit = None,
    form: AsList = ListForm.table,
) -> None:
    """List standing relations with their obligations."""
    with open_desk(desk, reports, existing=True, terms=terms) as (room, bad):
        most = limit_of(limit, form)
        found = room.ties(between, kind, as_of, recorded_by, most)
        if form is ListForm.json:
            emit_records(found)
        else:
            from crisisdesk.briefing.tables import ties_table

            texts = room.cited((one.span for one in found), as_of, recorded_by)
            console().print(ties_table(found, texts))
            tell_limit(found, most)
    raise typer.Exit(1 if bad else 0)


def code(
    reports: Reports = None,
    desk: DeskDir = None,
    as_of: AsOf = None,
    recorded_by: RecordedBy = None,
    terms: Terms = None,
    form: AsList = ListForm.table,
) -> None:
    """Code reports as CAMEO tuples: source, code and target of every deed that they tell."""
    with open_desk(desk, reports, existing=True, terms=terms) as (room, bad):
        found = room.coded(as_of, recorded_by)
        if form is ListForm.json:
            emit_records(found)
        else:
            from crisisdesk.briefing.tables import coded_table

            console().print(coded_table(found, room.reports(as_of, recorded_by)))
    raise typer.Exit(1 if bad else 0)
