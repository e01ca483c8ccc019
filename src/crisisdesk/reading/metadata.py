"""Fills in what a report's file does not say of itself: title, author, outlet and day."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from msgspec.structs import replace

from crisisdesk.formats.layout import Passage, passages
from crisisdesk.reading import day_math
from crisisdesk.reading.dates import DateFound, find_dates
from crisisdesk.terms.records import Date, Report, Span

_DOMAIN = re.compile(r"(?:https?://)?(?:www\.)?((?:[a-z0-9-]+\.)+[a-z]{2,})/?", re.IGNORECASE)
_BY = re.compile(
    r"(?:(?:written|words|story|text)\s+by|authors?|byline|by|writer|correspondent)\s*:?\s+",
    re.IGNORECASE,
)
_AGENCY = re.compile(r"\(([^()]{2,40})\)\s*$")
_RIGHTS = re.compile(
    r"(?:(?i:©|\(c\)|copyright)\s*)+(?P<before>\d{4})?(?:\s*[-–]\s*\d{4})?,?\s*"
    r"(?P<who>[A-Z][\w.’'&-]*(?:\s+(?:[A-Z][\w.’'&-]*|of|and|the|for|&))*)?\s*(?P<after>\d{4})?"
)
_STAMPED = re.compile(r"(?:first\s+)?(?:published|posted|issued)", re.IGNORECASE)


def complete_metadata(report: Report) -> Report:
    """``report`` with title, author, outlet and published day filled in where its text tells.

    What the file itself said is kept. The published day's basis tells how it is known:
    ``metadata`` (the file), ``stated`` (a dateline or "Published ..." line), ``inferred`` (a
    dateline whose year the text tells, else the latest full day that the text names outside
    future and supposed matters), or it stays None.
    """
    parts = passages(report)
    author = report.author or _author(report, parts)
    return replace(
        report,
        title=report.title or _title(report, parts),
        author=author,
        outlet=_outlet(report, parts, author),
        published=report.published or _published(report, parts),
    )


def _words(report: Report, passage: Passage) -> str:
    return " ".join(report.text[passage.start : passage.end].split())


def _title(report: Report, parts: list[Passage]) -> str | None:
    return next((_words(report, part) for part in parts if part.kind == "title"), None)


# --- who


def _author(report: Report, parts: list[Passage]) -> str | None:
    """The names in the byline, without posts and places ("Jane Doe in Kyiv", "..., editor")."""
    line = next((_words(report, part) for part in parts if part.kind == "byline"), None)
    if line is None:
        return None
    names = _without_dates(_BY.sub("", line, count=1)).split(" | ")[0].strip(" .,|-–—")
    if _DOMAIN.fullmatch(names):
        return names
    pieces = re.split(r"\s+(?:and|&)\s+", names)
    people = [re.split(r"\s+(?:in|at|for|from)\s+|,", piece)[0].strip() for piece in pieces]
    return " and ".join(person for person in people if person) or None


def _without_dates(line: str) -> str:
    """ "Jane Doe, August 19, 2025" names Jane Doe."""
    for found in reversed(find_dates(line, 0, len(line), None)):
        if len(found.value) == _DAY:
            line = line[: found.start] + line[found.end :]
    return line


def _outlet(report: Report, parts: list[Passage], author: str | None) -> str | None:
    """The publisher: as the file says, a domain in the byline, the dateline's agency, the
    address, the copyright line."""
    candidates = (
        report.outlet,
        author if author and _DOMAIN.fullmatch(author) else None,
        _agency(report, parts),
        _host(report.url),
        _rights_holder(report),
    )
    found = next((candidate for candidate in candidates if candidate), None)
    domain = _DOMAIN.fullmatch(found) if found else None
    return domain.group(1).lower() if domain else found


def _agency(report: Report, parts: list[Passage]) -> str | None:
    for part in parts:
        found = _AGENCY.search(_words(report, part)) if part.kind == "dateline" else None
        if found:
            return found.group(1)
    return None


def _host(url: str | None) -> str | None:
    try:
        host = urlsplit(url).hostname if url else None
    except ValueError:
        return None
    return host.removeprefix("www.") if host else None


def _rights_holder(report: Report) -> str | None:
    found = _rights(report)
    who = (found.group("who") or "").strip(" .") if found else ""
    who = re.split(r"\.\s|\s+all\s+rights\b", f"{who} ", flags=re.IGNORECASE)[0].strip()
    return who if len(who) > 1 and who[0].isupper() else None


def _rights(report: Report) -> re.Match[str] | None:
    """The copyright line among the furniture."""
    for span in report.furniture:
        found = _RIGHTS.match(report.text[span.start : span.end].lstrip("[ "))
        if found and (found.group("before") or found.group("after") or found.group("who")):
            return found
    return None


# --- when

_DAY = 10  # characters of a whole date, ISO 8601


def _published(report: Report, parts: list[Passage]) -> Date | None:
    stamps = [part for part in parts if part.kind == "dateline"]
    stamps.sort(key=lambda part: not _STAMPED.match(report.text, part.start))
    for part in [*stamps, *(part for part in parts if part.kind == "byline")]:
        for found in find_dates(report.text, part.start, part.end, None):
            if len(found.value) == _DAY:
                return Date(found.value, "stated", _span(report, found))
    named = _named_dates(report, parts)
    return _day_without_year(report, stamps, named) or _latest_day(report, named)


def _span(report: Report, found: DateFound) -> Span:
    return Span(report.id, found.start, found.end)


def _named_dates(report: Report, parts: list[Passage]) -> list[DateFound]:
    """Dates that the body states in full and as past."""
    return [
        found
        for part in parts
        if part.kind in {"body", "heading"}
        for found in find_dates(report.text, part.start, part.end, None)
        if not found.future
    ]


def _day_without_year(report: Report, stamps: list[Passage], named: list[DateFound]) -> Date | None:
    """A dateline's "May 2" takes the year of the copyright line, else the first year in which it
    is no earlier than all that the report tells."""
    latest = max((found.value for found in named), default=None)
    rights = _rights(report)
    written = rights and (rights.group("before") or rights.group("after"))
    year = int(written) if written else int(latest[:4]) if latest else None
    if year is None:
        return None
    for part in stamps:
        found = _first_day(report, part, year)
        if found and not written and latest and found.value < latest[: len(found.value)]:
            found = _first_day(report, part, year + 1)
        if found:
            return Date(found.value, "inferred", _span(report, found))
    return None


def _first_day(report: Report, part: Passage, year: int) -> DateFound | None:
    """The first day of a dateline, read as one of ``year``."""
    for found in find_dates(report.text, part.start, part.end, f"{year}-12-31"):
        value = (
            day_math.iso(year, int(found.value[5:7]), int(found.value[8:10]))
            if (len(found.value) == 10)
            else None
        )
        if value and any(ch.isdigit() for ch in report.text[found.start : found.end]):
            return DateFound(found.start, found.end, value, "relative")
    return None


def _latest_day(report: Report, named: list[DateFound]) -> Date | None:
    days = [found for found in named if len(found.value) == 10]
    if not days:
        return None
    latest = max(days, key=lambda found: found.value)
    return Date(latest.value, "inferred", _span(report, latest))
