"""A report's text as it stands at the end of the page: paragraphs, sentence numbers, marks."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from crisisdesk.briefing.citations import Citation, furniture_test, sentence_starts
from crisisdesk.briefing.marks import Segment, segments
from crisisdesk.briefing.sources import Source
from crisisdesk.terms.records import Report


@dataclass(frozen=True)
class Piece:
    """A segment of text; ``sentence`` is set on the first piece of a sentence."""

    segment: Segment
    sentence: int | None


@dataclass(frozen=True)
class Paragraph:
    """One line of the stored text; ``furniture`` belongs to the page and was not read."""

    pieces: tuple[Piece, ...]
    furniture: bool


@dataclass(frozen=True)
class ReportPage:
    """One source with its text cut up; ``scattered`` names the marks that are several pieces."""

    source: Source
    paragraphs: tuple[Paragraph, ...]
    scattered: tuple[str, ...]


def citations_in(record: Any) -> Iterator[Citation]:
    """Every citation anywhere within a record."""
    if isinstance(record, Citation):
        yield record
    elif isinstance(record, msgspec.Struct):
        for field in record.__struct_fields__:
            yield from citations_in(getattr(record, field))
    elif isinstance(record, tuple | list):
        for part in record:
            yield from citations_in(part)


def report_page(source: Source, citations: list[Citation]) -> ReportPage:
    """The page of one report with everything that is cited from it."""
    report = source.report
    marks = sorted(
        {(c.span.start, c.span.end, c.mark) for c in citations if c.span.report == report.id}
    )
    paragraphs = cut_up(report, marks)
    covered = Counter(
        name
        for paragraph in paragraphs
        for piece in paragraph.pieces
        for name in piece.segment.covers
    )
    scattered = tuple(name for name, times in covered.items() if times > 1)
    return ReportPage(source, paragraphs, scattered)


def cut_up(report: Report, marks: Sequence[tuple[int, int, str]]) -> tuple[Paragraph, ...]:
    """The paragraphs of a report, cut at the edges of the marks (start, end, name; in order of
    their starts) and where sentences begin."""
    starts = sentence_starts(report)
    numbers = {start: i for i, start in enumerate(starts, 1)}
    paragraphs = []
    left_out = furniture_test(report)
    waiting = deque(marks)
    within: list[tuple[int, int, str]] = []
    begun = deque(starts)
    for start, end in _lines(report.text):
        within = [mark for mark in within if mark[1] > start]
        while waiting and waiting[0][0] < end:
            within.append(waiting.popleft())
        cuts = []
        while begun and begun[0] < end:
            cuts.append(begun.popleft())
        pieces = []
        for segment in segments(report.text, within, start, end, cuts):
            pieces.append(Piece(segment, numbers.get(segment.start)))
        paragraphs.append(Paragraph(tuple(pieces), left_out(start, end)))
    return tuple(paragraphs)


def _lines(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for line in text.split("\n"):
        if line.strip():
            yield start, start + len(line)
        start += len(line) + 1
