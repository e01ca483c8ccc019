"""The pages: each file holds what one heading shows."""

from __future__ import annotations

from starlette.routing import Route

from crisisdesk.web.pages import charts, door, kept, overview, questions, record, reports


def routes() -> list[Route]:
    """The addresses of all pages."""
    return [
        *overview.ROUTES,
        *questions.ROUTES,
        *kept.ROUTES,
        *record.ROUTES,
        *reports.ROUTES,
        *charts.routes(),
        *door.ROUTES,
    ]
