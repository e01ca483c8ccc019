"""Sites that a watch visits: what lies at each path is set by the test, and who asked is noted."""

from __future__ import annotations

import gzip
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote

STORY = """<!doctype html><html><head><title>{title}</title></head><body><article>
<h1>{title}</h1>
<p>OSLO, {day} - Russia threatened to attack Norway unless it opens the border at {place}, the
foreign minister of Norway said on Monday. "We will not accept pressure," Espen Barth Eide said.</p>
<p>Sweden said that it stood by Norway, and its ambassador met the minister in {place}.</p>
</article></body></html>"""
BOMB = gzip.compress(b"<rss>" + b" " * 60_000_000)
ZEROS = bytes(1 << 20)


def story(title: str, day: str = "March 3, 2024", place: str = "Storskog") -> bytes:
    """A page with a report of some words."""
    return STORY.format(title=title, day=day, place=place).encode()


@dataclass
class Reply:
    """What a path answers."""

    body: bytes = b""
    kind: str = "text/html; charset=utf-8"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Post:
    """An entry of a feed."""

    key: str
    title: str
    link: str | None = ""
    when: datetime | None = None
    text: str = ""

    def rss(self, site: str) -> str:
        parts = [f"<guid isPermaLink='false'>{self.key}</guid>", f"<title>{self.title}</title>"]
        if self.link is not None:
            parts.append(f"<link>{site}{self.link or f'/{self.key}'}</link>")
        if self.when:
            parts.append(f"<pubDate>{format_datetime(self.when)}</pubDate>")
        if self.text:
            parts.append(f"<description><![CDATA[{self.text}]]></description>")
        return f"<item>{''.join(parts)}</item>"


def rss(site: str, *posts: Post, more: str = "") -> Reply:
    """A feed of entries."""
    head = f"<rss version='2.0'><channel><title>The Quay</title>{more}"
    text = head + "".join(post.rss(site) for post in posts) + "</channel></rss>"
    return Reply(text.encode(), "application/rss+xml")


Answering = Reply | Callable[["Handler"], Reply | None]


class Site:
    """A site on this machine: ``pages`` by path, ``asked`` as (path, headers) in order,
    ``posted`` as (path, body)."""

    def __init__(self) -> None:
        self.pages: dict[str, Answering] = {"/robots.txt": Reply(status=404)}
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.posted: list[tuple[str, bytes]] = []
        self.url = ""

    def times(self, path: str) -> int:
        """How often a path was asked for."""
        return sum(one == path for one, _ in self.asked)


class Handler(BaseHTTPRequestHandler):
    """Answers as the site's pages say."""

    site: Site

    def do_GET(self) -> None:
        path = unquote(self.path)
        self.site.asked.append((path, {k.lower(): v for k, v in self.headers.items()}))
        found = self.site.pages.get(path, Reply(b"no such page", status=404))
        reply = found(self) if callable(found) else found
        if reply is not None:
            self.reply(reply)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.site.posted.append((self.path, body))
        found = self.site.pages.get(self.path, Reply(status=404))
        self.reply(found if isinstance(found, Reply) else Reply())

    def reply(self, reply: Reply) -> None:
        self.send_response(reply.status)
        headers = {"Content-Type": reply.kind, "Content-Length": str(len(reply.body))}
        for key, value in (headers | reply.headers).items():
            self.send_header(key, value)
        self.end_headers()
        with suppress(OSError):
            self.wfile.write(reply.body)

    def log_message(self, format: str, *args: Any) -> None:
        """Says nothing."""


@contextmanager
def serving() -> Iterator[Site]:
    """A site while it runs."""
    site = Site()
    handler = type("Handler", (Handler,), {"site": site})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    site.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()


class Clock:
    """A clock that is turned by hand, and by whoever sleeps."""

    def __init__(self, start: datetime = datetime(2024, 3, 4, 12, tzinfo=UTC)) -> None:
        self.time = start

    def __call__(self) -> datetime:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.time += timedelta(seconds=seconds)

    def on(self, **more: float) -> None:
        """Turn it on by so many days, hours, minutes."""
        self.time += timedelta(**more)


# --- how servers misbehave


def drips(handler: Handler) -> None:
    """A byte now and then, for ever."""
    handler.send_response(200)
    handler.end_headers()
    with suppress(OSError):
        while True:
            handler.wfile.write(b"<")
            handler.wfile.flush()
            time.sleep(0.05)


def silent(handler: Handler) -> None:
    """Not even a status."""
    time.sleep(3)
    handler.close_connection = True


def endless(handler: Handler) -> None:
    """Twenty gigabytes of zeros, for who takes them."""
    handler.send_response(200)
    handler.send_header("Content-Type", "application/rss+xml")
    handler.end_headers()
    with suppress(OSError):
        for _ in range(20_000):
            handler.wfile.write(ZEROS)


def claims(handler: Handler) -> None:
    """Says that twenty gigabytes come."""
    handler.send_response(200)
    handler.send_header("Content-Length", str(20_000_000_000))
    handler.end_headers()


def bomb(handler: Handler) -> None:
    """A little that unpacks to very much."""
    handler.reply(Reply(BOMB, "application/rss+xml", headers={"Content-Encoding": "gzip"}))


def hangs_up(handler: Handler) -> None:
    """Ends in the middle of what it promised."""
    handler.send_response(200)
    handler.send_header("Content-Length", "5000")
    handler.end_headers()
    handler.wfile.write(b"<rss><channel><item>")
    handler.close_connection = True


def babbles(handler: Handler) -> None:
    """No HTTP at all."""
    handler.wfile.write(b"SSH-2.0-OpenSSH_9.0\r\n")
    handler.close_connection = True


def circles(handler: Handler) -> Reply:
    """Sends on and on."""
    return Reply(status=302, headers={"Location": handler.path})
