"""The reports: the shelf, a report with all that was read from it, and adding."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from crisisdesk.briefing.explain import explain
from crisisdesk.briefing.explain_page import kinds_shown, lit_rule
from crisisdesk.briefing.report_page import cut_up
from crisisdesk.errors import DeskError
from crisisdesk.web.access import Visit, form, page
from crisisdesk.web.accounts import Role
from crisisdesk.web.rendering import show

if TYPE_CHECKING:
    from starlette.datastructures import FormData

    from crisisdesk.briefing.sources import Source
    from crisisdesk.terms.records import Reading

_AT = re.compile(r"(\d{1,9})-(\d{1,9})")


def _shelf(visit: Visit) -> Response:
    jobs = visit.served.jobs()
    busy = any(job.state in ("waiting", "reading") for job in jobs)
    return show(visit, "shelf.html", sources=_sources(visit), jobs=jobs, busy=busy)


def _sources(visit: Visit) -> tuple[Source, ...]:
    try:
        return visit.served.brief().sources
    except DeskError:  # an empty desk has no brief
        return ()


def _report(visit: Visit) -> Response:
    reading = _reading(visit)
    one = explain(reading)
    marks = sorted([*one.marks, *_pointed_at(visit)], key=lambda mark: (mark[0], -mark[1], mark[2]))
    paragraphs = cut_up(one.report, marks)
    return show(visit, "report.html", one=one, paragraphs=paragraphs, **kinds_shown())


def _pointed_at(visit: Visit) -> list[tuple[int, int, str]]:
    """The words that a citation leads to, as a mark."""
    found = _AT.fullmatch(visit.asked("at") or "")
    return [(int(found[1]), int(found[2]), "at")] if found else []


def _marks(visit: Visit) -> Response:
    """The style rule that lights up the words of a report's cards."""
    rule = lit_rule([explain(_reading(visit))])
    return PlainTextResponse(rule, media_type="text/css")


def _reading(visit: Visit) -> Reading:
    wanted = visit.request.path_params["report"]
    found = visit.served.reading(wanted)
    if found is None:
        raise HTTPException(404, "the desk has no such report")
    return found


def _add(visit: Visit, fields: FormData) -> Response:
    files = [f for f in fields.getlist("files") if isinstance(f, UploadFile) and f.filename]
    url = str(fields.get("url", "")).strip()
    if not files and not url:
        raise HTTPException(400, "name a file or a web address")
    for file in files:
        name = file.filename or ""
        visit.note("added a report", name)
        visit.served.add_file(name, file.file.read(), visit.session.name)
    if url:
        visit.note("added a report", url)
        visit.served.add_address(url, visit.session.name)
    return RedirectResponse("/reports#jobs", 303)


ROUTES = [
    Route("/reports", page(Role.reader, _shelf)),
    Route("/reports/{report:str}", page(Role.reader, _report)),
    Route("/reports/{report:str}/marks.css", page(Role.reader, _marks)),
    Route("/add", form(Role.analyst, _add), methods=["POST"]),
]
