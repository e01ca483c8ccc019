"""A feed that lies in a file: its items that carry their whole text, and one of them as a page."""

from __future__ import annotations

from functools import lru_cache
from html import escape
from pathlib import Path

from crisisdesk.errors import ReportError
from crisisdesk.formats.feeds import Feed, Item, is_feed, parse_feed
from crisisdesk.formats.raw import MAX_BYTES, Raw, too_large
from crisisdesk.formats.stores import Stored

_STARTS = (b"<?xml", b"<rss", b"<feed", b"<rdf", b"<!--")


def is_feed_file(path: Path | Stored) -> bool:
    """Whether a file begins as a feed does."""
    with path.open("rb") as file:
        head = file.read(3000).lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return head.startswith(_STARTS) and is_feed(head) and b"<html" not in head


def items(path: Path | Stored) -> list[Item]:
    """The items of a feed's file. Raises ReportError where it cannot be read."""
    found = path.stat()
    if found.st_size > MAX_BYTES:
        raise ReportError(str(path), too_large())
    return list(_feed(path, found.st_mtime_ns, found.st_size).items)


def read_item(path: Path | Stored, key: str) -> Raw:
    """An item with its text as a page that says of itself what the feed says of it. Raises
    ReportError where there is none of that key with a text."""
    item = next((item for item in items(path) if item.key == key and item.markup), None)
    if item is None:
        raise ReportError(f"{path}!{key}", "the feed has no such item with a text")
    found = path.stat()
    return Raw(
        _page(item, _feed(path, found.st_mtime_ns, found.st_size).title).encode(
            "utf-8", "surrogatepass"
        ),
        charset="utf-8",
        kind="html",
        url=item.url,
    )


@lru_cache(maxsize=1)  # a feed's items are read one after the other
def _feed(path: Path | Stored, changed: int, size: int) -> Feed:
    return parse_feed(path.read_bytes(), str(path))


def _page(item: Item, outlet: str | None) -> str:
    told = {
        "author": item.author,
        "og:site_name": item.outlet or outlet,
        "article:published_time": item.published.isoformat() if item.published else None,
    }
    meta = "".join(
        f'<meta name="{name}" property="{name}" content="{escape(value)}">'
        for name, value in told.items()
        if value
    )
    title = escape(item.title or "")
    return (
        f"<!doctype html><html><head><title>{title}</title>{meta}</head>"
        f"<body><article><h1>{title}</h1>{item.markup}</article></body></html>"
    )
