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
) -> None:
    """Make a desk: a folder with a desk.toml to fill in. Within it, and in the folders that lie
    in it, commands need no --desk."""
    from crisisdesk.desk import FILE, Desk
    from crisisdesk.desk import init as make

    make(folder, name, ledger)
    with Desk(folder):  # its ledger, so that the folder is one that can be written to
        pass
    typer.echo(f"{folder / FILE} written; add reports with crisisdesk add REPORT --desk {folder}")
