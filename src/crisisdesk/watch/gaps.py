"""What a feed no longer shows: looked for in its pages of older items, else in the site's
sitemaps."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from msgspec.structs import replace

from crisisdesk.errors import CrisisDeskError
from crisisdesk.formats.feeds import Feed, Item, parse_feed
from crisisdesk.formats.moments import unstamp
from crisisdesk.formats.sitemaps import parse_sitemap
from crisisdesk.record.watching import Gap, Source, Waiting, Watching
from crisisdesk.watch.manners import Manners
from crisisdesk.watch.polling import MOST_BYTES, Found, Polling

MOST_PAGES = 20  # of older items
MOST_SITEMAPS = 12
MOST_FILLED = 500


class Filling:
    """Fills the gaps of feeds."""

    def __init__(self, watching: Watching, manners: Manners, polling: Polling) -> None:
        self._watching = watching
        self._manners = manners
        self._polling = polling

    def fill(self, source: Source, found: Found) -> None:
        """Add to what a poll found the items of its gap, as far as they are had from elsewhere,
        and to the gap what became of it."""
        assert found.gap is not None
        gap, joined = found.gap, False
        items: list[Item] = []
        if found.feed is not None and found.feed.older:
            items, joined = self._older(source, found.feed)
        way = "its pages of older items"
        if not joined:
            more = self._from_sitemaps(source, gap)
            items, way = [*items, *more], "the site's sitemaps" if more else way
        fresh = self._fresh(source, found, items)
        found.items += fresh
        if joined:
            note = f"{len(fresh)} more had from {way}, nothing missed"
        elif fresh:
            note = f"{len(fresh)} more had from {way}; there may be others"
        else:
            note = "nothing more to be had"
        closed = gap.noticed if joined else None
        found.gap = replace(gap, filled=len(fresh), closed=closed, note=note)

    def _fresh(self, source: Source, found: Found, items: list[Item]) -> list[Waiting]:
        had = {waiting.key for waiting in found.items} | {waiting.url for waiting in found.items}
        more = self._polling.sorted(source, items, whole=False).items
        fresh = {w.key: w for w in more if w.key not in had and (not w.url or w.url not in had)}
        return list(fresh.values())[:MOST_FILLED]

    def _older(self, source: Source, feed: Feed) -> tuple[list[Item], bool]:
        """Items of the feed's older pages (RFC 5005), and whether they join on to known ones."""
        items: list[Item] = []
        gone: set[str] = {source.here}
        where = feed.older
        for _ in range(MOST_PAGES):
            if where is None or where in gone:
                break
            gone.add(where)
            try:
                answer = self._manners.ask(where, max_bytes=MOST_BYTES, patient=True)
                page = parse_feed(answer.data, answer.url, answer.charset) if answer.good else None
            except CrisisDeskError:
                break
            if page is None or not page.items:
                break
            known = self._watching.seen(source.id, [item.key for item in page.items])
            items += [item for item in page.items if item.key not in known]
            if known:
                return items, True
            where = page.older
        return items, False

    def _from_sitemaps(self, source: Source, gap: Gap) -> list[Item]:
        """The pages of the site's sitemaps that are dated within the gap."""
        first, last = unstamp(gap.first), unstamp(gap.last)
        found: list[Item] = []
        for url in self._sitemaps(source):
            try:
                answer = self._manners.ask(url, max_bytes=MOST_BYTES, patient=True)
                sitemap = parse_sitemap(answer.data, answer.url, answer.charset)
                pages = list(sitemap.pages)
                maps = [one for one, when in sitemap.maps if when is None or when >= first]
                for one in maps[:MOST_SITEMAPS]:
                    pages += self._polling.pages_at(one)
            except CrisisDeskError:
                continue
            found += [page for page in pages if page.published and first < page.published < last]
        return found

    def _sitemaps(self, source: Source) -> Iterator[str]:
        """The sitemaps of the source's host: those that are watched, those that it names."""
        host = urlsplit(source.here).netloc
        watched = [s.here for s in self._watching.sources() if s.kind == "sitemap"]
        try:
            named = self._manners.sitemaps(source.here)
        except CrisisDeskError:
            named = ()
        found = dict.fromkeys([*(s for s in watched if urlsplit(s).netloc == host), *named])
        yield from list(found)[:MOST_SITEMAPS]


def away(last: str | None, now: str, most_seconds: float) -> Gap | None:
    """The time in which nobody watched, where that was longer than ``most_seconds``."""
    if last is None or (unstamp(now) - unstamp(last)).total_seconds() <= most_seconds:
        return None
    return Gap(None, "away", last, now, now, closed=now)
