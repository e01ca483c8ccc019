"""Full text: which reports hold some words, the nearest to them first, and where the words stand.

The database keeps the index (`words_in_file`, `words_on_server`). Reports count as `known` has it,
and may be narrowed by what their record holds.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import msgspec
from msgspec import Struct

from crisisdesk.record import words_in_file, words_on_server
from crisisdesk.record.database import Connection, Database
from crisisdesk.record.known import Where, known
from crisisdesk.record.sought import Sought, sought
from crisisdesk.schemas import prepared
from crisisdesk.terms.records import Card, Report, Span

_NEAREST = 20  # times the reports asked for: so many of the nearest are looked at first
_AROUND = 110  # characters shown on either side of the first words found
_CARD = msgspec.json.Decoder(prepared(Card))


class Hit(Struct, frozen=True):
    """A report that holds the words: ``spans`` are the words found, ``passage`` the stretch
    around the first of them and ``text`` its text, all in the stored text; ``score`` is BM25's, the
    higher the nearer. Without spans the words stand in the title alone."""

    report: Card
    day: str
    score: float
    spans: tuple[Span, ...]
    passage: Span
    text: str


def search(
    file: Database,
    words: str,
    wheres: Sequence[Where],
    limit: int,
    as_of: str | None = None,
    recorded_by: str | None = None,
) -> list[Hit]:
    """The ``limit`` reports nearest to ``words`` that meet all of ``wheres``, conditions on a row
    ``v`` of the table ``readings``. Times as for `known`, words as for `sought`.

    Raises DeskError where there is no word to look for.
    """
    asked, counts = sought(words), known(as_of, recorded_by)
    with file.reading() as connection:
        for nearest in (_NEAREST * limit, None):  # the nearest may not count: look at all
            rows = _found(file, connection, asked, wheres, counts, limit, nearest)
            if len(rows) == limit:
                break
        return [_hit(file, connection, asked, *row) for row in rows]


def _found(
    file: Database,
    connection: Connection,
    asked: Sought,
    wheres: Sequence[Where],
    counts: Where,
    limit: int,
    nearest: int | None,
) -> list[tuple[int, int, float]]:
    """Number in the index, number of the reading and score of the reports found, out of the
    ``nearest`` to the words (None: out of all that hold them)."""
    narrowed = " AND ".join(f"({where})" for where, _ in wheres)
    values = [value for _, some in wheres for value in some]
    first = f"SELECT f.id FROM readings v JOIN readings f ON f.report = v.report WHERE {narrowed}"
    inside = (first, values) if wheres else None
    words = _words(file)
    near = words.found(connection, asked, inside, nearest)
    holds = f"AND {words.KEPT} IN (SELECT v.id FROM readings v WHERE {narrowed}) " if wheres else ""
    return connection.execute(
        f"WITH found AS MATERIALIZED ({near[0]}) SELECT found.number, v.id, found.score FROM found "
        f"{words.JOIN} readings f ON f.id = found.number "
        f"{words.JOIN} readings v ON v.report = f.report WHERE {counts[0]} {holds}"
        "ORDER BY found.score DESC, v.day DESC, v.report LIMIT ?",
        [*near[1], *counts[1], *values, limit],
    ).fetchall()


class _Words(Protocol):
    """What each index of words knows to do."""

    JOIN: str
    KEPT: str

    def found(
        self, connection: Connection, asked: Sought, inside: Where | None, nearest: int | None
    ) -> Where: ...

    def marked(
        self, connection: Connection, number: int, asked: Sought
    ) -> list[tuple[int, int]]: ...

    def index(self, connection: Connection, number: int, title: str | None, text: str) -> None: ...

    def is_sound(self, connection: Connection) -> bool: ...

    def index_anew(self, connection: Connection) -> None: ...


def _words(file: Database) -> _Words:
    """The index that the database keeps."""
    return words_in_file if file.kind == "sqlite" else words_on_server


def index(file: Database, connection: Connection, number: int, report: Report) -> None:
    """Take in the words of a new report, by the number of its first reading."""
    _words(file).index(connection, number, report.title, report.text)


def index_is_whole(file: Database, connection: Connection) -> bool:
    """Whether the index is sound and holds every report."""
    return _words(file).is_sound(connection)


def index_anew(file: Database, connection: Connection) -> None:
    """Make the index of all reports again, each by the number of its first reading."""
    _words(file).index_anew(connection)


def _hit(
    file: Database, connection: Connection, asked: Sought, first: int, number: int, score: float
) -> Hit:
    """One report found; the index knows it by the number of its first reading."""
    card, day, text = connection.execute(
        "SELECT v.card, v.day, r.text FROM readings v JOIN reports r ON r.id = v.report "
        "WHERE v.id = ?",
        [number],
    ).fetchone()
    report = _CARD.decode(card)
    found = _words(file).marked(connection, first, asked)
    start, end = _passage(text, found)
    spans = tuple(Span(report.id, *offsets) for offsets in found)
    return Hit(report, day, round(score, 3), spans, Span(report.id, start, end), text[start:end])


def _passage(text: str, found: list[tuple[int, int]]) -> tuple[int, int]:
    """The stretch around the first words found, cut between words; the text's beginning where
    none stand in it."""
    first = found[0] if found else (0, 0)
    start, end = max(0, first[0] - _AROUND), min(len(text), first[1] + _AROUND)
    if start:
        start += len(text[start : first[0]].partition(" ")[0]) + 1
    if end < len(text):
        end = first[1] + len(text[first[1] : end].rpartition(" ")[0])
    return min(start, first[0]), max(end, first[1])
