"""Fetches one page from the web, within limits, and from nowhere inside the own network.

An address in a report list may be hostile: it may point at a router's page, redirect to a cloud's
metadata service, resolve to a public address first and to a private one next, or drip bytes for
ever. So each hop's name is resolved here, every address that it resolves to is checked, the
connection goes to the address that was checked, and size, hops and total time are bounded.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import TYPE_CHECKING, Any

from crisisdesk.errors import ReportError

if TYPE_CHECKING:
    import httpx

MAX_REDIRECTS = 5
TOTAL_SECONDS = 30.0
_STEP_SECONDS = 10.0
_KINDS = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "text/plain": "text",
    "text/markdown": "markdown",
    "text/x-markdown": "markdown",
}
# IPv6 ranges that carry an IPv4 address inside: the last 32 bits are what is reached.
_CARRIERS = tuple(ip_network(net) for net in ("64:ff9b::/96", "64:ff9b:1::/48", "::/96"))


@dataclass(frozen=True)
class Fetched:
    """A page as it came: ``url`` after redirects, ``kind`` html, text, markdown or None where
    the server does not say, ``charset`` as declared."""

    data: bytes
    url: str
    kind: str | None
    charset: str | None


@dataclass(frozen=True)
class _Limits:
    max_bytes: int
    private: bool
    seconds: float


def fetch(
    url: str,
    *,
    max_bytes: int,
    private_addresses: bool = False,
    total_seconds: float = TOTAL_SECONDS,
) -> Fetched:
    """The page at ``url`` (http or https; at most 5 redirects, ``max_bytes``, ``total_seconds``).

    Private, loopback, link-local, reserved and multicast addresses are refused on every hop
    unless ``private_addresses``. No proxy is used, since the address could not be checked there.

    Raises ReportError naming ``url`` and what went wrong.
    """
    limits = _Limits(max_bytes, private_addresses, total_seconds)
    return _in_own_loop(_within(url, limits))


def _in_own_loop(work: Coroutine[Any, Any, Fetched]) -> Fetched:
    """Runs in a thread of its own, so that a caller inside an event loop is served too."""
    with ThreadPoolExecutor(1, "fetch") as pool:
        return pool.submit(asyncio.run, work).result()


async def _within(url: str, limits: _Limits) -> Fetched:
    import httpx

    try:
        async with asyncio.timeout(limits.seconds):
            return await _follow(url, limits)
    except TimeoutError as error:
        raise ReportError(url, f"did not answer in full within {limits.seconds:g} s") from error
    except httpx.TimeoutException as error:
        raise ReportError(url, f"does not answer (waited {_STEP_SECONDS:g} s)") from error
    except (httpx.InvalidURL, httpx.UnsupportedProtocol, ValueError) as error:
        raise ReportError(url, f"is not a web address: {error}") from error
    except (httpx.HTTPError, OSError) as error:
        raise ReportError(url, f"cannot be fetched: {_reason(error)}") from error


def _reason(error: Exception) -> str:
    return str(error).strip().split("\n")[0] or type(error).__name__


async def _follow(url: str, limits: _Limits) -> Fetched:
    import httpx

    transport = httpx.AsyncHTTPTransport(trust_env=False)
    async with httpx.AsyncClient(
        transport=transport, timeout=_STEP_SECONDS, trust_env=False, follow_redirects=False
    ) as client:
        here = httpx.URL(url)
        for _ in range(MAX_REDIRECTS + 1):
            response = await _open(client, here, url, limits)
            try:
                target = response.headers.get("location") if response.is_redirect else None
                if target is None:
                    return await _take(response, here, url, limits)
            finally:
                await response.aclose()
            here = here.join(target)
    raise ReportError(url, f"redirects more than {MAX_REDIRECTS} times")


async def _open(
    client: httpx.AsyncClient, here: httpx.URL, url: str, limits: _Limits
) -> httpx.Response:
    """The response's head from the checked address; TLS and Host keep the name."""
    if here.scheme not in {"http", "https"} or not here.host:
        raise ReportError(url, f"is not an http or https address ({here.scheme or 'no scheme'})")
    port = here.port or (443 if here.scheme == "https" else 80)
    address = await _resolve(here.host, port, url, limits)
    request = client.build_request(
        "GET",
        here.copy_with(host=address, fragment=None),
        headers={
            "Host": here.netloc.decode("ascii"),
            "Accept": "text/html, application/xhtml+xml, text/markdown, text/plain;q=0.9",
            "Accept-Language": "en",
            "User-Agent": "crisisdesk/0.1 (reads one page on a person's request)",
        },
        extensions={"sni_hostname": here.raw_host.decode("ascii"), **_timeouts(client)},
    )
    request.headers.pop("Authorization", None)
    return await client.send(request, stream=True)


def _timeouts(client: httpx.AsyncClient) -> dict[str, Any]:
    return {"timeout": client.timeout.as_dict()}


async def _resolve(host: str, port: int, url: str, limits: _Limits) -> str:
    """The first address of ``host``; all its addresses must be allowed."""
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise ReportError(url, f"cannot be fetched: no such host {host!r}") from error
    addresses = [str(info[4][0]) for info in found]
    for address in addresses:
        if not limits.private and not is_public(address):
            raise ReportError(url, f"{host} is an address inside a private network ({address})")
    return addresses[0]


def is_public(address: str) -> bool:
    """Whether an IP address is one of the open internet, also where IPv6 wraps an IPv4 one."""
    ip = ip_address(address.split("%")[0])
    if isinstance(ip, IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or _carried(ip)
        if inner is not None:
            return is_public(str(inner))
        if ip.teredo:
            return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


def _carried(ip: IPv6Address) -> IPv4Address | None:
    if any(ip in net for net in _CARRIERS):
        return IPv4Address(int(ip) & 0xFFFFFFFF)
    return None


async def _take(response: httpx.Response, here: httpx.URL, url: str, limits: _Limits) -> Fetched:
    if not 200 <= response.status_code < 300:
        name = response.reason_phrase
        raise ReportError(url, f"answers {response.status_code} {name}".rstrip())
    kind = _kind(response.headers.get("content-type"), url)
    too_large = ReportError(url, f"is larger than {limits.max_bytes // 1_000_000} MB")
    claimed = response.headers.get("content-length", "")
    if claimed.isdecimal() and int(claimed[:20]) > limits.max_bytes:
        raise too_large
    chunks, size = [], 0
    async for chunk in response.aiter_bytes():
        size += len(chunk)
        if size > limits.max_bytes:
            raise too_large
        chunks.append(chunk)
    return Fetched(b"".join(chunks), str(here), kind, response.charset_encoding)


def _kind(content_type: str | None, url: str) -> str | None:
    if not content_type:
        return None
    name = content_type.split(";")[0].strip().lower()
    if name == "application/pdf":
        raise ReportError(url, "this is a PDF: save it as text or HTML first")
    if name not in _KINDS:
        raise ReportError(url, f"is neither a page nor a text ({name})")
    return _KINDS[name]
