"""How a ledger's file comes to its present tables: steps, each done once, in their order.

A file's ``user_version`` is the number of steps done. A step that has been released never changes;
what comes to be kept later is a new step at the end.
"""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Callable

import msgspec

from crisisdesk.record.cards import with_text
from crisisdesk.record.kin import keys_of

APPLICATION = 0x43444B31  # "CDK1": marks the file as a desk's ledger

# Every record's table holds its place in the report (seq), the columns that are asked for, and
# the whole record as JSON. first_day and last_day bound its date: a month runs from its first
# to its last day; a record without a date takes its report's day.
_REPORTS_AND_RECORDS = """
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

# A report is its text, kept once; a reading is what was read from it, and what was known of it.
# From `recorded` to `ended` (UTC, to the second) it was what the desk held of the report.
_VERSIONS = """
CREATE TABLE reports (
    id TEXT PRIMARY KEY,
    recorded TEXT NOT NULL,     -- when the desk first had it
    text TEXT NOT NULL
);
CREATE TABLE readings (
    id INTEGER PRIMARY KEY,
    report TEXT NOT NULL REFERENCES reports (id),
    recorded TEXT NOT NULL,
    ended TEXT,                 -- when another reading took its place; NULL: it holds
    day TEXT NOT NULL,          -- from which the world could know the report
    published TEXT, outlet TEXT, title TEXT, url TEXT,
    card BLOB NOT NULL,         -- the report's record without its text
    mentions BLOB NOT NULL
);
CREATE UNIQUE INDEX readings_held ON readings (report) WHERE ended IS NULL;
CREATE INDEX readings_report ON readings (report);
CREATE INDEX readings_day ON readings (day);
CREATE TABLE statements (
    reading INTEGER NOT NULL REFERENCES readings (id), seq INTEGER NOT NULL,
    speaker TEXT, code TEXT, form TEXT NOT NULL,
    first_day TEXT NOT NULL, last_day TEXT NOT NULL,
    span_start INTEGER NOT NULL, span_end INTEGER NOT NULL,
    record BLOB NOT NULL, PRIMARY KEY (reading, seq)
) WITHOUT ROWID;
CREATE TABLE events (
    reading INTEGER NOT NULL REFERENCES readings (id), seq INTEGER NOT NULL,
    type TEXT NOT NULL, mode TEXT, modality TEXT NOT NULL,
    first_day TEXT NOT NULL, last_day TEXT NOT NULL,
    span_start INTEGER NOT NULL, span_end INTEGER NOT NULL,
    record BLOB NOT NULL, PRIMARY KEY (reading, seq)
) WITHOUT ROWID;
CREATE INDEX events_type ON events (type, first_day);
CREATE TABLE ties (
    reading INTEGER NOT NULL REFERENCES readings (id), seq INTEGER NOT NULL,
    kind TEXT NOT NULL, name TEXT,
    span_start INTEGER NOT NULL, span_end INTEGER NOT NULL,
    record BLOB NOT NULL, PRIMARY KEY (reading, seq)
) WITHOUT ROWID;
CREATE TABLE assessments (
    reading INTEGER NOT NULL REFERENCES readings (id), seq INTEGER NOT NULL,
    topic TEXT NOT NULL, leaning INTEGER NOT NULL,
    span_start INTEGER NOT NULL, span_end INTEGER NOT NULL,
    record BLOB NOT NULL, PRIMARY KEY (reading, seq)
) WITHOUT ROWID;
CREATE TABLE linkages (
    reading INTEGER NOT NULL REFERENCES readings (id), seq INTEGER NOT NULL,
    issue TEXT NOT NULL,
    span_start INTEGER NOT NULL, span_end INTEGER NOT NULL,
    record BLOB NOT NULL, PRIMARY KEY (reading, seq)
) WITHOUT ROWID;
CREATE TABLE questions (
    reading INTEGER NOT NULL REFERENCES readings (id), seq INTEGER NOT NULL,
    kind TEXT NOT NULL, span_start INTEGER, span_end INTEGER,
    record BLOB NOT NULL, PRIMARY KEY (reading, seq)
) WITHOUT ROWID;
CREATE TABLE people (
    reading INTEGER NOT NULL REFERENCES readings (id), seq INTEGER NOT NULL,
    name TEXT, code TEXT, record BLOB NOT NULL, PRIMARY KEY (reading, seq)
) WITHOUT ROWID;
CREATE TABLE parties (          -- whom a record names, one row for each code and side
    code TEXT NOT NULL, side TEXT NOT NULL, kind TEXT NOT NULL,
    reading INTEGER NOT NULL REFERENCES readings (id), seq INTEGER NOT NULL,
    PRIMARY KEY (code, side, kind, reading, seq)
) WITHOUT ROWID;
CREATE INDEX parties_reading ON parties (reading);
"""
# How versions of one report are found (`record/kin.py`), and reports that no longer count.
_CORRECTIONS = """
ALTER TABLE readings ADD COLUMN address TEXT;
ALTER TABLE readings ADD COLUMN headline TEXT;
ALTER TABLE readings ADD COLUMN note TEXT;
CREATE INDEX readings_address ON readings (address) WHERE address IS NOT NULL;
CREATE INDEX readings_headline ON readings (headline) WHERE headline IS NOT NULL;
CREATE INDEX readings_outlet ON readings (outlet, day);
CREATE TABLE corrections (
    id INTEGER PRIMARY KEY,
    report TEXT NOT NULL REFERENCES reports (id),
    kind TEXT NOT NULL,
    day TEXT NOT NULL,          -- from which the report does not count
    told_by TEXT REFERENCES reports (id),
    how TEXT NOT NULL, reason TEXT NOT NULL,
    span_start INTEGER, span_end INTEGER,   -- in the report that tells it
    recorded TEXT NOT NULL,
    ended TEXT                  -- when it was taken back
);
CREATE INDEX corrections_report ON corrections (report);
CREATE INDEX corrections_told_by ON corrections (told_by);
"""
_RECORDS = ("statements", "events", "ties", "assessments", "linkages", "questions", "people")
_WATCHING = """
CREATE TABLE watch_sources (
    id INTEGER PRIMARY KEY, kind TEXT NOT NULL, address TEXT NOT NULL UNIQUE, here TEXT NOT NULL,
    etag TEXT, modified TEXT, due TEXT NOT NULL DEFAULT '', held TEXT NOT NULL DEFAULT '',
    good TEXT, failures INTEGER NOT NULL DEFAULT 0, newest TEXT,
    state TEXT NOT NULL DEFAULT 'on', said TEXT NOT NULL DEFAULT '',
    origin TEXT NOT NULL DEFAULT 'hand'     -- hand, or file where desk.toml names it
);
CREATE TABLE watch_items (
    source INTEGER NOT NULL, key TEXT NOT NULL, url TEXT, title TEXT, published TEXT, author TEXT,
    outlet TEXT, markup TEXT, mark TEXT NOT NULL, wording TEXT NOT NULL, state TEXT NOT NULL,
    report TEXT, tries INTEGER NOT NULL, checks INTEGER NOT NULL, looked TEXT NOT NULL,
    due TEXT NOT NULL, said TEXT NOT NULL, PRIMARY KEY (source, key)
) WITHOUT ROWID;
CREATE INDEX watch_items_url ON watch_items (url);
CREATE INDEX watch_items_due ON watch_items (due) WHERE state = 'waiting';
CREATE TABLE watch_gaps (
    id INTEGER PRIMARY KEY, source INTEGER, kind TEXT NOT NULL, first TEXT NOT NULL,
    last TEXT NOT NULL, noticed TEXT NOT NULL, filled INTEGER NOT NULL, closed TEXT,
    note TEXT NOT NULL
);
CREATE TABLE watch_state (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE watch_levels (
    name TEXT PRIMARY KEY, over INTEGER NOT NULL, probability REAL NOT NULL
) WITHOUT ROWID;
CREATE TABLE watch_alerts (id TEXT PRIMARY KEY, at TEXT NOT NULL, body BLOB NOT NULL);
CREATE TABLE watch_deliveries (
    alert TEXT NOT NULL REFERENCES watch_alerts (id), receiver TEXT NOT NULL,
    tries INTEGER NOT NULL, due TEXT NOT NULL, done TEXT, said TEXT NOT NULL,
    PRIMARY KEY (alert, receiver)
) WITHOUT ROWID;
"""


# What a desk asks and how it came out, each row written once. day: the day as of which it holds;
# seq: the order of recording.
_ASKED = """
CREATE TABLE asked (
    seq INTEGER PRIMARY KEY, asked INTEGER NOT NULL,
    day TEXT NOT NULL, recorded TEXT NOT NULL, record BLOB NOT NULL
);
CREATE INDEX asked_number ON asked (asked, seq);
CREATE TABLE forecasts (
    seq INTEGER PRIMARY KEY, asked INTEGER NOT NULL, forecaster TEXT NOT NULL,
    day TEXT NOT NULL, recorded TEXT NOT NULL, record BLOB NOT NULL
);
CREATE INDEX forecasts_asked ON forecasts (asked, forecaster, day, seq);
CREATE TABLE outcomes (
    seq INTEGER PRIMARY KEY, asked INTEGER NOT NULL,
    day TEXT NOT NULL, recorded TEXT NOT NULL, record BLOB NOT NULL
);
CREATE TABLE marks (
    seq INTEGER PRIMARY KEY, asked INTEGER NOT NULL,
    day TEXT NOT NULL, recorded TEXT NOT NULL, record BLOB NOT NULL
);
CREATE INDEX marks_asked ON marks (asked, seq);
CREATE TABLE digests (          -- reports for others: what was sent, up to which day
    seq INTEGER PRIMARY KEY, every TEXT NOT NULL, day TEXT NOT NULL, recorded TEXT NOT NULL
);
"""
_AMENDMENTS = """
CREATE TABLE amendments (
    id INTEGER PRIMARY KEY,
    report TEXT NOT NULL REFERENCES reports (id),
    kind TEXT NOT NULL,
    start INTEGER NOT NULL, end INTEGER NOT NULL,
    type TEXT NOT NULL,
    deed TEXT NOT NULL, changes BLOB NOT NULL,
    who TEXT NOT NULL, made TEXT NOT NULL, note TEXT NOT NULL,
    undone TEXT, undone_by TEXT
);
CREATE INDEX amendments_report ON amendments (report);
"""

# The words of each report, with the title that it came with; its number is that of its first
# reading. The index holds no text itself: it looks into `searched`.
_SEARCHED = """
CREATE VIEW searched AS SELECT v.id AS number, v.title AS title, r.text AS text
    FROM readings v JOIN reports r ON r.id = v.report;
CREATE VIRTUAL TABLE search USING fts5(
    title, text, content = 'searched', content_rowid = 'number',
    tokenize = 'porter unicode61 remove_diacritics 2'
);
INSERT INTO search (rowid, title, text) SELECT number, title, text FROM searched
    WHERE number IN (SELECT min(id) FROM readings GROUP BY report)
"""
_NEW_TEXT = """
CREATE TRIGGER readings_searched AFTER INSERT ON readings
WHEN (SELECT count(*) FROM readings WHERE report = new.report) = 1
BEGIN
    INSERT INTO search (rowid, title, text)
        SELECT number, title, text FROM searched WHERE number = new.id;
END
"""

_MARK = "CREATE TABLE record_mark (one INTEGER PRIMARY KEY, word TEXT NOT NULL)"

# All that decides which readings count now, and their order: without it every question that goes
# over many reports looks at their whole rows.
COUNTED = "CREATE INDEX readings_counted ON readings (day, report) WHERE ended IS NULL"

FIRST_TABLES = (_VERSIONS, _CORRECTIONS, _WATCHING, _ASKED, _AMENDMENTS, _MARK)
"""The scripts of the tables after eight steps, without the index of words (`server_tables`)."""


class UnknownFileError(Exception):
    """The file is a database, but no ledger that this version can use; the text says why."""


def statements(script: str) -> list[str]:
    """The statements of a script, without its comments."""
    lines = (line.partition("--")[0] for line in script.splitlines())
    return [found for found in "\n".join(lines).split(";") if found.strip()]


def _script(connection: sqlite3.Connection, script: str) -> None:
    """Runs statements one by one, for `executescript` would commit what was begun."""
    for statement in statements(script):
        connection.execute(statement)


def _reports_and_records(connection: sqlite3.Connection) -> None:
    """1: reports, what was read from them, and whom each record names."""
    _script(connection, _REPORTS_AND_RECORDS)


def _versions_of_readings(connection: sqlite3.Connection) -> None:
    """2: a text once, and each reading of it; times to the second instead of days.

    The first tables kept only the last reading of a report: it is taken as the one that the desk
    had from the first, since what it replaced is gone.
    """
    _script(connection, "DROP INDEX reports_day; DROP INDEX events_type; DROP INDEX parties_report")
    for table in ("reports", "parties", *_RECORDS):
        connection.execute(f"ALTER TABLE {table} RENAME TO old_{table}")
    _script(connection, _VERSIONS)
    rows = connection.execute(
        "SELECT id, recorded || 'T00:00:00Z', day, published, outlet, title, url, record, mentions "
        "FROM old_reports ORDER BY recorded, rowid"
    )
    for report, recorded, *columns, record, mentions in rows:
        card = msgspec.json.decode(record)
        text, card["text"] = card["text"], ""
        connection.execute("INSERT INTO reports VALUES (?, ?, ?)", [report, recorded, text])
        connection.execute(
            "INSERT INTO readings VALUES (NULL, ?, ?, NULL, ?, ?, ?, ?, ?, ?, ?)",
            [report, recorded, *columns, msgspec.json.encode(card), mentions],
        )
    for table in ("parties", *_RECORDS):
        columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
        kept = ", ".join("v.id" if name == "reading" else f"t.{name}" for name in columns)
        connection.execute(
            f"INSERT INTO {table} SELECT {kept} FROM old_{table} t "
            "JOIN readings v ON v.report = t.report"
        )
        connection.execute(f"DROP TABLE old_{table}")
    connection.execute("DROP TABLE old_reports")


def _corrections(connection: sqlite3.Connection) -> None:
    """3: corrections and withdrawals, and what versions of one report are found by."""
    _script(connection, _CORRECTIONS)
    texts = "SELECT v.card, r.text FROM readings v JOIN reports r ON r.id = v.report WHERE v.id = ?"
    for (number,) in connection.execute("SELECT id FROM readings").fetchall():
        card, text = connection.execute(texts, [number]).fetchone()
        connection.execute(
            "UPDATE readings SET address = ?, headline = ?, note = ? WHERE id = ?",
            [*keys_of(with_text(card, text)), number],
        )


def _watching(connection: sqlite3.Connection) -> None:
    """4: what a watch remembers."""
    _script(connection, _WATCHING)


def _questions_asked(connection: sqlite3.Connection) -> None:
    """5: kept questions with forecasts, outcomes and marks; the digests sent."""
    _script(connection, _ASKED)


def _amendments(connection: sqlite3.Connection) -> None:
    """6: what analysts set right."""
    _script(connection, _AMENDMENTS)


def _full_text(connection: sqlite3.Connection) -> None:
    """7: the words of the reports, found by an index that every new report goes into."""
    _script(connection, _SEARCHED)
    connection.execute(_NEW_TEXT)


def _mark(connection: sqlite3.Connection) -> None:
    """8: the word by which is told whether the record changed."""
    _script(connection, _MARK)


def _counted(connection: sqlite3.Connection) -> None:
    """9: an index that says which readings count; a first word for the record."""
    _script(connection, COUNTED)
    word = secrets.token_hex(8)
    connection.execute("INSERT OR IGNORE INTO record_mark VALUES (1, ?)", [word])


def _sizes(connection: sqlite3.Connection) -> None:
    """10: nothing; a server's index of words comes to know what a file's does (`server_tables`)."""


STEPS: tuple[Callable[[sqlite3.Connection], None], ...] = (
    _reports_and_records,
    _versions_of_readings,
    _corrections,
    _watching,
    _questions_asked,
    _amendments,
    _full_text,
    _mark,
    _counted,
    _sizes,
)
VERSION = len(STEPS)


def prepare(connection: sqlite3.Connection) -> None:
    """Brings an empty database or an older ledger to the present tables, in one transaction.

    Raises UnknownFileError where it is another program's or a newer version's.
    """
    if _number(connection, "application_id") == APPLICATION and _done(connection) == VERSION:
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        _check(connection)
        for step in STEPS[_done(connection) :]:  # none where another process just did them
            step(connection)
        connection.execute(f"PRAGMA application_id = {APPLICATION}")
        connection.execute(f"PRAGMA user_version = {VERSION}")
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


def _check(connection: sqlite3.Connection) -> None:
    """Raises UnknownFileError unless the database is empty or a ledger of a known version."""
    application, done = _number(connection, "application_id"), _done(connection)
    if application == APPLICATION and done > VERSION:
        raise UnknownFileError(
            f"it was written by a newer Crisis Desk (schema {done}, this one knows {VERSION}): "
            "upgrade Crisis Desk"
        )
    tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    if application != APPLICATION and (tables or done or application):
        raise UnknownFileError("it is another program's database, not a desk's ledger")


def _done(connection: sqlite3.Connection) -> int:
    return _number(connection, "user_version")


def _number(connection: sqlite3.Connection, pragma: str) -> int:
    return int(connection.execute(f"PRAGMA {pragma}").fetchone()[0])
