"""The ledger's tables, and how a file is made into one or recognised as one."""

from __future__ import annotations

import sqlite3

VERSION = 1
APPLICATION = 0x43444B31  # "CDK1": marks the file as a desk's ledger

# Every record's table holds its place in the report (seq), the columns that are asked for, and
# the whole record as JSON. first_day and last_day bound its date: a month runs from its first
# to its last day; a record without a date takes its report's day.
TABLES = """
CREATE TABLE reports (
    id TEXT PRIMARY KEY,
    day TEXT NOT NULL,          -- the last day that `published` may mean; else the recorded day
    published TEXT,
    recorded TEXT NOT NULL,     -- the day on which the desk first had it
    read_again TEXT,            -- the day on which a newer reader replaced its records
    outlet TEXT,
    title TEXT,
    url TEXT,
    record BLOB NOT NULL,
    mentions BLOB NOT NULL
);
CREATE INDEX reports_day ON reports (day);
CREATE TABLE statements (
    report TEXT NOT NULL REFERENCES reports (id), seq INTEGER NOT NULL,
    speaker TEXT, code TEXT, form TEXT NOT NULL,
    first_day TEXT NOT NULL, last_day TEXT NOT NULL,
    span_start INTEGER NOT NULL, span_end INTEGER NOT NULL,
    record BLOB NOT NULL, PRIMARY KEY (report, seq)
) WITHOUT ROWID;
CREATE TABLE events (
    report TEXT NOT NULL REFERENCES reports (id), seq INTEGER NOT NULL,
    type TEXT NOT NULL, mode TEXT, modality TEXT NOT NULL,
    first_day TEXT NOT NULL, last_day TEXT NOT NULL,
    span_start INTEGER NOT NULL, span_end INTEGER NOT NULL,
    record BLOB NOT NULL, PRIMARY KEY (report, seq)
) WITHOUT ROWID;
CREATE INDEX events_type ON events (type, first_day);
CREATE TABLE ties (
    report TEXT NOT NULL REFERENCES reports (id), seq INTEGER NOT NULL,
    kind TEXT NOT NULL, name TEXT,
    span_start INTEGER NOT NULL, span_end INTEGER NOT NULL,
    record BLOB NOT NULL, PRIMARY KEY (report, seq)
) WITHOUT ROWID;
CREATE TABLE assessments (
    report TEXT NOT NULL REFERENCES reports (id), seq INTEGER NOT NULL,
    topic TEXT NOT NULL, leaning INTEGER NOT NULL,
    span_start INTEGER NOT NULL, span_end INTEGER NOT NULL,
    record BLOB NOT NULL, PRIMARY KEY (report, seq)
) WITHOUT ROWID;
CREATE TABLE linkages (
    report TEXT NOT NULL REFERENCES reports (id), seq INTEGER NOT NULL,
    issue TEXT NOT NULL,
    span_start INTEGER NOT NULL, span_end INTEGER NOT NULL,
    record BLOB NOT NULL, PRIMARY KEY (report, seq)
) WITHOUT ROWID;
CREATE TABLE questions (
    report TEXT NOT NULL REFERENCES reports (id), seq INTEGER NOT NULL,
    kind TEXT NOT NULL, span_start INTEGER, span_end INTEGER,
    record BLOB NOT NULL, PRIMARY KEY (report, seq)
) WITHOUT ROWID;
CREATE TABLE people (
    report TEXT NOT NULL REFERENCES reports (id), seq INTEGER NOT NULL,
    name TEXT, code TEXT, record BLOB NOT NULL, PRIMARY KEY (report, seq)
) WITHOUT ROWID;
CREATE TABLE parties (          -- whom a record names, one row for each code and side
    code TEXT NOT NULL, side TEXT NOT NULL, kind TEXT NOT NULL,
    report TEXT NOT NULL REFERENCES reports (id), seq INTEGER NOT NULL,
    PRIMARY KEY (code, side, kind, report, seq)
) WITHOUT ROWID;
CREATE INDEX parties_report ON parties (report);
"""
RECORD_TABLES = (
    "people",
    "statements",
    "events",
    "ties",
    "assessments",
    "linkages",
    "questions",
)


class UnknownFileError(Exception):
    """The file is a database, but no ledger that this version can use; the text says why."""


def prepare(connection: sqlite3.Connection) -> None:
    """Makes an empty database a ledger, and checks that any other one is a ledger.

    Raises UnknownFileError where it is another program's or a newer version's.
    """
    if _version(connection) == VERSION and _application(connection) == APPLICATION:
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        _make(connection)
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


def _make(connection: sqlite3.Connection) -> None:
    """Creates the tables, unless another process just did."""
    version, application = _version(connection), _application(connection)
    if application == APPLICATION and version > VERSION:
        raise UnknownFileError(
            f"it was written by a newer Crisis Desk (schema {version}, this one knows {VERSION}): "
            "upgrade Crisis Desk"
        )
    if application == APPLICATION and version == VERSION:
        return
    tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    if tables or version or application:
        raise UnknownFileError("it is another program's database, not a desk's ledger")
    for statement in _without_comments(TABLES).split(";"):
        if statement.strip():
            connection.execute(statement)
    connection.execute(f"PRAGMA application_id = {APPLICATION}")
    connection.execute(f"PRAGMA user_version = {VERSION}")


def _without_comments(script: str) -> str:
    return "\n".join(line.partition("--")[0] for line in script.splitlines())


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _application(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA application_id").fetchone()[0])
