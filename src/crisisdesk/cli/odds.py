"""Commands that answer with odds."""

from __future__ import annotations

from typing import Annotated

import typer

from crisisdesk.cli.asking import Help, Kind, structured
from crisisdesk.cli.options import (
    AsList,
    AsOf,
    DeskDir,
    ListForm,
    RecordedBy,
    Reports,
    Terms,
    WhatIf,
)
from crisisdesk.cli.room import console, emit_records, open_desk

Actor = typer.Option(metavar="WHO", help="Who would do it: a code, name or leader; repeatable.")


def ask(
    question: Annotated[
        str | None,
        typer.Argument(
            show_default=False,
            help="A question in words: “Will Russia arm Iran by 1 June?” Left out with --kind.",
        ),
    ] = None,
    reports: Reports = None,
    kind: Annotated[
        Kind | None, typer.Option(help="Put the question by options: what is asked.")
    ] = None,
    actor: Annotated[list[str] | None, Actor] = None,
    target: Annotated[str | None, typer.Option(metavar="WHO", help="Who would be struck.")] = None,
    helped: Annotated[
        str | None, typer.Option("--for", metavar="WHO", help="Who would be helped.")
    ] = None,
    against: Annotated[
        str | None, typer.Option(metavar="WHO", help="Whose strike the help would answer.")
    ] = None,
    between: Annotated[
        str | None, typer.Option(metavar="A-B", help="Between whom: USA-IRN.")
    ] = None,
    help_kind: Annotated[
        Help | None, typer.Option("--help-kind", help="Which help; direct by default.")
    ] = None,
    days: Annotated[
        int | None, typer.Option(metavar="N", help="The horizon in days, 90 by default.")
    ] = None,
    desk: DeskDir = None,
    what_if: WhatIf = None,
    as_of: AsOf = None,
    recorded_by: RecordedBy = None,
    terms: Terms = None,
    form: AsList = ListForm.table,
) -> None:
    """Ask one question; without reports or a desk past cases alone answer it."""
    parts = {"target": target, "for": helped, "against": against, "between": between}
    parts["help-kind"] = help_kind.value if help_kind else None
    sources = list(reports or [])
    if kind is not None and question is not None:
        sources.insert(0, question)  # with --kind all that stands on the line are reports
    elif question is None and kind is None:
        raise typer.BadParameter("ask a question in words, or by --kind and its options")
    elif kind is None and (actor or days is not None or any(parts.values())):
        raise typer.BadParameter("--actor, --for and the like go with --kind")
    with open_desk(desk, sources, existing=True, bare=True, terms=terms) as (room, bad):
        asked = structured(kind, actor or [], parts, days, as_of) if kind else question or ""
        forecast, *each = room.ask_each(asked, as_of, recorded_by)
        supposed = room.suppose(what_if, asked, as_of, recorded_by) if what_if else None
        if form is ListForm.json:
            changed = supposed.changes[0].after if supposed else None
            emit_records(
                {"forecast": forecast, "each": each, "changed": changed, "what_if": supposed}
            )
        else:
            from crisisdesk.briefing.terminal import show_forecasts

            spans = (s for f in (forecast, *each) for driver in f.drivers for s in driver.spans)
            texts = room.cited(spans, as_of, recorded_by)
            show_forecasts(console(), texts, forecast, each, supposed)
    raise typer.Exit(1 if bad else 0)
