"""Commands by which analysts set right what was read: amend, and what was amended."""

from __future__ import annotations

import getpass
from pathlib import Path
from typing import Annotated

import typer

from crisisdesk.cli.options import AsList, ListForm
from crisisdesk.cli.room import console, emit_records, open_desk, say
from crisisdesk.terms.records import AmendedDeed

amendments = typer.Typer(help="What analysts set right in a desk's readings.", no_args_is_help=True)
Desk = Annotated[Path, typer.Option("--desk", metavar="DIR", help="Folder of the desk.")]
Who = Annotated[
    str | None, typer.Option("--by", metavar="NAME", help="Who says so; you, by default.")
]


def amend(
    report: Annotated[str, typer.Argument(metavar="REPORT", help="Its id, or the id's beginning.")],
    record: Annotated[
        str,
        typer.Argument(metavar="SIGN", help="Its sign (E3, S1, T2: see read --explain) or id."),
    ],
    desk: Desk,
    changes: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="FIELD=VALUE", help="type=THREATEN, target=IRN, date=2025-04-09, kind=alliance"
        ),
    ] = None,
    drop: Annotated[bool, typer.Option("--drop", help="There is no such record.")] = False,
    split: Annotated[
        bool, typer.Option("--split", help="Its tellings are events of their own.")
    ] = False,
    merge: Annotated[
        str | None,
        typer.Option(metavar="SIGN", help="It is the same event as that one, or as REPORT:SIGN."),
    ] = None,
    who: Who = None,
    note: Annotated[str, typer.Option(metavar="WORDS", help="Why.")] = "",
) -> None:
    """Set right what was read: a wrong actor, date, type or tie. It holds when the report is read
    again."""
    deed: AmendedDeed = "drop" if drop else "split" if split else "merge" if merge else "set"
    if sum((drop, split, bool(merge), bool(changes))) != 1:
        raise typer.BadParameter("give FIELD=VALUE, or one of --drop, --split and --merge")
    given = {"with": merge} if merge else _pairs(changes or [])
    with open_desk(desk, None, existing=True) as (room, _):
        made = room.amend(report, record, given, deed=deed, who=who or getpass.getuser(), note=note)
    say(f"amendment {made.number} made; crisisdesk amendments undo {made.number} takes it back")


def _pairs(changes: list[str]) -> dict[str, str]:
    pairs = [change.partition("=") for change in changes]
    for name, sign, _ in pairs:
        if not sign:
            raise typer.BadParameter(f"{name!r}: write it as FIELD=VALUE")
    return {name: value for name, _, value in pairs}


@amendments.command("list")
def list_(desk: Desk, form: AsList = ListForm.table) -> None:
    """List what was amended, and what was taken back."""
    with open_desk(desk, None, existing=True) as (room, _):
        found = room.amendments()
    if form is ListForm.json:
        emit_records(found)
    else:
        from crisisdesk.briefing.tables import amendments_table

        console().print(amendments_table(found))


@amendments.command()
def undo(
    number: Annotated[int, typer.Argument(metavar="NUMBER", help="The amendment's number.")],
    desk: Desk,
    who: Who = None,
) -> None:
    """Take an amendment back; its report is read anew with those that are left."""
    with open_desk(desk, None, existing=True) as (room, _):
        room.undo_amendment(number, who or getpass.getuser())
    say(f"amendment {number} no longer holds")


@amendments.command()
def export(desk: Desk) -> None:
    """Write the amendments that hold, with the texts that they are about, as JSON lines: what
    python -m bench.amendments measures a reader by."""
    from crisisdesk.cli.room import emit

    with open_desk(desk, None, existing=True) as (room, _):
        for line in room.amended_texts():
            emit(line + "\n")
