"""Who stands beside a verb where its parse names nobody: nouns by their place in the sentence."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from crisisdesk.reading.clauses import DAYS

if TYPE_CHECKING:
    from spacy.tokens import Token

_SKIPPED_LEFT = frozenset({"AUX", "ADV", "PART"})
_SKIPPED_RIGHT = frozenset({"DET", "ADJ", "NUM", "ADV", "PART"})
_NOMINAL = frozenset({"NOUN", "PROPN", "PRON"})
_REACH = 6
_FAR = 14
# A preposition of time before a finite verb and its subject is a conjunction after all.
_BEFORE_CLAUSES = frozenset("after before since until till as than while".split())
_FINITE = frozenset({"VBD", "VBZ", "VBP"})
_WITHIN_NAMES = frozenset({"flat", "appos", "nmod:desc", "nmod:unmarked", "compound"})
_LISTED = frozenset({"PROPN", "NOUN", "ADJ", "DET", "PART"})
_STOPS = frozenset({",", ";", ":", "(", "—", "–"})
_IN_NAMES = frozenset({"NOUN", "PROPN", "ADJ", "DET", "NUM", "PRON", "CCONJ", "PUNCT", "PART", "X"})


def noun_before(verb: Token) -> list[Token]:
    """The noun right before a verb and its auxiliaries; none where a preposition governs it."""
    for token in reversed(verb.doc[max(verb.sent.start, verb.i - _REACH) : verb.i]):
        if token.lower_ in DAYS:
            continue
        if token.pos_ in _NOMINAL:
            under, governed = _prepositions(token)
            if under and under <= _BEFORE_CLAUSES:
                return _joined(token)
            return [] if under or governed else _joined(token)
        if token.pos_ not in _SKIPPED_LEFT:
            return []
    return []


def _prepositions(token: Token) -> tuple[set[str], bool]:
    """The prepositions of the phrase that a noun ends, and whether the noun is part of another."""
    phrase = [token]
    while phrase[-1].dep_ in _WITHIN_NAMES and phrase[-1].head.i < token.i:
        phrase.append(phrase[-1].head)
    under = {c.lower_ for t in phrase for c in t.children if c.dep_ == "case" and c.i < t.i}
    return under - {"'s", "’s", "of"} if len(phrase) > 1 else under, phrase[-1].dep_ == "nmod"


def _joined(token: Token) -> list[Token]:
    """A noun with those that "and" joins before it, unless a preposition governs them."""
    first = token.head if token.dep_ == "conj" else token
    if any(c.dep_ == "case" and c.lower_ not in _BEFORE_CLAUSES for c in first.children):
        return [token]
    return [t for t in (first, *first.conjuncts) if t.i <= token.i and t.pos_ in _NOMINAL]


def subjects_listed(verb: Token, doers: Collection[Token]) -> list[Token]:
    """Names listed before a verb's subject that the parse tears off: "X, Y and Z recalled"; only
    where nothing but the list stands before, back to where the clause begins."""
    last = max((t.i for t in doers if t.i < verb.i), default=-1)
    found: list[Token] = []
    joined = False
    for token in reversed(verb.doc[verb.sent.start : last + 1]):
        if token.lower_ in ("and", ","):
            joined = joined or token.lower_ == "and" or _is_heading(verb)
        elif token.pos_ in _LISTED:
            found += [token] if token.pos_ == "PROPN" else []
        elif token.pos_ == "SCONJ" or token.lower_ == "that":
            break
        else:
            found = _after_adverbial(token, found)
            break
    return found if joined else []


def _is_heading(verb: Token) -> bool:
    """Headlines join names by a comma: "Chad, Niger agree"."""
    return not verb.sent[-1].is_punct and verb.tag_ in _FINITE


def _after_adverbial(preposition: Token, found: list[Token]) -> list[Token]:
    """Of names listed after "In March, ..." those behind the comma; none within a sentence."""
    sentence = preposition.sent
    comma = next((t.i for t in sentence if t.text == ","), sentence.end)
    if sentence[0].pos_ != "ADP" or preposition.i > comma:
        return []
    return [t for t in found if t.i > comma]


def subject_shared(verb: Token) -> list[Token]:
    """The subject of the verb before, of a verb that "and" joins to it though the parse does not:
    "had threatened force and imposed penalties"."""
    before = verb.i - 1
    while before > verb.sent.start and verb.doc[before].pos_ in _SKIPPED_LEFT:
        before -= 1
    if before <= verb.sent.start or verb.doc[before].pos_ != "CCONJ":
        return []
    if verb.tag_ not in _FINITE | {"VBN"}:
        return []
    for token in reversed(verb.doc[verb.sent.start : before]):
        if token.dep_.startswith("nsubj") and token.head.pos_ in ("VERB", "AUX"):
            relative = token.tag_ in ("WDT", "WP") or token.head.dep_ == "acl:relcl"
            return [] if relative else [token]
    return []


def agent_before(verb: Token) -> list[Token]:
    """Whose thing does it, right before the verb: "a drone launched by X hit Y"."""
    before = verb.doc[verb.i - 1] if verb.i > verb.sent.start else verb
    heads = [before, *before.ancestors]
    made = next((t for t in heads[:3] if any(c.lower_ == "by" for c in t.children)), None)
    finite = verb.tag_ in _FINITE and before.pos_ in _NOMINAL
    return [made] if finite and made is not None and made.pos_ in _NOMINAL else []


def names_under(token: Token, prepositions: Collection[str]) -> list[Token]:
    """The words of the phrase under the first of the prepositions that follows a word in its
    clause, wherever the parse hung it: "talks on Friday with Chad and Niger"."""
    found: list[Token] = []
    open_ = False
    for later in token.doc[token.i + 1 : min(token.sent.end, token.i + _FAR)]:
        if later.tag_ in _FINITE or later.pos_ == "SCONJ" or (not open_ and later.text in _STOPS):
            return found
        if later.lower_ in prepositions and not open_:
            open_ = True
        elif open_:
            if later.pos_ not in _IN_NAMES or later.text in _STOPS - {","}:
                return found
            if later.pos_ in _NOMINAL:
                found.append(later)
    return found


def noun_after(verb: Token, prepositions: Collection[str], used: Collection[int]) -> list[Token]:
    """The first noun after a verb, past articles, numbers and the prepositions given; the head of
    its phrase where words before it only qualify it."""
    found: list[Token] = []
    for token in verb.doc[verb.i + 1 : min(verb.sent.end, verb.i + _REACH + 1)]:
        if token.i in used:
            continue
        if token.pos_ in _NOMINAL:
            found = [token]
            if token.pos_ == "PROPN" or token.dep_ not in ("compound", "nmod"):
                return found
        elif found or not (token.pos_ in _SKIPPED_RIGHT or token.lower_ in prepositions):
            return found
    return found


def agent_after(verb: Token) -> list[Token]:
    """The noun under a "by" that follows a passive, wherever the parse hung it."""
    for token in verb.doc[verb.i + 1 : min(verb.sent.end, verb.i + 2 * _REACH)]:
        if token.pos_ in ("VERB", "SCONJ") or token.text in (",", ";"):
            return []
        if token.lower_ == "by":
            head = token.head.head if token.head.dep_ == "amod" else token.head
            if head.pos_ in _NOMINAL and head.i > token.i:
                return [head]
    return []
