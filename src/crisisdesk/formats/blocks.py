"""Splits a text into blocks: what blank lines (or unwrapped line ends) set apart, by offsets."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

# Hand- and machine-wrapped text is about this wide; wider lines are whole paragraphs.
_NARROWEST, _WIDEST = 45, 120
_FINAL = re.compile(r"""[.!?…]["'”’»)\]]*$""")
_OPENS_ANEW = re.compile(
    r"(?:[-*•–—]\s|\d{1,2}[.)]\s|\[|By\s|Published|Updated|Posted|©|[A-Z][\w ]{2,20}:)"
)


@dataclass(frozen=True)
class Block:
    """A paragraph or a line that stands alone: ``start`` to ``end``, outer blanks left out.

    ``group`` numbers the run of lines between two blank lines that the block belongs to.
    """

    start: int
    end: int
    text: str
    group: int

    @property
    def words(self) -> int:
        """How many blank-separated words it has."""
        return len(self.text.split())

    @property
    def final(self) -> bool:
        """Whether it ends as a sentence does."""
        return bool(_FINAL.search(self.text))


def split_blocks(text: str) -> list[Block]:
    """The blocks of ``text`` in order. Wrapped lines make one block; a line that is not a wrapped
    paragraph's (a menu, a byline, a paragraph on one line) makes its own."""
    groups = _groups(text)
    width = _wrap_width(groups)
    blocks: list[Block] = []
    for number, lines in enumerate(groups):
        for start, end in _join(text, lines, width):
            blocks.append(Block(start, end, text[start:end], number))
    return blocks


@dataclass(frozen=True)
class _Line:
    """A line without its outer blanks; ``indent`` is how many stood before it."""

    start: int
    end: int
    indent: int


def _groups(text: str) -> list[list[_Line]]:
    """Runs of lines between blank lines."""
    groups: list[list[_Line]] = [[]]
    for found in re.finditer(r"[^\n]*\n|[^\n]+$", text):
        line = found.group()
        bare = line.strip()
        if bare:
            indent = line.index(bare)
            start = found.start() + indent
            groups[-1].append(_Line(start, start + len(bare), indent))
        elif groups[-1]:
            groups.append([])
    return [group for group in groups if group]


def _wrap_width(groups: list[list[_Line]]) -> int:
    """The width that the text was wrapped at, 0 where it was not wrapped."""
    lengths = [line.end - line.start for group in groups if len(group) > 1 for line in group]
    widest = max(lengths, default=0)
    if not _NARROWEST <= widest <= _WIDEST:
        return 0
    # A wrapped text has many lines near its width; a page of short lines has few.
    near = sum(length >= 0.8 * widest for length in lengths)
    return widest if near >= 2 and near >= 0.3 * len(lengths) else 0


def _join(text: str, lines: list[_Line], width: int) -> list[tuple[int, int]]:
    """Lines joined where the first's end is no end of a paragraph."""
    joined = [(lines[0].start, lines[0].end)]
    for last, line in pairwise(lines):
        indented = line.indent > last.indent + 1
        above, below = text[last.start : last.end], text[line.start : line.end]
        if not indented and _continues(above, below, width):
            joined[-1] = (joined[-1][0], line.end)
        else:
            joined.append((line.start, line.end))
    return joined


def _continues(line: str, following: str, width: int) -> bool:
    """Whether ``following`` is the same paragraph: its first word did not fit on ``line`` any
    more, or the sentence goes on in lower case."""
    if _OPENS_ANEW.match(following):
        return False
    first = following.split(maxsplit=1)[0]
    if following[0].islower() and not _FINAL.search(line) and len(line) > 30:
        return True
    return width > 0 and len(line) + 1 + len(first) > width and len(line) >= 0.6 * width
