"""Lays a part out for attribution: its sentences, its quotes as token ranges, what is whose.

Sentences are the reporter's, not the parser's: a quote with its tag ("..., he said") is one
sentence whatever stands between the marks, and full stops inside a quote end nothing.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from crisisdesk.reading.cues import verb_cue
from crisisdesk.reading.page import Page, Part, Quote, label_of

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

TERMINAL = frozenset(".!?…") | {"...", "?!", "!!", "....", "。"}
_ENDS = TERMINAL | {")", "]"}
_MARKS = frozenset("\"“”„«»‘’'") | {"``", "''"}


@dataclass(frozen=True)
class Quoted:
    """A quote in tokens: words from ``first`` to ``last`` (exclusive), marks from ``opening``
    to ``closing`` (exclusive)."""

    quote: Quote
    first: int
    last: int
    opening: int
    closing: int


@dataclass
class Frame:
    """One part, ready for the rules of attribution. Ranges are token offsets, ends exclusive."""

    part: Part
    quotes: list[Quoted]
    owner: list[int] = field(default_factory=list)
    sentences: list[tuple[int, int]] = field(default_factory=list)
    turn: bool = False  # whether it opens with the label of an interview's speaker

    @property
    def doc(self) -> Doc:
        """The parse of the part."""
        return self.part.doc

    def quoted(self, i: int) -> bool:
        """Whether token ``i`` is in (or is a mark of) a quote."""
        return self.owner[i] >= 0

    def sentence_of(self, i: int) -> tuple[int, int]:
        """The reporter's sentence that holds token ``i``."""
        for first, last in self.sentences:
            if first <= i < last:
                return first, last
        return 0, len(self.doc)

    def quotes_in(self, first: int, last: int) -> list[Quoted]:
        """The quotes that begin within a range, in order."""
        return [q for q in self.quotes if first <= q.opening < last]

    def offsets(self, first: int, last: int) -> tuple[int, int]:
        """Character offsets in the report's text of tokens ``first`` to ``last``."""
        return self.part.at(self.doc[first:last])


def build_frame(page: Page, part: Part) -> Frame:
    """The frame of one part of the page; cheap, and never raises on odd text."""
    frame = Frame(part, _quotes_in_tokens(page, part))
    frame.owner = [-1] * len(part.doc)
    for k, quoted in enumerate(frame.quotes):
        for i in range(quoted.opening, quoted.closing):
            frame.owner[i] = k
    frame.sentences = _sentences(frame)
    frame.turn = label_of(page.words(part)) in page.labels
    return frame


def _quotes_in_tokens(page: Page, part: Part) -> list[Quoted]:
    doc, base = part.doc, part.passage.start
    quotes = [q for q in page.quotes if q.end > base and q.start < part.passage.end]
    starts = [t.idx for t in doc] if quotes else []
    found: list[Quoted] = []
    for quote in quotes:
        first = max(0, bisect_right(starts, quote.start - base) - 1)
        last = bisect_left(starts, quote.end - base)
        if first < last and starts[first] + len(doc[first]) <= quote.start - base:
            first += 1
        if first >= last:
            continue
        opening = first - 1 if first and doc[first - 1].text in _MARKS else first
        closing = last + 1 if last < len(doc) and doc[last].text in _MARKS else last
        if not found or opening >= found[-1].closing:
            found.append(Quoted(quote, first, last, opening, closing))
    return found


def _sentences(frame: Frame) -> list[tuple[int, int]]:
    doc = frame.doc
    bounds, first = [], 0
    for i, token in enumerate(doc):
        if _may_end(frame, token) and _ends_sentence(frame, i):
            bounds.append((first, i + 1))
            first = i + 1
    if first < len(doc):
        bounds.append((first, len(doc)))
    return bounds


def _may_end(frame: Frame, token: Token) -> bool:
    """Whether a token is worth a closer look: most are not."""
    if frame.owner[token.i] >= 0:
        return token.i + 1 == frame.quotes[frame.owner[token.i]].closing
    return token.text in _ENDS or token.is_space


def _ends_sentence(frame: Frame, i: int) -> bool:
    doc = frame.doc
    if i + 1 >= len(doc):
        return False
    if frame.quoted(i):
        return _quote_ends_sentence(frame, i)
    if doc[i].text in TERMINAL:
        return not doc[i + 1].text[:1].islower() and doc[i + 1].text not in (")", "]", ",", ";")
    if doc[i].text in (")", "]") and i and doc[i - 1].text in TERMINAL:
        return True
    return bool(doc[i].is_space and "\n\n" in doc[i].text)


def _quote_ends_sentence(frame: Frame, i: int) -> bool:
    quoted = frame.quotes[frame.owner[i]]
    if i + 1 != quoted.closing or not quoted.last:
        return False
    doc, final = frame.doc, frame.doc[quoted.last - 1].text
    following = doc[i + 1]
    if final[-1:] not in ".!?…" or following.text[:1].islower() or following.text in ",;:)—–-―~":
        return False
    if frame.quoted(i + 1):
        return True
    return not (final[-1:] in "!?…" and _is_tag(frame, i + 1))


def _is_tag(frame: Frame, first: int) -> bool:
    """Whether a capitalised tag follows a quote that ends in ? or !: ``"Why?" Lavrov asked.``"""
    doc = frame.doc
    for i in range(first, min(len(doc), first + 8)):
        if doc[i].is_punct or frame.quoted(i):
            return False
        cue = verb_cue(doc[i]) if i > first else None
        if cue is not None and cue.classes & {"say", "utter", "ask"}:
            return _closes(frame, cue.last + 1)
    return False


def _closes(frame: Frame, i: int) -> bool:
    doc = frame.doc
    if i >= len(doc) or doc[i].is_punct:
        return i >= len(doc) or doc[i].text != ":"
    return doc[i].pos_ in ("ADP", "ADV") or doc[i].lower_ in ("reporters", "journalists")


def main_verb(frame: Frame, first: int, last: int) -> Token | None:
    """The verb that carries a range: the highest finite one, else the highest of any form."""
    verbs = [t for t in frame.doc[first:last] if t.pos_ in ("VERB", "AUX") and t.dep_ != "cop"]
    finite = [t for t in verbs if is_finite(t)] or verbs
    return min(finite, key=lambda t: (depth(t), t.i), default=None)


def is_finite(token: Token) -> bool:
    """Whether a verb is finite, itself or through its auxiliary or copula."""
    if "Fin" in token.morph.get("VerbForm", []) or token.tag_ in ("VBD", "VBZ", "VBP", "MD"):
        return True
    return any(
        c.dep_ in ("aux", "aux:pass", "cop") and c.lower_ not in ("to", "being", "been", "having")
        for c in token.children
    )


def depth(token: Token) -> int:
    """How many heads stand above a token."""
    return sum(1 for _ in token.ancestors)
