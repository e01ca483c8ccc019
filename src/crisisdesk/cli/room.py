"""What commands share at work: a desk with its reports, a console, and what is printed."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from crisisdesk.cli.options import ListForm
from crisisdesk.errors import DeskError

SHOWN = 500
"""Lines of a table, unless --limit says otherwise."""

if TYPE_CHECKING:
    from rich.console import Console

    from crisisdesk.desk import Desk
    from crisisdesk.terms.extras import Extras


@contextmanager
def open_desk(
    folder: Path | None,
    reports: list[str] | None,
    *,
    existing: bool = False,
    bare: bool = False,
    terms: Path | None = None,
) -> Iterator[tuple[Desk, bool]]:
    """A desk with the reports added, and whether any of them was bad. Its terms hold within.
    Without folder and reports it is the desk around the working folder, else an empty one where
    ``bare``, else a mistake of use."""
    from crisisdesk.desk import FILE, Desk, is_desk

    folder = folder or (None if reports else nearest_desk())
    if folder is None and not reports and not bare:
        raise typer.BadParameter("name reports, or a desk with --desk DIR")
    made = folder is None or (folder / FILE).is_file() or is_desk(folder)
    if existing and not reports and not made:
        raise DeskError(f"{folder}: there is no desk here")
    with Desk(folder, terms=terms) as room, room.own_terms():
        result = add_reports(room, reports or [])
        if reports and result.failed and not (result.new or result.known):
            raise typer.Exit(1)
        yield room, bool(result.failed)


def nearest_desk() -> Path | None:
    """The desk that the working folder is or lies in; it is told, since nobody named it."""
    from crisisdesk.desk import nearest

    found = nearest(Path.cwd())
    if found:
        say(f"desk {found}")
    return found


def the_desk(folder: Path | None) -> Path:
    """The folder of a desk that is to be written to: as named, else the one around the working
    folder. Raises BadParameter where there is none."""
    found = folder or nearest_desk()
    if found is None:
        raise typer.BadParameter("name a desk with --desk DIR, or work in one")
    return found


def own_terms(folder: Path | None, desk: Path | None) -> Extras | None:
    """The terms in a folder, else those of a desk. Raises DeskError where there is no folder."""
    from crisisdesk.desk import TERMS
    from crisisdesk.reading.own_terms import open_terms

    if folder is not None and not folder.is_dir():
        raise DeskError(f"{folder}: there is no folder of terms here")
    return open_terms(folder or (desk / TERMS if desk else None))


def add_reports(room: Desk, reports: list[str]) -> Any:
    """Add reports with progress on a terminal; one line on standard error for each bad one."""
    with showing_progress() as progress:
        result = room.add(*reports, skip_bad=True, progress=progress)
    for error in result.failed:
        complain(str(error))
    return result


def limit_of(limit: int | None, form: ListForm) -> int | None:
    """How many lines a list has: as asked, else as many as people read; None for all."""
    if limit is None:
        return SHOWN if form is ListForm.table else None
    return limit or None


def tell_limit(found: Sequence[Any], limit: int | None) -> None:
    """Say that there may be more than a table shows."""
    if limit is not None and len(found) >= limit:
        say(f"the latest {limit:,}; --limit 0 shows all")


@contextmanager
def showing_progress() -> Iterator[Any]:
    """A function that shows what is being read, None where nobody is looking."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.text import Text

    from crisisdesk.briefing.plain import plain

    with console(sys.stderr).status(Text("Reading")) as status:
        yield lambda source: status.update(Text(f"Reading {plain(source)}"))


def console(file: Any = None) -> Console:
    """A console; where the output is piped and no width is set, it is 100 columns wide."""
    from crisisdesk.briefing.terminal import console_for

    piped = not (file or sys.stdout).isatty() and "COLUMNS" not in os.environ
    return console_for(file, 100 if piped else None)


def emit_records(records: Any) -> None:
    from crisisdesk.briefing.json import dumps

    emit(dumps(records))


def emit(text: str) -> None:
    sys.stdout.buffer.write(text.encode("utf-8"))
    sys.stdout.buffer.flush()


def write_text(text: str, target: Path, what: str, reports: list[str] | None = None) -> None:
    """Write a file and say what is in it. A report that was read is never written over."""
    if any(target.resolve() == Path(report).resolve() for report in reports or []):
        raise DeskError(f"{target}: this is one of the reports; choose another file")
    write_bytes(text.encode("utf-8"), target, what)


def write_bytes(data: bytes, target: Path, what: str) -> None:
    """Write a file and say what is in it."""
    try:
        target.write_bytes(data)
    except OSError as error:
        raise DeskError(f"{target}: cannot be written: {error.strerror or error}") from error
    say(f"{target} written ({what})")


def say(line: str) -> None:
    from crisisdesk.briefing.plain import plain

    typer.echo(plain(line), err=True)


def complain(line: str) -> None:
    say(f"crisisdesk: {line}")
