"""Finds the words that tell events: the lexicon ``terms/data/events.yaml`` over a parse."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from crisisdesk.terms.extras import Extras, both, current
from crisisdesk.terms.files import load_yaml

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

# Dependents whose words may belong to a pattern ("cut ... ties", "carry out", "call for").
_REACH = frozenset(
    "obj iobj obl nmod amod compound compound:prt advmod xcomp case nsubj:pass nmod:poss "
    "obl:unmarked obl:arg obl:npmod fixed flat nummod".split()
)

_CIRCUMSTANCES = frozenset("after amid before despite during following over since because".split())


class Group(Struct, frozen=True, forbid_unknown_fields=True):
    """Words of one PLOVER type, mode and CAMEO code; see the head of the file for the keys."""

    type: str
    cameo: str
    mode: str | None = None
    verbs: tuple[str, ...] = ()
    nouns: tuple[str, ...] = ()
    mutual: bool = False
    swap: bool = False
    weak: bool = False
    reported: bool = False
    possessor: Literal["source", "target"] = "source"


class EventsFile(Struct, frozen=True, forbid_unknown_fields=True):
    """``terms/data/events.yaml``."""

    groups: tuple[Group, ...]
    checked: str = ""
    patient_nouns: tuple[str, ...] = ()
    victim_nouns: tuple[str, ...] = ()
    light_verbs: tuple[str, ...] = ()
    suffering_verbs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Pattern:
    """A head lemma and, for each further word, the lemmas that will do."""

    head: str
    rest: tuple[frozenset[str], ...]
    group: Group


@dataclass(frozen=True)
class Trigger:
    """A word that tells an event, the group it belongs to and the words its pattern used."""

    token: Token
    kind: Literal["verb", "noun"]
    group: Group
    used: frozenset[int]


@dataclass(frozen=True)
class EventLexicon:
    """Patterns by the lemma of their head, and the lists that the arguments need."""

    verbs: dict[str, tuple[Pattern, ...]]
    nouns: dict[str, tuple[Pattern, ...]]
    patient_nouns: frozenset[str]
    victim_nouns: frozenset[str]
    light_verbs: frozenset[str]
    suffering_verbs: frozenset[str]


def load_events() -> EventLexicon:
    """The shipped event lexicon, after the extra terms that hold here: theirs win. Cached."""
    return _load(current())


@lru_cache(maxsize=4)
def _load(extras: Extras | None) -> EventLexicon:
    files = [load_yaml(path, EventsFile) for path in both("events.yaml", extras)]
    groups = [group for file in files for group in file.groups]
    return EventLexicon(
        verbs=_index((text, group) for group in groups for text in group.verbs),
        nouns=_index(_either_head((text, group) for group in groups for text in group.nouns)),
        patient_nouns=frozenset(noun for file in files for noun in file.patient_nouns),
        victim_nouns=frozenset(noun for file in files for noun in file.victim_nouns),
        light_verbs=frozenset(verb for file in files for verb in file.light_verbs),
        suffering_verbs=frozenset(verb for file in files for verb in file.suffering_verbs),
    )


def _either_head(entries: Iterator[tuple[str, Group]]) -> Iterator[tuple[str, Group]]:
    """Noun patterns read in both orders: "hunger strike" as well as "strike hunger"."""
    for text, group in entries:
        yield text, group
        words = text.split()
        if len(words) == 2 and "|" not in words[1]:
            yield f"{words[1]} {words[0]}", group


def _index(entries: Iterator[tuple[str, Group]] | list) -> dict[str, tuple[Pattern, ...]]:
    found: dict[str, list[Pattern]] = {}
    for text, group in entries:
        head, *rest = text.split()
        pattern = Pattern(head, tuple(frozenset(word.split("|")) for word in rest), group)
        found.setdefault(head, []).append(pattern)
    longest_first = {}
    for head, patterns in found.items():
        longest_first[head] = tuple(sorted(patterns, key=lambda p: -len(p.rest)))
    return longest_first


def find_triggers(doc: Doc) -> list[Trigger]:
    """All event words of a parse, in text order; a noun used by a verb's pattern tells nothing
    of its own ("hold talks" is one)."""
    lexicon = load_events()
    found: list[Trigger] = []
    for token in doc:
        kind: Literal["verb", "noun"]
        if _verbal(token):
            kind, table = "verb", lexicon.verbs
        elif token.pos_ in ("NOUN", "PROPN", "VERB"):
            kind, table = "noun", lexicon.nouns
        else:
            continue
        trigger = _match(token, kind, table)
        if trigger:
            found.append(trigger)
    taken = {i for t in found if t.kind == "verb" for i in t.used if i != t.token.i}
    taken |= {i for t in found if t.kind == "noun" for i in t.used if i != t.token.i}
    return [trigger for trigger in found if trigger.token.i not in taken]


def _verbal(token: Token) -> bool:
    """A verb, or what the tagger took for a noun though it has a subject: "Israel eyes action"."""
    if token.pos_ in ("VERB", "AUX"):
        return not _nominal(token)
    return (
        token.pos_ in ("NOUN", "PROPN", "ADJ")
        and any(c.dep_ in ("nsubj", "obj") for c in token.children)
        and not any(c.dep_ in ("cop", "det", "case") for c in token.children)
    )


def _nominal(token: Token) -> bool:
    """A gerund that is owned or stands under a preposition is a noun: "X's killing"."""
    return token.tag_ in ("VBG", "NN", "NNS") and any(
        c.dep_ in ("nmod:poss", "det") for c in token.children
    )


def _match(
    token: Token, kind: Literal["verb", "noun"], table: dict[str, tuple[Pattern, ...]]
) -> Trigger | None:
    patterns = [p for form in _forms(token) for p in table.get(form, ())]
    if not patterns:
        return None
    near: list[Token] | None = None
    for pattern in sorted(patterns, key=lambda p: -len(p.rest)):
        if pattern.rest and near is None:
            near = _reachable(token)
        used = _use(pattern, near or [])
        if used is not None:
            return Trigger(token, kind, pattern.group, frozenset({token.i, *used}))
    return None


def _forms(token: Token) -> tuple[str, ...]:
    lower = token.lower_
    forms = dict.fromkeys((token.lemma_.lower(), lower))
    if token.pos_ == "VERB":
        forms.update(dict.fromkeys(_stems(lower)))
    if lower.endswith("s") and token.pos_ in ("NOUN", "PROPN"):
        forms[lower[:-1]] = None
    return tuple(forms)


def _stems(word: str) -> Iterator[str]:
    """What a regular verb form may come from, in case the lemmatiser errs on a rare verb."""
    for ending in ("ed", "ing"):
        if word.endswith(ending) and len(word) > len(ending) + 2:
            stem = word[: -len(ending)]
            yield stem
            yield stem + "e"
            if stem[-1] == stem[-2]:
                yield stem[:-1]


def _use(pattern: Pattern, near: list[Token]) -> list[int] | None:
    used: list[int] = []
    for wanted in pattern.rest:
        hit = next(
            (t.i for t, form in _pairs(near) if form in wanted and t.i not in used),
            None,
        )
        if hit is None:
            return None
        used.append(hit)
    return used


def _pairs(near: list[Token]) -> Iterator[tuple[Token, str]]:
    for token in near:
        for _, form in product((token,), _forms(token)):
            yield token, form


def _circumstance(token: Token) -> bool:
    """Whether a nominal says when or why, and so is no part of what is told."""
    return token.dep_ == "obl" and any(
        c.dep_ == "case" and c.lower_ in _CIRCUMSTANCES for c in token.children
    )


def _reachable(token: Token) -> list[Token]:
    """Words that belong to a pattern's head: its dependents, and theirs, within the clause."""
    near: list[Token] = []
    for child in token.children:
        if child.dep_ in _REACH and not _circumstance(child):
            near.append(child)
            near.extend(g for g in child.children if g.dep_ in _REACH or g.dep_ == "conj")
    if token.dep_ in ("acl", "acl:relcl") and token.pos_ == "VERB":
        near.append(token.head)
    return near
