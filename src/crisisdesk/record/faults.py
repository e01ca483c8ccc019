"""What may be wrong with a ledger, found and put right: rows that do not agree with the records
that they stand for, readings without a report, texts that are not what their ids say."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import msgspec
from msgspec import Struct

from crisisdesk.record.cards import with_text, without_text
from crisisdesk.record.database import Connection, Database
from crisisdesk.record.ledger import DECODERS, RECORD_TABLES
from crisisdesk.record.mark import draw
from crisisdesk.record.rows import parties_of, rows_of
from crisisdesk.record.search import index_anew, index_is_whole
from crisisdesk.schemas import prepared
from crisisdesk.terms.records import Reading, Report, Span, report_id

_MENTIONS = msgspec.json.Decoder(prepared(dict[str, tuple[Span, ...]]))
AGAIN = "read it again"
"""The remedy that needs the reader: whoever asks for repair has to do it."""
_Remedy = Callable[[Connection], None]


class Fault(Struct, frozen=True):
    """Something wrong: ``where`` (a report's id or a table) and ``what``; ``remedy`` says in words
    how it can be put right, empty where only a copy helps; ``done``: it was put right."""

    where: str
    what: str
    remedy: str = ""
    done: bool = False


def faults_of(file: Database, repair: bool = False) -> Iterator[Fault]:
    """The faults of a ledger that opens, each put right where ``repair`` and that can be done.
    Readings whose records cannot be read are left to be read again from their texts."""
    for where, what, remedy, work in _found(file):
        if repair and work is not None:
            with file.writing() as connection:
                work(connection)
                draw(connection)
        yield Fault(where, what, remedy, done=repair and work is not None)


_Found = tuple[str, str, str, _Remedy | None]


def _found(file: Database) -> Iterator[_Found]:
    if file.kind == "sqlite":  # a server looks after its own files and keys
        yield from _broken_file(file)
        yield from _orphans(file)
    yield from _texts(file)
    yield from _unheld(file)
    for (number,) in file.query("SELECT id FROM readings ORDER BY id"):
        yield from _reading(file, number)
    yield from _full_text(file)


def _broken_file(file: Database) -> Iterator[_Found]:
    """What SQLite itself finds; an index is made anew from its table."""
    for (said,) in file.query("PRAGMA integrity_check(20)"):
        if said == "ok":
            continue
        index = "index" in said
        yield (
            "the file",
            said,
            "make the indexes anew" if index else "",
            _reindex if index else None,
        )


def _reindex(connection: Connection) -> None:
    connection.execute("REINDEX")


def _orphans(file: Database) -> Iterator[_Found]:
    """Rows that belong to nothing any more."""
    for table in sorted({row[0] for row in file.query("PRAGMA foreign_key_check")}):
        ours = table in (*RECORD_TABLES, "parties", "readings", "corrections")
        remedy = "remove these rows" if ours else ""
        what = "rows belong to no report or reading that is here"
        yield table, what, remedy, _remove_orphans if ours else None


def _remove_orphans(connection: Connection) -> None:
    """Remove what has lost its report, the rows of a reading before the reading."""
    there = "SELECT id FROM reports"
    for table in (*RECORD_TABLES, "parties"):
        connection.execute(
            f"DELETE FROM {table} WHERE reading NOT IN "
            f"(SELECT id FROM readings WHERE report IN ({there}))"
        )
    for table in ("readings", "corrections"):
        connection.execute(f"DELETE FROM {table} WHERE report NOT IN ({there})")
    connection.execute(f"UPDATE corrections SET told_by = NULL WHERE told_by NOT IN ({there})")


def _full_text(file: Database) -> Iterator[_Found]:
    """Whether every report's words are found; asked by a write, so not where none may be."""
    if file.may_write:
        with file.writing() as connection:
            whole = index_is_whole(file, connection)
        if not whole:
            what = "the index of the texts' words is damaged or lacks some"
            yield "search", what, "make it anew", partial(index_anew, file)


def _texts(file: Database) -> Iterator[_Found]:
    """Reports whose text is not the one that they came with."""
    for (report,) in file.query("SELECT id FROM reports ORDER BY id"):
        (text,) = file.one("SELECT text FROM reports WHERE id = ?", [report])
        if report_id(text) != report:
            yield report, "its text is not what it was when it was recorded", "", None


def _unheld(file: Database) -> Iterator[_Found]:
    """Reports of which no reading holds: the last one is taken up again."""
    rows = file.query(
        "SELECT r.id, max(v.id) FROM reports r LEFT JOIN readings v ON v.report = r.id "
        "GROUP BY r.id HAVING count(CASE WHEN v.ended IS NULL THEN v.id END) = 0"
    )
    for report, last in rows:
        if last is None:
            yield report, "it has no reading", AGAIN, None
        else:
            yield report, "no reading of it holds", "take up its last reading", _held_again(last)


def _held_again(number: int) -> _Remedy:
    def work(connection: Connection) -> None:
        connection.execute("UPDATE readings SET ended = NULL WHERE id = ?", [number])

    return work


def _reading(file: Database, number: int) -> Iterator[_Found]:
    """Whether a reading's records can be read, and its rows are those that they make."""
    report, day, ended, text = file.one(
        "SELECT v.report, v.day, v.ended, coalesce(r.text, '') "
        "FROM readings v LEFT JOIN reports r ON r.id = v.report WHERE v.id = ?",
        [number],
    )
    stored = {table: _rows(file, table, number) for table in (*RECORD_TABLES, "parties")}
    whole = {
        table: [found for row in stored[table] if (found := _record(table, row[-1], report, text))]
        for table in RECORD_TABLES
    }
    lost = sum(len(stored[table]) - len(whole[table]) for table in RECORD_TABLES)
    head, broken = _head(file, number, report)
    made = _made(whole, head, number, day)
    if lost or broken:
        what = f"{lost + broken} of its records cannot be read, or point outside its text"
        yield report, what, "leave them out" if ended else AGAIN, _rewriting(number, made, head)
        return
    wrong = [table for table, rows in made.items() if rows != stored[table]]
    if wrong:
        what = f"its rows of {', '.join(wrong)} do not agree with its records"
        yield report, what, "write these rows anew", _rewriting(number, made, head)


def _record(table: str, words: bytes, report: str, text: str) -> tuple[Any, bytes] | None:
    """A record and the words in which it stands, None where it cannot be read or its evidence lies
    outside its report's text."""
    try:
        record = DECODERS[table].decode(words)
    except (msgspec.DecodeError, UnicodeDecodeError, TypeError):
        return None
    span = getattr(record, "span", None)
    if span and not (span.report == report and 0 <= span.start <= span.end <= len(text)):
        return None
    return record, words


def _head(file: Database, number: int, report: str) -> tuple[tuple[bytes, bytes], int]:
    """A reading's card and mentions, those that cannot be read replaced by what its columns tell;
    and how many could not be."""
    card, mentions, outlet, title, url = file.one(
        "SELECT card, mentions, outlet, title, url FROM readings WHERE id = ?", [number]
    )
    broken = 0
    try:
        with_text(card, "")
    except (msgspec.DecodeError, UnicodeDecodeError, TypeError):
        card, broken = without_text(Report(report, "", "", url, outlet, title)), 1
    try:
        _MENTIONS.decode(mentions)
    except (msgspec.DecodeError, UnicodeDecodeError, TypeError):
        mentions, broken = b"{}", broken + 1
    return (card, mentions), broken


def _made(
    whole: dict[str, list[tuple[Any, bytes]]], head: tuple[bytes, bytes], number: int, day: str
) -> dict[str, list[Any]]:
    """The rows that a reading's records make, each record kept in the words in which it stands: a
    later version would write it with more fields."""
    records: dict[str, Any] = {
        table: tuple(record for record, _ in found) for table, found in whole.items()
    }
    reading = Reading(with_text(head[0], ""), **records)
    rows = rows_of(reading, number, day)
    kept = {
        table: [(*row[:-1], words) for row, (_, words) in zip(rows[table], found, strict=True)]
        for table, found in whole.items()
    }
    return {**kept, "parties": sorted(parties_of(reading, number))}


def _rows(file: Database, table: str, number: int) -> list[Any]:
    order = "seq" if table != "parties" else "code, side, kind, reading, seq"
    return file.query(f"SELECT * FROM {table} WHERE reading = ? ORDER BY {order}", [number])


def _rewriting(number: int, made: dict[str, list[Any]], head: tuple[bytes, bytes]) -> _Remedy:
    def work(connection: Connection) -> None:
        for table, rows in made.items():
            connection.execute(f"DELETE FROM {table} WHERE reading = ?", [number])
            for row in rows:
                marks = ", ".join("?" * len(row))
                connection.execute(f"INSERT INTO {table} VALUES ({marks})", row)
        connection.execute(
            "UPDATE readings SET card = ?, mentions = ? WHERE id = ?", [*head, number]
        )

    return work
