"""An item becomes a report in the desk: its page, or where that cannot be had its own text."""

from __future__ import annotations

import html
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from msgspec import Struct
from msgspec.structs import replace

from crisisdesk.desk import Desk
from crisisdesk.errors import ReportError
from crisisdesk.formats.exchange import Answer
from crisisdesk.formats.fetch import page_kind
from crisisdesk.formats.load import report_of
from crisisdesk.formats.raw import MAX_BYTES, Raw
from crisisdesk.record.watching import Waiting
from crisisdesk.terms.records import Card, Date, Report, card_of
from crisisdesk.watch.manners import LaterError, Manners

MOST_TRIES = 6
FEWEST_WORDS = 25
"""An item's own text of fewer words is a teaser and no report."""
GONE = 410


class Taken(Struct, frozen=True):
    """What became of an item: what it is kept as (a report's id, or ``events``), the report if it
    was read now, whether that is new to the desk, and what is to be said. Kept as nothing it was
    refused; ``gone`` where its page is no more."""

    kept: str | None = None
    report: Card | None = None
    new: bool = False
    said: str = ""
    gone: bool = False


class Taking:
    """Brings items into a desk."""

    def __init__(self, desk: Desk, manners: Manners, now: Callable[[], datetime]) -> None:
        self._desk = desk
        self._manners = manners
        self._now = now

    def page(self, item: Waiting) -> Taken:
        """The item's page as a report, else the item's own text. Raises LaterError where the page
        is to be tried again."""
        said = ""
        report: Report | None
        try:
            report = self._loaded(item)
        except LaterError as error:
            if item.tries + 1 < MOST_TRIES:
                raise
            report, said = self._own(item), error.reason
        except ReportError as error:
            report, said = self._own(item), error.reason
        if report is None:
            return Taken(said=said, gone=said == f"answers {GONE}")
        report = self._completed(report, item)
        try:
            new = self._desk.keep(report)
        except ReportError as error:
            return Taken(said=error.reason)
        return Taken(
            report.id, card_of(report), new, f"from the feed's own text: {said}" if said else ""
        )

    def file(self, item: Waiting) -> Taken:
        """A file of a watched folder."""
        result = self._desk.add(item.key, skip_bad=True)
        if result.failed and not (result.new or result.known):
            return Taken(said=result.failed[0].reason)
        if not (result.new or result.known):
            return Taken(said="holds no report")
        card = (*result.new, *result.known)[0]
        return Taken(card.id, card, bool(result.new))

    def _loaded(self, item: Waiting) -> Report:
        if item.url is None:
            raise ReportError(item.key, "has no page")
        answer = self._manners.ask(item.url, max_bytes=MAX_BYTES)
        if not 200 <= answer.status < 300:
            raise ReportError(item.url, f"answers {answer.status}")
        if _is_front(answer.url) and not _is_front(item.url):
            raise ReportError(item.url, "leads to the site's front page")
        kind = page_kind(answer.headers.get("content-type"), item.url)
        return report_of(_raw(answer, kind), item.url)

    def _own(self, item: Waiting) -> Report | None:
        """The item's own text as a report, None where it is too short to be one."""
        if not item.markup or len(item.markup.split()) < FEWEST_WORDS:
            return None
        title = html.escape(item.title or "")
        page = (
            f"<html><head><title>{title}</title></head><body><h1>{title}</h1>{item.markup}</body>"
        )
        name = item.url or item.key
        try:
            raw = Raw(page.encode("utf-8", "replace"), name, "utf-8", "html", item.url)
            return report_of(raw, name)
        except ReportError:
            return None

    def _completed(self, report: Report, item: Waiting) -> Report:
        """What the feed tells and the page does not: day, title, author, outlet. A day that has
        not come yet, by more than time zones explain, is no day of publication."""
        published = report.published
        limit = (self._now() + timedelta(days=1)).astimezone(UTC).strftime("%Y-%m-%d")
        if published is not None and published.value[:10] > limit:
            published = None
        if published is None and item.published and item.published[:10] <= limit:
            published = Date(item.published[:10], "metadata")
        return replace(
            report,
            published=published,
            title=report.title or item.title,
            author=report.author or item.author,
            outlet=report.outlet or item.outlet,
        )


def _raw(answer: Answer, kind: str | None) -> Raw:
    return Raw(answer.data, answer.url, answer.charset, kind, answer.url)


def _is_front(url: str) -> bool:
    parts = urlsplit(url)
    return parts.path in ("", "/", "/index.html") and not parts.query
