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


def counted_sql(which: str = "true") -> str:
    """A query of the view ``stream_events``: source, target, day, the day from which on it was
    ``known`` (both as days since 1970), kind and number of the events between two known parties,
    of the rows for which ``which`` holds."""
    types = ", ".join(f"('{kind}', {index})" for index, kind in enumerate(TYPES))
    mediating = ", ".join(f"'{code}'" for code in MEDIATING)
    return f"""SELECT source, target, date_diff('day', DATE '1970-01-01', day)::INTEGER AS day,
            date_diff('day', DATE '1970-01-01', greatest(day, published))::INTEGER AS known,
            CASE WHEN cameo IN ({mediating}) THEN {KINDS.index(MEDIATE)}
                ELSE kinds.place END AS kind,
            count(*) AS number
            FROM stream_events JOIN (VALUES {types}) AS kinds(type, place)
                ON kinds.type = stream_events.type
            WHERE source <> target AND {which}
            GROUP BY ALL"""


def read_counts(
    connection: duckdb.DuckDBPyConnection, events: duckdb.DuckDBPyRelation, as_of: date,
    since: date | None = None,
) -> Counts:  # fmt: skip
    """The events of a stream between two known parties that happened and were published before
    ``as_of``, and happened on ``since`` or later."""
    events.create_view("stream_events", replace=True)
    which = "stream_events.day < ? AND published < ? AND stream_events.day >= ?"
    connection.execute(
        f"""CREATE OR REPLACE TEMP TABLE counted AS
            SELECT source, target, day, kind, sum(number)::DOUBLE AS number
            FROM ({counted_sql(which)}) GROUP BY ALL""",
        [as_of, as_of, since or date.min],
    )
    codes = connection.execute(
        "SELECT source AS code FROM counted UNION SELECT target FROM counted ORDER BY code"
    ).fetchall()
    states = tuple(str(code) for (code,) in codes)
    connection.execute("CREATE OR REPLACE TEMP TABLE coded (code VARCHAR, place INTEGER)")
    connection.execute(
        "INSERT INTO coded SELECT unnest(?::VARCHAR[]), unnest(range(?))", [states, len(states)]
    )
    rows = connection.execute(
        """SELECT one.place::BIGINT AS source, other.place::BIGINT AS target, day::BIGINT AS day,
            kind::BIGINT AS kind, number FROM counted
            JOIN coded AS one ON one.code = counted.source
            JOIN coded AS other ON other.code = counted.target
            ORDER BY day, counted.source, counted.target, kind"""
    ).fetchnumpy()
    connection.execute("DROP TABLE counted; DROP TABLE coded")
    return Counts(
        states, *(np.asarray(rows[name]) for name in ("source", "target", "day", "kind", "number"))
    )
