"""Which maker's event file this is: by its header, or by the number of its columns."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Literal

from msgspec import Struct

from crisisdesk.errors import StreamError
from crisisdesk.terms.files import load_yaml

SEPARATORS = {"tab": "\t", "comma": ","}
NEEDED = ("id", "day", "code")


class Shape(Struct, frozen=True, forbid_unknown_fields=True):
    """A maker's file: see ``shapes.yaml`` for what each field means."""

    name: str
    title: str
    columns: tuple[str, ...]
    separator: Literal["tab", "comma"]
    quoted: bool = False
    older: tuple[tuple[str, ...], ...] = ()
    days: tuple[str, ...] = ()
    system: Literal["cameo", "plover", "acled", "ucdp"] = "cameo"
    fields: dict[str, str | tuple[str, ...]] = {}
    refused: str | None = None

    def column(self, field: str, present: tuple[str, ...]) -> str | None:
        """The column, of those ``present``, that fills a field of ours."""
        names = self.fields.get(field, ())
        known = {plain_name(name): name for name in present}
        for name in (names,) if isinstance(names, str) else names:
            if plain_name(name) in known:
                return known[plain_name(name)]
        return None


class Code(Struct, frozen=True, forbid_unknown_fields=True):
    """What another maker's code becomes; without a type where PLOVER has none for it."""

    type: str | None = None
    mode: str | None = None
    cameo: str | None = None


class ShapesFile(Struct, frozen=True, forbid_unknown_fields=True):
    """``shapes.yaml``."""

    checked: str
    shapes: tuple[Shape, ...]
    codes: dict[str, dict[str, Code]]
    countries: dict[str, str]
    groups: dict[str, str]
    sectors: dict[str, str]


class Recognised(Struct, frozen=True):
    """A file's shape, the columns that it has, in order, and whether its first line names them."""

    shape: Shape
    columns: tuple[str, ...]
    header: bool


@lru_cache(maxsize=1)
def shapes_file() -> ShapesFile:
    """The shipped shapes. Raises TermsError where the file breaks its schema."""
    return load_yaml(Path(__file__).with_name("shapes.yaml"), ShapesFile)


def plain_name(column: str) -> str:
    """A column's name as it is compared: lower case, one space for spaces and underscores."""
    return " ".join(column.replace("_", " ").replace("\ufeff", "").strip().lower().split())


def recognise(source: str, first: list[str]) -> Recognised:
    """What the file ``source`` is, by the fields of its first line, cut at its separator.

    Raises StreamError where it is no file that we know, where it is one that holds no events, and
    where a column that is needed is missing.
    """
    found = _by_header(first) or _by_count(first)
    if found is None:
        known = ", ".join(shape.title for shape in shapes_file().shapes if not shape.refused)
        raise StreamError(
            source, f"no known file of events: {len(first)} columns; known are {known}"
        )
    if found.shape.refused:
        raise StreamError(source, found.shape.refused)
    missing = [field for field in NEEDED if found.shape.column(field, found.columns) is None]
    if missing:
        names = ", ".join(str(found.shape.fields[field]) for field in missing)
        raise StreamError(source, f"looks like {found.shape.title}, but has no column {names}")
    return found


def separator_of(line: str) -> str:
    """The separator that cuts a line into more fields."""
    return max("\t", ",", key=line.count)


def _by_header(first: list[str]) -> Recognised | None:
    """The shape most of whose columns the line names; at least half of the line's own."""
    named = {plain_name(name) for name in first}
    best, most = None, len(first) / 2
    for shape in shapes_file().shapes:
        shared = len(named & {plain_name(name) for name in shape.columns})
        if shared > most:
            best, most = shape, shared
    return Recognised(best, tuple(_unique(first)), True) if best else None


def _by_count(first: list[str]) -> Recognised | None:
    for shape in shapes_file().shapes:
        for lacking in ((), *shape.older):
            columns = tuple(name for name in shape.columns if name not in lacking)
            if len(columns) == len(first) and any(char.isdigit() for char in "".join(first[:2])):
                return Recognised(shape, columns, False)
    return None


def _unique(names: list[str]) -> list[str]:
    """Column names with a repeated one told apart, and without the mark that opens a file."""
    seen: dict[str, int] = {}
    found = []
    for raw in names:
        name = raw.strip('\ufeff" \r') or "column"
        seen[name] = seen.get(name, 0) + 1
        found.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return found
