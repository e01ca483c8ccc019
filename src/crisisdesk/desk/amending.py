"""How analysts set right what was read: each amendment makes a new reading of its report."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import msgspec

from crisisdesk.desk.opened import Opened
from crisisdesk.errors import DeskError, QuestionError
from crisisdesk.record.amending import Amendments
from crisisdesk.terms.records import (
    AmendedDeed,
    AmendedKind,
    AmendedText,
    Amendment,
    Event,
    Reading,
    Statement,
    Tie,
)


class Amending(Opened):
    """What analysts amend in a desk's readings."""

    def amend(
        self,
        report: str,
        record: str,
        changes: Mapping[str, str] | None = None,
        *,
        deed: AmendedDeed = "set",
        who: str = "",
        note: str = "",
    ) -> Amendment:
        """Set right a statement, event or tie of a report, given by its id (or its sign in the
        explained report, such as E3). ``changes`` gives fields new values: ``{"type": "THREATEN",
        "target": "IRN"}``; with another ``deed`` the record is dropped, split into its tellings,
        or merged with the event that ``changes["with"]`` names (``E3``, or in another report
        ``REPORT:E3``).

        The reading as it was stays; the amended one holds from now on, and the amendment is
        applied again whenever the report is read anew. Raises DeskError where the desk has no such
        report or record, QuestionError where what is to be set makes no sense.
        """
        from crisisdesk.reading.amended import amended, check, span_of, type_of

        reading = self._held(report)
        kind, found = self._named_record(reading, record)
        given = dict(changes or {})
        if deed == "merge":
            given = self._goal(reading, given.pop("with", ""))
        span = span_of(found, kind)
        one = Amendment(
            reading.report.id,
            kind,
            span.start,
            span.end,
            type_of(found, kind),
            deed,
            given,
            who,
            note=note,
        )
        check(reading, one)
        with self._ledger.file.writing():
            kept = self.amendments_kept.add(one)
            # as it stands now: somebody else may have amended it meanwhile
            self._ledger.add(amended(self._held(reading.report.id), [kept]), reread=True)
        return kept

    def amendments(self) -> list[Amendment]:
        """All that was amended, in its order, and what was taken back."""
        return self.amendments_kept.all()

    def undo_amendment(self, number: int, who: str = "") -> Amendment:
        """Take an amendment back: its report is read anew with those that are left. Raises
        DeskError where there is none of that number, or it was taken back before."""
        from crisisdesk.reading import read_report

        one = self.amendments_kept.one(number)
        if one is None or one.undone:
            raise DeskError(f"{self.path}: there is no amendment {number} that holds")
        again = read_report(self._held(one.report).report, self._extras)
        with self._ledger.file.writing():
            self.amendments_kept.undo(number, who)
            self._ledger.add(self._amended(again), reread=True)
        return one

    def amended_texts(self) -> Iterator[str]:
        """The reports of which something is amended, a JSON line each (`AmendedText`)."""
        held: dict[str, list[Amendment]] = {}
        for one in self.amendments():
            if not one.undone:
                held.setdefault(one.report, []).append(one)
        for report, some in held.items():
            reading = self._held(report)
            yield msgspec.json.encode(AmendedText(reading.report, tuple(some))).decode()

    @property
    def amendments_kept(self) -> Amendments:
        """The amendments as the ledger keeps them."""
        return Amendments(self._ledger.file)

    def _amended(self, reading: Reading) -> Reading:
        """A fresh reading with what holds of its amendments."""
        from crisisdesk.reading.amended import amended

        kept = self.amendments_kept.of(reading.report.id)
        return amended(reading, kept) if kept else reading

    def _goal(self, reading: Reading, name: str) -> dict[str, str]:
        """Where the event stands that another is merged with."""
        report, _, sign = name.rpartition(":")
        there = self._held(report) if report else reading
        _, goal = self._named_record(there, sign)
        if not isinstance(goal, Event):
            raise QuestionError("an event is merged with another event")
        place = {"start": str(goal.trigger.start), "end": str(goal.trigger.end)}
        elsewhere = there.report.id != reading.report.id
        return {**place, **({"report": there.report.id} if elsewhere else {})}

    def _held(self, report: str) -> Reading:
        found = self._ledger.find(report)
        reading = self._ledger.reading(found[0]) if len(found) == 1 else None
        if reading is None:
            raise DeskError(f"{self.path}: the desk has no report {report}")
        return reading

    def _named_record(
        self, reading: Reading, name: str
    ) -> tuple[AmendedKind, Statement | Event | Tie]:
        """A record by its id or sign, with its kind."""
        from crisisdesk.briefing.explain import signs_of

        wanted = signs_of(reading).get(name.upper(), name)
        for statement in reading.statements:
            if statement.id == wanted:
                return "statement", statement
        for event in reading.events:
            if event.id == wanted:
                return "event", event
        for tie in reading.ties:
            if tie.id == wanted:
                return "tie", tie
        raise DeskError(f"{reading.report.id}: the report has no record {name!r}")
