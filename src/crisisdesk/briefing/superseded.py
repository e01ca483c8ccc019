"""Reports that a brief leaves out since they were corrected, replaced or withdrawn: in words."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from crisisdesk.briefing.citations import Citation, Citer
from crisisdesk.briefing.plain import day, plain
from crisisdesk.briefing.sources import source_name
from crisisdesk.terms.records import Card, Correction

Said = tuple[Card, Correction]


class Superseded(Struct, frozen=True):
    """One report that no longer counts: ``words`` say since when and why, ``by`` is the number of
    the source that took its place (0: none of the brief's), ``citation`` the words that tell it."""

    name: str
    title: str
    published: str
    words: str
    by: int
    citation: Citation | None
    correction: Correction


def list_superseded(said: Sequence[Said], citer: Citer) -> list[Superseded]:
    """What concerns a brief: reports whose place one of its own took, and all that were withdrawn.
    A notice that withdraws another report is not listed beside that one."""
    withdrawing = {c.by for card, c in said if c.by and c.by != c.report}
    return [
        _superseded(card, correction, citer)
        for card, correction in said
        if (correction.kind == "withdrawal" or (correction.by and citer.number(correction.by)))
        and not (correction.by == correction.report and correction.report in withdrawing)
    ]


def _superseded(card: Card, correction: Correction, citer: Citer) -> Superseded:
    number = citer.number(correction.by or "")
    return Superseded(
        name=source_name(card),
        title=plain(card.title or source_name(card)),
        published=day(card.published.value) if card.published else "no date",
        words=superseded_words(correction, f"report {number}" if number else None),
        by=number,
        citation=citer.cite(correction.span),
        correction=correction,
    )


def superseded_words(correction: Correction, by: str | None = None) -> str:
    """Since when and why a report no longer counts; ``by`` is what to call the report that took
    its place, its id where it is left out."""
    since = f"on {day(correction.day)}"
    if correction.kind == "withdrawal":
        told = f"withdrawn {since}"
    else:
        other = by or f"report {correction.by}"
        newer = "replaced by a newer version," if correction.kind == "newer version" else ""
        told = f"{newer or 'corrected by'} {other}, {since}"
    return f"{told}: {plain(correction.reason)}" if correction.reason else told
