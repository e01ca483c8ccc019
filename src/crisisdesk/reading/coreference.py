"""Whom pronouns and short descriptions stand for: "he", "its", "the two countries"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from crisisdesk.reading.page import Mention, Part
from crisisdesk.terms.records import Actor

if TYPE_CHECKING:
    from spacy.tokens import Token

_PERSON = frozenset("he him his himself she her hers herself".split())
_THING = frozenset("it its itself".split())
_PLURAL = frozenset("they them their theirs themselves both".split())
_PAIR_NOUNS = frozenset(
    "sides countries nations states neighbours neighbors parties allies governments rivals "
    "powers capitals".split()
)
_STATE_NOUNS = frozenset("country nation".split())
_SIDES = frozenset({"name", "metonym", "demonym", "description"})
_REACH = 4


@dataclass
class _Memory:
    """The mentions so far, newest last, with the number of the sentence of each."""

    people: list[tuple[int, Mention, bool]] = field(default_factory=list)
    sides: list[tuple[int, Mention, bool]] = field(default_factory=list)

    def add(self, sentence: int, mention: Mention, subject: bool) -> None:
        if mention.how == "person" or (mention.how == "description" and mention.actors[0].name):
            self.people.append((sentence, mention, subject))
        elif (
            mention.how in ("name", "metonym", "demonym", "description") and mention.actors[0].code
        ):
            self.sides.append((sentence, mention, subject))


def resolve_pronouns(parts: list[Part], mentions: list[Mention]) -> list[Mention]:
    """Mentions for pronouns and descriptions, each with the actors that it stands for."""
    starts: dict[tuple[int, int], Mention] = {(m.part, m.head): m for m in mentions}
    covered = {(m.part, i) for m in mentions for i in range(m.first, m.last)}
    memory, number = _Memory(), 0
    found: list[Mention] = []
    for part in parts:
        for sentence in part.doc.sents:
            number += 1
            for token in sentence:
                mention = starts.get((part.index, token.i))
                if mention is not None:
                    memory.add(number, mention, token.dep_.startswith("nsubj"))
                elif (part.index, token.i) not in covered:
                    found.extend(_resolved(part, token, memory, number))
    return found


def _resolved(part: Part, token: Token, memory: _Memory, number: int) -> Iterator[Mention]:
    word = token.lower_
    actors: tuple[Actor, ...] = ()
    first, how = token.i, "pronoun"
    if token.pos_ in ("PRON", "DET") and word in _PERSON:
        actors = _latest(memory.people, number, token)
    elif token.pos_ == "PRON" and word in _THING and not _expletive(token):
        actors = _latest(memory.sides, number, token)
    elif token.pos_ == "PRON" and word in _PLURAL:
        actors = _pair(memory, number) if word == "both" else _latest(memory.sides, number, token)
    elif word in _PAIR_NOUNS and _counted(token):
        actors, first, how = _pair(memory, number), token.left_edge.i, "description"
    elif word in _STATE_NOUNS and _bare_the(token):
        actors = _latest(memory.sides, number, token)
        first, how = token.left_edge.i, "description"
    if actors:
        yield Mention(part.index, first, token.i + 1, token.i, actors, how)


def _bare_the(token: Token) -> bool:
    """ "the country", "that nation", with nothing said of which."""
    return any(c.lower_ in ("the", "that") for c in token.children) and not any(
        c.dep_ in ("nmod", "acl:relcl", "amod") for c in token.children
    )


def _counted(token: Token) -> bool:
    return any(c.lower_ in ("two", "both", "these") for c in token.children)


def _expletive(token: Token) -> bool:
    return token.dep_ == "expl" or (
        token.dep_.startswith("nsubj")
        and token.head.pos_ == "ADJ"
        and any(c.dep_ in ("csubj", "ccomp", "xcomp") for c in token.head.children)
    )


def _latest(known: list[tuple[int, Mention, bool]], number: int, token: Token) -> tuple[Actor, ...]:
    """The nearest subject within reach, else the nearest mention; never a fellow argument."""
    possessive = token.tag_ == "PRP$"
    near = [
        (sentence, mention, subject)
        for sentence, mention, subject in known
        if number - sentence <= _REACH
        and not (sentence == number and not possessive and _same_clause(mention, token))
    ]
    if not near:
        return ()
    for wanted in range(number, number - _REACH - 1, -1):
        here = [(m, s) for sentence, m, s in near if sentence == wanted]
        subjects = [m for m, s in here if s]
        if subjects:
            return subjects[-1].actors
        if here:
            return here[-1][0].actors
    return ()


def _same_clause(mention: Mention, token: Token) -> bool:
    """Two arguments of one verb are two actors."""
    head = token.doc[mention.head] if mention.head < len(token.doc) else None
    return head is not None and head.head == token.head and head.i < token.i


def _pair(memory: _Memory, number: int) -> tuple[Actor, ...]:
    """The last two different sides."""
    pair: dict[str, Actor] = {}
    for sentence, mention, _ in reversed(memory.sides):
        if number - sentence > _REACH * 2:
            break
        for actor in mention.actors:
            if actor.code and actor.code not in pair:
                pair[actor.code] = Actor(actor.code)
        if len(pair) >= 2:
            return tuple(reversed(list(pair.values())[:2]))
    return ()
