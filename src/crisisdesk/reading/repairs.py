"""Slips that the parser makes time and again around names, put right in its own terms.

Each repair moves a few arcs where the words leave no doubt: what is joined to the last word of a
name is joined to the name, and two demonyms joined by "and" before a noun both qualify it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from crisisdesk.terms.gazetteer import load_gazetteer

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_WITHIN_NAMES = frozenset({"flat", "compound"})


def repaired(doc: Doc) -> Doc:
    """The same parse with those arcs moved; sentences, words and tags stay."""
    for token in doc:
        if token.dep_ == "conj":
            _join_whole_name(token)
        if token.lower_ == "and" and 0 < token.i < len(doc) - 1:
            _join_demonyms(token.nbor(-1), token, token.nbor(1))
        if token.lemma_ == "help" and token.pos_ == "VERB":
            _help_to_do(token)
    return doc


def _help_to_do(verb: Token) -> None:
    """ "Help broker a deal": of two objects side by side the first, bare one is a verb."""
    objects = [c for c in verb.rights if c.dep_ in ("obj", "iobj")]
    if len(objects) != 2:
        return
    done, object_ = objects
    bare = done.i == verb.i + 1 and done.left_edge == done and object_.left_edge.i == done.i + 1
    if bare and done.tag_ == "NN" and done.right_edge == done:
        done.dep_, done.tag_, done.pos_ = "xcomp", "VB", "VERB"
        object_.head = done


def _join_whole_name(token: Token) -> None:
    """ "Burkina Faso and Mali": joined to the country, not to its second word."""
    top = token.head
    while top.dep_ == "flat" and top.head.i < top.i:
        top = top.head
    if top != token.head and top != token:
        token.head = top


def _join_demonyms(first: Token, joining: Token, second: Token) -> None:
    """ "Top Qatari and Kuwaiti officials": the parser may take the first for a name of its own,
    joined to the noun."""
    noun = second.head
    if noun.dep_ != "conj" or noun.head != first or not second.i < noun.i <= second.i + 3:
        return
    if not (_demonym(first) and _demonym(second)) or first.dep_ == "ROOT":
        return
    noun.head, noun.dep_ = first.head, first.dep_
    first.head, first.dep_ = noun, "amod"
    second.head, second.dep_ = first, "conj"
    joining.head = second
    for token in (t for t in list(first.lefts) if t.i < first.i):
        if token.dep_ in ("case", "det", "amod"):
            token.head = noun
    for token in list(noun.lefts):
        for below in list(token.children):
            if below.dep_ == "case" and below.i < token.i and token.dep_ == "amod":
                below.head = noun


def _demonym(token: Token) -> bool:
    length, entries = load_gazetteer().longest([token.text], 0)
    return length == 1 and any(entry.kind == "demonym" for entry in entries)
