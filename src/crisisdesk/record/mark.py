"""A word for what is recorded: whatever changes reports, readings or corrections draws another, so
that what was made from them can tell whether it still holds, in this process or a later one."""

from __future__ import annotations

import secrets

from crisisdesk.record.database import Connection, Database


def draw(connection: Connection) -> None:
    """Draws another word, within the transaction that changes the record. It is drawn, not
    counted: a desk that was brought back from a copy and went on differs from what it was."""
    connection.execute(
        "INSERT INTO record_mark VALUES (1, ?) "
        "ON CONFLICT (one) DO UPDATE SET word = excluded.word",
        [secrets.token_hex(8)],
    )


def mark_of(file: Database) -> str:
    """The word that holds now; empty where it was lost."""
    row = file.one("SELECT word FROM record_mark")
    return str(row[0]) if row else ""
