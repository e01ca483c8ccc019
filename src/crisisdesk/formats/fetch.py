"""Fetches one page from the web, within limits of size, hops and time (see `hops`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from crisisdesk.errors import ReportError
from crisisdesk.formats.hops import STEP_SECONDS, in_own_loop, opened, within

if TYPE_CHECKING:
    import httpx

TOTAL_SECONDS = 30.0
_KINDS = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "text/plain": "text",
    "text/markdown": "markdown",
    "text/x-markdown": "markdown",
}
_HEADERS = {
    "Accept": "text/html, application/xhtml+xml, text/markdown, text/plain;q=0.9",
    "Accept-Language": "en",
    "User-Agent": "crisisdesk/0.1 (reads one page on a person's request)",
}


@dataclass(frozen=True)
class Fetched:
    """A page as it came: ``url`` after redirects, ``kind`` html, text, markdown or None where
    the server does not say, ``charset`` as declared."""

    data: bytes
    url: str
    kind: str | None
    charset: str | None


def fetch(
    url: str,
    *,
    max_bytes: int,
    private_addresses: bool = False,
    total_seconds: float = TOTAL_SECONDS,
) -> Fetched:
    """The page at ``url`` (http or https; at most 5 redirects, ``max_bytes``, ``total_seconds``).

    Private, loopback, link-local, reserved and multicast addresses are refused on every hop
    unless ``private_addresses``. Raises ReportError naming ``url`` and what went wrong.
    """

    async def page() -> Fetched:
        async with opened(url, _HEADERS, private_addresses=private_addresses) as (response, here):
            return await _take(response, here, url, max_bytes)

    return in_own_loop(within(url, total_seconds, page(), STEP_SECONDS))


async def _take(response: httpx.Response, here: httpx.URL, url: str, max_bytes: int) -> Fetched:
    if not 200 <= response.status_code < 300:
        name = response.reason_phrase
        raise ReportError(url, f"answers {response.status_code} {name}".rstrip())
    kind = page_kind(response.headers.get("content-type"), url)
    data = await body_of(response, url, max_bytes)
    return Fetched(data, str(here), kind, response.charset_encoding)


async def body_of(response: httpx.Response, url: str, max_bytes: int) -> bytes:
    """The body, unpacked. Raises ReportError where it is larger than ``max_bytes``, as soon as
    that shows."""
    too_large = ReportError(url, f"is larger than {max_bytes // 1_000_000} MB")
    claimed = response.headers.get("content-length", "")
    if claimed.isdecimal() and int(claimed[:20]) > max_bytes:
        raise too_large
    chunks, size = [], 0
    async for chunk in response.aiter_bytes():
        size += len(chunk)
        if size > max_bytes:
            raise too_large
        chunks.append(chunk)
    return b"".join(chunks)


def page_kind(content_type: str | None, url: str) -> str | None:
    """``html``, ``text``, ``markdown``, or None where the server does not say. Raises ReportError
    where it says that it is something else."""
    if not content_type:
        return None
    name = content_type.split(";")[0].strip().lower()
    if name == "application/pdf":
        raise ReportError(url, "this is a PDF: save it as text or HTML first")
    if name not in _KINDS:
        raise ReportError(url, f"is neither a page nor a text ({name})")
    return _KINDS[name]
