"""Pages from the web: within limits, and never from inside the own network unless allowed."""

from __future__ import annotations

import asyncio
import gzip
import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

import pytest

from crisisdesk.errors import ReportError
from crisisdesk.formats import hops
from crisisdesk.formats.fetch import Fetched, fetch
from crisisdesk.formats.hops import is_public
from crisisdesk.formats.load import load_report

PAGE = (
    b"<html><body><h1>Envoys meet</h1><p>The two sides met in Geneva on Monday.</p></body></html>"
)


class Handler(BaseHTTPRequestHandler):
    """A site whose paths misbehave each in its own way."""

    hosts: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        type(self).hosts.append(self.headers["Host"])
        name = self.path.strip("/").split("/")[0].split("?")[0]
        getattr(self, f"page_{name}", self.page_none)()

    def send(self, body: bytes, kind: str = "text/html; charset=utf-8", **more: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        for key, value in more.items():
            self.send_header(key.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def go(self, target: str) -> None:
        self.send_response(302)
        self.send_header("Location", target)
        self.end_headers()

    def page_none(self) -> None:
        self.send_error(404)

    def page_ok(self) -> None:
        self.send(PAGE)

    def page_text(self) -> None:
        self.send(
            "Zürich talks end. The envoys left.".encode("latin-1"), "text/plain; charset=latin-1"
        )

    def page_packed(self) -> None:
        self.send(gzip.compress(PAGE), Content_Encoding="gzip")

    def page_bomb(self) -> None:
        self.send(gzip.compress(b"a" * 50_000_000), Content_Encoding="gzip")

    def page_away(self) -> None:
        self.go("/ok")

    def page_loop(self) -> None:
        self.go("/loop")

    def page_file(self) -> None:
        self.go("file:///etc/hostname")

    def page_inside(self) -> None:
        self.go(f"http://127.0.0.2:{self.server.server_address[1]}/ok")

    def page_lies(self) -> None:
        self.send(PAGE, Content_Length="many")

    def page_claims(self) -> None:
        self.send(b"", Content_Length="999999999")

    def page_endless(self) -> None:
        self.send(b"")
        try:
            while True:
                self.wfile.write(b"word " * 20_000)
        except OSError:
            return

    def page_drip(self) -> None:
        self.send(b"")
        try:
            for _ in range(100):
                self.wfile.write(b"a")
                self.wfile.flush()
                time.sleep(0.05)
        except OSError:
            return

    def page_pdf(self) -> None:
        self.send(b"%PDF-1.7", "application/pdf")

    def page_picture(self) -> None:
        self.send(b"\x89PNG", "image/png")

    def page_badly(self) -> None:
        self.go("http://a:99999999/")

    def log_message(self, format: str, *args: Any) -> None:
        """Says nothing."""


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    server = ThreadingHTTPServer(("0.0.0.0", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def get(url: str, **more: Any) -> Fetched:
    return fetch(url, max_bytes=1_000_000, private_addresses=True, **more)


def refusal(url: str, **more: Any) -> str:
    with pytest.raises(ReportError) as caught:
        get(url, **more)
    said = str(caught.value)
    assert said.startswith(f"{url}: ")
    assert "\n" not in said
    return said


def test_a_page_is_fetched_with_what_the_server_says_of_it(site: str) -> None:
    page = get(f"{site}/ok")
    assert (page.data, page.kind, page.charset) == (PAGE, "html", "utf-8")
    assert get(f"{site}/packed").data == PAGE


def test_an_address_becomes_a_report(site: str) -> None:
    report = load_report(f"{site}/away", private_addresses=True)
    assert report.url == f"{site}/ok"
    assert report.source == f"{site}/away"
    assert "met in Geneva" in report.text
    assert "Zürich" in load_report(f"{site}/text", private_addresses=True).text


def test_it_works_inside_a_running_event_loop(site: str) -> None:
    async def inside() -> bytes:
        return get(f"{site}/ok").data

    assert asyncio.run(inside()) == PAGE


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("none", "404"),
        ("loop", "redirects more than 5 times"),
        ("file", "not an http or https address"),
        ("badly", "no such host"),
        ("claims", "larger than 1 MB"),
        ("lies", "cannot be fetched"),
        ("endless", "larger than 1 MB"),
        ("bomb", "larger than 1 MB"),
        ("pdf", "a PDF"),
        ("picture", "neither a page nor a text"),
    ],
)
def test_what_cannot_be_fetched_is_told_in_one_line(site: str, path: str, reason: str) -> None:
    assert reason in refusal(f"{site}/{path}")


def test_a_page_that_drips_is_given_up_after_the_total_time(site: str) -> None:
    start = time.monotonic()
    assert "within 0.5 s" in refusal(f"{site}/drip", total_seconds=0.5)
    assert time.monotonic() - start < 3


def test_nobody_there() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    assert "cannot be fetched" in refusal(f"http://127.0.0.1:{port}/")
    assert "no such host" in refusal("http://no-such-host.invalid/")
    for wrong in (
        "http://",
        "http://exa mple/",
        "http://a:99999999/",
        "gopher://a/",
        "http://[::1",
    ):
        refusal(wrong)


# --- the own network


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "192.168.0.1", "172.16.5.5", "169.254.169.254", "0.0.0.0",
     "100.64.0.1", "224.0.0.1", "240.0.0.1", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1",
     "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a00:1",
     "2002:7f00:1::", "2001:0:53aa:64c::1", "::127.0.0.1"],
)  # fmt: skip
def test_addresses_inside_networks_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1::1", "64:ff9b::5db8:d822"])
def test_addresses_of_the_open_internet_are(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "[::1]", "0.0.0.0", "2130706433", "0x7f.1", "[::ffff:7f00:1]"],
)
def test_the_own_network_is_refused_by_default(site: str, host: str) -> None:
    port = site.rsplit(":", 1)[1]
    with pytest.raises(ReportError, match=r"private network|not a web address|no such host"):
        load_report(f"http://{host}:{port}/ok")


def test_a_redirect_into_the_own_network_is_refused(
    site: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hops, "is_public", lambda address: address == "127.0.0.1")
    assert fetch(f"{site}/ok", max_bytes=1000).data == PAGE
    with pytest.raises(ReportError, match=r"private network \(127\.0\.0\.2\)"):
        fetch(f"{site}/inside", max_bytes=1000)


def test_a_name_is_resolved_once_and_the_checked_address_is_used(
    site: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that turns private between check and connection gains nothing."""
    port = int(site.rsplit(":", 1)[1])
    asked: list[str] = []

    def answers(host: Any, *rest: Any, **more: Any) -> list[Any]:
        asked.append(str(host))
        address = "127.0.0.1" if len(asked) == 1 else "127.0.0.2"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    monkeypatch.setattr(socket, "getaddrinfo", answers)
    monkeypatch.setattr(hops, "is_public", lambda address: address == "127.0.0.1")
    Handler.hosts.clear()
    page = fetch(f"http://turning.example:{port}/ok", max_bytes=1000)
    assert page.data == PAGE
    assert asked == ["turning.example"]
    assert Handler.hosts == [f"turning.example:{port}"]


def test_one_private_address_among_a_names_is_enough_to_refuse(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def answers(*given: Any, **more: Any) -> list[Any]:
        kind = (socket.AF_INET, socket.SOCK_STREAM, 6, "")
        return [(*kind, ("93.184.216.34", 80)), (*kind, ("10.0.0.1", 80))]

    monkeypatch.setattr(socket, "getaddrinfo", answers)
    with pytest.raises(ReportError, match=r"private network \(10\.0\.0\.1\)"):
        fetch("http://mixed.example/", max_bytes=1000)
