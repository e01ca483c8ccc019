"""One request over the web, hop by hop, and never to a place inside the own network.

An address may be hostile: it may point at a router's page, redirect to a cloud's metadata
service, or resolve to a public address first and to a private one next. So each hop's name is
resolved here, every address that it resolves to is checked, the connection goes to the address
that was checked, and hops and time are bounded. No proxy is used, since the address could not be
checked there.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Coroutine, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import TYPE_CHECKING, Any, TypeVar

from crisisdesk.errors import ReportError

if TYPE_CHECKING:
    import httpx

T = TypeVar("T")

MAX_REDIRECTS = 5
STEP_SECONDS = 10.0
# IPv6 ranges that carry an IPv4 address inside: the last 32 bits are what is reached.
_CARRIERS = tuple(ip_network(net) for net in ("64:ff9b::/96", "64:ff9b:1::/48", "::/96"))


@asynccontextmanager
async def opened(
    url: str,
    headers: Mapping[str, str],
    *,
    private_addresses: bool = False,
    step_seconds: float = STEP_SECONDS,
    posted: bytes | None = None,
    trail: list[int] | None = None,
) -> AsyncIterator[tuple[httpx.Response, httpx.URL]]:
    """The response's head after redirects, its body not read yet, and the address it came from.

    Private, loopback, link-local, reserved and multicast addresses are refused on every hop
    unless ``private_addresses``. ``step_seconds`` bounds each wait. With ``posted`` that is sent
    (POST), and no redirect is followed. ``trail`` takes the status of each redirect. Raises
    ReportError naming ``url``, and what httpx raises.
    """
    import httpx

    transport = httpx.AsyncHTTPTransport(trust_env=False)
    async with httpx.AsyncClient(
        transport=transport, timeout=step_seconds, trust_env=False, follow_redirects=False
    ) as client:
        here = httpx.URL(url)
        for _ in range(MAX_REDIRECTS + 1):
            response = await _open(client, here, url, headers, private_addresses, posted)
            try:
                target = response.headers.get("location") if response.is_redirect else None
                if target is None or posted is not None:
                    yield response, here
                    return
                if trail is not None:
                    trail.append(response.status_code)
            finally:
                await response.aclose()
            here = here.join(target)
    raise ReportError(url, f"redirects more than {MAX_REDIRECTS} times")


async def _open(
    client: httpx.AsyncClient,
    here: httpx.URL,
    url: str,
    headers: Mapping[str, str],
    private_addresses: bool,
    posted: bytes | None,
) -> httpx.Response:
    """The response's head from the checked address; TLS and Host keep the name."""
    if here.scheme not in {"http", "https"} or not here.host:
        raise ReportError(url, f"is not an http or https address ({here.scheme or 'no scheme'})")
    port = here.port or (443 if here.scheme == "https" else 80)
    address = await _resolve(here.host, port, url, private_addresses)
    request = client.build_request(
        "GET" if posted is None else "POST",
        here.copy_with(host=address, fragment=None),
        content=posted,
        headers={"Host": here.netloc.decode("ascii"), **headers},
        extensions={"sni_hostname": here.raw_host.decode("ascii"), **_timeouts(client)},
    )
    request.headers.pop("Authorization", None)
    return await client.send(request, stream=True)


def _timeouts(client: httpx.AsyncClient) -> dict[str, Any]:
    return {"timeout": client.timeout.as_dict()}


async def _resolve(host: str, port: int, url: str, private_addresses: bool) -> str:
    """The first address of ``host``; all its addresses must be allowed."""
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise ReportError(url, f"cannot be fetched: no such host {host!r}") from error
    addresses = [str(info[4][0]) for info in found]
    for address in addresses:
        if not private_addresses and not is_public(address):
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


def in_own_loop(work: Coroutine[Any, Any, T]) -> T:
    """The result of the work; in a thread of its own where the caller is inside an event loop."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(work)
    with ThreadPoolExecutor(1, "fetch") as pool:
        return pool.submit(asyncio.run, work).result()


async def within(url: str, seconds: float, work: Coroutine[Any, Any, T], waited: float) -> T:
    """The work's result in at most ``seconds``; all that goes wrong as one ReportError that names
    ``url``. ``waited`` is the wait for each step, for the error that says so."""
    import httpx

    try:
        async with asyncio.timeout(seconds):
            return await work
    except TimeoutError as error:
        raise ReportError(url, f"did not answer in full within {seconds:g} s") from error
    except httpx.TimeoutException as error:
        raise ReportError(url, f"does not answer (waited {waited:g} s)") from error
    except (httpx.InvalidURL, httpx.UnsupportedProtocol, ValueError) as error:
        raise ReportError(url, f"is not a web address: {error}") from error
    except (httpx.HTTPError, OSError) as error:
        raise ReportError(url, f"cannot be fetched: {_reason(error)}") from error


def _reason(error: Exception) -> str:
    return str(error).strip().split("\n")[0] or type(error).__name__
