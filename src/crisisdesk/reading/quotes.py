"""Finds what stands between quotation marks.

Marks are read by their flanks: an opening mark has a space or bracket before it and a word after
it, a closing one the reverse. Only outermost quotes are returned, since what is quoted inside a
quote is part of the outer speaker's words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from crisisdesk.reading.page import Quote

# Opening mark -> the marks that may close it. Sloppy typists mix curly and straight ones.
_PAIRS = {
    "“": '”"',
    "„": '“”"',
    "‟": '”"',
    '"': '"”',
    "«": "»",
    "»": "«",
    "「": "」",
    "『": "』",
    "``": "''",
    "''": "''",
    "‘": "’'",
    "‚": "‘’",
    "‹": "›",
    "'": "'’",
}
_SINGLE = {"‘", "‚", "'"}
_PARAGRAPH = re.compile(r"\n[ \t\r]*\n")
_MARK = re.compile(r"``|''|[“”„‟\"«»「」『』‘’‚‹›']")
_SENTENCE_END = re.compile(r"[.!?…][\"”’')\]]*(?=\s|$)")
_BEFORE_OPENING = ' \t\n\r\u00a0\u2009\u202f([{—–-/:“‘"«…'
# Words that begin with an apostrophe; straight or wrongly curled, it opens no quote.
_ELIDED = re.compile(
    r"(?:\d\ds?\b(?!\s*[-–])|em\b|tis\b|twas\b|til\b|cause\b|n\b|bout\b)", re.IGNORECASE
)


@dataclass(frozen=True)
class _Mark:
    """A quotation mark: where it stands and whether its flanks let it open or close."""

    text: str
    start: int
    opens: bool
    closes: bool

    @property
    def end(self) -> int:
        return self.start + len(self.text)


def find_quotes(text: str, start: int, end: int) -> list[Quote]:
    """The outermost quotes in ``text[start:end]``, in order, never overlapping.

    Offsets are those of ``text``; marks and the white space beside them are left out. A quote
    whose closing mark is missing because the next paragraph repeats the opening one runs to
    the end of its paragraph (``closed`` False); one that just lacks it ends with its sentence,
    so that it never swallows the rest.
    """
    start, end = max(0, start), min(len(text), end)
    found: list[Quote] = []
    for first, last in _paragraphs(text, start, end):
        found.extend(_in_paragraph(text, first, last))
    return found


def _paragraphs(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    at = start
    for gap in _PARAGRAPH.finditer(text, start, end):
        if gap.start() > at:
            yield at, gap.start()
        at = gap.end()
    if end > at:
        yield at, end


def _in_paragraph(text: str, first: int, last: int) -> Iterator[Quote]:
    marks = list(_marks(text, first, last))
    k = 0
    while k < len(marks):
        mark = marks[k]
        if not mark.opens:
            k += 1
            continue
        close = _closing(text, marks, k)
        if close is not None:
            yield from _trimmed(text, mark.end, marks[close].start, closed=True)
            k = close + 1
            continue
        stop = _where_unclosed_ends(text, marks, k, last)
        if stop is not None:
            yield from _trimmed(text, mark.end, stop, closed=False)
        k += 1
        while stop is not None and k < len(marks) and marks[k].start < stop:
            k += 1


def _marks(text: str, first: int, last: int) -> Iterator[_Mark]:
    for found in _MARK.finditer(text, first, last):
        mark, at = found.group(), found.start()
        before = text[at - 1] if at > first else " "
        after = text[found.end()] if found.end() < last else " "
        opens = _may_open(text, mark, before, after, found.end())
        closes = not before.isspace() or mark in "”»"
        if mark in "’‘'" and after.isalnum():
            closes = False  # an apostrophe within a word
        if opens or closes:
            yield _Mark(mark, at, opens, closes)


def _may_open(text: str, mark: str, before: str, after: str, end: int) -> bool:
    if mark not in _PAIRS and mark != "”":
        return False
    if mark in "“„‟«「『‹``":
        return not after.isspace() or mark in "«"
    flanked = before in _BEFORE_OPENING and not after.isspace() and after not in ",.;:!?)]}"
    if mark in _SINGLE:
        return flanked and not _ELIDED.match(text, end)
    return flanked


def _closing(text: str, marks: list[_Mark], k: int) -> int | None:
    """The index of the mark that closes ``marks[k]``, or None."""
    closers = _PAIRS.get(marks[k].text, '"”')
    single = marks[k].text in _SINGLE
    depth, spare = 1, None
    curled = 0  # “ ” within straight marks are a pair of their own
    for j in range(k + 1, len(marks)):
        mark = marks[j]
        if marks[k].text == '"' and mark.text in "“”" and (curled or mark.opens):
            curled += 1 if mark.text == "“" else -1
            continue
        if mark.text == marks[k].text and mark.opens and not (single or mark.closes):
            if not _nests(marks, j, closers):
                return None
            depth += 1
        elif mark.text in closers and mark.closes:
            if single and depth == 1 and _possessive(text, mark):
                spare = j if spare is None else spare
                continue
            depth -= 1
            if depth == 0:
                return j
    return spare


def _nests(marks: list[_Mark], j: int, closers: str) -> bool:
    """Whether an opening mark seen inside a quote nests: enough closing marks follow for both."""
    opened = sum(m.text == marks[j].text and m.opens for m in marks[j:])
    return sum(m.text in closers and m.closes for m in marks[j:]) > opened


def _possessive(text: str, mark: _Mark) -> bool:
    """Whether a closing single mark may be the apostrophe of ``the rebels' camp``."""
    follows = re.match(r"[ \u00a0]\w", text[mark.end : mark.end + 2])
    return text[mark.start - 1 : mark.start] in ("s", "S", "z", "x") and follows is not None


def _where_unclosed_ends(text: str, marks: list[_Mark], k: int, last: int) -> int | None:
    """Where a quote without its closing mark ends; None where the mark was no quote at all."""
    mark = marks[k]
    following = text[last : last + 80].lstrip()
    if following[:1] in (mark.text, *_like(mark.text)) and not _later_opening(marks, k):
        return last
    if mark.text in _SINGLE or mark.text in "»”":
        return None
    stop = _SENTENCE_END.search(text, mark.end, last)
    limit = stop.end() if stop else last
    after = [m.start for m in marks[k + 1 :] if m.opens]
    return min([limit, *after])


def _like(mark: str) -> str:
    return '“"' if mark in '“"' else mark


def _later_opening(marks: list[_Mark], k: int) -> bool:
    return any(m.opens and m.text == marks[k].text and not m.closes for m in marks[k + 1 :])


def _trimmed(text: str, start: int, end: int, *, closed: bool) -> Iterator[Quote]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if any(c.isalnum() for c in text[start:end]):
        yield Quote(start, end, closed)
