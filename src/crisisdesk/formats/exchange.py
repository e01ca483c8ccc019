"""One exchange with a server: asked on conditions and answered with any status, or told
something by POST. The limits are those of `hops` and `fetch`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from crisisdesk.formats.fetch import body_of
from crisisdesk.formats.hops import STEP_SECONDS, in_own_loop, opened, within
from crisisdesk.formats.moments import moment

AGENT = "crisisdesk"
"""The product's name, as robots.txt files may call it."""
HEADERS = {
    "Accept": "application/rss+xml, application/atom+xml, application/xml, text/html, */*;q=0.5",
    "Accept-Language": "en",
    "User-Agent": f"{AGENT}/0.1 (watches sources that a person chose)",
}
TOTAL_SECONDS = 30.0
_FOR_GOOD = {301, 308}


@dataclass(frozen=True)
class Answer:
    """What a server answered: status, headers by lower-case name, the body of a success, the
    address after redirects; ``moved`` is the new address where all redirects were permanent."""

    status: int
    url: str
    data: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    charset: str | None = None
    moved: str | None = None

    @property
    def good(self) -> bool:
        """Whether a body came, or nothing has changed."""
        return 200 <= self.status < 300 or self.status == 304

    def wait(self, now: datetime) -> float | None:
        """Seconds that the server asks to be left alone for (Retry-After); a moment counts from
        the server's own clock, which may go wrong, else from ``now``."""
        told = self.headers.get("retry-after", "").strip()
        if told.isdecimal():
            return float(told[:9])
        until = moment(told)
        if until is None:
            return None
        return max(0.0, (until - (moment(self.headers.get("date")) or now)).total_seconds())


def ask(
    url: str,
    *,
    max_bytes: int,
    etag: str | None = None,
    modified: str | None = None,
    headers: Mapping[str, str] | None = None,
    private_addresses: bool = False,
    total_seconds: float | None = None,
) -> Answer:
    """What the server answers to a GET, 304 where what it has is still ``etag`` or as old as
    ``modified``; within `TOTAL_SECONDS` unless others are given. Raises ReportError naming ``url``
    where no answer comes, or too large a one."""
    conditions = {"If-None-Match": etag, "If-Modified-Since": modified}
    sent = {**HEADERS, **(headers or {}), **{k: v for k, v in conditions.items() if v}}

    async def answer() -> Answer:
        trail: list[int] = []
        async with opened(url, sent, private_addresses=private_addresses, trail=trail) as (
            response,
            here,
        ):
            good = 200 <= response.status_code < 300
            return Answer(
                response.status_code,
                str(here),
                await body_of(response, url, max_bytes) if good else b"",
                dict(response.headers),
                response.charset_encoding,
                str(here) if trail and set(trail) <= _FOR_GOOD else None,
            )

    return in_own_loop(within(url, total_seconds or TOTAL_SECONDS, answer(), STEP_SECONDS))


def post(url: str, data: bytes, *, private_addresses: bool = False) -> Answer:
    """What the server answers to JSON that is posted to it; its body is not read. Raises
    ReportError naming ``url`` where no answer comes."""
    sent = {"User-Agent": HEADERS["User-Agent"], "Content-Type": "application/json"}

    async def answer() -> Answer:
        async with opened(url, sent, private_addresses=private_addresses, posted=data) as (
            response,
            here,
        ):
            return Answer(response.status_code, str(here), headers=dict(response.headers))

    return in_own_loop(within(url, TOTAL_SECONDS, answer(), STEP_SECONDS))
