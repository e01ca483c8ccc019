"""Commands that answer with odds."""

from __future__ import annotations

from typing import Annotated

import typer

from crisisdesk.cli.options import AsList, AsOf, DeskDir, ListForm, Reports, Terms
from crisisdesk.cli.room import console, emit_records, open_desk


def ask(
    question: Annotated[str, typer.Argument(help="A question: “Will Russia arm Iran?”")],
    reports: Reports = None,
    desk: DeskDir = None,
    what_if: Annotated[
        str | None,
        typer.Option(metavar="CHANGE", help="Change an obligation first: RUS-IRN defense=yes."),
    ] = None,
    as_of: AsOf = None,
    terms: Terms = None,
    form: AsList = ListForm.table,
) -> None:
    """Ask one question about the crisis."""
    with open_desk(desk, reports, existing=True, terms=terms) as (room, bad):
        forecast = room.ask(question, as_of=as_of)
        changed = room.ask(question, what_if=what_if, as_of=as_of) if what_if else None
        texts = room.reports(as_of)
        if form is ListForm.json:
            emit_records({"forecast": forecast, "what_if": what_if, "changed": changed})
        else:
            from crisisdesk.briefing.terminal import show_forecasts

            show_forecasts(console(), texts, forecast, what_if, changed)
    raise typer.Exit(1 if bad else 0)
