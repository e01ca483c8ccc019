"""Commands on a desk as a whole: init."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def init(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="The desk's folder; made when new.")
    ] = Path(),
    name: Annotated[
        str | None, typer.Option(help="What to call the desk; the folder's name by default.")
    ] = None,
    ledger: Annotated[
        str | None,
        typer.Option(
            metavar="URL",
            help="Keep the record on a PostgreSQL server instead, for several people: "
            "postgresql://USER@HOST:5432/DATABASE?schema=NAME, without the password.",
        ),
    ] = None,
    old: Annotated[
        Path | None,
        typer.Option("--from", metavar="DESK", help="Take over what another desk's ledger holds."),
    ] = None,
) -> None:
    """Make a desk: a folder with a desk.toml to fill in. Within it, and in the folders that lie
    in it, commands need no --desk."""
    from crisisdesk.briefing.plain import count
    from crisisdesk.desk import FILE, Desk
    from crisisdesk.desk import init as make

    make(folder, name, ledger)
    with Desk(folder) as room:  # its ledger, so that the folder is one that can be written to
        if old is not None:
            typer.echo(f"{count(room.take_over(old), 'report')} taken over from {old}")
    typer.echo(f"{folder / FILE} written; add reports with crisisdesk add REPORT --desk {folder}")
