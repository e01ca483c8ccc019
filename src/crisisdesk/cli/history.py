"""Commands on the research data of past cases: list, status, pull."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer

from crisisdesk.cli.options import AsList, ListForm
from crisisdesk.cli.room import complain, console, emit_records, say
from crisisdesk.errors import HistoryError

if TYPE_CHECKING:
    from crisisdesk.history.pull import Outcome
    from crisisdesk.history.sources import Source

app = typer.Typer(
    help="The research data of past cases: what there is, what is here, and pulling it.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

Names = Annotated[
    list[str] | None,
    typer.Argument(metavar="NAME", help="Names of sources, as `history list` shows them."),
]


@app.command("list")
def list_(form: AsList = ListForm.table) -> None:
    """List the sources with their makers' terms."""
    from crisisdesk.history.sources import load_sources

    sources = load_sources()
    if form is ListForm.json:
        emit_records(sources)
        return
    from crisisdesk.briefing.history_tables import sources_table

    console().print(sources_table(sources))


@app.command()
def status(names: Names = None, form: AsList = ListForm.table) -> None:
    """Show which files are here, how large, and whether they are what was published or pulled."""
    from crisisdesk.history.cache import cache_folder, states
    from crisisdesk.history.sources import find_sources, load_sources

    chosen = find_sources(names) if names else load_sources()
    found = [state for source in chosen for state in states(source)]
    if form is ListForm.json:
        emit_records(found)
    else:
        from crisisdesk.briefing.history_tables import states_table

        page = console()
        page.print(f"cache: {cache_folder() / 'history'}")
        page.print(states_table(found))
    raise typer.Exit(1 if any(state.state == "changed" for state in found) else 0)


@app.command()
def pull(
    names: Names = None,
    yes: Annotated[
        bool, typer.Option("--yes", "-y", help="Agree to the terms without being asked.")
    ] = False,
    again: Annotated[bool, typer.Option(help="Download what is here already, too.")] = False,
    accept: Annotated[
        bool,
        typer.Option(help="Take files whose checksum is not the published or first pulled one."),
    ] = False,
    most: Annotated[
        int, typer.Option("--max-size", metavar="MB", min=1, help="The most that a file may have.")
    ] = 2000,
    minutes: Annotated[
        int,
        typer.Option("--max-time", metavar="MINUTES", min=1, help="The most that a file may take."),
    ] = 60,
) -> None:
    """Pull sources from their makers; without names all that are small and open. What broke off
    is resumed."""
    from crisisdesk.formats.download import Limits
    from crisisdesk.history.pull import Order, pull_all
    from crisisdesk.history.sources import find_sources

    chosen = find_sources(names or [])
    for source in chosen:
        say(_terms(source))
    if not yes:
        _ask(chosen)
    order = Order(
        limits=Limits(bytes=most * 1_000_000, seconds=minutes * 60.0), again=again, accept=accept
    )
    with _progress() as progress:
        outcomes, failed = pull_all(chosen, order, progress)
    for outcome in outcomes:
        typer.echo(_told(outcome))
    for error in failed:
        complain(str(error))
    raise typer.Exit(1 if failed else 0)


def _terms(source: Source) -> str:
    size = f", {source.size / 1e6:.1f} MB" if source.size else ", size not known beforehand"
    what = f"{source.name}: {source.title} {source.version}{'' if source.by_hand else size}"
    terms = f"Terms (our summary, {source.home} binds): {source.terms}"
    return f"{what}. {terms} Cite: {source.citation}."


def _ask(chosen: Sequence[Source]) -> None:
    """Nobody downloads without having been shown the terms."""
    if not sys.stdin.isatty():
        raise HistoryError("nothing was downloaded: agree to the terms above with --yes")
    if not typer.confirm(f"Download {len(chosen)} from their makers on these terms?", err=True):
        raise typer.Exit(1)


def _told(outcome: Outcome) -> str:
    parts = [
        f"{len(outcome.came)} pulled" if outcome.came else "",
        f"{len(outcome.kept)} here already" if outcome.kept else "",
        f"to be taken by hand: {', '.join(outcome.by_hand)}" if outcome.by_hand else "",
    ]
    told = "; ".join(part for part in parts if part)
    return f"{outcome.source}: {told} ({outcome.folder})"


@contextmanager
def _progress() -> Iterator[Any]:
    """A function that draws a bar a file on a terminal, None where nobody is looking."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), DownloadColumn())
    with Progress(*columns, console=console(sys.stderr)) as bars:
        tasks: dict[str, Any] = {}

        def show(name: str, at: int, total: int | None) -> None:
            if name not in tasks:
                tasks[name] = bars.add_task(name, total=total)
            bars.update(tasks[name], completed=at, total=total)

        yield show
