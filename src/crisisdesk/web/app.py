"""The application: its rooms, its addresses, and what an error looks like."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from crisisdesk.briefing.html import style_sheet
from crisisdesk.errors import CrisisDeskError
from crisisdesk.web import api, live
from crisisdesk.web.access import Rooms, rooms_of
from crisisdesk.web.accounts import Accounts
from crisisdesk.web.audit import Audit
from crisisdesk.web.guard import Guard
from crisisdesk.web.pages import routes as page_routes
from crisisdesk.web.rendering import error_page, templates
from crisisdesk.web.served import Served
from crisisdesk.web.sessions import Brake, Sessions
from crisisdesk.web.settings import Settings, check

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.types import ASGIApp

CACHED = {"Cache-Control": "max-age=3600"}
SHEETS = ("brief", "explain", "score", "ach")
"""The style sheets that the pages share with the forms of a brief."""
STATIC = Path(__file__).parent / "static"


def build_app(settings: Settings) -> ASGIApp:
    """The application that serves a desk; ends the desk when the server ends.

    Raises DeskError where the desk cannot be opened, or where others could reach it and it has no
    accounts.
    """
    accounts = Accounts(settings.desk)
    check(settings, len(accounts.all()))
    templates().get_template("reckoning.html")  # so that the first page need not wait for it
    served = Served(settings)
    rooms = Rooms(served, accounts, Sessions(), Brake(), Audit(settings.desk))

    @asynccontextmanager
    async def open_hours(_: Starlette) -> AsyncIterator[None]:
        yield
        served.close()

    app = Starlette(
        routes=[
            *page_routes(),
            *api.routes(),
            *live.ROUTES,
            *(Route(f"/static/{name}.css", _sheet) for name in SHEETS),
            Mount("/static", StaticFiles(directory=STATIC)),
            Route("/favicon.ico", lambda _: Response(status_code=204)),
        ],
        exception_handlers={
            HTTPException: _refused,
            CrisisDeskError: _mistaken,
            Exception: _failed,
        },
        lifespan=open_hours,
    )
    app.state.rooms = rooms
    return Guard(app, settings)


def _sheet(request: Request) -> Response:
    """A style sheet that the pages share with the brief."""
    name = request.url.path.rpartition("/")[2]
    return Response(style_sheet(name), media_type="text/css", headers=CACHED)


def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return _told(request, error.status_code, error.detail, error.headers)


def _mistaken(request: Request, error: Exception) -> Response:
    return _told(request, 400, rooms_of(request).served.words(error))


def _failed(request: Request, error: Exception) -> Response:
    return _told(request, 500, f"an error of the program: {type(error).__name__}")


def _told(
    request: Request, status: int, words: str, headers: Mapping[str, str] | None = None
) -> Response:
    """The error as JSON to a program, as a page to a person."""
    if request.url.path.startswith(api.ROOT):
        return JSONResponse({"error": words}, status, headers)
    return error_page(status, words, headers)
