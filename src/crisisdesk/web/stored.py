"""Briefs kept in the desk's folder, so that a server which is started again has them at once. Each
goes by the name of all that it rests on: what has ceased to hold is never found."""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from crisisdesk.desk.basis import BRIEFS
from crisisdesk.schemas import prepared

if TYPE_CHECKING:
    from crisisdesk.briefing.brief import Brief

MOST = 4
"""Briefs that are kept: the latest, and that of a week before, of the last two states."""


def stored(desk: Path, basis: str, as_of: str | None) -> Brief | None:
    """The brief that was kept; None where there is none, or it cannot be read."""
    from crisisdesk.briefing.brief import Brief

    try:
        return msgspec.json.decode(_file(desk, basis, as_of).read_bytes(), type=prepared(Brief))
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return None


def store(desk: Path, basis: str, as_of: str | None, brief: Brief) -> None:
    """Keep a brief, and the latest others; nothing where the folder cannot be written."""
    file = _file(desk, basis, as_of)
    part = file.with_suffix(f".{os.getpid()}")
    with suppress(OSError):
        file.parent.mkdir(exist_ok=True)
        part.write_bytes(msgspec.json.encode(brief))
        part.replace(file)
        _clear(file.parent)


def _clear(folder: Path) -> None:
    """Leave the latest."""
    by_age = sorted(folder.iterdir(), key=lambda path: path.stat().st_mtime_ns)
    for path in by_age[:-MOST]:
        path.unlink(missing_ok=True)


def _file(desk: Path, basis: str, as_of: str | None) -> Path:
    name = hashlib.sha256(f"{basis} {as_of or ''}".encode()).hexdigest()[:32]
    return desk / BRIEFS / f"{name}.json"
