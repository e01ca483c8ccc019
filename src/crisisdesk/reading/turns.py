"""Interviews and transcripts: ``NAME: what NAME says``, a paragraph a turn."""

from __future__ import annotations

from crisisdesk.reading.attribution import Attribution
from crisisdesk.reading.frames import Frame
from crisisdesk.reading.sources import NOMINAL, Source

_NOBODYS = frozenset({"alone", "bare", "governed", "near"})
_LEAST = 3  # words that make a turn


def turn(frame: Frame) -> Attribution | None:
    """The turn that a passage is: all behind the label. A transcript may put every turn in
    quotation marks; words quoted within a turn are the speaker's own."""
    if not frame.turn:
        return None
    doc = frame.doc
    colon = next((t.i for t in doc if t.text == ":"), 0)
    if not colon or (frame.quoted(colon) and not _opens(frame, colon)):
        return None
    first, last = colon + 1, len(doc)
    while last > first and (doc[last - 1].is_quote or doc[last - 1].text == "."):
        last -= 1
    if last - first < _LEAST:
        return None
    inside = [t for t in doc[:colon] if not t.is_punct]
    head = next((t for t in inside if t.pos_ in NOMINAL), inside[0] if inside else doc[0])
    opens = inside[0].i if inside else 0
    return Attribution(frame, (first, last), "turn", None, Source(frame.part, head, opens, colon))


def _opens(frame: Frame, colon: int) -> bool:
    """Whether the passage is a quote that begins with the label."""
    return frame.quotes[frame.owner[colon]].first <= 1


def within_turn(frame: Frame, a: Attribution) -> bool:
    """Whether a quote in a turn is the turn itself, or told by nobody else within it."""
    return frame.turn and a.quoted is not None and (a.rule in _NOBODYS or a.quoted.first <= 1)
