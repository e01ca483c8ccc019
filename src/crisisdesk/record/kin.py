"""Which reports of a desk may be versions of one another: by address, by outlet and title, or by
a note in which an outlet speaks of a report of its own."""

from __future__ import annotations

import re
from datetime import date
from hashlib import sha256
from urllib.parse import parse_qsl, urlencode, urlsplit

from msgspec import Struct

from crisisdesk.record.cards import with_text
from crisisdesk.record.database import Connection
from crisisdesk.terms.folding import fold
from crisisdesk.terms.notes import headline_key, note_in
from crisisdesk.terms.records import Report

NEAR_DAYS = 60
"""An outlet's note is looked for, and looks, so many days around."""
FEWEST_WORDS = 4
"""A title of fewer words ("Live updates") names no report."""
_LONGEST = 500  # characters of a key
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
    return _in_short(f"{fold(report.outlet)}: {words}")


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
    return _in_short(f"{host}{path}" + (f"?{urlencode(sorted(asked))}" if asked else ""))


def outlet_key(report: Report) -> str | None:
    """The outlet as its reports are looked up by it: an index takes no name of any length."""
    return report.outlet and report.outlet[:_LONGEST]


def _in_short(key: str) -> str:
    """The key itself, or where an index would not take it a shorter one that stands for it."""
    if len(key) <= _LONGEST:
        return key
    return f"{key[:_LONGEST]} {sha256(key.encode('utf-8', 'surrogatepass')).hexdigest()}"


def kin_of(connection: Connection, report: Report, day: str) -> list[Kin]:
    """The reports that may be versions of ``report``, whose day is ``day``, or that a note in
    either speaks of; oldest first."""
    address, title, note = keys_of(report)
    numbers = {
        number
        for column, key in (("address", address), ("headline", title))
        for (number,) in connection.execute(
            f"SELECT id FROM readings WHERE {column} = ? AND ended IS NULL", [key]
        ).fetchall()
    }
    numbers |= _around(connection, outlet_key(report), day, note is not None)
    found = [_kin(connection, number) for number in numbers]
    return sorted(found, key=lambda kin: (kin.recorded, kin.report.id))


def _around(connection: Connection, outlet: str | None, day: str, all_: bool) -> set[int]:
    """An outlet's reports of the days around, those nearest to ``day``: all of them, or those that
    hold a note."""
    held = "outlet = ? AND ended IS NULL AND (note IS NOT NULL OR ?)"
    rows = [
        *connection.execute(
            f"SELECT id, day FROM readings WHERE {held} AND day BETWEEN ? AND ? "
            "ORDER BY day DESC LIMIT ?",
            [outlet, all_, _shifted(day, -NEAR_DAYS), day, _MOST],
        ).fetchall(),
        *connection.execute(
            f"SELECT id, day FROM readings WHERE {held} AND day > ? AND day <= ? "
            "ORDER BY day LIMIT ?",
            [outlet, all_, day, _shifted(day, NEAR_DAYS), _MOST],
        ).fetchall(),
    ]
    rows.sort(key=lambda row: (abs(_number(row[1]) - _number(day)), row[0]))
    return {number for number, _ in rows[:_MOST]}


def _shifted(day: str, days: int) -> str:
    """The day so many days on, at the ends of the calendar its first or last."""
    number = _number(day) + days
    return date.fromordinal(min(max(number, 1), date.max.toordinal())).isoformat()


def _number(day: str) -> int:
    return date.fromisoformat(day).toordinal()


def _kin(connection: Connection, number: int) -> Kin:
    card, text, recorded, until = connection.execute(
        "SELECT v.card, r.text, r.recorded, (SELECT min(c.day) FROM corrections c "
        "WHERE c.report = v.report AND c.ended IS NULL) "
        "FROM readings v JOIN reports r ON r.id = v.report WHERE v.id = ?",
        [number],
    ).fetchone()
    return Kin(with_text(card, text), recorded, until)
