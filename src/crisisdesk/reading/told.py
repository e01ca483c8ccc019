"""Speech that is told, not quoted: which words a cue takes.

They are what the cue takes in the parse (a clause, an infinitive, an object) or, for a tag that
closes a sentence, what stands before it; where the parse gives nothing, what stands behind.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from crisisdesk.reading.attribution import (
    TAG_REACH,
    Attribution,
    Range,
    asserted,
    misread,
    phrase_cue,
    source_for,
    trim,
)
from crisisdesk.reading.cues import Cue, lexicon, noun_classes, verb_cue
from crisisdesk.reading.frames import Frame
from crisisdesk.reading.sources import (
    Source,
    phrase,
)

if TYPE_CHECKING:
    from spacy.tokens import Token

_LATER = frozenset({"punct", "cc", "conj", "parataxis", "nsubj", "nsubj:outer", "mark"})


def told_by(
    frame: Frame, cue: Cue, sentence: Range, used: dict[int, Attribution]
) -> Iterator[Attribution]:
    by = used.get(cue.token.i)
    if cue.lemma in lexicon().speech.citing and cue.token.lower_.endswith("ing"):
        return
    if cue.classes <= {"ask"} or not asserted(cue) or (by is not None and by.direct):
        return
    source = source_for(frame, cue)
    if source is None:
        return
    where = (cue.token.i, cue.last + 1)
    if _closes_sentence(frame, cue, source, sentence):
        content, rule = _around(frame, cue, source, sentence), "closing"
    else:
        free = by is None or (by.quoted is not None and by.quoted.opening > cue.last)
        content, rule = _taken(frame, cue, source, sentence, free), "told"
    if content is not None:
        yield Attribution(frame, content, rule, where, source)


def _taken(frame: Frame, cue: Cue, source: Source, sentence: Range, free: bool) -> Range | None:
    """The words that a cue takes: its clause, infinitive or object; failing all, and where no
    quote has taken the cue (``free``), what stands behind it."""
    for find in (_clause, _infinitive, _object):
        content = find(frame, cue, source, sentence)
        if content is not None:
            return content
    if misread(cue.token) and cue.classes & {"matter", "hold"}:
        stops = [t.i for t in frame.doc[cue.last + 1 : sentence[1]] if t.is_punct]
        return _checked(frame, cue.token.i, stops[0] if stops else sentence[1], source)
    if free and cue.classes & {"say", "hold"}:
        return _behind_cue(frame, cue, source, sentence)
    return None


def _edges(tokens: list[Token], sentence: Range) -> Range:
    inside = [t.i for token in tokens for t in token.subtree if sentence[0] <= t.i < sentence[1]]
    return (min(inside), max(inside) + 1) if inside else (0, 0)


def _clause(frame: Frame, cue: Cue, source: Source, sentence: Range) -> Range | None:
    clauses = [c for c in cue.token.children if c.dep_ in ("ccomp", "csubj") and c.i > cue.token.i]
    if cue.last > cue.token.i:  # "made it clear that", "sees no sign that"
        clauses += [
            c
            for t in frame.doc[cue.token.i + 1 : cue.last + 1]
            for c in t.children
            if c.dep_ in ("ccomp", "acl", "csubj") and c.i > cue.last
        ]
    if not clauses:
        return None
    first, last = _edges(clauses, sentence)
    return _checked(
        frame, max(first, cue.last + 1), _to_its_end(frame, cue, last, sentence), source
    )


def _to_its_end(frame: Frame, cue: Cue, last: int, sentence: Range) -> int:
    """Where a clause ends that the parse may have torn: it runs on to the next punctuation,
    unless what follows belongs to the cue itself ("said ... on Monday")."""
    doc = frame.doc
    own = {t.i for c in cue.token.children if c.i >= last for t in c.subtree}
    while last < sentence[1] and not doc[last].is_punct and last not in own:
        if doc[last].pos_ in ("CCONJ", "SCONJ") or doc[last].is_space:
            break
        last += 1
    return last


def _infinitive(frame: Frame, cue: Cue, source: Source, sentence: Range) -> Range | None:
    if not cue.classes & {"plan", "direct", "hold", "matter"}:
        return None
    found = [c for c in cue.token.children if c.dep_ in ("xcomp", "ccomp") and c.i > cue.token.i]
    if not found:
        return None
    found += [c for c in cue.token.children if c.dep_ in ("obj", "iobj") and c.i > cue.token.i]
    first, last = _edges(found, sentence)
    return _checked(frame, max(first, cue.last + 1), last, source)


def _object(frame: Frame, cue: Cue, source: Source, sentence: Range) -> Range | None:
    if not cue.classes & {"matter", "judge"}:
        return None
    behind = [c for c in cue.token.children if c.i > cue.token.i and c.dep_ not in _LATER]
    commas = [t.i for t in frame.doc[cue.last + 1 : sentence[1]] if t.text in (",", ";", "—")]
    behind = [c for c in behind if c.dep_ != "advcl" or not commas or c.i < commas[0]]
    named = ("obj", "obl") if " " in cue.lemma else ("obj",)
    if not any(c.dep_ in named for c in behind):
        return None
    first, last = _edges(behind, sentence)
    # The verb belongs to the words, for "denies part" and "expects part" are not the same.
    return _checked(frame, min(first, cue.token.i), last, source)


def _checked(frame: Frame, first: int, last: int, source: Source) -> Range | None:
    if first <= source.first < last:
        last = source.first
    phrases = [i for i in range(first + 1, last) if phrase_cue(frame, i) is not None]
    first, last = trim(
        frame, first, phrases[0] if phrases else _before_participle(frame, first, last)
    )
    if {"named", "identified"} & {t.lower_ for t in frame.doc[last - 2 : last]}:
        return None  # "asked not to be named"
    return (first, last) if last - first > 1 else None


def _before_participle(frame: Frame, first: int, last: int) -> int:
    """Where the words end if a cue in "-ing" takes over behind a comma: "..., adding that"."""
    doc = frame.doc
    for i in range(first + 2, last - 1):
        if doc[i].text == "," and doc[i + 1].lower_.endswith("ing"):
            cue = verb_cue(doc[i + 1])
            if cue is not None and cue.classes & {"say", "hold", "judge"}:
                return i
    return last


def _closes_sentence(frame: Frame, cue: Cue, source: Source, sentence: Range) -> bool:
    """Whether cue and source are a tag, set off by commas: ``..., X declared on Monday.``"""
    doc, first = frame.doc, min(source.first, cue.token.i)
    if not cue.classes & {"say", "hold"} or cue.token.lower_.endswith("ing"):
        return False
    if first <= sentence[0] + 1 or doc[first - 1].text not in (",", "—", "–"):
        return False
    if abs(source.head.i - cue.token.i) > TAG_REACH or frame.quoted(first - 2):
        return False
    if any(c.dep_ in ("cc", "mark") and first - 1 <= c.i < cue.token.i for c in cue.token.children):
        return False
    behind = max(source.last, cue.last + 1)
    if _takes_more(frame, behind, sentence):
        return False
    if _has_verb(frame, _clause_start(frame, sentence, first), first):
        return True
    return any(doc[i].text in (",", "—", "–") for i in range(behind, min(behind + 10, sentence[1])))


def _clause_start(frame: Frame, sentence: Range, before: int) -> int:
    """Where the words of a tag begin: behind the last semicolon."""
    stops = [i + 1 for i in range(sentence[0], before) if frame.doc[i].text == ";"]
    return stops[-1] if stops else sentence[0]


def _takes_more(frame: Frame, behind: int, sentence: Range) -> bool:
    """Whether a clause follows the cue without a comma: then it is no tag."""
    doc = frame.doc
    for i in range(behind, sentence[1]):
        if doc[i].is_punct:
            return False
        if doc[i].lower_ == "that" or doc[i].dep_ in ("nsubj", "nsubj:pass"):
            return True
    return False


def _has_verb(frame: Frame, first: int, last: int) -> bool:
    return any(t.pos_ in ("VERB", "AUX") for t in frame.doc[first:last])


def _around(frame: Frame, cue: Cue, source: Source, sentence: Range) -> Range | None:
    first, behind = min(source.first, cue.token.i), max(source.last, cue.last + 1)
    doc = frame.doc
    while behind < sentence[1] and not doc[behind].is_punct:
        behind += 1  # "on Monday", "amid tensions": the tag's own
    # A tag in the middle leaves the greater part of its sentence behind it.
    parenthetic = behind < sentence[1] - 3 and doc[behind].text in (",", "—", "–")
    last = sentence[1] if parenthetic and not _resumes(frame, behind + 1) else first
    start, end = trim(frame, _clause_start(frame, sentence, first), last)
    return (start, end) if end - start > 1 else None


def _resumes(frame: Frame, i: int) -> bool:
    """Whether the reporter goes on after the tag: ``..., citing``, ``, and``, ``, but``."""
    token = frame.doc[i]
    return token.lower_ in ("and", "but", "who", "which", "as", "while", "after", "citing") or (
        token.text.islower() and token.text.endswith("ing")
    )


def _behind_cue(frame: Frame, cue: Cue, source: Source, sentence: Range) -> Range | None:
    """Where the parse gives no clause: what follows the cue, up to a comma and a participle."""
    doc, first = frame.doc, max(cue.last + 1, source.last if source.first > cue.token.i else 0)
    if first >= sentence[1] or doc[first].is_punct or doc[first].pos_ == "ADP":
        return None
    last = first
    if frame.quoted(first):
        return None
    while last < sentence[1]:
        if (
            doc[last].text in (",", ";", "—")
            and last + 1 < sentence[1]
            and (
                doc[last + 1].lower_.endswith("ing")
                or doc[last + 1].lower_ in ("but", "who", "which")
            )
        ):
            break
        last += 1
    words = doc[first:last]
    subject = any(t.dep_.startswith("nsubj") for t in words)
    return trim(frame, first, last) if subject and _has_verb(frame, first, last) else None


def told_by_noun(frame: Frame, i: int, sentence: Range) -> Iterator[Attribution]:
    """``X's warning that ...``, ``a statement by X that ...``."""
    token = frame.doc[i]
    if frame.quoted(i) or token.pos_ != "NOUN" or "that" not in noun_classes(token):
        return
    owners = [c for c in token.children if c.dep_ == "nmod:poss"]
    owners += [
        c
        for c in token.children
        if c.dep_ == "nmod" and any(k.lower_ in ("by", "from") for k in c.children)
    ]
    clauses = [
        c
        for c in token.children
        if c.dep_ in ("acl", "ccomp") and c.i > i and any(k.lower_ == "that" for k in c.children)
    ]
    if not owners or not clauses:
        return
    content = trim(frame, *_edges(clauses, sentence))
    if content[1] - content[0] > 2:
        yield Attribution(frame, content, "noun", (i, i + 1), phrase(frame, owners[0]))
