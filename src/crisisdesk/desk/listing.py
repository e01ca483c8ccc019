"""What a desk lists of its record: statements, events, ties, and reports by their words."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import Any

from msgspec import Struct

from crisisdesk.desk.opened import Opened, checked_day
from crisisdesk.desk.scope import sides_of
from crisisdesk.record.known import Where, first_day
from crisisdesk.record.known import last_day as final_day
from crisisdesk.record.pieces import records
from crisisdesk.record.search import Hit, search
from crisisdesk.record.selection import count, numbers, on, party, published
from crisisdesk.record.shelf import cards
from crisisdesk.terms.records import (
    Actor,
    Card,
    Coded,
    Date,
    Event,
    Reading,
    Report,
    Span,
    Statement,
    Tie,
)


class Asked(Struct, frozen=True):
    """What is asked of a record: conditions on its reports (a row ``v`` of the readings), on the
    records of one table (its row ``t``), and a last test of each record itself."""

    table: str
    test: Callable[[Any], bool]
    reports: list[Where] = []
    records: list[Where] = []


class Listing(Opened):
    """The records that a desk holds, by what is asked of them. ``limit`` takes the latest so many
    by their reports; left out, all."""

    def statements(
        self,
        speaker: str | None = None,
        since: str | None = None,
        until: str | None = None,
        as_of: str | None = None,
        recorded_by: str | None = None,
        limit: int | None = None,
    ) -> list[Statement]:
        """Statements by speaker (part of a name or role, or in capitals a country's code) and by
        day said; ``since`` and ``until`` are ISO 8601 dates or their beginnings, both included."""
        code = self._code(speaker)
        asked = Asked(
            "statements",
            records=[*_days(since, until), *([("t.code = ?", [code])] if code else [])],
            test=lambda s: _is_by(s.speaker, speaker, code) and _within(s.date, since, until),
        )
        return self._listed(asked, as_of, recorded_by, limit)

    def events(
        self,
        source: str | None = None,
        target: str | None = None,
        type: str | None = None,
        modality: str | None = None,
        since: str | None = None,
        until: str | None = None,
        as_of: str | None = None,
        recorded_by: str | None = None,
        limit: int | None = None,
    ) -> list[Event]:
        """Events by who (a code in capitals, or part of a name), whom, PLOVER type, modality and
        day."""
        one, other = self._code(source), self._code(target)
        sides = (("source", one), ("target", other))
        equal = (("t.type = ?", type and type.upper()), ("t.modality = ?", modality))
        asked = Asked(
            "events",
            reports=[party(code, side, "events") for side, code in sides if code],
            records=[
                *_days(since, until),
                *((where, [value]) for where, value in equal if value),
            ],
            test=lambda e: (
                _any_is(e.source, source, one)
                and _any_is(e.target, target, other)
                and _within(e.date, since, until)
            ),
        )
        return self._listed(asked, as_of, recorded_by, limit)

    def ties(
        self,
        between: str | None = None,
        kind: str | None = None,
        as_of: str | None = None,
        recorded_by: str | None = None,
        limit: int | None = None,
    ) -> list[Tie]:
        """Ties by kind and by parties: ``RUS`` or ``RUS-IRN``."""
        codes = set(between.upper().replace(",", "-").split("-")) if between else set()
        asked = Asked(
            "ties",
            reports=[party(code, "member", "ties") for code in sorted(codes)],
            records=[("t.kind = ?", [kind])] if kind else [],
            test=lambda tie: codes <= {*tie.between, tie.holder},
        )
        return self._listed(asked, as_of, recorded_by, limit)

    def search(
        self,
        words: str,
        about: Sequence[str] = (),
        outlet: str | None = None,
        speaker: str | None = None,
        type: str | None = None,
        since: str | None = None,
        until: str | None = None,
        as_of: str | None = None,
        recorded_by: str | None = None,
        limit: int = 20,
    ) -> list[Hit]:
        """The reports nearest to some words, and where in them the words stand: all of them, in
        any ending; ``"arms deal"`` together, ``oman OR qatar``, ``-sanctions``, ``mediat*``.

        They may be narrowed to reports that name the sides ``about``, by ``outlet`` (part of its
        name), by a ``speaker`` (part of a name, or a code in capitals) or a PLOVER ``type`` of
        event in them, and to those from ``since`` to ``until``. Raises DeskError where there is
        no word to look for.
        """
        with self.own_terms():
            sides = [sides_of(text) for text in about]
        wheres = [*published(since, until), *([on(sides)] if sides else [])]
        if outlet:
            wheres.append(("instr(lower(v.outlet), lower(?)) > 0", [outlet]))
        if speaker:
            code = self._code(speaker)
            test = "code = ?" if code else "instr(speaker, ?) > 0"
            said = f"v.id IN (SELECT reading FROM statements WHERE {test})"
            wheres.append((said, [code or speaker.casefold()]))
        if type:
            told = "v.id IN (SELECT reading FROM events WHERE type = ?)"
            wheres.append((told, [type.upper()]))
        return search(self.file, words, wheres, limit, checked_day(as_of), recorded_by)

    def cards(
        self,
        limit: int,
        skip: int = 0,
        as_of: str | None = None,
        recorded_by: str | None = None,
    ) -> list[Card]:
        """The latest ``limit`` reports after the first ``skip``, without their texts, the latest
        first."""
        return cards(self.file, limit, skip, checked_day(as_of), recorded_by)

    def number_of_reports(self, as_of: str | None = None, recorded_by: str | None = None) -> int:
        """How many reports count."""
        return count(self.file, checked_day(as_of), recorded_by)

    def latest(
        self, limit: int | None = None, as_of: str | None = None, recorded_by: str | None = None
    ) -> tuple[int, list[Reading]]:
        """The readings of the latest ``limit`` reports (None: of all), and the number of the first
        of them among all reports of the desk."""
        found = numbers(self.file, (), checked_day(as_of), recorded_by)
        chosen = found if limit is None else found[-limit:]
        readings = self._ledger.readings(as_of, recorded_by=recorded_by, only=chosen)
        return len(found) - len(chosen) + 1, readings

    def cited(
        self, spans: Iterable[Span], as_of: str | None = None, recorded_by: str | None = None
    ) -> dict[int, Report]:
        """The reports that spans point into, by their number among all reports of the desk."""
        wanted = {span.report for span in spans}
        rows = self._ledger.places(checked_day(as_of), recorded_by)
        places = {name: at for at, (_, name) in enumerate(rows, 1) if name in wanted}
        only = [number for number, name in rows if name in wanted]
        loaded = self._ledger.reports(as_of, recorded_by=recorded_by, only=only)
        return {places[report.id]: report for report in loaded}

    def _code(self, sought: str | None) -> str | None:
        """A code that the terms know, the desk's own among them, typed in capitals; None for a
        name, or where nothing is sought."""
        if not sought or not sought.isupper():
            return None
        from crisisdesk.odds.actors import known_codes

        with self.own_terms():
            return sought if sought in known_codes() else None

    def _listed(
        self, asked: Asked, as_of: str | None, recorded_by: str | None, limit: int | None
    ) -> list[Any]:
        picked = numbers(self.file, asked.reports, checked_day(as_of), recorded_by)
        latest = limit is not None
        found = records(self._ledger, asked.table, picked, asked.records, latest_first=latest)
        chosen = list(islice(filter(asked.test, found), limit))
        return chosen[::-1] if latest else chosen

    def coded(self, as_of: str | None = None, recorded_by: str | None = None) -> list[Coded]:
        """The reports as CAMEO tuples, as event coders give them: broader than `events`, with
        sides that are nobody we know as ``---``. Each report is read for it anew."""
        from crisisdesk.reading import code_report

        found: list[Coded] = []
        for number in numbers(self.file, (), checked_day(as_of), recorded_by):
            for report in self._ledger.reports(as_of, recorded_by=recorded_by, only=[number]):
                found += code_report(report, self._extras)
        return found


def last_day(value: str) -> str:
    """The last day of an ISO 8601 year, month or day."""
    parts = value[:10].split("-")
    if len(parts) == 1:
        return f"{parts[0]}-12-31"
    if len(parts) == 2:
        return f"{value[:7]}-{monthrange(int(parts[0]), int(parts[1]))[1]:02}"
    return value[:10]


def _days(since: str | None, until: str | None) -> list[Where]:
    """Records whose day may lie from ``since`` to ``until``."""
    wheres: list[Where] = [("t.last_day >= ?", [first_day(since)])] if since else []
    return [*wheres, ("t.first_day <= ?", [final_day(until)])] if until else wheres


def _is_by(actor: Actor | None, sought: str | None, code: str | None) -> bool:
    if sought is None:
        return True
    if actor is None:
        return False
    if code:
        return actor.code == code
    described = " ".join(filter(None, (actor.name, actor.role, actor.affiliation))).casefold()
    return sought.casefold() in described


def _any_is(actors: Sequence[Actor], sought: str | None, code: str | None) -> bool:
    return sought is None or any(_is_by(actor, sought, code) for actor in actors)


def _within(known: Date | None, since: str | None, until: str | None) -> bool:
    """Whether a date as precise as it is known may lie from ``since`` to ``until``."""
    if since is None and until is None:
        return True
    if known is None:
        return False
    after = since is None or last_day(known.value) >= since
    return after and (until is None or known.value[: len(until)] <= until)
