"""The command line: one noun a command, everything through the public API."""

from __future__ import annotations

import gc
import os
import sys
from typing import Annotated

import typer

from crisisdesk.cli import (
    amend,
    desks,
    digest,
    finding,
    history,
    keeping,
    odds,
    questions,
    record,
    reports,
    scores,
    serve,
    streams,
    telling,
    terms,
    watch,
    weighing,
)
from crisisdesk.cli.room import complain
from crisisdesk.errors import CrisisDeskError

app = typer.Typer(
    help="Reads news reports of a crisis, keeps a cited record, and answers with odds.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


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


app.command()(desks.init)
app.command()(reports.brief)
app.command()(reports.add)
app.command("list")(reports.list_)
app.command()(reports.read)
app.command()(telling.timeline)
app.command()(telling.show)
app.command()(finding.search)
app.command()(finding.export)
app.command()(record.statements)
app.command()(record.events)
app.command()(record.ties)
app.command()(record.code)
app.command()(weighing.contradictions)
app.command()(weighing.sources)
app.command()(weighing.ach)
app.command()(odds.ask)
app.command()(amend.amend)
app.add_typer(amend.amendments, name="amendments")
app.command()(keeping.correct)
app.command()(keeping.withdraw)
app.command()(keeping.reinstate)
app.command()(keeping.check)
app.command()(keeping.backup)
app.command("import")(streams.import_)
app.command()(streams.forecast)
app.command()(streams.backtest)
app.command()(streams.refit)
app.command()(serve.serve)
app.add_typer(serve.accounts, name="accounts")
app.command()(scores.score)
app.command()(digest.digest)
app.add_typer(questions.app, name="questions")
app.add_typer(history.app, name="history")
app.add_typer(terms.app, name="terms")
app.add_typer(watch.app, name="watch")


def main() -> None:
    """The command ``crisisdesk``. Errors that a user can act on are one line on standard error;
    ``--debug``, anywhere on the line, shows where they came from."""
    # most of what a start makes lives to its end: looking for garbage in it costs a tenth of it
    gc.set_threshold(50_000, 20, 50)
    # the reader's matrices are small: a second thread on them costs and brings nothing
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
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
        complain(str(error))
        sys.exit(1)
    except Exception as error:
        if debug:
            raise
        complain(f"an error of the program: {type(error).__name__}: {error} (--debug shows more)")
        sys.exit(70)
