"""Finds the words that tell events: the lexicon ``terms/data/events.yaml`` over a parse."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from msgspec import Struct, structs

from crisisdesk.reading.clauses import DAYS, is_passive, obliques
from crisisdesk.reading.patterns import Patterns, find_pattern, index_patterns, verbal
from crisisdesk.terms.extras import Extras, both, current
from crisisdesk.terms.files import load_yaml

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token


# Under these stands what a missile is launched at; launched at open water it is a test.
_AIMS = ("at", "on", "against", "into", "toward", "towards")
_OCCASIONS = DAYS | {"occasion", "occasions"}
_WATERS = ("sea", "ocean", "water", "coast", "space", "orbit", "air")
_SAYING = frozenset(
    "say insist stress state add tell declare argue maintain reiterate emphasize emphasise".split()
)
_SPEAKING = _SAYING | {"call"}


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
    accidents: tuple[str, ...] = ()


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
    accidents: frozenset[str]
    groups: dict[tuple[str, str | None], Group]

    def group(self, event_type: str, mode: str | None) -> Group:
        """The first group of a type and mode. Raises KeyError where there is none."""
        return self.groups[event_type, mode]


# After "called X" these begin what somebody is called.
_NAMED_SO = frozenset({"DET", "ADJ", "NOUN"})
_ANSWERING = frozenset("answer attack fight fire hit react respond retaliate strike".split())
# Things that a noun of force before them only tells apart.
_KINDS = frozenset(
    "aircraft boat bomber capability craft dog drone fire force group helicopter jet missile plane "
    "plane position range rifle round shell ship site squad submarine system team unit vehicle "
    "vessel weapon".split()
)


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
        accidents=frozenset(noun for file in files for noun in file.accidents),
        groups={(group.type, group.mode): group for group in reversed(groups)},
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
    found = [t for t in found if not _qualifies(t, found) and not _mere_quality(t)]
    found = [t for t in found if not _of_a_thing(t) and not _by_accident(t)]
    found = [_aimed(t) for t in found]
    known = {t.token.i for t in found}
    speaking = [t for t in doc if t.lemma_.lower() in _SPEAKING and t.i not in known]
    told = [*_duties(speaking), *_calls(speaking), *_answers_to_come(speaking)]
    found = sorted([*found, *told], key=lambda t: t.token.i)
    taken = {i for t in found if t.kind == "verb" for i in t.used if i != t.token.i}
    taken |= {i for t in found if t.kind == "noun" for i in t.used if i != t.token.i}
    return [trigger for trigger in found if trigger.token.i not in taken]


def _aimed(trigger: Trigger) -> Trigger:
    """A missile launched at somebody is an attack; launched at nobody, it is tested."""
    verb, doc = trigger.token, trigger.token.doc
    missiles = [doc[i] for i in trigger.used if doc[i].lemma_.lower() == "missile"]
    launched = trigger.kind == "verb" and verb.lemma_.lower() in ("launch", "fire")
    if not missiles or not launched:
        return trigger
    aims = [t for head in (verb, *missiles) for t in obliques(head, _AIMS)]
    aims = [t for t in aims if t.lower_ not in _OCCASIONS]
    at_sea = all(any(word in t.text.lower() for word in _WATERS) for t in aims)
    lexicon = load_events()
    tested = not aims or at_sea
    group = lexicon.group("MOBILIZE", "weapons") if tested else lexicon.group("ASSAULT", "aerial")
    return replace(trigger, group=group)


def _duties(speaking: list[Token]) -> list[Trigger]:
    """Verbs of saying whose clause lays a duty on another side: "said that X must withdraw"."""
    group = structs.replace(load_events().group("REQUEST", "change"), weak=True)
    return [
        Trigger(token, "verb", group, frozenset({token.i}))
        for token in speaking
        if token.lemma_.lower() in _SAYING and _lays_duty(token)
    ]


def _calls(speaking: list[Token]) -> Iterator[Trigger]:
    """ "Called President X on Monday to ask ...": by telephone. Not "called X a liar"."""
    for token in speaking:
        if token.pos_ != "VERB" or token.lemma_.lower() != "call":
            continue
        doc = token.doc
        objects_ = [c for c in token.rights if c.dep_ in ("obj", "iobj")]
        others = {c.dep_ for c in token.rights} & {"xcomp", "ccomp", "compound:prt", "advmod"}
        if len(objects_) != 1 or others or objects_[0].pos_ != "PROPN":
            continue
        after = objects_[0].right_edge.i + 1
        while after < len(doc) and doc[after].pos_ == "PROPN":
            after += 1
        quoted = any(t.is_quote for t in doc[token.i : after + 2])
        if quoted or (after < len(doc) and doc[after].pos_ in _NAMED_SO):
            continue
        if not is_passive(token):
            group = load_events().group("CONSULT", "phone")
            yield Trigger(token, "verb", group, frozenset({token.i}))


def _answers_to_come(speaking: list[Token]) -> Iterator[Trigger]:
    """Verbs of saying that tell of a blow to come in return: "said X will respond if Y ..."."""
    for token in speaking:
        if token.lemma_.lower() not in _SAYING:
            continue
        if any(answers_if(c) for c in token.children if c.dep_.startswith("ccomp")):
            group = load_events().group("THREATEN", "violence")
            yield Trigger(token, "verb", group, frozenset({token.i}))


def answers_if(clause: Token) -> bool:
    """Whether a clause tells what force will answer what somebody might do."""
    ahead = any(
        c.dep_ == "aux" and c.lower_ in ("will", "would", "’ll", "'ll") for c in clause.children
    )
    given = any(condition(c) for c in clause.children)
    return ahead and given and clause.lemma_.lower() in _ANSWERING


def condition(clause: Token) -> bool:
    """Whether a clause says under what condition: "if X ...", "unless X ..."."""
    marks = {c.lower_ for c in clause.children if c.dep_ in ("mark", "advmod")}
    return clause.dep_ == "advcl" and bool(marks & {"if", "unless", "should", "once"})


def _lays_duty(verb: Token) -> bool:
    clauses = [c for c in verb.children if c.dep_ in ("ccomp", "ccomp:speech")]
    duty = any(
        child.dep_ == "aux" and child.lower_ in ("must", "should")
        for clause in clauses
        for child in clause.children
    )
    needed = [c for c in clauses if c.lemma_ in ("need", "have") and c.tag_ in ("VBZ", "VBP")]
    return duty or any(g.dep_ == "xcomp" for c in needed for g in c.children)


def _mere_quality(trigger: Trigger) -> bool:
    """ "A disputed border", "occupied land": participles that only tell which; and nouns that are
    part of a name, "the Government of National Accord", "March 13"."""
    token = trigger.token
    if trigger.kind == "verb":
        plain = token.dep_ == "amod" and token.tag_ == "VBN" and len(trigger.used) == 1
        if any(c.dep_ == "aux" for c in token.children):
            return False  # "has rapidly seized land"
        if token.head.pos_ == "PROPN" and trigger.group.type in ("ACCUSE", "REQUEST", "THREATEN"):
            return False  # "a union, accused X of": a main verb after all
        return plain and token.i < token.head.i and token.i > 0 and token.nbor(-1).text != "-"
    return token.pos_ == "PROPN" and token.is_title and not token.is_sent_start


def _qualifies(trigger: Trigger, found: list[Trigger]) -> bool:
    """Of "arms supplies", a pattern in either order, only the head tells."""
    token = trigger.token
    return token.dep_ == "compound" and any(
        t.token == token.head and t.token.i in trigger.used and token.i in t.used for t in found
    )


def _of_a_thing(trigger: Trigger) -> bool:
    """ "Mortar rounds", "an attack helicopter": a noun that only says of what kind a thing is."""
    token = trigger.token
    bare = trigger.kind == "noun" and token.dep_ == "compound" and len(trigger.used) == 1
    return bare and token.head.lemma_.lower() in _KINDS


def _by_accident(trigger: Trigger) -> bool:
    """ "The crash killed 176", "died in a flood": harm that nobody did."""
    verb = trigger.token
    if trigger.kind != "verb" or trigger.group.type != "ASSAULT":
        return False
    if is_passive(verb):
        causes = obliques(verb, ("by", "in"))
    else:
        causes = [c for c in verb.children if c.dep_ == "nsubj"]
    return any(cause.lemma_.lower() in load_events().accidents for cause in causes)


def _match(token: Token, kind: Literal["verb", "noun"], table: Patterns[Group]) -> Trigger | None:
    found = find_pattern(token, table, nearest=True)
    if found is None:
        return None
    pattern, used = found
    return Trigger(token, kind, pattern.group, used | {token.i})
