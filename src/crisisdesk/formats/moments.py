"""Moments as feeds, sitemaps and HTTP headers write them, made UTC."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_SLASHED = re.compile(r"^(\d{4})[/.](\d{1,2})[/.](\d{1,2})\b")
_BLANK_ZONE = re.compile(r"\s+(Z|UTC|GMT|[+-]\d\d:?\d\d)$")
EARLIEST, LATEST = 1980, 2200


def moment(text: str | None) -> datetime | None:
    """A moment in UTC from RFC 822 (``Wed, 09 Apr 2025 14:03:00 GMT``) or ISO 8601 and its near
    relations; a day is its midnight, a moment without a zone is UTC's. None where it is none, or
    lies outside the years 1980 to 2200.
    """
    written = " ".join((text or "").split())
    if not written or len(written) > 60:
        return None
    found = _iso(written) or _rfc(written)
    if found is None:
        return None
    try:
        whole = (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (OverflowError, ValueError):
        return None
    return whole.replace(microsecond=0) if EARLIEST <= whole.year <= LATEST else None


def _iso(written: str) -> datetime | None:
    written = _SLASHED.sub(lambda m: f"{m[1]}-{int(m[2]):02}-{int(m[3]):02}", written)
    zone = _BLANK_ZONE.search(written)
    if zone:
        name = "+00:00" if zone[1] in ("UTC", "GMT") else zone[1]
        written = written[: zone.start()] + name
    try:
        return datetime.fromisoformat(written)
    except ValueError:
        return None


def _rfc(written: str) -> datetime | None:
    try:
        return parsedate_to_datetime(written)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None


def stamp(when: datetime) -> str:
    """UTC in ISO 8601 to the second: ``2025-04-09T14:03:00Z``."""
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def unstamp(text: str) -> datetime:
    """The moment that `stamp` wrote. Raises ValueError where it did not."""
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
