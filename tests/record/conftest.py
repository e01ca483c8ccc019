"""The same tests of a record on both kinds of ledger: in a file, and on a server."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest

from crisisdesk.record.database import Clock, on_server
from crisisdesk.record.file import utc_now
from crisisdesk.record.ledger import Ledger
from tests.servers import Server

Fresh = Callable[..., AbstractContextManager[Ledger]]


@pytest.fixture
def fresh(request: pytest.FixtureRequest, place: str) -> Iterator[Fresh]:
    """An empty ledger each time that it is asked for: in memory, or on a server."""
    if not on_server(place):
        yield lambda now=utc_now: Ledger(None, now)
        return
    server: Server = request.getfixturevalue("server")
    with Ledger(place) as ledger:

        @contextmanager
        def emptied(now: Clock = utc_now) -> Iterator[Ledger]:
            server.room()
            ledger.file.now = now
            yield ledger

        yield emptied
