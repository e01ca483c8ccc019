"""What stands before every page: only known host names, strict headers, bodies of a bounded size.

Plain ASGI, so that a refused request costs nothing more and a body is counted while it comes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from starlette.exceptions import HTTPException

from crisisdesk.web.settings import MEGABYTE, Settings

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; "
    "font-src 'none'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}
_FORMS = 256_000  # bytes of a body that uploads nothing
_UPLOADS = ("/add", "/api/v1/reports")


class Guard:
    """Wraps an application; see the module."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request, or the server's start and end."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            return
        headers = dict(scope["headers"])
        if host_of(headers.get(b"host", b"")) not in self._settings.hosts:
            await _refuse(send, 421, "this desk does not answer to that host name")
            return
        most = self._most(scope)
        if _length(headers) > most:
            await _refuse(send, 413, _too_large(most))
            return

        async def out(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *_missing(message)]
            await send(message)

        await self._app(scope, _counted(receive, most), out)

    def _most(self, scope: Scope) -> int:
        """Bytes that the body may have."""
        uploads = scope["method"] == "POST" and scope["path"] in _UPLOADS
        return self._settings.upload_bytes + MEGABYTE if uploads else _FORMS


def host_of(header: bytes) -> str:
    """The name in a Host header, in lower case and without the port."""
    name = header.decode("latin-1").strip().lower()
    if name.startswith("["):
        return name.partition("]")[0] + "]"
    return name.partition(":")[0]


def _length(headers: Mapping[bytes, bytes]) -> int:
    try:
        return int(headers.get(b"content-length", b"0"))
    except ValueError:
        return 0


def _too_large(most: int) -> str:
    return f"too large: {most // 1000:,} kB at most"


def _counted(receive: Receive, most: int) -> Receive:
    taken = 0

    async def counting() -> Any:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > most:
            raise HTTPException(413, _too_large(most))
        return message

    return counting


def _missing(message: Message) -> list[tuple[bytes, bytes]]:
    """The headers of ours that an answer does not set itself."""
    there = {name.lower() for name, _ in message["headers"]}
    ours = {**HEADERS, "cache-control": "no-store"}
    return [(n.encode(), v.encode()) for n, v in ours.items() if n.encode() not in there]


async def _refuse(send: Send, status: int, words: str) -> None:
    body = f"{words}\n".encode()
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close")]
    headers += [(name.encode(), value.encode()) for name, value in HEADERS.items()]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
