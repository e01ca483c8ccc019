"""A desk's own file, ``desk.toml``: whose crisis it is, from when, and how it is shown.

Every key may be left out. What stands on the command line goes before an environment variable,
that before the file.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Annotated, Any

from msgspec import Meta, Struct

from crisisdesk.errors import DeskError
from crisisdesk.record.database import SCHEMES, on_server
from crisisdesk.terms.toml import load_toml

FILE = "desk.toml"
LEDGER = "desk.sqlite"
LEDGER_AT = "CRISISDESK_LEDGER"
"""The environment variable that goes before `ledger` of desk.toml."""

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

# A team's ledger: reports and what was read from them on a PostgreSQL server instead of in this
# folder (docs/desk.md). The password stands in PGPASSWORD or ~/.pgpass.
# ledger = "postgresql://USER@HOST:5432/DATABASE"

# Who gets the reports that this desk writes.
# recipients = ["desk@example.org"]

# What `crisisdesk watch` polls, and when it says something, is the table [watch]; sources may also
# be named by `crisisdesk watch add SOURCE`.
"""


class Config(Struct, frozen=True, forbid_unknown_fields=True):
    """What ``desk.toml`` says. ``about`` are sides (``USA-IRN``, ``IRN``), ``since`` an ISO 8601
    day, month or year, ``horizon`` days, ``reports`` the most that a brief reads, ``terms`` a
    folder beside the file, ``ledger`` the address of a server that keeps the record. The table
    ``watch`` belongs to what watches."""

    name: str = ""
    about: tuple[Sides, ...] = ()
    since: Day | None = None
    horizon: Annotated[int, Meta(ge=1, le=3650)] = 90
    reports: Annotated[int, Meta(ge=1, le=10_000)] = 200
    terms: str | None = None
    ledger: Annotated[str, Meta(pattern="^(?i:postgres(ql)?)://")] | None = None
    recipients: tuple[str, ...] = ()
    watch: dict[str, Any] = {}


def config_of(folder: Path) -> Config:
    """The settings of a desk; what holds by default where it has no ``desk.toml``.

    Raises TermsError naming file and line where the file holds a mistake.
    """
    path = folder / FILE
    return load_toml(path, Config) if path.is_file() else Config()


def ledger_of(folder: Path, config: Config) -> Path | str:
    """Where a desk's ledger lies: the address of a server in the environment, else in its
    settings, else the file in its folder. Raises DeskError where the environment's is none."""
    named = os.environ.get(LEDGER_AT)
    if not named:
        return own_ledger(folder, config)
    if not on_server(named):
        raise DeskError(f"{LEDGER_AT}: a ledger's address begins with {SCHEMES[0]}")
    return named


def own_ledger(folder: Path, config: Config) -> Path | str:
    """As `ledger_of`, whatever stands in the environment."""
    return config.ledger or folder / LEDGER


def is_desk(folder: Path) -> bool:
    """Whether a folder has a ledger: the file, or one on a server."""
    return on_server(place := ledger_of(folder, config_of(folder))) or Path(place).is_file()


def init(folder: Path, name: str | None = None, ledger: str | None = None) -> None:
    """Make a desk's folder with a ``desk.toml`` to fill in, and a folder for own terms; with
    ``ledger`` its record is on a server.

    Raises DeskError where there is a desk already, or it cannot be made, or the server cannot be
    used.
    """
    if (folder / FILE).exists():
        raise DeskError(f"{folder}: there is a {FILE} here already")
    if ledger is not None:
        _check_ledger(folder, ledger)
    called = _quoted(name or folder.resolve().name)
    text = EXAMPLE.replace("{name}", called)
    if ledger is not None:
        text = re.sub("(?m)^# ledger = .*", lambda _: f"ledger = {_quoted(ledger)}", text)
    try:
        (folder / "terms").mkdir(parents=True, exist_ok=True)
        (folder / FILE).write_text(text, encoding="utf-8")
    except OSError as error:
        raise DeskError(f"{folder}: cannot be made: {error.strerror or error}") from error


def _quoted(text: str) -> str:
    escaped = re.sub(r'(["\\])', r"\\\1", text)
    return f'"{"".join(ch for ch in escaped if ch.isprintable())}"'


def _check_ledger(folder: Path, ledger: str) -> None:
    """Raises DeskError where a new desk cannot have this ledger."""
    from crisisdesk.record.address import address_of
    from crisisdesk.record.ledger import Ledger

    if not on_server(ledger):
        raise DeskError(f"--ledger: a ledger's address begins with {SCHEMES[0]}")
    if (folder / LEDGER).exists():
        raise DeskError(f"{folder}: its {LEDGER} would be left out; name another folder")
    if address_of(ledger).has_password:
        raise DeskError(
            "--ledger: leave the password out, others may read it there; set PGPASSWORD or keep it "
            "in ~/.pgpass"
        )
    Ledger(ledger).close()


def nearest(folder: Path) -> Path | None:
    """The desk that a folder is, or lies in: the first folder upwards that holds a desk's file."""
    start = folder.resolve()
    for place in (start, *start.parents):
        if (place / FILE).is_file() or (place / LEDGER).is_file():
            return place
    return None
