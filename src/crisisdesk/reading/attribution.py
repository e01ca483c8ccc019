"""What an attribution is, and what all rules of attribution share: cues, sources, edges."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from crisisdesk.reading.cues import Cue, is_adjective, verb_cue
from crisisdesk.reading.frames import Frame, Quoted
from crisisdesk.reading.sources import (
    Source,
    phrase_starting,
    source_of,
    subject_before,
)

if TYPE_CHECKING:
    from spacy.tokens import Token

    from crisisdesk.terms.records import Attitude

Range = tuple[int, int]
TAG_REACH = 30  # tokens a tag's subject may take between a quote and its verb
_UNREAL = frozenset({"would", "could", "should", "may", "might", "must", "will", "shall", "’ll"})
_TAKES_UP = frozenset({",", "—", "–", "and", "or", "before", "while", "then"})
_BE = frozenset({"is", "are", "was", "were", "been", "’s", "'s", "’re", "'re"})
_FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
_PHRASES = frozenset({"according", "per"})
_NEGATED = frozenset({"not", "n't", "n’t", "never"})


@dataclass(frozen=True)
class Attribution:
    """Words (``content``, tokens of the frame's part, end exclusive) and whose they are.

    ``quoted`` is set where they stand between quotation marks; ``source`` is None where the
    sentence names nobody. ``rule`` says how they were found; ``asserted`` is False where the
    speech is denied, asked about or merely possible; ``attitude`` is None where it is only
    mentioned ("his remarks on the truce")."""

    frame: Frame
    content: Range
    rule: str
    cue: Range | None = None
    source: Source | None = None
    quoted: Quoted | None = None
    direct: bool = False
    asserted: bool = True
    attitude: Attitude | None = "said"


def source_for(frame: Frame, cue: Cue) -> Source | None:
    """The source of a cue; a participle ("..., adding") shares that of the speech before it."""
    token, first = cue.token, frame.sentence_of(cue.token.i)[0]
    participle = token.lower_.endswith("ing") and not has_auxiliary(token)
    if participle and token.i and frame.doc[token.i - 1].lower_ in _TAKES_UP:
        said = [c for c in cues_in(frame, first, token.i) if c.classes & {"say", "ask"}]
        said = _outer([c for c in said if not c.token.lower_.endswith("ing")])
        if said:
            return source_of(frame, said[-1])
    source = source_of(frame, cue)
    if source is not None and source.first > cue.last + 2:  # too far behind to be inverted
        source = subject_before(frame, cue) or source
    return widened(frame, source) if source is not None else None


def _outer(cues: list[Cue]) -> list[Cue]:
    """The cues but for those in a clause that another of them takes: in "said he believed it,
    adding" whoever said it goes on, not he who believed it."""
    tokens = {c.token.i for c in cues}
    return [c for c in cues if not _within(c.token, tokens)]


def _within(token: Token, cues: set[int]) -> bool:
    while token.head != token:
        if token.dep_ == "ccomp" and token.head.i in cues:
            return True
        token = token.head
    return False


def widened(frame: Frame, source: Source) -> Source:
    """A source with the title or article before it, which a parse may have cut off."""
    first, low = source.first, frame.sentence_of(source.head.i)[0]
    if source.head.pos_ == "PRON":
        return source
    while first > low and not frame.quoted(first - 1):
        token = frame.doc[first - 1]
        if token.pos_ not in ("NOUN", "PROPN", "ADJ", "DET") or verb_cue(token) is not None:
            break
        first -= 1
    return replace(source, first=first)


def cues_in(frame: Frame, first: int, last: int) -> Iterator[Cue]:
    for token in frame.doc[first:last]:
        if frame.quoted(token.i) or token.pos_ in ("ADP", "DET", "PUNCT"):
            continue
        if token.pos_ == "PROPN" and not token.is_lower:  # "argue" is a verb, whatever its tag
            continue
        cue = verb_cue(token)
        if cue is None or _adverbial_noun(token):
            continue
        yield cue


def _adverbial_noun(token: Token) -> bool:
    """Whether the form is a noun or adjective here ("a report", "the claims")."""
    if token.pos_ != "NOUN" or misread(token):
        return False
    return token.dep_ not in ("ROOT", "ccomp", "conj", "parataxis") or any(
        c.dep_ in ("det", "amod", "nmod:poss", "case") for c in token.children
    )


def misread(token: Token) -> bool:
    """Whether a tagger took a verb for a noun: ``Name denies wrongdoing`` without any verb."""
    if token.pos_ != "NOUN" or token.i == 0:
        return False
    if token.lower_.endswith("ing"):
        return _progressive(token)
    if not token.lower_.endswith("s"):
        return False
    before, behind = token.doc[token.i - 1], token.doc[token.i + 1 : token.i + 2].text
    if not before.text.istitle() or before.pos_ in ("DET", "PART") or not behind[:1].isalpha():
        return False
    if behind == "that":
        return True
    return behind.islower() and not any(t.pos_ in ("VERB", "AUX") for t in token.sent)


def _progressive(token: Token) -> bool:
    """Whether a form in "-ing" that was taken for a noun is a verb: ``is warning voters that``."""
    doc, i = token.doc, token.i - 1
    while i > 0 and doc[i].pos_ == "ADV":
        i -= 1
    follows = doc[token.i + 1 : token.i + 2].text
    return doc[i].lower_ in _BE and follows[:1].isalpha() and follows not in ("of", "and", "or")


def passive(token: Token) -> bool:
    """Whether a verb is passive: by its parts, or a participle that describes ("a man called")."""
    if is_adjective(token):
        return False
    if any(c.dep_ in ("aux:pass", "nsubj:pass") for c in token.children):
        return True
    takes = any(c.dep_ in ("obj", "ccomp") for c in token.children)
    if token.tag_ != "VBN" or token.dep_ != "acl" or takes or has_auxiliary(token):
        return False
    return not _carries(token)


def _carries(participle: Token) -> bool:
    """Whether a participle is the verb that its sentence lacks: ``The envoy called for calm.``"""
    if participle.head.dep_ != "ROOT" or participle.sent[-1].text != ".":
        return False
    return not any(t.pos_ == "AUX" or t.tag_ in _FINITE for t in participle.sent)


def has_auxiliary(token: Token) -> bool:
    """Whether an auxiliary of the perfect or progressive stands with a verb."""
    return any(c.dep_ == "aux" for c in token.children)


def asserted(cue: Cue) -> bool:
    """Whether the speech took place: not denied, wished for, or a mere infinitive."""
    token = cue.token
    for child in token.children:
        if child.lower_ in _NEGATED and child.i < token.i:
            return False
        if child.dep_ == "aux" and child.lower_ in _UNREAL:
            return False
        if child.dep_ == "mark" and child.lower_ in ("to", "if", "whether"):
            return False
    return True


def by_phrase(frame: Frame, first: int, last: int) -> Iterator[Attribution]:
    """``According to X, ...`` and ``..., per X``."""
    for token in frame.doc[first:last]:
        i = token.i
        cue = phrase_cue(frame, i) if token.lower_ in _PHRASES else None
        if cue is None:
            continue
        source = _source_behind(frame, cue[1], last)
        if source is None:
            continue
        if any(t.text[:1].isalnum() for t in frame.doc[first:i]):
            content = trim(frame, first, i)
        else:
            content = trim(frame, source.last, last)
        if content[1] - content[0] > 2:
            yield Attribution(frame, content, "phrase", cue, source)
            return


def phrase_cue(frame: Frame, i: int) -> Range | None:
    doc = frame.doc
    word = doc[i].lower_
    if word not in _PHRASES or frame.quoted(i) or i + 1 == len(doc):
        return None
    nexts = doc[i + 1]
    if word == "according":
        return (i, i + 2) if nexts.lower_ == "to" else None
    if nexts.lower_ in ("cent", "capita", "se"):
        return None
    opens = i == 0 or doc[i - 1].text in (",", "(", "—", "”", '"', "–")
    return (i, i + 1) if opens and nexts.pos_ not in ("NUM", "VERB") else None


def _source_behind(frame: Frame, first: int, last: int) -> Source | None:
    source = phrase_starting(frame, first, last)
    return source if source is not None and source.last > source.first else None


def phrase_behind(frame: Frame, at: int, sentence: Range) -> tuple[Range, Source] | None:
    doc = frame.doc
    while at < sentence[1] and doc[at].text == ",":
        at += 1
    cue = phrase_cue(frame, at) if at < sentence[1] else None
    if cue is None or cue[1] - cue[0] < 2:
        return None
    source = _source_behind(frame, cue[1], sentence[1])
    return (cue, source) if source is not None else None


def trim(frame: Frame, first: int, last: int) -> Range:
    """A range without punctuation, "that" and coordinators at its edges."""
    doc = frame.doc
    while first < last and (
        doc[first].text in (",", ";", ":", "—", "–", "-")
        or doc[first].is_space
        or (doc[first].lower_ == "that" and doc[first].dep_ != "det")
        or doc[first].lower_ in ("and", "but", "however")
    ):
        first += 1
    while last > first and (
        doc[last - 1].text in (",", ";", ":", ".", "—", "–", "(")
        or doc[last - 1].is_space
        or doc[last - 1].lower_ in ("and", "but")
    ):
        last -= 1
    return first, last
