"""Interviews and transcripts: ``NAME: what NAME says``, a paragraph a turn."""

from __future__ import annotations

from crisisdesk.reading.attribution import Attribution, trim
from crisisdesk.reading.frames import Frame
from crisisdesk.reading.sources import NOMINAL, Source

_LEAST = 3  # words that make a turn


def turn(frame: Frame) -> Attribution | None:
    """The turn that a passage is: all behind the label, but for words in quotation marks."""
    if not frame.turn:
        return None
    doc = frame.doc
    colon = next((t.i for t in doc if t.text == ":"), 0)
    if not colon or frame.quoted(colon) or any(frame.quoted(i) for i in range(colon, len(doc))):
        return None
    content = trim(frame, colon + 1, len(doc))
    if content[1] - content[0] < _LEAST:
        return None
    head = next((t for t in doc[:colon] if t.pos_ in NOMINAL), doc[0])
    return Attribution(frame, content, "turn", None, Source(frame.part, head, 0, colon))
