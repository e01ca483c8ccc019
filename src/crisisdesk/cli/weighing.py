"""Commands that hold the record against itself: contradictions, sources."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from crisisdesk.cli.options import (
    AsList,
    AsOf,
    DeskDir,
    Limit,
    ListForm,
    RecordedBy,
    Reports,
    Terms,
)
from crisisdesk.cli.room import (
    console,
    emit,
    emit_records,
    limit_of,
    open_desk,
    tell_limit,
    write_text,
)
from crisisdesk.errors import QuestionError

if TYPE_CHECKING:
    from crisisdesk.briefing.sources import Source
    from crisisdesk.desk import Desk


def contradictions(
    reports: Reports = None,
    desk: DeskDir = None,
    as_of: AsOf = None,
    recorded_by: RecordedBy = None,
    terms: Terms = None,
    form: AsList = ListForm.table,
) -> None:
    """Set accounts side by side that contradict each other."""
    with open_desk(desk, reports, existing=True, terms=terms) as (room, bad):
        found = room.contradictions(as_of, recorded_by)
        if form is ListForm.json:
            emit_records(found)
        else:
            from crisisdesk.briefing.weighed import show_conflicts

            show_conflicts(console(), found)
    raise typer.Exit(1 if bad else 0)


def sources(
    reports: Reports = None,
    desk: DeskDir = None,
    as_of: AsOf = None,
    recorded_by: RecordedBy = None,
    terms: Terms = None,
    limit: Limit = None,
    form: AsList = ListForm.table,
) -> None:
    """List the outlets with their grades and origins."""
    with open_desk(desk, reports, existing=True, terms=terms) as (room, bad):
        most = limit_of(limit, form)
        found = room.sources(as_of, recorded_by, most)
        if form is ListForm.json:
            emit_records([_card(source) for source in found])
        else:
            from crisisdesk.briefing.weighed import sources_table

            console().print(sources_table(found))
            tell_limit(found, most)
    raise typer.Exit(1 if bad else 0)


def _card(source: Source) -> dict[str, object]:
    """A source without its report's text."""
    fields = [field for field in source.__struct_fields__ if field != "report"]
    return {"report": source.report.id, **{field: getattr(source, field) for field in fields}}


class MatrixForm(StrEnum):
    """How a matrix may be shown."""

    table = "table"
    json = "json"
    html = "html"


def ach(
    question: Annotated[
        str, typer.Argument(help="The number of a kept question, or a question in words.")
    ],
    reports: Reports = None,
    desk: DeskDir = None,
    mark: Annotated[
        str | None,
        typer.Option(
            metavar="ID HYPOTHESIS=CELL",
            help="Set a cell of a kept question yourself: “e-1a2b yes=II”; CC, C, N, I or II, - "
            "takes it back.",
        ),
    ] = None,
    by: Annotated[str, typer.Option(metavar="NAME", help="With --mark: who sets it.")] = "",
    note: Annotated[str, typer.Option(help="With --mark: why.")] = "",
    whole: Annotated[
        bool, typer.Option("--all", help="Show what tells nothing apart, too.")
    ] = False,
    as_of: AsOf = None,
    recorded_by: RecordedBy = None,
    terms: Terms = None,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE.html", help="Write the matrix as a page.")
    ] = None,
    form: Annotated[
        MatrixForm, typer.Option("--format", help="A table here, JSON, or one HTML page.")
    ] = MatrixForm.table,
) -> None:
    """Hold a question's hypotheses against the evidence (ACH)."""
    from crisisdesk.briefing import ach as pages

    asked: int | str = int(question) if question.isdecimal() else question
    with open_desk(desk, reports, existing=True, bare=True, terms=terms) as (room, bad):
        if mark:
            _mark(room, asked, mark, note, by)
        found = room.ach(asked, as_of, recorded_by)
        texts = room.reports(as_of, recorded_by)
        if out:
            write_text(pages.render(found, texts), out, "competing hypotheses", reports)
        elif form is MatrixForm.json:
            emit_records(found)
        elif form is MatrixForm.html:
            emit(pages.render(found, texts))
        else:
            pages.show(console(), found, texts, whole=whole)
    raise typer.Exit(1 if bad else 0)


def _mark(room: Desk, asked: int | str, mark: str, note: str, by: str) -> None:
    name, _, cell = mark.partition("=")
    evidence, _, hypothesis = name.strip().partition(" ")
    if not isinstance(asked, int) or cell not in ("CC", "C", "N", "I", "II", "-"):
        raise QuestionError("--mark sets a cell of a kept question: “e-1a2b yes=II”")
    room.mark(asked, evidence, hypothesis.strip(), None if cell == "-" else cell, note, by)  # type: ignore[arg-type]
