"""Who did it and to whom: the arguments of an event word, as actors."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from crisisdesk.reading.clauses import (
    case_words,
    is_passive,
    objects,
    obliques,
    subjects,
    with_conjuncts,
)
from crisisdesk.reading.page import Mention, Page, Part
from crisisdesk.reading.triggers import Trigger, load_events
from crisisdesk.terms.records import Actor

if TYPE_CHECKING:
    from spacy.tokens import Token

_TARGETS = (
    "against", "on", "upon", "at", "with", "to", "toward", "towards", "into", "from", "for",
    "of", "over", "between", "in", "inside", "across",
)  # fmt: skip
_NOUN_TARGETS = ("against", "on", "upon", "at", "with", "to", "toward", "towards", "into", "for",
                 "from", "over", "in", "inside")  # fmt: skip
# Force is used against somebody, never "for" them.
_FORCE = frozenset({"ASSAULT", "THREATEN", "COERCE", "MOBILIZE"})
_AGAINST = tuple(word for word in _TARGETS if word not in ("for", "of", "between"))
# What two sides do to each other, whichever is named first.
BOTH_WAYS = frozenset(
    "clash skirmish fighting fight war battle hostility combat firefight conflict exchange "
    "trade".split()
)
_MODIFIERS = frozenset("nmod:poss compound amod nmod nmod:desc appos flat".split())
_INNER = ("with", "of", "in", "inside", "from", "near", "across", "by", "between", "at", "on")


@dataclass
class Arguments:
    """Actors on both sides, and how sure the places they were found in make us."""

    source: list[Actor] = field(default_factory=list)
    target: list[Actor] = field(default_factory=list)
    score: float = 1.0


def actors_of(page: Page, part: Part, tokens: list[Token]) -> list[Actor]:
    """The actors that nominals stand for: themselves, else those who own or qualify them."""
    found: list[Actor] = []
    for token in tokens:
        for actor in _actors_at(page, part, token):
            if actor.code and all(actor.code != known.code for known in found):
                found.append(actor)
    return found


def _actors_at(page: Page, part: Part, token: Token, depth: int = 0) -> list[Actor]:
    mention = page.mention_at(part, token)
    if mention is not None and _usable(mention):
        return list(mention.actors)
    if depth > 2:
        return []
    found: list[Actor] = []
    for child in _qualifiers(token):
        found.extend(_actors_at(page, part, child, depth + 1))
        for conjunct in with_conjuncts([child])[1:]:
            found.extend(_actors_at(page, part, conjunct, depth + 1))
        if found:
            return found
    return found


def _usable(mention: Mention) -> bool:
    return any(actor.code for actor in mention.actors)


def _qualifiers(token: Token) -> list[Token]:
    """What may say whose a nominal is, the most telling first."""
    own = [c for c in token.children if c.dep_ in _MODIFIERS]
    near = [c for c in own if c.dep_ in ("nmod:poss", "compound", "amod", "nmod:desc", "flat")]
    far = [c for c in own if c.dep_ in ("nmod", "appos") and _inner(c)]
    return [*sorted(near, key=lambda c: c.dep_ != "nmod:poss"), *far]


def _inner(token: Token) -> bool:
    cases = case_words(token)
    return not cases or any(word in _INNER for word in cases)


def arguments_of(page: Page, part: Part, trigger: Trigger) -> Arguments:
    """Both sides of the event that a trigger tells. Empty lists where the clause is silent."""
    found = (
        _verb_arguments(page, part, trigger)
        if trigger.kind == "verb"
        else _noun_arguments(page, part, trigger)
    )
    if trigger.group.swap:
        found.source, found.target = found.target, found.source
    codes = {actor.code for actor in found.source}
    found.target = [
        a for a in found.target if a.code not in codes or _other_sector(a, found.source)
    ]
    both = trigger.group.mutual or trigger.token.lemma_.lower() in BOTH_WAYS
    if both and not found.target and len(found.source) > 1:
        found.source, found.target = found.source[:1], found.source[1:]
    return found


def _other_sector(actor: Actor, others: list[Actor]) -> bool:
    """A state's government against its own protesters or rebels is an event between two."""
    inner = {"REB", "OPP", "CVL", "UAF", "SEP", "PRO"}
    return any(
        o.code == actor.code and o.sector != actor.sector and ({o.sector, actor.sector} & inner)
        for o in others
    )


# -- verbs ----------------------------------------------------------------------------------


def _verb_arguments(page: Page, part: Part, trigger: Trigger) -> Arguments:
    verb = trigger.token
    source = actors_of(page, part, subjects(verb))
    patient = [t for t in objects(verb) if t.i not in trigger.used]
    target = actors_of(page, part, patient)
    if not target:
        target = _further_target(page, part, trigger)
    if not source:
        owners = [t for i in trigger.used if i != verb.i for t in _prenominal(verb.doc[i])]
        source = [a for a in actors_of(page, part, owners) if a not in target]
    if trigger.group.mode == "mediate":
        target = _parties(page, part, trigger, target)
    if is_passive(verb) and not source:
        return Arguments(_by_place(page, part, verb), target, 0.8)
    return Arguments(source, target)


def _parties(page: Page, part: Part, trigger: Trigger, found: list[Actor]) -> list[Actor]:
    """The sides between whom a mediator goes: of the talks, whose message, to whom."""
    verb = trigger.token
    nouns = [*objects(verb), *(verb.doc[i] for i in trigger.used if i != verb.i)]
    parties = list(found)
    for noun in nouns:
        parties += _hyphen_pair(page, part, noun)
        parties += actors_of(page, part, _prenominal(noun))
        parties += actors_of(page, part, obliques(noun, ("between", "with", "to", "from")))
    parties += actors_of(page, part, obliques(verb, ("to", "between", "with")))
    distinct = {actor.code: actor for actor in reversed(parties)}
    return list(reversed(distinct.values()))


def _by_place(page: Page, part: Part, verb: Token) -> list[Actor]:
    """The doer of a passive under "in a strike by X", "by X" deeper in the clause."""
    for child in verb.children:
        if child.dep_ == "obl" and {"in", "during", "after", "by"} & set(case_words(child)):
            found = [
                c for c in child.children if c.dep_ in ("amod", "compound", "nmod:poss", "nmod")
            ]
            actors = actors_of(page, part, found)
            if actors:
                return actors
    return []


def _further_target(page: Page, part: Part, trigger: Trigger) -> list[Actor]:
    """Beyond the object: prepositions of the verb, of the noun that its pattern used, clauses."""
    verb = trigger.token
    used = [verb.doc[i] for i in trigger.used if i != verb.i]
    heads = [verb, *used]
    if trigger.group.reported:
        found = actors_of(page, part, _content_arguments(verb))
        if found:
            return found
    prepositions = _AGAINST if trigger.group.type in _FORCE else _TARGETS
    for head in heads:
        nouns = [t for t in obliques(head, prepositions) if t.i not in trigger.used]
        found = actors_of(page, part, nouns)
        if found:
            return found
    for noun in used:
        found = actors_of(page, part, _prenominal(noun))
        if found:
            return found
    return actors_of(page, part, _content_arguments(verb))


def _prenominal(noun: Token) -> list[Token]:
    return [c for c in noun.children if c.dep_ in ("nmod:poss", "compound", "amod")]


def _content_arguments(verb: Token) -> list[Token]:
    """Who the clause below a verb is about: "threatened to bomb X", "said X was behind"."""
    for child in verb.children:
        if child.dep_ in ("xcomp", "advcl") and child.pos_ == "VERB":
            found = objects(child) or obliques(child, _TARGETS) or _content_arguments(child)
            if found:
                return found
        if child.dep_ in ("ccomp", "ccomp:speech"):
            return [c for c in child.children if c.dep_.startswith("nsubj")]
    return []


# -- nouns ----------------------------------------------------------------------------------


def _noun_arguments(page: Page, part: Part, trigger: Trigger) -> Arguments:
    noun = trigger.token
    pair = _hyphen_pair(page, part, noun)
    if len(pair) == 2:
        return Arguments(pair[:1], pair[1:])
    inner = [noun, *obliques(noun, ("of",))]
    shared = [t for head in inner for t in obliques(head, ("between", "among"))]
    between = actors_of(page, part, shared)
    if len(between) > 1:
        return Arguments(between[:1], between[1:])
    own = actors_of(page, part, _prenominal(noun))
    by = actors_of(page, part, obliques(noun, ("by",)))
    of = actors_of(page, part, obliques(noun, ("of",)))
    target = actors_of(page, part, obliques(noun, _NOUN_TARGETS))
    source = by or own
    if _done_to(trigger) and own and not of:
        source, target = by, target or own
    elif of and _takes_patient(trigger):
        target = of
    elif of and not source:
        source = of
    return _completed(page, part, trigger, Arguments(source, target, 0.9))


def _done_to(trigger: Trigger) -> bool:
    lexicon = load_events()
    return trigger.group.possessor == "target" or trigger.token.lemma_ in lexicon.victim_nouns


def _takes_patient(trigger: Trigger) -> bool:
    return _done_to(trigger) or trigger.token.lemma_.lower() in load_events().patient_nouns


def _hyphen_pair(page: Page, part: Part, noun: Token) -> list[Actor]:
    """ "Israel-Iran skirmishes", "US-China talks": two sides joined right before the noun."""
    found: list[Actor] = []
    i, hyphen = noun.i - 1, False
    while i >= 0 and noun.i - i < 8:
        token = part.doc[i]
        mention = page.mention_at(part, token)
        if mention is not None:
            found = [*mention.actors, *found]
            i = mention.first - 1
            continue
        if token.text in ("-", "–", "/"):
            hyphen = True
        elif token.dep_ not in ("amod", "compound", "nummod", "punct") or token.pos_ == "PUNCT":
            break
        i -= 1
    codes = {actor.code for actor in found}
    return found[-2:] if hyphen and len(codes) > 1 else []


def _completed(page: Page, part: Part, trigger: Trigger, found: Arguments) -> Arguments:
    """Fills what the noun phrase leaves open from its clauses and from the verb it depends on."""
    noun = trigger.token
    for clause in noun.children:
        if clause.dep_ in ("acl", "acl:relcl", "xcomp") and clause.pos_ == "VERB":
            _from_clause(page, part, clause, found)
    head = noun.head
    if head.pos_ in ("VERB", "AUX") and noun.dep_ in ("obj", "nsubj:pass", "xcomp", "obl"):
        _from_verb(page, part, trigger, head, found)
    return found


def _from_clause(page: Page, part: Part, clause: Token, found: Arguments) -> None:
    """ "threats to bomb X", "an attack carried out by Y", "strikes targeting X"."""
    if is_passive(clause):
        found.source = found.source or actors_of(page, part, subjects(clause))
        found.target = found.target or actors_of(page, part, obliques(clause, _NOUN_TARGETS))
        return
    found.target = found.target or actors_of(
        page, part, objects(clause) or obliques(clause, _NOUN_TARGETS)
    )


def _from_verb(page: Page, part: Part, trigger: Trigger, verb: Token, found: Arguments) -> None:
    lexicon = load_events()
    lemma = verb.lemma_.lower()
    subject = actors_of(page, part, subjects(verb))
    if lemma in lexicon.suffering_verbs:
        found.target = found.target or subject
    elif lemma in lexicon.light_verbs and trigger.token.dep_ != "obl":
        found.source = found.source or subject
        if not found.target:
            found.target = actors_of(page, part, obliques(verb, _NOUN_TARGETS))
