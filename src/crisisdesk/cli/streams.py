"""Commands on streams of coded events: import, forecast, backtest, refit."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Annotated, Any

import typer

from crisisdesk.cli.options import AsList, AsOf, DeskDir, Engine, ListForm, Memory, Threads
from crisisdesk.cli.room import complain, console, emit_records, nearest_desk, the_desk
from crisisdesk.errors import DeskError, StreamError

if TYPE_CHECKING:
    from crisisdesk.desk import Desk
    from crisisdesk.formats.streams.store import Imported
    from crisisdesk.odds.refit import Refit


def import_(
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE",
            help="Files of events: ICEWS, GDELT 1 and 2, POLECAT, ACLED, UCDP GED, Phoenix; "
            "plain, .gz or .zip; paths, or URLs in a store (s3://...).",
        ),
    ],
    desk: DeskDir = None,
    memory: Memory = None,
    threads: Threads = None,
    form: AsList = ListForm.table,
) -> None:
    """Bring files of coded events into a desk, each once; rows that cannot be read are set aside
    with their lines and reasons."""
    from crisisdesk.desk import Desk
    from crisisdesk.formats.streams.store import Limits

    limits = Limits.given(memory, threads)
    notes: list[Imported] = []
    failed = False
    with Desk(the_desk(desk)) as room:
        for path in files:
            try:
                with _progress(PurePath(path).name) as progress:
                    notes.append(room.import_events(path, progress, limits))
            except StreamError as error:
                complain(str(error))
                failed = True
        aside = room.stream.folder / "set-aside"
    if form is ListForm.json:
        emit_records(notes)
    else:
        for note in notes:
            typer.echo(_told(note, aside))
    raise typer.Exit(1 if failed else 0)


def forecast(
    kind: Annotated[
        str,
        typer.Option(help="A PLOVER type (ASSAULT), mediate, or a quad (material conflict)."),
    ] = "ASSAULT",
    source: Annotated[
        str | None, typer.Option(metavar="WHO", help="Who would do it: a code or name.")
    ] = None,
    target: Annotated[str | None, typer.Option(metavar="WHO", help="Whom: a code or name.")] = None,
    days: Annotated[int, typer.Option(metavar="N", help="The horizon in days, 1 to 180.")] = 30,
    desk: DeskDir = None,
    files: Annotated[
        list[str] | None,
        typer.Option("--from", metavar="FILE", help="A file of events; repeatable."),
    ] = None,
    top: Annotated[int, typer.Option(metavar="N", min=1, help="How many pairs to show.")] = 10,
    moved: Annotated[
        bool, typer.Option("--moved", help="The pairs whose odds moved most in the last week.")
    ] = False,
    chart: Annotated[
        Path | None,
        typer.Option(
            "--chart", metavar="FILE", help="Draw one pair's odds over half a year: SVG, PNG."
        ),
    ] = None,
    as_of: AsOf = None,
    form: AsList = ListForm.table,
) -> None:
    """Will one state do this kind of thing to another? From imported events; a party left out is
    open, and after ``refit`` ranked by who it is next."""
    from crisisdesk.desk import Desk

    desk = desk or (None if files else nearest_desk())
    if desk is None and not files:
        raise typer.BadParameter("name a desk with --desk DIR, or a file of events with --from")
    if desk is not None and not files:
        _existing(desk)
    with Desk(desk) as room:
        for path in files or []:
            with _progress(PurePath(path).name) as progress:
                room.import_events(path, progress)
        found = room.forecast(kind, source, target, days, as_of, top=top, moved=moved)
        if chart is not None:
            _draw(room, chart, (kind, source or "", target or "", days, as_of))
    if form is ListForm.json:
        emit_records(found)
        return
    from crisisdesk.briefing.pair_tables import show_pairs

    show_pairs(console(), found)


def _draw(room: Desk, path: Path, asked: tuple[str, str, str, int, str | None]) -> None:
    from crisisdesk.briefing.charts import draw
    from crisisdesk.briefing.charts.pair import pair_chart

    draw.write(pair_chart(room.odds_over_time(*asked)), path)
    complain(f"{path} written")


def backtest(
    desk: DeskDir = None,
    kind: Annotated[
        list[str] | None,
        typer.Option(help="A PLOVER type, mediate, or a quad; repeatable. ASSAULT by default."),
    ] = None,
    days: Annotated[
        list[int] | None,
        typer.Option(metavar="N", help="A horizon in days, 1 to 180; repeatable. 30 by default."),
    ] = None,
    since: Annotated[
        int | None,
        typer.Option(metavar="YEAR", help="The first year asked about; the stream's third."),
    ] = None,
    until: Annotated[
        int | None, typer.Option(metavar="YEAR", help="The last year; the stream's last.")
    ] = None,
    engine: Engine = "local",
    dyads: Annotated[
        int,
        typer.Option(metavar="N", min=1, help="Cut each year into so many tasks, by its pairs."),
    ] = 1,
    memory: Memory = None,
    threads: Threads = None,
    form: AsList = ListForm.table,
) -> None:
    """Score the odds of pairs on a desk's own stream: asked at each month's start with what was
    known by then, held against what came."""
    from crisisdesk.desk import Desk
    from crisisdesk.formats.streams.store import Limits

    with Desk(_existing(the_desk(desk))) as room:
        found = room.backtest(
            kind or ["ASSAULT"], days or [30], since, until,
            limits=Limits.given(memory, threads), engine=engine, dyads=dyads,
        )  # fmt: skip
    if form is ListForm.json:
        emit_records(found)
        return
    from crisisdesk.briefing.backtest_table import show_backtest

    show_backtest(console(), found)


def _existing(desk: Path) -> Path:
    from crisisdesk.desk import is_desk

    if not is_desk(desk):
        raise DeskError(f"{desk}: there is no desk here")
    return desk


def refit(
    desk: Annotated[Path, typer.Option("--desk", metavar="DIR", help="Folder of the desk.")],
    odds: Annotated[
        bool, typer.Option("--odds", help="Fit the odds of pairs instead of the ranking.")
    ] = False,
    kind: Annotated[
        list[str] | None,
        typer.Option(help="With --odds: which; repeatable. ASSAULT by default."),
    ] = None,
    as_of: AsOf = None,
    engine: Engine = "local",
    dyads: Annotated[
        int,
        typer.Option(
            metavar="N", min=1, help="With --odds: cut each year into so many tasks, by its pairs."
        ),
    ] = 1,
    memory: Memory = None,
    threads: Threads = None,
    form: AsList = ListForm.table,
) -> None:
    """Fit the ranking of who does what to whom next on the latest of the desk's own events, or the
    odds of pairs on all of them."""
    from crisisdesk.desk import Desk
    from crisisdesk.formats.streams.store import Limits

    limits = Limits.given(memory, threads)
    with Desk(_existing(desk)) as room:
        if odds:
            found = room.refit_odds(
                kind or ["ASSAULT"], as_of, limits=limits, engine=engine, dyads=dyads
            )
            _show_refit(found, form)
            return
        card = room.refit(as_of, limits, engine=engine)
    if form is ListForm.json:
        emit_records([card])
        return
    typer.echo(
        f"fitted on {card.facts:,} facts between {len(card.parties)} parties, {card.first} to "
        f"{card.until}"
    )
    if card.asked:
        typer.echo(
            f"asked {card.asked:,} questions before it learned of their days: the party ranked "
            f"first came in {card.hits_1:.0%}, one of the first ten in {card.hits_10:.0%}"
        )


def _show_refit(found: Refit, form: ListForm) -> None:
    if form is ListForm.json:
        emit_records([found])
        return
    from crisisdesk.briefing.backtest_table import show_refit

    show_refit(console(), found)


def _told(note: Imported, aside: Path) -> str:
    if note.known:
        return f"{note.file}: known before ({note.rows:,} events)"
    told = f"{note.file}: {note.rows:,} events of {note.maker}, {note.first} to {note.last}"
    if note.repeated:
        told += f"; {note.repeated:,} held already"
    if note.set_aside:
        reasons = ", ".join(f"{count:,} {reason}" for reason, count in note.set_aside.items())
        told += f"; set aside {reasons} ({aside / note.key}.tsv)"
    return told


@contextmanager
def _progress(name: str) -> Iterator[Any]:
    """A function that draws a bar on a terminal, None where nobody is looking."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), TaskProgressColumn())
    with Progress(*columns, console=console(sys.stderr)) as bars:
        task = bars.add_task(name, total=100)

        def show(step: str, share: float) -> None:
            bars.update(task, description=f"{name}: {step}", completed=share)

        yield show
