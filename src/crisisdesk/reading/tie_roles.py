"""Ties in which the parties have roles: who arms whom, who goes between, who presses together."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from crisisdesk.reading.clauses import objects, subjects
from crisisdesk.reading.modality import modality_of
from crisisdesk.reading.patterns import verbal
from crisisdesk.reading.tie_parties import (
    Codes,
    Line,
    apposed,
    left_group,
    named_before,
    phrase_start,
    right_group,
    unique,
)
from crisisdesk.reading.tie_words import match_at, tie_words
from crisisdesk.terms.records import TieKind

if TYPE_CHECKING:
    from spacy.tokens import Token

# What a weapon or system is called by its makers: S-300, J-10C, F-16, Su-35.
_DESIGNATION = re.compile(r"[A-Z][A-Za-z]{0,3}-\d{1,4}[A-Za-z]{0,3}")
_NEAR = 8
_REAL = ("happened", "stated", "threatened", "expected")


@dataclass(frozen=True)
class Role:
    """A tie with roles as one sentence tells it; ``at`` is the token of its cue."""

    kind: TieKind
    between: tuple[str, str]
    at: int
    holder: str | None = None
    against: str | None = None
    item: str | None = None


def find_roles(line: Line) -> Iterator[Role]:
    """The arms suppliers, go-betweens and aligned pairs that a sentence tells."""
    cues = _cue_words()
    for token in line.tokens:
        if token.lower_ not in cues and token.lemma_.lower() not in cues:
            continue
        for rule in (_supplies, _supplier, _relays, _holder, _brokers, _aligned):
            found = rule(line, token)
            if found is not None:
                yield found


@cache
def _cue_words() -> frozenset[str]:
    """The words and lemmas that one of the rules may begin at."""
    words = tie_words()
    relays, hostile = words.relays, words.hostile
    begun = {*words.arms.supplies, *words.arms.suppliers, *relays.verbs, *relays.brokers}
    return frozenset({*begun, *hostile.verbs, *hostile.light, *_holder_phrases()})


@cache
def _holder_phrases() -> dict[str, tuple[tuple[str, ...], ...]]:
    """The words for go-betweens, split, by their first word."""
    table: dict[str, list[tuple[str, ...]]] = {}
    for phrase in tie_words().relays.holders:
        parts = tuple(phrase.replace("-", " ").split())
        table.setdefault(parts[0], []).append(parts)
    return {first: tuple(phrases) for first, phrases in table.items()}


def _verbal(token: Token) -> bool:
    # A noun at the root or with an object is most often a verb ("A and B press C").
    verb = token.tag_.startswith("VB") or token.dep_ == "ROOT" or verbal(token)
    return verb and modality_of(token) in _REAL


def _codes_at(line: Line, tokens: list[Token]) -> Codes:
    found: list[str] = []
    for token in tokens:
        mention = line.mention(token.i) if line.first <= token.i < line.last else None
        found += [a.code for a in mention.actors if a.code] if mention else []
    return unique(found)


def _supplies(line: Line, token: Token) -> Role | None:
    """ "arms supplies to Y", "through arms supplies like the S-300"."""
    arms = tie_words().arms
    before = line.token(token.i - 1).lower_ if token.i > line.first else ""
    if token.lower_ not in arms.supplies or before not in arms.words:
        return None
    if modality_of(token) not in _REAL:
        return None
    inside = line.codes(phrase_start(line, token.i), token.i)
    pair = _supply_pair(line, inside, right_group(line, token.i + 1))
    return _supply(line, pair, token.i)


def _supply_pair(line: Line, given: Codes, to: Codes) -> Codes:
    """Supplier and supplied: what the phrase lacks is the sentence's subject or object."""
    root = line.token(line.first).sent.root
    supplier = given or [c for c in _codes_at(line, subjects(root)) if c not in to]
    supplied = [c for c in to if c not in supplier[:1]]
    supplied = supplied or [c for c in _codes_at(line, objects(root)) if c not in supplier[:1]]
    return [*supplier[:1], *supplied[:1]]


def _supplier(line: Line, token: Token) -> Role | None:
    """ "Y's biggest arms supplier", "the maker of most of the arms that Y bought"."""
    arms = tie_words().arms
    if token.lower_ not in arms.suppliers or modality_of(token) not in _REAL:
        return None
    start = phrase_start(line, token.i)
    near = range(max(start, line.first), min(token.i + _NEAR + 2, line.last))
    if not any(line.token(i).lower_ in arms.words for i in near if i != token.i):
        return None
    inside = line.codes(start, token.i)
    called = named_before(line, start, ["*"]) or apposed(line, token.i + 1)
    to = inside or right_group(line, token.i + 1)
    pair = [*called[:1], *[c for c in to if c not in called][:1]]
    if len(pair) < 2:
        pair = _first_two(line, token)
    return _supply(line, pair, token.i)


def _first_two(line: Line, token: Token) -> Codes:
    """The sentence's own two actors, where it names no more; the first is the subject."""
    codes = line.codes(line.first, min(line.last, token.i + 3 * _NEAR))
    return codes if len(codes) == 2 else []


def _supply(line: Line, pair: Codes, at: int) -> Role | None:
    if len(pair) != 2 or pair[0] == pair[1]:
        return None
    return Role("arms supplier", (pair[0], pair[1]), at, item=_item(line, at))


def _item(line: Line, at: int) -> str | None:
    """The first designation of a weapon after the cue, else any in the sentence."""
    order = [*range(at, line.last), *range(line.first, at)]
    return next(
        (line.token(i).text for i in order if _DESIGNATION.fullmatch(line.token(i).text)), None
    )


def _relays(line: Line, token: Token) -> Role | None:
    """ "relayed X's response to Y", "carried messages between X and Y"."""
    relays = tie_words().relays
    if token.lemma_.lower() not in relays.verbs or not _verbal(token):
        return None
    ahead = range(token.i + 1, min(token.i + _NEAR, line.last))
    message = next((i for i in ahead if line.token(i).lower_ in relays.messages), None)
    if message is None:
        return None
    codes = [*line.codes(token.i + 1, message), *right_group(line, message + 1)]
    return _between(_doer(line, token), codes, token.i)


def _doer(line: Line, verb: Token) -> Codes:
    codes = _codes_at(line, subjects(verb))
    return codes or left_group(line, verb.i)[0]


def _between(holders: Codes, codes: Codes, at: int) -> Role | None:
    parties = [c for c in unique(codes) if c not in holders[:1]]
    if not holders or len(parties) < 2:
        return None
    one, other = sorted(parties[:2])
    return Role("go-between", (one, other), at, holder=holders[0])


def _holder(line: Line, token: Token) -> Role | None:
    """ "served as a go-between for X and Y", "Omani mediators between X and Y"."""
    offset = token.i - line.first
    ends = [
        match_at(line.tokens, offset, parts) for parts in _holder_phrases().get(token.lower_, ())
    ]
    if not any(ends) or modality_of(token) not in _REAL:
        return None
    start, last = phrase_start(line, token.i), line.first + max(ends)
    holders = line.codes(start, token.i) or named_before(line, start, ["*"])
    return _between(holders, right_group(line, last), token.i)


def _brokers(line: Line, token: Token) -> Role | None:
    """ "X mediated between Y and Z", "X brokered a truce" among just two others."""
    if token.lemma_.lower() not in tie_words().relays.brokers or not _verbal(token):
        return None
    holders = _doer(line, token)
    others = [c for c in line.codes(line.first, line.last) if c not in holders]
    return _between(holders, others, token.i) if len(others) == 2 else None


def _aligned(line: Line, token: Token) -> Role | None:
    """Two sides that press a third together: "A and B threaten C"."""
    hostile, lemma = tie_words().hostile, token.lemma_.lower()
    if lemma not in hostile.verbs | hostile.light or not _verbal(token):
        return None
    ahead = range(token.i + 1, min(token.i + _NEAR, line.last))
    named = any(line.token(i).lower_ in hostile.nouns for i in ahead)
    if lemma in hostile.light and not named:
        return None
    pair = _joint_subject(line, token)
    if len(pair) != 2:
        return None
    right = [c for c in line.codes(token.i + 1, token.i + 2 * _NEAR) if c not in pair]
    others = right or [c for c in line.codes(line.first, line.last) if c not in pair]
    if not others:
        return None
    one, other = sorted(pair)
    return Role("aligned", (one, other), token.i, against=others[0])


def _joint_subject(line: Line, verb: Token) -> Codes:
    """The coordinated actors that stand right before a verb, adverbs and auxiliaries aside."""
    i = verb.i - 1
    while i >= line.first and line.mention(i) is None:
        token = line.token(i)
        if token.pos_ not in ("AUX", "ADV", "PART") and token.lower_ not in ("alike", "both"):
            return []
        i -= 1
    return left_group(line, i + 1)[0]
