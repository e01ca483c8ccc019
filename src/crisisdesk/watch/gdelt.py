"""GDELT's 15-minute files of events: the latest, and those that were missed in between."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from crisisdesk.errors import CrisisDeskError, HistoryError, ReportError, StreamError
from crisisdesk.formats.download import Expected, Limits, download
from crisisdesk.formats.moments import moment, stamp
from crisisdesk.formats.streams.store import Imported
from crisisdesk.formats.streams.updates import (
    Update,
    between,
    master_of,
    steps_between,
    updates_in,
)
from crisisdesk.record.watching import Gap, Source, Waiting
from crisisdesk.watch.manners import LaterError, Manners
from crisisdesk.watch.polling import Found
from crisisdesk.watch.settings import Settings

MOST_FILES = 672
"""Files that are fetched of one gap: a week's."""
MOST_BYTES = 200_000
MOST_MASTER = 4_000_000
MOST_FILE = 200_000_000
_LINE = 400  # bytes that a quarter of an hour takes in the list of all files, with room to spare


class Gdelt:
    """Polls GDELT's list of the latest files, and fetches them."""

    def __init__(self, manners: Manners, settings: Settings, now: Callable[[], datetime]) -> None:
        self._manners = manners
        self._settings = settings
        self._now = now

    def poll(self, source: Source) -> Found:
        """The latest file where it is new, and those between it and the last one that was seen.
        Raises LaterError or ReportError where the list cannot be had."""
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
        listed = updates_in(answer.data.decode("utf-8", "replace"))
        if not listed:
            raise ReportError(source.address, "names no file of events")
        source.etag = answer.headers.get("etag")
        source.modified = answer.headers.get("last-modified")
        latest = max(listed, key=lambda update: update.stamp)
        known = _digits(source.newest)
        if known and latest.stamp <= known:
            return Found(said="not changed")
        found = Found()
        updates = [latest]
        if known and steps_between(known, latest.stamp):
            found.gap, between_them = self._missed(source, known, latest)
            updates = [*between_them, latest]
        found.items = [_waiting(source, update) for update in updates]
        source.newest = _iso(latest.stamp)
        return found

    def _missed(self, source: Source, known: str, latest: Update) -> tuple[Gap, list[Update]]:
        """The files that were missed, as GDELT's list of all files has them; where it cannot be
        had, as they should be called."""
        steps = steps_between(known, latest.stamp)
        try:
            listed = self._master(source, steps)
            there = [u for u in listed if known < u.stamp < latest.stamp][-MOST_FILES:]
            lacking = steps - len(there)
            note = f"{steps} files missed, {len(there)} of them in GDELT's list"
        except CrisisDeskError:
            there = between(known, latest.stamp, latest.url, MOST_FILES)
            lacking = steps - len(there)
            note = f"{steps} files missed; GDELT's list cannot be had, {len(there)} tried by name"
        if lacking:
            note += f", {lacking} not to be had"
        moment_ = stamp(self._now())
        closed = None if lacking else moment_
        gap = Gap(
            source.id, "missing", _iso(known), _iso(latest.stamp), moment_, len(there), closed, note
        )
        return gap, there

    def _master(self, source: Source, steps: int) -> list[Update]:
        """The end of the list of all files, which is far too long to be fetched whole."""
        size = min((min(steps, MOST_FILES) + 12) * 3 * _LINE, MOST_MASTER)
        answer = self._manners.ask(
            master_of(source.here),
            max_bytes=MOST_MASTER,
            extra={"Range": f"bytes=-{size}"},
            patient=True,
        )
        if not answer.good:
            raise ReportError(source.address, f"its list of all files answers {answer.status}")
        return updates_in(answer.data.decode("utf-8", "replace"))

    def take(self, item: Waiting, bring: Callable[[Path], Imported], room: Path) -> Imported:
        """Fetch one file into the folder ``room``, bring it in, and drop it. Raises LaterError
        where it may come yet, ReportError where not."""
        assert item.url is not None
        self._manners.allowed(item.url)
        target = room / item.url.rpartition("/")[2]
        size, _, md5 = item.mark.partition(":")
        expected = Expected(size=int(size) if size else None, md5=md5 or None)
        limits = Limits(
            bytes=MOST_FILE, seconds=300.0, private_addresses=self._settings.private_addresses
        )
        try:
            download(item.url, target, expected, limits)
            return bring(target)
        except StreamError as error:
            raise ReportError(item.url, error.reason) from error
        except HistoryError as error:
            if "answers 404" in str(error):
                raise ReportError(item.url, "GDELT has no such file") from error
            raise LaterError(str(error), self._manners.after(item.tries + 1)) from error
        finally:
            target.unlink(missing_ok=True)


def _waiting(source: Source, update: Update) -> Waiting:
    mark = f"{update.size or ''}:{update.md5 or ''}"
    when = _iso(update.stamp)
    return Waiting(source.id, update.stamp, update.url, None, when, None, None, None, mark, mark)


def _iso(digits: str) -> str:
    when = moment(f"{digits[:8]}T{digits[8:]}Z")
    return stamp(when) if when else ""


def _digits(iso: str | None) -> str:
    return "".join(ch for ch in iso or "" if ch.isdigit())
