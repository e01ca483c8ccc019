"""What to call actors in reasons: the shipped name of a state, else its code."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from msgspec import Struct

from crisisdesk.terms.files import load_yaml, shipped

# names that take an article in a sentence
_ARTICLE = ("United ", "Netherlands", "Philippines", "Democratic Republic", "Maldives", "Gambia")


class _State(Struct, frozen=True):
    code: str
    name: str
    names: tuple[str, ...] = ()
    demonyms: tuple[str, ...] = ()
    capital: tuple[str, ...] = ()


class _File(Struct, frozen=True):
    states: tuple[_State, ...]


@cache
def _states() -> dict[str, _State]:
    return {state.code: state for state in load_yaml(shipped("states.yaml"), _File).states}


@cache
def name_of(code: str) -> str:
    """``USA`` -> ``the United States``; a code without a name stands for itself."""
    state = _states().get(code)
    if state is None:
        return {"EUR": "the European Union", "UNO": "the United Nations"}.get(code, code)
    return f"the {state.name}" if state.name.startswith(_ARTICLE) else state.name


def names_of(codes: Iterable[str], joint: str = "and") -> str:
    """Several names in a sentence: ``the United States and Israel``."""
    names = [name_of(code) for code in codes]
    return f" {joint} ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def is_state(code: str) -> bool:
    """Whether a code is a shipped state's."""
    return code in _states()


def named_in(code: str, text: str) -> bool:
    """Whether a text speaks of a state by name, adjective or capital."""
    state = _states().get(code)
    if state is None:
        return re.search(rf"\b{re.escape(code)}\b", text) is not None
    words = {state.code, state.name, *state.names, *state.demonyms, *state.capital}
    pattern = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    # capitals count: "us" is no state, and "US" also stands for "U.S."
    plain = text.replace("U.S.", "US").replace("U.K.", "UK")
    return re.search(rf"\b(?:{pattern})\b", plain) is not None


def capitals() -> frozenset[str]:
    """Lower-case names of all capitals: places as often as governments."""
    return frozenset(city.lower() for state in _states().values() for city in state.capital)
