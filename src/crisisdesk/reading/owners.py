"""Whose "his" and "its" are, where the build of the sentence tells: before the name they stand
for, beside whoever is blamed or warned, and of what is attacked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from crisisdesk.reading.clauses import case_words, objects, subjects
from crisisdesk.reading.page import Mention
from crisisdesk.terms.records import Actor

if TYPE_CHECKING:
    from spacy.tokens import Token

Named = Mapping[tuple[int, int], Mention]
"""Names by part and token."""

_BEFORE = frozenset({"obl", "advcl", "nmod", "obl:unmarked"})
_HIS = frozenset({"his", "her"})
_BLAMING = frozenset(
    "accuse blame castigate censure commend condemn criticise criticize denounce fault hail impose "
    "penalise penalize praise punish rebuke sanction slam thank".split()
)
_ADDRESSING = frozenset("caution inform notify remind tell warn".split())
_TELLING = frozenset("accuse allege claim report say".split())
_STRIKING = frozenset(
    "attack bomb breach cross enter fire hit launch open raid shell storm strike target "
    "violate".split()
)
_AT = frozenset("against at in into near on over".split())


def owner_by_clause(part: int, named: Named, token: Token) -> tuple[Actor, ...]:
    """The actors that a possessive pronoun stands for by the build of its sentence, or none."""
    if found := _ahead(part, named, token) or _joined(part, named, token):
        return found
    if token.lower_ in _HIS:
        return ()
    return _blamed(part, named, token) or _warned(part, named, token) or _struck(part, named, token)


def _ahead(part: int, named: Named, token: Token) -> tuple[Actor, ...]:
    """ "In his letter, X said": of the subject that the phrase before it belongs to."""
    for top in (token, *token.ancestors):
        if top.head.pos_ in ("VERB", "AUX") and top.dep_ in _BEFORE:
            subject = next((c for c in top.head.children if c.dep_.startswith("nsubj")), None)
            if subject is not None and top.right_edge.i < subject.left_edge.i:
                return _fitting(named.get((part, subject.i)), token)
    return ()


def _fitting(mention: Mention | None, token: Token) -> tuple[Actor, ...]:
    """The actors of a mention where it may be what a pronoun stands for: "his" is a person's."""
    if mention is None or not mention.actors[0].code:
        return ()
    person = mention.how == "person" or bool(
        mention.how == "description" and mention.actors[0].name
    )
    return mention.actors if person == (token.lower_ in _HIS) else ()


def _joined(part: int, named: Named, token: Token) -> tuple[Actor, ...]:
    """ "Between Chad and its neighbours": of the one that the noun is joined to."""
    noun = token.head
    first = named.get((part, noun.head.i)) if noun.dep_ == "conj" else None
    return _fitting(first, token)


def _blamed(part: int, named: Named, token: Token) -> tuple[Actor, ...]:
    """ "Sanctioned the rebels for their attacks": of whoever is blamed, thanked or punished."""
    noun = token.head
    if "for" not in case_words(noun):
        return ()
    before = noun.doc[noun.sent.start : token.i]
    verb = next((t for t in reversed(before) if t.lemma_.lower() in _BLAMING), None)
    if verb is None:
        return ()
    found = [named[part, i] for i in range(verb.i + 1, token.i) if (part, i) in named]
    found = [m for m in found if m.how != "place" and m.actors[0].code]
    return found[-1].actors if found else ()


def _warned(part: int, named: Named, token: Token) -> tuple[Actor, ...]:
    """ "Warned Chad that its refusal ...": of whoever is told."""
    for clause in token.ancestors:
        verb = clause.head
        if clause.dep_ == "ccomp" and verb.lemma_.lower() in _ADDRESSING:
            told = [c for c in verb.children if c.dep_ in ("obj", "iobj")]
            heard = [named[part, t.i] for t in told if (part, t.i) in named]
            return heard[0].actors if heard else ()
    return ()


def _struck(part: int, named: Named, token: Token) -> tuple[Actor, ...]:
    """ "Chad said Niger's troops fired on its base": of whoever tells it, not of who fired."""
    noun = token.head
    verb = next((a for a in noun.ancestors if a.pos_ == "VERB"), None)
    if verb is None or verb.lemma_.lower() not in _STRIKING:
        return ()
    if noun not in objects(verb) and not _AT & set(case_words(noun)):
        return ()
    doers = [named[part, t.i] for t in subjects(verb) if (part, t.i) in named and t.i < verb.i]
    above = next((a for a in verb.ancestors if a.lemma_.lower() in _TELLING), None)
    if above is None or not doers or verb.dep_ == "xcomp":
        return ()
    tellers = [named[part, t.i] for t in subjects(above) if (part, t.i) in named]
    codes = {a.code for m in doers for a in m.actors}
    told = [m for m in tellers if m.actors[0].code and m.actors[0].code not in codes]
    return told[0].actors if told else ()
