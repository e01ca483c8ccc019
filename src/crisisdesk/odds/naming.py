"""What to call actors in reasons: the shipped name of a state, else its code."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from msgspec import Struct

from crisisdesk.terms.extras import Extras, both, current
from crisisdesk.terms.files import load_yaml
from crisisdesk.terms.gazetteer import OrganisationsFile, load_gazetteer

# names that take an article in a sentence
_ARTICLE = ("United ", "Netherlands", "Philippines", "Democratic Republic", "Maldives", "Gambia")
_BODIES = ("EUR", "LAS", "AFU", "IAE")


class _State(Struct, frozen=True):
    code: str
    name: str
    names: tuple[str, ...] = ()
    demonyms: tuple[str, ...] = ()
    capital: tuple[str, ...] = ()


class _File(Struct, frozen=True):
    states: tuple[_State, ...]


def _states() -> dict[str, _State]:
    return _load(current())


@cache
def _load(extras: Extras | None) -> dict[str, _State]:
    """The shipped states by code; those of the extra terms add their names, or are new."""
    found: dict[str, _State] = {}
    for path in reversed(both("states.yaml", extras)):
        for state in load_yaml(path, _File).states:
            old = found.get(state.code, state)
            names = (*old.names, *(() if old is state else (state.name, *state.names)))
            demonyms = dict.fromkeys((*old.demonyms, *state.demonyms))
            capital = dict.fromkeys((*old.capital, *state.capital))
            found[state.code] = _State(old.code, old.name, names, tuple(demonyms), tuple(capital))
    return found


def name_of(code: str) -> str:
    """``USA`` -> ``the United States``; a code without a name stands for itself."""
    name = load_gazetteer().name_of(code) or code
    return f"the {name}" if name.startswith(_ARTICLE) or code in _BODIES else name


def names_of(codes: Iterable[str], joint: str = "and") -> str:
    """Several names in a sentence: ``the United States and Israel``."""
    names = [name_of(code) for code in codes]
    return f" {joint} ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def is_state(code: str) -> bool:
    """Whether a code is a shipped state's."""
    return code in _states()


def members_of(code: str) -> tuple[str, ...]:
    """The states that a body joins (``NAT``); empty for a state and for a body without a list."""
    return _members(current()).get(code, ())


def is_body(code: str) -> bool:
    """Whether a code is that of an organisation of states."""
    return code in _members(current())


@cache
def _members(extras: Extras | None) -> dict[str, tuple[str, ...]]:
    files = [load_yaml(path, OrganisationsFile) for path in both("organisations.yaml", extras)]
    return {body.code: body.members for file in reversed(files) for body in file.organisations}


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
