"""Templates to pages: every text is escaped, citations lead to the words in their report."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

from starlette.responses import HTMLResponse, Response

from crisisdesk.briefing.html import environment
from crisisdesk.briefing.sources import source_name

if TYPE_CHECKING:
    from jinja2 import Environment

    from crisisdesk.briefing.citations import Citation
    from crisisdesk.briefing.sources import Source
    from crisisdesk.web.access import Visit

HEADINGS = (
    ("/", "Overview"),
    ("/questions", "Questions"),
    ("/timeline", "Timeline"),
    ("/actors", "Actors and ties"),
    ("/statements", "Statements"),
    ("/reports", "Reports"),
    ("/sources", "Sources"),
    ("/score", "Score"),
)


def chart_library() -> str:
    """The address of the script that draws charts in a browser; another version has another."""
    try:
        return f"/static/vega-{version('vl-convert-python')}.js"
    except PackageNotFoundError:
        return "/static/vega.js"


def report_lead(report: str, start: int, end: int) -> str:
    """The address of words in a report."""
    return f"/reports/{report}?at={start}-{end}#at"


def _lead(citation: Citation) -> str:
    return report_lead(citation.span.report, citation.span.start, citation.span.end)


def _lead_source(source: Source) -> str:
    return f"/reports/{source.report.id}"


@cache
def templates() -> Environment:
    """The server's own templates and the brief's, whose parts they share."""
    made = environment("crisisdesk.web", lead=_lead, lead_source=_lead_source)
    made.globals |= {"headings": HEADINGS, "report_lead": report_lead, "source_name": source_name}
    made.globals["chart_library"] = chart_library()
    return made


def show(visit: Visit, template: str, status: int = 200, **context: Any) -> Response:
    """A page made from a template; ``context`` is what it shows."""
    here = visit.request.url.path
    text = templates().get_template(template).render(visit=visit, here=here, **context)
    return HTMLResponse(text, status)


def error_page(status: int, message: str, headers: Mapping[str, str] | None = None) -> Response:
    """A page that says what went wrong, to whomever it may be."""
    text = templates().get_template("error.html").render(status=status, message=message)
    return HTMLResponse(text, status, headers)
