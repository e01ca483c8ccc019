"""Calls of an API as an OpenAPI 3.1 document, with the schemas of the records that they give."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from crisisdesk.web.api.calls import Call

_ERROR = {
    "type": "object",
    "properties": {"error": {"type": "string"}},
    "required": ["error"],
}
_ERRORS = {
    "400": "The question or the body makes no sense",
    "401": "Nobody is logged in, and no token was sent",
    "403": "The role does not suffice, or the request comes from another site",
    "404": "There is no such thing",
    "413": "The body is too large",
    "421": "The desk does not answer to that host name",
}


def described(calls: Sequence[Call], root: str) -> dict[str, Any]:
    """The whole document. ``root`` comes before every path."""
    from crisisdesk import __version__

    kinds = [kind for one in calls for kind in (one.gives, one.takes) if kind is not None]
    schemas, components = msgspec.json.schema_components(
        kinds, ref_template="#/components/schemas/{name}"
    )
    waiting = iter(schemas)
    paths: dict[str, Any] = {}
    for one in calls:
        gives = next(waiting)
        takes = next(waiting) if one.takes is not None else None
        paths.setdefault(root + plain_path(one.path), {})[one.method.lower()] = _operation(
            one, gives, takes
        )
    return {
        "openapi": "3.1.0",
        "info": {"title": "Crisis Desk", "version": __version__},
        "paths": paths,
        "components": {
            "schemas": {**components, "Error": _ERROR},
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
        "security": [{"token": []}, {}],
    }


def plain_path(path: str) -> str:
    """A path as OpenAPI writes it: parameters without their types."""
    return re.sub(r"(\{\w+):\w+\}", r"\1}", path)


def _operation(one: Call, gives: Any, takes: Any) -> dict[str, Any]:
    made: dict[str, Any] = {
        "summary": one.meaning,
        "description": f"For the role {one.role.name}.",
        "operationId": _name(one),
        "parameters": [*_path_params(one), *_query_params(one)],
        "responses": {
            str(one.status): {"description": one.meaning, "content": _content(gives)},
            **{
                status: {
                    "description": words,
                    "content": {
                        **_content({"$ref": "#/components/schemas/Error"}),
                        "text/plain": {"schema": {"type": "string"}},
                    },
                }
                for status, words in _ERRORS.items()
            },
        },
    }
    if takes is not None:
        made["requestBody"] = {"required": True, "content": _content(takes)}
    return made


def _name(one: Call) -> str:
    words = re.findall(r"[a-z]+", plain_path(one.path))
    return "_".join([one.method.lower(), *words])


def _path_params(one: Call) -> list[dict[str, Any]]:
    types = {"": "string", ":int": "integer"}
    return [
        {"name": name, "in": "path", "required": True, "schema": {"type": types[kind]}}
        for name, kind in re.findall(r"\{(\w+)(:int)?\}", one.path)
    ]


def _query_params(one: Call) -> list[dict[str, Any]]:
    return [
        {
            "name": param.name,
            "in": "query",
            "description": param.meaning,
            "schema": {"type": "string", "maxLength": 300}
            | ({"format": "date"} if param.day else {}),
        }
        for param in one.params
    ]


def _content(schema: Any) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}
