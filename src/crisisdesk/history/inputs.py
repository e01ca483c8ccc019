"""What a fitted model is told of a case: its inputs, in the parts in which a reader weighs them.

A part is one thing that a reader can name (the balance of power, the pact, what has been done so
far) and may hold several numbers. A model's effect is shown part by part, since the numbers inside
a part only make sense together.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import nan

from msgspec import Struct


class Part(Struct, frozen=True):
    """One part: a ``key``, its numbers by name (NaN where not known), what it says in words, and
    the row of the data set that says so (empty where the record says it)."""

    key: str
    values: Mapping[str, float]
    words: str = ""
    source: str = ""


def values_of(parts: Iterable[Part]) -> dict[str, float]:
    """All numbers of the parts."""
    return {name: float(value) for part in parts for name, value in part.values.items()}


def least(values: Iterable[float]) -> float:
    """The least of the known values; NaN where none is known."""
    return min((value for value in values if value == value), default=nan)


def most(values: Iterable[float]) -> float:
    """The greatest of the known values; NaN where none is known."""
    return max((value for value in values if value == value), default=nan)
