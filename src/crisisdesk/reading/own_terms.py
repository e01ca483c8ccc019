"""A user's own terms, checked before anything is read with them: schemas, codes and types.

The schema of each file is that of the shipped file of the same name; here stands what no schema
can tell: that a code is known, an event's type is PLOVER's, a name is not taken.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from msgspec import Struct

from crisisdesk.errors import TermsError
from crisisdesk.reading.triggers import EventsFile
from crisisdesk.terms import gazetteer
from crisisdesk.terms.extras import Extras, files_in, open_extras
from crisisdesk.terms.files import line_at, load_yaml, shipped
from crisisdesk.terms.leaders import LeadersFile
from crisisdesk.terms.outlets import OutletsFile
from crisisdesk.terms.plover import cameo, plover_types

_SCHEMAS: dict[str, type] = {
    "states.yaml": gazetteer.StatesFile,
    "organisations.yaml": gazetteer.OrganisationsFile,
    "groups.yaml": gazetteer.GroupsFile,
    "places.yaml": gazetteer.PlacesFile,
    "things.yaml": gazetteer.ThingsFile,
    "events.yaml": EventsFile,
    "outlets.yaml": OutletsFile,
}
_CODED: dict[type, str] = {
    gazetteer.StatesFile: "states",
    gazetteer.OrganisationsFile: "organisations",
    gazetteer.GroupsFile: "groups",
}
Complaint = tuple[tuple[str | int, ...], str]
"""Where in a file a mistake stands (keys and places), and what it is."""


class Checked(Struct, frozen=True):
    """One file that is in order: ``entries`` counts its states, groups, patterns, tenures, ..."""

    path: str
    entries: int


def open_terms(folder: Path | None) -> Extras | None:
    """The extra terms of a folder, checked; None where it holds none.

    Raises TermsError with file and line at the first mistake.
    """
    extras = open_extras(folder)
    if extras is not None:
        check_terms(Path(extras.folder))
    return extras


def check_terms(folder: Path) -> list[Checked]:
    """Check every file of a folder. Raises TermsError with file and line at the first mistake."""
    paths = files_in(folder)
    loaded: list[tuple[Path, Any]] = [
        (path, load_yaml(path, _SCHEMAS.get(path.name, LeadersFile))) for path in paths
    ]
    codes = _codes([file for _, file in loaded])
    for path, file in loaded:
        for keys, reason in _complaints(file, codes):
            raise TermsError(str(path), line_at(path, *keys), reason)
    return [Checked(str(path), _size(file)) for path, file in loaded]


def _codes(files: list[Any]) -> set[str]:
    """Every code that is shipped or made by these files."""
    found = set(gazetteer.load_gazetteer().names)
    for file in files:
        kind = _CODED.get(type(file))
        found |= {line.code for line in getattr(file, kind)} if kind else set()
    return found


def _complaints(file: Any, codes: set[str]) -> Iterator[Complaint]:
    kinds: dict[type, Callable[[Any, set[str]], Iterator[Complaint]]] = {
        EventsFile: _events,
        LeadersFile: _leaders,
        OutletsFile: _outlets,
        gazetteer.PlacesFile: _places,
        gazetteer.OrganisationsFile: _bodies,
        gazetteer.GroupsFile: _bodies,
    }
    check = kinds.get(type(file))
    return check(file, codes) if check else iter(())


def _events(file: EventsFile, codes: set[str]) -> Iterator[Complaint]:
    types, modes = plover_types(), _modes()
    for i, group in enumerate(file.groups):
        where = ("groups", i)
        if group.type not in types:
            yield (*where, "type"), f"{group.type!r} is no PLOVER type; they are {', '.join(types)}"
        elif group.mode and group.mode not in modes[group.type]:
            known = ", ".join(sorted(modes[group.type])) or "none"
            yield (*where, "mode"), f"{group.type} has no mode {group.mode!r}; it has {known}"
        if cameo(group.cameo) is None:
            yield (*where, "cameo"), f"{group.cameo!r} is no CAMEO code"
        for kind in ("verbs", "nouns"):
            for j, pattern in enumerate(getattr(group, kind)):
                if reason := _pattern_mistake(pattern):
                    yield (*where, kind, j), reason


def _modes() -> dict[str, set[str]]:
    """The modes of each type: PLOVER's, and those that the shipped words use beside them."""
    found = {name: set(kind.modes) for name, kind in plover_types().items()}
    for group in load_yaml(shipped("events.yaml"), EventsFile).groups:
        found[group.type] |= {group.mode} if group.mode else set()
    return found


def _pattern_mistake(pattern: str) -> str | None:
    words = pattern.split()
    if not words:
        return "a pattern needs a word"
    if "|" in words[0]:
        return f"{pattern!r}: the first word heads the pattern and has no alternatives"
    if pattern != pattern.lower():
        return f"{pattern!r}: patterns are lemmas in lower case"
    if "-" in pattern:
        return f"{pattern!r}: the reader cuts words at hyphens, so that this never matches"
    if any("" in word.split("|") for word in words):
        return f"{pattern!r}: an alternative is empty"
    return None


def _leaders(file: LeadersFile, codes: set[str]) -> Iterator[Complaint]:
    for kind in ("states", "organisations", "groups"):
        for code in getattr(file, kind):
            if code not in codes:
                yield (kind, code), f"no state, organisation or group has the code {code!r}"


def _outlets(file: OutletsFile, codes: set[str]) -> Iterator[Complaint]:
    for i, outlet in enumerate(file.outlets):
        if outlet.country not in codes:
            yield ("outlets", i, "country"), f"no state has the code {outlet.country!r}"


def _places(file: gazetteer.PlacesFile, codes: set[str]) -> Iterator[Complaint]:
    for i, place in enumerate(file.places):
        if place.country and place.country not in codes:
            yield ("places", i, "country"), f"no state has the code {place.country!r}"


def _bodies(file: Any, codes: set[str]) -> Iterator[Complaint]:
    shipped = gazetteer.load_gazetteer()
    kind = _CODED[type(file)]
    for i, body in enumerate(getattr(file, kind)):
        known = shipped.name_of(body.code)
        if known and known != body.name:
            yield (
                (kind, i, "code"),
                f"the code {body.code!r} is that of {known}; choose another, or name it {known!r}",
            )
        for key, code in [("home", body.home), *(("members", m) for m in body.members)]:
            if code and code not in codes:
                yield (kind, i, key), f"no state has the code {code!r}"


def _size(file: Any) -> int:
    """How many entries a file has."""
    if isinstance(file, EventsFile):
        return sum(len(group.verbs) + len(group.nouns) for group in file.groups)
    if isinstance(file, LeadersFile):
        bodies = [*file.states.values(), *file.organisations.values(), *file.groups.values()]
        return sum(len(office.holders) for body in bodies for office in body.offices)
    kinds = ("states", "organisations", "groups", "places", "things", "outlets")
    return sum(len(getattr(file, kind, ())) for kind in kinds)
