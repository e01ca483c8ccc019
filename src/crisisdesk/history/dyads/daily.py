"""A store's events as counts by day, a Parquet file a year, kept beside the store.

Counting reads one year of the store at a time and is DuckDB's, within its limits of memory, so a
stream may be larger than the machine. A file is named by the imports that it was counted from:
after an import only the years that it touched are counted again. The folder may be removed.
"""

from __future__ import annotations

import hashlib
import time
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from crisisdesk.errors import StreamError
from crisisdesk.formats.streams.store import Limits, Store, connect
from crisisdesk.history.dyads.counts import KINDS, QUADS, Floats, Ints, counted_sql, kinds_of
from crisisdesk.history.dyads.features import DAYS_HALF_LIVES, HALF_LIVES, LONG_AGO, WINDOW

if TYPE_CHECKING:
    import duckdb
    from numpy.typing import NDArray

FOLDER = "daily"
VERSION = "1"
READ_BY = 86_400  # seconds after which nobody reads older counts any more
QUAD_OF = {kind: place for place, quad in enumerate(QUADS) for kind in kinds_of(quad)}


class Year(NamedTuple):
    """A year's events: the Parquet files of the store, and the file of their counts."""

    year: int
    events: tuple[str, ...]
    counts: Path


class Share(NamedTuple):
    """One of ``of`` shares of all dyads: both directions of a pair are in one share."""

    part: int = 0
    of: int = 1

    def holds(self, source: Ints, target: Ints, size: int) -> NDArray[np.bool_]:
        """Which pairs of places are in it, of so many parties."""
        low, high = np.minimum(source, target), np.maximum(source, target)
        return np.asarray((low * size + high) % self.of == self.part)


WHOLE = Share()


class Rows(NamedTuple):
    """Counts as arrays of one length: directed pair (source * parties + target), day since 1970,
    kind, number of events, and whether the row is its day's first of its kind, and of its quad."""

    pair: Ints
    day: Ints
    kind: Ints
    number: Floats
    first_of_kind: NDArray[np.bool_]
    first_of_quad: NDArray[np.bool_]

    def where(self, chosen: NDArray[np.bool_]) -> Rows:
        """Some of the rows."""
        return Rows(
            self.pair[chosen], self.day[chosen], self.kind[chosen], self.number[chosen],
            self.first_of_kind[chosen], self.first_of_quad[chosen],
        )  # fmt: skip


class Waits(NamedTuple):
    """Directed pair, kind and days to its next event from some day on, as arrays of one length; of
    so many parties."""

    pair: Ints
    kind: Ints
    wait: Ints
    size: int

    def soonest(self, name: str) -> Ints:
        """Days to the next event of a class, of all pairs; `LONG_AGO` where none was found."""
        found = np.full(self.size**2, LONG_AGO)
        rows = np.isin(self.kind, kinds_of(name))
        np.minimum.at(found, self.pair[rows], self.wait[rows])
        return found


def years_of(store: Store) -> list[Year]:
    """The years of a store, oldest first. Raises StreamError where it holds nothing."""
    by_year: dict[int, list[str]] = {}
    for path in store.files():
        by_year.setdefault(int(Path(path).parent.name.removeprefix("year=")), []).append(path)
    if not by_year:
        raise StreamError(str(store.folder), "no events are here; import a file first")
    return [
        Year(year, tuple(files), store.folder / FOLDER / f"{year}-{_key(files)}.parquet")
        for year, files in sorted(by_year.items())
    ]


def _key(files: Sequence[str]) -> str:
    names = "\n".join([VERSION, *KINDS, *sorted(Path(file).name for file in files)])
    return hashlib.sha256(names.encode()).hexdigest()[:16]


def count_year(year: Year, limits: Limits) -> bool:
    """Count a year's events, if they are not counted; whether that was to be done."""
    if year.counts.exists():
        return False
    year.counts.parent.mkdir(parents=True, exist_ok=True)
    written = year.counts.with_suffix(f".{uuid.uuid4().hex}")  # several may count at once
    quads = ", ".join(f"({kind}, {quad})" for kind, quad in sorted(QUAD_OF.items()))
    connection = connect(None, limits)
    try:
        events = connection.read_parquet(list(year.events), hive_partitioning=False)
        events.create_view("stream_events")
        kind_first, quad_first = (
            f"row_number() OVER (PARTITION BY source, target, day, {of} ORDER BY known, kind) = 1"
            for of in ("kind", "quad")
        )
        connection.execute(
            f"""COPY (SELECT source, target, known, day, kind::UTINYINT AS kind,
                    number::INTEGER AS number, {kind_first} AS first_of_kind,
                    {quad_first} AS first_of_quad
                FROM ({counted_sql()}) JOIN (VALUES {quads}) AS quads(kind, quad) USING (kind)
                ORDER BY known, source, target, day, kind) TO '{_literal(written)}'
                (FORMAT parquet, ROW_GROUP_SIZE 60000)"""
        )
    finally:
        connection.close()
    written.replace(year.counts)
    for other in year.counts.parent.glob(f"{year.year}-*"):
        # somebody may be reading, or writing, what is not old
        if other != year.counts and time.time() - other.stat().st_mtime > READ_BY:
            other.unlink(missing_ok=True)
    return True


def _literal(path: Path) -> str:
    return str(path).replace("'", "''")


@dataclass(frozen=True)
class Daily:
    """Counts of all years, read a stretch of days at a time."""

    connection: duckdb.DuckDBPyConnection
    parties: tuple[str, ...]
    first: int
    last: int
    """The first and last day that is told of, as days since 1970."""

    def __enter__(self) -> Daily:
        return self

    def __exit__(self, *_: object) -> None:
        self.connection.close()

    @property
    def place(self) -> dict[str, int]:
        """The places of the parties."""
        return {code: index for index, code in enumerate(self.parties)}

    @property
    def size(self) -> int:
        """How many parties there are."""
        return len(self.parties)

    def known(self, first: int, until: int, share: Share = WHOLE) -> Rows:
        """What became known from a day on, until before another, of a share of the dyads."""
        low, high = (f"{end}(one.place, other.place)" for end in ("least", "greatest"))
        mine = f"({low} * {self.size} + {high}) % {share.of} = {share.part}"
        return self._rows(f"known >= ? AND known < ? AND {mine}", [first, until])

    def leaving(self, first: int, until: int, known: int) -> Rows:
        """What happened from a day on, until before another, and was known before a day."""
        return self._rows("day >= ? AND day < ? AND known < ?", [first, until, known])

    def waits(self, day: int, days: int, until: int | None = None) -> Waits:
        """The next event of each pair and kind that had one within ``days`` from ``day`` on, 0 on
        the day itself; told whenever, or before the day ``until``."""
        known = "" if until is None else f"AND known < {until}"
        found = self.connection.execute(
            f"""SELECT {self._pair} AS pair, kind, min(day) - ? AS wait FROM daily
                JOIN places AS one ON one.code = source JOIN places AS other ON other.code = target
                WHERE day >= ? AND day < ? {known} GROUP BY ALL ORDER BY ALL""",
            [day, day, day + days],
        ).fetchnumpy()
        pair, kind, wait = (found[name].astype(np.int64) for name in ("pair", "kind", "wait"))
        return Waits(pair, kind, wait, self.size)

    def told(self, day: int) -> tuple[int, int] | None:
        """The first and last day of what was known before a day; None where nothing was."""
        first, last = self.connection.execute(
            "SELECT min(day), max(day) FROM daily WHERE known < ?", [day]
        ).fetchall()[0]
        return None if first is None else (int(first), int(last))

    def summed(self, day: int) -> dict[str, Ints | Floats]:
        """What was known before a day, by pair and kind: fading counts (``count 7`` and so on, for
        each of `HALF_LIVES`), fading days with any event of the kind (``kind 90``) and of its quad
        (``quad 90``), day of the ``last``, events ``lately`` (`WINDOW`)."""

        def fade(half_life: int) -> str:
            return f"power(2, (day - {day}) / {half_life}.0)"

        faded = [f"sum(number * {fade(days)}) AS 'count {days}'" for days in HALF_LIVES]
        faded += [
            f"coalesce(sum({fade(days)}) FILTER (first_of_{of}), 0) AS '{of} {days}'"
            for of in ("kind", "quad")
            for days in DAYS_HALF_LIVES
        ]
        found: dict[str, Ints | Floats] = self.connection.execute(
            f"""SELECT ({self._pair})::BIGINT AS pair, kind::BIGINT AS kind, {", ".join(faded)},
                    max(day)::BIGINT AS last,
                    coalesce(sum(number) FILTER (day >= {day - WINDOW}), 0)::DOUBLE AS lately
                FROM daily JOIN places AS one ON one.code = source
                JOIN places AS other ON other.code = target WHERE known < ? GROUP BY ALL""",
            [day],
        ).fetchnumpy()
        return found

    @property
    def _pair(self) -> str:
        return f"one.place * {self.size} + other.place"

    def _rows(self, which: str, values: list[int]) -> Rows:
        found = self.connection.execute(
            f"""SELECT {self._pair} AS pair, day, kind, number, first_of_kind, first_of_quad
                FROM daily JOIN places AS one ON one.code = source
                JOIN places AS other ON other.code = target
                WHERE {which} ORDER BY pair, day, kind, known""",
            values,
        ).fetchnumpy()
        return Rows(
            np.asarray(found["pair"], dtype=np.int64), np.asarray(found["day"], dtype=np.int64),
            np.asarray(found["kind"], dtype=np.int64), np.asarray(found["number"], dtype=float),
            np.asarray(found["first_of_kind"], dtype=bool),
            np.asarray(found["first_of_quad"], dtype=bool),
        )  # fmt: skip


def counted(store: Store, limits: Limits | None = None) -> Daily:
    """The counts of a store, made where they are not there; its connection has the store's events
    as the view ``stream_events``. Raises StreamError as `years_of` and `open_daily`."""
    limits = limits or Limits.given()
    years = years_of(store)
    for year in years:
        count_year(year, limits)
    daily = open_daily([str(year.counts) for year in years], limits)
    store.relation(daily.connection).create_view("stream_events")
    return daily


def open_daily(files: Sequence[str], limits: Limits) -> Daily:
    """The counts in the files of `count_year`. Raises StreamError where they tell of no two
    parties."""
    connection = connect(None, limits)
    connection.read_parquet(list(files), hive_partitioning=False).create_view("daily")
    connection.execute(
        """CREATE TABLE places AS SELECT code, (row_number() OVER (ORDER BY code) - 1)::INTEGER
            AS place FROM (SELECT DISTINCT source AS code FROM daily
                UNION SELECT DISTINCT target FROM daily)"""
    )
    codes = connection.execute("SELECT code FROM places ORDER BY place").fetchall()
    if not codes:
        raise StreamError("stream", "it tells of no two known parties")
    first, last = connection.execute("SELECT min(day), max(day) FROM daily").fetchall()[0]
    return Daily(connection, tuple(code for (code,) in codes), int(first), int(last))


def stretches(first: int, until: int, most: int = 31) -> Iterator[tuple[int, int]]:
    """The days from one until before another, in stretches of at most ``most``: what is read at
    once has to fit into memory."""
    for start in range(first, until, most):
        yield start, min(start + most, until)
