"""Who a noun says did it and to whom: "X's strike on Y", "talks between X and Y"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crisisdesk.reading.clauses import (
    case_words,
    is_passive,
    objects,
    obliques,
    subjects,
    surface_subjects,
    with_conjuncts,
)
from crisisdesk.reading.descriptions import load_descriptions
from crisisdesk.reading.nearby import names_under, noun_before, subjects_listed
from crisisdesk.reading.page import Page, Part
from crisisdesk.reading.parties import actors_of, is_agent, joined_pair
from crisisdesk.reading.sides import (
    ANSWERS,
    AT,
    SURFACE,
    Arguments,
    accuses,
    closes,
    prenominal,
    prepositions_of,
    reciprocal,
    tells_deed,
)
from crisisdesk.reading.triggers import Trigger, load_events
from crisisdesk.terms.records import Actor

if TYPE_CHECKING:
    from spacy.tokens import Token

_OF_NOUNS = frozenset({"of", "between", "among", "by"})
# Acts whose noun, made from a verb, names with "of" the one it is done to.
_DONE_TO = frozenset({"ASSAULT", "COERCE", "SANCTION", "THREATEN", "RETREAT", "ACCUSE"})
_DEVERBAL = ("tion", "sion", "ment", "ing", "ure")
_AROUND = frozenset({"after", "in", "during", "following", "before", "at", "over"})
_DURING = frozenset({"in", "during", "by", "over"})
_FAVOURING = frozenset({"support", "back", "favor", "favour"})


def noun_arguments(page: Page, part: Part, trigger: Trigger) -> Arguments:
    """Both sides of the event that a noun tells. Empty lists where the phrase is silent."""
    noun = trigger.token
    between = _between(page, part, trigger)
    if len(between) > 1:
        return Arguments(between[:1], between[1:], both_ways=reciprocal(trigger))
    own = actors_of(page, part, prenominal(noun))
    by = actors_of(page, part, obliques(noun, ("by",)))
    deeds = [t for t in obliques(noun, ("of", "over")) if tells_deed(t)]
    if trigger.group.type in ANSWERS and deeds:  # "criticism of X's strike on Y" is of X
        return _answering(page, part, trigger, own or by, deeds[0])
    at = _under(trigger)
    target = actors_of(page, part, at)
    pair = joined_pair(page, part, noun)
    if len(pair) == 2:
        return _paired(trigger, pair, target)
    source, target = _owned(page, part, trigger, own, by, target)
    if not target and not at and not (own and by):
        names = names_under(noun, SURFACE.get(trigger.group.type, ()))
        target = [a for a in actors_of(page, part, names) if a not in source]
    closed = not target and any(closes(t) for t in at)
    return _completed(page, part, trigger, Arguments(source, target, 0.9, closed))


def _between(page: Page, part: Part, trigger: Trigger) -> list[Actor]:
    """The sides of "talks between X and Y", also where the parse hung "between" elsewhere."""
    noun = trigger.token
    inner = [noun, *obliques(noun, ("of",))]
    shared = [t for head in inner for t in obliques(head, ("between", "among"))]
    found = actors_of(page, part, shared)
    if len(found) > 1 or not trigger.group.mutual:
        return found
    return actors_of(page, part, names_under(noun, ("between",)))


def _under(trigger: Trigger) -> list[Token]:
    """What stands under the prepositions that name the other side."""
    noun = trigger.token
    prepositions = tuple(p for p in prepositions_of(trigger) if p not in _OF_NOUNS)
    at = obliques(noun, prepositions)
    for agent in () if at else obliques(noun, ("by", "of", "from")):
        at = at or obliques(agent, prepositions)  # the parser hung "on Y" below "by X"
    return at


def _owned(
    page: Page,
    part: Part,
    trigger: Trigger,
    own: list[Actor],
    by: list[Actor],
    target: list[Actor],
) -> tuple[list[Actor], list[Actor]]:
    """Which side the owner of the noun is, and who stands under "of": "X's arrest by Y"."""
    of = actors_of(page, part, obliques(trigger.token, ("of",)))
    source = by or own
    if own and not by and not target and _struck_place(page, part, trigger):
        source, target = [], own
    if _done_to(trigger) and own and not of:
        return by, target or own
    if of and _takes_patient(trigger):
        return source, of
    return source or of, target


def _answering(
    page: Page, part: Part, trigger: Trigger, source: list[Actor], deed: Token
) -> Arguments:
    doers = actors_of(page, part, [*prenominal(deed), *obliques(deed, ("by", "from"))], doing=True)
    return _completed(page, part, trigger, Arguments(source, doers, 0.9))


def _struck_place(page: Page, part: Part, trigger: Trigger) -> bool:
    """ "The Beirut strike": a city before a noun of force is where it falls, not who strikes."""
    before = [c for c in trigger.token.children if c.dep_ == "compound"]
    mentions = [m for c in before if (m := page.mention_at(part, c)) is not None]
    return trigger.group.type == "ASSAULT" and any(m.how in ("metonym", "place") for m in mentions)


def _paired(trigger: Trigger, pair: list[Actor], target: list[Actor]) -> Arguments:
    """ "US-China talks" are between the two; "US-British strikes on Yemen" are by both."""
    if not trigger.group.mutual and not reciprocal(trigger):
        return Arguments(pair, target, 0.9)
    return Arguments(pair[:1], pair[1:], both_ways=reciprocal(trigger))


def _done_to(trigger: Trigger) -> bool:
    words = {trigger.token.lemma_.lower(), trigger.token.lower_}
    return trigger.group.possessor == "target" or bool(words & load_events().victim_nouns)


def _takes_patient(trigger: Trigger) -> bool:
    lemma = trigger.token.lemma_.lower()
    deverbal = trigger.group.type in _DONE_TO and lemma.endswith(_DEVERBAL)
    patient = {lemma, trigger.token.lower_} & load_events().patient_nouns
    return _done_to(trigger) or deverbal or bool(patient)


def _completed(page: Page, part: Part, trigger: Trigger, found: Arguments) -> Arguments:
    """Fills what the noun phrase leaves open from its clauses and from the verb it depends on."""
    noun = trigger.token
    for clause in noun.children:
        if clause.dep_ in ("acl", "acl:relcl", "xcomp") and clause.pos_ == "VERB":
            _from_clause(page, part, clause, found)
    head = noun.head
    found.source = found.source or actors_of(page, part, _charged_with(noun), doing=True)
    if trigger.group.mutual and found.target and not found.source:
        found.source = _host_clause(page, part, noun)
    if head.pos_ in ("VERB", "AUX") and noun.dep_ in ("obj", "nsubj:pass", "xcomp", "obl"):
        _from_verb(page, part, trigger, head, found)
    if trigger.group.mutual and not (found.source or found.target):
        _from_speakers(page, part, noun, found)
    return found


def _from_speakers(page: Page, part: Part, noun: Token, found: Arguments) -> None:
    """Who talks in "in a call on Sunday X assured Y", "X told Y by telephone": who says it and to
    whom, where both are named."""
    if noun.dep_ != "obl" or not _DURING & set(case_words(noun)):
        return
    verb = noun.head
    source = actors_of(page, part, surface_subjects(verb), doing=True)
    heard = [*objects(verb), *obliques(verb, ("to", "with"))]
    heard = [t for t in heard if is_agent(t) or t.lower_ in load_descriptions().facing]
    heard += [t for t in objects(verb) if page.mention_at(part, t) is not None]
    target = [a for a in actors_of(page, part, heard) if a.code not in {s.code for s in source}]
    if source and target:
        found.source, found.target, found.score = source, target, 0.7


def _host_clause(page: Page, part: Part, noun: Token) -> list[Actor]:
    """Who talks in "after a call with X, Y said": the subject of the clause around it."""
    if noun.dep_ not in ("obl", "nmod") or not _AROUND & set(case_words(noun)):
        return []
    verb = next((a for a in noun.ancestors if a.pos_ in ("VERB", "AUX")), None)
    return actors_of(page, part, surface_subjects(verb), doing=True) if verb is not None else []


def _charged_with(noun: Token) -> list[Token]:
    """Whose deed a noun is said to be: "blamed X for the attack", "X was behind the attack"."""
    head = noun.head
    if "behind" in case_words(noun):
        be = next((c for c in noun.children if c.dep_ == "cop"), None)
        if any(c.dep_.startswith("nsubj") for c in noun.children):
            return subjects(noun)
        return (noun_before(be) if be is not None else []) or subjects(noun) or subjects(head)
    if noun.dep_ not in ("obl", "nmod"):
        return []
    if head.lemma_.lower() in ("responsible", "behind"):
        return subjects(head)
    verb = head.head if head.dep_ in ("obj", "nsubj:pass") else head
    if not accuses(verb) or not {"of", "for"} & set(case_words(noun)):
        return []
    return [t for t in objects(verb) if t.i < noun.i]


def _from_clause(page: Page, part: Part, clause: Token, found: Arguments) -> None:
    """ "threats to bomb X", "an attack carried out by Y", "strikes targeting X"."""
    if is_passive(clause):
        if clause.lemma_.lower() not in load_events().light_verbs:
            return
        found.source = found.source or actors_of(page, part, subjects(clause))
        found.target = found.target or actors_of(page, part, obliques(clause, AT))
        return
    found.target = found.target or actors_of(page, part, objects(clause) or obliques(clause, AT))


def _from_verb(page: Page, part: Part, trigger: Trigger, verb: Token, found: Arguments) -> None:
    lexicon = load_events()
    lemma = verb.lemma_.lower()
    doers = with_conjuncts(subjects(verb))
    doers = sorted({*doers, *subjects_listed(verb, doers)}, key=lambda t: t.i)
    subject = actors_of(page, part, doers, doing=True)
    if lemma in lexicon.suffering_verbs:
        if trigger.group.mutual and found.target and not found.source:
            found.source = subject  # "received a call from X"
        found.target = found.target or subject
    elif trigger.group.mutual and lemma in _FAVOURING:
        return  # who supports a deal has not made it
    elif lemma == "call" and any(c.dep_ == "xcomp" for c in verb.children):
        return  # "called the attack a crime"
    elif lemma in lexicon.light_verbs and trigger.token.dep_ != "obl":
        found.source = found.source or subject
        if not found.target and not found.closed:
            found.target = actors_of(page, part, obliques(verb, prepositions_of(trigger)))
