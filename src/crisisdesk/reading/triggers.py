"""Finds the words that tell events: the lexicon ``terms/data/events.yaml`` over a parse."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from crisisdesk.reading.patterns import Patterns, find_pattern, index_patterns, verbal
from crisisdesk.terms.extras import Extras, both, current
from crisisdesk.terms.files import load_yaml

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token


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
class Trigger:
    """A word that tells an event, the group it belongs to and the words its pattern used."""

    token: Token
    kind: Literal["verb", "noun"]
    group: Group
    used: frozenset[int]


@dataclass(frozen=True)
class EventLexicon:
    """Patterns by the lemma of their head, and the lists that the arguments need."""

    verbs: Patterns[Group]
    nouns: Patterns[Group]
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
        verbs=index_patterns((text, group) for group in groups for text in group.verbs),
        nouns=index_patterns(
            _either_head((text, group) for group in groups for text in group.nouns)
        ),
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


def find_triggers(doc: Doc) -> list[Trigger]:
    """All event words of a parse, in text order; a noun used by a verb's pattern tells nothing
    of its own ("hold talks" is one)."""
    lexicon = load_events()
    found: list[Trigger] = []
    for token in doc:
        kind: Literal["verb", "noun"]
        if verbal(token):
            kind, table = "verb", lexicon.verbs
        elif token.pos_ in ("NOUN", "PROPN", "VERB"):
            kind, table = "noun", lexicon.nouns
        else:
            continue
        trigger = _match(token, kind, table)
        if trigger:
            found.append(trigger)
    found = [t for t in found if not _qualifies(t, found)]
    taken = {i for t in found if t.kind == "verb" for i in t.used if i != t.token.i}
    taken |= {i for t in found if t.kind == "noun" for i in t.used if i != t.token.i}
    return [trigger for trigger in found if trigger.token.i not in taken]


def _qualifies(trigger: Trigger, found: list[Trigger]) -> bool:
    """Of "arms supplies", a pattern in either order, only the head tells."""
    token = trigger.token
    return token.dep_ == "compound" and any(
        t.token == token.head and t.token.i in trigger.used and token.i in t.used for t in found
    )


def _match(token: Token, kind: Literal["verb", "noun"], table: Patterns[Group]) -> Trigger | None:
    found = find_pattern(token, table)
    if found is None:
        return None
    pattern, used = found
    return Trigger(token, kind, pattern.group, used | {token.i})
