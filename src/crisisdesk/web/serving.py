"""The server itself: uvicorn on one address, until it is told to stop."""

from __future__ import annotations

import socket
from collections.abc import Callable

import uvicorn

from crisisdesk.errors import DeskError
from crisisdesk.web.app import build_app
from crisisdesk.web.settings import Settings, bracketed

_SECONDS = 5  # for open answers to end when the server is told to stop


def serve(settings: Settings, opened: Callable[[str], None]) -> None:
    """Serve a desk until the process is told to stop. ``opened`` is called with its address.

    Raises DeskError where the address cannot be listened on, and as `build_app` does.
    """
    listening = _listen(settings)
    app = build_app(settings)
    port = listening.getsockname()[1]
    opened(f"http://{bracketed(settings.host)}:{port}/")
    config = uvicorn.Config(
        app,
        log_level="warning",
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=_SECONDS,
        timeout_keep_alive=15,
        limit_concurrency=500,
        h11_max_incomplete_event_size=64 * 1024,
    )
    uvicorn.Server(config).run(sockets=[listening])


def _listen(settings: Settings) -> socket.socket:
    try:
        families = socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM)
        family, kind, protocol, _, address = families[0]
        made = socket.socket(family, kind, protocol)
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind(address)
        made.listen(128)  # who comes before the server is up waits instead of being refused
    except OSError as error:
        raise DeskError(
            f"{settings.host}:{settings.port}: cannot be listened on: {error.strerror or error}"
        ) from error
    return made
