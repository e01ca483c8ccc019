"""The command line: one noun a command, everything through the public API."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from crisisdesk.errors import CrisisDeskError, DeskError

if TYPE_CHECKING:
    from rich.console import Console

    from crisisdesk.briefing.brief import Brief
    from crisisdesk.desk import Desk

app = typer.Typer(
    help="Reads news reports of a crisis, keeps a cited record, and answers with odds.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


class Form(StrEnum):
    """How a brief may be shown."""

    terminal = "terminal"
    html = "html"
    json = "json"
    md = "md"


class ListForm(StrEnum):
    """How a list may be shown."""

    table = "table"
    json = "json"


Reports = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="REPORT",
        help="Paths, folders or web addresses of reports (text, Markdown, HTML); - reads "
        "standard input.",
        show_default=False,
    ),
]
DeskDir = Annotated[
    Path | None,
    typer.Option("--desk", metavar="DIR", help="Folder that keeps the desk; made when new."),
]
AsOf = Annotated[
    str | None,
    typer.Option(metavar="DAY", help="What was known on that day (2025-04-09) and no later."),
]
Since = Annotated[str | None, typer.Option(metavar="DATE", help="From this date (2025-04) on.")]
Until = Annotated[str | None, typer.Option(metavar="DATE", help="Up to this date.")]
AsList = Annotated[
    ListForm, typer.Option("--format", help="A table for people or JSON for programs.")
]


def _version(wanted: bool) -> None:
    if wanted:
        import crisisdesk

        typer.echo(f"crisisdesk {crisisdesk.__version__}")
        raise typer.Exit


@app.callback()
def options(
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")] = False,
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    """Reads news reports of a crisis, keeps a cited record, and answers with odds."""


@app.command()
def brief(
    reports: Reports = None,
    desk: DeskDir = None,
    as_of: AsOf = None,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Write the brief to FILE; its ending (.html, .json, .md, .txt) "
            "decides the form where --format does not.",
        ),
    ] = None,
    form: Annotated[
        Form | None,
        typer.Option(
            "--format",
            help="terminal: a page here and brief.html beside it (the default); html, json or "
            "md: that alone, to FILE or standard output.",
        ),
    ] = None,
    html: Annotated[
        bool, typer.Option("--html/--no-html", help="Write brief.html beside the terminal page.")
    ] = True,
) -> None:
    """Show a brief: what the reports say, and the odds."""
    with _desk(desk, reports) as (room, bad):
        made = room.brief(as_of=as_of)
    form = form or _form_of(out)
    if form is None or form is Form.terminal:
        from crisisdesk.briefing.terminal import show

        if not (form is Form.terminal and out):
            show(made, _console())
        target = out or (Path("brief.html") if html else None)
        if target:
            _write(made, target, form or _form_of(target) or Form.html, reports)
    elif out:
        _write(made, out, form, reports)
    else:
        _emit(_rendered(made, form))
    raise typer.Exit(1 if bad else 0)


@app.command()
def add(
    reports: Annotated[list[str], typer.Argument(metavar="REPORT", help="Reports to add.")],
    desk: Annotated[Path, typer.Option("--desk", metavar="DIR", help="Folder of the desk.")],
    form: AsList = ListForm.table,
) -> None:
    """Add reports to a desk, each once."""
    with _desk(desk, None) as (room, _):
        result = _add(room, reports)
    if form is ListForm.json:
        _emit_records({"new": _cards(result.new), "known": _cards(result.known)})
    else:
        typer.echo(f"{len(result.new)} added, {len(result.known)} known before")
    raise typer.Exit(1 if result.failed else 0)


@app.command("list")
def list_(
    reports: Reports = None, desk: DeskDir = None, as_of: AsOf = None, form: AsList = ListForm.table
) -> None:
    """List the reports of a desk."""
    with _desk(desk, reports, existing=True) as (room, bad):
        found = room.reports(as_of=as_of)
    if form is ListForm.json:
        _emit_records(_cards(found))
    else:
        from crisisdesk.briefing.tables import reports_table

        _console().print(reports_table(found))
    raise typer.Exit(1 if bad else 0)


@app.command()
def read(reports: Reports = None, form: AsList = ListForm.table) -> None:
    """Show all that is read from reports."""
    with _desk(None, reports) as (room, bad):
        readings = room.readings()
    if form is ListForm.json:
        _emit_records(readings)
    else:
        from crisisdesk.briefing import tables

        texts = [reading.report for reading in readings]
        console = _console()
        console.print(tables.reports_table(texts))
        console.print(tables.statements_table((s for r in readings for s in r.statements), texts))
        console.print(tables.events_table((e for r in readings for e in r.events), texts))
        console.print(tables.ties_table((t for r in readings for t in r.ties), texts))
        console.print(tables.questions_table((q for r in readings for q in r.questions), texts))
    raise typer.Exit(1 if bad else 0)


@app.command()
def statements(
    reports: Reports = None,
    desk: DeskDir = None,
    speaker: Annotated[
        str | None, typer.Option(help="Part of a name or role, or a country's code (RUS).")
    ] = None,
    since: Since = None,
    until: Until = None,
    as_of: AsOf = None,
    form: AsList = ListForm.table,
) -> None:
    """List who said what."""
    with _desk(desk, reports, existing=True) as (room, bad):
        found = room.statements(speaker, since, until, as_of)
        texts = room.reports(as_of)
    if form is ListForm.json:
        _emit_records(found)
    else:
        from crisisdesk.briefing.tables import statements_table

        _console().print(statements_table(found, texts))
    raise typer.Exit(1 if bad else 0)


@app.command()
def events(
    reports: Reports = None,
    desk: DeskDir = None,
    source: Annotated[str | None, typer.Option(help="Who: a code (RUS) or a name.")] = None,
    target: Annotated[str | None, typer.Option(help="Whom: a code (IRN) or a name.")] = None,
    kind: Annotated[str | None, typer.Option("--type", help="PLOVER type: THREATEN.")] = None,
    modality: Annotated[
        str | None, typer.Option(help="happened, offered, threatened, possible, denied, ...")
    ] = None,
    since: Since = None,
    until: Until = None,
    as_of: AsOf = None,
    form: AsList = ListForm.table,
) -> None:
    """List who did, or may do, what to whom."""
    with _desk(desk, reports, existing=True) as (room, bad):
        found = room.events(source, target, kind, modality, since, until, as_of)
        texts = room.reports(as_of)
    if form is ListForm.json:
        _emit_records(found)
    else:
        from crisisdesk.briefing.tables import events_table

        _console().print(events_table(found, texts))
    raise typer.Exit(1 if bad else 0)


@app.command()
def ties(
    reports: Reports = None,
    desk: DeskDir = None,
    between: Annotated[
        str | None, typer.Option(metavar="CODES", help="One or two parties: RUS or RUS-IRN.")
    ] = None,
    kind: Annotated[str | None, typer.Option(help="alliance, partnership, rivalry, ...")] = None,
    as_of: AsOf = None,
    form: AsList = ListForm.table,
) -> None:
    """List standing relations with their obligations."""
    with _desk(desk, reports, existing=True) as (room, bad):
        found = room.ties(between, kind, as_of)
        texts = room.reports(as_of)
    if form is ListForm.json:
        _emit_records(found)
    else:
        from crisisdesk.briefing.tables import ties_table

        _console().print(ties_table(found, texts))
    raise typer.Exit(1 if bad else 0)


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="A question: “Will Russia arm Iran?”")],
    reports: Reports = None,
    desk: DeskDir = None,
    what_if: Annotated[
        str | None,
        typer.Option(metavar="CHANGE", help="Change an obligation first: RUS-IRN defense=yes."),
    ] = None,
    as_of: AsOf = None,
    form: AsList = ListForm.table,
) -> None:
    """Ask one question about the crisis."""
    with _desk(desk, reports, existing=True) as (room, bad):
        forecast = room.ask(question, as_of=as_of)
        changed = room.ask(question, what_if=what_if, as_of=as_of) if what_if else None
        texts = room.reports(as_of)
    if form is ListForm.json:
        _emit_records({"forecast": forecast, "what_if": what_if, "changed": changed})
    else:
        from crisisdesk.briefing.terminal import show_forecasts

        show_forecasts(_console(), texts, forecast, what_if, changed)
    raise typer.Exit(1 if bad else 0)


@contextmanager
def _desk(
    folder: Path | None, reports: list[str] | None, *, existing: bool = False
) -> Iterator[tuple[Desk, bool]]:
    """A desk with the reports added, and whether any of them was bad."""
    from crisisdesk.desk import LEDGER, Desk

    if folder is None and not reports:
        raise typer.BadParameter("name reports, or a desk with --desk DIR")
    if folder is not None and existing and not reports and not (folder / LEDGER).is_file():
        raise DeskError(f"{folder}: there is no desk here")
    with Desk(folder) as room:
        result = _add(room, reports or [])
        if reports and result.failed and not (result.new or result.known):
            raise typer.Exit(1)
        yield room, bool(result.failed)


def _add(room: Desk, reports: list[str]) -> Any:
    """Add reports with progress on a terminal; one line on standard error for each bad one."""
    with _progress() as progress:
        result = room.add(*reports, skip_bad=True, progress=progress)
    for error in result.failed:
        _complain(str(error))
    return result


@contextmanager
def _progress() -> Iterator[Any]:
    """A function that shows what is being read, None where nobody is looking."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.text import Text

    from crisisdesk.briefing.plain import plain

    with _console(sys.stderr).status(Text("Reading")) as status:
        yield lambda source: status.update(Text(f"Reading {plain(source)}"))


def _console(file: Any = None) -> Console:
    """A console; where the output is piped and no width is set, it is 100 columns wide."""
    from crisisdesk.briefing.terminal import console_for

    piped = not (file or sys.stdout).isatty() and "COLUMNS" not in os.environ
    return console_for(file, 100 if piped else None)


def _form_of(out: Path | None) -> Form | None:
    endings = {".html": Form.html, ".htm": Form.html, ".json": Form.json, ".md": Form.md}
    endings[".txt"] = Form.terminal
    return endings.get(out.suffix.lower()) if out else None


def _rendered(made: Brief, form: Form) -> str:
    if form is Form.html:
        from crisisdesk.briefing.html import render
    elif form is Form.json:
        from crisisdesk.briefing.json import render
    elif form is Form.md:
        from crisisdesk.briefing.markdown import render
    else:
        from crisisdesk.briefing.terminal import render
    return render(made)


def _write(made: Brief, target: Path, form: Form, reports: list[str] | None) -> None:
    """Write the brief and say so. A report that was read is never written over."""
    from crisisdesk.briefing.terminal import summary

    if any(target.resolve() == Path(report).resolve() for report in reports or []):
        raise DeskError(f"{target}: this is one of the reports; choose another file")
    try:
        target.write_text(_rendered(made, form), encoding="utf-8")
    except OSError as error:
        raise DeskError(f"{target}: cannot be written: {error.strerror or error}") from error
    _say(f"{target} written ({summary(made)})")


def _cards(reports: Any) -> list[dict[str, Any]]:
    """Reports without their texts."""
    fields = ("id", "source", "url", "outlet", "title", "author", "published", "format")
    return [{field: getattr(report, field) for field in fields} for report in reports]


def _emit_records(records: Any) -> None:
    from crisisdesk.briefing.json import dumps

    _emit(dumps(records))


def _emit(text: str) -> None:
    sys.stdout.buffer.write(text.encode("utf-8"))
    sys.stdout.buffer.flush()


def _say(line: str) -> None:
    from crisisdesk.briefing.plain import plain

    typer.echo(plain(line), err=True)


def _complain(line: str) -> None:
    _say(f"crisisdesk: {line}")


def main() -> None:
    """The command ``crisisdesk``. Errors that a user can act on are one line on standard error;
    ``--debug``, anywhere on the line, shows where they came from."""
    arguments = sys.argv[1:]
    debug = "--debug" in arguments
    try:
        app([argument for argument in arguments if argument != "--debug"])
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except CrisisDeskError as error:
        if debug:
            raise
        _complain(str(error))
        sys.exit(1)
    except Exception as error:
        if debug:
            raise
        _complain(f"an error of the program: {type(error).__name__}: {error} (--debug shows more)")
        sys.exit(70)


if __name__ == "__main__":
    main()
