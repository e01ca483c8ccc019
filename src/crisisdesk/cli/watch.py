"""Commands of the watch: watch itself, and watch add, remove, list, alerts."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from crisisdesk.cli.options import AsList, DeskDir, ListForm
from crisisdesk.cli.room import console, emit, emit_records, nearest_desk
from crisisdesk.errors import DeskError
from crisisdesk.schemas import prepared

if TYPE_CHECKING:
    from crisisdesk.desk import Desk
    from crisisdesk.record.watching import Gap, Source

MOST_READ = 5000
"""After so many reports the process begins anew, which gives back what its reader has gathered."""

app = typer.Typer(
    help="Watch feeds, sitemaps, folders and GDELT, and say when odds cross a threshold.",
    invoke_without_command=True,
    rich_markup_mode=None,
)
Private = Annotated[
    bool,
    typer.Option("--private", help="Allow addresses inside the own network, which are refused."),
]


@app.callback()
def watch(
    context: typer.Context,
    desk: DeskDir = None,
    once: Annotated[
        bool, typer.Option("--once", help="One round: poll all, read what is new, and end.")
    ] = False,
    seconds: Annotated[
        float | None, typer.Option("--for", metavar="SECONDS", help="Watch for so long.")
    ] = None,
    every: Annotated[
        float | None,
        typer.Option(metavar="SECONDS", help="Between two polls of a source (900)."),
    ] = None,
    private: Private = False,
) -> None:
    """Watch a desk's sources: read what is new, and say when odds cross a threshold."""
    if context.invoked_subcommand is not None:
        return
    desk = _folder(desk)
    from msgspec.structs import replace

    from crisisdesk.desk import Desk
    from crisisdesk.watch import Watch, load_settings

    if not desk.is_dir():
        raise DeskError(f"{desk}: there is no desk here")
    settings = load_settings(desk)
    if every is not None:
        settings = replace(settings, every=every)
    if private:
        settings = replace(settings, private_addresses=True)
    with Desk(desk) as room, Watch(room, settings, say=typer.echo) as watching:
        if not watching.sources():
            raise DeskError(
                f"{desk}: nothing is watched; name sources with `watch add` or in desk.toml"
            )
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: watching.stop())
        if once:
            watching.round()
            return
        again = watching.run(seconds, MOST_READ if seconds is None else None)
    if again:
        os.execv(sys.executable, [sys.executable, "-m", "crisisdesk.cli", *sys.argv[1:]])


@app.command()
def add(
    address: Annotated[
        str,
        typer.Argument(
            metavar="SOURCE",
            help="The address of a feed, a sitemap, a page that names a feed, or GDELT's "
            "lastupdate.txt; or a folder.",
        ),
    ],
    desk: DeskDir = None,
    private: Private = False,
) -> None:
    """Watch a source from now on; what it is is found out."""
    desk = _folder(desk)
    from crisisdesk.desk import Desk
    from crisisdesk.record.watching import Watching
    from crisisdesk.watch.kinds import kind_of

    with Desk(desk) as room:
        kind, where = kind_of(address, private_addresses=private or _private(desk))
        new = Watching(room.file).follow(kind, where)
    typer.echo(f"{kind} {where} is watched {'from now on' if new else 'already'}")


@app.command()
def remove(
    address: Annotated[str, typer.Argument(metavar="SOURCE", help="As `watch list` shows it.")],
    desk: DeskDir = None,
) -> None:
    """Watch a source no more; what was read stays."""
    with _existing(desk) as room:
        from crisisdesk.record.watching import Watching

        if not Watching(room.file).leave(address):
            raise DeskError(f"{address}: this is not watched")
    typer.echo(f"{address} is watched no more")


@app.command("list")
def list_(desk: DeskDir = None, form: AsList = ListForm.table) -> None:
    """List the sources with how they stand, and the gaps."""
    from crisisdesk.record.watching import Watching

    with _existing(desk) as room:
        watching = Watching(room.file)
        sources, counts, gaps = watching.sources(), watching.counts(), watching.gaps()
    if form is ListForm.json:
        emit_records(
            {
                "sources": [{"source": s, "items": counts.get(s.id, {})} for s in sources],
                "gaps": gaps,
            }
        )
        return
    page = console()
    page.print(_sources_table(sources, counts))
    if gaps:
        page.print(_gaps_table(gaps, {source.id: source.address for source in sources}))


@app.command()
def alerts(desk: DeskDir = None, form: AsList = ListForm.table) -> None:
    """List the alerts, the latest first."""
    import msgspec

    from crisisdesk.record.watching import Watching
    from crisisdesk.watch.alerts import Alert

    with _existing(desk) as room:
        found = [
            msgspec.json.decode(body, type=prepared(Alert)) for body in Watching(room.file).alerts()
        ]
    if form is ListForm.json:
        emit_records(found)
        return
    emit("".join(f"{alert.at} {alert.line}\n" for alert in found) or "no alerts\n")


def _private(desk: Path) -> bool:
    from crisisdesk.watch import load_settings

    return load_settings(desk).private_addresses


def _folder(desk: Path | None) -> Path:
    """The desk that is named, else the one around the working folder."""
    found = desk or nearest_desk()
    if found is None:
        raise typer.BadParameter("name a desk with --desk DIR")
    return found


def _existing(desk: Path | None) -> Desk:
    from crisisdesk.desk import Desk, is_desk

    desk = _folder(desk)
    if not is_desk(desk):
        raise DeskError(f"{desk}: there is no desk here")
    return Desk(desk)


def _sources_table(sources: list[Source], counts: dict[int, dict[str, int]]) -> object:
    from rich.table import Table
    from rich.text import Text

    from crisisdesk.briefing.plain import plain

    table = Table("kind", "source", "answered", "items", "stands", box=None, pad_edge=False)
    for source in sources:
        items = ", ".join(f"{n} {state}" for state, n in sorted(counts.get(source.id, {}).items()))
        stands = f"{source.state}: {source.said}" if source.said else source.state
        cells = (source.kind, source.address, source.good or "never", items or "none", stands)
        table.add_row(*(Text(plain(cell)) for cell in cells))
    return table


def _gaps_table(gaps: list[Gap], names: dict[int, str]) -> object:
    from rich.table import Table
    from rich.text import Text

    from crisisdesk.briefing.plain import plain

    table = Table("gap", "from", "to", "source", "became of it", box=None, pad_edge=False)
    for gap in gaps:
        who = names.get(gap.source, "") if gap.source is not None else "all"
        cells = (gap.kind, gap.first, gap.last, who, gap.note or "noted")
        table.add_row(*(Text(plain(cell)) for cell in cells))
    return table
