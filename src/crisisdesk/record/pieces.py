"""A large record in pieces: so many readings at a time, so that memory does not grow with it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from crisisdesk.record.known import Where
from crisisdesk.record.ledger import DECODERS, Ledger
from crisisdesk.terms.records import Reading

PIECE = 200
"""Readings that are in memory at once."""


def readings(
    ledger: Ledger,
    numbers: Sequence[int],
    as_of: str | None = None,
    recorded_by: str | None = None,
) -> Iterator[Reading]:
    """The readings of these numbers, a piece at a time; times as they were picked."""
    for piece in _pieces(numbers):
        yield from ledger.readings(as_of, recorded_by=recorded_by, only=piece)


def records(
    ledger: Ledger,
    table: str,
    numbers: Sequence[int],
    wheres: Sequence[Where] = (),
    *,
    latest_first: bool = False,
) -> Iterator[Any]:
    """The records of one table that meet all of ``wheres`` (conditions on its row ``t``), in the
    order of the readings; with ``latest_first`` all the other way round."""
    clause = " AND ".join(["TRUE", *(f"({where})" for where, _ in wheres)])
    values = [value for _, some in wheres for value in some]
    decode = DECODERS[table].decode
    for piece in _pieces(numbers[::-1] if latest_first else numbers):
        rows = ledger.file.query(
            f"SELECT t.reading, t.record FROM {table} t "
            f"WHERE t.reading IN ({', '.join('?' * len(piece))}) AND {clause} ORDER BY t.seq",
            [*piece, *values],
        )
        found: dict[int, list[bytes]] = {}
        for number, record in rows:
            found.setdefault(number, []).append(record)
        for number in piece:
            some = found.get(number, ())
            yield from map(decode, reversed(some) if latest_first else some)


def _pieces(numbers: Sequence[int]) -> Iterator[Sequence[int]]:
    for at in range(0, len(numbers), PIECE):
        yield numbers[at : at + PIECE]
