"""News for open pages: a stream of server-sent events with the state of the record."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

import anyio
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from crisisdesk.web.access import Visit, page
from crisisdesk.web.accounts import Role

if TYPE_CHECKING:
    from crisisdesk.web.served import Served

SECONDS = 1.0
"""How often the record is looked at."""
MOST = 200
"""Open streams at once."""
_open: set[object] = set()


def _live(visit: Visit) -> Response:
    if len(_open) >= MOST:
        raise HTTPException(503, "too many pages are open", {"Retry-After": "30"})
    headers = {"X-Accel-Buffering": "no"}
    return StreamingResponse(states(visit.served), media_type="text/event-stream", headers=headers)


async def states(served: Served) -> AsyncIterator[str]:
    """The state of the record whenever it changes, and now and then a sign of life."""
    mark = object()
    _open.add(mark)
    try:
        known, quiet = None, 0
        while True:
            state = await run_in_threadpool(served.state)
            if state != known or quiet > 20:
                yield f"event: state\ndata: {state}\n\n"
                known, quiet = state, 0
            quiet += 1
            await anyio.sleep(SECONDS)
    finally:
        _open.discard(mark)


ROUTES = [Route("/live", page(Role.reader, _live))]
