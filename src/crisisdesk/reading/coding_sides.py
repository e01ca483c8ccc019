"""Who does a coded deed and to whom: as for events, but a side may be nobody we know, may be of
the same state as the other, and is looked for further where the clause names none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from crisisdesk.reading.arguments import sides_of
from crisisdesk.reading.clauses import (
    case_words,
    objects,
    obliques,
    subjects,
    surface_subjects,
)
from crisisdesk.reading.descriptions import load_descriptions
from crisisdesk.reading.nearby import agent_after, noun_before
from crisisdesk.reading.order import named_after, stands_after_date, subject_before
from crisisdesk.reading.page import Page, Part
from crisisdesk.reading.parties import actors_of, attribute_only, is_agent
from crisisdesk.reading.triggers import Group, Trigger, load_events
from crisisdesk.terms.records import Actor
from crisisdesk.terms.sectors import sector_of

if TYPE_CHECKING:
    from spacy.tokens import Token

# Deeds whose object is what is sent, given or moved, not who gets it.
_MOVED = ("03", "07", "15")
_UNDER = frozenset({"come", "be", "put"})
_TO_WHOM = ("with", "against", "on", "at", "to", "from", "toward", "towards")
_HARM = "14"  # from here on codes tell of harm: who says that another did it accuses him
_ACCUSED = "112"
_PAPERS = frozenset(
    "report study statement document letter survey dossier footage video ruling verdict".split()
)
_ISSUED = frozenset("release issue publish unveil present write commission compile".split())
_SAYING = frozenset(
    "say claim allege report state maintain insist assert charge contend believe tell declare "
    "announce".split()
)


@dataclass(frozen=True)
class CodedDeed:
    """A word that tells a deed, its code and PLOVER type, and the sides found so far. ``complete``:
    its clause needs no target. ``together``: the sides share it."""

    part: Part
    token: Token
    kind: str
    code: str
    used: frozenset[int]
    source: tuple[Actor, ...] = ()
    target: tuple[Actor, ...] = ()
    together: bool = False
    complete: bool = False
    noun: bool = False

    @property
    def whole(self) -> bool:
        """Whether it can be coded."""
        return bool(self.source and (self.target or self.complete))

    def between(
        self, source: Sequence[Actor], target: Sequence[Actor], together: bool = False
    ) -> CodedDeed:
        """The same deed with these sides."""
        return replace(self, source=tuple(source), target=tuple(target), together=together)


def with_sides(page: Page, deed: CodedDeed) -> CodedDeed:
    """The deed with its sides; an accusation where somebody says that another did harm."""
    found = _by_order(page, _sides(page, deed))
    speaker = _accuser(page, found)
    if speaker is None:
        return found
    verb, actors = speaker
    accusation = replace(
        found, token=verb, code=_ACCUSED, kind="ACCUSE", used=found.used | {verb.i}
    )
    return accusation.between(actors, found.source)


def _sides(page: Page, deed: CodedDeed) -> CodedDeed:
    part, token = deed.part, deed.token
    if deed.kind == "CONSULT" and not deed.noun:
        partner = actors_of(page, part, obliques(token, ("with",)))
        deed = replace(deed, target=tuple(partner) or deed.target)
    if not deed.noun and _comes_out(token):
        return deed
    several = deed.kind == "AGREE" and len(deed.source) > 1
    if deed.source and deed.target and not several:
        return deed
    if verb_below(token):
        return _beside(page, deed)
    if suffered(token):
        doers = obliques(token, ("from", "by")) or obliques(token.head, ("from", "by"))
        verb = token.head
        sufferers = subjects(verb) or noun_before(verb)
        return deed.between(named(page, part, doers), named(page, part, sufferers))
    if deed.code.startswith("10") and _duty(token):
        return deed.between(
            named(page, part, subjects(token.head)), named(page, part, surface_subjects(token))
        )
    return _by_clause(page, deed)


def _by_clause(page: Page, deed: CodedDeed) -> CodedDeed:
    part, token = deed.part, deed.token
    group = Group(type=deed.kind, cameo=deed.code)
    own = sides_of(page, part, Trigger(token, "noun" if deed.noun else "verb", group, deed.used))
    source = deed.source or tuple(own.source) or named(page, part, subjects(token))
    if deed.noun and not source:
        source = named(page, part, obliques(token, ("from", "by")))
    target = _others(deed.target, source) or _others(own.target, source)
    joint = deed.kind == "AGREE" or (deed.kind == "CONSULT" and not target)
    if joint and len(source) > 1:
        return deed.between(source[:1], source[1:], together=True)
    return deed.between(source, target or _last_resort(page, deed, source), deed.together)


def _last_resort(page: Page, deed: CodedDeed, source: Sequence[Actor]) -> tuple[Actor, ...]:
    """People without a side who have it done to them, or the first side named below the deed."""
    token, part = deed.token, deed.part
    heads = [token, *(part.doc[i] for i in sorted(deed.used) if i != token.i)]
    people = _people(page, part, objects(token)) or _people(
        page, part, [t for head in heads for t in obliques(head, _TO_WHOM)]
    )
    people = _others(people, source)
    first = _first_below(page, deed, source)
    return (first or people) if deed.code.startswith(_MOVED) else (people or first)


def _people(page: Page, part: Part, tokens: list[Token]) -> tuple[Actor, ...]:
    """People and bodies among nominals, with their side where they have one."""
    agents = [token for token in tokens if is_agent(token)]
    return tuple(actors_of(page, part, agents)) or _agents(agents) or _unknown(page, part, tokens)


def _unknown(page: Page, part: Part, tokens: list[Token]) -> tuple[Actor, ...]:
    """People and bodies with a name that we do not know, with what is said of them."""
    found = []
    for token in tokens:
        mention = page.mention_at(part, token)
        if mention is not None and any(actor.code for actor in mention.actors):
            continue
        if token.pos_ in ("PROPN", "NOUN") and token.ent_type_ in ("PERSON", "ORG"):
            titles = [c for c in token.children if c.i < token.i and is_agent(c)]
            sector = next((sector_of(t.lower_) for t in titles), None)
            found.append(Actor(None, sector, token.text, titles[0].lower_ if titles else None))
    return tuple(found)


def _first_below(page: Page, deed: CodedDeed, source: Sequence[Actor]) -> tuple[Actor, ...]:
    for token in deed.token.subtree:
        mention = page.mention_at(deed.part, token) if token.i >= deed.token.i else None
        if mention is not None and not attribute_only(deed.part, mention):
            found = _others([actor for actor in mention.actors if actor.code], source)
            if found:
                return found
    return ()


def named(page: Page, part: Part, tokens: list[Token]) -> tuple[Actor, ...]:
    """Whom nominals stand for: a side, whom they speak for, who is behind a thing, or people of
    no side that we know."""
    found = actors_of(page, part, tokens, doing=True)
    for token in tokens if not found else ():
        found += actors_of(page, part, obliques(token, ("for",)))
    behind: list[Token] = []
    if not found and not any(is_agent(token) for token in tokens):
        behind = [agent for token in tokens for agent in _behind(token)]
        found = actors_of(page, part, behind, doing=True)
    return tuple(found) or _agents([*behind, *tokens]) or _unknown(page, part, tokens)


def _by_order(page: Page, deed: CodedDeed) -> CodedDeed:
    """The deed with the sides that the parse has not given it, by the order of its words."""
    part, verb = deed.part, deed.token
    if deed.noun:
        return deed
    source, target = deed.source, deed.target
    if not source and _acts(deed):
        source = named(page, part, subject_before(verb))
        own = {actor.code for actor in source}
        target = target if any(actor.code not in own for actor in target) else ()
    if source and not target and not deed.complete:
        places = deed.code >= _HARM or deed.code.startswith(_MOVED)
        for mention in named_after(page, part, verb, places):
            known = {None, *(actor.code for actor in source)}
            target = tuple(a for a in mention.actors if a.code not in known)
            if target:
                break
    return deed.between(source, target, deed.together)


def _acts(deed: CodedDeed) -> bool:
    """Whether a verb is finite and active, by its form or by what stands around it."""
    verb = deed.token
    if any(c.dep_ == "aux:pass" for c in verb.children) or verb.lemma_.lower() in _ISSUED:
        return False
    after = min(verb.i + 1, len(verb.doc) - 1)
    stranded = verb.doc[after].pos_ == "ADP" and verb.doc[after].head.i in deed.used
    owns = {c.dep_ for c in verb.children}
    finite = verb.tag_ in ("VBD", "VBZ", "VBP") and not (
        verb.dep_ in ("acl", "amod") and "obj" not in owns
    )
    return finite or "aux" in owns or stranded or stands_after_date(verb)


def _behind(thing: Token) -> list[Token]:
    """ "A missile fired by rebels", "believed to be fired by rebels"."""
    clauses = [c for c in thing.children if c.dep_ == "acl"]
    for verb in [*clauses, *(x for c in clauses for x in c.children if x.dep_ == "xcomp")]:
        agents = [c for c in verb.children if c.dep_ == "obl:agent"] or obliques(verb, ("by",))
        agents = agents or agent_after(verb)
        if agents:
            return agents
    return _issued_by(thing)


def _comes_out(verb: Token) -> bool:
    """ "A report released on Tuesday": nobody is let go."""
    doers = [*subjects(verb), *surface_subjects(verb)]
    return verb.lemma_.lower() in _ISSUED and any(t.lemma_.lower() in _PAPERS for t in doers)


def _issued_by(thing: Token) -> list[Token]:
    """Whose a paper is that says something: "a report released by officials", "in the capital"."""
    if thing.lemma_.lower() not in _PAPERS:
        return []
    verbs = [c for c in thing.children if c.dep_ in ("acl", "acl:relcl")]
    verbs += [thing.head] if thing.dep_.startswith("nsubj") else []
    issued = [v for v in verbs if v.lemma_.lower() in _ISSUED]
    return [t for verb in issued for t in obliques(verb, ("by", "in"))][:1]


def _agents(tokens: list[Token]) -> tuple[Actor, ...]:
    """People and bodies without a side, as actors without a code; of "a group of teachers" the
    teachers."""
    partitive = load_descriptions().partitive
    tokens = [m for t in tokens for m in (obliques(t, ("of",)) if t.lower_ in partitive else [t])]
    return tuple(
        Actor(None, sector_of(t.lemma_.lower()) or sector_of(t.lower_), None, t.lower_)
        for t in tokens
        if is_agent(t)
    )


def _others(actors: Sequence[Actor], source: Sequence[Actor]) -> tuple[Actor, ...]:
    """Those that are not the source itself."""
    known = {(actor.code, actor.sector, actor.name) for actor in source}
    return tuple(a for a in actors if a.code is None or (a.code, a.sector, a.name) not in known)


# -- clauses that the parse or the wording turns round ---------------------------------------


def suffered(token: Token) -> bool:
    """ "Faces pressure from Chad", "came under fire from Chad": a noun that tells what is done to
    its verb's subject."""
    if token.pos_ != "NOUN" or is_agent(token):
        return False
    if token.dep_ == "obl":
        return token.head.lemma_.lower() in _UNDER and "under" in case_words(token)
    return token.dep_ == "obj" and token.head.lemma_.lower() in load_events().suffering_verbs


def verb_below(token: Token) -> bool:
    """Whether the parse made a noun the head of the sentence and hung its verb below it: "Japan on
    Friday lifted sanctions on Iran" with ``lifted`` as an adjective."""
    root = token.sent.root
    if root.pos_ not in ("NOUN", "PROPN") or token.head.dep_ not in ("ROOT", "nmod", "obl"):
        return False
    if any(c.dep_ in ("cop", "nsubj") for c in root.children):
        return False
    return (
        token.tag_ in ("VBD", "VBZ", "VBP")
        or (token.tag_ == "VBN" and token.dep_ == "amod")
        or (token.dep_ == "compound" and token.lower_.endswith(("s", "ed")))
    )


def _beside(page: Page, deed: CodedDeed) -> CodedDeed:
    """The first side named before such a verb, and the first other one after it."""
    token, sentence = deed.token, deed.token.sent
    before = page.mentions_in(deed.part, sentence.start, token.i)
    after = page.mentions_in(deed.part, token.i + 1, sentence.end)
    source = [actor for m in before for actor in m.actors if actor.code][:1]
    others = _others([actor for m in after for actor in m.actors if actor.code], source)
    return deed.between(source, others[:1])


def _duty(token: Token) -> bool:
    """ "Chad said that Mali must pay": a demand of who says so."""
    said = token.dep_.startswith("ccomp") and token.head.pos_ == "VERB"
    return said and any(c.lower_ in ("must", "should") for c in token.children)


def _accuser(page: Page, deed: CodedDeed) -> tuple[Token, list[Actor]] | None:
    """Who says, first of all, that another side did harm, and the verb of saying. What follows as
    "..., officials said" is told as done; the media accuse nobody."""
    blamed = deed.code == _ACCUSED and deed.token.pos_ == "ADJ"
    if not blamed and deed.code < _HARM:
        return None
    top = deed.token
    while top.dep_ in ("conj", "xcomp") and top.head != top:
        top = top.head
    verb = top.head
    if not top.dep_.startswith("ccomp") or verb.i > top.i or verb.lemma_.lower() not in _SAYING:
        return None
    speakers = actors_of(page, deed.part, subjects(verb), doing=True)
    same = {actor.code for actor in speakers} & {actor.code for actor in deed.source}
    media = any(actor.sector == "MED" for actor in speakers)
    return None if not speakers or not deed.source or same or media else (verb, speakers)
