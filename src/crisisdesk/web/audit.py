"""The audit log of a served desk: who did what and when, a JSON line each, only ever added to."""

from __future__ import annotations

import os
import threading
from collections import deque
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from msgspec import Struct

from crisisdesk.errors import DeskError
from crisisdesk.schemas import prepared

FILE = "audit.jsonl"
LONGEST = 500  # characters of what is noted of a deed


class Entry(Struct, frozen=True):
    """One deed. ``when`` is UTC."""

    when: str
    who: str
    deed: str
    about: str = ""


class Audit:
    """The log in a desk's folder."""

    def __init__(self, desk: Path) -> None:
        self.path = desk / FILE
        self._lock = threading.Lock()

    def note(self, who: str, deed: str, about: str = "") -> None:
        """Add a line. Raises DeskError where it cannot be written: what cannot be logged must
        not be done."""
        when = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        line = msgspec.json.encode(Entry(when, who, deed, about[:LONGEST])) + b"\n"
        try:
            with self._lock:
                handle = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
                with os.fdopen(handle, "ab") as file:
                    file.write(line)
        except OSError as error:
            raise DeskError(f"{self.path}: cannot be written: {error.strerror}") from error

    def latest(self, most: int = 200) -> list[Entry]:
        """The latest lines, newest first; a line cut short by a crash is left out."""
        if not self.path.is_file():
            return []
        with self.path.open("rb") as file:
            lines = deque(file, maxlen=most)
        found = []
        for line in reversed(lines):
            try:
                found.append(msgspec.json.decode(line, type=prepared(Entry)))
            except msgspec.MsgspecError:
                continue
        return found
