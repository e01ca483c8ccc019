"""Words as people type them into a search: what is wanted, what is not."""

from __future__ import annotations

import re

from msgspec import Struct

from crisisdesk.errors import DeskError

_TERM = re.compile(r"-?\"[^\"]*\"?|\S+")


class Term(Struct, frozen=True):
    """Words that stand together; with ``beginning`` the last is only the beginning of one."""

    words: tuple[str, ...]
    beginning: bool = False


class Sought(Struct, frozen=True):
    """Of each of ``groups`` one term must be there, and none of ``without``."""

    groups: tuple[tuple[Term, ...], ...]
    without: tuple[Term, ...] = ()

    @property
    def wanted(self) -> list[Term]:
        """All terms that are looked for."""
        return [term for group in self.groups for term in group]


def sought(words: str) -> Sought:
    """What is asked for: all of the words, in any order and ending; ``"arms deal"`` together;
    ``oman OR qatar`` one of two; ``-sanctions`` not; ``mediat*`` as a beginning. Raises DeskError
    where nothing is left to look for."""
    groups: list[list[Term]] = []
    without: list[Term] = []
    either = False
    for typed in _TERM.findall(words):
        if typed == "OR":
            either = bool(groups)
            continue
        term = _term(typed.removeprefix("-"))
        if term is None:
            continue
        if typed.startswith("-"):
            without.append(term)
        elif either:
            groups[-1].append(term)
        else:
            groups.append([term])
        either = False
    if not groups:
        raise DeskError(f"{words!r}: there is no word to search for")
    return Sought(tuple(map(tuple, groups)), tuple(without))


def _term(typed: str) -> Term | None:
    """A term with its words and nothing else; None where it holds no word."""
    words = tuple(re.findall(r"\w+", typed))
    if not any(re.search(r"[^\W_]", word) for word in words):
        return None
    return Term(words, typed.endswith("*"))
