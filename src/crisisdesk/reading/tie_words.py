"""The lexicon of standing relations, ``ties.yaml``, and the search for its phrases in a parse."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from crisisdesk.terms.files import load_yaml, shipped
from crisisdesk.terms.records import TieKind

if TYPE_CHECKING:
    from spacy.tokens import Token

GAP = 4  # how many words "..." may stand for
_HYPHENS = frozenset({"-", "–", "‑"})


class CueWords(Struct, frozen=True, forbid_unknown_fields=True):
    """Words that name one kind of tie; the keys are explained at the head of the file."""

    kind: TieKind
    noun: Literal["person", "relation", "document"]
    words: tuple[str, ...]
    formal: int = 0
    plain: bool = False
    needs: str = ""


class Arms(Struct, frozen=True, forbid_unknown_fields=True):
    """Words for arms, for their deliveries and for those who make them."""

    supplies: frozenset[str]
    suppliers: frozenset[str]
    words: frozenset[str]


class Relays(Struct, frozen=True, forbid_unknown_fields=True):
    """Words for carrying messages between parties."""

    verbs: frozenset[str]
    messages: frozenset[str]
    holders: tuple[str, ...]
    brokers: frozenset[str]


class Hostile(Struct, frozen=True, forbid_unknown_fields=True):
    """Verbs of pressure; light ones need one of the nouns."""

    verbs: frozenset[str]
    light: frozenset[str]
    nouns: frozenset[str]


class Duties(Struct, frozen=True, forbid_unknown_fields=True):
    """Phrases of ATOP's five duties, and what binds to them or denies them."""

    bonds: frozenset[str]
    denials: tuple[str, ...]
    defense: tuple[str, ...]
    offense: tuple[str, ...]
    neutrality: tuple[str, ...]
    nonaggression: tuple[str, ...]
    consultation: tuple[str, ...]


class TieWords(Struct, frozen=True, forbid_unknown_fields=True):
    """``terms/data/ties.yaml``."""

    checked: str
    cues: tuple[CueWords, ...]
    strained: tuple[str, ...]
    other_business: frozenset[str]
    signing: frozenset[str]
    replacing: frozenset[str]
    anaphors: frozenset[str]
    arms: Arms
    relays: Relays
    hostile: Hostile
    duties: Duties


@dataclass(frozen=True)
class Found:
    """A phrase found at tokens ``first`` to ``last`` (exclusive) of a doc."""

    first: int
    last: int
    words: CueWords


@cache
def tie_words() -> TieWords:
    """The shipped lexicon. Raises TermsError where its file breaks the schema."""
    return load_yaml(shipped("ties.yaml"), TieWords)


@cache
def _by_first_word() -> dict[str, list[tuple[tuple[str, ...], CueWords]]]:
    table: dict[str, list[tuple[tuple[str, ...], CueWords]]] = defaultdict(list)
    for cue in tie_words().cues:
        for phrase in cue.words:
            parts = tuple(phrase.replace("-", " ").split())
            table[parts[0]].append((parts, cue))
    for entries in table.values():
        entries.sort(key=lambda entry: -len(entry[0]))
    return table


def find_cues(tokens: Sequence[Token]) -> Iterator[Found]:
    """The cue nouns of a sentence, longest phrase first at each place, none within another."""
    table, i = _by_first_word(), 0
    while i < len(tokens):
        for parts, cue in table.get(tokens[i].lower_, ()):
            end = match_at(tokens, i, parts)
            if end:
                yield Found(tokens[i].i, tokens[end - 1].i + 1, cue)
                i = end - 1
                break
        i += 1


def match_at(tokens: Sequence[Token], start: int, parts: Sequence[str]) -> int:
    """Where a phrase that begins at ``tokens[start]`` ends (exclusive), or 0 for no match."""
    i, gap = start, 0
    for part in parts:
        if part == "...":
            gap = GAP
            continue
        i = _next_word(tokens, i, part, gap)
        if not i:
            return 0
        gap = 0
    return i


def _next_word(tokens: Sequence[Token], i: int, word: str, gap: int) -> int:
    while i < len(tokens) and gap >= 0:
        if tokens[i].lower_ == word:
            return i + 1
        if tokens[i].text not in _HYPHENS:
            gap -= 1
        i += 1
    return 0


def find_phrase(tokens: Sequence[Token], phrases: Iterable[str]) -> tuple[int, int] | None:
    """The first place (token positions in ``tokens``) where one of the phrases stands."""
    starts: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for phrase in phrases:
        parts = tuple(phrase.replace("-", " ").split())
        starts[parts[0]].append(parts)
    for i, token in enumerate(tokens):
        for parts in starts.get(token.lower_, ()):
            end = match_at(tokens, i, parts)
            if end:
                return i, end
    return None
