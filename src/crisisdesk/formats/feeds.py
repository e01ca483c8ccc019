"""RSS (0.9 to 2.0), RDF and Atom: a feed's items, whatever of them is there.

Nothing is taken for granted: items may lack an address, a date or an identity, be repeated or
out of order, and a feed may be cut off in the middle; what can be read is.
"""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

from msgspec import Struct

from crisisdesk.errors import ReportError
from crisisdesk.formats.moments import moment
from crisisdesk.formats.xml import address, local, parse_xml, space, words

if TYPE_CHECKING:
    from lxml.etree import _Element

MOST_ITEMS = 20_000
"""Items of one feed beyond so many are left out."""

_ATOM = ("http://www.w3.org/2005/Atom", "http://purl.org/atom/ns#")
# where a name means what we take it for: a media:title is a picture's
_OWN = {
    "",
    *_ATOM,
    "http://purl.org/rss/1.0/",
    "http://my.netscape.com/rdf/simple/0.9/",
    "http://channel.netscape.com/rdf/simple/0.9/",
    "http://purl.org/dc/elements/1.1/",
    "http://purl.org/dc/terms/",
    "http://purl.org/rss/1.0/modules/content/",
    "http://rssnamespace.org/feedburner/ext/1.0",
}
_BASE = "{http://www.w3.org/XML/1998/namespace}base"
_PUBLISHED = ("pubdate", "published", "issued", "date", "created")
_UPDATED = ("updated", "modified")
_WHOLE = ("encoded", "content", "body")
_SHORT = ("description", "summary", "abstract", "subtitle")
_TRACKING = ("utm_", "fbclid", "gclid", "mc_cid", "mc_eid")


class Item(Struct, frozen=True):
    """One item of a feed or sitemap. ``key`` tells it from the others of its source for good;
    ``markup`` is the item's own text as HTML, ``short`` where it is only a summary."""

    key: str
    url: str | None = None
    title: str | None = None
    published: datetime | None = None
    updated: datetime | None = None
    author: str | None = None
    outlet: str | None = None
    markup: str | None = None
    short: bool = True

    @property
    def mark(self) -> str:
        """Changes whenever what the item says of itself does."""
        parts = (self.title, self.url, self.updated or self.published, self.markup)
        whole = "|".join(str(part or "") for part in parts)
        return hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()[:16]

    @property
    def wording(self) -> str:
        """Changes only with the item's words, and not when it is merely dated anew."""
        whole = f"{self.title or ''}|{self.markup or ''}"
        return hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()[:16]


class Feed(Struct, frozen=True):
    """A feed: its items newest first as far as they are dated, the rest in the feed's order;
    ``older`` is the address of the page of older items, ``minutes`` how long it asks to be left
    alone, ``withdrawn`` the keys of items that it says were taken back."""

    title: str | None
    items: tuple[Item, ...]
    older: str | None = None
    minutes: int = 0
    withdrawn: tuple[str, ...] = ()


def parse_feed(data: bytes, url: str, charset: str | None = None) -> Feed:
    """The feed in ``data``, which came from ``url`` (or a file of that name).

    Raises ReportError where it is no feed.
    """
    root = parse_xml(data, url, charset)
    name = local(root)
    if name not in ("rss", "feed", "rdf", "channel"):
        raise ReportError(url, f"this is no feed (its first element is <{name}>)")
    base = address(root.get(_BASE), url) or url
    found: dict[str, Item] = {}
    for number, element in enumerate(_elements(root, ("item", "entry"))):
        if number >= MOST_ITEMS:
            break
        item = _item(element, address(element.get(_BASE), base) or base)
        if item is not None:
            found.setdefault(item.key, item)
    head = next(iter(_elements(root, ("channel",))), root)
    return Feed(
        title=words(_child(head, ("title",))),
        items=newest_first(found.values()),
        older=_older(head, base),
        minutes=_minutes(head),
        withdrawn=_withdrawn(root),
    )


def is_feed(data: bytes) -> bool:
    """Whether bytes begin as a feed does."""
    head = data[:3000].lower()
    return any(mark in head for mark in (b"<rss", b"<feed", b"<rdf:rdf"))


def plain_address(url: str) -> str:
    """An address as it is compared: without its fragment and the marks of who sent the reader."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    pairs = parts.query.split("&")
    query = "&".join(pair for pair in pairs if not pair.lower().startswith(_TRACKING))
    return urlunsplit((parts.scheme.lower(), parts.netloc.lower(), parts.path or "/", query, ""))


def _elements(root: _Element, names: tuple[str, ...]) -> Iterator[_Element]:
    return (element for element in root.iter() if local(element) in names and _is_own(element))


def _is_own(element: _Element) -> bool:
    return space(element) in _OWN


def _child(parent: _Element, names: tuple[str, ...]) -> _Element | None:
    """The first direct child by the first of the names that is there and holds something."""
    for name in names:
        for child in parent:
            if local(child) == name and _is_own(child) and (len(child) or words(child)):
                return child
    return None


def _item(element: _Element, base: str) -> Item | None:
    """An item, or None where nothing tells what it is."""
    guid = _child(element, ("guid", "id"))
    identity, url = words(guid), _link(element, base)
    if url is None and guid is not None and guid.get("isPermaLink", "").lower() != "false":
        url = address(identity, base) if (identity or "").lower().startswith("http") else None
    title = _unescaped(words(_child(element, ("title",))))
    whole, short = _child(element, _WHOLE), _child(element, _SHORT)
    markup = _markup(whole) or _markup(short)
    published = _moment(element, _PUBLISHED)
    key = identity or (plain_address(url) if url else None) or _key(title, markup)
    if key is None:
        return None
    return Item(
        key=key[:500],
        url=url,
        title=title,
        published=published or _moment(element, _UPDATED),
        updated=_moment(element, _UPDATED),
        author=_author(element),
        outlet=words(_child(element, ("source",))) if not _is_atom(element) else None,
        markup=markup,
        short=not _markup(whole),
    )


def _is_atom(element: _Element) -> bool:
    return space(element) in _ATOM


def _key(title: str | None, markup: str | None) -> str | None:
    if not title and not markup:
        return None
    return hashlib.sha256(f"{title}|{markup}".encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _unescaped(text: str | None) -> str | None:
    """A title without the markup that some feeds write into it."""
    if not text or ("<" not in text and "&" not in text):
        return text
    plain = re.sub(r"</?[a-zA-Z][^<>]{0,200}>", "", html.unescape(text))
    return " ".join(plain.split()) or None


def _link(element: _Element, base: str) -> str | None:
    """The item's page: the address before a counter of clicks, the alternate link, any link."""
    links = [child for child in element if local(child) == "link" and _is_own(child)]
    original = _child(element, ("origlink",))
    told = [words(original)]
    told += [x.get("href") for x in links if x.get("rel", "alternate").lower() == "alternate"]
    told += [words(x) for x in links]
    return next((found for value in told if (found := address(value, base))), None)


def _markup(element: _Element | None) -> str | None:
    """An element's text as HTML: escaped in RSS, as elements in Atom's xhtml."""
    if element is None:
        return None
    if len(element) and any(isinstance(child.tag, str) for child in element):
        from lxml import etree

        return "".join(etree.tostring(child, encoding="unicode") for child in element).strip()
    return "".join(element.itertext()).strip() or None


def _moment(element: _Element, names: tuple[str, ...]) -> datetime | None:
    return next((when for name in names if (when := moment(words(_child(element, (name,)))))), None)


def _author(element: _Element) -> str | None:
    found = _child(element, ("creator", "author"))
    if found is None:
        return None
    name = _child(found, ("name",))
    return words(name) if name is not None else words(found)


def newest_first(items: Iterable[Item]) -> tuple[Item, ...]:
    """Dated items newest first, then those without a date; a stable order."""
    oldest = datetime.min.replace(tzinfo=UTC)
    return tuple(sorted(items, key=lambda item: item.published or oldest, reverse=True))


def _older(head: _Element, base: str) -> str | None:
    """The page of older items (RFC 5005), if the feed names one."""
    for child in head:
        if local(child) == "link" and child.get("rel", "").lower() in ("next", "prev-archive"):
            return address(child.get("href"), base)
    return None


def _minutes(head: _Element) -> int:
    """The minutes that a feed asks to be left alone for, at most a day."""
    told = words(_child(head, ("ttl",))) or ""
    return min(int(told[:6]), 1440) if told.isdecimal() else 0


def _withdrawn(root: _Element) -> tuple[str, ...]:
    """The keys of entries that an Atom feed says were deleted (RFC 6721)."""
    gone = (element for element in root.iter() if local(element) == "deleted-entry")
    return tuple(ref for element in gone if (ref := element.get("ref")))
