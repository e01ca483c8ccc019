"""What a desk tells of one thing: the timeline of a crisis, a report, a sentence, a record."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from crisisdesk.desk.opened import Opened, checked_day
from crisisdesk.desk.scope import sides_of
from crisisdesk.errors import DeskError
from crisisdesk.terms.records import Correction, Reading

if TYPE_CHECKING:
    from crisisdesk.briefing.chronology import Chronology

_PLACE = re.compile(r"\[?(\d{1,9})(?::(\d{1,9}))?\]?")
_RECORD = re.compile(r"[a-z]-[0-9a-f]{10}")
_REPORT = re.compile(r"[0-9a-f]{6,16}")
_WITH_IDS = ("events", "statements", "ties")


class Shown(Struct, frozen=True):
    """A report with its number among all of the desk's, when its readings were recorded and when
    they ended, and the records that were asked for: of a sentence, or one by its id; None where
    the whole report was. A report that no longer counts has number 0, and says why."""

    number: int
    reading: Reading
    versions: tuple[tuple[str, str | None], ...]
    records: tuple[Any, ...] | None = None
    superseded: Correction | None = None


class Telling(Opened):
    """What tells of one thing in a desk."""

    def timeline(
        self,
        about: Sequence[str] = (),
        since: str | None = None,
        until: str | None = None,
        modality: str | None = None,
        as_of: str | None = None,
        recorded_by: str | None = None,
    ) -> Chronology:
        """What was told, by its day, of the crisis that a brief would be read of: ``about`` and
        times as for `brief`. ``since`` and ``until`` are dates or their beginnings, both
        included. Raises DeskError where there is no report to read from."""
        from crisisdesk.briefing.chronology import chronology

        with self.own_terms():
            readings, scope = self._scoped(as_of, recorded_by, [sides_of(text) for text in about])
            day = as_of or self._latest_day(readings, recorded_by)
            return chronology(readings, day, scope.shown, since, until, modality)

    def show(self, what: str, as_of: str | None = None, recorded_by: str | None = None) -> Shown:
        """A report by its number or the beginning of its id, what was read from a sentence of it
        (``12:14``, as it is cited), or one record by its id (``e-0123456789``, which takes a
        look at every record). Raises DeskError where there is none, or more than one."""
        places = self._ledger.places(checked_day(as_of), recorded_by)
        if _RECORD.fullmatch(what):
            return self._one_record(what, places, as_of, recorded_by)
        found = _PLACE.fullmatch(what)
        if found and 1 <= int(found.group(1)) <= len(places):
            shown = self._shown(int(found.group(1)), places, as_of, recorded_by)
            return _sentence(shown, int(found.group(2)), what) if found.group(2) else shown
        if not _REPORT.fullmatch(what):
            raise DeskError(f"{what!r} is no number, id or citation of a report in this desk")
        numbers = [at for at, (_, name) in enumerate(places, 1) if name.startswith(what)]
        if not numbers and recorded_by is None and (gone := self._shown_gone(what, as_of)):
            return gone
        if len(numbers) != 1:
            raise DeskError(f"{what}: {len(numbers) or 'no'} reports of this desk have such an id")
        return self._shown(numbers[0], places, as_of, recorded_by)

    def _shown(
        self,
        number: int,
        places: Sequence[tuple[int, str]],
        as_of: str | None,
        recorded_by: str | None,
    ) -> Shown:
        only, report = places[number - 1]
        (reading,) = self._ledger.readings(as_of, recorded_by=recorded_by, only=[only])
        return Shown(number, reading, tuple(self._ledger.versions(report)))

    def _shown_gone(self, name: str, as_of: str | None) -> Shown | None:
        """A report that no longer counts, by its id, as it was read last."""
        for card, said in reversed(self._ledger.corrections.listed(as_of)):
            reading = self._ledger.reading(card.id) if card.id.startswith(name) else None
            if reading is not None:
                versions = tuple(self._ledger.versions(card.id))
                return Shown(0, reading, versions, superseded=said)
        return None

    def _one_record(
        self,
        name: str,
        places: Sequence[tuple[int, str]],
        as_of: str | None,
        recorded_by: str | None,
    ) -> Shown:
        numbers = {reading: at for at, (reading, _) in enumerate(places, 1)}
        for table in _WITH_IDS:
            for (reading,) in self.file.query(
                f"SELECT reading FROM {table} WHERE instr(record, ?) > 0",
                [f'"id":"{name}"'.encode()],
            ):
                if reading in numbers:
                    shown = self._shown(numbers[reading], places, as_of, recorded_by)
                    one = [r for r in getattr(shown.reading, table) if r.id == name]
                    return Shown(shown.number, shown.reading, shown.versions, tuple(one))
        raise DeskError(f"{name}: there is no such record in this desk")


def _sentence(shown: Shown, sentence: int, what: str) -> Shown:
    """What was read from one sentence, as citations count them."""
    from crisisdesk.briefing.citations import sentence_starts

    reading = shown.reading
    starts = sentence_starts(reading.report)
    if not 1 <= sentence <= len(starts):
        raise DeskError(f"{what}: the report has {len(starts)} sentences")
    begin = starts[sentence - 1]
    end = starts[sentence] if sentence < len(starts) else len(reading.report.text)
    found = [
        record
        for table in _WITH_IDS
        for record in getattr(reading, table)
        if begin <= record.span.start < end
    ]
    return Shown(shown.number, reading, shown.versions, tuple(found))
