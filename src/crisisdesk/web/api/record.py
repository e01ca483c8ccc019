"""Calls on the record: the brief, statements, events, ties, and a question in words."""

from __future__ import annotations

import msgspec
from msgspec import Struct
from starlette.exceptions import HTTPException
from starlette.responses import Response

from crisisdesk.briefing.brief import Brief
from crisisdesk.briefing.conflicts import Conflict
from crisisdesk.record.watching import Watching
from crisisdesk.schemas import prepared
from crisisdesk.terms.records import Event, Forecast, Statement, Tie
from crisisdesk.watch.alerts import Alert
from crisisdesk.web.access import Visit
from crisisdesk.web.accounts import Role
from crisisdesk.web.api.calls import (
    AS_OF,
    SINCE,
    UNTIL,
    Call,
    Param,
    as_json,
    body_as,
    check_length,
    given,
    whole,
)
from crisisdesk.web.audit import Entry

_LIMIT = Param("limit", "The latest so many, 1000 left out")


class Posed(Struct, frozen=True, forbid_unknown_fields=True):
    """A question in words, with changes to suppose (``RUS-IRN defense=yes``)."""

    question: str
    what_if: tuple[str, ...] = ()
    as_of: str | None = None


def _brief(visit: Visit, _: bytes) -> Response:
    return as_json(visit.served.brief(visit.asked("as_of")))


def _limit(visit: Visit) -> int:
    return whole(visit, "limit", 1000, 10_000)


def _statements(visit: Visit, _: bytes) -> Response:
    with visit.served.desk() as desk:
        wanted = given(visit, "speaker", "since", "until", "as_of")
        return as_json(desk.statements(**wanted, limit=_limit(visit)))


def _events(visit: Visit, _: bytes) -> Response:
    names = ("source", "target", "type", "modality", "since", "until", "as_of")
    with visit.served.desk() as desk:
        return as_json(desk.events(**given(visit, *names), limit=_limit(visit)))


def _ties(visit: Visit, _: bytes) -> Response:
    with visit.served.desk() as desk:
        return as_json(desk.ties(**given(visit, "between", "kind", "as_of")))


def _ask(visit: Visit, raw: bytes) -> Response:
    asked: Posed = body_as(raw, Posed)
    check_length(asked.question, *asked.what_if)
    if len(asked.what_if) > 8:
        raise HTTPException(400, "at most 8 what-ifs")
    return as_json(visit.served.ask(asked.question, asked.what_if, asked.as_of))


def _contradictions(visit: Visit, _: bytes) -> Response:
    with visit.served.desk() as desk:
        return as_json(desk.contradictions(visit.asked("as_of")))


def _alerts(visit: Visit, _: bytes) -> Response:
    with visit.served.desk() as desk:
        told = Watching(desk.file).alerts()
    return as_json([msgspec.json.decode(one, type=prepared(Alert)) for one in told])


def _audit(visit: Visit, _: bytes) -> Response:
    return as_json(visit.rooms.audit.latest())


CALLS = (
    Call(
        "GET",
        "/contradictions",
        "Accounts that contradict each other",
        Role.reader,
        _contradictions,
        list[Conflict],
        (AS_OF,),
    ),
    Call("GET", "/alerts", "The watch's alerts", Role.reader, _alerts, list[Alert]),
    Call(
        "GET",
        "/audit",
        "Who changed what, the latest first",
        Role.administrator,
        _audit,
        list[Entry],
    ),
    Call("GET", "/brief", "The brief of the desk's crisis", Role.reader, _brief, Brief, (AS_OF,)),
    Call(
        "GET",
        "/statements",
        "Who said what",
        Role.reader,
        _statements,
        list[Statement],
        (
            Param("speaker", "Part of a name or role, or a country's code"),
            SINCE,
            UNTIL,
            AS_OF,
            _LIMIT,
        ),
    ),
    Call(
        "GET",
        "/events",
        "Who did, or may do, what to whom",
        Role.reader,
        _events,
        list[Event],
        (
            Param("source", "Who: a code or a name"),
            Param("target", "Whom: a code or a name"),
            Param("type", "PLOVER type"),
            Param("modality", "happened, threatened, denied, ..."),
            SINCE,
            UNTIL,
            AS_OF,
            _LIMIT,
        ),
    ),
    Call(
        "GET",
        "/ties",
        "Standing relations with their obligations",
        Role.reader,
        _ties,
        list[Tie],
        (
            Param("between", "One or two codes: RUS or RUS-IRN"),
            Param("kind", "alliance, ..."),
            AS_OF,
        ),
    ),
    Call(
        "POST",
        "/ask",
        "The odds for a question in words",
        Role.reader,
        _ask,
        Forecast,
        takes=Posed,
    ),
)
