"""What commands share on the line: arguments, options and the forms of a list."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


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
    typer.Option(
        "--desk",
        metavar="DIR",
        envvar="CRISISDESK_DESK",
        help="Folder that keeps the desk; made when new. Left out, without reports it is the "
        "desk that this folder is or lies in.",
    ),
]
About = Annotated[
    list[str] | None,
    typer.Option(
        metavar="SIDES",
        envvar="CRISISDESK_ABOUT",
        help="Whose crisis: “USA-IRN”, “Iran”; repeatable. By default as desk.toml has it; a desk "
        "of many reports takes the two with the most threats and blows of late.",
    ),
]
Terms = Annotated[
    Path | None,
    typer.Option(
        "--terms",
        metavar="DIR",
        envvar="CRISISDESK_TERMS",
        help="Folder of terms of one's own; a desk's own folder terms by default.",
    ),
]
AsOf = Annotated[
    str | None,
    typer.Option(metavar="DAY", help="What was known on that day (2025-04-09) and no later."),
]
RecordedBy = Annotated[
    str | None,
    typer.Option(
        "--recorded-by",
        metavar="TIME",
        help="The desk as it was by that day or moment (2025-04-09T12:00Z, UTC): what it had, as "
        "it had been read.",
    ),
]
WhatIf = Annotated[
    list[str] | None,
    typer.Option(
        metavar="CHANGE",
        help="Show the odds under a change, too: “RUS-IRN defense=yes”, “QAT mediation=offered”; "
        "repeatable.",
    ),
]
Since = Annotated[str | None, typer.Option(metavar="DATE", help="From this date (2025-04) on.")]
Until = Annotated[str | None, typer.Option(metavar="DATE", help="Up to this date.")]
AsList = Annotated[
    ListForm, typer.Option("--format", help="A table for people or JSON for programs.")
]
Limit = Annotated[
    int | None,
    typer.Option(
        metavar="N",
        min=0,
        help="The latest N; 0 is all. By default a table shows 500 and JSON has all.",
    ),
]
Memory = Annotated[
    str | None,
    typer.Option(
        metavar="SIZE",
        envvar="CRISISDESK_MEMORY",
        help="How much memory DuckDB may take (8GB; 1500MB by default); the rest is spilled.",
    ),
]
Threads = Annotated[
    int | None,
    typer.Option(
        metavar="N", min=1, envvar="CRISISDESK_THREADS", help="How many threads DuckDB may use."
    ),
]
Engine = Annotated[
    str,
    typer.Option(
        metavar="WHERE",
        envvar="CRISISDESK_ENGINE",
        help="Where the work runs: local, ray (this machine's or RAY_ADDRESS), ray://HOST:PORT.",
    ),
]
