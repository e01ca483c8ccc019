"""Who stands before and after a verb in its own clause, by the order of words alone: for clauses
that the parse has torn apart ("Japan on Friday lifted sanctions", with the verb below its object).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from crisisdesk.reading.clauses import DAYS
from crisisdesk.reading.page import Mention, Page, Part
from crisisdesk.reading.parties import attribute_only

if TYPE_CHECKING:
    from spacy.tokens import Token

_FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
_WHICH = frozenset({"WDT", "WP", "WP$", "WRB"})
_NOMINAL = frozenset({"NOUN", "PROPN", "PRON"})
_WITHIN = frozenset(
    "compound flat nmod:poss amod nmod:desc nmod:unmarked appos nmod case det nummod conj".split()
)
_STOPS = frozenset({";", ":", "—", "–", "--", "(", ")"})
_CIRCUMSTANCES = frozenset(
    "after before since until till during amid following despite as while when because if "
    "where over according from".split()
)
_PLACES = frozenset({"in", "at", "near", "around", "outside", "inside", "within", "across", "off"})
_MONTHS = frozenset(
    "january february march april may june july august september october november december "
    "jan. feb. mar. apr. jun. jul. aug. sep. sept. oct. nov. dec.".split()
)
_SPAN = 40


def stands_after_date(verb: Token) -> bool:
    """Whether a participle is the finite verb after all: "Japan on Friday lifted sanctions", "the
    court on March 10 rejected a plea"."""
    if verb.tag_ not in ("VBN", "VBD", "NNP", "JJ") or verb.i <= verb.sent.start + 2:
        return False
    before = verb.nbor(-1)
    if before.lower_ in DAYS | _MONTHS:
        return True
    return before.like_num and before.nbor(-1).lower_ in _MONTHS


def subject_before(verb: Token) -> list[Token]:
    """The heads of the first nominal phrase of the clause before a verb that no preposition
    governs, with what is joined to it there."""
    return _first_free(_segment_before(verb)) or _first_free(_segment_before(verb, past=True))


def _first_free(segment: list[Token]) -> list[Token]:
    inside = {token.i for token in segment}
    for token in segment:
        if token.pos_ not in _NOMINAL or _is_date(token):
            continue
        top = token
        while top.head.i in inside and top.dep_ in _WITHIN and top.head != top:
            top = top.head
        if top.pos_ in _NOMINAL and not _governed(top):
            return [top, *(c for c in top.conjuncts if c.i in inside and c.i > top.i)]
    return []


def _segment_before(verb: Token, past: bool = False) -> list[Token]:
    """The words of the clause before a verb; with ``past`` over a form in -ed, which may only
    describe the subject ("a report released Tuesday alleged")."""
    found: list[Token] = []
    for token in reversed(verb.doc[max(verb.sent.start, verb.i - _SPAN) : verb.i]):
        finite = token.tag_ in _FINITE and token.pos_ in ("VERB", "AUX") and bool(found)
        finite = finite and not (past and token.tag_ == "VBD")
        if token.text in _STOPS or token.tag_ in _WHICH or (finite and token.dep_ != "aux"):
            break
        if token.pos_ == "SCONJ" and token.dep_ == "mark":
            break
        found.append(token)
    return found[::-1]


def _is_date(token: Token) -> bool:
    return token.lower_ in DAYS or token.lower_ in _MONTHS or token.ent_type_ == "DATE"


def _governed(token: Token) -> bool:
    """Whether a preposition governs a noun; one that is followed by a date governs the date."""
    for case in token.children:
        if case.dep_ == "case" and case.i < token.i and case.i + 1 < len(case.doc):
            after = case.nbor(1)
            if not (after.like_num or _is_date(after)):
                return True
    return False


def named_after(page: Page, part: Part, verb: Token, places: bool) -> Iterator[Mention]:
    """The sides named after a verb in its clause, in their order; none under a word of time or
    cause, and with ``places`` false none that only says where."""
    end = _clause_end(verb)
    for mention in page.mentions_in(part, verb.i + 1, end):
        before = _preposition(part.doc[mention.first])
        if before in _CIRCUMSTANCES:
            return
        where_only = before in _PLACES and not places
        if not where_only and not attribute_only(part, mention):
            yield mention


def _clause_end(verb: Token) -> int:
    for token in verb.doc[verb.i + 1 : verb.sent.end]:
        if token.text in _STOPS or token.tag_ in _WHICH:
            return token.i
        if token.tag_ in _FINITE and token.pos_ in ("VERB", "AUX"):
            return _start_of(token, verb)
        if token.pos_ == "SCONJ" or token.lower_ in _CIRCUMSTANCES - {"from", "over"}:
            return token.i
    return verb.sent.end


def _start_of(finite: Token, verb: Token) -> int:
    """Where the clause of a later finite verb begins: with its subject, or after a comma."""
    own = [c.left_edge.i for c in finite.children if verb.i < c.i < finite.i and "subj" in c.dep_]
    commas = [t.i for t in finite.doc[verb.i + 1 : finite.i] if t.text == ","]
    return min([*own, *commas[-1:], finite.i])


def _preposition(token: Token) -> str:
    """The preposition before a phrase, past its articles and adjectives."""
    for before in reversed(token.doc[max(token.sent.start, token.i - 4) : token.i]):
        if before.pos_ == "ADP":
            return before.lower_
        if before.pos_ not in ("DET", "ADJ", "NUM", "PRON", "ADV"):
            return ""
    return ""
