"""The HTTP API, version 1: what the pages can do, a program can.

Each call is one row of `CALLS`, from which its route and its description in OpenAPI 3.1 are made,
so that neither can say what the other does not.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import Struct
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Route

from crisisdesk.briefing.brief import Brief
from crisisdesk.terms.records import (
    AmendedDeed,
    Amendment,
    Event,
    Forecast,
    Reading,
    Statement,
    Tie,
)
from crisisdesk.web.access import Visit, call
from crisisdesk.web.accounts import Role
from crisisdesk.web.openapi import described

if TYPE_CHECKING:
    pass

ROOT = "/api/v1"
LONGEST = 300


class Param(Struct, frozen=True):
    """A parameter of an address; ``day`` where it is an ISO 8601 day."""

    name: str
    meaning: str
    day: bool = False


class Card(Struct, frozen=True):
    """A report without its text."""

    id: str
    title: str
    outlet: str
    author: str
    url: str
    published: str
    source: str


class NewReport(Struct, frozen=True, forbid_unknown_fields=True):
    """A report to be read: the web address where it stands, or its text (plain, Markdown or
    HTML) with the name of its file."""

    url: str = ""
    text: str = ""
    name: str = "report.txt"


class Queued(Struct, frozen=True):
    """A report that waits, is read, or was: ``state`` is waiting, reading, new, known or failed;
    ``report`` its id once it is read."""

    number: int
    source: str
    state: str
    note: str
    report: str


class Asked(Struct, frozen=True, forbid_unknown_fields=True):
    """A question in words, with changes to suppose (``RUS-IRN defense=yes``)."""

    question: str
    what_if: tuple[str, ...] = ()
    as_of: str | None = None


class Amended(Struct, frozen=True, forbid_unknown_fields=True):
    """What is to be set right: the record's id or sign, new values by field, or another deed
    (with ``merge`` the change ``with`` names the other event)."""

    record: str
    changes: dict[str, str] = {}
    deed: AmendedDeed = "set"
    note: str = ""


class Call(Struct, frozen=True):
    """One call: what it takes and gives, who may make it, and what does its work."""

    method: str
    path: str
    meaning: str
    role: Role
    work: Callable[[Visit, bytes], Response]
    gives: Any
    params: tuple[Param, ...] = ()
    takes: Any = None
    status: int = 200


_AS_OF = Param("as_of", "What was known on that day and no later", day=True)
_SINCE = Param("since", "From this day on", day=True)
_UNTIL = Param("until", "Up to this day", day=True)


def _json(value: Any, status: int = 200) -> Response:
    return Response(msgspec.json.encode(value), status, media_type="application/json")


def _given(visit: Visit, *names: str) -> dict[str, Any]:
    return {name: visit.asked(name, LONGEST) for name in names}


def _body(raw: bytes, kind: type[Any]) -> Any:
    try:
        return msgspec.json.decode(raw, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise HTTPException(400, f"the body is not as it must be: {error}") from error


def _brief(visit: Visit, _: bytes) -> Response:
    return _json(visit.served.brief(visit.asked("as_of")))


def _reports(visit: Visit, _: bytes) -> Response:
    with visit.served.desk() as desk:
        found = desk.reports(visit.asked("as_of"))
    return _json(
        [
            Card(
                id=report.id,
                title=report.title or "",
                outlet=report.outlet or "",
                author=report.author or "",
                url=report.url or "",
                published=report.published.value if report.published else "",
                source=report.source,
            )
            for report in found
        ]
    )


def _report(visit: Visit, _: bytes) -> Response:
    return _json(_report_named(visit))


def _report_named(visit: Visit) -> Reading:
    found = visit.served.reading(visit.request.path_params["report"])
    if found is None:
        raise HTTPException(404, "the desk has no such report")
    return found


def _add(visit: Visit, raw: bytes) -> Response:
    new: NewReport = _body(raw, NewReport)
    if bool(new.url) == bool(new.text):
        raise HTTPException(400, "give either url or text")
    visit.note("added a report", new.url or new.name)
    if new.url:
        job = visit.served.add_address(new.url, visit.session.name)
    else:
        text = new.text.encode("utf-8", "replace")
        job = visit.served.add_file(new.name, text, visit.session.name)
    return _json(Queued(job.number, job.source, job.state, job.note, job.report), 202)


def _queue(visit: Visit, _: bytes) -> Response:
    jobs = visit.served.jobs()
    return _json([Queued(j.number, j.source, j.state, j.note, j.report) for j in jobs])


def _statements(visit: Visit, _: bytes) -> Response:
    with visit.served.desk() as desk:
        return _json(desk.statements(**_given(visit, "speaker", "since", "until", "as_of")))


def _events(visit: Visit, _: bytes) -> Response:
    names = ("source", "target", "type", "modality", "since", "until", "as_of")
    with visit.served.desk() as desk:
        return _json(desk.events(**_given(visit, *names)))


def _ties(visit: Visit, _: bytes) -> Response:
    with visit.served.desk() as desk:
        return _json(desk.ties(**_given(visit, "between", "kind", "as_of")))


def _ask(visit: Visit, raw: bytes) -> Response:
    asked: Asked = _body(raw, Asked)
    if len(asked.question) > LONGEST or len(asked.what_if) > 8:
        raise HTTPException(400, f"at most {LONGEST} characters and 8 what-ifs")
    return _json(visit.served.ask(asked.question, asked.what_if, asked.as_of))


def _amend(visit: Visit, raw: bytes) -> Response:
    new: Amended = _body(raw, Amended)
    if max(map(len, (new.record, new.note, *new.changes.values()))) > LONGEST:
        raise HTTPException(400, f"at most {LONGEST} characters each")
    report = _report_named(visit).report.id
    visit.note(f"amended ({new.deed})", f"{report} {new.record} {new.changes}")
    with visit.served.desk() as desk:
        made = desk.amend(
            report,
            new.record,
            new.changes,
            deed=new.deed,
            who=visit.session.name,
            note=new.note,
        )
    return _json(made, 201)


def _amendments(visit: Visit, _: bytes) -> Response:
    with visit.served.desk() as desk:
        return _json(desk.amendments())


def _undo(visit: Visit, _: bytes) -> Response:
    number = visit.request.path_params["number"]
    with visit.served.desk() as desk:
        there = any(one.number == number and not one.undone for one in desk.amendments())
    if not there:
        raise HTTPException(404, "there is no amendment of this number that holds")
    visit.note("took an amendment back", str(number))
    with visit.served.parsing(), visit.served.desk() as desk:
        return _json(desk.undo_amendment(number, visit.session.name))


def _description(visit: Visit, _: bytes) -> Response:
    return _json(openapi())


CALLS = (
    Call("GET", "/brief", "The brief of the desk's crisis", Role.reader, _brief, Brief, (_AS_OF,)),
    Call(
        "GET", "/reports", "The reports, oldest first", Role.reader, _reports, list[Card], (_AS_OF,)
    ),
    Call(
        "POST",
        "/reports",
        "Have a report read; it joins a queue",
        Role.analyst,
        _add,
        Queued,
        takes=NewReport,
        status=202,
    ),
    Call(
        "GET",
        "/reports/{report}",
        "All that was read from one report, with its text",
        Role.reader,
        _report,
        Reading,
    ),
    Call(
        "POST",
        "/reports/{report}/amendments",
        "Set right what was read from a report",
        Role.analyst,
        _amend,
        Amendment,
        takes=Amended,
        status=201,
    ),
    Call(
        "GET",
        "/amendments",
        "What analysts set right, and what was taken back",
        Role.reader,
        _amendments,
        list[Amendment],
    ),
    Call(
        "POST",
        "/amendments/{number:int}/undo",
        "Take an amendment back",
        Role.analyst,
        _undo,
        Amendment,
    ),
    Call("GET", "/queue", "The reports that wait or were read", Role.reader, _queue, list[Queued]),
    Call(
        "GET",
        "/statements",
        "Who said what",
        Role.reader,
        _statements,
        list[Statement],
        (Param("speaker", "Part of a name or role, or a country's code"), _SINCE, _UNTIL, _AS_OF),
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
            _SINCE,
            _UNTIL,
            _AS_OF,
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
            _AS_OF,
        ),
    ),
    Call(
        "POST",
        "/ask",
        "The odds for a question in words",
        Role.reader,
        _ask,
        Forecast,
        takes=Asked,
    ),
    Call("GET", "/openapi.json", "This description", Role.reader, _description, dict[str, Any]),
)


def routes() -> list[Route]:
    """The addresses of the API."""
    return [
        Route(
            ROOT + one.path,
            call(one.role, one.work, changes=one.method != "GET"),
            methods=[one.method],
        )
        for one in CALLS
    ]


@cache
def openapi() -> dict[str, Any]:
    """The description of the API, in OpenAPI 3.1."""
    return described(CALLS, ROOT)
