"""Finds attributions in a parsed passage: whose words, by which cue, and which words they are."""

from __future__ import annotations

from dataclasses import replace

from crisisdesk.reading.attribution import (
    Attribution,
    Range,
    asserted,
    by_phrase,
    cues_in,
    source_for,
    trim,
)
from crisisdesk.reading.frames import Frame
from crisisdesk.reading.labelled import labelled
from crisisdesk.reading.quoted import attribute_quote
from crisisdesk.reading.sources import (
    Source,
    first_subject,
)
from crisisdesk.reading.told import told_by
from crisisdesk.reading.told_nouns import told_by_noun
from crisisdesk.reading.turns import turn, within_turn


def attributions(frame: Frame) -> list[Attribution]:
    """All attributions of one passage, in the order of their words. Never raises on odd text."""
    spoken = turn(frame)
    line = labelled(frame) if spoken is None else None
    if line is not None:
        return [line]
    found: list[Attribution] = [spoken] if spoken is not None else []
    for first, last in frame.sentences:
        every = _in_sentence(frame, first, last)
        found.extend(a for a in every if spoken is None or not within_turn(frame, a))
    return sorted(found, key=lambda a: (a.content, a.rule))


def _in_sentence(frame: Frame, first: int, last: int) -> list[Attribution]:
    cues = list(cues_in(frame, first, last))
    quotes = [attribute_quote(frame, q, cues, (first, last)) for q in frame.quotes_in(first, last)]
    used = {a.cue[0]: a for a in quotes if a.cue is not None}
    told = [a for cue in cues for a in told_by(frame, cue, (first, last), used)]
    told += [a for t in frame.doc[first:last] for a in told_by_noun(frame, t, (first, last))]
    told = [b for a in told if (b := _before_tags(frame, a, [*told, *quotes])) is not None]
    told += by_phrase(frame, first, last)
    told = [a for a in told if not _is_quoted(frame, a, quotes)]
    if frame.doc[last - 1].text == "?":
        told = [replace(a, asserted=False) for a in told]
    return quotes + told


def _before_tags(frame: Frame, a: Attribution, told: list[Attribution]) -> Attribution | None:
    """An attribution without the tag that closes its sentence: "..., he said" is none of it."""
    first, last = a.content
    for tag in told:
        if tag is a or tag.cue is None or tag.source is None or a.cue == tag.cue:
            continue
        opens = min(tag.cue[0], tag.source.first)
        if not first <= opens < last or not _is_outside(frame, tag, opens):
            continue
        first, last = trim(frame, first, opens)
    return replace(a, content=(first, last)) if last > first else None


def _is_outside(frame: Frame, tag: Attribution, opens: int) -> bool:
    """Whether a cue and its source stand outside of what is told around them: those of a tag
    do, and those that lead to a quote behind a dash or semicolon."""
    if tag.rule == "lead":
        return opens > 0 and frame.doc[opens - 1].text in ("—", "–", ";")
    return tag.rule in ("closing", "tag")


def without_inner(found: list[Attribution], tags: list[Attribution]) -> list[Attribution]:
    """The attributions but for told speech within the words of a tag that closes a sentence:
    what Russia thinks, where the Kremlin tells it, is the Kremlin's telling."""
    return [
        a
        for a in found
        if a.quoted is not None
        or a in tags
        or not any(t.content[0] <= a.content[0] < t.content[1] for t in tags)
    ]


def relayed(a: Attribution) -> Attribution:
    """What a document tells of somebody's speech is that person's: ``X repeated as much,
    according to a readout``."""
    frame = a.frame
    for cue in cues_in(frame, *a.content):
        if not a.content[0] <= cue.token.i < a.content[1] or "say" not in cue.classes:
            continue
        source = source_for(frame, cue)
        if source is not None and source.head.pos_ in ("PROPN", "PRON") and asserted(cue):
            where = (cue.token.i, cue.last + 1)
            return Attribution(frame, a.content, "told", where, source)
    return a


def _is_quoted(frame: Frame, told: Attribution, quotes: list[Attribution]) -> bool:
    """Whether a clause is told by a quote already: no three words of it stand outside marks,
    or the quote is a saying of its own. What tells of another's quote ("said he wants “...”") is
    not."""
    first, last = told.content
    inside = [a for a in quotes if first < a.content[1] and a.content[0] < last]
    if any(a.cue is not None and first <= a.cue[0] < last for a in inside):
        return False
    closed = told.rule == "closing"
    pieces = [a for a in inside if closed and a.cue is not None and a.cue == told.cue]
    bare = sum(t.text[:1].isalnum() and not frame.quoted(t.i) for t in frame.doc[first:last])
    if bare < 3 and any(frame.quoted(i) for i in range(first, last)):
        return True
    return any(a.content[1] - a.content[0] >= bare for a in inside if a.direct or a in pieces)


def opening_subject(frame: Frame, sentence: Range) -> Source | None:
    """Whom a sentence is about: its first subject."""
    return first_subject(frame, *sentence)
