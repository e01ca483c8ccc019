"""Commands on the vocabulary: check a folder of terms of one's own, show what a name stands for."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from crisisdesk.cli.options import AsList, DeskDir, ListForm, Terms
from crisisdesk.cli.room import console, emit_records, open_desk, own_terms
from crisisdesk.errors import DeskError

app = typer.Typer(
    help="Check terms of one's own, and show what a name stands for.", no_args_is_help=True
)


@app.command()
def check(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="A folder of terms, or of a desk that has one.")
    ],
    form: AsList = ListForm.table,
) -> None:
    """Check a folder of terms: the first mistake is told with its file and line."""
    from crisisdesk.reading.own_terms import check_terms

    if not folder.is_dir():
        raise DeskError(f"{folder}: there is no such folder")
    inside = folder / "terms"
    found = check_terms(inside if inside.is_dir() else folder)
    if form is ListForm.json:
        emit_records(found)
        return
    if not found:
        raise DeskError(f"{folder}: there are no terms here")
    for file in found:
        typer.echo(f"{file.path}: in order, {file.entries} entries")


@app.command()
def apply(
    desk: DeskDir = None,
    terms: Terms = None,
) -> None:
    """Read a desk's reports again, with the terms as they are now."""
    from crisisdesk.briefing.plain import count

    with open_desk(desk, None, existing=True, terms=terms) as (room, _):
        changed, reports = room.read_again(), room.number_of_reports()
    typer.echo(f"{count(reports, 'report')} read again, {changed} changed")


@app.command()
def show(
    name: Annotated[str, typer.Argument(help="A name, or a word that tells an event.")],
    day: Annotated[
        str | None, typer.Option(metavar="DAY", help="Offices as of that day (2025-04-09).")
    ] = None,
    terms: Terms = None,
    desk: DeskDir = None,
    form: AsList = ListForm.table,
) -> None:
    """Show what the reader knows of a name on a day."""
    from crisisdesk.reading.lookup import look_up
    from crisisdesk.terms.extras import using

    with using(own_terms(terms, desk)):
        found = look_up(name, day)
    if form is ListForm.json:
        emit_records(found)
    elif found:
        from crisisdesk.briefing.tables import known_table

        console().print(known_table(found))
    else:
        typer.echo(f"nothing is known of {name!r}")
    raise typer.Exit(0 if found else 1)
