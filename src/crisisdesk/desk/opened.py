"""A desk's folder, opened: its ledger, its terms, and the reports as of a day."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Self

from crisisdesk.desk.at_hand import at_hand, imports_in
from crisisdesk.desk.basis import basis_of, own_terms_in, stamp
from crisisdesk.desk.config import FILE, LEDGER, config_of, ledger_of
from crisisdesk.desk.scope import Scope, scope_of
from crisisdesk.errors import DeskError
from crisisdesk.record.database import Clock, Database
from crisisdesk.record.file import utc_now
from crisisdesk.record.known import end_of
from crisisdesk.record.mark import mark_of
from crisisdesk.record.selection import Sides, count
from crisisdesk.terms.extras import Extras, using
from crisisdesk.terms.records import Reading, Report

TERMS = "terms"


def terms_in(folder: str | Path | None) -> Extras | None:
    """The checked terms of a folder, None without one. Raises DeskError where it is not there."""
    if folder is None:
        return None
    if not Path(folder).is_dir():
        raise DeskError(f"{folder}: there is no folder of terms here")
    from crisisdesk.reading.own_terms import open_terms

    return open_terms(Path(folder))


class Opened:
    """A folder that keeps reports with what was read from them; without a path, a temporary one
    that is gone when the desk is closed. Use it as a context manager, or call `close`.

    ``terms`` is a folder of terms of one's own, by default the folder ``terms`` within the desk's.
    ``now`` is the clock that says when something is recorded. Raises DeskError where the folder
    cannot be made or its ledger cannot be opened, TermsError where the terms hold a mistake.
    """

    def __init__(
        self,
        path: str | Path | None = None,
        *,
        terms: str | Path | None = None,
        now: Clock = utc_now,
    ) -> None:
        from crisisdesk.record.ledger import Ledger

        self._temporary: tempfile.TemporaryDirectory[str] | None = None
        if path is None:
            self._temporary = tempfile.TemporaryDirectory(prefix="crisisdesk-")
            path = self._temporary.name
        self.path = Path(path)
        try:
            self.path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            reason = error.strerror or str(error)
            raise DeskError(f"{path}: the desk's folder cannot be made: {reason}") from error
        settings = stamp([self.path / FILE])
        self.config = config_of(self.path)
        own = self.path / (self.config.terms or TERMS)
        wanted = self.config.terms or own.is_dir()
        self._terms = Path(terms or own)
        self._stamps = settings, own_terms_in(self._terms)
        self._extras = terms_in(terms if terms or not wanted else own)
        self.clock = now
        here = self.path / LEDGER
        self._ledger = Ledger(
            here if self._temporary is not None else ledger_of(self.path, self.config), now
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the ledger, and remove the folder of a temporary desk."""
        self._ledger.close()
        if self._temporary is not None:
            self._temporary.cleanup()
            self._temporary = None

    @property
    def file(self) -> Database:
        """The desk's ledger, for what keeps its own tables there."""
        return self._ledger.file

    def own_terms(self) -> AbstractContextManager[None]:
        """Within this, the desk's own terms hold for whatever looks up a name."""
        return using(self._extras)

    def at_hand(self, recorded_by: str | None = None) -> AbstractContextManager[None]:
        """As `own_terms`, and odds of a strike hear the desk's stream of events, but for the desk
        as it was by a moment (``recorded_by``)."""
        return at_hand(self.path, self._extras, recorded_by)

    def readings(self, as_of: str | None = None, recorded_by: str | None = None) -> list[Reading]:
        """What was read from the reports, by day of publication; ``as_of`` (an ISO 8601 day)
        leaves out what was published later. ``recorded_by`` (a day, or a moment such as
        2025-04-09T12:00Z) takes the desk as it was by then: without the reports that came later,
        and with the others as they had been read."""
        return list(self._ledger.readings(checked_day(as_of), recorded_by=recorded_by))

    def reports(self, as_of: str | None = None, recorded_by: str | None = None) -> list[Report]:
        """The reports, in the order of `readings`."""
        return list(self._ledger.reports(checked_day(as_of), recorded_by=recorded_by))

    def reading(self, report: str) -> Reading | None:
        """All that was read from the report of an id, None where the desk has none of it."""
        return self._ledger.reading(report)

    def state(self) -> str:
        """A word that changes whenever the record does, by this process or another."""
        return self._ledger.file.state()

    def is_outdated(self) -> bool:
        """Whether the settings or terms were edited since the desk was opened."""
        return self._stamps != (stamp([self.path / FILE]), own_terms_in(self._terms))

    def basis(self) -> str:
        """A word for all that the desk's briefs rest on: it changes with what is recorded of
        reports, with the settings, the terms and the day, and with Crisis Desk itself."""
        own = f"{self._extras.digest if self._extras else ''} {imports_in(self.path)}"
        return basis_of(mark_of(self.file), self.config, own, self.file.moment()[:10])

    def _some_readings(
        self,
        as_of: str | None = None,
        recorded_by: str | None = None,
        about: Sequence[Sides] = (),
    ) -> list[Reading]:
        """The readings of the desk's crisis, or of the one between the sides ``about``. Raises
        DeskError where there are none."""
        return self._scoped(as_of, recorded_by, about)[0]

    def _scoped(
        self, as_of: str | None, recorded_by: str | None, about: Sequence[Sides]
    ) -> tuple[list[Reading], Scope]:
        """As `_some_readings`, with what they are."""
        file = self._ledger.file
        with self.own_terms():
            picked, scope = scope_of(file, self.config, about, checked_day(as_of), recorded_by)
        if not picked.numbers:
            raise DeskError(f"{self.path}: {self._nothing(scope, as_of, recorded_by)}")
        readings = self._ledger.readings(as_of, recorded_by=recorded_by, only=picked.numbers)
        return readings, scope

    def _nothing(self, scope: Scope, as_of: str | None, recorded_by: str | None) -> str:
        """Why there is no report to read from."""
        file = self._ledger.file
        if not count(file):
            return "the desk holds no report; add one first"
        if recorded_by and not count(file, recorded_by=recorded_by):
            return f"the desk held no report by {recorded_by}"
        if not count(file, as_of, recorded_by):
            return f"no report was published by {as_of}"
        named = " or ".join("-".join(sides) for sides in scope.about)
        since = f" since {self.config.since}" if self.config.since else ""
        return f"no report{since} names {named}" if named else f"there is no report{since}"

    def _latest_day(self, readings: Sequence[Reading], recorded_by: str | None = None) -> str:
        """The latest day of the readings; the day of ``recorded_by``, else today, without any."""
        from crisisdesk.odds.evidence import latest_day

        today = end_of(recorded_by) if recorded_by else self._ledger.file.moment()
        return latest_day(readings, today[:10])


def checked_day(as_of: str | None) -> str | None:
    """The day itself. Raises DeskError where it is none."""
    if as_of is not None:
        try:
            date.fromisoformat(as_of)
        except ValueError as error:
            raise DeskError(f"{as_of!r} is no day; write it as 2025-04-09") from error
    return as_of
