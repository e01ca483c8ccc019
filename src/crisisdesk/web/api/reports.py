"""Calls on reports: listed, added, read in full, and amended."""

from __future__ import annotations

from msgspec import Struct
from starlette.exceptions import HTTPException
from starlette.responses import Response

from crisisdesk.record.search import Hit
from crisisdesk.terms.records import AmendedDeed, Amendment, Card, Reading
from crisisdesk.web.access import Visit
from crisisdesk.web.accounts import Role
from crisisdesk.web.api.calls import (
    AS_OF,
    LONGEST,
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


class Amended(Struct, frozen=True, forbid_unknown_fields=True):
    """What is to be set right: the record's id or sign, new values by field, or another deed
    (with ``merge`` the change ``with`` names the other event)."""

    record: str
    changes: dict[str, str] = {}
    deed: AmendedDeed = "set"
    note: str = ""


def _reports(visit: Visit, _: bytes) -> Response:
    limit = whole(visit, "limit", 100, 1000)
    with visit.served.desk() as desk:
        skip = whole(visit, "skip", 0, 10_000_000)
        return as_json(desk.cards(limit, skip, visit.asked("as_of")))


def _search(visit: Visit, _: bytes) -> Response:
    words = visit.asked("q", LONGEST)
    if words is None:
        raise HTTPException(400, "say by q what to look for")
    wanted = given(visit, "outlet", "speaker", "type", "since", "until", "as_of")
    with visit.served.desk() as desk:
        return as_json(desk.search(words, **wanted, limit=whole(visit, "limit", 20, 200)))


def _report(visit: Visit, _: bytes) -> Response:
    return as_json(_report_named(visit))


def _report_named(visit: Visit) -> Reading:
    found = visit.served.reading(visit.request.path_params["report"])
    if found is None:
        raise HTTPException(404, "the desk has no such report")
    return found


def _add(visit: Visit, raw: bytes) -> Response:
    new: NewReport = body_as(raw, NewReport)
    if bool(new.url) == bool(new.text):
        raise HTTPException(400, "give either url or text")
    visit.note("added a report", new.url or new.name)
    if new.url:
        job = visit.served.add_address(new.url, visit.session.name)
    else:
        text = new.text.encode("utf-8", "replace")
        job = visit.served.add_file(new.name, text, visit.session.name)
    return as_json(Queued(job.number, job.name, job.state, job.note, job.report), 202)


def _queue(visit: Visit, _: bytes) -> Response:
    jobs = visit.served.jobs()
    return as_json([Queued(j.number, j.name, j.state, j.note, j.report) for j in jobs])


def _amend(visit: Visit, raw: bytes) -> Response:
    new: Amended = body_as(raw, Amended)
    check_length(new.record, new.note, *new.changes, *new.changes.values())
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
    return as_json(made, 201)


def _amendments(visit: Visit, _: bytes) -> Response:
    with visit.served.desk() as desk:
        return as_json(desk.amendments())


def _undo(visit: Visit, _: bytes) -> Response:
    number = visit.request.path_params["number"]
    with visit.served.desk() as desk:
        there = any(one.number == number and not one.undone for one in desk.amendments())
    if not there:
        raise HTTPException(404, "there is no amendment of this number that holds")
    visit.note("took an amendment back", str(number))
    with visit.served.parsing(), visit.served.desk() as desk:
        return as_json(desk.undo_amendment(number, visit.session.name))


CALLS = (
    Call(
        "GET",
        "/reports",
        "The reports without their texts, the latest first",
        Role.reader,
        _reports,
        list[Card],
        (Param("limit", "How many, 100 left out"), Param("skip", "After so many"), AS_OF),
    ),
    Call(
        "GET",
        "/search",
        "The reports nearest to some words, and where the words stand",
        Role.reader,
        _search,
        list[Hit],
        (
            Param("q", "Words; quotes, OR, - and * as in the terminal"),
            Param("outlet", "Part of an outlet's name"),
            Param("speaker", "Who speaks in them: part of a name, or a code"),
            Param("type", "An event in them: PLOVER type"),
            Param("limit", "How many, 20 left out"),
            SINCE,
            UNTIL,
            AS_OF,
        ),
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
)
