"""Who asks: every page and every call of the API goes through `page`, `form` or `call`.

On this machine alone and without accounts, whoever asks is the administrator; else a browser has a
session from the log-in, and a program the token of an account. What changes anything must carry
the session's form token (or a program's token), and must not come from another site's page.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

from msgspec import Struct
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from crisisdesk.web.accounts import Accounts, Role
from crisisdesk.web.audit import Audit
from crisisdesk.web.guard import host_of
from crisisdesk.web.sessions import COOKIE, HOURS, Brake, Session, Sessions

if TYPE_CHECKING:
    from starlette.datastructures import FormData
    from starlette.requests import Request

    from crisisdesk.briefing.brief import Brief
    from crisisdesk.web.served import Served

LOCAL = "local"
TOKEN = "token"  # the field of a form, and with x- before it the header of a script
Handler = Callable[["Request"], Awaitable[Response]]


class Rooms(Struct, frozen=True):
    """What all pages share, kept in the application's state."""

    served: Served
    accounts: Accounts
    sessions: Sessions
    brake: Brake
    audit: Audit


class Visit(Struct, frozen=True):
    """One request of somebody who may make it. ``fresh`` where the session has just begun."""

    request: Request
    rooms: Rooms
    session: Session
    fresh: bool = False

    @property
    def served(self) -> Served:
        """The desk."""
        return self.rooms.served

    def brief(self, as_of: str | None = None) -> Brief:
        """The brief for a page, which says so where the record has changed since it was reckoned.
        Raises NotYet where there is none, and as `Desk.brief` does."""
        found = self.served.brief_soon(as_of)
        if found.behind:
            self.request.state.behind = found.behind
        return found.brief

    def note(self, deed: str, about: str = "") -> None:
        """Put a deed into the audit log."""
        self.rooms.audit.note(self.session.name, deed, about)

    def may(self, role: str) -> bool:
        """Whether the visitor has at least that role."""
        return self.session.rank >= Role[role]

    def question(self) -> int:
        """The number of the kept question that the address names. Raises HTTPException 404 where
        the desk keeps none of that number."""
        number: int = self.request.path_params["number"]
        with self.served.desk() as desk:
            if all(one.id != number for one in desk.questions.record.asked()):
                raise HTTPException(404, f"the desk keeps no question {number}")
        return number

    def page(self) -> int:
        """The number of the page of a long list that is asked for, from 1. Raises HTTPException
        400 where it is none."""
        text = self.asked("page") or "1"
        if not (text.isascii() and text.isdecimal()) or not 1 <= int(text) <= 1_000_000:
            raise HTTPException(400, "there is no such page")
        return int(text)

    def asked(self, name: str, longest: int = 200) -> str | None:
        """A parameter of the address, None where it is not given or empty.

        Raises HTTPException 400 where it is too long."""
        value = self.request.query_params.get(name, "").strip()
        if len(value) > longest:
            raise HTTPException(400, f"{name} is too long")
        return value or None


def rooms_of(request: Request) -> Rooms:
    """What the application was built with."""
    return request.app.state.rooms  # type: ignore[no-any-return]


def page(role: Role, work: Callable[[Visit], Response]) -> Handler:
    """A page for people: without a session they are sent to the log-in."""

    async def answer(request: Request) -> Response:
        visit = await run_in_threadpool(_visit, request)
        if visit is None:
            return _to_login(request)
        _check_rank(visit, role)
        return _with_cookie(visit, await run_in_threadpool(work, visit))

    return answer


def form(role: Role, work: Callable[[Visit, FormData], Response]) -> Handler:
    """A form that changes something; see the module."""

    async def answer(request: Request) -> Response:
        check_origin(request)
        visit = await run_in_threadpool(_visit, request)
        if visit is None:
            return _to_login(request)
        settings = visit.served.settings
        async with request.form(
            max_files=settings.upload_files,
            max_fields=50,
            max_part_size=settings.upload_bytes,
        ) as fields:
            token = fields.get(TOKEN, "")
            if not isinstance(token, str) or visit.fresh or not visit.session.owns(token):
                raise HTTPException(403, "the form is too old; load the page again")
            _check_rank(visit, role)
            return await run_in_threadpool(work, visit, fields)

    return answer


def call(role: Role, work: Callable[[Visit, Any], Response], *, changes: bool = False) -> Handler:
    """A call of the API. ``work`` gets the body's bytes."""

    async def answer(request: Request) -> Response:
        check_origin(request)
        visit = await run_in_threadpool(_visit, request)
        if visit is None:
            raise HTTPException(401, "log in, or send an account's token as Authorization: Bearer")
        if changes and not _is_program(request):
            token = request.headers.get(f"x-{TOKEN}", "")
            if not (visit.session.owns(token) or (visit.fresh and _is_bare(request))):
                raise HTTPException(403, f"a browser's call needs the header X-{TOKEN.title()}")
        _check_rank(visit, role)
        return await run_in_threadpool(work, visit, await request.body())

    return answer


def check_origin(request: Request) -> None:
    """Raises HTTPException 403 where another site's page makes the browser ask."""
    origin = request.headers.get("origin")
    if origin is None and request.headers.get("sec-fetch-site") in (None, "same-origin", "none"):
        return
    host = urlsplit(origin or "").netloc.encode("latin-1", "replace")
    if not host or host != request.headers.get("host", "").encode("latin-1", "replace"):
        raise HTTPException(403, "the request comes from another site")
    if host_of(host) not in rooms_of(request).served.settings.hosts:
        raise HTTPException(403, "the request comes from another site")


def _is_program(request: Request) -> bool:
    return request.headers.get("authorization", "").lower().startswith("bearer ")


def _is_bare(request: Request) -> bool:
    """Whether no browser asks: those say where a request comes from, and keep cookies."""
    told = ("origin", "sec-fetch-site", "cookie", "referer")
    return not any(name in request.headers for name in told)


def _visit(request: Request) -> Visit | None:
    rooms = rooms_of(request)
    if _is_program(request):
        token = request.headers["authorization"][len("bearer ") :].strip()
        account = rooms.accounts.by_token(token)
        if account is None:
            raise HTTPException(401, "no account has this token")
        session = Session("", "", account.name, account.rank, float("inf"))
        return Visit(request, rooms, session)
    session_there = rooms.sessions.find(request.cookies.get(COOKIE))
    accounts = rooms.accounts.all()
    if session_there and _still_holds(session_there, accounts):
        return Visit(request, rooms, session_there)
    if accounts or not rooms.served.settings.is_local:
        return None
    return Visit(request, rooms, rooms.sessions.begin(LOCAL, Role.administrator), fresh=True)


def _still_holds(session: Session, accounts: dict[str, Any]) -> bool:
    """Whether the account of a session is there with the same role; without accounts, the local
    administrator's."""
    if not accounts:
        return session.name == LOCAL
    account = accounts.get(session.name)
    return account is not None and account.rank == session.rank


def _check_rank(visit: Visit, role: Role) -> None:
    if visit.session.rank < role:
        raise HTTPException(403, f"this takes the role {role.name}")


def _to_login(request: Request) -> Response:
    there = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    goal = quote(there if request.method == "GET" else "/", safe="")
    return RedirectResponse(f"/login?next={goal}", 303)


def _with_cookie(visit: Visit, response: Response) -> Response:
    if visit.fresh:
        set_cookie(response, visit.session, visit.served.settings.behind_https)
    return response


def set_cookie(response: Response, session: Session, secure: bool) -> None:
    """Give the browser its session: not readable by scripts, not sent from other sites."""
    response.set_cookie(
        COOKIE,
        session.key,
        max_age=HOURS * 3600,
        httponly=True,
        samesite="strict",
        secure=secure,
    )
