"""Sitemaps (sitemaps.org) with Google's news extension, indexes of them, and plain lists."""

from __future__ import annotations

import gzip
import io
import zlib
from datetime import datetime
from typing import TYPE_CHECKING

from msgspec import Struct

from crisisdesk.errors import ReportError
from crisisdesk.formats.feeds import Item, newest_first, plain_address
from crisisdesk.formats.moments import moment
from crisisdesk.formats.xml import address, local, parse_xml, space, words

if TYPE_CHECKING:
    from lxml.etree import _Element

MOST_PAGES = 50_000
"""What the protocol allows one sitemap to hold."""
MOST_BYTES = 50_000_000
_NEWS = "http://www.google.com/schemas/sitemap-news/"


class Sitemap(Struct, frozen=True):
    """The pages of one sitemap, newest first as far as they are dated; the sitemaps that an index
    names, each with the moment it last changed."""

    pages: tuple[Item, ...] = ()
    maps: tuple[tuple[str, datetime | None], ...] = ()


def parse_sitemap(data: bytes, url: str, charset: str | None = None) -> Sitemap:
    """The sitemap in ``data`` (XML, gzip of it, or a list of addresses), which came from ``url``.

    Raises ReportError where it is none, or unpacks to more than 50 MB.
    """
    data = _unpacked(data, url)
    if data.lstrip()[:4].lower() == b"http":
        return _listed(data, url)
    root = parse_xml(data, url, charset)
    name = local(root)
    if name == "sitemapindex":
        return Sitemap(maps=tuple(_maps(root, url)))
    if name != "urlset":
        raise ReportError(url, f"this is no sitemap (its first element is <{name}>)")
    found: dict[str, Item] = {}
    for element in root:
        item = _page(element, url) if local(element) == "url" else None
        if item is not None:
            found.setdefault(item.key, item)
        if len(found) >= MOST_PAGES:
            break
    return Sitemap(pages=newest_first(found.values()))


def is_sitemap(data: bytes) -> bool:
    """Whether bytes begin as a sitemap or an index of them does."""
    head = data[:3000].lower()
    return b"<urlset" in head or b"<sitemapindex" in head


def _unpacked(data: bytes, url: str) -> bytes:
    if not data.startswith(b"\x1f\x8b"):
        return data
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as packed:
            plain = packed.read(MOST_BYTES + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise ReportError(url, f"this gzip cannot be unpacked: {error}") from error
    if len(plain) > MOST_BYTES:
        raise ReportError(url, f"unpacks to more than {MOST_BYTES // 1_000_000} MB")
    return plain


def _listed(data: bytes, url: str) -> Sitemap:
    lines = data.decode("utf-8", "replace").split("\n")[:MOST_PAGES]
    found = [address(line, url) for line in lines if line.strip().lower().startswith("http")]
    unique = {plain_address(page): page for page in found if page}
    return Sitemap(pages=tuple(Item(key=key, url=page) for key, page in unique.items()))


def _maps(root: _Element, url: str) -> list[tuple[str, datetime | None]]:
    found = []
    for element in root:
        where = address(words(_part(element, "loc")), url) if local(element) == "sitemap" else None
        if where:
            found.append((where, moment(words(_part(element, "lastmod")))))
    return found[:MOST_PAGES]


def _page(element: _Element, base: str) -> Item | None:
    where = address(words(_part(element, "loc")), base)
    if where is None:
        return None
    news = _part(element, "news", news=True)
    published = title = outlet = None
    if news is not None:
        published = moment(words(_part(news, "publication_date", news=True)))
        title = words(_part(news, "title", news=True))
        publication = _part(news, "publication", news=True)
        if publication is not None:
            outlet = words(_part(publication, "name", news=True))
    changed = moment(words(_part(element, "lastmod")))
    return Item(
        key=plain_address(where),
        url=where,
        title=title,
        published=published or changed,
        updated=changed,
        outlet=outlet,
    )


def _part(parent: _Element, name: str, *, news: bool = False) -> _Element | None:
    for child in parent:
        if local(child) == name and space(child).startswith(_NEWS) == news:
            return child
    return None
