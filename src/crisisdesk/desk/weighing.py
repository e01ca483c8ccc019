"""What a desk weighs: accounts that contradict each other, outlets and their grades."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crisisdesk.desk.opened import Opened

if TYPE_CHECKING:
    from crisisdesk.briefing.conflicts import Conflict
    from crisisdesk.briefing.sources import Source


class Weighing(Opened):
    """The record held against itself."""

    def contradictions(
        self, as_of: str | None = None, recorded_by: str | None = None
    ) -> list[Conflict]:
        """Accounts of which two cannot both hold: told and denied, differing counts of the dead,
        experts who pull both ways; citations count the reports as `reports` does."""
        from crisisdesk.briefing.citations import Citer
        from crisisdesk.briefing.conflicts import conflicts
        from crisisdesk.briefing.names import Names
        from crisisdesk.briefing.said import matters

        readings = self._some_readings(as_of, recorded_by)
        with self.own_terms():
            names, citer = Names(), Citer([reading.report for reading in readings])
            return conflicts(readings, matters(readings, citer, names), citer, names)

    def sources(self, as_of: str | None = None, recorded_by: str | None = None) -> list[Source]:
        """The reports with outlet, grade and its reason, and origin."""
        from crisisdesk.briefing.sources import list_sources

        with self.own_terms():
            return list_sources(self.readings(as_of, recorded_by))
