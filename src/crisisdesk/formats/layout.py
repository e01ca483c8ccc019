"""Splits a stored text into passages: title, headings, byline, dateline, body."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from crisisdesk.formats.blocks import Block, split_blocks
from crisisdesk.formats.furniture import is_prose
from crisisdesk.formats.marks import dateline_end, is_byline, is_date_line
from crisisdesk.terms.records import Report

PassageKind = Literal["title", "heading", "byline", "dateline", "body"]


@dataclass(frozen=True)
class Passage:
    """A stretch of the stored text, ``start`` to ``end``, and what part of the report it is."""

    start: int
    end: int
    kind: PassageKind


def passages(report: Report) -> list[Passage]:
    """The passages of a report in reading order; its furniture is left out.

    A body passage is one paragraph (line ends of a wrapped one stay in it). ``dateline`` is the
    place, day and agency that open a paragraph, or a line that says when the report appeared.
    """
    found: list[Passage] = []
    for block in _own_blocks(report):
        for passage in _split(block, report, found):
            found.append(passage)
    return found


def _own_blocks(report: Report) -> Iterator[Block]:
    """The blocks that no stretch of furniture touches."""
    furniture = bytearray(len(report.text))
    for span in report.furniture:
        furniture[span.start : span.end] = b"\x01" * (span.end - span.start)
    for block in split_blocks(report.text):
        if not any(furniture[block.start : block.end]):
            yield block


def _split(block: Block, report: Report, before: list[Passage]) -> Iterator[Passage]:
    if is_byline(block.text):
        yield Passage(block.start, block.end, "byline")
    elif is_date_line(block.text):
        yield Passage(block.start, block.end, "dateline")
    elif is_prose(block) and not _is_title(block, report):
        yield from _body(block)
    else:
        yield Passage(block.start, block.end, _head_kind(block, report, before))


def _body(block: Block) -> Iterator[Passage]:
    opening = dateline_end(block.text)
    if opening:
        shown = len(block.text[:opening].rstrip(" -–—:"))
        yield Passage(block.start, block.start + shown, "dateline")
    if opening < len(block.text):
        yield Passage(block.start + opening, block.end, "body")


def _head_kind(block: Block, report: Report, before: list[Passage]) -> PassageKind:
    if _is_title(block, report):
        return "title"
    if report.title or any(passage.kind in {"title", "heading", "body"} for passage in before):
        return "heading"
    return "title"


def _is_title(block: Block, report: Report) -> bool:
    return bool(report.title) and _letters(block.text) == _letters(report.title or "")


def _letters(text: str) -> str:
    return re.sub(r"\W+", "", text).lower()
