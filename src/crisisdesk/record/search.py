"""Full text: which reports hold some words, the nearest to them first, and where the words stand.

SQLite's FTS5 keeps the index; words are found in all their endings (Porter's stemmer), without
accents and case. Reports count as `known` has it, and may be narrowed by what their record holds.
"""

from __future__ import annotations

import re
import secrets
import sqlite3
from collections.abc import Sequence

import msgspec
from msgspec import Struct

from crisisdesk.errors import DeskError
from crisisdesk.record.file import LedgerFile
from crisisdesk.record.known import Where, known
from crisisdesk.terms.records import Card, Span

_TITLE, _TEXT = 4.0, 1.0  # what a word in the title counts, and one in the text
_NEAREST = 20  # times the reports asked for: so many of the nearest are looked at first
_AROUND = 110  # characters shown on either side of the first words found
_TERM = re.compile(r"-?\"[^\"]*\"?|\S+")
_CARD = msgspec.json.Decoder(Card)


class Hit(Struct, frozen=True):
    """A report that holds the words: ``spans`` are the words found, ``passage`` the stretch
    around the first of them and ``text`` its text, all in the stored text; ``score`` is BM25's,
    the higher the nearer. Without spans the words stand in the title alone."""

    report: Card
    day: str
    score: float
    spans: tuple[Span, ...]
    passage: Span
    text: str


def search(
    file: LedgerFile,
    words: str,
    wheres: Sequence[Where],
    limit: int,
    as_of: str | None = None,
    recorded_by: str | None = None,
) -> list[Hit]:
    """The ``limit`` reports nearest to ``words`` that meet all of ``wheres``, conditions on a row
    ``v`` of the table ``readings``. Times as for `known`, words as for `expression`.

    Raises DeskError where there is no word to look for.
    """
    sought = expression(words)
    with file.reading() as connection:
        nearest = _NEAREST * limit
        rows = _found(connection, sought, wheres, known(as_of, recorded_by), limit, nearest)
        if len(rows) < limit:  # the nearest may not count: look at all
            rows = _found(connection, sought, wheres, known(as_of, recorded_by), limit, -1)
        return [_hit(connection, sought, *row) for row in rows]


def _found(
    connection: sqlite3.Connection,
    sought: str,
    wheres: Sequence[Where],
    counts: Where,
    limit: int,
    nearest: int,
) -> list[tuple[int, int, float]]:
    """Number in the index, number of the reading and score of the reports found, out of the
    ``nearest`` to the words (-1: out of all that hold them)."""
    narrowed = " AND ".join(f"({where})" for where, _ in wheres)
    values = [value for _, some in wheres for value in some]
    # the plus keeps SQLite from going through the list once for each report found
    first = f"SELECT f.id FROM readings v JOIN readings f ON f.report = v.report WHERE {narrowed}"
    inside = f"AND +rowid IN ({first}) " if wheres else ""
    holds = f"AND +v.id IN (SELECT v.id FROM readings v WHERE {narrowed}) " if wheres else ""
    return connection.execute(
        "WITH found AS MATERIALIZED (SELECT rowid AS number, "
        f"-bm25(search, {_TITLE}, {_TEXT}) AS score FROM search WHERE search MATCH ? {inside}"
        "ORDER BY score DESC LIMIT ?) SELECT found.number, v.id, found.score FROM found "
        "CROSS JOIN readings f ON f.id = found.number "
        f"CROSS JOIN readings v ON v.report = f.report WHERE {counts[0]} {holds}"
        "ORDER BY found.score DESC, v.day DESC, v.report LIMIT ?",
        [sought, *values, nearest, *counts[1], *values, limit],
    ).fetchall()


def expression(words: str) -> str:
    """What FTS5 is asked for words as people type them: all of them, in any order and ending;
    ``"arms deal"`` together; ``oman OR qatar`` one of two; ``-sanctions`` not; ``mediat*`` as a
    beginning. Raises DeskError where nothing is left to look for."""
    groups: list[list[str]] = []
    without: list[str] = []
    either = False
    for term in _TERM.findall(words):
        if term == "OR":
            either = bool(groups)
            continue
        quoted = _quoted(term.removeprefix("-"))
        if quoted is None:
            continue
        if term.startswith("-"):
            without.append(quoted)
        elif either:
            groups[-1].append(quoted)
        else:
            groups.append([quoted])
        either = False
    if not groups:
        raise DeskError(f"{words!r}: there is no word to search for")
    wanted = " AND ".join(f"({' OR '.join(group)})" for group in groups)
    return f"({wanted}) NOT ({' OR '.join(without)})" if without else wanted


def _quoted(term: str) -> str | None:
    """A term as FTS5 takes it for words and nothing else; None where it holds no word."""
    words = re.findall(r"\w+", term)
    if not any(re.search(r"[^\W_]", word) for word in words):
        return None
    beginning = "*" if term.endswith("*") else ""
    return f'"{" ".join(words)}"{beginning}'


def _marked(connection: sqlite3.Connection, number: int, sought: str) -> list[tuple[int, int]]:
    """Where in its text the words of a report stand. The marks are new for each search, so that
    no report can hold them."""
    key = secrets.token_hex(8)
    opening, closing = f"\x02{key}", f"\x03{key}"
    (marked,) = connection.execute(
        "SELECT highlight(search, 1, ?, ?) FROM search WHERE search MATCH ? AND rowid = ?",
        [opening, closing, sought, number],
    ).fetchone()
    before, *pieces = marked.split(opening)
    found, at = [], len(before)
    for piece in pieces:
        inside, _, after = piece.partition(closing)
        found.append((at, at + len(inside)))
        at += len(inside) + len(after)
    return found


def _hit(connection: sqlite3.Connection, sought: str, first: int, number: int, score: float) -> Hit:
    """One report found; the index knows it by the number of its first reading."""
    card, day, text = connection.execute(
        "SELECT v.card, v.day, r.text FROM readings v JOIN reports r ON r.id = v.report "
        "WHERE v.id = ?",
        [number],
    ).fetchone()
    report = _CARD.decode(card)
    found = _marked(connection, first, sought)
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


def index_is_whole(connection: sqlite3.Connection) -> bool:
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


def index_anew(connection: sqlite3.Connection) -> None:
    """Make the index of all reports again, each by the number of its first reading."""
    connection.execute("INSERT INTO search (search) VALUES ('delete-all')")
    connection.execute(
        "INSERT INTO search (rowid, title, text) SELECT number, title, text FROM searched "
        "WHERE number IN (SELECT min(id) FROM readings GROUP BY report)"
    )
