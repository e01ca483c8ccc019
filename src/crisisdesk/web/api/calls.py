"""What a call of the API is, and what calls share: parameters, bodies, answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
from msgspec import Struct
from starlette.exceptions import HTTPException
from starlette.responses import Response

from crisisdesk.schemas import prepared
from crisisdesk.web.access import Visit
from crisisdesk.web.accounts import Role

LONGEST = 300
"""Characters that a parameter or a field may have."""


class Param(Struct, frozen=True):
    """A parameter of an address; ``day`` where it is an ISO 8601 day."""

    name: str
    meaning: str
    day: bool = False


class Call(Struct, frozen=True):
    """One call: what it takes and gives, who may make it, and what does its work."""

    method: str
    path: str
    meaning: str
    role: Role
    work: Callable[[Visit, bytes], Response]
    gives: Any
    params: tuple[Param, ...] = ()
    takes: Any = None
    status: int = 200


AS_OF = Param("as_of", "What was known on that day and no later", day=True)
SINCE = Param("since", "From this day on", day=True)
UNTIL = Param("until", "Up to this day", day=True)


def as_json(value: Any, status: int = 200) -> Response:
    """An answer."""
    return Response(msgspec.json.encode(value), status, media_type="application/json")


def given(visit: Visit, *names: str) -> dict[str, Any]:
    """Parameters of the address by name."""
    return {name: visit.asked(name, LONGEST) for name in names}


def whole(visit: Visit, name: str, otherwise: int, most: int) -> int:
    """A parameter that is a whole number from 0 to ``most``. Raises HTTPException 400 where it is
    none."""
    text = visit.asked(name, 20)
    if text is None:
        return otherwise
    if not (text.isascii() and text.isdecimal()) or int(text) > most:
        raise HTTPException(400, f"{name} must be a number up to {most}")
    return int(text)


def body_as(raw: bytes, kind: type[Any]) -> Any:
    """The body as a record. Raises HTTPException 400 where it is none, or a text is too long."""
    try:
        return msgspec.json.decode(raw, type=prepared(kind))
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise HTTPException(400, f"the body is not as it must be: {error}") from error


def check_length(*texts: str) -> None:
    """Raises HTTPException 400 where a text is too long."""
    if max(map(len, texts), default=0) > LONGEST:
        raise HTTPException(400, f"at most {LONGEST} characters each")
