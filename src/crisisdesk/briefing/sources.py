"""The reports behind a brief: outlet, grade, and how the day is known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from crisisdesk.briefing.plain import plain
from crisisdesk.briefing.words import words
from crisisdesk.reading.origins import Origin, grade_of, origins_of, own_outlet
from crisisdesk.terms.outlets import find_outlet
from crisisdesk.terms.records import Card, Reading, Report


class Source(Struct, frozen=True):
    """One report as a source. ``reliability`` is the outlet's Admiralty letter, ``reason`` why it
    is given (empty for F, and for one given by hand); ``date_known`` says in words how the day of
    publication is known, None where there is no day. ``origin`` is who first told its text,
    ``origin_known`` how that is known: ten copies are one origin."""

    number: int
    name: str
    reliability: str
    reliability_meaning: str
    date_known: str | None
    origin: str
    origin_known: str
    report: Report
    reason: str = ""


def list_sources(
    readings: Sequence[Reading], grades: dict[str, str] | None = None, first: int = 1
) -> list[Source]:
    """The sources in the order of the readings, numbered from ``first``. ``grades`` gives letters
    A-F by outlet in lower case; else the vocabulary's letter holds. F says that an outlet cannot
    be judged."""
    origins = origins_of(readings)
    by_id = {reading.report.id: reading.report for reading in readings}
    numbers = {reading.report.id: i for i, reading in enumerate(readings, first)}
    found = []
    for number, report in enumerate((reading.report for reading in readings), first):
        letter = grade_of(report, grades)
        known = report.published and words().dates[report.published.basis]
        meaning = words().reliability[letter]
        origin = origins[report.id]
        # a first report without an outlet is called as a source is
        name = source_name(by_id[origin.key]) if origin.key in by_id else plain(origin.name)
        how = _origin_words(origin, numbers)
        source = (number, source_name(report), letter, meaning, known or None, name, how, report)
        why = reason_of(report, letter)
        found.append(Source(*source, why))
    return found


def reason_of(report: Report, letter: str) -> str:
    """Why an outlet has its letter, as the vocabulary or the desk's own terms say; empty where
    they do not give that letter."""
    known = find_outlet(own_outlet(report) or "")
    return known.reason if known and known.grade == letter else ""


def _origin_words(origin: Origin, numbers: Mapping[str, int]) -> str:
    """How an origin is known, in words."""
    if origin.how == "copies" and origin.of:
        return f"shares the text of report {numbers[origin.of]}"
    return "credited by the report" if origin.how == "credits" else "its own report"


def source_name(report: Report | Card) -> str:
    """What to call a report's source: its outlet, else its address, else its file's name."""
    file = report.source.replace("\\", "/").rsplit("/", 1)[-1]
    return plain(report.outlet or report.url or file) or "unnamed report"
