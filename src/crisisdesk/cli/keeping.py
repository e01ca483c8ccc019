"""Commands that keep the record true: correct, withdraw, reinstate."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from crisisdesk.cli.room import open_desk, say

Desk = Annotated[Path, typer.Option("--desk", metavar="DIR", help="Folder of the desk.")]
_WHICH = "Its id, the id's beginning, or its web address."
Report = Annotated[str, typer.Argument(metavar="REPORT", help=_WHICH, show_default=False)]


def correct(
    old: Annotated[str, typer.Argument(metavar="OLD", help=_WHICH, show_default=False)],
    new: Annotated[
        str, typer.Argument(metavar="NEW", help="What takes its place.", show_default=False)
    ],
    desk: Desk,
    reason: Annotated[str, typer.Option(metavar="WORDS", help="Why.")] = "",
) -> None:
    """Say that one report corrects another, which counts no more from then on."""
    with open_desk(desk, None, existing=True) as (room, _):
        said = room.correct(old, new, reason)
    say(f"{said.report} no longer counts from {said.day} on: corrected by {said.by}")


def withdraw(
    report: Report,
    desk: Desk,
    reason: Annotated[str, typer.Option(metavar="WORDS", help="Why.")],
    day: Annotated[
        str | None, typer.Option(metavar="DAY", help="When it was withdrawn; today by default.")
    ] = None,
) -> None:
    """Say that a report was withdrawn, and counts no more from then on."""
    with open_desk(desk, None, existing=True) as (room, _):
        said = room.withdraw(report, reason, day)
    say(f"{said.report} no longer counts from {said.day} on: withdrawn")


def reinstate(report: Report, desk: Desk) -> None:
    """Take back a correction or withdrawal, so that the report counts again."""
    with open_desk(desk, None, existing=True) as (room, _):
        card = room.reinstate(report)
    say(f"{card.id} counts again")
