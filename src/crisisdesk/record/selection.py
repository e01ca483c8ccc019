"""Which reports of a large record are about a crisis: by whom their records name, and by day.

Only numbers of readings are picked here, from tables and indexes; their texts and records are
not touched. `Ledger.readings` loads what was picked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

import msgspec
from msgspec import Struct

from crisisdesk.record.database import Database
from crisisdesk.record.known import Where, first_day, known, last_day
from crisisdesk.schemas import prepared

HOSTILE = ("THREATEN", "ASSAULT", "MOBILIZE", "COERCE")
"""PLOVER types by which a pair of sides stands out."""
OF_LATE = (90, 365)
"""Days back from the latest report within which hostile acts are looked for, the shorter first."""
AHEAD = 90
"""Days after the latest report for which an act may be announced."""
_MOST = 2000  # acts of each type that are looked at, the latest
_NOT_SO = ("denied", "asked", "hypothetical")

Sides = tuple[str, ...]


class Picked(Struct, frozen=True):
    """Numbers of readings, the oldest report first; ``of`` is how many there are in all, where
    only the latest were asked for."""

    numbers: tuple[int, ...]
    of: int


class _Party(Struct):
    code: str | None = None


class _Sides(Struct):
    """Who and whom of an event's record; the rest of it is passed over."""

    source: list[_Party] = []
    target: list[_Party] = []


_SIDES = msgspec.json.Decoder(prepared(_Sides))


def pick(
    file: Database,
    most: int,
    about: Sequence[Sides] = (),
    since: str | None = None,
    as_of: str | None = None,
    recorded_by: str | None = None,
) -> Picked:
    """The latest ``most`` readings whose records name all the codes of one of ``about`` (of any,
    without it), of reports from ``since`` on. Times as for `known`."""
    wheres = [*published(since), *([on(about)] if about else [])]
    found = numbers(file, wheres, as_of, recorded_by)
    return Picked(tuple(found[-most:]), len(found))


def numbers(
    file: Database,
    wheres: Sequence[Where] = (),
    as_of: str | None = None,
    recorded_by: str | None = None,
) -> list[int]:
    """The readings that meet all of ``wheres``, conditions on a row ``v`` of the table
    ``readings``; the oldest report first. Times as for `known`."""
    given = [*wheres, known(as_of, recorded_by)]
    clause = " AND ".join(f"({where})" for where, _ in given)
    values = [value for _, some in given for value in some]
    rows = file.query(
        f"SELECT v.id FROM readings v WHERE {clause} ORDER BY v.day, v.report", values
    )
    return [row[0] for row in rows]


def on(about: Sequence[Sides]) -> Where:
    """Records name all codes of one of these. A report that names its sides nowhere but in an
    event, a tie or a linkage is found by them all the same."""
    named = "v.id IN (SELECT p.reading FROM parties p WHERE p.code = ?)"
    pairs = [" AND ".join([named] * len(sides)) for sides in about]
    return " OR ".join(f"({pair})" for pair in pairs), [code for sides in about for code in sides]


def party(code: str, side: str, kind: str) -> Where:
    """A record of one kind names ``code`` on one side (source, target, member)."""
    named = "SELECT p.reading FROM parties p WHERE p.code = ? AND p.side = ? AND p.kind = ?"
    return f"v.id IN ({named})", [code, side, kind]


def published(since: str | None = None, until: str | None = None) -> list[Where]:
    """Reports known from a day, month or year on, and up to another."""
    wheres: list[Where] = []
    if since is not None:
        wheres.append(("v.day >= ?", [first_day(since)]))
    if until is not None:
        wheres.append(("v.day <= ?", [last_day(until)]))
    return wheres


def count(file: Database, as_of: str | None = None, recorded_by: str | None = None) -> int:
    """How many readings count."""
    where, values = known(as_of, recorded_by)
    return int(file.one(f"SELECT count(*) FROM readings v WHERE {where}", values)[0])


def foremost(
    file: Database, as_of: str | None = None, recorded_by: str | None = None
) -> Sides | None:
    """The two sides between which most reports tell of hostile acts in the days before the latest
    report; the codes decide between equals. None where none tells of any."""
    where, values = known(as_of, recorded_by)
    last = file.one(f"SELECT max(v.day) FROM readings v WHERE {where}", values)[0]
    for days in OF_LATE if last else ():
        told = {
            (number, pair)
            for kind in HOSTILE
            for number, record in file.query(
                "SELECT t.reading, t.record FROM events t JOIN readings v ON v.id = t.reading "
                "WHERE t.type = ? AND t.first_day > ? AND t.first_day <= ? "
                f"AND t.modality NOT IN ({_marks(_NOT_SO)}) AND {where} "
                "ORDER BY t.first_day DESC LIMIT ?",
                [kind, _before(last, days), _before(last, -AHEAD), *_NOT_SO, *values, _MOST],
            )
            for pair in _pairs(record)
        }
        pairs = Counter(pair for _, pair in told)
        if pairs:
            return max(sorted(pairs), key=lambda pair: pairs[pair])
    return None


def _before(day: str, days: int) -> str:
    return (date.fromisoformat(day) - timedelta(days=days)).isoformat()


def _pairs(record: bytes) -> Iterable[Sides]:
    sides = _SIDES.decode(record)
    ones, others = ({p.code for p in side if p.code} for side in (sides.source, sides.target))
    return {(min(a, b), max(a, b)) for a in ones for b in others if a != b}


def _marks(values: Sequence[str]) -> str:
    return ", ".join("?" * len(values))
