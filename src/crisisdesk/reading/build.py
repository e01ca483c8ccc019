"""Builds the Page: the report's passages parsed, with quotes, mentions and dates."""

from __future__ import annotations

from crisisdesk.formats.layout import passages
from crisisdesk.reading.dates import find_dates
from crisisdesk.reading.mentions import find_mentions
from crisisdesk.reading.page import Page, Part
from crisisdesk.reading.pipeline import parse
from crisisdesk.reading.quotes import find_quotes
from crisisdesk.terms.records import Report

_READ = ("title", "heading", "body")


def build_page(report: Report) -> Page:
    """Parse a report (its metadata complete) and find what all readers share.

    Line breaks within a passage become spaces for the parser, so offsets stay the text's own.
    """
    chosen = [p for p in passages(report) if p.kind in _READ]
    texts = [report.text[p.start : p.end].replace("\n", " ") for p in chosen]
    parts = [Part(i, p, doc) for i, (p, doc) in enumerate(zip(chosen, parse(texts), strict=True))]
    day = report.published.value if report.published else None
    mentions = find_mentions(parts, day)
    quotes = [q for p in chosen for q in find_quotes(report.text, p.start, p.end)]
    dates = [
        d
        for d in find_dates(report.text, 0, len(report.text), day)
        if any(p.start <= d.start and d.end <= p.end for p in chosen)
    ]
    return Page(report, parts, quotes, mentions, dates)
