"""Splits a text into blocks: what blank lines (or unwrapped line ends) set apart, by offsets."""

from __future__ import annotations

import re
from dataclasses import dataclass

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
    width = _wrap_width(text, groups)
    blocks: list[Block] = []
    for number, lines in enumerate(groups):
        for start, end in _join(text, lines, width):
            blocks.append(Block(start, end, text[start:end], number))
    return blocks


def _groups(text: str) -> list[list[tuple[int, int]]]:
    """Runs of lines between blank lines, each line as offsets without its outer blanks."""
    groups: list[list[tuple[int, int]]] = [[]]
    for found in re.finditer(r"[^\n]*\n|[^\n]+$", text):
        line = found.group()
        bare = line.strip()
        if bare:
            start = found.start() + line.index(bare)
            groups[-1].append((start, start + len(bare)))
        elif groups[-1]:
            groups.append([])
    return [group for group in groups if group]


def _wrap_width(text: str, groups: list[list[tuple[int, int]]]) -> int:
    """The width that the text was wrapped at, 0 where it was not wrapped."""
    lengths = [end - start for group in groups if len(group) > 1 for start, end in group]
    widest = max(lengths, default=0)
    if not _NARROWEST <= widest <= _WIDEST:
        return 0
    # A wrapped text has many lines near its width; a page of short lines has few.
    near = sum(length >= 0.8 * widest for length in lengths)
    return widest if near >= 2 and near >= 0.3 * len(lengths) else 0


def _join(text: str, lines: list[tuple[int, int]], width: int) -> list[tuple[int, int]]:
    """Lines joined where the first's end is no end of a paragraph."""
    joined = [lines[0]]
    last = lines[0]
    for start, end in lines[1:]:
        if _continues(text[last[0] : last[1]], text[start:end], width):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
        last = (start, end)
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
