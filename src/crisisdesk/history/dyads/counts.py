"""How often one state did a kind of thing to another, day by day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from crisisdesk.terms.plover import plover_types

if TYPE_CHECKING:
    import duckdb

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

MEDIATE = "mediate"
"""A kind of its own: to go between (CAMEO 045) and to offer it (039)."""
MEDIATING = ("045", "039")
TYPES: tuple[str, ...] = tuple(plover_types())
KINDS: tuple[str, ...] = (*TYPES, MEDIATE)
QUADS = ("verbal cooperation", "material cooperation", "verbal conflict", "material conflict")


def kinds_of(name: str) -> tuple[int, ...]:
    """The kinds, as places in `KINDS`, that a class holds: a kind itself, or a quad.

    Raises KeyError for any other name.
    """
    if name in KINDS:
        return (KINDS.index(name),)
    if name not in QUADS:
        raise KeyError(name)
    types = plover_types()
    found = [index for index, kind in enumerate(TYPES) if types[kind].quad == name]
    return (*found, KINDS.index(MEDIATE)) if name == QUADS[0] else tuple(found)


CLASSES: tuple[str, ...] = (*KINDS, *QUADS)


@dataclass(frozen=True)
class Counts:
    """Rows of source, target (places in ``states``), day (days since 1970), kind (a place in
    `KINDS`) and number of events; arrays of one length, by day."""

    states: tuple[str, ...]
    source: Ints
    target: Ints
    day: Ints
    kind: Ints
    number: Floats

    @property
    def place(self) -> Mapping[str, int]:
        """The places of the states."""
        return {code: index for index, code in enumerate(self.states)}

    def until(self, day: int) -> Counts:
        """The rows before a day."""
        return self.where(slice(0, int(np.searchsorted(self.day, day))))

    def where(self, rows: slice | NDArray[np.bool_]) -> Counts:
        """Some of the rows."""
        return Counts(
            self.states, self.source[rows], self.target[rows], self.day[rows], self.kind[rows],
            self.number[rows],
        )  # fmt: skip

    def thinned(self, share: float, draw: np.random.Generator) -> Counts:
        """A random ``share`` (0..1) of the events, as a smaller collection would hold."""
        if share >= 1:
            return self
        kept = draw.binomial(self.number.astype(int), share).astype(float)
        thin = Counts(self.states, self.source, self.target, self.day, self.kind, kept)
        return thin.where(kept > 0)


def make_counts(
    source: Sequence[str],
    target: Sequence[str],
    day: ArrayLike,
    kind: ArrayLike,
    number: ArrayLike,
) -> Counts:
    """Counts from columns in any order; rows of a state with itself are left out."""
    states = tuple(sorted({*source, *target}))
    place = {code: index for index, code in enumerate(states)}
    days = np.asarray(day, dtype=np.int64)
    order = np.argsort(days, kind="stable")
    one = np.array([place[code] for code in source], dtype=np.int64)[order]
    other = np.array([place[code] for code in target], dtype=np.int64)[order]
    kinds = np.asarray(kind, dtype=np.int64)[order]
    numbers = np.asarray(number, dtype=float)[order]
    return Counts(states, one, other, days[order], kinds, numbers).where(one != other)


def read_counts(
    connection: duckdb.DuckDBPyConnection, events: duckdb.DuckDBPyRelation, as_of: date
) -> Counts:
    """The events of a stream between two known parties that happened before ``as_of`` and were
    published by then."""
    events.create_view("stream_events", replace=True)
    types = ", ".join(f"('{kind}', {index})" for index, kind in enumerate(TYPES))
    mediating = ", ".join(f"'{code}'" for code in MEDIATING)
    rows = connection.execute(
        f"""SELECT source, target, date_diff('day', DATE '1970-01-01', day) AS day,
            CASE WHEN cameo IN ({mediating}) THEN {KINDS.index(MEDIATE)}
                ELSE kinds.place END AS kind,
            count(*) AS number
            FROM stream_events JOIN (VALUES {types}) AS kinds(type, place)
                ON kinds.type = stream_events.type
            WHERE source <> target AND day < ? AND published <= ?
            GROUP BY ALL ORDER BY ALL""",
        [as_of, as_of],
    ).fetchnumpy()
    return make_counts(
        [str(code) for code in rows["source"]], [str(code) for code in rows["target"]],
        rows["day"], rows["kind"], rows["number"],
    )  # fmt: skip
