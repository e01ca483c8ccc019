"""Speech that is told, not quoted, by a verb or an adjective.

Its words are what the cue takes in the parse (a clause, an infinitive, an object) or, for a tag
that closes a sentence, what stands before it; where the parse gives nothing, what stands behind.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from crisisdesk.reading.attribution import (
    TAG_REACH,
    Attribution,
    Range,
    asserted,
    has_auxiliary,
    passive,
    source_for,
    trim,
)
from crisisdesk.reading.complements import can_hold, checked, edges, taken
from crisisdesk.reading.cues import Cue, attitude, is_lemma, lexicon, verb_cue
from crisisdesk.reading.frames import Frame
from crisisdesk.reading.minds import has_mind, is_document
from crisisdesk.reading.sources import NOMINAL, Source, phrase, subject_before

if TYPE_CHECKING:
    from spacy.tokens import Token


def told_by(
    frame: Frame, cue: Cue, sentence: Range, used: dict[int, Attribution]
) -> Iterator[Attribution]:
    """What one cue of a sentence tells; ``used`` are the quotes that have a cue, by its token."""
    by = used.get(cue.token.i)
    if (
        cue.lemma in lexicon().speech.citing
        and cue.token.lower_.endswith("ing")
        and _cites_another(cue)
    ):
        return
    if by is not None and by.direct and not _is_piece(frame, by, cue, sentence):
        return
    if cue.lemma in lexicon().speech.citing and _quotes_another(cue):
        return
    if _is_impersonal(cue):
        yield from _impersonal(frame, cue, sentence)
        return
    source = _holder(frame, cue)
    if source is None:
        return
    where = (cue.token.i, cue.last + 1)
    if _closes_sentence(frame, cue, source, sentence, by):
        content, rule = _around(frame, cue, source, sentence), "closing"
    elif _as_aside(frame, cue, source):
        content, rule = _outside_aside(frame, cue, source, sentence), "aside"
    else:
        free = by is None or (by.quoted is not None and by.quoted.opening > cue.last)
        content, rule = taken(frame, cue, source, sentence, free), "told"
    if content is not None:
        true = asserted(cue)
        yield Attribution(
            frame, content, rule, where, source, asserted=true, attitude=attitude(cue)
        )


def _holder(frame: Frame, cue: Cue) -> Source | None:
    """Who holds what a cue tells: its source, if that can; else who stands right before the cue,
    or heads a sentence in which the parse finds no other verb to carry it."""
    source = source_for(frame, cue)
    if source is not None and can_hold(cue, source):
        return source
    if cue.token.tag_ == "VBG" and frame.doc[cue.token.i - 1].text != ",":
        return None  # "a team waiting for ...": nobody's but whose it hangs from
    for other in (subject_before(frame, cue), _root(frame, cue)):
        if other is None or _names_a_thing(other):
            continue
        if has_mind(other.head) and can_hold(cue, other):
            return other
    return None


def _names_a_thing(source: Source) -> bool:
    """Whether a phrase ends in a "that" which stands for no name: "a pact with Oran that"."""
    last = source.part.doc[source.last - 1]
    return last.lower_ in ("that", "which") and source.head.pos_ == "PROPN"


def _root(frame: Frame, cue: Cue) -> Source | None:
    root = cue.token
    while root.head != root:
        root = root.head
    if root.pos_ not in NOMINAL or root.i >= cue.token.i:
        return None
    return phrase(frame, root, cue.token)


def _cites_another(cue: Cue) -> bool:
    """Whether a cue names who told it rather than a ground: ``citing officials``."""
    cited = [c for c in cue.token.children if c.dep_ == "obj"]
    return not cited or any(has_mind(c) or is_document(c) for c in cited)


def _quotes_another(cue: Cue) -> bool:
    """Whether a cue only passes on somebody's words: ``the agency quoted him as saying``."""
    behind = cue.token.doc[cue.last + 1 : cue.last + 8]
    return any(t.lower_ == "as" and t.nbor().lower_ == "saying" for t in behind[:-1])


def _is_impersonal(cue: Cue) -> bool:
    """Whether a cue names nobody: "seems", "is expected to", "was said that", "when asked"."""
    token = cue.token
    if "seem" in cue.classes:
        return True
    if token.lower_ == "asked" and not any(c.dep_ in ("nsubj", "aux") for c in token.children):
        return token.dep_ in ("advcl", "acl") or token.is_sent_start is True
    return passive(token) and not any(c.dep_ == "obl:agent" for c in token.children)


def _impersonal(frame: Frame, cue: Cue, sentence: Range) -> Iterator[Attribution]:
    """What somebody unnamed expects or thinks: the subject and what is reckoned of it."""
    token = cue.token
    if token.lower_ in ("asked", "questioned", "pressed") and not has_auxiliary(token):
        yield from _asked(frame, cue, sentence)
        return
    what = [c for c in token.children if c.dep_ in ("xcomp", "ccomp", "csubj") and c.i > token.i]
    about = [c for c in token.children if c.dep_ in ("nsubj:pass", "nsubj") and c.i < token.i]
    if not what or not cue.classes & {"hold", "say", "seem", "direct"}:
        return
    if "seem" in cue.classes and any(map(_tells, what)):
        return  # "appeared to confirm that": it is the one who seems to who tells
    content = checked(frame, *edges([*about, *what], sentence), None)
    if content is not None:
        where = (token.i, cue.last + 1)
        yield Attribution(
            frame, content, "impersonal", where, asserted=asserted(cue), attitude=attitude(cue)
        )


def _tells(token: Token) -> bool:
    cue = verb_cue(token)
    return cue is not None and bool(cue.classes & {"say", "hold", "judge", "plan", "direct"})


def _asked(frame: Frame, cue: Cue, sentence: Range) -> Iterator[Attribution]:
    """The question that is left to the one who answers: "Asked whether it would, the envoy"."""
    last = cue.last + 1
    while last < sentence[1] and not frame.doc[last].is_punct:
        last += 1
    content = checked(frame, cue.last + 1, last, None)
    if content is not None:
        where = (cue.token.i, cue.last + 1)
        yield Attribution(frame, content, "impersonal", where, asserted=False, attitude="asked")


def _as_aside(frame: Frame, cue: Cue, source: Source) -> bool:
    """Whether cue and source are an aside: ``as the minister put it``, ``as X reported``."""
    first = min(source.first, cue.token.i)
    if "say" not in cue.classes or first == 0 or frame.doc[first - 1].lower_ != "as":
        return False
    return not any(c.dep_ in ("ccomp", "obj") and c.i > cue.last for c in cue.token.children)


def _outside_aside(frame: Frame, cue: Cue, source: Source, sentence: Range) -> Range | None:
    """The sentence that an aside comments on: behind it where it opens, else before it."""
    doc, first = frame.doc, min(source.first, cue.token.i) - 1
    behind = max(source.last, cue.last + 1)
    while behind < sentence[1] and not doc[behind].is_punct:
        behind += 1
    before = trim(frame, sentence[0], first)
    return before if before[1] - before[0] > 2 else checked(frame, behind, sentence[1], None)


def _is_piece(frame: Frame, by: Attribution, cue: Cue, sentence: Range) -> bool:
    """Whether a quote is a piece of a longer saying that its tag closes: ``taxing it "is a
    mistake," said X``, ``"You pressed them" to raise the price, she said``."""
    doc, quoted = frame.doc, by.quoted
    if quoted is None or quoted.opening >= cue.token.i:
        return False
    before = [t for t in doc[sentence[0] : quoted.opening] if t.text[:1].isalnum()]
    if any(map(_says, before)):
        return False
    if doc[quoted.first].text[:1].islower():
        opens = doc[quoted.opening - 1].text if quoted.opening else ","
        return len(before) > 1 and opens not in (",", ":") and verb_cue(before[-1]) is None
    if before or doc[quoted.last - 1].is_punct:
        return False
    behind = doc[quoted.closing : quoted.closing + 1]
    return bool(behind) and behind[0].text.islower() and verb_cue(behind[0]) is None


def _says(token: Token) -> bool:
    """Whether a word is a verb of saying with a subject of its own."""
    cue = verb_cue(token) if any(c.dep_ == "nsubj" for c in token.children) else None
    return cue is not None and "say" in cue.classes


def _closes_sentence(
    frame: Frame, cue: Cue, source: Source, sentence: Range, by: Attribution | None
) -> bool:
    """Whether cue and source are a tag, set off by commas: ``..., X declared on Monday.``"""
    doc, first = frame.doc, min(source.first, cue.token.i)
    if not cue.classes & {"say", "hold", "show"} or cue.token.lower_.endswith("ing"):
        return False
    piece = by is not None and _is_piece(frame, by, cue, sentence)
    comma = first - 1
    while piece and comma > sentence[0] and doc[comma].is_quote:
        comma -= 1
    if first <= sentence[0] + 1 or doc[comma].text not in (",", "—", "–"):
        return False
    if abs(source.head.i - cue.token.i) > TAG_REACH or (frame.quoted(first - 2) and not piece):
        return False
    if any(c.dep_ in ("cc", "mark") and first - 1 <= c.i < cue.token.i for c in cue.token.children):
        return False
    behind = max(source.last, cue.last + 1)
    if _takes_more(frame, cue, behind, sentence):
        return False
    if _has_verb(frame, _clause_start(frame, sentence, first), first):
        return True
    return any(doc[i].text in (",", "—", "–") for i in range(behind, min(behind + 10, sentence[1])))


def _clause_start(frame: Frame, sentence: Range, before: int) -> int:
    """Where the words of a tag begin: behind the last semicolon."""
    stops = [i + 1 for i in range(sentence[0], before) if frame.doc[i].text == ";"]
    return stops[-1] if stops else sentence[0]


def _takes_more(frame: Frame, cue: Cue, behind: int, sentence: Range) -> bool:
    """Whether a clause or an object follows the cue without a comma: then it is no tag."""
    doc = frame.doc
    listens = is_lemma(cue.token, lexicon().speech.audience.verbs)
    takes = ("ccomp", "xcomp") if listens else ("obj", "ccomp", "xcomp")
    own = [c for c in cue.token.children if c.dep_ in takes and c.i >= behind]
    if own and behind == cue.last + 1 and not doc[behind].is_punct:
        return True
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
