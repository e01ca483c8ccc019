"""Tells a page's furniture (menus, share lines, captions, notices) from the report itself.

Judged by general features: a lexicon of cues, the look of a line (link-like runs, no sentence's
end), its neighbours, and its place on the page.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import groupby, pairwise

from crisisdesk.formats.blocks import Block, split_blocks
from crisisdesk.formats.marks import cues, dateline_end, is_byline, is_date_line
from crisisdesk.terms.notes import note_in

_LONGEST_HEADING = 18
_SEPARATORS = re.compile(r"\s+[|·•»›>/–—]\s+|\s*[|•»›]\s*|\s{2,}|\t")
_ADDRESS = re.compile(r"https?://\S|\bwww\.\w")
_NUMBERED = re.compile(r"(?:[-*•]|\d{1,2}[.)])\s")


@dataclass
class _Line:
    """A block while it is judged. ``prose`` is running text; ``out`` is furniture."""

    block: Block
    prose: bool
    keep: bool
    out: bool = False

    @property
    def text(self) -> str:
        return self.block.text

    @property
    def short(self) -> bool:
        """May be a heading, a caption or a menu's entry."""
        return not self.prose and not self.keep and not self.out

    @property
    def question(self) -> bool:
        return self.text.rstrip("\"'”’)").endswith("?")


def furniture_spans(text: str, title: str | None = None) -> list[tuple[int, int]]:
    """The stretches of ``text`` that belong to the page: (start, end) in order, not overlapping.

    ``title`` is the report's, where its file tells it; else the first headline-like line before
    the body counts as the title, and what stands above it as the page's head.
    """
    lines = [_line(block) for block in split_blocks(text)]
    _by_cues(lines)
    _by_notes(lines)
    _by_menus(lines)
    _after_markers(lines)
    _page_head(lines, title)
    _captions(lines)
    _page_foot(lines)
    return [(line.block.start, line.block.end) for line in lines if line.out]


def is_prose(block: Block) -> bool:
    """Whether a block is running text: a finished sentence, or too long for a heading."""
    if dateline_end(block.text):
        return True
    if block.words > _LONGEST_HEADING:
        return True
    return block.final and not block.text.rstrip("\"'”’)").endswith("?") and block.words >= 2


def _line(block: Block) -> _Line:
    keep = is_byline(block.text) or is_date_line(block.text)
    return _Line(block, prose=not keep and is_prose(block), keep=keep)


# --- the lexicon


@cache
def _pattern(name: str) -> re.Pattern[str]:
    """One list of the lexicon as a pattern; ``#`` stands for a number."""
    phrases = sorted(getattr(cues(), name), key=len, reverse=True)
    return re.compile("|".join(_phrase(phrase) for phrase in phrases), re.IGNORECASE)


def _phrase(phrase: str) -> str:
    escaped = re.escape(phrase).replace(r"\#", r"\d[\d,.]*[km]?").replace(r"\ ", r"\s+")
    before = r"(?<!\w)" if phrase[0].isalnum() else ""
    return before + escaped + (r"(?!\w)" if phrase[-1].isalnum() else "")


def _bare(text: str) -> str:
    return text.strip(" \t.:…!*-–—[]()»›>👇👉")


def _whole(name: str, text: str) -> bool:
    return bool(_pattern(name).fullmatch(_bare(text)) or _pattern(name).fullmatch(text))


def _by_cues(lines: list[_Line]) -> None:
    for line in lines:
        if not line.keep and _is_cued(line.text, line.block.words):
            line.out = True


def _is_cued(text: str, words: int) -> bool:
    opened = text.lstrip(" *•>👉-–—([")
    if words <= 30 and _pattern("starts").match(opened):
        return True
    if any(_whole(name, text) for name in ("whole", "lists", "ends", "networks")):
        return True
    if not re.search(r"[^\W_]", text) or (words <= 20 and _ADDRESS.search(text)):
        return True
    if words <= 60 and _pattern("contains").search(text) and (words <= 30 or not _speaks(text)):
        return True
    return _is_social(text, words)


def _speaks(text: str) -> bool:
    """Whether words are quoted: a credit line quotes nobody."""
    return any(mark in text for mark in '“”"')


def _is_social(text: str, words: int) -> bool:
    """``Follow X on Y and Z`` in any wording."""
    networks = len(set(found.lower() for found in _pattern("networks").findall(text)))
    calls = re.match(r"\W*(?:follow|join|find|like|share|connect|subscribe|send)\b", text, re.I)
    return words <= 30 and ((networks >= 1 and bool(calls)) or networks >= 4)


def _by_notes(lines: list[_Line]) -> None:
    """Notes on corrections and withdrawals: what they tell of an earlier version is no news."""
    for line in lines[1:]:
        if line.prose and note_in(line.text):
            line.out = True


# --- menus


def _by_menus(lines: list[_Line]) -> None:
    for line in lines:
        if not line.keep and _is_link_run(line.text):
            line.out = True
    at = 0
    for entries, run in groupby(lines, _is_menu_entry):
        menu = list(run)
        at += len(menu)
        if entries and len(menu) >= 3:
            # A heading may stand under the menu: set apart, and right above a paragraph.
            apart = menu[-1].block.group != menu[-2].block.group
            heading = apart and at < len(lines) and lines[at].prose and not lines[at].out
            for line in menu[:-1] if heading else menu:
                line.out = True


def _is_link_run(text: str) -> bool:
    """Three or more short pieces with separators between them, or menu words and nothing else."""
    if re.search(r"[.!?]$", text):
        return False
    pieces = [piece for piece in _SEPARATORS.split(text) if piece]
    if len(pieces) >= 3 and all(len(piece.split()) <= 4 for piece in pieces):
        return True
    words = re.findall(r"[\w&]+", text.lower())
    return len(words) >= 3 and all(word in cues().navigation for word in words)


def _is_menu_entry(line: _Line) -> bool:
    return line.short and line.block.words <= 3 and not line.question


# --- places on the page


def _after_markers(lines: list[_Line]) -> None:
    """What follows ``Comments (3)`` at the end of a page, or stands in a box of links."""
    prose = sum(line.block.words for line in lines if line.prose and not line.out)
    read = boxed = 0
    for i, line in enumerate(lines):
        if line.prose and not line.out:
            read += line.block.words
        if _whole("ends", line.text) and prose and read >= 0.6 * prose:
            for later in lines[i:]:
                later.out = True
            return
        if i >= boxed and _whole("lists", line.text):
            boxed = _drop_box(lines, i + 1)


def _drop_box(lines: list[_Line], start: int) -> int:
    """Marks a box's links, up to the next prose; a heading right above that prose stays.
    Returns where that prose is."""
    end = start
    while end < len(lines) and not (lines[end].prose and not lines[end].out):
        end += 1
    last_is_heading = (
        end < len(lines)
        and end > start
        and lines[end - 1].short
        and not _NUMBERED.match(lines[end - 1].text)
        and lines[end - 1].block.group != lines[start - 1].block.group
    )
    for line in lines[start : end - 1 if last_is_heading else end]:
        line.out = True
    return end


def _page_head(lines: list[_Line], title: str | None) -> None:
    """Above the body: one line is the title; menu names and rubrics before it are furniture."""
    end = next((i for i, line in enumerate(lines) if line.prose and not line.out), 0)
    menus = {line.block.group for line in lines[:end] if line.out and _is_link_run(line.text)}
    heads = [i for i in range(end) if lines[i].short]
    named = [i for i in heads if title and _letters(lines[i].text) == _letters(title)]
    loose = [i for i in heads if lines[i].block.group not in menus] or heads
    long = [i for i in loose if lines[i].block.words >= 5]
    if named:
        chosen = named[0]
    elif long:
        chosen = long[0]
    elif loose:
        chosen = max(loose, key=lambda i: (lines[i].block.words, i))
    else:
        return
    for i in heads:
        lines[i].out = i != chosen and (i < chosen or _caption_signs(lines[i].text) >= 2)


def _letters(text: str) -> str:
    return re.sub(r"\W+", "", text).lower()


def _captions(lines: list[_Line]) -> None:
    """Short lines between paragraphs: the one above the body is its heading, others captions.

    A line that another short line follows opens no section, so it is a caption unless it asks a
    question or is written like the headings; one above a paragraph is a caption only for its
    words.
    """
    titled = _headings_are_titled(lines)
    shown = [line for line in lines if not line.out]
    kept: _Line | None = None
    for i, line in enumerate(shown):
        if line.short and not line.question and kept is not None:
            signs = _caption_signs(line.text) + _place_signs(kept, line, shown[i + 1 : i + 3])
            if titled is not None:
                signs += -1 if _is_titled(line.text) == titled else 1
            line.out = signs >= 2
        # Above the first paragraph `_page_head` has judged.
        if line.prose or (kept is not None and not line.out):
            kept = line


def _place_signs(before: _Line, line: _Line, after: list[_Line]) -> int:
    """Two where a line stands between a paragraph and another section's heading."""
    if len(after) < 2 or _NUMBERED.match(line.text):
        return 0
    heading, body = after
    return 2 * (before.prose and heading.short and body.prose)


def _caption_signs(text: str) -> int:
    strong = 2 * bool(_pattern("captions").search(text))
    return strong + bool(_pattern("scenes").search(text)) - text.endswith(":")


def _headings_are_titled(lines: list[_Line]) -> bool | None:
    """Whether the page's headings are in Title Case; None where they are in no one style."""
    shown = [line for line in lines if not line.out]
    heads = [a.text for a, b in pairwise(shown) if a.short and b.prose]
    share = sum(map(_is_titled, heads)) / len(heads) if heads else 0.5
    return None if 0.3 < share < 0.7 else share > 0.5


def _is_titled(text: str) -> bool:
    """Whether the longer words are capitalised."""
    words = [word for word in re.findall(r"[A-Za-z][\w’']*", text) if len(word) > 3]
    return bool(words) and sum(word[0].isupper() for word in words) >= 0.8 * len(words)


def _page_foot(lines: list[_Line]) -> None:
    """After the last paragraph: lines that finish no sentence; one question right after it may
    be the heading of a part that was cut off."""
    last = max((i for i, line in enumerate(lines) if line.prose and not line.out), default=-1)
    if last < 0:
        return
    for i in range(last + 1, len(lines)):
        if lines[i].short and not (i == last + 1 and lines[i].question):
            lines[i].out = True
