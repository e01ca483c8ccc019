"""Speech that is told by a noun: ``Cairo's warning that``, ``criticism of the plan by Rome``,
``voiced hope for a truce``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from crisisdesk.reading.attribution import Attribution, Range, asserted, misread, source_for
from crisisdesk.reading.complements import checked, edges
from crisisdesk.reading.cues import Cue, is_lemma, lexicon, noun_attitude, noun_classes
from crisisdesk.reading.extents import onward
from crisisdesk.reading.frames import Frame
from crisisdesk.reading.minds import has_mind, is_document
from crisisdesk.reading.sources import Source, phrase

if TYPE_CHECKING:
    from spacy.tokens import Token


def told_by_noun(frame: Frame, noun: Token, sentence: Range) -> Iterator[Attribution]:
    """What a noun tells, if it is one of speech or thought and its owner is known."""
    i = noun.i
    classes = noun_classes(noun) if noun.pos_ == "NOUN" else frozenset()
    if not classes or frame.quoted(i) or misread(noun):
        return
    matter, mark = _matter(noun, classes)
    if matter is None:
        return
    first, last = edges([matter], sentence)
    last = onward(frame, last, sentence)
    content = checked(frame, first if mark is None else mark.i + 1, last, None, least=1)
    if content is None or content[0] <= i:
        return
    source, true = _owner(frame, noun)
    if source is None and not _is_clause(matter):
        return
    kind = noun_attitude(noun, clause=_is_clause(matter))
    where = (i, i + 1 if mark is None else mark.i + 1)
    yield Attribution(frame, content, "noun", where, source, asserted=true, attitude=kind)


def _is_clause(matter: Token) -> bool:
    return any(c.dep_ == "mark" and c.lower_ == "that" for c in matter.children)


def _matter(noun: Token, classes: frozenset[str]) -> tuple[Token | None, Token | None]:
    """What a noun holds, and the preposition that brings it (None for a clause)."""
    behind = noun.doc[noun.i + 1 : noun.i + 2]
    if "that" in classes and behind.text == "that" and behind[0].dep_ == "mark":
        return behind[0].head, None  # whatever the parse hangs the clause on
    if "to" in classes and behind.text == "to" and behind[0].dep_ == "mark":
        return behind[0].head, None
    for child in noun.children:
        if child.i <= noun.i:
            continue
        mark = next((c for c in child.children if c.dep_ in ("mark", "case")), None)
        word = mark.lower_ if mark is not None else ""
        clause = child.dep_ in ("acl", "acl:relcl", "ccomp") and word in ("that", "to")
        if clause and word in classes:
            return child, None
        if child.dep_ in ("nmod", "acl") and word in classes and word not in ("that", "to"):
            return child, mark
        if child.dep_ == "nmod" and word == "to" and "to" in classes:
            return child, mark
    return None, None


def _without_case(source: Source) -> Source:
    """A possessor without its "'s"."""
    words = source.part.doc[source.first : source.last]
    return replace(source, last=source.last - 1) if words[-1].dep_ == "case" else source


def _owner(frame: Frame, noun: Token) -> tuple[Source | None, bool]:
    """Whose the noun is, and whether it was uttered: a possessor, an agent, or the subject of
    the light verb before it."""
    for child in noun.children:
        owns = child.dep_ == "nmod:poss" and child.i < noun.i
        by = child.dep_ == "nmod" and any(k.lower_ in ("by", "from") for k in child.children)
        if (owns or by) and (has_mind(child) or is_document(child) or child.tag_ == "PRP$"):
            return _without_case(phrase(frame, child)), True
        if child.dep_ in ("compound", "amod") and child.pos_ == "PROPN":
            return phrase(frame, child), True
    verb = noun.head
    if noun.dep_ == "obj" and is_lemma(verb, lexicon().speech.light):
        cue = Cue(verb, verb.lemma_, frozenset(), verb.i)
        source = source_for(frame, cue)
        if (
            source is not None
            and has_mind(source.head)
            and not source.first <= noun.i < source.last
        ):
            return source, asserted(cue)
    return None, True
