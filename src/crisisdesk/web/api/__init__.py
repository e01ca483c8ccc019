"""The HTTP API, version 1: what the pages can do, a program can.

Each call is one row of `CALLS`, from which its route and its description in OpenAPI 3.1 are made,
so that neither can say what the other does not.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from starlette.responses import Response
from starlette.routing import Route

from crisisdesk.web.access import Visit, call
from crisisdesk.web.accounts import Role
from crisisdesk.web.api import questions, record, reports
from crisisdesk.web.api.calls import Call, as_json
from crisisdesk.web.api.openapi import described

ROOT = "/api/v1"


def _description(visit: Visit, _: bytes) -> Response:
    return as_json(openapi())


CALLS = (
    *record.CALLS,
    *reports.CALLS,
    *questions.CALLS,
    Call("GET", "/openapi.json", "This description", Role.reader, _description, dict[str, Any]),
)


def routes() -> list[Route]:
    """The addresses of the API."""
    return [
        Route(
            ROOT + one.path,
            call(one.role, one.work, changes=one.method != "GET"),
            methods=[one.method],
        )
        for one in CALLS
    ]


@cache
def openapi() -> dict[str, Any]:
    """The description of the API, in OpenAPI 3.1."""
    return described(CALLS, ROOT)
