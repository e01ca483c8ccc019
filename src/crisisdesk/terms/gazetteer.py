"""Looks names up: which state, place, organisation, armed group or leader a run of words names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Literal, TypeVar

from msgspec import Struct

from crisisdesk.terms.extras import Extras, current, open_extras, using
from crisisdesk.terms.files import load_yaml, shipped
from crisisdesk.terms.folding import is_hyphen, pieces
from crisisdesk.terms.outlets import known_outlets

Kind = Literal[
    "state",
    "demonym",
    "capital",
    "metonym",
    "place",
    "organisation",
    "group",
    "person",
    "thing",
]
# Fewer letters than this in capitals are initials and not a name from a headline.
_HEADLINE_LETTERS = 4
T = TypeVar("T")


class State(Struct, frozen=True, forbid_unknown_fields=True):
    """A line of ``states.yaml``: the names of a state, its people and its government's seat."""

    code: str
    name: str
    names: tuple[str, ...] = ()
    demonyms: tuple[str, ...] = ()
    capital: tuple[str, ...] = ()
    until: str | None = None


class StatesFile(Struct, frozen=True, forbid_unknown_fields=True):
    """``states.yaml``; ``metonyms`` are names by state and PLOVER sector."""

    checked: str = ""
    states: tuple[State, ...] = ()
    metonyms: dict[str, dict[str, tuple[str, ...]]] = {}


class BodiesFile(Struct, frozen=True, forbid_unknown_fields=True):
    """``bodies.yaml``: forces, agencies, parties and firms by state and PLOVER sector."""

    checked: str = ""
    bodies: dict[str, dict[str, tuple[str, ...]]] = {}


class Rule(Struct, frozen=True, forbid_unknown_fields=True):
    """The days (ISO, both included) on which a group was the government of a state."""

    state: str
    since: str
    to: str | None = None


class Organisation(Struct, frozen=True, forbid_unknown_fields=True):
    """A line of ``organisations.yaml`` or ``groups.yaml``."""

    code: str
    name: str
    names: tuple[str, ...] = ()
    sector: str | None = None
    members: tuple[str, ...] = ()
    home: str | None = None
    rules: tuple[Rule, ...] = ()


class OrganisationsFile(Struct, frozen=True, forbid_unknown_fields=True):
    """``organisations.yaml``."""

    checked: str = ""
    organisations: tuple[Organisation, ...] = ()


class GroupsFile(Struct, frozen=True, forbid_unknown_fields=True):
    """``groups.yaml``."""

    checked: str = ""
    groups: tuple[Organisation, ...] = ()


class Place(Struct, frozen=True, forbid_unknown_fields=True):
    """A line of ``places.yaml``; ``country`` is absent where it is disputed or open sea."""

    name: str
    country: str | None = None
    names: tuple[str, ...] = ()


class PlacesFile(Struct, frozen=True, forbid_unknown_fields=True):
    """``places.yaml``."""

    checked: str = ""
    places: tuple[Place, ...] = ()


class ThingsFile(Struct, frozen=True, forbid_unknown_fields=True):
    """``things.yaml``: names that hold the name of a state or city and mean neither."""

    checked: str = ""
    things: tuple[str, ...] = ()


class Entry(Struct, frozen=True):
    """What a name stands for. ``code`` is None for a thing and a place that belongs to nobody."""

    code: str | None
    sector: str | None
    kind: Kind
    name: str
    rules: tuple[Rule, ...] = ()

    def on(self, day: str | None) -> Entry:
        """What the name stands for on ``day`` (an ISO prefix): for the government of a state
        where the group ruled it then. The entry itself where no day is known."""
        for rule in self.rules if day else ():
            if rule.since[: len(day or "")] <= (day or "") <= (rule.to or "9999"):
                return Entry(rule.state, "GOV", "metonym", self.name)
        return self


class Gazetteer:
    """Names by their pieces; make one with `load_gazetteer`."""

    def __init__(self) -> None:
        self._entries: dict[tuple[str, ...], list[Entry]] = {}
        self._longest_from: dict[str, int] = {}
        self._in_capitals: dict[tuple[str, ...], tuple[str, ...]] = {}
        self.bodies: dict[str, Organisation] = {}
        """Organisations and groups by their code."""

    def add(self, name: str, entry: Entry) -> None:
        """Index a name, with and without a leading article."""
        key = pieces(name)
        if not key:
            return
        if key[0].lower() == "the" and len(key) > 1:
            key = key[1:]
        known = self._entries.setdefault(key, [])
        if not any(
            (e.code, e.sector, e.kind) == (entry.code, entry.sector, entry.kind) for e in known
        ):
            known.append(entry)
        capitals = tuple(piece.upper() for piece in key)
        if capitals != key and sum(map(len, key)) >= _HEADLINE_LETTERS:
            self._in_capitals.setdefault(capitals, key)
        for first in (key[0], capitals[0]):
            self._longest_from[first] = max(self._longest_from.get(first, 0), len(key))

    def longest(self, words: Sequence[str], i: int) -> tuple[int, tuple[Entry, ...]]:
        """How many words the longest name takes that starts at word ``i``, and its entries.

        ``(0, ())`` where no name starts there. Case counts: "turkey" and "us" are no names, but
        a headline's "TURKEY" is one.
        """
        first = pieces(words[i])
        if not first or first[0] not in self._longest_from:
            return 0, ()
        limit = self._longest_from[first[0]]
        key: tuple[str, ...] = ()
        best: tuple[int, tuple[Entry, ...]] = (0, ())
        for j in range(i, len(words)):
            if is_hyphen(words[j]):
                continue
            more = pieces(words[j])
            key += more
            if not more or len(key) > limit:
                break
            entries = self._entries.get(key) or self._entries.get(self._in_capitals.get(key, ()))
            if entries:
                best = (j - i + 1, tuple(entries))
        return best

    def name_of(self, code: str) -> str | None:
        """The plain name of a state, organisation or group."""
        return self.names.get(code)

    @property
    def names(self) -> dict[str, str]:
        """The plain names of all states, organisations and groups by code."""
        if not hasattr(self, "_name_table"):
            self._name_table = {
                entry.code: entry.name
                for entries in self._entries.values()
                for entry in entries
                if entry.code and entry.kind in ("state", "organisation", "group")
            }
        return self._name_table


def load_gazetteer(extra: Path | None = None) -> Gazetteer:
    """All shipped names, and those of the same files in the folder ``extra`` (by default the
    extra terms that hold here). Cached.

    Raises TermsError with file and line where a file breaks its schema.
    """
    return _load(open_extras(extra) if extra else current())


@lru_cache(maxsize=4)
def _load(extras: Extras | None) -> Gazetteer:
    gazetteer = Gazetteer()
    for folder in [shipped("."), *([Path(extras.folder)] if extras else [])]:
        for states in _loaded(folder / "states.yaml", StatesFile):
            _add_states(gazetteer, states)
        for bodies in _loaded(folder / "bodies.yaml", BodiesFile):
            _add_by_sector(gazetteer, bodies.bodies)
        for organisations in _loaded(folder / "organisations.yaml", OrganisationsFile):
            _add_bodies(gazetteer, organisations.organisations, "organisation")
        for groups in _loaded(folder / "groups.yaml", GroupsFile):
            _add_bodies(gazetteer, groups.groups, "group")
        for places in _loaded(folder / "places.yaml", PlacesFile):
            for place in places.places:
                entry = Entry(place.country, None, "place", place.name)
                _add_names(gazetteer, (place.name, *place.names), entry)
        for things in _loaded(folder / "things.yaml", ThingsFile):
            for name in things.things:
                gazetteer.add(name, Entry(None, None, "thing", name))
    with using(extras):
        _mask_outlets(gazetteer)
    return gazetteer


def _loaded(path: Path, schema: type[T]) -> Iterable[T]:
    return [load_yaml(path, schema)] if path.exists() else []


def _add_states(gazetteer: Gazetteer, loaded: StatesFile) -> None:
    for state in loaded.states:
        entry = Entry(state.code, None, "state", state.name)
        _add_names(gazetteer, (state.name, *state.names), entry)
        _add_names(gazetteer, state.demonyms, Entry(state.code, None, "demonym", state.name))
        _add_names(gazetteer, state.capital, Entry(state.code, "GOV", "capital", state.name))
    _add_by_sector(gazetteer, loaded.metonyms)


def _add_by_sector(gazetteer: Gazetteer, named: dict[str, dict[str, tuple[str, ...]]]) -> None:
    for code, sectors in named.items():
        for sector, names in sectors.items():
            for name in names:
                gazetteer.add(name, Entry(code, sector, "metonym", name))


def _add_bodies(gazetteer: Gazetteer, bodies: Iterable[Organisation], kind: Kind) -> None:
    for body in bodies:
        gazetteer.bodies.setdefault(body.code, body)
        entry = Entry(body.code, body.sector, kind, body.name, body.rules)
        _add_names(gazetteer, (body.name, *body.names), entry)


def _mask_outlets(gazetteer: Gazetteer) -> None:
    """Outlets that carry a known name, such as the Kyiv Post, stand for no state.

    Those that a government directs are left alone: what they say counts as said by their side.
    """
    free = [outlet for outlet in known_outlets() if not outlet.state]
    names = [name for outlet in free for name in (outlet.name, *outlet.names)]
    for name in names:
        words = pieces(name)
        if gazetteer.longest(words, 0)[0] < len(words) and any(
            gazetteer.longest(words, i)[0] for i in range(len(words))
        ):
            gazetteer.add(name, Entry(None, None, "thing", name))


def _add_names(gazetteer: Gazetteer, names: Iterable[str], entry: Entry) -> None:
    for name in names:
        gazetteer.add(name, entry)
