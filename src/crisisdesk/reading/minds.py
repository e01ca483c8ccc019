"""Who can speak, think and want: people and bodies, as against things that merely do something."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from msgspec import Struct

from crisisdesk.reading.cues import lexicon
from crisisdesk.terms.files import load_yaml, shipped

if TYPE_CHECKING:
    from spacy.tokens import Token

_PERSONAL = frozenset(
    "i we you he she they who him her them me us one himself herself themselves whoever".split()
)
_DEMONSTRATIVE = frozenset({"this", "that", "these", "those", "which", "what", "there"})


class Speakers(Struct, frozen=True):
    """The vocabulary file ``speakers.yaml``."""

    people: list[str]
    bodies: list[str]
    agents: list[str]
    not_agents: list[str]


@cache
def _speakers() -> tuple[frozenset[str], tuple[str, ...], frozenset[str]]:
    words = load_yaml(shipped("speakers.yaml"), Speakers)
    heads = {*words.people, *words.bodies, *lexicon().speech.speakers}
    return (
        frozenset(heads.difference(lexicon().speech.documents)),
        tuple(words.agents),
        frozenset(words.not_agents),
    )


def has_mind(token: Token) -> bool:
    """Whether what ``token`` heads can speak and think: a name, a person, people, a body."""
    word = token.lower_
    if word in _PERSONAL or token.ent_type_ in ("PERSON", "ORG"):
        return True
    if word in _DEMONSTRATIVE:
        return word in ("those", "these") and _picks_out(token)
    if token.pos_ in ("PROPN", "NUM") or word == "it":
        return True
    heads, agents, others = _speakers()
    forms = {word, token.lemma_.lower(), word.removesuffix("s"), word.removesuffix("es")}
    if forms & heads:
        return True
    return not forms & others and any(f.endswith(agents) for f in forms if len(f) > 4)


def is_person(token: Token) -> bool:
    """Whether ``token`` heads the name or the description of one person, as against several, a
    body, a state or a document."""
    if token.tag_ in ("NNS", "NNPS"):
        return False
    if token.pos_ == "PROPN":
        return token.ent_type_ not in ("ORG", "LOC")
    people, agents, others = _people()
    forms = {token.lower_, token.lemma_.lower(), token.lower_.removesuffix("s")}
    if forms & people:
        return True
    return not forms & others and any(f.endswith(agents) for f in forms if len(f) > 4)


@cache
def _people() -> tuple[frozenset[str], tuple[str, ...], frozenset[str]]:
    words = load_yaml(shipped("speakers.yaml"), Speakers)
    return frozenset(words.people), tuple(words.agents), frozenset(words.not_agents)


def _picks_out(token: Token) -> bool:
    """Whether a pronoun stands for people: "those close to him", "those who fled"."""
    return any(c.dep_ in ("amod", "acl", "acl:relcl", "nmod") for c in token.children)


def is_document(token: Token) -> bool:
    """Whether ``token`` heads something written, filmed or counted, which may show or say."""
    forms = {token.lower_, token.lemma_.lower(), token.lower_.removesuffix("s")}
    return not forms.isdisjoint(lexicon().speech.documents)


def is_pointer(token: Token) -> bool:
    """Whether a word only points at something said before ("this", "which")."""
    return token.lower_ in _DEMONSTRATIVE
