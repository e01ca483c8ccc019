"""GDELT's lists of its 15-minute files: the latest (``lastupdate.txt``) and all of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

from msgspec import Struct

STEP = timedelta(minutes=15)
_LINE = re.compile(
    r"^\s*(\d{1,12})\s+([0-9a-fA-F]{32})\s+(https?://\S{1,300}?/(\d{14})(\.\S*?export\.CSV\.zip))\s*$",
    re.IGNORECASE,
)
_STAMP = "%Y%m%d%H%M%S"


class Update(Struct, frozen=True):
    """One file of events: the quarter of an hour that it covers to (14 digits, UTC), address,
    bytes and MD5, None where they are not known."""

    stamp: str
    url: str
    size: int | None = None
    md5: str | None = None


def updates_in(text: str) -> list[Update]:
    """The event files that a list names, in its order; other lines are passed over."""
    return list(_updates(text))


def _updates(text: str) -> Iterator[Update]:
    for line in text.splitlines():
        found = _LINE.match(line)
        if found and _moment(found.group(4)):
            yield Update(
                found.group(4), found.group(3), int(found.group(1)), found.group(2).lower()
            )


def between(first: str, last: str, like: str, most: int) -> list[Update]:
    """The files that there should be after ``first`` and before ``last`` (14 digits each), named as
    the address ``like``; the latest ``most``, oldest first."""
    start, end = _moment(first), _moment(last)
    if start is None or end is None:
        return []
    found: list[Update] = []
    at = end - STEP
    while at > start and len(found) < most:
        stamp = at.strftime(_STAMP)
        found.append(Update(stamp, like.replace(last, stamp)))
        at -= STEP
    return found[::-1]


def steps_between(first: str, last: str) -> int:
    """How many files there should be after ``first`` and before ``last``."""
    start, end = _moment(first), _moment(last)
    return max(0, int((end - start) / STEP) - 1) if start and end else 0


def master_of(address: str) -> str:
    """The list of all files that belongs to a list of the latest."""
    return address.replace("lastupdate", "masterfilelist")


def _moment(stamp: str) -> datetime | None:
    try:
        return datetime.strptime(stamp, _STAMP)
    except ValueError:
        return None
