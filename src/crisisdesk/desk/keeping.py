"""How a desk keeps its record true: what was corrected or withdrawn, and what was not after all."""

from __future__ import annotations

from crisisdesk.desk.opened import Opened, checked_day
from crisisdesk.errors import DeskError
from crisisdesk.terms.records import Card, Correction, card_of

BY_HAND = "by hand"


class Keeping(Opened):
    """What is said of a desk's reports after they came in."""

    def correct(self, old: str, new: str, reason: str = "") -> Correction:
        """Say that the report ``new`` takes the place of ``old`` from its own day on; both are
        ids, beginnings of ids or web addresses. Nothing is erased. Raises DeskError where the
        desk has no such report, or has ``new`` as corrected by ``old``."""
        one, other = self._id_of(old), self._id_of(new)
        if one == other:
            raise DeskError(f"{old}: a report cannot correct itself")
        day = max(self._day_of(one), self._day_of(other))
        return self._said(Correction(one, "correction", day, other, BY_HAND, reason))

    def withdraw(self, report: str, reason: str, day: str | None = None) -> Correction:
        """Say that a report was withdrawn, on a day (today by default) from which it no longer
        counts. Raises DeskError where the desk has no such report, or the day makes no sense."""
        found = self._id_of(report)
        when = checked_day(day) or self._ledger.file.moment()[:10]
        if when < self._day_of(found):
            raise DeskError(f"{found} was published on {self._day_of(found)}, after {when}")
        return self._said(Correction(found, "withdrawal", when, None, BY_HAND, reason))

    def reinstate(self, report: str) -> Card:
        """Take back what was said against a report, so that it counts again. Raises DeskError
        where nothing was."""
        found = self._id_of(report)
        if not self._ledger.corrections.take_back(found):
            raise DeskError(f"{found} was neither corrected nor withdrawn")
        reading = self._ledger.reading(found)
        assert reading is not None
        return card_of(reading.report)

    def superseded(
        self, as_of: str | None = None, recorded_by: str | None = None
    ) -> list[tuple[Card, Correction]]:
        """The reports that no longer count, each with what was said of it; times are as for
        `readings`."""
        return self._ledger.corrections.listed(checked_day(as_of), recorded_by)

    def _said(self, correction: Correction) -> Correction:
        self._ledger.corrections.add(correction)
        return correction

    def _day_of(self, report: str) -> str:
        return self._ledger.day(report) or ""

    def _id_of(self, name: str) -> str:
        found = self._ledger.find(name)
        if not found:
            raise DeskError(f"{self.path}: the desk has no report {name}")
        if len(found) > 1:
            raise DeskError(f"{name} stands for {len(found)} reports: {', '.join(found)}")
        return found[0]
