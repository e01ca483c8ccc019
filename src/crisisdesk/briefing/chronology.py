"""A timeline by itself: what was told of a crisis, in the order of days, with its sources."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from crisisdesk.briefing.citations import Citer, labels
from crisisdesk.briefing.headline import Scope, subtitle
from crisisdesk.briefing.names import Names
from crisisdesk.briefing.plain import plain
from crisisdesk.briefing.sources import list_sources
from crisisdesk.briefing.tables import plain_table
from crisisdesk.briefing.timeline import Entry, timeline
from crisisdesk.terms.records import Card, Reading, card_of

if TYPE_CHECKING:
    from rich.console import Console


class Told(Struct, frozen=True):
    """A report by its number, in which citations count."""

    number: int
    report: Card


class Chronology(Struct, frozen=True):
    """Events by date, those without a date last, and the reports that tell them."""

    subtitle: str
    entries: tuple[Entry, ...]
    sources: tuple[Told, ...]


def chronology(
    readings: Sequence[Reading],
    as_of: str,
    scope: Scope | None = None,
    since: str | None = None,
    until: str | None = None,
    modality: str | None = None,
) -> Chronology:
    """The events of the readings from ``since`` to ``until`` (ISO 8601 dates or their beginnings,
    both included; an event without a date by the day of its first telling), of one modality or
    all."""
    naming = Names()
    citer = Citer([reading.report for reading in readings])
    entries = timeline(readings, list_sources(readings), citer, naming)
    chosen = [
        entry
        for entry in entries
        if modality in (None, entry.modality) and _within(entry.at, since, until)
    ]
    cited = {citation.report for entry in chosen for citation in entry.citations}
    numbered = enumerate((reading.report for reading in readings), 1)
    return Chronology(
        subtitle=subtitle(as_of, len(readings), scope, naming),
        entries=tuple(chosen),
        sources=tuple(Told(n, card_of(report)) for n, report in numbered if n in cited),
    )


def _within(date: str, since: str | None, until: str | None) -> bool:
    """Whether a date as precise as it is known may lie between two: by their common length."""
    if not date:
        return since is None and until is None
    after = since is None or date[: len(since)] >= since[: len(date)]
    return after and (until is None or date[: len(until)] <= until[: len(date)])


def show(found: Chronology, console: Console) -> None:
    """Print a timeline and its sources as tables."""
    console.print(plain(found.subtitle))
    rows = [
        (
            entry.date or (f"told {entry.told}" if entry.told else "no date"),
            f"{entry.what}{f', in {entry.place}' if entry.place else ''}",
            entry.modality,
            entry.grade,
            labels(entry.citations[:4]),
        )
        for entry in found.entries
    ]
    console.print(plain_table(("Day", "Event", "Modality", "Grade", "Read from"), rows))
    told = [
        (str(one.number), one.report.published.value if one.report.published else "",
         one.report.outlet or "", one.report.title or one.report.source)
        for one in found.sources
    ]  # fmt: skip
    console.print(plain_table(("No.", "Published", "Outlet", "Title"), told))


def render(found: Chronology) -> str:
    """A timeline as one HTML file: no script, no remote asset, all text escaped."""
    from markupsafe import Markup

    from crisisdesk.briefing.html import environment, style_hash, style_sheet

    style = f"\n{style_sheet('brief.css')}\n"
    made = environment(lead=lambda citation: f"#report-{citation.report}")
    return made.get_template("timeline.html").render(
        found=found,
        style=Markup(style),  # our own style sheet; holds nothing of any report
        style_hash=style_hash(style),
        title=f"Timeline, {found.entries[0].when if found.entries else 'no events'}",
    )
