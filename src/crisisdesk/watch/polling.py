"""One poll of a feed, a sitemap or a folder: what is new, what changed, what may be missing."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from msgspec import Struct

from crisisdesk.errors import ReportError
from crisisdesk.formats.exchange import Answer
from crisisdesk.formats.feeds import Feed, Item, parse_feed, plain_address
from crisisdesk.formats.moments import stamp, unstamp
from crisisdesk.formats.sitemaps import parse_sitemap
from crisisdesk.record.watching import Gap, Seen, Source, Waiting, Watching
from crisisdesk.watch.manners import Manners

MOST_BYTES = 30_000_000
MOST_MAPS = 50  # sitemaps of one index that are looked into
FRESH = timedelta(days=3)  # of a sitemap that is new, what is older than this is left
MOST_CHECKS = 12  # times that a page is looked at again when its item is merely dated anew
MOST_TEXT = 200_000  # characters of an item's own text that are kept till it is read
SETTLED = 1.0  # seconds that a file must have been left alone


class Found(Struct):
    """What a poll brought: items to be read, items left unread, keys that were taken back, a gap,
    and what else is to be said."""

    items: list[Waiting] = []
    left: list[Waiting] = []
    withdrawn: tuple[str, ...] = ()
    gap: Gap | None = None
    feed: Feed | None = None
    minutes: int = 0
    said: str = ""


class Polling:
    """Polls the sources of a desk."""

    def __init__(
        self, watching: Watching, manners: Manners, now: Callable[[], datetime], backlog: int
    ) -> None:
        self._watching = watching
        self._manners = manners
        self._now = now
        self._backlog = backlog

    def poll(self, source: Source) -> Found:
        """What a source has today. Raises LaterError or ReportError where it cannot be had; the
        source's marks are brought up to date, but not kept yet."""
        if source.kind == "folder":
            return self._folder(source)
        answer = self._manners.ask(
            source.here,
            max_bytes=MOST_BYTES,
            etag=source.etag,
            modified=source.modified,
            patient=True,
        )
        if answer.status == 304:
            return Found(said="not changed")
        if not answer.good:
            raise ReportError(source.address, f"answers {answer.status}")
        found = self._read(source, answer)
        source.etag = answer.headers.get("etag")
        source.modified = answer.headers.get("last-modified")
        if answer.moved and answer.moved != source.here:
            found.said = f"has moved to {answer.moved}"
            source.here = answer.moved
        return found

    def _read(self, source: Source, answer: Answer) -> Found:
        if source.kind == "sitemap":
            return self.sorted(source, self._pages(source, answer), whole=False)
        feed = parse_feed(answer.data, answer.url, answer.charset)
        found = self.sorted(source, feed.items, whole=True)
        found.feed, found.minutes, found.withdrawn = feed, feed.minutes, feed.withdrawn
        return found

    def _pages(self, source: Source, answer: Answer) -> list[Item]:
        """The pages of a sitemap, or of those of an index's sitemaps that changed of late."""
        sitemap = parse_sitemap(answer.data, answer.url, answer.charset)
        pages = list(sitemap.pages)
        since = unstamp(source.good) - timedelta(hours=1) if source.good else self._now() - FRESH
        maps = [(url, when) for url, when in sitemap.maps if when is None or when >= since]
        maps.sort(key=lambda one: one[1] or datetime.min.replace(tzinfo=UTC), reverse=True)
        for url, _ in maps[:MOST_MAPS]:
            pages += self.pages_at(url)
        return pages

    def pages_at(self, url: str) -> list[Item]:
        """The pages of one sitemap. Raises as `poll` does."""
        more = self._manners.ask(url, max_bytes=MOST_BYTES, patient=True)
        if not more.good:
            raise ReportError(url, f"answers {more.status}")
        return list(parse_sitemap(more.data, more.url, more.charset).pages)

    def sorted(self, source: Source, items: Sequence[Item], *, whole: bool) -> Found:
        """Items told apart: new, changed, known. ``whole`` marks a feed, which shows only its
        newest items, so that some may have come and gone between two polls."""
        seen = self._watching.seen(source.id, [item.key for item in items])
        first = not self._watching.holds(source.id)
        new = [self._waiting(source, item) for item in items if item.key not in seen]
        found = Found()
        if first:
            read, left = self._begun(items, new, whole)
            found.items, found.left = read, left
        else:
            found.items = new
            if whole and new and len(new) == len(items):
                found.gap = self._gap(source, items)
        found.items += self._changed(source, items, seen)
        dated = [item.published for item in items if item.published]
        newest = max(
            (when for when in dated if when <= self._now() + timedelta(days=1)), default=None
        )
        if newest:
            source.newest = max(source.newest or "", stamp(newest))
        return found

    def _begun(
        self, items: Sequence[Item], new: list[Waiting], whole: bool
    ) -> tuple[list[Waiting], list[Waiting]]:
        """Of a source that is new only the newest are read; of a sitemap only the dated ones of
        these days, since it lists a site's whole past."""
        since = stamp(self._now() - FRESH)
        fresh = [w for w in new if whole or (w.published or "") >= since][: self._backlog]
        chosen = {waiting.key for waiting in fresh}
        return fresh, [waiting for waiting in new if waiting.key not in chosen]

    def _gap(self, source: Source, items: Sequence[Item]) -> Gap | None:
        """Nothing that the feed shows was seen before: what lay between may have been missed."""
        if self._watching.any_seen(plain_address(item.url) for item in items if item.url):
            return None
        dated = [item.published for item in items if item.published]
        first = source.newest or source.good or stamp(self._now())
        last = stamp(min(dated)) if dated else stamp(self._now())
        if last <= first:  # an old item that a feed shows anew
            return None
        return Gap(source.id, "missed", first, last, stamp(self._now()))

    def _changed(
        self, source: Source, items: Sequence[Item], seen: dict[str, Seen]
    ) -> list[Waiting]:
        """Items that were read and say something else of themselves now. A merely new date is
        looked at a few times, at longer and longer intervals."""
        found = []
        for item in items:
            known = seen.get(item.key)
            if known is None or known.mark == item.mark or known.state not in ("read", "refused"):
                continue
            edited = known.wording != item.wording
            if edited or self._worth_a_look(known):
                found.append(self._waiting(source, item, known))
        return found

    def _worth_a_look(self, known: Seen) -> bool:
        if known.checks >= MOST_CHECKS:
            return False
        return self._now() >= unstamp(known.looked) + timedelta(hours=2**known.checks)

    def _waiting(self, source: Source, item: Item, known: Seen | None = None) -> Waiting:
        return Waiting(
            source.id,
            item.key,
            plain_address(item.url) if item.url else None,
            item.title,
            stamp(item.published) if item.published else None,
            item.author,
            item.outlet,
            item.markup[:MOST_TEXT] if item.markup else None,
            item.mark,
            item.wording,
            known.report if known else None,
            checks=known.checks + 1 if known else 0,
            looked=known.looked if known else "",
        )

    # --- folders

    def _folder(self, source: Source) -> Found:
        """New and changed files; one that is still being written waits for the next poll."""
        folder = Path(source.address)
        if not folder.is_dir():
            raise ReportError(source.address, "there is no such folder")
        files = {
            str(path): _file_mark(path)
            for path in sorted(folder.rglob("*"))
            if _is_own(path, folder)
        }
        if any(_is_young(path) for path in files):
            time.sleep(SETTLED)
            files = {path: mark for path, mark in files.items() if _file_mark(Path(path)) == mark}
        seen = self._watching.seen(source.id, list(files))
        found = Found()
        for path, mark in files.items():
            known = seen.get(path)
            if mark and (known is None or (known.mark != mark and known.state != "waiting")):
                report = known.report if known else None
                found.items.append(
                    Waiting(source.id, path, None, None, None, None, None, None, mark, mark, report)
                )
        return found


def _is_own(path: Path, folder: Path) -> bool:
    hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
    return not hidden and path.is_file()


def _file_mark(path: Path) -> str:
    try:
        found = path.stat()
    except OSError:
        return ""
    return f"{found.st_mtime_ns}:{found.st_size}"


def _is_young(path: str) -> bool:
    try:
        return abs(time.time() - Path(path).stat().st_mtime) < SETTLED
    except OSError:
        return False
