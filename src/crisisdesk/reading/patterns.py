"""Patterns of words over a parse: a head and the words that must depend on it.

Written as text, "cut|sever $ties" is a head that is one of two words, with any word of the class
``ties`` among its dependents; case and order of the dependents do not count.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Generic, TypeVar

from msgspec import Struct

from crisisdesk.terms.files import load_yaml, shipped

if TYPE_CHECKING:
    from spacy.tokens import Token

Value = TypeVar("Value")
PLACE = "^place"
"""Stands in a pattern for any name of a place."""

# Dependents whose words may belong to a pattern ("cut ... ties", "carry out", "call for").
_REACH = frozenset(
    "obj iobj obl nmod amod compound compound:prt advmod xcomp case nsubj:pass nmod:poss "
    "obl:unmarked obl:arg obl:npmod fixed flat nummod".split()
)
_CIRCUMSTANCES = frozenset("after amid before despite during following over since because".split())
_TIMES = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may "
    "june july august september october november december jan. feb. mar. apr. jun. jul. "
    "aug. sep. sept. oct. nov. dec. year month week day morning evening night weekend".split()
)
# A verb that hangs below its object: "the sanctions imposed", "lifted sanctions".
_BELOW_OBJECT = frozenset({"acl", "acl:relcl", "amod"})


class FormsFile(Struct, frozen=True, forbid_unknown_fields=True):
    """``terms/data/verb_forms.yaml``: irregular forms by the verb's base."""

    checked: str
    forms: dict[str, tuple[str, ...]]


@lru_cache(maxsize=1)
def base_forms() -> dict[str, str]:
    """The base of each irregular verb form. Cached."""
    listed = load_yaml(shipped("verb_forms.yaml"), FormsFile).forms
    return {form: base for base, forms_ in listed.items() for form in forms_}


@dataclass(frozen=True)
class Pattern(Generic[Value]):
    """A head lemma and, for each further word, the lemmas that will do; ``group`` is
    what it belongs to: whatever the lexicon gives it."""

    head: str
    rest: tuple[frozenset[str], ...]
    group: Value


Patterns = dict[str, tuple[Pattern[Value], ...]]
"""Patterns by their head, those with most words first."""


def index_patterns(
    entries: Iterable[tuple[str, Value]], classes: Mapping[str, Sequence[str]] | None = None
) -> Patterns[Value]:
    """The table of patterns written as text. Raises KeyError for a class that is not there."""
    found: dict[str, list[Pattern[Value]]] = {}
    for text, value in entries:
        heads, *rest = text.split()
        words = tuple(frozenset(_expanded(word, classes or {})) for word in rest)
        for head in heads.split("|"):
            found.setdefault(head, []).append(Pattern(head, words, value))
    return {
        head: tuple(sorted(patterns, key=lambda p: -len(p.rest)))
        for head, patterns in found.items()
    }


def _expanded(word: str, classes: Mapping[str, Sequence[str]]) -> Iterator[str]:
    for choice in word.split("|"):
        if len(choice) > 1 and choice.startswith("$"):
            yield from classes[choice[1:]]
        else:
            yield choice


def find_pattern(
    token: Token, table: Patterns[Value], nearest: bool = False
) -> tuple[Pattern[Value], frozenset[int]] | None:
    """The pattern with most words that a token heads, and the tokens of its further words. Of
    patterns with as many words the first wins, or with ``nearest`` the one whose words lie
    nearest to the head."""
    patterns = [p for form in forms(token) for p in table.get(form, ())]
    if not patterns:
        return None
    near: list[tuple[int, tuple[str, ...]]] | None = None
    best: tuple[Pattern[Value], frozenset[int]] | None = None
    for pattern in sorted(patterns, key=lambda p: -len(p.rest)):
        if best is not None and (not nearest or len(pattern.rest) < len(best[0].rest)):
            break
        if pattern.rest and near is None:
            near = [(t.i, forms(t)) for t in _reachable(token)]
        used = _use(pattern, near or [])
        if used is not None and (best is None or _spread(token, used) < _spread(token, best[1])):
            best = pattern, frozenset(used)
    return best


def _spread(token: Token, used: Iterable[int]) -> int:
    """How far from its head the words of a pattern lie: the nearer, the likelier they belong."""
    return sum(abs(i - token.i) for i in used)


def verbal(token: Token) -> bool:
    """A verb, or what the tagger took for a noun though it has a subject ("Israel eyes action")
    or heads a question ("Will France strike Mali?")."""
    if token.pos_ in ("VERB", "AUX"):
        return not _nominal(token)
    asked = token.dep_ == "ROOT" and token.sent[0].tag_ == "MD"
    return (
        token.pos_ in ("NOUN", "PROPN", "ADJ")
        and (asked or any(c.dep_ in ("nsubj", "obj") for c in token.children))
        and not any(c.dep_ in ("cop", "det", "case") for c in token.children)
    )


def _nominal(token: Token) -> bool:
    """A gerund that is owned or stands under a preposition is a noun: "X's killing"."""
    return token.tag_ in ("VBG", "NN", "NNS") and any(
        c.dep_ in ("nmod:poss", "det") for c in token.children
    )


def forms(token: Token) -> tuple[str, ...]:
    """What a token may stand as in a pattern: its lemma, itself, its regular stems."""
    lower = token.lower_
    found = dict.fromkeys((token.lemma_.lower(), lower))
    if token.pos_ in ("VERB", "ADJ") or (lower.endswith("ed") and token.text == lower):
        found.update(dict.fromkeys(_stems(lower)))
    if token.pos_ not in ("NOUN", "PROPN") or any(c.dep_ == "nsubj" for c in token.children):
        found.update(dict.fromkeys(filter(None, [base_forms().get(lower)])))
    if lower.endswith("s") and token.pos_ in ("NOUN", "PROPN"):
        found[lower[:-1]] = None
    if token.ent_type_ == "LOC":
        found[PLACE] = None
    return tuple(found)


def _stems(word: str) -> Iterator[str]:
    """What a regular verb form may come from, in case the lemmatiser errs on a rare verb."""
    for ending in ("ed", "ing"):
        if word.endswith(ending) and len(word) > len(ending) + 1:
            stem = word[: -len(ending)]
            yield stem
            yield stem + "e"
            if stem[-1] == stem[-2]:
                yield stem[:-1]


def _use(pattern: Pattern[Value], near: list[tuple[int, tuple[str, ...]]]) -> list[int] | None:
    """The tokens of a pattern's further words among those ``near``, each with its forms."""
    used: list[int] = []
    for wanted in pattern.rest:
        hit = next((i for i, own in near if i not in used and not wanted.isdisjoint(own)), None)
        if hit is None:
            return None
        used.append(hit)
    return used


def _circumstance(token: Token) -> bool:
    """Whether a nominal says when or why, and so is no part of what is told."""
    return token.dep_ == "obl" and (
        any(t.lower_ in _TIMES for t in (token, *token.children))
        or any(c.dep_ == "case" and c.lower_ in _CIRCUMSTANCES for c in token.children)
    )


def _reachable(token: Token) -> list[Token]:
    """Words that belong to a pattern's head: its dependents, and theirs, within the clause."""
    near: list[Token] = []
    for child in token.children:
        if child.dep_ in _REACH and not _circumstance(child):
            near.append(child)
            near.extend(g for g in child.children if g.dep_ in _REACH or g.dep_ == "conj")
    if (token.dep_ in _BELOW_OBJECT and token.pos_ == "VERB") or token.dep_ == "compound":
        near.append(token.head)
    return near
