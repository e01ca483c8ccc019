"""Which actors a noun phrase stands for: itself, or those who own or qualify it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crisisdesk.reading.clauses import case_words, with_conjuncts
from crisisdesk.reading.descriptions import load_descriptions
from crisisdesk.reading.page import Mention, Page, Part
from crisisdesk.terms.folding import is_hyphen
from crisisdesk.terms.records import Actor
from crisisdesk.terms.sectors import sector_of

if TYPE_CHECKING:
    from spacy.tokens import Token

_NEAR = frozenset("nmod:poss compound amod nmod:desc flat obl:unmarked obl:npmod".split())
_FAR = frozenset({"nmod", "appos"})
# Prepositions under which a doer's own side stands: "officials in Seoul", "troops from Chad".
_OWN = ("of", "from", "in", "within", "inside", "by")
# And those under which the side that something is done to stands: "a base near Tripoli".
_THEIRS = ("of", "in", "inside", "within", "from", "near", "across", "at", "on", "by", "with")
# Parts of a society that may be a side of their own beside their state's.
INNER = frozenset({"REB", "OPP", "CVL", "UAF", "SEP", "PRO"})
_DEPTH = 3
_LINES = frozenset({"border", "frontier", "boundary"})  # where, not whose
# "A British-flagged tanker", "the Saudi-led group" are theirs.
_OWNING = frozenset("led flagged registered owned operated managed chartered".split())
_NAMING = frozenset({"know", "call", "name", "dub"})
_BELONGING = frozenset({"link", "connect", "tie", "belong", "own", "operate", "affiliate"})


def actors_of(
    page: Page, part: Part, tokens: list[Token], doing: bool = False, place: bool = True
) -> list[Actor]:
    """The actors that nominals stand for, each once.

    ``doing`` asks who acts, which a prepositional phrase tells only of agents ("officials in
    Seoul") and not of things ("strikes in Gaza"). Without ``place`` a mere place is nobody.
    """
    found: list[Actor] = []
    for token in tokens:
        for actor in _actors_at(page, part, token, doing, place):
            if actor.code and not any(same_side(actor, known) for known in found):
                found.append(actor)
    return found


def same_side(one: Actor, other: Actor) -> bool:
    """Whether two actors are one side: of one state are, but for those who oppose their rulers or
    suffer from them."""
    apart = one.sector != other.sector and bool({one.sector, other.sector} & INNER)
    return one.code == other.code and not apart


def unnamed_agents(tokens: list[Token]) -> list[Actor]:
    """Agents without a side: "gunmen", "insurgents"; their code is None."""
    nouns = load_descriptions().unnamed
    return [
        Actor(None, sector_of(t.lemma_.lower()) or sector_of(t.lower_), None, t.lower_)
        for t in tokens
        if t.lower_ in nouns
    ]


def unnamed_ships(tokens: list[Token]) -> list[Actor]:
    """Ships without a flag that are attacked; their code is None."""
    nouns = load_descriptions().shipping
    return [Actor(None, None, None, t.lower_) for t in tokens if t.lower_ in nouns]


def is_agent(token: Token) -> bool:
    """Whether a noun stands for people or bodies that act."""
    return sector_of(token.lemma_.lower()) is not None or sector_of(token.lower_) is not None


def _actors_at(
    page: Page, part: Part, token: Token, doing: bool, place: bool, depth: int = 0
) -> list[Actor]:
    mention = page.mention_at(part, token)
    if mention is not None and _usable(mention, place) and not attribute_only(part, mention):
        return list(mention.actors)
    if depth >= _DEPTH:
        return []
    found = joined_pair(page, part, token)
    if found:
        return found
    for child in _qualifiers(token, doing, depth):
        for one in with_conjuncts([child]):
            found.extend(_actors_at(page, part, one, doing, place, depth + 1))
        if found:
            return found
    return found


def _usable(mention: Mention, place: bool) -> bool:
    return (place or mention.how != "place") and any(actor.code for actor in mention.actors)


def attribute_only(part: Part, mention: Mention) -> bool:
    """ "Iran-backed", "RSF-controlled", "pro-Iran": names whose hand is in it, not whose it is."""
    hyphen = mention.first > 1 and is_hyphen(part.doc[mention.first - 1].text)
    if hyphen and part.doc[mention.first - 2].lower_ == "pro":
        return True
    after = part.doc[mention.last : mention.last + 2]
    return (
        len(after) == 2
        and is_hyphen(after[0].text)
        and after[1].is_lower
        and after[1].tag_ in ("VBN", "VBD", "JJ")
        and after[1].lower_ not in _OWNING
    )


def _qualifiers(token: Token, doing: bool, depth: int) -> list[Token]:
    """What may say whose a nominal is, the most telling first; of a thing within a phrase only
    parts of countries are asked further ("in the east of the Gaza Strip")."""
    facing = token.lower_ in load_descriptions().facing
    near = [c for c in token.children if c.dep_ in _NEAR - ({"nmod:poss"} if facing else set())]
    inner = _OWN if doing else _THEIRS
    far = [
        c
        for c in token.children
        if c.dep_ in _FAR
        and c.lower_ not in _LINES
        and c.pos_ != "DET"
        and (not case_words(c) or any(word in inner for word in case_words(c)))
    ]
    office = doing and bool(depth) and token.is_title  # "Ministry of Foreign Affairs of X"
    agent = is_agent(token) or office or facing  # "its allies X and Y"
    if doing and not agent and token.lower_ not in load_descriptions().partitive:
        far = [c for c in far if {"by", "from"} & set(case_words(c))]
    if depth and not agent and token.lower_ not in load_descriptions().places:
        far = []
    if not doing:
        far += [n for c in token.children if c.dep_ == "acl" for n in _described_by(c)]
    if doing and not depth:
        far += [a for c in token.children if c.dep_ == "acl" for a in _agents(c)]
    return [*sorted(near, key=lambda c: c.dep_ != "nmod:poss"), *far]


def _described_by(participle: Token) -> list[Token]:
    """ "An area known as X", "ships linked to X"."""
    lemma = participle.lemma_.lower()
    if lemma not in _NAMING and lemma not in _BELONGING:
        return []
    below = [c for c in participle.children if c.dep_ in ("obl", "xcomp", "obj", "advcl")]
    return [c for c in below if {"as", "to", "by", "with"} & set(case_words(c)) or lemma in _NAMING]


def _agents(participle: Token) -> list[Token]:
    """By whom something was done that acts in its turn: "a drone launched by X hit Y"."""
    return [
        c for c in participle.children if c.dep_ in ("obl", "obl:agent") and "by" in case_words(c)
    ]


def joined_pair(page: Page, part: Part, noun: Token) -> list[Actor]:
    """ "Israel-Iran skirmishes", "US-China talks": two sides joined right before a noun."""
    found: list[Actor] = []
    i, hyphen = noun.i - 1, False
    while i >= 0 and noun.i - i < 8:
        token = part.doc[i]
        mention = page.mention_at(part, token)
        if mention is not None:
            if not attribute_only(part, mention):
                found = [*(a for a in mention.actors if a.code), *found]
            i = mention.first - 1
            continue
        if is_hyphen(token.text) or token.text in ("–", "/"):
            hyphen = True
        elif token.dep_ not in ("amod", "compound", "nummod", "punct") or token.pos_ == "PUNCT":
            break
        i -= 1
    codes = {actor.code for actor in found}
    return found[-2:] if hyphen and len(codes) > 1 and noun.pos_ == "NOUN" else []
