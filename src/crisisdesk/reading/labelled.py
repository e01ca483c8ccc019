"""Lines that name a speaker before a colon: ``Duarte: no talks while the siege lasts``, ``Duarte on
the truce: 'It is dead'``. Headlines, bulleted summaries and live pages are written so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crisisdesk.reading.attribution import Attribution, trim
from crisisdesk.reading.cues import lexicon
from crisisdesk.reading.frames import Frame
from crisisdesk.reading.minds import has_mind
from crisisdesk.reading.sources import NOMINAL, Source, phrase_starting
from crisisdesk.terms.gazetteer import load_gazetteer

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_LABEL = 12  # tokens that may stand before the colon
_LEAST = 3  # words that make a saying
_BY = frozenset({"from", "by"})
_SENT_FROM = frozenset({"capital", "place"})


def labelled(frame: Frame) -> Attribution | None:
    """What a line of one sentence says of the one named before its colon; None where it is no
    such line. A verb may stand in the label only in title case, where a quote follows."""
    doc = frame.doc
    if frame.turn or len(frame.sentences) != 1:
        return None
    colon = next((t.i for t in doc[:_LABEL] if t.text == ":" and not frame.quoted(t.i)), 0)
    if not colon or colon + 1 >= len(doc) or _is_dateline(doc, colon):
        return None
    first, last = trim(frame, colon + 1, len(doc))
    told = [t for t in doc[first:last] if t.text[:1].isalnum()]
    if len(told) < _LEAST:
        return None
    verbs = [t for t in doc[:colon] if t.pos_ in ("VERB", "AUX")]
    if any(t.text.islower() for t in verbs):
        return None  # "X told reporters: ..." is a sentence
    clause = any(t.pos_ in ("VERB", "AUX") or frame.quoted(t.i) for t in doc[first:last])
    if not frame.quoted(colon + 1) and (verbs or not clause):
        return None
    source = _named(frame, colon)
    return Attribution(frame, (first, last), "label", None, source) if source else None


def _is_dateline(doc: Doc, colon: int) -> bool:
    """Whether a label says where a report was sent from: "New Delhi, June 17:", "Dhaka:"."""
    words = [token.text for token in doc[:colon]]
    length, entries = load_gazetteer().longest(words, 0)
    if not length or {entry.kind for entry in entries} - _SENT_FROM:
        return False
    return length == colon or words[length] in (",", "(")


def _named(frame: Frame, colon: int) -> Source | None:
    """Whose words a label announces: who opens it, else who stands behind its "from" or "by"."""
    starts = [0, *(i + 1 for i in range(colon) if frame.doc[i].lower_ in _BY)]
    for start in starts:
        found = phrase_starting(frame, start, colon)
        if found is not None and found.first == start and _may_speak(found.head):
            return found
    return None


def _may_speak(head: Token) -> bool:
    """Whether a label names somebody, or what counts opinions; a place in capitals opens a wire's
    report."""
    if head.pos_ not in NOMINAL or head.lower_ in lexicon().speech.phrases.documents:
        return head.lower_ in lexicon().speech.phrases.documents
    if head.pos_ == "PROPN":
        known = head.ent_type_ in ("PERSON", "ORG") or head.ent_type_ == "LOC"
        return known and not (head.is_upper and head.ent_type_ == "LOC")
    return head.pos_ == "NOUN" and has_mind(head)
