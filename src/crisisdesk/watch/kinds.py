"""What kind of source an address is: found out by asking for it once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from crisisdesk.errors import ReportError
from crisisdesk.formats.exchange import ask
from crisisdesk.formats.feeds import is_feed, parse_feed
from crisisdesk.formats.sitemaps import is_sitemap, parse_sitemap
from crisisdesk.formats.streams.updates import updates_in
from crisisdesk.formats.xml import address
from crisisdesk.record.watching import Kind

MOST_BYTES = 30_000_000
_FEEDS = {"application/rss+xml", "application/atom+xml"}


def kind_of(source: str, *, private_addresses: bool = False) -> tuple[Kind, str]:
    """The kind of a source and where it is: of a page, the feed that it names. Raises ReportError
    where it cannot be had or is nothing that can be watched."""
    if "://" not in source:
        if not Path(source).is_dir():
            raise ReportError(source, "is neither a web address nor a folder")
        return "folder", str(Path(source).resolve())
    answer = ask(source, max_bytes=MOST_BYTES, private_addresses=private_addresses)
    if not answer.good:
        raise ReportError(source, f"answers {answer.status}")
    if is_feed(answer.data):
        parse_feed(answer.data, source, answer.charset)
        return "feed", source
    if is_sitemap(answer.data) or answer.data.startswith(b"\x1f\x8b"):
        parse_sitemap(answer.data, source, answer.charset)
        return "sitemap", source
    if updates_in(answer.data[:100_000].decode("utf-8", "replace")):
        return "gdelt", source
    named = _feed_of(answer.data, answer.url)
    if named is None:
        raise ReportError(source, "is no feed, sitemap or list of GDELT's, and names no feed")
    return "feed", named


def _feed_of(data: bytes, base: str) -> str | None:
    """The feed that a page names in its head."""
    import lxml.html

    try:
        page: Any = lxml.html.fromstring(data)
    except (ValueError, lxml.etree.LxmlError):
        return None
    for link in page.iter("link"):
        if "alternate" in (link.get("rel") or "").lower() and link.get("type") in _FEEDS:
            return address(link.get("href"), base)
    return None
