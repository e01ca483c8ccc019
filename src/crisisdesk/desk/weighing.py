"""What a desk weighs: accounts that contradict each other, outlets and their grades."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crisisdesk.desk.listing import Listing
from crisisdesk.desk.opened import checked_day
from crisisdesk.desk.questions import Questioning
from crisisdesk.errors import QuestionError
from crisisdesk.terms.asked import YES, Cell, Mark

if TYPE_CHECKING:
    from crisisdesk.briefing.conflicts import Conflict
    from crisisdesk.briefing.sources import Source
    from crisisdesk.odds.hypotheses import Matrix


class Weighing(Questioning, Listing):
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

    def sources(
        self, as_of: str | None = None, recorded_by: str | None = None, limit: int | None = None
    ) -> list[Source]:
        """The latest ``limit`` reports (None: all) with outlet, grade and its reason, and origin;
        copies are known among these."""
        from crisisdesk.briefing.sources import list_sources

        with self.own_terms():
            first, readings = self.latest(limit, as_of, recorded_by)
            return list_sources(readings, first=first)

    def ach(
        self, question: int | str, as_of: str | None = None, recorded_by: str | None = None
    ) -> Matrix:
        """The hypotheses of a question against the evidence in the record, with the least against
        it first: a kept one by its number, with the marks that people set, or one in words."""
        from crisisdesk.odds.hypotheses import matrix
        from crisisdesk.odds.setting import one_by_one

        if isinstance(question, int):
            asked = self.questions.record.versions(question, None, recorded_by)[-1]
            readings = self._readings_for(asked.question, as_of, recorded_by)
            day = checked_day(as_of) or self._latest_day(readings, recorded_by)
            marks = self.questions.record.marks(question, as_of, recorded_by)
            posed, options = asked.question, asked.options
        else:
            posed, setting, readings, day = self._posed(question, as_of, recorded_by)
            asks_who = question.strip().lower().startswith(("who ", "which "))
            each = one_by_one(posed, setting) if asks_who else []
            options, marks = tuple(one.actors[0] for one in each) or (YES,), []
        with self.own_terms():
            return matrix(posed, options, readings, day, marks)

    def mark(
        self,
        number: int,
        evidence: str,
        hypothesis: str,
        cell: Cell | None,
        note: str = "",
        by: str = "",
    ) -> Mark:
        """Keep a person's own cell of a kept question's matrix, None to take it back; it goes
        before the rule. ``evidence`` is an id or its beginning. Raises QuestionError where the
        matrix has no such row or hypothesis."""
        found = self.ach(number)
        ids = [row.evidence.id for row in found.rows if row.evidence.id.startswith(evidence)]
        if len(ids) != 1:
            why = "several pieces" if ids else "no piece"
            raise QuestionError(f"{evidence!r} is the beginning of {why} of evidence")
        if hypothesis not in found.hypotheses:
            known = ", ".join(found.hypotheses)
            raise QuestionError(f"there is no hypothesis {hypothesis!r}; there are {known}")
        day = self.questions.today()
        return self.questions.record.mark(Mark(number, ids[0], hypothesis, cell, note, by, day))
