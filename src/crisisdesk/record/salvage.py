"""Copies of a ledger's file: of one in use, and what can still be read of a damaged one."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from crisisdesk.errors import DeskError
from crisisdesk.record.file import LedgerFile, for_reading, plain_words
from crisisdesk.record.mark import draw
from crisisdesk.record.migrations import APPLICATION
from crisisdesk.record.words_in_file import index_anew

_TOGETHER = 500  # rows that are written at once


def copy_to(file: LedgerFile, target: Path) -> None:
    """Copy a ledger as it stands at one moment, whatever others write meanwhile, into one file
    that needs no other beside it. Raises DeskError where the copy cannot be written."""
    try:
        with closing(sqlite3.connect(target)) as copy:
            file.connection.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.Error as error:
        raise DeskError(f"{target}: cannot be written: {plain_words(error, target)}") from error


def is_whole(path: Path) -> bool:
    """Whether a file opens as a database, and SQLite finds no fault in it but in its indexes.
    Raises DeskError where that cannot be told: it is in use, or the disk is full."""
    try:
        found = _complaints(path)
    except sqlite3.OperationalError as error:
        raise DeskError(f"{path}: {plain_words(error, path)}") from error
    except sqlite3.DatabaseError:
        return False
    return all(said == "ok" or "index" in said for said in found)


def _complaints(path: Path) -> list[str]:
    query = "PRAGMA integrity_check(20)"
    with closing(sqlite3.connect(for_reading(path), uri=True)) as database:
        try:
            return [str(row[0]) for row in database.execute(query)]
        except sqlite3.OperationalError as error:
            if error.sqlite_errorname != "SQLITE_READONLY_ROLLBACK":
                raise
            _roll_back(path)
            return [str(row[0]) for row in database.execute(query)]


def _roll_back(path: Path) -> None:
    """Undo what a process that was ended left half written: it made the ledger, or brought it to
    its present tables, which goes by a journal beside the file that no reader may undo."""
    with closing(sqlite3.connect(path)) as database:
        database.execute("SELECT count(*) FROM sqlite_master").fetchall()


def salvage(path: Path, aside: Path) -> dict[str, int]:
    """Make a damaged ledger anew from what can be read of it; the damaged file is moved to
    ``aside``. How many rows of each table were saved.

    Raises DeskError where another process uses the file, or nothing of it can be read.
    """
    fresh = path.with_name(f"{path.name}.salvaged")
    fresh.unlink(missing_ok=True)
    with closing(sqlite3.connect(path, isolation_level=None)) as damaged:
        try:
            damaged.execute("PRAGMA locking_mode = EXCLUSIVE")
            damaged.execute("BEGIN EXCLUSIVE")
            saved = _saved(damaged, fresh)
        except sqlite3.Error as error:
            fresh.unlink(missing_ok=True)
            if "locked" in str(error):
                raise DeskError(f"{path}: another process uses it; end that first") from error
            raise DeskError(
                f"{path}: nothing of it can be read ({error}); restore it from a copy"
            ) from error
    path.replace(aside)
    for rest in ("-wal", "-shm"):
        path.with_name(path.name + rest).unlink(missing_ok=True)
    fresh.replace(path)
    return saved


def _saved(damaged: sqlite3.Connection, fresh: Path) -> dict[str, int]:
    """Copy all rows that can be read into a new file with the same tables."""
    schema = damaged.execute("SELECT type, name, sql FROM sqlite_master WHERE sql <> ''").fetchall()
    version = damaged.execute("PRAGMA user_version").fetchone()[0]
    virtual = [name for _, name, sql in schema if sql.upper().startswith("CREATE VIRTUAL")]
    counts = {}
    with closing(sqlite3.connect(fresh)) as copy:
        for kind, name, sql in schema:
            # a virtual table keeps its rows in tables of its own, named after it
            within = any(name.startswith(f"{one}_") for one in virtual)
            if kind == "table" and name not in virtual and not within:
                copy.execute(sql)
                counts[name] = _copied(damaged, copy, name)
        for kind, name, sql in schema:
            if kind != "table" or name in virtual:
                copy.execute(sql)
        if "search" in virtual:
            index_anew(copy)
        if "record_mark" in counts:
            draw(copy)
        copy.execute(f"PRAGMA application_id = {APPLICATION}")
        copy.execute(f"PRAGMA user_version = {version}")
        copy.commit()
    return counts


def _copied(damaged: sqlite3.Connection, copy: sqlite3.Connection, table: str) -> int:
    """Copy a table from both of its ends until damage stops each."""
    columns = [row[1] for row in damaged.execute(f"PRAGMA table_info({table})")]
    keys = [row[1] for row in damaged.execute(f"PRAGMA table_info({table})") if row[5]]
    marks = ", ".join("?" * len(columns))
    order = ", ".join(f"{key} DESC" for key in keys or ["rowid"])
    for query in (f"SELECT * FROM {table}", f"SELECT * FROM {table} ORDER BY {order}"):
        for rows in _readable(damaged, query):
            copy.executemany(f"INSERT OR IGNORE INTO {table} VALUES ({marks})", rows)
    (count,) = copy.execute(f"SELECT count(*) FROM {table}").fetchone()
    return int(count)


def _readable(damaged: sqlite3.Connection, query: str) -> Iterator[list[Any]]:
    """The rows of a question, some at a time, until one cannot be read."""
    cursor = damaged.cursor()
    try:
        cursor.execute(query)
        while rows := _some(cursor):
            yield rows
    except sqlite3.DatabaseError:
        return


def _some(cursor: sqlite3.Cursor) -> list[Any]:
    """The next rows; those before one that cannot be read are not lost with it."""
    rows: list[Any] = []
    try:
        while len(rows) < _TOGETHER and (row := cursor.fetchone()) is not None:
            rows.append(row)
    except sqlite3.DatabaseError:
        if not rows:
            raise
    return rows
