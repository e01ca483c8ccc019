"""Who a verb says did it and to whom."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from crisisdesk.reading.clauses import case_words, is_passive, objects, obliques, subjects
from crisisdesk.reading.descriptions import load_descriptions
from crisisdesk.reading.modality import harmful
from crisisdesk.reading.nearby import (
    agent_after,
    agent_before,
    names_under,
    noun_after,
    noun_before,
    subject_shared,
    subjects_listed,
)
from crisisdesk.reading.page import Page, Part
from crisisdesk.reading.parties import (
    actors_of,
    is_agent,
    joined_pair,
    unnamed_agents,
    unnamed_ships,
)
from crisisdesk.reading.sides import (
    ANSWERS,
    AT,
    SPOKEN,
    SURFACE,
    Arguments,
    closes,
    prenominal,
    prepositions_of,
    reciprocal,
    tells_deed,
)
from crisisdesk.reading.triggers import Trigger, condition
from crisisdesk.terms.records import Actor

if TYPE_CHECKING:
    from spacy.tokens import Token

_WHERE = frozenset({"in", "near", "at", "over", "across", "inside", "off", "of"})
# What is broken into is its owner's: who does so is another.
_CROSSED = frozenset("airspace waters territory border borders sovereignty space".split())
_SENDING = frozenset("send deploy dispatch scramble launch fire fly use order".split())
_BORDERS = frozenset("border borders frontier frontiers boundary".split())
_TO_BORDER = ("to", "along", "at", "near", "on", "toward", "towards")
_FIRING = frozenset("fire launch drop hurl lob rain shoot lob throw".split())
_EACH_OTHER = frozenset({"other", "another"})


def verb_arguments(page: Page, part: Part, trigger: Trigger) -> Arguments:
    """Both sides of the event that a verb tells. Empty lists where the clause is silent."""
    verb = trigger.token
    if verb.tag_ == "VBG" and (done_to := obliques(verb, ("of",))) and not objects(verb):
        return _gerund(page, part, verb, done_to)
    doers = _doers(page, part, trigger)
    found = Arguments(actors_of(page, part, doers, doing=True, place=_may_be_place(doers)))
    if not found.source and not is_passive(verb):
        found.source = _subject_nearby(page, part, verb, doers)
    elif not is_passive(verb) and (listed := subjects_listed(verb, doers)):
        together = sorted({*doers, *listed}, key=lambda t: t.i)
        found.source = actors_of(page, part, together, doing=True)
    patient = [t for t in objects(verb) if t.i not in trigger.used and t not in doers]
    if _side_by_side(verb, found):
        return found
    if trigger.group.type in ANSWERS:
        found.answered = _answered(page, part, trigger, patient)
    found.target = _patients(page, part, trigger, patient, found.answered, found.source)
    if not found.target and not patient and not is_passive(verb):
        found.target = _beside(page, part, trigger, doers)
    if trigger.group.mode == "mediate":
        found.target = _parties(page, part, trigger, found.target)
    if not found.source:
        _other_doers(page, part, trigger, doers, found)
    if not found.target and found.source:
        found.target = _nameless(trigger, patient)
    found.closed = bool(not found.target and not found.answered and _named_other(trigger, patient))
    return found


def _gerund(page: Page, part: Part, verb: Token, done_to: list[Token]) -> Arguments:
    """ "The ramming of its boat by X" is a noun, however it is tagged."""
    by = obliques(verb, ("by",)) or names_under(verb, ("by",))
    owners = [c for c in verb.children if c.dep_ == "nmod:poss"]
    source = actors_of(page, part, by or owners, doing=True)
    target = [a for a in actors_of(page, part, done_to) if a not in source]
    return Arguments(source, target, 0.8)


def _doers(page: Page, part: Part, trigger: Trigger) -> list[Token]:
    verb = trigger.token
    bare = verb.tag_ == "VBN" and not any(c.dep_ in ("aux", "obj") for c in verb.children)
    found = (agent_after(verb) if bare and not is_passive(verb) else []) or subjects(verb)
    found = found or (agent_after(verb) if is_passive(verb) else [])
    found = found or ([] if is_passive(verb) else noun_before(verb))
    if trigger.group.mode != "visit":
        return found
    return [t for t in found if is_agent(t) or page.mention_at(part, t) is not None]


def _side_by_side(verb: Token, found: Arguments) -> bool:
    """Whether the verb has no target of its own: "fought each other", "fought alongside X"."""
    around = _complements(verb)
    found.both_ways = any(t.lower_ in _EACH_OTHER or _reciprocal_each(t) for t in around)
    found.closed = any("alongside" in case_words(t) for t in around)
    return found.both_ways or found.closed


def _answered(page: Page, part: Part, trigger: Trigger, patient: list[Token]) -> Token | None:
    """The event noun in the object whose doer is meant: "condemned the attack"."""
    if any(is_agent(t) for t in objects(trigger.token)[:1]):
        return None  # "summoned the envoy and plans a protest"
    accused = trigger.group.type == "ACCUSE"
    condemned = [t for t in objects(trigger.token) if accused and tells_deed(t)]
    condemned = [t for t in condemned if not any(c.tag_ == "PRP$" for c in t.children)]
    return next((t for t in [*patient, *condemned] if _answerable(page, part, t)), None)


def _other_doers(
    page: Page, part: Part, trigger: Trigger, doers: list[Token], found: Arguments
) -> None:
    """Who acts where no subject says so: whose the noun of the pattern is, the two that stand
    under "between", the agent deeper in a passive clause, somebody without a side."""
    verb = trigger.token
    nouns = [verb.doc[i] for i in trigger.used if i != verb.i]
    owners = [t for n in nouns if n.lower_ not in _CROSSED for t in prenominal(n)]
    own = actors_of(page, part, owners, doing=True)
    found.source = [a for a in own if a not in found.target]
    if found.source:
        return
    between = actors_of(page, part, obliques(verb, ("between",)))
    if len(between) > 1:
        found.source, found.target, found.score = between[:1], between[1:], 0.9
        found.both_ways = reciprocal(trigger)
        return
    found.source = _by_place(page, part, verb) if is_passive(verb) else unnamed_agents(doers)
    found.score = 0.8


def _nameless(trigger: Trigger, patient: list[Token]) -> list[Actor]:
    """A target of no side that we know: "killed civilians", "fired on ships"."""
    found = unnamed_agents(patient)
    if trigger.group.type in ("REQUEST", "SANCTION"):
        return []  # "ordered fighters", "vowed to punish terrorists": of nobody
    if found or trigger.group.type != "ASSAULT":
        return found
    heads = [trigger.token, *(trigger.token.doc[i] for i in trigger.used)]
    at = [] if patient else [t for head in heads for t in obliques(head, AT)]
    return unnamed_ships([*patient, *at])


def _subject_nearby(page: Page, part: Part, verb: Token, doers: list[Token]) -> list[Actor]:
    """Who acts where the parse's subject is nobody: who stands right before the verb, who does
    what "and" joins it to, whose statement or letter it is that condemns somebody."""
    if unnamed_agents(doers):
        return []
    told = verb.dep_ == "acl" and verb.tag_ == "VBG" and verb.head.dep_ in ("obj", "nsubj:pass")
    holders = subjects(verb.head.head) if told and not is_agent(verb.head) else []
    sent = subjects(verb.head.head) if _of_a_thing_sent(verb) else []
    for nouns in (noun_before(verb), subject_shared(verb), holders, agent_before(verb), sent):
        if found := actors_of(page, part, nouns, doing=True):
            return found
    return []


def _of_a_thing_sent(verb: Token) -> bool:
    """ "Sent a jet that bombed a base": who sent it did."""
    sent = verb.head.head.lemma_.lower() in _SENDING
    return sent and verb.dep_ == "acl:relcl" and verb.head.dep_ == "obj"


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
    if noun.lower_ in load_descriptions().facing:
        return False
    if not tells_deed(noun) and actors_of(page, part, [noun]):
        return False
    marks = {c.lower_ for c in noun.children if c.dep_ in ("det", "amod", "nummod")}
    loose = {"a", "an", "every", "any", "all", "some", "each", "no", "such"}
    return not marks & loose or noun.head.dep_ == "acl:relcl" or noun.dep_ == "appos"


def _patients(
    page: Page,
    part: Part,
    trigger: Trigger,
    patient: list[Token],
    answered: Token | None,
    doers: list[Actor],
) -> list[Actor]:
    """Whom it is done to; of a thing that is the doer's own ("a part of its aid for X"), whom it
    concerns."""
    if answered is not None:
        near = actors_of(page, part, prenominal(answered), doing=True)
        by = obliques(answered, ("by", "from")) or names_under(answered, ("by",))
        return near or actors_of(page, part, by)
    if found := _talked_with(page, part, trigger, patient):
        return found
    patient = [_whose_name_follows(page, part, t) for t in patient]
    found = actors_of(page, part, patient)
    deeds = [t for t in patient if trigger.group.type in ANSWERS and tells_deed(t)]
    if not found and deeds:  # "blamed a drill by X", "between X and Y"
        whose = [t for d in deeds for t in (*prenominal(d), *obliques(d, ("by", "between", "of")))]
        found = actors_of(page, part, whose, doing=True)
    own = {a.code for a in found} <= {a.code for a in doers}
    if found and not (own and all(page.mention_at(part, t) is None for t in patient)):
        return found
    return _further_target(page, part, trigger, any(is_agent(t) for t in patient))


def _talked_with(page: Page, part: Part, trigger: Trigger, patient: list[Token]) -> list[Actor]:
    """ "Discussed X's strike with Y" is with Y, whoever the matter concerns."""
    if trigger.group.type != "CONSULT" or not patient or any(is_agent(t) for t in patient):
        return []
    verb = trigger.token
    return actors_of(page, part, obliques(verb, ("with",)) or names_under(verb, ("with",)))


def _whose_name_follows(page: Page, part: Part, noun: Token) -> Token:
    """The name right after a common noun, whatever the parse makes of it: "its neighbour Chad"."""
    after = part.doc[noun.i + 1] if noun.i + 1 < len(part.doc) else noun
    if noun.lower_ in load_descriptions().facing and page.mention_at(part, noun) is None:
        after = _past_comma(after)
    named = noun.pos_ == "NOUN" and is_agent(noun) and after.pos_ == "PROPN"
    facing = noun.lower_ in load_descriptions().facing and after.pos_ == "PROPN"
    return after if (named or facing) and page.mention_at(part, after) is not None else noun


def _past_comma(token: Token) -> Token:
    """The first word after a comma and an article: "its rival, the RSF"."""
    for later in token.doc[token.i : token.i + 4]:
        if later.text != "," and later.pos_ != "DET":
            return later
    return token


def _beside(page: Page, part: Part, trigger: Trigger, doers: list[Token]) -> list[Actor]:
    """Who stands right after the verb where the parse gives it no object."""
    nouns = noun_after(trigger.token, prepositions_of(trigger), trigger.used)
    nouns = [t for t in nouns if t not in doers and not tells_deed(t)]
    return actors_of(page, part, nouns, place=not trigger.group.mutual)


def _named_other(trigger: Trigger, patient: list[Token]) -> bool:
    """Whether the clause has words for a target: people, or what stands under its prepositions."""
    heads = [trigger.token, *(trigger.token.doc[i] for i in trigger.used)]
    at = [t for head in heads for t in obliques(head, ("against", "on", "at", "toward", "towards"))]
    named = [t for t in (*patient, *at) if t.i not in trigger.used and t.ent_type_ != "DATE"]
    spoken = trigger.group.type in SPOKEN
    return any(closes(t) and (is_agent(t) or t.pos_ != "NOUN" or not spoken) for t in named)


def _parties(page: Page, part: Part, trigger: Trigger, found: list[Actor]) -> list[Actor]:
    """The sides between whom a mediator goes: of the talks, whose message, to whom."""
    verb = trigger.token
    nouns = [*objects(verb), *(verb.doc[i] for i in trigger.used if i != verb.i)]
    parties = list(found)
    for noun in nouns:
        parties += joined_pair(page, part, noun)
        parties += actors_of(page, part, prenominal(noun))
        parties += actors_of(page, part, obliques(noun, ("between", "with", "to", "from")))
    parties += actors_of(page, part, obliques(verb, ("to", "between", "with")))
    distinct = {actor.code: actor for actor in reversed(parties)}
    if len(distinct) < 2:  # the parse may have torn "between X and Y" apart
        return actors_of(page, part, names_under(verb, ("between",))) or parties
    return list(reversed(distinct.values()))


def _by_place(page: Page, part: Part, verb: Token) -> list[Actor]:
    """The doer of a passive under "in a strike by X", "by X" deeper in the clause."""
    for child in verb.children:
        if page.mention_at(part, child) is not None:
            continue  # "deployed in the south of X": where, not by whom
        if child.dep_ == "obl" and {"in", "during", "after", "by"} & set(case_words(child)):
            found = [
                c for c in child.children if c.dep_ in ("amod", "compound", "nmod:poss", "nmod")
            ]
            by = [c for c in found if c.dep_ != "nmod" or "by" in case_words(c)]
            actors = actors_of(page, part, by, doing=True)
            if actors:
                return actors
    return []


def _further_target(page: Page, part: Part, trigger: Trigger, named: bool = False) -> list[Actor]:
    """Beyond the object: prepositions of the verb, of the noun that its pattern used, clauses.
    Where the object is people, ``named``, a place is only where they are."""
    verb = trigger.token
    used = [verb.doc[i] for i in trigger.used if i != verb.i]
    if called := _called_on(page, part, trigger):
        return actors_of(page, part, called)
    if trigger.group.reported and (found := _from_content(page, part, trigger)):
        return found
    if trigger.group.type == "THREATEN" and (found := _under_condition(page, part, verb)):
        return found
    if trigger.group.type == "MOBILIZE":
        return _across_border(page, part, [verb, *used], prepositions_of(trigger))
    return _under_prepositions(page, part, trigger, named)


def _under_prepositions(page: Page, part: Part, trigger: Trigger, named: bool) -> list[Actor]:
    verb = trigger.token
    used = [verb.doc[i] for i in trigger.used if i != verb.i]
    prepositions = tuple(p for p in prepositions_of(trigger) if not (named and p in _WHERE))
    above = [verb.head] if verb.dep_ == "amod" else []
    if verb.lemma_.lower() in _FIRING:  # "fired shells and rounds on a base"
        above += objects(verb)
    for head, preposition in product((verb, *used, *above), prepositions):
        nouns = [t for t in obliques(head, (preposition,)) if t.i not in trigger.used]
        nouns = [t for t in nouns if not tells_deed(t)]
        if preposition in _WHERE:
            nouns = [t for t in nouns if t.lower_ not in ("border", "frontier", "boundary")]
        found = actors_of(page, part, nouns, place=not trigger.group.mutual)
        if found:
            return found
    done = verb.dep_ in ("acl", "acl:relcl") and verb.head in used  # "X's sanctions imposed"
    if not done and (found := _from_nouns(page, part, used)):
        return found
    if trigger.group.type in SPOKEN and (found := _from_content(page, part, trigger)):
        return found
    nouns = [t for head in used[:1] for t in names_under(head, SURFACE.get(trigger.group.type, ()))]
    return actors_of(page, part, nouns)


def _under_condition(page: Page, part: Part, verb: Token) -> list[Actor]:
    """Who is meant by "warned that it would respond if X ...": whoever might do that."""
    clauses = [c for c in verb.children if c.dep_.startswith("ccomp")]
    ifs = [c for clause in (verb, *clauses) for c in clause.children if condition(c)]
    return actors_of(page, part, [t for c in ifs for t in subjects(c)], doing=True)


def _across_border(
    page: Page, part: Part, heads: list[Token], prepositions: tuple[str, ...]
) -> list[Actor]:
    """Against whom troops are moved: towards or off whom, else on whose border."""
    for head, preposition in product(heads, prepositions):
        nouns = [t for t in obliques(head, (preposition,)) if t.lower_ not in _BORDERS]
        nouns = [t for t in nouns if not tells_deed(t)]
        if found := actors_of(page, part, nouns):
            return found
    lines = [t for h in heads for t in obliques(h, _TO_BORDER) if t.lower_ in _BORDERS]
    lines += [
        t
        for h in heads
        for o in objects(h)
        for t in obliques(o, _TO_BORDER)
        if t.lower_ in _BORDERS
    ]
    beyond = actors_of(page, part, [t for line in lines for t in obliques(line, ("with",))])
    return beyond or actors_of(page, part, [t for line in lines for t in prenominal(line)])


def _called_on(page: Page, part: Part, trigger: Trigger) -> list[Token]:
    """Whom somebody calls on or appeals to: they are meant even where they are his own ("on his
    cabinet")."""
    if trigger.group.type != "REQUEST":
        return []
    verb = trigger.token
    nouns = [verb.doc[i] for i in trigger.used if i != verb.i]
    named = obliques(verb, ("on", "upon")) + [t for n in nouns for t in obliques(n, ("to",))]
    facing = load_descriptions().facing
    return [
        t
        for t in named
        if is_agent(t) or t.lower_ in facing or page.mention_at(part, t) is not None
    ]


def _from_nouns(page: Page, part: Part, used: list[Token]) -> list[Actor]:
    """Whom the nouns of a pattern name before them, or in a clause: "airstrikes targeting X"."""
    owners = [t for n in used for t in prenominal(n) if t.tag_ != "PRP$" or n.lower_ in _CROSSED]
    clauses = [c for n in used for c in n.children if c.dep_ == "acl" and c.tag_ == "VBG"]
    aimed_at = [t for clause in clauses for t in objects(clause) or obliques(clause, AT)]
    return actors_of(page, part, owners) or actors_of(page, part, aimed_at)


def _from_content(page: Page, part: Part, trigger: Trigger) -> list[Actor]:
    """Who the clause below is about; of a deed there, whose it is ("abide by X's sanctions")."""
    nouns = _content_arguments(trigger.token, trigger.group.type)
    place = not trigger.group.mutual  # "agreed to a truce in Doha"
    found = actors_of(page, part, [t for t in nouns if not tells_deed(t)], place=place)
    if found or trigger.group.type == "THREATEN":
        return found or actors_of(page, part, nouns)
    inner = [o for t in nouns for o in obliques(t, ("with", "by", "from", "of"))]
    return actors_of(
        page, part, [o for t in nouns for o in prenominal(t)], doing=True
    ) or actors_of(page, part, [*inner, *nouns], place=place)


def _content_arguments(verb: Token, event_type: str) -> list[Token]:
    """Who the clause below a verb is about: "threatened to bomb X", "said X was behind"; who is
    warned is not who the warning speaks of."""
    beside = ("with", "by") if event_type == "REJECT" else ("with",)
    for child in verb.children:
        denied = event_type == "REJECT" and child.tag_ == "VBG" and not harmful(child)
        denied = denied or (event_type == "ACCUSE" and child.dep_ == "xcomp")
        if child.dep_ in ("xcomp", "advcl") and child.pos_ == "VERB" and not denied:
            found = [*objects(child), *(obliques(child, AT) or obliques(child, beside))]
            found = found or _content_arguments(child, event_type)
            if found:
                return found
        if child.dep_ in ("ccomp", "ccomp:speech") and event_type != "THREATEN":
            return [c for c in child.children if c.dep_.startswith("nsubj")]
    return []
