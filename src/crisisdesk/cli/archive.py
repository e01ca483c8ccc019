"""``read --to``: a whole archive as Parquet, with how far it is."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from crisisdesk.cli.options import ListForm
from crisisdesk.cli.room import complain, console, emit_records, say

if TYPE_CHECKING:
    from crisisdesk.intake.archive import Archived, Step
    from crisisdesk.intake.worker import Limits

To = Annotated[
    str | None,
    typer.Option(
        "--to",
        metavar="DIR",
        help="Write reports, statements, events, ties and the rest as Parquet below DIR, a folder "
        "or the URL of one (s3://, gs://); the same command again goes on where it stopped.",
    ),
]


class PartitionedBy(StrEnum):
    """By what the written rows are partitioned."""

    none = "none"
    month = "month"
    day = "day"


By = Annotated[
    PartitionedBy,
    typer.Option(help="With --to: a folder for each month or day of publication, or none."),
]
Processes = Annotated[
    int | None,
    typer.Option(
        metavar="N", min=1, help="With --to, how many read side by side; by default one a core."
    ),
]
TimeLimit = Annotated[
    float | None,
    typer.Option(
        metavar="SECONDS",
        min=1,
        help="With --to: what takes more processor time is set aside (60).",
    ),
]
MemoryLimit = Annotated[
    int | None,
    typer.Option(
        metavar="MB", min=500, help="With --to: what takes more memory is set aside (3000)."
    ),
]


def limits(seconds: float | None, megabytes: int | None) -> Limits:
    """What one report may take, as asked or as usual."""
    from crisisdesk.intake.worker import MEGABYTES, SECONDS, Limits

    return Limits(seconds or SECONDS, megabytes or MEGABYTES)


def read_archive(
    inputs: list[str] | None,
    to: str,
    engine: str,
    by: PartitionedBy,
    processes: int | None,
    terms: Path | None,
    bounds: Limits,
    form: ListForm,
) -> None:
    """Read the inputs to Parquet, and say what is there. Exits with 1 where parts are missing."""
    from crisisdesk.desk import read_to

    if not inputs:
        raise typer.BadParameter("name what is to be read")
    with _progress() as progress:
        found = read_to(
            inputs,
            to,
            engine=engine,
            by=by.value,
            processes=processes,
            terms=terms,
            limits=bounds,
            progress=progress,
        )
    if form is ListForm.json:
        emit_records(found)
    else:
        typer.echo(_told(found))
    for line in found.unfinished:
        complain(line)
    if found.unfinished:
        say("the same command again makes the parts that are missing")
        raise typer.Exit(1)


def _told(found: Archived) -> str:
    from crisisdesk.briefing.plain import count, plain
    from crisisdesk.formats.exports import ALL_KINDS

    listed = ", ".join(f"{found.rows[kind]:,} {kind}" for kind in ALL_KINDS if kind in found.rows)
    aside = found.rows.get("set_aside", 0)
    told = f"{found.folder}: {listed or 'nothing'} in {count(found.parts, 'part')}"
    if found.copies:
        told += f"; {count(found.copies, 'text')} copied from others"
    if found.kept:
        told += f" ({found.kept:,} were there before)"
    if aside:
        told += f"; {aside:,} set aside ({found.folder}/set_aside)"
    if found.passed:
        kinds = sorted(found.passed.items(), key=lambda kind: (-kind[1], kind[0]))
        told += f"; passed over: {', '.join(f'{number:,} {what}' for what, number in kinds)}"
    return plain(told)


@contextmanager
def _progress() -> Iterator[Any]:
    """A function that draws a bar with rate and time left on a terminal, None where nobody is
    looking."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console(sys.stderr), speed_estimate_period=600) as bars:
        task = bars.add_task("reading", total=None)

        def show(step: Step) -> None:
            of = f" of {step.total:,}" if step.total is not None else ""
            fresh, seconds = step.done - step.kept, bars.tasks[0].elapsed or 0.0
            rate = f", {fresh / seconds:,.1f} a second" if fresh and seconds else ""
            bars.update(
                task,
                description=f"{step.done:,}{of} reports{rate}",
                completed=step.done,
                total=step.total,
            )

        yield show
