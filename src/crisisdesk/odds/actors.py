"""Whom a typed text names: states, organisations and groups by name, demonym, capital, seat of
government or leader of the day; codes too. Nothing is parsed: a question is one short line."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from msgspec import Struct

from crisisdesk.errors import QuestionError
from crisisdesk.terms.gazetteer import Entry, load_gazetteer
from crisisdesk.terms.leaders import load_leaders

_WORD = re.compile(r"(?:[A-Za-z]\.){2,}|[^\W_]+(?:[’'](?!s\b)[^\W_]+)*|[-–]")
# capitals at the head of a question and in its dates, which are nobody's names
_NO_NAMES = frozenset(
    "will would can could may might shall should do does did is are was has have who what which "
    "when where why how if in by on at the a an january february march april june july august "
    "september october november december monday tuesday wednesday thursday friday saturday sunday "
    "president prime minister chancellor king foreign".split()
)
_LONGEST_NAME = 4


class Named(Struct, frozen=True):
    """An actor where the text names it: ``code``, and offsets of the words."""

    code: str
    start: int
    end: int
    place: bool = False


class _Token(Struct, frozen=True):
    text: str
    start: int
    end: int


def actors_in(text: str, day: str | None = None) -> list[Named]:
    """The actors that a text names, in its order; ``day`` (ISO 8601) tells who held which office.

    A text without capitals is read as if names had them.
    """
    tokens = [_Token(m[0], m.start(), m.end()) for m in _WORD.finditer(text)]
    lower = not any(c.isupper() for c in text[1:])
    found: list[Named] = []
    i = 0
    while i < len(tokens):
        size, named = _at(tokens, i, day, lower)
        found += [Named(code, tokens[i].start, tokens[i + size - 1].end, p) for code, p in named]
        i += max(1, size)
    return found


def unknown_names(text: str, named: Sequence[Named]) -> list[str]:
    """Words with a capital, inside a text, that name nobody known."""
    covered = [(actor.start, actor.end) for actor in named]
    return [
        m[0]
        for m in _WORD.finditer(text)
        if m.start() > 0
        and m[0][0].isupper()
        and m[0].lower() not in _NO_NAMES
        and not any(start <= m.start() < end for start, end in covered)
    ]


def code_of(name: str, day: str | None = None) -> str:
    """The code of one actor given by code, name, demonym, capital or leader. Raises QuestionError
    where nobody, or several, are meant."""
    plain = name.strip()
    if plain.upper() in known_codes():
        return plain.upper()
    codes = list(dict.fromkeys(actor.code for actor in actors_in(plain, day)))
    if len(codes) != 1:
        why = f"names several ({', '.join(codes)})" if codes else "names nobody known"
        raise QuestionError(f"{name!r} {why}: use a name or a code such as IRN")
    return codes[0]


def known_codes() -> Collection[str]:
    """The codes of all states, organisations and groups."""
    return load_gazetteer().names


def _at(
    tokens: Sequence[_Token], i: int, day: str | None, lower: bool
) -> tuple[int, list[tuple[str, bool]]]:
    """How many tokens the name takes that starts at ``i``, and its codes."""
    words = [token.text for token in tokens[i : i + 8]]
    if words[0] in ("-", "–") or _is_model(words):
        return 0, []
    code = _as_code(words[0])
    if code:
        return 1, [(code, False)]
    for spelling in _spellings(words, tokens, i, lower):
        size, entries = load_gazetteer().longest(spelling, 0)
        if size:
            return size, _codes(entries)
        size, leader = _leader(spelling, day)
        if leader:
            return size, [(leader, False)]
    return 0, []


def _is_model(words: Sequence[str]) -> bool:
    """Whether letters are those of a weapon: ``Su-35``."""
    return len(words) > 2 and words[1] in ("-", "–") and words[2][:1].isdigit()


def _as_code(word: str) -> str | None:
    """A code typed in capitals: ``IRN``."""
    return word if len(word) >= 3 and word.isupper() and word in known_codes() else None


def _spellings(
    words: list[str], tokens: Sequence[_Token], i: int, lower: bool
) -> Iterator[list[str]]:
    if not lower:
        yield words
        return
    if words[0].lower() in _NO_NAMES:
        return
    yield [word.capitalize() for word in words]
    before = tokens[i - 1].text if i else ""
    if len(words[0]) <= 5 and (words[0] != "us" or before == "the"):
        yield [words[0].upper(), *words[1:]]


def _codes(entries: Sequence[Entry]) -> list[tuple[str, bool]]:
    """The code of a name; of several the state's. Things and nobody's places have none."""
    known = [entry for entry in entries if entry.code]
    best = min(known, key=lambda entry: entry.kind == "place", default=None)
    return [(best.code, best.kind == "place")] if best and best.code else []


def _leader(words: Sequence[str], day: str | None) -> tuple[int, str | None]:
    if not words[0][:1].isupper() or words[0].lower() in _NO_NAMES:
        return 0, None
    for size in range(min(_LONGEST_NAME, len(words)), 0, -1):
        holders = load_leaders().named(" ".join(words[:size]), day)
        codes = {holder.code for holder in holders}
        if len(codes) == 1:
            return size, codes.pop()
    return 0, None
