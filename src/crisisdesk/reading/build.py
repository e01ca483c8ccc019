"""Builds the Page: the report's passages parsed, with quotes, mentions and dates."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from crisisdesk.formats.layout import Passage, passages
from crisisdesk.reading.dates import find_dates
from crisisdesk.reading.mentions import find_mentions
from crisisdesk.reading.page import Page, Part
from crisisdesk.reading.pipeline import parse
from crisisdesk.reading.quotes import find_quotes
from crisisdesk.terms.records import Report

_READ = ("title", "heading", "body")
# Work on a passage may grow with its square, and with its quotes; no paragraph that people write
# is this long or quotes this often.
_LONGEST = 4_000
_QUOTES = 60
_NO_WORD = re.compile(r"\S{400,}")


def build_page(report: Report) -> Page:
    """Parse a report (its metadata complete) and find what all readers share.

    Line breaks within a passage become spaces for the parser, so offsets stay the text's own.
    """
    whole = [p for p in passages(report) if p.kind in _READ]
    chosen = [piece for p in whole for piece in _pieces(p, report.text)]
    texts = [_for_parser(report.text[p.start : p.end]) for p in chosen]
    parts = [Part(i, p, doc) for i, (p, doc) in enumerate(zip(chosen, parse(texts), strict=True))]
    day = report.published.value if report.published else None
    mentions = find_mentions(parts, day)
    quotes = [q for p in chosen for q in find_quotes(report.text, p.start, p.end)[:_QUOTES]]
    dates = [
        d
        for d in find_dates(report.text, 0, len(report.text), day)
        if _is_read(d.start, d.end, chosen)
    ]
    return Page(report, parts, quotes, mentions, dates)


def _for_parser(text: str) -> str:
    """A passage with line ends as blanks, and blanks for what is too long to be a word: taking
    it apart costs its length squared, and nothing stands in it that could be read."""
    return _NO_WORD.sub(lambda m: " " * len(m.group()), text.replace("\n", " "))


def _is_read(start: int, end: int, chosen: list[Passage]) -> bool:
    """Whether one of the passages (in order, apart) holds the characters ``start`` to ``end``."""
    before = bisect_right(chosen, start, key=lambda p: p.start) - 1
    return before >= 0 and end <= chosen[before].end


def _pieces(passage: Passage, text: str) -> Iterator[Passage]:
    """The passage, cut where a sentence or at least a word ends if it is far too long."""
    start = passage.start
    while passage.end - start > _LONGEST:
        window = text[start : start + _LONGEST]
        ends = [m.end() for m in re.finditer(r"[.!?][”\"’']?\s", window[_LONGEST // 2 :])]
        blank = window.rfind(" ", _LONGEST // 2)
        cut = _LONGEST // 2 + ends[-1] if ends else blank + 1 if blank > 0 else _LONGEST
        yield Passage(start, start + cut, passage.kind)
        start += cut
    yield Passage(start, passage.end, passage.kind)
