"""What a watch remembers: its sources, the items seen in them, gaps, and how odds stood.

What a poll found is kept in one transaction with the server's marks for the next poll, so that a
watch which is killed finds every item again that it had not read.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Literal

from msgspec import Struct
from msgspec.structs import astuple

from crisisdesk.record.database import Connection, Database

Kind = Literal["feed", "sitemap", "folder", "gdelt"]
_CHUNK = 400  # SQLite takes 999 values in one question on old systems


class Source(Struct):
    """Something that is watched. ``here`` is its address today, ``etag`` and ``modified`` the
    server's marks of what was read last; moments are UTC stamps. It is polled from ``due`` on and
    never before ``held`` (a server's wish, or after failures); ``good`` is the last time that it
    answered, ``newest`` the date of its newest item. ``state`` is on, gone or off; ``origin`` tells
    whether the desk's ``file`` names it or a ``hand`` added it."""

    id: int
    kind: Kind
    address: str
    here: str
    etag: str | None = None
    modified: str | None = None
    due: str = ""
    held: str = ""
    good: str | None = None
    failures: int = 0
    newest: str | None = None
    state: str = "on"
    said: str = ""
    origin: str = "hand"


class Seen(Struct, frozen=True):
    """What is known of an item: its marks, its state (waiting, read, left, refused), the report
    it became, how often it was looked at, and when last."""

    key: str
    mark: str
    wording: str
    state: str
    report: str | None
    checks: int
    looked: str


class Waiting(Struct, frozen=True):
    """An item to be read: ``markup`` is its own text, ``report`` what it became before it was
    edited, ``tries`` how often it could not be had."""

    source: int
    key: str
    url: str | None
    title: str | None
    published: str | None
    author: str | None
    outlet: str | None
    markup: str | None
    mark: str
    wording: str
    report: str | None = None
    tries: int = 0
    checks: int = 0
    looked: str = ""


class Gap(Struct, frozen=True):
    """A time of which something may be missing: ``kind`` is away (nobody watched), missed (a
    feed's items do not join on to those seen before) or missing (files that should be there are
    not). ``filled`` items were had from elsewhere; ``closed`` when nothing is missing any more."""

    source: int | None
    kind: str
    first: str
    last: str
    noticed: str
    filled: int = 0
    closed: str | None = None
    note: str = ""
    id: int = 0


class Level(Struct, frozen=True):
    """How a threshold stood when it was last looked at: ``over`` it or not, at which odds."""

    name: str
    over: bool
    probability: float


class Delivery(Struct, frozen=True):
    """An alert (JSON) that is still to be told to one receiver (JSON)."""

    alert: str
    receiver: str
    body: bytes
    tries: int


_SOURCE = Source.__struct_fields__
_ITEM = (
    *("source", "key", "url", "title", "published", "author", "outlet", "markup", "mark"),
    *("wording", "state", "report", "tries", "checks", "looked", "due", "said"),
)


class Watching:
    """The tables of a watch in a desk's file."""

    def __init__(self, file: Database) -> None:
        self._file = file

    # --- sources

    def sources(self) -> list[Source]:
        """All sources, also those that are gone or off, in the order in which they came."""
        rows = self._file.query(f"SELECT {', '.join(_SOURCE)} FROM watch_sources ORDER BY id")
        return [Source(*row) for row in rows]

    def follow(self, kind: Kind, address: str, origin: str = "hand") -> bool:
        """Watch a source from now on; False where it is watched already. What is gone is tried
        again only where a hand adds it."""
        with self._file.writing() as connection:
            made = connection.execute(
                "INSERT INTO watch_sources (kind, address, here, origin) VALUES (?, ?, ?, ?) "
                "ON CONFLICT (address) DO UPDATE SET state = 'on', failures = 0, held = '', "
                "origin = excluded.origin "
                "WHERE watch_sources.state = 'off' "
                "OR (watch_sources.state = 'gone' AND excluded.origin = 'hand')",
                [kind, address, address, origin],
            )
            return made.rowcount > 0

    def leave(self, address: str) -> bool:
        """Watch a source no more; False where it is not watched. What was read stays."""
        with self._file.writing() as connection:
            done = connection.execute(
                "UPDATE watch_sources SET state = 'off' WHERE address = ? AND state != 'off'",
                [address],
            )
            return done.rowcount > 0

    def polled(
        self,
        source: Source,
        items: Sequence[Waiting] = (),
        left: Sequence[Waiting] = (),
        gap: Gap | None = None,
    ) -> None:
        """Keep what a poll brought, all at once: how the source stands, ``items`` to be read,
        items that are ``left`` unread, and a gap."""
        with self._file.writing() as connection:
            connection.execute(_put("watch_sources", _SOURCE, 1), astuple(source))
            rows = [_row(item, "waiting", self._file.moment()) for item in items]
            rows += [_row(item, "left", self._file.moment()) for item in left]
            connection.executemany(_put("watch_items", _ITEM, 2), rows)
            if gap is not None:
                _note(connection, gap)

    # --- items

    def seen(self, source: int, keys: Sequence[str]) -> dict[str, Seen]:
        """Those of the keys that the source had before."""
        found: dict[str, Seen] = {}
        for i in range(0, len(keys), _CHUNK):
            some = keys[i : i + _CHUNK]
            rows = self._file.query(
                "SELECT key, mark, wording, state, report, checks, looked FROM watch_items "
                f"WHERE source = ? AND key IN ({', '.join('?' * len(some))})",
                [source, *some],
            )
            found |= {row[0]: Seen(*row) for row in rows}
        return found

    def any_seen(self, urls: Iterable[str]) -> bool:
        """Whether an item with one of these addresses was seen before, in any source."""
        listed = list(urls)
        for i in range(0, len(listed), _CHUNK):
            some = listed[i : i + _CHUNK]
            marks = ", ".join("?" * len(some))
            if self._file.one(f"SELECT 1 FROM watch_items WHERE url IN ({marks}) LIMIT 1", some):
                return True
        return False

    def holds(self, source: int) -> bool:
        """Whether the source had any item before."""
        return bool(self._file.one("SELECT 1 FROM watch_items WHERE source = ? LIMIT 1", [source]))

    def waiting(self, now: str, never: str = "9999", most: int = 200) -> list[Waiting]:
        """Items to be read by now (or after ``never``, so late that no clock meant it), the oldest
        first: a correction comes after what it corrects."""
        rows = self._file.query(
            "SELECT source, key, url, title, published, author, outlet, markup, mark, wording, "
            "report, tries, checks, looked FROM watch_items WHERE state = 'waiting' "
            "AND (due <= ? OR due > ?) ORDER BY due, published NULLS FIRST, key LIMIT ?",
            [now, never, most],
        )
        return [Waiting(*row) for row in rows]

    def next_item(self) -> str | None:
        """When the next waiting item is due."""
        row = self._file.one("SELECT min(due) FROM watch_items WHERE state = 'waiting'")
        return str(row[0]) if row and row[0] is not None else None

    def read(self, item: Waiting, report: str | None, said: str = "") -> None:
        """The item became a report (or a file of events, ``events``); without one it was refused,
        for the reason that is ``said``."""
        state = "read" if report else "refused"
        self._change(
            item,
            "state = ?, report = coalesce(?, report), said = ?, markup = NULL, tries = 0",
            [state, report, said],
        )

    def put_off(self, item: Waiting, until: str, said: str, *, counts: bool = True) -> None:
        """The item is tried again at a moment; unless it ``counts`` it did not fail."""
        self._change(item, "tries = tries + ?, due = ?, said = ?", [int(counts), until, said])

    def _change(self, item: Waiting, what: str, values: list[object]) -> None:
        with self._file.writing() as connection:
            connection.execute(
                f"UPDATE watch_items SET {what}, looked = ? WHERE source = ? AND key = ?",
                [*values, self._file.moment(), item.source, item.key],
            )

    def report_at(self, url: str, since: str) -> str | None:
        """The report that an item with this address became at or after a moment."""
        row = self._file.one(
            "SELECT report FROM watch_items WHERE url = ? AND state = 'read' AND looked >= ? "
            "AND report IS NOT NULL LIMIT 1",
            [url, since],
        )
        return str(row[0]) if row else None

    def counts(self) -> dict[int, dict[str, int]]:
        """How many items of each source are in each state."""
        found: dict[int, dict[str, int]] = {}
        for source, state, number in self._file.query(
            "SELECT source, state, count(*) FROM watch_items GROUP BY source, state"
        ):
            found.setdefault(source, {})[state] = number
        return found

    # --- gaps and the watch's own pulse

    def pulse(self, now: datetime | None = None) -> str | None:
        """The last moment at which something watched; with ``now`` that becomes this moment."""
        row = self._file.one("SELECT value FROM watch_state WHERE name = 'pulse'")
        if now is not None:
            with self._file.writing() as connection:
                moment = self._file.moment()
                connection.execute(_put("watch_state", ("name", "value"), 1), ["pulse", moment])
        return str(row[0]) if row else None

    def note_gap(self, gap: Gap) -> int:
        """Keep a gap; its number."""
        with self._file.writing() as connection:
            return _note(connection, gap)

    def gaps(self) -> list[Gap]:
        """All gaps, the latest first."""
        rows = self._file.query(
            "SELECT source, kind, first, last, noticed, filled, closed, note, id FROM watch_gaps "
            "ORDER BY id DESC"
        )
        return [Gap(*row) for row in rows]

    # --- thresholds and alerts

    def levels(self) -> dict[str, Level]:
        """How every threshold stood, by its name."""
        rows = self._file.query("SELECT name, over, probability FROM watch_levels")
        return {name: Level(name, bool(over), p) for name, over, p in rows}

    def stand(
        self, levels: Sequence[Level], alerts: Sequence[tuple[str, bytes, Sequence[str]]] = ()
    ) -> None:
        """Keep how thresholds stand, together with the alerts that this makes: id, JSON and the
        receivers that are to be told."""
        moment = self._file.moment()
        with self._file.writing() as connection:
            connection.executemany(
                _put("watch_levels", ("name", "over", "probability"), 1),
                [(level.name, int(level.over), level.probability) for level in levels],
            )
            for name, body, receivers in alerts:
                connection.execute(
                    "INSERT INTO watch_alerts VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                    [name, moment, body],
                )
                connection.executemany(
                    "INSERT INTO watch_deliveries VALUES (?, ?, 0, ?, NULL, '') "
                    "ON CONFLICT DO NOTHING",
                    [(name, receiver, moment) for receiver in receivers],
                )

    def moments(self) -> dict[str, str]:
        """By report the moment of publication that its feed told first, ISO 8601 in UTC; without
        those at midnight, by which feeds mean a day."""
        rows = self._file.query(
            "SELECT report, min(published) FROM watch_items WHERE report IS NOT NULL "
            "AND length(published) = 20 AND published NOT LIKE '%T00:00:00Z' GROUP BY report"
        )
        return {str(report): str(published) for report, published in rows}

    def alerts(self) -> list[bytes]:
        """All alerts as JSON, the latest first."""
        rows = self._file.query("SELECT body FROM watch_alerts ORDER BY at DESC, id DESC")
        return [bytes(row[0]) for row in rows]

    def deliveries(self, now: str) -> list[Delivery]:
        """Alerts that are still to be told by now."""
        rows = self._file.query(
            "SELECT d.alert, d.receiver, a.body, d.tries FROM watch_deliveries d "
            "JOIN watch_alerts a ON a.id = d.alert WHERE d.done IS NULL AND d.due <= ? "
            "ORDER BY d.due, d.alert",
            [now],
        )
        return [Delivery(*row) for row in rows]

    def next_delivery(self) -> str | None:
        """When the next alert is to be told."""
        row = self._file.one("SELECT min(due) FROM watch_deliveries WHERE done IS NULL")
        return str(row[0]) if row and row[0] is not None else None

    def delivered(self, delivery: Delivery, said: str, due: str | None = None) -> None:
        """An alert was told, or given up; with ``due`` it failed and is told again then."""
        with self._file.writing() as connection:
            connection.execute(
                "UPDATE watch_deliveries SET tries = tries + 1, due = coalesce(?, due), "
                "done = ?, said = ? WHERE alert = ? AND receiver = ?",
                [
                    *(due, None if due else self._file.moment(), said),
                    *(delivery.alert, delivery.receiver),
                ],
            )


def _note(connection: Connection, gap: Gap) -> int:
    made = connection.execute(
        "INSERT INTO watch_gaps (source, kind, first, last, noticed, filled, closed, note) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
        astuple(gap)[:-1],
    ).fetchone()
    return int(made[0])


def _put(table: str, columns: Sequence[str], keys: int) -> str:
    """Writes a row, in the place of one that has the same first ``keys`` columns."""
    new = ", ".join(f"{column} = excluded.{column}" for column in columns[keys:])
    return (
        f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))}) "
        f"ON CONFLICT ({', '.join(columns[:keys])}) DO UPDATE SET {new}"
    )


def _row(item: Waiting, state: str, moment: str) -> tuple[object, ...]:
    return (
        *(item.source, item.key, item.url, item.title, item.published, item.author, item.outlet),
        *(item.markup if state == "waiting" else None, item.mark, item.wording, state),
        *(item.report, 0, item.checks, item.looked or moment, moment, ""),
    )
