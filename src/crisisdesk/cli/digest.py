"""The command that makes a report for others."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from crisisdesk.cli.options import AsOf, DeskDir
from crisisdesk.cli.room import emit, emit_records, open_desk, say, write_bytes, write_text


class DigestForm(StrEnum):
    """How a digest may be written."""

    md = "md"
    html = "html"
    pdf = "pdf"
    json = "json"


def digest(
    desk: DeskDir = None,
    daily: Annotated[
        bool, typer.Option("--daily/--weekly", help="Since the last daily or weekly one.")
    ] = True,
    since: Annotated[
        str | None, typer.Option(metavar="DAY", help="Since that day instead.")
    ] = None,
    as_of: AsOf = None,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Write it; .md, .html, .pdf or .json at its end decides."
        ),
    ] = None,
    form: Annotated[
        DigestForm | None, typer.Option("--format", help="Its form; md by default.")
    ] = None,
    keep: Annotated[
        bool,
        typer.Option("--keep/--no-keep", help="Note it, so that the next begins where it ends."),
    ] = True,
    copy_template: Annotated[
        bool,
        typer.Option("--copy-template", help="Copy the templates into the desk, to be edited."),
    ] = False,
) -> None:
    """Tell others what changed since the last digest, and why."""
    from crisisdesk.briefing.digest import summary_line
    from crisisdesk.briefing.digest_page import copy_templates, render

    form = form or _form_of(out)
    with open_desk(desk, None, existing=True) as (room, _):
        if copy_template:
            for path in copy_templates(room.templates):
                say(f"{path} written (edit it: it goes before ours)")
            return
        made = room.digest("daily" if daily else "weekly", as_of, since)
        own = room.templates
        if form is DigestForm.pdf:
            from crisisdesk.briefing.pdf import pdf_of

            page = pdf_of(render(made, "md", own), f"{made.title}, {made.as_of}")
            write_bytes(page, out or Path("digest.pdf"), summary_line(made))
        elif form is DigestForm.json:
            from crisisdesk.briefing.json import dumps

            if out is None:
                emit_records(made)
            else:
                write_text(dumps(made), out, summary_line(made))
        else:
            told = render(made, form.value, own)
            if out is None:
                emit(told)
            else:
                write_text(told, out, summary_line(made))
        if keep:
            room.digested(made)


def _form_of(out: Path | None) -> DigestForm:
    endings = {f".{form.value}": form for form in DigestForm} | {".htm": DigestForm.html}
    return endings.get(out.suffix.lower(), DigestForm.md) if out else DigestForm.md
