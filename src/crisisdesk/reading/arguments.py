"""Who did it and to whom: the arguments of an event word, as actors."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import product
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
from crisisdesk.reading.nearby import agent_after, noun_after, noun_before
from crisisdesk.reading.page import Page, Part
from crisisdesk.reading.parties import actors_of, is_agent, joined_pair, unnamed_agents
from crisisdesk.reading.triggers import Trigger, load_events
from crisisdesk.terms.records import Actor

if TYPE_CHECKING:
    from spacy.tokens import Token

# Under which prepositions each type of event names the other side, the likeliest first.
_AT = ("against", "on", "upon", "at", "into", "toward", "towards", "over", "across", "inside", "in",
       "near")  # fmt: skip
_WITH = ("with", "between", "among")
_PREPOSITIONS: dict[str, tuple[str, ...]] = {
    "ASSAULT": _AT,
    "COERCE": (*_AT, "of", "from", "to", "for"),
    "THREATEN": ("against", "to", "at", "on", "upon", "toward", "towards", "for"),
    "MOBILIZE": ("against", "around", "toward", "towards", "near", "at", "off", "over"),
    "SANCTION": ("against", "on", "upon", "with", "from", "to", "for", "over", "of"),
    "PROTEST": ("against", "outside", "at", "in"),
    "ACCUSE": ("against", "of", "at", "on", "by", "with", "over", "for"),
    "REJECT": ("from", "by", "of", "with", "to", "against"),
    "REQUEST": ("to", "on", "upon", "of", "from", "with", "against", "for", "into"),
    "CONSULT": (*_WITH, "to", "from"),
    "AGREE": (*_WITH, "to", "from", "for"),
    "COOPERATE": (*_WITH, "to", "from", "of"),
    "SUPPORT": ("for", "with", "behind", "to", "of", "toward", "towards", "by", "in"),
    "AID": ("to", "for", "with", "in", "of"),
    "CONCEDE": ("to", "with", "for", "from"),
    "RETREAT": ("from", "to", "with", "between", "on", "against", "in", "of"),
}
_OF_NOUNS = frozenset({"of", "between", "among", "by"})
# What two sides do to each other, whichever is named first.
BOTH_WAYS = frozenset(
    "clash skirmish fighting fight war battle hostility combat firefight conflict exchange "
    "trade gunbattle duel confrontation standoff".split()
)
# Acts that answer an act: their object may be what the other side did.
_ANSWERS = frozenset({"ACCUSE", "REJECT", "SUPPORT", "CONCEDE", "AGREE"})
# Acts whose clause below may say whom they are about: "threatened to bomb X".
_SPOKEN = frozenset({"THREATEN", "REQUEST", "ACCUSE", "REJECT", "AGREE", "CONCEDE"})
# Acts whose noun, made from a verb, names with "of" the one it is done to.
_DONE_TO = frozenset({"ASSAULT", "COERCE", "SANCTION", "THREATEN", "RETREAT", "ACCUSE"})
_DEVERBAL = ("tion", "sion", "ment", "ing", "ure")
_AROUND = frozenset({"after", "in", "during", "following", "before", "at", "over"})
_PLACES = frozenset({"LOC", "GPE"})
_EACH_OTHER = frozenset({"other", "another"})


@dataclass
class Arguments:
    """Actors on both sides, and how sure the places they were found in make us.

    ``closed``: the clause names a target in words that stand for nobody we know, so that no
    other may be put there. ``answered``: the event noun whose doer is meant ("condemned the
    attack"). ``both_ways``: each side does it to the other. ``together``: both share the subject.
    """

    source: list[Actor] = field(default_factory=list)
    target: list[Actor] = field(default_factory=list)
    score: float = 1.0
    closed: bool = False
    answered: Token | None = None
    both_ways: bool = False
    together: bool = False


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
    both = trigger.group.mutual or _reciprocal(trigger) or found.both_ways
    if both and not found.target and len(found.source) > 1:
        found.source, found.target = found.source[:1], found.source[1:]
        found.together = trigger.kind == "verb"
        found.both_ways = found.both_ways or _reciprocal(trigger)
    return found


def _reciprocal(trigger: Trigger) -> bool:
    return trigger.group.type == "ASSAULT" and trigger.token.lemma_.lower() in BOTH_WAYS


def _other_sector(actor: Actor, others: list[Actor]) -> bool:
    """A state's government against its own protesters or rebels is an event between two."""
    inner = {"REB", "OPP", "CVL", "UAF", "SEP", "PRO"}
    return any(
        o.code == actor.code and o.sector != actor.sector and ({o.sector, actor.sector} & inner)
        for o in others
    )


def _prepositions(trigger: Trigger) -> tuple[str, ...]:
    """Those of the type; a visit is to a place, and one clashes "with" the other side."""
    found = _PREPOSITIONS.get(trigger.group.type, _AT)
    if trigger.group.swap:
        return ("from", "by", *found)
    if trigger.group.mode == "visit":
        return (*found, "in", "at", "for")
    if trigger.group.type == "ASSAULT" and trigger.token.lemma_.lower() in {*BOTH_WAYS, "engage"}:
        return ("with", "between", *found)
    return found


# -- verbs ----------------------------------------------------------------------------------


def _verb_arguments(page: Page, part: Part, trigger: Trigger) -> Arguments:
    verb = trigger.token
    passive = is_passive(verb)
    doers = subjects(verb) or (agent_after(verb) if passive else noun_before(verb))
    if trigger.group.mode == "visit":
        doers = [t for t in doers if is_agent(t) or page.mention_at(part, t) is not None]
    found = Arguments(actors_of(page, part, doers, doing=True, place=_may_be_place(doers)))
    patient = [t for t in objects(verb) if t.i not in trigger.used and t not in doers]
    if any(t.lower_ in _EACH_OTHER or _reciprocal_each(t) for t in _complements(verb)):
        found.both_ways = True
        return found
    if trigger.group.type in _ANSWERS:
        condemned = [t for t in objects(verb) if trigger.group.type == "ACCUSE" and _tells_deed(t)]
        means = [*patient, *condemned]
        found.answered = next((t for t in means if _answerable(page, part, t)), None)
    found.target = _patients(page, part, trigger, patient, found.answered)
    if not found.target and not patient and not passive:
        found.target = _beside(page, part, trigger, doers)
    if not found.source:
        owners = [t for i in trigger.used if i != verb.i for t in _prenominal(verb.doc[i])]
        own = actors_of(page, part, owners, doing=True)
        found.source = [a for a in own if a not in found.target]
    if trigger.group.mode == "mediate":
        found.target = _parties(page, part, trigger, found.target)
    if not found.source and len(between := actors_of(page, part, obliques(verb, ("between",)))) > 1:
        return Arguments(between[:1], between[1:], 0.9, both_ways=_reciprocal(trigger))
    if not found.source:
        found.source = _by_place(page, part, verb) if passive else unnamed_agents(doers)
        found.score = 0.8
    if not found.target and found.source:
        found.target = unnamed_agents(patient)
    found.closed = bool(not found.target and not found.answered and _named_other(trigger, patient))
    return found


def _may_be_place(doers: list[Token]) -> bool:
    """A city may act for its state only as the subject itself: "Kyiv struck", not "in Kyiv"."""
    return any(t.pos_ == "PROPN" for t in doers)


def _complements(verb: Token) -> list[Token]:
    return [c for c in verb.children if c.dep_ in ("obj", "iobj", "obl", "nmod", "xcomp")]


def _reciprocal_each(token: Token) -> bool:
    """ "each other", "one another" as the parser joins them."""
    return token.lower_ in ("each", "one") and any(c.lower_ in _EACH_OTHER for c in token.children)


def _answerable(page: Page, part: Part, noun: Token) -> bool:
    """Whether a noun means a certain deed or saying: "the flights", "these charges"."""
    if noun.pos_ != "NOUN" or is_agent(noun) or page.mention_at(part, noun) is not None:
        return False
    if not _tells_deed(noun) and actors_of(page, part, [noun]):
        return False
    marks = {c.lower_ for c in noun.children if c.dep_ in ("det", "amod", "nummod")}
    loose = {"a", "an", "every", "any", "all", "some", "each", "no", "such"}
    return not marks & loose or noun.head.dep_ == "acl:relcl" or noun.dep_ == "appos"


def _patients(
    page: Page, part: Part, trigger: Trigger, patient: list[Token], answered: Token | None
) -> list[Actor]:
    if answered is not None:
        near = actors_of(page, part, _prenominal(answered), doing=True)
        return near or actors_of(page, part, obliques(answered, ("by", "from")))
    return actors_of(page, part, patient) or _further_target(page, part, trigger)


def _beside(page: Page, part: Part, trigger: Trigger, doers: list[Token]) -> list[Actor]:
    """Who stands right after the verb where the parse gives it no object."""
    nouns = noun_after(trigger.token, _prepositions(trigger), trigger.used)
    return actors_of(page, part, [t for t in nouns if t not in doers and not _tells_deed(t)])


def _named_other(trigger: Trigger, patient: list[Token]) -> bool:
    """Whether the clause has words for a target: people, or what stands under its prepositions."""
    heads = [trigger.token, *(trigger.token.doc[i] for i in trigger.used)]
    at = [t for head in heads for t in obliques(head, ("against", "on", "at", "toward", "towards"))]
    named = [t for t in (*patient, *at) if t.i not in trigger.used and t.ent_type_ != "DATE"]
    return any(_closes(t) for t in named)


def _closes(token: Token) -> bool:
    """Things may be anybody's ("downed a jet"); a proper name or whole kind is its own."""
    if any(c.dep_ in ("acl", "acl:relcl") for c in token.children):
        return True
    if any(c.dep_ in ("det", "nummod", "nmod:poss") for c in token.children):
        return False
    return token.pos_ == "NOUN" or (token.pos_ == "PROPN" and token.ent_type_ not in _PLACES)


def _parties(page: Page, part: Part, trigger: Trigger, found: list[Actor]) -> list[Actor]:
    """The sides between whom a mediator goes: of the talks, whose message, to whom."""
    verb = trigger.token
    nouns = [*objects(verb), *(verb.doc[i] for i in trigger.used if i != verb.i)]
    parties = list(found)
    for noun in nouns:
        parties += joined_pair(page, part, noun)
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
            by = [c for c in found if c.dep_ != "nmod" or "by" in case_words(c)]
            actors = actors_of(page, part, by, doing=True)
            if actors:
                return actors
    return []


def _further_target(page: Page, part: Part, trigger: Trigger) -> list[Actor]:
    """Beyond the object: prepositions of the verb, of the noun that its pattern used, clauses."""
    verb = trigger.token
    used = [verb.doc[i] for i in trigger.used if i != verb.i]
    if trigger.group.reported:
        found = actors_of(page, part, _content_arguments(verb, trigger.group.type))
        if found:
            return found
    prepositions = _prepositions(trigger)
    above = [verb.head] if verb.dep_ == "amod" else []
    for head, preposition in product((verb, *used, *above), prepositions):
        nouns = [t for t in obliques(head, (preposition,)) if t.i not in trigger.used]
        nouns = [t for t in nouns if not _tells_deed(t)]
        found = actors_of(page, part, nouns)
        if found:
            return found
    for noun in used:
        found = actors_of(page, part, _prenominal(noun))
        if found:
            return found
    if trigger.group.type not in _SPOKEN:
        return []
    return actors_of(page, part, _content_arguments(verb, trigger.group.type))


def _tells_deed(noun: Token) -> bool:
    """Whether a noun under "in" or "on" is itself an event: "was hit in strikes on X"."""
    return noun.pos_ == "NOUN" and noun.lemma_.lower() in load_events().nouns


def _prenominal(noun: Token) -> list[Token]:
    return [c for c in noun.children if c.dep_ in ("nmod:poss", "compound", "amod")]


def _content_arguments(verb: Token, event_type: str) -> list[Token]:
    """Who the clause below a verb is about: "threatened to bomb X", "said X was behind"; who is
    warned is not who the warning speaks of."""
    for child in verb.children:
        denied = event_type == "REJECT" and child.tag_ == "VBG"
        denied = denied or (event_type == "ACCUSE" and child.dep_ == "xcomp")
        if child.dep_ in ("xcomp", "advcl") and child.pos_ == "VERB" and not denied:
            found = objects(child) or obliques(child, _AT) or _content_arguments(child, event_type)
            if found:
                return found
        if child.dep_ in ("ccomp", "ccomp:speech") and event_type != "THREATEN":
            return [c for c in child.children if c.dep_.startswith("nsubj")]
    return []


# -- nouns ----------------------------------------------------------------------------------


def _noun_arguments(page: Page, part: Part, trigger: Trigger) -> Arguments:
    noun = trigger.token
    inner = [noun, *obliques(noun, ("of",))]
    shared = [t for head in inner for t in obliques(head, ("between", "among"))]
    between = actors_of(page, part, shared)
    if len(between) > 1:
        return Arguments(between[:1], between[1:], both_ways=_reciprocal(trigger))
    own = actors_of(page, part, _prenominal(noun))
    by = actors_of(page, part, obliques(noun, ("by",)))
    of = actors_of(page, part, obliques(noun, ("of",)))
    prepositions = tuple(p for p in _prepositions(trigger) if p not in _OF_NOUNS)
    at = obliques(noun, prepositions)
    for agent in () if at else obliques(noun, ("by", "of", "from")):
        at = at or obliques(agent, prepositions)  # the parser hung "on Y" below "by X"
    target = actors_of(page, part, at)
    pair = joined_pair(page, part, noun)
    if len(pair) == 2:
        return _paired(trigger, pair, target)
    source = by or own
    if own and not by and not target and _struck_place(page, part, trigger):
        source, target = [], own
    if _done_to(trigger) and own and not of:
        source, target = by, target or own
    elif of and _takes_patient(trigger):
        target = of
    elif of and not source:
        source = of
    closed = not target and any(_closes(t) for t in at)
    return _completed(page, part, trigger, Arguments(source, target, 0.9, closed))


def _struck_place(page: Page, part: Part, trigger: Trigger) -> bool:
    """ "The Beirut strike": a city before a noun of force is where it falls, not who strikes."""
    before = [c for c in trigger.token.children if c.dep_ == "compound"]
    mentions = [m for c in before if (m := page.mention_at(part, c)) is not None]
    return trigger.group.type == "ASSAULT" and any(m.how in ("metonym", "place") for m in mentions)


def _paired(trigger: Trigger, pair: list[Actor], target: list[Actor]) -> Arguments:
    """ "US-China talks" are between the two; "US-British strikes on Yemen" are by both."""
    if not trigger.group.mutual and not _reciprocal(trigger):
        return Arguments(pair, target, 0.9)
    return Arguments(pair[:1], pair[1:], both_ways=_reciprocal(trigger))


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
    return found


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
        return subjects(noun) or (noun_before(be) if be is not None else subjects(head))
    if noun.dep_ not in ("obl", "nmod"):
        return []
    if head.lemma_.lower() in ("responsible", "behind"):
        return subjects(head)
    verb = head.head if head.dep_ in ("obj", "nsubj:pass") else head
    if not accuses(verb) or not {"of", "for"} & set(case_words(noun)):
        return []
    return [t for t in objects(verb) if t.i < noun.i]


def accuses(verb: Token) -> bool:
    """Whether a verb lays a deed at somebody's door."""
    patterns = load_events().verbs.get(verb.lemma_.lower(), ())
    return any(
        p.group.type == "ACCUSE" and p.group.mode == "allege" for p in patterns if not p.rest
    )


def _from_clause(page: Page, part: Part, clause: Token, found: Arguments) -> None:
    """ "threats to bomb X", "an attack carried out by Y", "strikes targeting X"."""
    if is_passive(clause):
        found.source = found.source or actors_of(page, part, subjects(clause))
        found.target = found.target or actors_of(page, part, obliques(clause, _AT))
        return
    found.target = found.target or actors_of(page, part, objects(clause) or obliques(clause, _AT))


def _from_verb(page: Page, part: Part, trigger: Trigger, verb: Token, found: Arguments) -> None:
    lexicon = load_events()
    lemma = verb.lemma_.lower()
    doers = with_conjuncts(subjects(verb))
    subject = actors_of(page, part, doers, doing=True)
    if lemma in lexicon.suffering_verbs:
        found.target = found.target or subject
    elif lemma in lexicon.light_verbs and trigger.token.dep_ != "obl":
        found.source = found.source or subject
        if not found.target and not found.closed:
            found.target = actors_of(page, part, obliques(verb, _prepositions(trigger)))
