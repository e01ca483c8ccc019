"""What a watch says: on the terminal, and in ``log/watch.log``, which turns over at a megabyte."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import IO

from crisisdesk.errors import DeskError

FOLDER = "log"
MOST_BYTES = 1_000_000
KEPT = 5
Say = Callable[[str], None]


class Journal:
    """The log of one watch, and the lock that lets only one watch work on a desk. Raises
    DeskError where another one does, or the log cannot be written."""

    def __init__(self, desk: Path, say: Say) -> None:
        self._say = say
        folder = desk / FOLDER
        try:
            folder.mkdir(exist_ok=True)
            self._lock = (folder / "watch.lock").open("ab")
            _hold(self._lock, desk)
            handler = RotatingFileHandler(
                folder / "watch.log", maxBytes=MOST_BYTES, backupCount=KEPT, encoding="utf-8"
            )
        except OSError as error:
            raise DeskError(f"{folder}: cannot be written: {error.strerror or error}") from error
        layout = logging.Formatter("%(asctime)s %(levelname)s %(message)s", "%Y-%m-%dT%H:%M:%SZ")
        layout.converter = time.gmtime
        handler.setFormatter(layout)
        handler.handleError = lambda record: None  # type: ignore[method-assign]  # a full disk
        self._handler = handler

    def close(self) -> None:
        """Close the log and let go of the lock."""
        self._handler.close()
        self._lock.close()

    def tell(self, line: str) -> None:
        """For the terminal and the log."""
        self._say(line)
        self._write(logging.INFO, line)

    def note(self, line: str) -> None:
        """For the log alone."""
        self._write(logging.INFO, line)

    def warn(self, line: str) -> None:
        """Something is not as it should be: for the terminal and the log."""
        self._say(line)
        self._write(logging.WARNING, line)

    def _write(self, level: int, line: str) -> None:
        plain = " ".join(line.split())[:4000]  # one line, whatever a server says of itself
        record = logging.LogRecord("watch", level, "", 0, plain, None, None)
        self._handler.handle(record)


def _hold(lock: IO[bytes], desk: Path) -> None:
    """A system without such locks holds nothing."""
    try:
        import fcntl
    except ImportError:
        return
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise DeskError(f"{desk}: another watch is at work on this desk") from error
