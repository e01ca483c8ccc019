"""Which duties a text says that a tie has, or has not: ATOP's five classes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from crisisdesk.reading.tie_parties import Line
from crisisdesk.reading.tie_words import find_phrase, tie_words
from crisisdesk.terms.records import Obligation, ObligationClass

if TYPE_CHECKING:
    from spacy.tokens import Token

_LONGEST = 120  # tokens of a clause that are looked at


@dataclass(frozen=True)
class Duty:
    """A duty told at tokens ``first`` to ``last`` of a part."""

    obligation: Obligation
    first: int
    last: int


@cache
def _phrases() -> dict[ObligationClass, tuple[str, ...]]:
    duties = tie_words().duties
    return {
        "neutrality": duties.neutrality,
        "nonaggression": duties.nonaggression,
        "consultation": duties.consultation,
        "offense": duties.offense,
        "defense": duties.defense,
    }


def find_duties(line: Line) -> Iterator[Duty]:
    """The duties that a sentence states or denies; it must speak of what binds to them."""
    for clause in _clauses(line.tokens):
        bond = next((i for i, t in enumerate(clause) if _binds(t)), None)
        if bond is None:
            continue
        for kind, phrases in _phrases().items():
            place = find_phrase(clause, phrases)
            if place is not None:
                yield _duty(line, clause, kind, place)
                break


def _binds(token: Token) -> bool:
    return token.lower_ in tie_words().duties.bonds


def _clauses(tokens: Sequence[Token]) -> Iterator[Sequence[Token]]:
    """A sentence's stretches between semicolons and dashes."""
    start = 0
    for i, token in enumerate(tokens):
        if token.text in (";", "—") or i - start >= _LONGEST:
            yield tokens[start:i]
            start = i + 1
    yield tokens[start:]


def _duty(
    line: Line, clause: Sequence[Token], kind: ObligationClass, place: tuple[int, int]
) -> Duty:
    denied = find_phrase(_scope(clause, place[0]), tie_words().duties.denials) is not None
    start = line.part.at(clause[0])[0]
    end = line.part.at(clause[place[1] - 1])[1]
    obligation = Obligation(kind, not denied, line.page.span(start, end))
    return Duty(obligation, clause[0].i, clause[-1].i + 1)


def _scope(clause: Sequence[Token], end: int) -> Sequence[Token]:
    """The words before a duty that may deny it: back to the last comma, a dozen at most."""
    start = end
    while start > max(0, end - 12) and clause[start - 1].text != ",":
        start -= 1
    return clause[start:end]
