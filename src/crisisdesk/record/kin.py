"""Which reports of a desk may be versions of one another: by address, by outlet and title, or by
a note in which an outlet speaks of a report of its own."""

from __future__ import annotations

import re
import sqlite3
from urllib.parse import parse_qsl, urlencode, urlsplit

from msgspec import Struct

from crisisdesk.record.cards import with_text
from crisisdesk.terms.folding import fold
from crisisdesk.terms.notes import headline_key, note_in
from crisisdesk.terms.records import Report

NEAR_DAYS = 60
"""An outlet's note is looked for, and looks, so many days around."""
FEWEST_WORDS = 4
"""A title of fewer words ("Live updates") names no report."""
_MOST = 300  # reports of one outlet that a note is held against, the nearest days first
_TRACKING = re.compile(r"utm_\w+|fbclid|gclid|mc_[ce]id|cmpid|ref(?:_?src)?|at_\w+|amp")


class Kin(Struct, frozen=True):
    """A report that may be another version: ``recorded`` is when the desk first had it;
    ``counts_until`` the day from which it does not count any more, None where it still does."""

    report: Report
    recorded: str
    counts_until: str | None


def keys_of(report: Report) -> tuple[str | None, str | None, str | None]:
    """What a report is looked up by: its address, its outlet with its title, and the kind of
    note that it holds."""
    note = note_in(f"{report.title or ''}\n{report.text}", report.outlet)
    return address_key(report.url), title_key(report), note.kind if note else None


def title_key(report: Report) -> str | None:
    """Outlet and title as they are compared; None without an outlet or with a title that is too
    short to name one report."""
    words = headline_key(report.title)
    if not report.outlet or len(words.split()) < FEWEST_WORDS:
        return None
    return f"{fold(report.outlet)}: {words}"


def address_key(url: str | None) -> str | None:
    """A web address as it is compared: without scheme, ``www.``, fragment, tracking and the last
    slash. None where it is none, or a site's first page, which is no report's."""
    try:
        parts = urlsplit(url or "")
        host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    except ValueError:
        return None
    path = re.sub(r"/(?:amp|index\.\w+)?/*$", "", parts.path)
    asked = [(k, v) for k, v in parse_qsl(parts.query) if not _TRACKING.fullmatch(k.lower())]
    if not host or parts.scheme not in ("http", "https") or not (path or asked):
        return None
    return f"{host}{path}" + (f"?{urlencode(sorted(asked))}" if asked else "")


def kin_of(connection: sqlite3.Connection, report: Report, day: str) -> list[Kin]:
    """The reports that may be versions of ``report``, whose day is ``day``, or that a note in
    either speaks of; oldest first."""
    address, title, note = keys_of(report)
    around = [day, f"-{NEAR_DAYS} days", day, f"+{NEAR_DAYS} days"]
    rows = connection.execute(
        "SELECT DISTINCT * FROM ("
        "SELECT id FROM readings WHERE address = ? AND ended IS NULL UNION ALL "
        "SELECT id FROM readings WHERE headline = ? AND ended IS NULL UNION ALL "
        "SELECT id FROM (SELECT id FROM readings WHERE outlet = ? AND "
        "day BETWEEN date(?, ?) AND date(?, ?) AND ended IS NULL AND (note IS NOT NULL OR ?) "
        "ORDER BY abs(julianday(day) - julianday(?)) LIMIT ?))",
        [address, title, report.outlet, *around, note is not None, day, _MOST],
    ).fetchall()
    found = [_kin(connection, number) for (number,) in rows]
    return sorted(found, key=lambda kin: (kin.recorded, kin.report.id))


def _kin(connection: sqlite3.Connection, number: int) -> Kin:
    card, text, recorded, until = connection.execute(
        "SELECT v.card, r.text, r.recorded, (SELECT min(c.day) FROM corrections c "
        "WHERE c.report = v.report AND c.ended IS NULL) "
        "FROM readings v JOIN reports r ON r.id = v.report WHERE v.id = ?",
        [number],
    ).fetchone()
    return Kin(with_text(card, text), recorded, until)
