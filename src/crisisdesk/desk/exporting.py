"""What a desk hands on to other programs."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import BinaryIO

from crisisdesk.desk.opened import Opened, checked_day
from crisisdesk.desk.scope import sides_of
from crisisdesk.errors import DeskError
from crisisdesk.formats.exports import FORMS, KINDS, write
from crisisdesk.record.pieces import readings
from crisisdesk.record.selection import numbers, on, published


class Exporting(Opened):
    """What writes a desk's record for others."""

    def export(
        self,
        out: str | Path | BinaryIO,
        kinds: Sequence[str] = KINDS,
        form: str = "jsonl",
        about: Sequence[str] = (),
        since: str | None = None,
        until: str | None = None,
        as_of: str | None = None,
        recorded_by: str | None = None,
    ) -> dict[str, int]:
        """Write reports, statements, events and ties (``kinds``) as ``jsonl``, ``csv`` or
        ``parquet``; how many of each. ``out`` is a stream or a file for one kind, a folder for
        any: there each kind has its file.

        Only reports that name the sides ``about`` and were known from ``since`` to ``until`` are
        taken. A desk of any size is written a piece at a time. A file is there whole or not at
        all. Raises DeskError where kinds or form are unknown, or the file cannot be written.
        """
        if form not in FORMS or not kinds or not set(kinds) <= set(KINDS):
            raise DeskError(f"there are {', '.join(KINDS)}, as {', '.join(FORMS)}")
        with self.own_terms():
            sides = [sides_of(text) for text in about]
        wheres = [*published(since, until), *([on(sides)] if sides else [])]
        picked = numbers(self.file, wheres, checked_day(as_of), recorded_by)

        def written(kind: str, stream: BinaryIO) -> int:
            return write(kind, form, readings(self._ledger, picked, as_of, recorded_by), stream)

        if not isinstance(out, str | Path):
            return {kind: written(kind, out) for kind in _one(kinds)}
        if not Path(out).is_dir():
            return {kind: _whole(Path(out), kind, written) for kind in _one(kinds)}
        return {kind: _whole(Path(out) / f"{kind}.{form}", kind, written) for kind in kinds}


def _one(kinds: Sequence[str]) -> Sequence[str]:
    if len(kinds) != 1:
        raise DeskError(f"one file holds one kind; name a folder, or one of {', '.join(kinds)}")
    return kinds


def _whole(path: Path, kind: str, written: Callable[[str, BinaryIO], int]) -> int:
    """Write a file beside its place, and put it there when it is whole."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with part.open("wb") as stream:
            count = written(kind, stream)
        part.replace(path)
    except OSError as error:
        raise DeskError(f"{path}: cannot be written: {error.strerror or error}") from error
    finally:
        part.unlink(missing_ok=True)
    return count
