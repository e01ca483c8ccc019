"""Commands on whole reports: brief, add, list, read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from crisisdesk.cli.archive import (
    By,
    MemoryLimit,
    PartitionedBy,
    Processes,
    TimeLimit,
    To,
    limits,
    read_archive,
)
from crisisdesk.cli.options import (
    About,
    AsList,
    AsOf,
    DeskDir,
    Engine,
    Form,
    Limit,
    ListForm,
    RecordedBy,
    Reports,
    Terms,
    WhatIf,
)
from crisisdesk.cli.room import (
    add_reports,
    console,
    emit,
    emit_records,
    limit_of,
    open_desk,
    say,
    tell_limit,
    the_desk,
    write_text,
)

if TYPE_CHECKING:
    from crisisdesk.briefing.brief import Brief
    from crisisdesk.terms.records import Card, Correction, Reading


def brief(
    reports: Reports = None,
    desk: DeskDir = None,
    about: About = None,
    as_of: AsOf = None,
    recorded_by: RecordedBy = None,
    what_if: WhatIf = None,
    terms: Terms = None,
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
    with open_desk(desk, reports, terms=terms) as (room, bad):
        made = room.brief(as_of, what_if, recorded_by, about or ())
        if as_of or recorded_by:
            _tell_later(room.superseded(), made)
    form = form or _form_of(out)
    if form is None or form is Form.terminal:
        from crisisdesk.briefing.terminal import show

        if not (form is Form.terminal and out):
            show(made, console())
        target = out or (Path("brief.html") if html else None)
        if target:
            _write(made, target, form or _form_of(target) or Form.html, reports)
    elif out:
        _write(made, out, form, reports)
    else:
        emit(_rendered(made, form))
    raise typer.Exit(1 if bad else 0)


def add(
    reports: Annotated[list[str], typer.Argument(metavar="REPORT", help="Reports to add.")],
    desk: DeskDir = None,
    terms: Terms = None,
    form: AsList = ListForm.table,
) -> None:
    """Add reports to a desk, each once."""
    from crisisdesk.briefing.plain import plain
    from crisisdesk.briefing.superseded import superseded_words

    with open_desk(the_desk(desk), None, terms=terms) as (room, _):
        result = add_reports(room, reports)
    if form is ListForm.json:
        kept = {name: getattr(result, name) for name in ("new", "known", "passed", "superseded")}
        emit_records(kept)
    else:
        told = f"{len(result.new)} added, {len(result.known)} known before"
        if result.superseded:
            told += f", {len(result.superseded)} no longer counted"
        if result.passed:
            kinds = sorted(result.passed.items(), key=lambda kind: (-kind[1], kind[0]))
            listed = ", ".join(f"{number} {plain(what)}" for what, number in kinds)
            told += f"; passed over in archives and feeds: {listed}"
        typer.echo(told)
    for one in result.superseded:
        say(f"{one.report} no longer counts: {superseded_words(one)}")
    raise typer.Exit(1 if result.failed else 0)


def _tell_later(gone: list[tuple[Card, Correction]], made: Brief) -> None:
    """Say which reports of a brief of the past were corrected or withdrawn since: the brief itself
    knows no more than was known then."""
    from crisisdesk.briefing.superseded import superseded_words

    numbers = {source.report.id: source.number for source in made.sources}
    for card, correction in gone:
        if card.id in numbers:
            say(f"since then, report {numbers[card.id]} was {superseded_words(correction)}")


def list_(
    reports: Reports = None,
    desk: DeskDir = None,
    as_of: AsOf = None,
    recorded_by: RecordedBy = None,
    limit: Limit = None,
    form: AsList = ListForm.table,
) -> None:
    """List the reports of a desk."""
    with open_desk(desk, reports, existing=True) as (room, bad):
        most = limit_of(limit, form)
        first, found = room.latest(most, as_of, recorded_by)
        gone = room.superseded(as_of, recorded_by)
        if form is ListForm.json:
            import msgspec

            from crisisdesk.reading.origins import origins_of
            from crisisdesk.terms.records import card_of

            origins = origins_of(found)
            cards = [msgspec.to_builtins(card_of(reading.report)) for reading in found]
            counting = [{**card, "origin": origins[card["id"]]} for card in cards]
            out = [{**msgspec.to_builtins(card), "superseded": why} for card, why in gone]
            emit_records(counting + out)
        else:
            from crisisdesk.briefing.tables import reports_table, superseded_table

            console().print(reports_table(found, first))
            tell_limit(found, most)
            if gone:
                console().print(superseded_table(gone))
    raise typer.Exit(1 if bad else 0)


def read(
    reports: Reports = None,
    terms: Terms = None,
    explained: Annotated[
        bool, typer.Option("--explain", help="Show the text with what was taken from it, and why.")
    ] = False,
    out: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="With --explain: write it as one HTML file."),
    ] = None,
    to: To = None,
    by: By = PartitionedBy.none,
    engine: Engine = "local",
    processes: Processes = None,
    time_limit: TimeLimit = None,
    memory_limit: MemoryLimit = None,
    form: AsList = ListForm.table,
) -> None:
    """Show all that is read from reports, or write it as Parquet (--to)."""
    if out and not explained:
        raise typer.BadParameter("--out goes with --explain")
    if to:
        if explained:
            raise typer.BadParameter("--to shows nothing: it does not go with --explain")
        bounds = limits(time_limit, memory_limit)
        read_archive(reports, to, engine, by, processes, terms, bounds, form)
        return
    with open_desk(None, reports, terms=terms) as (room, bad):
        readings = room.readings()
        if explained:
            _explain(readings, form, out, reports)
        elif form is ListForm.json:
            emit_records(readings)
        else:
            _show(readings)
    raise typer.Exit(1 if bad else 0)


def _explain(
    readings: list[Reading], form: ListForm, out: Path | None, reports: list[str] | None
) -> None:
    """The texts with what was taken from them: in the terminal, as JSON, or as an HTML file."""
    from crisisdesk.briefing.explain import explain

    explanations = [explain(reading) for reading in readings]
    if out:
        from crisisdesk.briefing.explain_page import render
        from crisisdesk.briefing.plain import count

        taken = sum(len(one.taken) for one in explanations)
        whole = f"{count(taken, 'thing')} taken from {count(len(explanations), 'report')}"
        write_text(render(explanations), out, whole, reports)
    elif form is ListForm.json:
        emit_records(explanations)
    else:
        from crisisdesk.briefing.explain_terminal import show

        page = console()
        for i, one in enumerate(explanations):
            if i:
                page.rule()
            show(one, page)


def _show(readings: list[Reading]) -> None:
    """All records of the readings as tables."""
    from crisisdesk.briefing import tables

    texts = [reading.report for reading in readings]
    page = console()
    page.print(tables.reports_table(readings))
    page.print(tables.statements_table((s for r in readings for s in r.statements), texts))
    page.print(tables.events_table((e for r in readings for e in r.events), texts))
    page.print(tables.ties_table((t for r in readings for t in r.ties), texts))
    page.print(tables.questions_table((q for r in readings for q in r.questions), texts))


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
    """Write the brief and say so."""
    from crisisdesk.briefing.terminal import summary

    write_text(_rendered(made, form), target, summary(made), reports)
