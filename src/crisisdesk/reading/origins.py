"""Where a claim comes from: the first source behind a report, and behind a sentence in it.

Ten sites that copy one wire are one origin. A report's origin is the agency that its dateline or
byline credits, else the first report whose text it shares, else its own outlet. A sentence may
credit another ("..., Reuters reported", "according to X, citing Y"): the last one cited is its
origin. Outlets that one government directs count as one origin.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from urllib.parse import urlsplit

from msgspec import Struct

from crisisdesk.reading.copies import copies
from crisisdesk.terms.extras import Extras, current
from crisisdesk.terms.folding import fold
from crisisdesk.terms.outlets import find_outlet
from crisisdesk.terms.records import Reading, Report, Span, Statement

_KIND = (
    r"(?:(?:[\w-]+\s+){0,3}(?:agency|newspaper|broadcaster|channel|daily|outlet|television|website"
    r"|portal|magazine)\s+)?"
)
_NAME = rf"(?:the\s+|an?\s+)?{_KIND}(?P<name>[A-Z][\w’'&.-]*(?:\s+[A-Z0-9][\w’'&.-]*){{0,4}})"
_CITING = re.compile(rf"\b(?:[Cc]iting|cites|cited|[Qq]uoting|quotes)\s+{_NAME}")
_PER = re.compile(
    rf"\b(?:[Pp]er|[Aa]ccording to|(?:quoted|carried|reported) by|told|via)\s+{_NAME}"
)
_REPORTED = re.compile(
    rf"{_NAME}\s+(?:news agency\s+|newspaper\s+|daily\s+)?(?:has\s+)?report(?:ed|s)\b"
)
_CREDITS = re.compile(
    r"[Cc]it(?:ing|e)|[Qq]uot|[Pp]er |[Aa]ccording|by |told|via|report"
)  # in each of those
_AGENCY = re.compile(r"\(([A-Z][\w .&’'-]{1,40})\)\s*[-–—]")
_CREDIT = re.compile(r"^\s*(?:source|via|credit|courtesy(?: of)?)\s*:\s*(.{2,40})$", re.I | re.M)
_HEAD = 1500  # characters within which a dateline stands
_REACH = 400  # characters on either side within which a sentence's credit stands
_STOP = re.compile(r"[.!?…][”\"’')\]]*\s|\n")


class Origin(Struct, frozen=True):
    """Who first told a report's text. ``key`` is the same for all that are not independent;
    ``how``: ``own``, ``credits`` (an agency) or ``copies`` (the report whose id is ``of``)."""

    key: str
    name: str
    how: str = "own"
    of: str | None = None


def origins_of(readings: Sequence[Reading]) -> dict[str, Origin]:
    """The origin of each report, by its id. Reports are taken in the order of their days. The
    last answers are kept: the odds and the brief of one desk ask the same many times."""
    return dict(_found(tuple(reading.report for reading in readings), current()))


@lru_cache(maxsize=8)
def _found(reports: tuple[Report, ...], extras: Extras | None) -> dict[str, Origin]:
    """As `origins_of`; ``extras`` are the terms that hold, on which the outlets depend."""
    order = sorted(range(len(reports)), key=lambda i: (_day(reports[i]), i))
    ordered = [reports[i] for i in order]
    leaders = copies(ordered)
    groups: dict[int, list[Report]] = {}
    for report, leader in zip(ordered, leaders, strict=True):
        groups.setdefault(leader, []).append(report)
    return {report.id: origin for group in groups.values() for report, origin in _origins(group)}


def _day(report: Report) -> str:
    return report.published.value if report.published else "9999"


def _origins(group: list[Report]) -> Iterable[tuple[Report, Origin]]:
    """The origins of reports that share one text, the first of them first."""
    credits = {report.id: name for report in group if (name := credit(report))}
    first = next((report for report in group if report.id in credits), None) or _named_in(group)
    key, name = origin_key(credits[first.id]) if credits else _own(first)
    for report in group:
        if report.id in credits:
            yield report, Origin(key, name, "credits")
        elif _own(report)[0] == key:  # the first, or an outlet that prints its own text twice
            yield report, Origin(key, name)
        else:
            yield report, Origin(key, name, "copies", first.id)


def _named_in(group: list[Report]) -> Report:
    """Of reports that share one text the one whose outlet its dateline names, else the first: of
    one day's copies nobody knows the hour."""
    lines = {fold(m.group(1)) for report in group for m in _AGENCY.finditer(report.text, 0, _HEAD)}
    return next((r for r in group if r.outlet and fold(r.outlet) in lines), group[0])


def credit(report: Report) -> str | None:
    """The agency that a report's dateline, byline or source line credits, by its known name; None
    where it credits nobody but its own outlet."""
    lines = [m.group(1) for m in _AGENCY.finditer(report.text, 0, _HEAD)]
    lines += [m.group(1).strip(" .") for m in _CREDIT.finditer(report.text)]
    told = [name for line in (report.author, report.outlet) if line and (name := _joined(line))]
    for name in [report.author or "", *told, report.outlet or "", *lines]:
        known = find_outlet(name) if name else None
        if known and known.name != own_outlet(report):
            return known.name
    return None


def _joined(line: str) -> str | None:
    """The known outlet at the end of "BSS/AFP" or "Jane Doe, Reuters"."""
    parts = [part.strip() for part in re.split(r"[/|,–—]| - ", line)]
    known = find_outlet(parts[-1]) if len(parts) > 1 else None
    return known.name if known else None


def own_outlet(report: Report) -> str | None:
    """The outlet that published a report, by its known name where it has one. The address decides:
    a page that calls itself by the name of an outlet whose address it has not credits it."""
    by_name, by_address = find_outlet(report.outlet or ""), find_outlet(report.url or "")
    if by_address:
        return by_address.name
    if by_name and report.url:
        return urlsplit(report.url).hostname
    return by_name.name if by_name else report.outlet


def _own(report: Report) -> tuple[str, str]:
    name = own_outlet(report)
    return origin_key(name) if name else (report.id, report.title or report.source or report.id)


def claims_of(report: Report) -> tuple[str | None, str]:
    """Two keys of one report by itself: of the agency that it credits, if it does, and of its own
    outlet. Whose copy it is tells only who sees the others."""
    credited_name = credit(report)
    return origin_key(credited_name)[0] if credited_name else None, _own(report)[0]


def grade_of(report: Report, grades: Mapping[str, str] | None = None) -> str:
    """The Admiralty letter of a report's outlet: as ``grades`` (by outlet in lower case) has it,
    else as the vocabulary has it, else F."""
    given = (grades or {}).get((report.outlet or "").lower())
    known = find_outlet(own_outlet(report) or "")
    return given or (known.grade if known else "F")


def origin_key(name: str) -> tuple[str, str]:
    """What counts as one origin with the outlet ``name``, and what to call it."""
    known = find_outlet(name)
    if known and known.state:
        return f"state:{known.country}", known.name
    return fold(known.name if known else name), known.name if known else name


def origin_at(
    report: Report,
    span: Span,
    origins: Mapping[str, Origin],
    statement: Statement | None = None,
) -> tuple[str, str]:
    """Key and name of the origin of what a span tells: whom its sentence credits, else whom its
    statement came through, else its report's."""
    named = credited(report.text, span.start, span.end)
    if named is None and statement is not None and statement.via:
        named = statement.via[-1]
    if named:
        return origin_key(named)
    found = origins.get(report.id)
    return (found.key, found.name) if found else (report.id, report.id)


@lru_cache(maxsize=8_192)  # a brief asks several times about each event
def credited(text: str, start: int, end: int) -> str | None:
    """The known outlet that the sentence around ``text[start:end]`` credits, the last cited where
    there are several; None where it credits none."""
    begin, stop = _sentence(text, start, end)
    if not _CREDITS.search(text, begin, stop):
        return None
    for pattern in (_CITING, _PER, _REPORTED):
        found = [m.group("name") for m in pattern.finditer(text, begin, stop)]
        for name in reversed(found):
            known = _longest_known(name)
            if known:
                return known
    return None


def _sentence(text: str, start: int, end: int) -> tuple[int, int]:
    before = [m.end() for m in _STOP.finditer(text, max(0, start - _REACH), start)]
    after = _STOP.search(text, end, end + _REACH)
    return (before[-1] if before else max(0, start - _REACH)), (
        after.start() if after else min(len(text), end + _REACH)
    )


def _longest_known(name: str) -> str | None:
    """The known outlet that a run of capitals begins or ends with."""
    words = name.rstrip(".,").split()
    for size in range(len(words), 0, -1):
        for some in (words[:size], words[-size:]):
            known = find_outlet(" ".join(some).removesuffix("’s").removesuffix("'s"))
            if known:
                return known.name
    return None
