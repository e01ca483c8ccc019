"""A desk's own file, ``desk.toml``: whose crisis it is, from when, and how it is shown.

Every key may be left out. What stands on the command line goes before an environment variable,
that before the file.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Any

from msgspec import Meta, Struct

from crisisdesk.errors import DeskError
from crisisdesk.terms.toml import load_toml

FILE = "desk.toml"
LEDGER = "desk.sqlite"

Day = Annotated[str, Meta(pattern=r"^\d{4}(-\d\d(-\d\d)?)?$")]
Sides = Annotated[str, Meta(pattern=r"^\s*[^\s-][^-]*(\s*-\s*[^-]+)?$")]

EXAMPLE = """\
# The desk's own settings; each may be left out. All of them are told in docs/desk.md.

name = {name}

# Whose crisis it is: one or two sides, by code or name. Left out, a desk of many crises takes
# the one with the most threats and blows of late.
# about = ["USA-IRN", "RUS-IRN"]

# Reports from before this day are kept, and no longer read for a brief.
# since = 2025-01-01

# The days that a brief's questions look ahead.
# horizon = 90

# A brief is read from this many reports of the crisis, the latest.
# reports = 200

# A folder of your own terms, with the grades of outlets (outlets.yaml).
# terms = "terms"

# Who gets the reports that this desk writes.
# recipients = ["desk@example.org"]

# What `crisisdesk watch` polls, and when it says something, is the table [watch]; sources may also
# be named by `crisisdesk watch add SOURCE`.
"""


class Config(Struct, frozen=True, forbid_unknown_fields=True):
    """What ``desk.toml`` says. ``about`` are sides (``USA-IRN``, ``IRN``), ``since`` an ISO 8601
    day, month or year, ``horizon`` days, ``reports`` the most that a brief reads, ``terms`` a
    folder beside the file. The table ``watch`` belongs to what watches."""

    name: str = ""
    about: tuple[Sides, ...] = ()
    since: Day | None = None
    horizon: Annotated[int, Meta(ge=1, le=3650)] = 90
    reports: Annotated[int, Meta(ge=1, le=10_000)] = 200
    terms: str | None = None
    recipients: tuple[str, ...] = ()
    watch: dict[str, Any] = {}


def config_of(folder: Path) -> Config:
    """The settings of a desk; what holds by default where it has no ``desk.toml``.

    Raises TermsError naming file and line where the file holds a mistake.
    """
    path = folder / FILE
    return load_toml(path, Config) if path.is_file() else Config()


def init(folder: Path, name: str | None = None) -> None:
    """Make a desk's folder with a ``desk.toml`` to fill in, and a folder for own terms.

    Raises DeskError where there is a desk already, or it cannot be made.
    """
    if (folder / FILE).exists():
        raise DeskError(f"{folder}: there is a {FILE} here already")
    quoted = re.sub(r'(["\\])', r"\\\1", name or folder.resolve().name)
    quoted = "".join(ch for ch in quoted if ch.isprintable())
    try:
        (folder / "terms").mkdir(parents=True, exist_ok=True)
        (folder / FILE).write_text(EXAMPLE.replace("{name}", f'"{quoted}"'), encoding="utf-8")
    except OSError as error:
        raise DeskError(f"{folder}: cannot be made: {error.strerror or error}") from error


def nearest(folder: Path) -> Path | None:
    """The desk that a folder is, or lies in: the first folder upwards that holds a desk's file."""
    start = folder.resolve()
    for place in (start, *start.parents):
        if (place / FILE).is_file() or (place / LEDGER).is_file():
            return place
    return None
