"""Bytes as they came, before anybody knows what they are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from crisisdesk.errors import ReportError

MAX_BYTES = 20_000_000
"""A file, page, stream or member of an archive larger than this is refused unread."""


@dataclass(frozen=True)
class Raw:
    """Bytes as they came, with what their carrier says of them: the file's ``name``, the
    ``charset`` and ``kind`` (html, text, markdown) that a server declared, the ``url``; a row of
    reports also the rest (``published`` as an ISO 8601 prefix)."""

    data: bytes
    name: str = ""
    charset: str | None = None
    kind: str | None = None
    url: str | None = None
    title: str | None = None
    outlet: str | None = None
    author: str | None = None
    published: str | None = None


@dataclass(frozen=True)
class Given:
    """A report whose bytes came with its name: where it lies it could only be found again by
    reading all that lies before it."""

    source: str
    raw: Raw


def given_as(source: str, found: Iterable[Given | ReportError], missing: str) -> Raw:
    """The bytes of the one that is called ``source``. Raises ReportError where it was set aside,
    or, for the reason ``missing``, where there is none."""
    for one in found:
        if one.source == source:
            if isinstance(one, ReportError):
                raise one
            return one.raw
    raise ReportError(source, missing)


def too_large() -> str:
    """Why something larger than `MAX_BYTES` is refused."""
    return f"it is larger than {MAX_BYTES // 1_000_000} MB: too large for one report"
