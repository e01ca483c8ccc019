"""Commands that keep the record true and whole: correct, withdraw, reinstate, check, backup."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from crisisdesk.briefing.plain import count, plain
from crisisdesk.cli.options import AsList, DeskDir, ListForm
from crisisdesk.cli.room import emit_records, open_desk, say, the_desk

_WHICH = "Its id, the id's beginning, or its web address."
Report = Annotated[str, typer.Argument(metavar="REPORT", help=_WHICH, show_default=False)]


def correct(
    old: Annotated[str, typer.Argument(metavar="OLD", help=_WHICH, show_default=False)],
    new: Annotated[
        str, typer.Argument(metavar="NEW", help="What takes its place.", show_default=False)
    ],
    desk: DeskDir = None,
    reason: Annotated[str, typer.Option(metavar="WORDS", help="Why.")] = "",
) -> None:
    """Say that one report corrects another, which counts no more from then on."""
    with open_desk(desk, None, existing=True) as (room, _):
        said = room.correct(old, new, reason)
    say(f"{said.report} no longer counts from {said.day} on: corrected by {said.by}")


def withdraw(
    report: Report,
    reason: Annotated[str, typer.Option(metavar="WORDS", help="Why.")],
    desk: DeskDir = None,
    day: Annotated[
        str | None, typer.Option(metavar="DAY", help="When it was withdrawn; today by default.")
    ] = None,
) -> None:
    """Say that a report was withdrawn, and counts no more from then on."""
    with open_desk(desk, None, existing=True) as (room, _):
        said = room.withdraw(report, reason, day)
    say(f"{said.report} no longer counts from {said.day} on: withdrawn")


def reinstate(report: Report, desk: DeskDir = None) -> None:
    """Take back a correction or withdrawal, so that the report counts again."""
    with open_desk(desk, None, existing=True) as (room, _):
        card = room.reinstate(report)
    say(f"{card.id} counts again")


def check(
    desk: DeskDir = None,
    repair: Annotated[
        bool, typer.Option("--repair", help="Put right what can be, and say what was.")
    ] = False,
    form: AsList = ListForm.table,
) -> None:
    """Check that a desk is whole: its file, texts, records and streams."""
    from crisisdesk.desk import check_desk

    found = check_desk(the_desk(desk), repair)
    if form is ListForm.json:
        emit_records(found)
    else:
        for fault in found:
            remedy = f"; put right: {fault.remedy}" if fault.done else _advice(fault.remedy)
            typer.echo(plain(f"{fault.where}: {fault.what}{remedy}"))
        typer.echo("the desk is whole" if all(fault.done for fault in found) else "not whole")
    raise typer.Exit(0 if all(fault.done for fault in found) else 1)


def _advice(remedy: str) -> str:
    return f"; --repair would: {remedy}" if remedy else "; only a copy can help"


def backup(
    target: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="A new folder.", show_default=False)
    ],
    desk: DeskDir = None,
) -> None:
    """Copy a desk into a new folder, also while others write to it."""
    with open_desk(desk, None, existing=True) as (room, _):
        made = room.backup(target)
        reports = room.number_of_reports()
    say(f"{made} written ({count(reports, 'report')})")
