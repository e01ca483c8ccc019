"""Who stands where in a clause: logical subjects, objects and obliques of a UD parse."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Token

_SUBJECTS = frozenset({"nsubj", "nsubj:outer", "csubj"})
_OBLIQUES = frozenset({"obl", "obl:arg", "obl:agent", "nmod", "obl:unmarked", "obl:tmod"})
DAYS = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday today yesterday tomorrow "
    "tonight day days week weeks month months year years hour hours".split()
)
# A phrase under one of these is no subject, whatever the parse says.
_NEVER_SUBJECTS = frozenset(
    "with in on from by after during for to at against between according".split()
)
_DUE = frozenset("due set expected scheduled slated likely ready bound poised".split())
# What nobody does without an object: a subject alone is whom it was done to.
_NEVER_ALONE = frozenset("kill wound injure hurt arrest detain abduct kidnap evacuate".split())
# Verbs whose object, not subject, does what their infinitive says ("urged Iran to halt").
_OBJECT_CONTROL = frozenset(
    "urge ask tell order call press push encourage allow let permit help force compel persuade "
    "convince advise invite enable prompt spur "
    "drive warn want expect instruct lead cause make get beg".split()
)


def subjects(verb: Token) -> list[Token]:
    """Tokens that head the logical subject (the doer) of a verb, coordination included."""
    if is_passive(verb):
        return with_conjuncts(_agents(verb))
    own = [c for c in verb.children if c.dep_ in _SUBJECTS and not _is_day(c)]
    own = [c for c in own if not _NEVER_SUBJECTS & set(case_words(c))]
    if own:
        return with_conjuncts(_antecedents(_nearest(own, verb), verb))
    return _inherited_subjects(verb)


def _is_day(token: Token) -> bool:
    """ "Lawmakers Tuesday endorsed": a day is nobody."""
    return token.lower_ in DAYS


def _nearest(subjects_: list[Token], verb: Token) -> list[Token]:
    """A verb has one subject: of several with a verb between them, the last before it."""
    before = [t for t in subjects_ if t.i < verb.i]
    if len(before) > 1 and any(t.pos_ == "VERB" for t in verb.doc[before[0].i : before[-1].i]):
        return before[-1:]
    return subjects_


def _inherited_subjects(verb: Token) -> list[Token]:
    head = verb.head
    if head == verb:
        return []
    if verb.dep_ == "conj":
        return _shared_subjects(verb, head)
    if verb.dep_ in ("xcomp", "advcl") and (controllers := _controllers(verb, head)):
        return controllers
    if verb.dep_ in ("advcl", "acl") and (charged := _charged(verb)):
        return with_conjuncts(charged)
    if verb.dep_ in ("advcl", "parataxis", "ccomp", "dep"):
        return _object_before(verb, head) or surface_subjects(head)
    return _acl_subjects(verb, head) if verb.dep_.startswith("acl") else []


def _shared_subjects(verb: Token, head: Token) -> list[Token]:
    if own := _joined_before(verb):
        return own
    if head.pos_ in ("NOUN", "PROPN"):
        return _charged_beside(verb, head) or [head]
    return _conjunct_subjects(verb, head)


def _controllers(verb: Token, head: Token) -> list[Token]:
    """Who does what an infinitive says ("urged X to halt"), and what is done by doing it
    ("prompting X to respond by sending jets")."""
    objects_ = [c for c in head.children if c.dep_ in ("obj", "iobj", "nsubj:pass")]
    if led := _led_before(verb) or _due_before(verb):
        return with_conjuncts(led)
    infinitive = verb.dep_ == "xcomp" or _under_to(verb)
    if infinitive and objects_ and head.lemma_.lower() in _OBJECT_CONTROL:
        return with_conjuncts(objects_)
    if verb.dep_ == "xcomp":
        return subjects(head) or surface_subjects(head)
    return subjects(head) if head.tag_ == "VB" and head.dep_ in ("xcomp", "advcl") else []


def _led_before(verb: Token) -> list[Token]:
    """The name right between a participle and "to", whatever the parse makes of it: "leading
    Chile to close its ports"."""
    to = next((c for c in verb.children if c.lower_ == "to" and c.i < verb.i), None)
    if to is None or to.i < 2 or to.nbor(-1).pos_ != "PROPN":
        return []
    before = to.nbor(-2)
    leads = before.tag_ == "VBG" and before.lemma_.lower() in _OBJECT_CONTROL
    return [to.nbor(-1)] if leads else []


def _due_before(verb: Token) -> list[Token]:
    """Who stands before "are due to", whatever the parse makes of it: "before envoys are due to
    meet"."""
    to = next((c for c in verb.children if c.lower_ == "to" and c.i < verb.i), None)
    if to is None or to.i < 3 or to.nbor(-1).lower_ not in _DUE or to.nbor(-2).lemma_ != "be":
        return []
    noun = to.nbor(-3)
    return [noun] if noun.pos_ in ("NOUN", "PROPN") and noun.dep_ == "nmod" else []


def _charged_beside(verb: Token, noun: Token) -> list[Token]:
    """ "Accused X of harassment and damaging boats": X does both."""
    if verb.tag_ != "VBG" or noun.dep_ != "obl" or not {"of", "for"} & set(case_words(noun)):
        return []
    return [c for c in noun.head.children if c.dep_ in ("obj", "nsubj:pass") and c.i < noun.i]


def _under_to(verb: Token) -> bool:
    return verb.dep_ == "advcl" and any(
        c.dep_ == "mark" and c.lower_ == "to" for c in verb.children
    )


def _joined_before(verb: Token) -> list[Token]:
    """ "expelled the envoy and France withdrew": what the parse joins to the object before "and"
    is the subject of the finite verb right after it."""
    before = verb.nbor(-1) if verb.i else verb
    finite = verb.tag_ in ("VBD", "VBZ", "VBP")
    return [before] if finite and before.dep_ == "conj" and before.pos_ == "PROPN" else []


def _object_before(verb: Token, head: Token) -> list[Token]:
    """ "alleged Thai jets damaged ...": what the parse takes for an object of saying is the
    subject of the finite verb right after it."""
    if verb.tag_ not in ("VBD", "VBZ", "VBP") or any(c.dep_ == "mark" for c in verb.children):
        return []
    return [c for c in head.children if c.dep_ == "obj" and c.i == verb.i - 1]


def _charged(verb: Token) -> list[Token]:
    """ "accused Chad of arming", "thanked Oman for hosting": the object does what follows."""
    above = verb.head
    words = {"of", "for", "with"} if above.lemma_.lower() == "charge" else {"of", "for"}
    if verb.tag_ != "VBG" or not words & {
        c.lower_ for c in verb.children if c.dep_ in ("mark", "case")
    }:
        return []
    if above.lemma_ == "responsibility":
        return surface_subjects(above.head)
    if above.dep_ in ("obj", "nsubj:pass", "iobj") and above.i < verb.i:
        return [above]
    return [c for c in above.children if c.dep_ in ("obj", "nsubj:pass") and c.i < verb.i]


def _conjunct_subjects(verb: Token, head: Token) -> list[Token]:
    # "was attacked and fought back": the first verb's patient does the second thing.
    return surface_subjects(head) if is_passive(head) else subjects(head)


def _acl_subjects(verb: Token, head: Token) -> list[Token]:
    """ "troops attacking" are the doers; "a plan to attack" is its owner's."""
    if verb.tag_ == "VBG" and verb.dep_ == "acl" and _loose(verb):
        return surface_subjects(head.head) or [head]
    if verb.tag_ == "VBG" or verb.dep_ == "acl:relcl" or _main_after_all(verb):
        return with_conjuncts([head])
    owners = [c for c in head.children if c.dep_ in ("nmod:poss", "compound", "amod")]
    if owners:
        return owners
    if head.dep_ in ("obj", "nsubj:pass") and head.head.pos_ in ("VERB", "AUX"):
        return subjects(head.head)
    return []


def _loose(verb: Token) -> bool:
    """A participle after a comma tells of the clause before it: "cut ties, accusing ..."."""
    return (
        verb.i > 0
        and verb.nbor(-1).text == ","
        and not verb.head.dep_.startswith("nsubj")
        and verb.head.head.pos_ in ("VERB", "AUX")
    )


def surface_subjects(verb: Token) -> list[Token]:
    """Tokens that head the grammatical subject of a verb, or of the clause it belongs to."""
    own = [c for c in verb.children if c.dep_.startswith(("nsubj", "csubj"))]
    if own:
        return with_conjuncts(_antecedents(own, verb))
    if verb.dep_ in ("advcl", "acl") and (charged := _charged(verb)):
        return with_conjuncts(charged)
    if verb.dep_ in ("conj", "xcomp", "advcl") and verb.head != verb:
        return surface_subjects(verb.head)
    if verb.dep_ == "acl:relcl":
        return [verb.head]
    return []


def _antecedents(subjects_: list[Token], verb: Token) -> list[Token]:
    """A relative pronoun stands for the noun that its clause describes."""
    relative = verb.dep_.startswith("acl")
    return [
        verb.head if relative and (t.tag_ in ("WDT", "WP") or t.lower_ in ("that", "which")) else t
        for t in subjects_
    ]


def objects(verb: Token) -> list[Token]:
    """Tokens that head what the verb is done to (direct objects; the passive's subject)."""
    if is_passive(verb):
        found = [c for c in verb.children if c.dep_ == "nsubj:pass"]
        if not found and (verb.dep_ == "ROOT" or _counted_victims(verb)):
            found = [c for c in verb.children if c.dep_ in _SUBJECTS]
        if found:
            return with_conjuncts(_antecedents(found, verb))
        if verb.dep_ in ("acl", "acl:relcl"):
            return with_conjuncts([verb.head])
        if verb.dep_ in ("conj", "advcl"):
            return surface_subjects(verb.head)
        return []
    found = [c for c in verb.children if c.dep_ in ("obj", "iobj")]
    found = [c for c in found if c == found[0] or not _clause_between(verb, c)]
    found = [c for c in found if not _torn_off(verb, c)]
    if not found and verb.dep_ == "amod" and _has_own_subject(verb):
        found = [verb.head]
    if not found and verb.dep_ == "acl:relcl" and _has_own_subject(verb):
        found = [verb.head]
    return with_conjuncts(_antecedents(found, verb) or _shared_objects(verb))


def _torn_off(verb: Token, later: Token) -> bool:
    """Whether an object is a member of some list behind another verb: "pledged to expel leaders
    under a deal made by X, Y and Z"."""
    start = later.left_edge.i
    between = verb.doc[verb.i + 1 : start]
    return len(between) > 0 and between[-1].text == "," and any(t.pos_ == "VERB" for t in between)


def _clause_between(verb: Token, later: Token) -> bool:
    """Whether another finite verb stands between: then an object is that one's."""
    between = verb.doc[verb.i + 1 : later.i]
    return any(t.tag_ in ("VBD", "VBZ", "VBP") and t.pos_ == "VERB" for t in between)


def _shared_objects(verb: Token) -> list[Token]:
    """ "armed and trained the army": two verbs joined with nothing between have one object."""
    others = [verb.head] if verb.dep_ == "conj" else []
    others += [c for c in verb.children if c.dep_ == "conj"]
    for other in others:
        first, second = sorted((verb, other), key=lambda t: t.i)
        between = verb.doc[first.i + 1 : second.i]
        if other.pos_ == "VERB" and all(t.pos_ in ("CCONJ", "ADV", "AUX") for t in between):
            return [c for c in other.children if c.dep_ == "obj" and c.i > second.i]
    return []


def _has_own_subject(verb: Token) -> bool:
    return any(c.dep_ == "nsubj" and c.tag_ not in ("WDT", "WP") for c in verb.children)


def obliques(head: Token, prepositions: Iterable[str]) -> list[Token]:
    """Dependents of ``head`` under the first of ``prepositions`` that has any."""
    for preposition in prepositions:
        found = [c for c in head.children if c.dep_ in _OBLIQUES and preposition in case_words(c)]
        if found:
            return with_conjuncts([_meant_before(t) for t in found])
    return []


def _meant_before(token: Token) -> Token:
    """Of "Hezbollah, with which it has traded fire" the name that stands before."""
    if token.tag_ not in ("WDT", "WP") or token.left_edge.i == 0:
        return token
    before = token.left_edge.nbor(-1)
    if before.text == "," and before.i:
        before = before.nbor(-1)
    return before if before.pos_ in ("NOUN", "PROPN") else token


def case_words(token: Token) -> list[str]:
    """The prepositions of a nominal, lower case ("because of" gives both)."""
    return [c.lower_ for c in token.children if c.dep_ == "case"]


def is_passive(verb: Token) -> bool:
    """Whether the verb's grammatical subject is the one that it is done to."""
    for child in verb.children:
        if child.dep_ in ("nsubj:pass", "aux:pass"):
            return True
    if _counted_victims(verb):
        return True
    if verb.tag_ != "VBN" or _main_after_all(verb) or _has_own_subject(verb):
        return False
    if verb.dep_ == "conj":
        return is_passive(verb.head) and not any(c.dep_ in _SUBJECTS for c in verb.children)
    if verb.dep_ == "ROOT":
        return not any(c.dep_ in ("aux", "obj", "xcomp", "ccomp") for c in verb.children)
    return verb.dep_ == "acl" or (
        verb.dep_ == "advcl" and not any(c.dep_ == "aux" for c in verb.children)
    )


def _counted_victims(verb: Token) -> bool:
    """Headlines leave out the auxiliary: "Three killed, 13 injured in strike", "Envoy wounded"."""
    around = [c for c in verb.children if c.dep_ in ("nsubj", "obj", "aux", "ccomp")]
    if not any(c.dep_ == "nsubj" for c in around):
        return False
    if all(c.pos_ == "NUM" for c in around):
        return True
    alone = all(c.dep_ == "nsubj" and c.pos_ == "NOUN" for c in around)
    return alone and verb.tag_ == "VBN" and verb.lemma_.lower() in _NEVER_ALONE


def _main_after_all(verb: Token) -> bool:
    """A main verb that the parser hung below its own subject: "Chile threatened to attack"."""
    if verb.dep_ != "acl" or verb.head.i > verb.i:
        return False
    after = verb.nbor(1) if verb.i + 1 < len(verb.doc) else verb
    if after.pos_ in ("PROPN", "DET", "NUM", "PRON") and verb.nbor(-1) == verb.head:
        return True
    if verb.head.dep_ == "ROOT" and _verbless(verb):
        return True
    return verb.tag_ == "VBD" or (
        verb.head.dep_ == "ROOT" and any(c.dep_ in ("obj", "xcomp", "ccomp") for c in verb.children)
    )


def _verbless(verb: Token) -> bool:
    """Whether a sentence with a full stop has no finite verb: then a participle is its verb."""
    sentence = verb.sent
    finite = any(t.tag_ in ("VBD", "VBZ", "VBP", "MD") for t in sentence)
    return not finite and sentence[-1].text == "."


def _agents(verb: Token) -> list[Token]:
    return [
        c
        for c in verb.children
        if c.dep_ == "obl:agent" or (c.dep_ in ("obl", "nmod") and "by" in case_words(c))
    ]


def with_conjuncts(tokens: list[Token]) -> list[Token]:
    """Each token followed by what is coordinated with it."""
    found: list[Token] = []
    for token in tokens:
        if token not in found:
            found.append(token)
        found.extend(
            c
            for c in token.conjuncts
            if c not in found and c.pos_ in ("NOUN", "PROPN", "PRON", "ADJ")
        )
    return found
