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


def noun_before(verb: Token) -> list[Token]:
    """The noun right before a verb and its auxiliaries; none where a preposition governs it."""
    for token in reversed(verb.doc[max(verb.sent.start, verb.i - _REACH) : verb.i]):
        if token.lower_ in DAYS:
            continue
        if token.pos_ in _NOMINAL:
            governed = any(c.dep_ == "case" and c.i < token.i for c in token.children)
            return [] if governed or token.dep_.startswith("nmod") else [token]
        if token.pos_ not in _SKIPPED_LEFT:
            return []
    return []


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
        if token.lower_ == "by" and token.head.pos_ in _NOMINAL and token.head.i > token.i:
            return [token.head]
    return []
