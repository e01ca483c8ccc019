"""Coming and going: log-in, log-out, and for the administrator who did what."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from crisisdesk.web.access import Visit, check_origin, form, page, rooms_of, set_cookie
from crisisdesk.web.accounts import Role
from crisisdesk.web.rendering import show, templates

if TYPE_CHECKING:
    from starlette.datastructures import FormData
    from starlette.requests import Request


def _login_page(goal: str, trouble: str = "", status: int = 200) -> Response:
    text = templates().get_template("login.html").render(goal=goal, trouble=trouble)
    return HTMLResponse(text, status)


async def _login_form(request: Request) -> Response:
    return _login_page(_own(request.query_params.get("next", "/")))


async def _login(request: Request) -> Response:
    check_origin(request)
    fields = await request.form(max_files=0, max_fields=5)
    name, password = str(fields.get("name", ""))[:40], str(fields.get("password", ""))[:200]
    goal = _own(str(fields.get("next", "/")))
    return await run_in_threadpool(_let_in, request, name, password, goal)


def _let_in(request: Request, name: str, password: str, goal: str) -> Response:
    rooms = rooms_of(request)
    keys = f"name {name}", f"address {request.client.host if request.client else ''}"
    if wait := rooms.brake.wait(*keys):
        words = f"too many wrong passwords; try again in {wait} seconds"
        raise HTTPException(429, words, {"Retry-After": str(wait)})
    account = rooms.accounts.by_password(name, password)
    if account is None:
        rooms.brake.failed(*keys)
        rooms.audit.note(name, "failed to log in")
        return _login_page(goal, "There is no account with this name and password.", 403)
    rooms.audit.note(account.name, "logged in")
    answer = RedirectResponse(goal, 303)
    session = rooms.sessions.begin(account.name, account.rank)
    set_cookie(answer, session, rooms.served.settings.behind_https)
    return answer


def _own(goal: str) -> str:
    """Where to go on: a path of this server's, never another's."""
    parts = urlsplit(goal)
    own = goal.startswith("/") and not goal.startswith(("//", "/\\")) and not parts.netloc
    return goal if own and not parts.scheme and len(goal) < 2_000 else "/"


def _logout(visit: Visit, _: FormData) -> Response:
    visit.rooms.sessions.end(visit.session.key)
    visit.note("logged out")
    return RedirectResponse("/login", 303)


def _audit(visit: Visit) -> Response:
    return show(visit, "audit.html", entries=visit.rooms.audit.latest())


ROUTES = [
    Route("/login", _login_form, methods=["GET"]),
    Route("/login", _login, methods=["POST"]),
    Route("/logout", form(Role.reader, _logout), methods=["POST"]),
    Route("/audit", page(Role.administrator, _audit)),
]
