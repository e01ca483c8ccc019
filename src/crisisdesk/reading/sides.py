"""The sides of an event: what the readers of verbs' and of nouns' arguments share."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from crisisdesk.reading.descriptions import load_descriptions
from crisisdesk.reading.triggers import Trigger, load_events
from crisisdesk.terms.records import Actor

if TYPE_CHECKING:
    from spacy.tokens import Token

# Under which prepositions each type of event names the other side, the likeliest first.
AT = ("against", "on", "upon", "at", "into", "toward", "towards", "over", "across", "inside", "in",
       "near")  # fmt: skip
_WITH = ("with", "between", "among")
_PREPOSITIONS: dict[str, tuple[str, ...]] = {
    "ASSAULT": AT,
    "COERCE": (*AT, "of", "from", "to", "for"),
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
    "STATEMENT": ("to", "with", "in", "on", "against", "for", "of"),
    "RETREAT": ("from", "to", "with", "between", "on", "against", "in", "of"),
}
# Where the parse may have hung elsewhere what follows the noun.
SURFACE = {
    "ASSAULT": ("on", "against", "at"),
    "CONSULT": ("with", "between"),
    "AGREE": ("with", "between"),
    "COOPERATE": ("with", "between"),
    "SANCTION": ("on", "against"),
    "AID": ("to", "for"),
}
# What two sides do to each other, whichever is named first.
BOTH_WAYS = frozenset(
    "clash skirmish fighting fight war battle hostility combat firefight conflict exchange "
    "trade gunbattle duel confrontation standoff".split()
)
# Acts that answer an act: their object may be what the other side did.
ANSWERS = frozenset({"ACCUSE", "REJECT", "SUPPORT", "CONCEDE", "AGREE"})
# Acts whose clause below may say whom they are about: "threatened to bomb X".
SPOKEN = frozenset({"THREATEN", "REQUEST", "ACCUSE", "REJECT", "AGREE", "CONCEDE"})
_PLACES = frozenset({"LOC", "GPE"})


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


def reciprocal(trigger: Trigger) -> bool:
    return trigger.group.type == "ASSAULT" and trigger.token.lemma_.lower() in BOTH_WAYS


def prepositions_of(trigger: Trigger) -> tuple[str, ...]:
    """Those of the type; a visit is to a place, and one clashes "with" the other side."""
    found = _PREPOSITIONS.get(trigger.group.type, AT)
    if trigger.group.swap:
        return ("from", "by", *found)
    if trigger.group.mode == "visit":
        return (*found, "in", "at", "for")
    if trigger.group.type == "ASSAULT" and trigger.token.lemma_.lower() in {*BOTH_WAYS, "engage"}:
        return ("with", "between", *found)
    return found


def closes(token: Token) -> bool:
    """Things may be anybody's ("downed a jet"); a proper name or whole kind is its own."""
    if token.lower_ in load_descriptions().anybodys:
        return False
    if any(c.dep_ in ("acl", "acl:relcl") for c in token.children):
        return True
    if any(c.dep_ in ("det", "nummod", "nmod:poss") for c in token.children):
        return False
    return token.pos_ == "NOUN" or (token.pos_ == "PROPN" and token.ent_type_ not in _PLACES)


def tells_deed(noun: Token) -> bool:
    """Whether a noun under "in" or "on" is itself an event: "was hit in strikes on X"."""
    return noun.pos_ == "NOUN" and noun.lemma_.lower() in load_events().nouns


def prenominal(noun: Token) -> list[Token]:
    return [c for c in noun.children if c.dep_ in ("nmod:poss", "compound", "amod")]


def accuses(verb: Token) -> bool:
    """Whether a verb lays a deed at somebody's door."""
    patterns = load_events().verbs.get(verb.lemma_.lower(), ())
    return any(
        p.group.type == "ACCUSE" and p.group.mode == "allege" for p in patterns if not p.rest
    )
