"""The reports behind a brief: outlet, grade, and how the day is known."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from crisisdesk.briefing.plain import plain
from crisisdesk.briefing.words import words
from crisisdesk.terms.records import Report

UNJUDGED = "F"


class Source(Struct, frozen=True):
    """One report as a source. ``reliability`` is the outlet's Admiralty letter; ``date_known``
    says in words how the day of publication is known, None where there is no day."""

    number: int
    name: str
    reliability: str
    reliability_meaning: str
    date_known: str | None
    report: Report


def list_sources(reports: Sequence[Report], grades: dict[str, str] | None = None) -> list[Source]:
    """The sources in the order of the reports. ``grades`` gives letters A-F by outlet in lower
    case; an outlet that nobody graded is F, which says that it cannot be judged."""
    found = []
    for number, report in enumerate(reports, 1):
        letter = (grades or {}).get((report.outlet or "").lower(), UNJUDGED)
        known = report.published and words().dates[report.published.basis]
        meaning = words().reliability[letter]
        found.append(Source(number, source_name(report), letter, meaning, known or None, report))
    return found


def source_name(report: Report) -> str:
    """What to call a report's source: its outlet, else its address, else its file's name."""
    file = report.source.replace("\\", "/").rsplit("/", 1)[-1]
    return plain(report.outlet or report.url or file) or "unnamed report"


def origin(report: Report) -> str:
    """What counts as one origin: the outlet, else the report itself."""
    return (report.outlet or report.id).lower()
