"""Briefs as the server holds them: reckoned one after another beside the pages, and kept while all
that they rest on stays as it is.

A page waits a moment for its brief. Where that does not do, it has the last one, and is told that
the record has changed since; where there is none, it is told that it is being reckoned.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct

from crisisdesk.desk import Desk
from crisisdesk.errors import DeskError
from crisisdesk.web.stored import store, stored

if TYPE_CHECKING:
    from crisisdesk.briefing.brief import Brief

PATIENCE = 0.15
"""Seconds that a page waits for its brief."""
_KEPT = 12  # briefs in memory


class NotYet(Exception):
    """A brief is being reckoned: what is being done, for how many seconds (None: it waits)."""

    def __init__(self, doing: str, seconds: int | None) -> None:
        super().__init__(doing)
        self.doing = doing
        self.seconds = seconds


class Sought(Struct, frozen=True):
    """Which brief: what it rests on (`Desk.basis`), as of which day, under which changes."""

    basis: str
    as_of: str | None
    what_if: tuple[str, ...]


class Found(NamedTuple):
    """A brief; ``behind`` is the moment of the record that it rests on, where that has changed
    since, and empty where it holds."""

    brief: Brief
    behind: str = ""


class _Work(Struct):
    """What is being done for a brief, and since when."""

    sought: Sought
    doing: str
    since: float


def sought(desk: Desk, as_of: str | None = None, what_if: Sequence[str] = ()) -> Sought:
    """The brief of a desk as it stands now."""
    return Sought(desk.basis(), as_of, tuple(what_if))


class Briefs:
    """The briefs of the desk in a folder; its calls may come from several threads."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._made: OrderedDict[Sought, Future[Brief]] = OrderedDict()
        self._last: OrderedDict[tuple[str | None, tuple[str, ...]], Found] = OrderedDict()
        self._one_at_a_time = ThreadPoolExecutor(1, "reckoning")
        self._work: _Work | None = None

    def close(self) -> None:
        """End when the brief that is being reckoned is there; others are given up."""
        self._one_at_a_time.shutdown(cancel_futures=True)

    def begin(self, sought: Sought) -> Future[Brief]:
        """The brief, or the promise of it."""
        with self._lock:
            if sought not in self._made:
                self._made[sought] = self._one_at_a_time.submit(self._reckon, sought)
            self._made.move_to_end(sought)
            while len(self._made) > _KEPT:
                _, oldest = self._made.popitem(last=False)
                oldest.cancel()
            return self._made[sought]

    def wait(self, sought: Sought) -> Brief:
        """The brief, however long it takes. Raises DeskError where too many others were asked for
        meanwhile, and as `Desk.brief` does."""
        try:
            return self.begin(sought).result()
        except CancelledError as error:
            raise DeskError("too many briefs were asked for at once; try again") from error

    def soon(self, sought: Sought) -> Found:
        """The brief, if it is there or comes within a moment, else the last one. Raises NotYet
        where there is none, and as `Desk.brief` does."""
        try:
            return Found(self.begin(sought).result(PATIENCE))
        except (TimeoutError, CancelledError):
            last = self._last.get((sought.as_of, sought.what_if))
            if last is None:
                raise self._told(sought) from None
            return last

    def _told(self, sought: Sought) -> NotYet:
        work = self._work
        if work is None or work.sought != sought:
            return NotYet("Another brief is being reckoned first", None)
        return NotYet(work.doing, int(time.monotonic() - work.since))

    def _reckon(self, sought: Sought) -> Brief:
        """By a desk of its own, so that lists and searches answer meanwhile."""
        with Desk(self._folder) as desk, desk.own_terms():
            begun = desk.basis(), desk.file.moment()
            if (kept := self._stored(sought)) is not None:
                self._keep(sought, Found(kept, begun[1]), holds=sought.basis == begun[0])
                return kept
            self._work = _Work(sought, "Choosing the reports", time.monotonic())
            try:
                made = desk.brief(
                    sought.as_of, list(sought.what_if) or None, progress=_telling(self._work)
                )
            finally:
                self._work = None
            holds = sought.basis == begun[0] == desk.basis()
        self._keep(sought, Found(made, begun[1]), holds)
        if holds and not sought.what_if:
            store(self._folder, sought.basis, sought.as_of, made)
        return made

    def _stored(self, sought: Sought) -> Brief | None:
        return None if sought.what_if else stored(self._folder, sought.basis, sought.as_of)

    def _keep(self, sought: Sought, found: Found, holds: bool) -> None:
        """Keep a brief as the last of its kind, and as no more where a change overtook it."""
        with self._lock:
            self._last[sought.as_of, sought.what_if] = found
            if len(self._last) > _KEPT:
                self._last.popitem(last=False)
            if not holds:
                self._made.pop(sought, None)


def _telling(work: _Work) -> Callable[[str], None]:
    def tell(doing: str) -> None:
        work.doing = doing

    return tell
