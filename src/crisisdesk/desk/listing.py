"""What a desk lists of its record: statements, events, ties."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence

from crisisdesk.desk.opened import Opened
from crisisdesk.terms.records import Actor, Date, Event, Statement, Tie


class Listing(Opened):
    """The records that a desk holds, by what is asked of them."""

    def statements(
        self,
        speaker: str | None = None,
        since: str | None = None,
        until: str | None = None,
        as_of: str | None = None,
        recorded_by: str | None = None,
    ) -> list[Statement]:
        """Statements by speaker (part of a name, role or a country's code) and by day said;
        ``since`` and ``until`` are ISO 8601 dates or their beginnings, both included."""
        return [
            statement
            for reading in self.readings(as_of, recorded_by)
            for statement in reading.statements
            if _is_by(statement.speaker, speaker) and _within(statement.date, since, until)
        ]

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
    ) -> list[Event]:
        """Events by who (a code or part of a name), whom, PLOVER type, modality and day."""
        return [
            event
            for reading in self.readings(as_of, recorded_by)
            for event in reading.events
            if _any_is(event.source, source)
            and _any_is(event.target, target)
            and (type is None or event.type == type.upper())
            and (modality is None or event.modality == modality)
            and _within(event.date, since, until)
        ]

    def ties(
        self,
        between: str | None = None,
        kind: str | None = None,
        as_of: str | None = None,
        recorded_by: str | None = None,
    ) -> list[Tie]:
        """Ties by kind and by parties: ``RUS`` or ``RUS-IRN``."""
        codes = set(between.upper().replace(",", "-").split("-")) if between else set()
        return [
            tie
            for reading in self.readings(as_of, recorded_by)
            for tie in reading.ties
            if codes <= {*tie.between, tie.holder} and (kind is None or tie.kind == kind)
        ]


def last_day(value: str) -> str:
    """The last day of an ISO 8601 year, month or day."""
    parts = value[:10].split("-")
    if len(parts) == 1:
        return f"{parts[0]}-12-31"
    if len(parts) == 2:
        return f"{value[:7]}-{monthrange(int(parts[0]), int(parts[1]))[1]:02}"
    return value[:10]


def _is_by(actor: Actor | None, sought: str | None) -> bool:
    if sought is None:
        return True
    if actor is None:
        return False
    described = " ".join(filter(None, (actor.name, actor.role, actor.affiliation))).casefold()
    return sought.upper() == actor.code or sought.casefold() in described


def _any_is(actors: Sequence[Actor], sought: str | None) -> bool:
    return sought is None or any(_is_by(actor, sought) for actor in actors)


def _within(known: Date | None, since: str | None, until: str | None) -> bool:
    """Whether a date as precise as it is known may lie from ``since`` to ``until``."""
    if since is None and until is None:
        return True
    if known is None:
        return False
    after = since is None or last_day(known.value) >= since
    return after and (until is None or known.value[: len(until)] <= until)
