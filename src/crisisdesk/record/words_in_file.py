"""The index of words of a ledger in a file: SQLite's FTS5, which a trigger keeps up to date.

Words are found in all their endings (Porter's stemmer), without accents and case; the score is
BM25's.
"""

from __future__ import annotations

import secrets
import sqlite3

from crisisdesk.record.database import Connection
from crisisdesk.record.known import Where
from crisisdesk.record.sought import Sought, Term

_TITLE, _TEXT = 4.0, 1.0  # what a word in the title counts, and one in the text
JOIN = "CROSS JOIN"
"""The plus below, and these words, keep SQLite from going through lists once for each report."""
KEPT = "+v.id"


def found(
    connection: Connection, asked: Sought, inside: Where | None, nearest: int | None
) -> Where:
    """The question for the numbers and scores of the ``nearest`` to the words (None: of all that
    hold them), out of the numbers that ``inside`` asks for."""
    narrowed, values = (f"AND +rowid IN ({inside[0]}) ", inside[1]) if inside else ("", [])
    return (
        f"SELECT rowid AS number, -bm25(search, {_TITLE}, {_TEXT}) AS score FROM search "
        f"WHERE search MATCH ? {narrowed}ORDER BY score DESC, rowid LIMIT ?",
        [expression(asked), *values, -1 if nearest is None else nearest],
    )


def expression(asked: Sought) -> str:
    """What FTS5 is asked for."""
    wanted = " AND ".join(f"({' OR '.join(map(_quoted, group))})" for group in asked.groups)
    without = " OR ".join(map(_quoted, asked.without))
    return f"({wanted}) NOT ({without})" if without else wanted


def _quoted(term: Term) -> str:
    return f'"{" ".join(term.words)}"{"*" if term.beginning else ""}'


def marked(connection: Connection, number: int, asked: Sought) -> list[tuple[int, int]]:
    """Where in its text the words of a report stand. The marks are new for each search, so that
    no report can hold them."""
    key = secrets.token_hex(8)
    opening, closing = f"\x02{key}", f"\x03{key}"
    (text,) = connection.execute(
        "SELECT highlight(search, 1, ?, ?) FROM search WHERE search MATCH ? AND rowid = ?",
        [opening, closing, expression(asked), number],
    ).fetchone()
    before, *pieces = text.split(opening)
    places, at = [], len(before)
    for piece in pieces:
        inside, _, after = piece.partition(closing)
        places.append((at, at + len(inside)))
        at += len(inside) + len(after)
    return places


def index(connection: Connection, number: int, title: str | None, text: str) -> None:
    """Nothing: a trigger does it."""


def is_sound(connection: Connection) -> bool:
    """Whether the index is sound and holds every report."""
    try:
        connection.execute("INSERT INTO search (search) VALUES ('integrity-check')")
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.OperationalError):
            raise  # it is busy, or may not be written
        return False
    indexed, there = connection.execute(
        "SELECT (SELECT count(*) FROM search_docsize), (SELECT count(*) FROM reports WHERE id IN "
        "(SELECT report FROM readings))"
    ).fetchone()
    return bool(indexed == there)


def index_anew(connection: Connection) -> None:
    """Make the index of all reports again, each by the number of its first reading."""
    connection.execute("INSERT INTO search (search) VALUES ('delete-all')")
    connection.execute(
        "INSERT INTO search (rowid, title, text) SELECT number, title, text FROM searched "
        "WHERE number IN (SELECT min(id) FROM readings GROUP BY report)"
    )
