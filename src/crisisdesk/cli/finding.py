"""Commands that find something in a desk, or take it out: search, export."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from crisisdesk.cli.options import About, AsList, AsOf, DeskDir, ListForm, RecordedBy, Since, Until
from crisisdesk.cli.room import console, emit_records, open_desk, say


class Kind(StrEnum):
    """What may be exported."""

    reports = "reports"
    statements = "statements"
    events = "events"
    ties = "ties"


class Export(StrEnum):
    """As what."""

    jsonl = "jsonl"
    csv = "csv"
    parquet = "parquet"


def search(
    words: Annotated[
        list[str],
        typer.Argument(
            help="Words, in any ending; “arms deal” in quotes together, oman OR qatar, mediat*; "
            "after -- also -sanctions for reports without it."
        ),
    ],
    desk: DeskDir = None,
    about: About = None,
    outlet: Annotated[str | None, typer.Option(help="Part of an outlet's name.")] = None,
    speaker: Annotated[
        str | None, typer.Option(help="Who speaks in them: part of a name, or a code (RUS).")
    ] = None,
    kind: Annotated[
        str | None, typer.Option("--type", help="An event in them, PLOVER: THREATEN.")
    ] = None,
    since: Since = None,
    until: Until = None,
    as_of: AsOf = None,
    recorded_by: RecordedBy = None,
    limit: Annotated[int, typer.Option(metavar="N", min=1, help="How many reports.")] = 20,
    form: AsList = ListForm.table,
) -> None:
    """Search the texts of a desk's reports; those nearest to the words come first."""
    with open_desk(desk, None, existing=True) as (room, _):
        found = room.search(
            " ".join(f'"{word}"' if " " in word and '"' not in word else word for word in words),
            about or (),
            *(outlet, speaker, kind, since, until, as_of, recorded_by),
            limit=limit,
        )
        if form is ListForm.json:
            emit_records(found)
        elif found:
            from crisisdesk.briefing.tables import hits_table

            places = room.cited((hit.passage for hit in found), as_of, recorded_by)
            numbers = {report.id: number for number, report in places.items()}
            console().print(hits_table(found, numbers))
        else:
            typer.echo("no report holds these words")
    raise typer.Exit(0 if found else 1)


def export(
    kinds: Annotated[
        list[Kind] | None,
        typer.Argument(metavar="KIND", help="reports, statements, events, ties; all by default."),
    ] = None,
    desk: DeskDir = None,
    out: Annotated[
        str,
        typer.Option(metavar="PATH", help="A folder, a file for one kind, - for standard output."),
    ] = "-",
    form: Annotated[Export, typer.Option("--format", help="As what.")] = Export.jsonl,
    about: About = None,
    since: Since = None,
    until: Until = None,
    as_of: AsOf = None,
    recorded_by: RecordedBy = None,
) -> None:
    """Write what a desk holds for other programs."""
    from crisisdesk.briefing.plain import count

    if out.endswith("/"):
        Path(out).mkdir(parents=True, exist_ok=True)
    wanted = [kind.value for kind in kinds or Kind]
    with open_desk(desk, None, existing=True) as (room, _):
        written = room.export(
            sys.stdout.buffer if out == "-" else out,
            *(wanted, form.value, about or (), since, until, as_of, recorded_by),
        )
    if out != "-":
        told = ", ".join(count(number, kind[:-1]) for kind, number in written.items())
        say(f"{out} written ({told})")
