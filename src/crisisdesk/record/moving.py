"""A ledger's rows taken from one place to another: from a file to a server, and back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from crisisdesk.errors import DeskError
from crisisdesk.record.database import Connection, Database
from crisisdesk.record.ledger import RECORD_TABLES
from crisisdesk.record.mark import draw
from crisisdesk.record.search import index_anew

_TOGETHER = 500  # rows that are read and written at once
_NUMBERED = ("asked", "forecasts", "outcomes", "marks", "digests")

TABLES: dict[str, tuple[str, ...]] = {
    "reports": ("id",),
    "readings": ("id",),
    **dict.fromkeys(RECORD_TABLES, ("reading", "seq")),
    "parties": ("code", "side", "kind", "reading", "seq"),
    "corrections": ("id",),
    "amendments": ("id",),
    **dict.fromkeys(_NUMBERED, ("seq",)),
    "watch_sources": ("id",),
    "watch_items": ("source", "key"),
    "watch_gaps": ("id",),
    "watch_state": ("name",),
    "watch_levels": ("name",),
    "watch_alerts": ("id",),
    "watch_deliveries": ("alert", "receiver"),
}
"""The tables with their keys, each before those that refer to it."""


def take_over(source: Database, target: Database) -> int:
    """Write all that one ledger holds, as it stands at one moment, into an empty one, in one
    transaction; how many reports. Raises DeskError where ``target`` is not empty."""
    with source.reading() as there, target.writing() as here:
        for table, keys in TABLES.items():
            if here.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone():
                raise DeskError(f"{target.path}: this ledger is not empty")
            names = columns(source, table)
            told = ", ".join(f'"{name}"' for name in names)
            marks = ", ".join("?" * len(names))
            for rows in _rows(there, table, names, keys):
                here.executemany(f"INSERT INTO {table} ({told}) VALUES ({marks})", rows)
        if target.kind == "postgresql":
            _count_on(here)
            index_anew(target, here)  # in a file a trigger has done it
        draw(here)
        (reports,) = here.execute("SELECT count(*) FROM reports").fetchone()
    return int(reports)


def columns(database: Database, table: str) -> list[str]:
    """The names of a table's columns, in their order."""
    if database.kind == "sqlite":
        return [row[1] for row in database.query(f"PRAGMA table_info({table})")]
    rows = database.query(
        "SELECT column_name FROM information_schema.columns WHERE table_schema = current_schema() "
        "AND table_name = ? ORDER BY ordinal_position",
        [table],
    )
    return [row[0] for row in rows]


def _rows(
    there: Connection, table: str, names: Sequence[str], keys: Sequence[str]
) -> Iterator[list[Any]]:
    """The rows of a table by their keys, some at a time, so that memory does not grow with it."""
    told, order = ", ".join(f'"{name}"' for name in names), ", ".join(keys)
    after = ""
    values: list[Any] = []
    while True:
        rows = there.execute(
            f"SELECT {told} FROM {table} {after} ORDER BY {order} LIMIT ?", [*values, _TOGETHER]
        ).fetchall()
        if rows:
            yield rows
        if len(rows) < _TOGETHER:
            return
        after = f"WHERE ({order}) > ({', '.join('?' * len(keys))})"
        values = [rows[-1][names.index(key)] for key in keys]


def _count_on(here: Connection) -> None:
    """New rows get the numbers after those that came."""
    for table, keys in TABLES.items():
        if keys in (("id",), ("seq",)) and table not in ("reports", "watch_alerts"):
            here.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', '{keys[0]}'), "
                f"(SELECT coalesce(max({keys[0]}), 0) + 1 FROM {table}), false)"
            )
