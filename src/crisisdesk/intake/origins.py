"""Which reports of an output are copies, and who first told each: a table beside the others.

As `reading.origins` has it for a desk: reports that share their words, directly or through others,
are one text, and all its copies have one origin. Here the reports are too many to hold each to the
others, so their sketches are compared: reports are near each other where all four values of one of
32 bands are the same (Broder 1997; Leskovec, Rajaraman and Ullman, *Mining of Massive Datasets*,
3.4), each is held to the first and to the last before it that are, and counts as a copy where the
share of runs that their sketches tell is enough. That finds a copy that shares half of all runs
of both (Jaccard) seven times in eight, one that shares seven tenths always; a rewriting that
keeps a quarter, which a desk finds, it does not.

DuckDB does the work within its limits of memory; besides there are twelve bytes for each report.
The answer hangs on the reports alone, in the order of their days, then of the inputs.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np
from msgspec import Struct

from crisisdesk.formats.stores import Folder
from crisisdesk.formats.streams.store import Limits, connect
from crisisdesk.intake.parts import MARKS, Note, needs_parquet, parquet_of
from crisisdesk.reading.copies import COPIED, PERMUTATIONS
from crisisdesk.schemas import prepared

if TYPE_CHECKING:
    import duckdb
    from numpy.typing import NDArray

ORIGINS, NOTE = "origins", "origins.json"
BANDS = 32
_VALUES = PERMUTATIONS // BANDS
_COLUMNS = ("report", "published", "runs", "sketch", "credit", "own")
_GROUP = 200_000  # rows of a file
_PAIRS = 50_000  # pairs compared at once


class Told(Struct, frozen=True):
    """What the table of origins was made from (a hash over the parts' keys), its files, how many
    different texts there are and how many of them are copies."""

    key: str
    files: tuple[str, ...] = ()
    texts: int = 0
    copies: int = 0


def tell_origins(folder: Folder, notes: Sequence[Note], limits: Limits | None = None) -> Told:
    """Write the table ``origins`` of an output whose parts are these, unless it is there: a row for
    each different text (``report``), its ``origin``, ``how`` that is known (own, credits, copies)
    and of which text it is a copy (``copy_of``). Raises StoreError where it cannot be written,
    StreamError where DuckDB is missing."""
    ordered = sorted(notes, key=lambda note: note.number)
    key = hashlib.sha256("\n".join(note.key for note in ordered).encode()).hexdigest()[:16]
    held = _held(folder)
    if held is not None and held.key == key:
        return held
    folder.remove(NOTE)
    for name in folder.below(ORIGINS):
        folder.remove(name)
    connection = connect(None, limits)
    try:
        _gather(connection, folder, ordered)
        _in_order(connection)
        found = _leaders(connection)
        told = Told(key, _written(connection, folder), *found)
    finally:
        connection.close()
    folder.write(NOTE, msgspec.json.encode(told) + b"\n")
    return told


def _held(folder: Folder) -> Told | None:
    """The note of a finished table; None where there is none that can be read."""
    try:
        return msgspec.json.decode(folder.read(NOTE) or b"", type=prepared(Told))
    except msgspec.DecodeError:
        return None


def _gather(connection: duckdb.DuckDBPyConnection, folder: Folder, notes: Sequence[Note]) -> None:
    """The marks of all parts as the table ``gathered``, with the hashes of their bands."""
    import pyarrow as pa
    from pyarrow import parquet

    needs_parquet()
    bands = ", ".join(f"band{band} UBIGINT" for band in range(BANDS))
    connection.execute(
        f"""CREATE TABLE gathered (part BIGINT, line BIGINT, report VARCHAR, day VARCHAR,
            runs BIGINT, sketch BLOB, credit VARCHAR, own VARCHAR, {bands})"""
    )
    for note in notes:
        for file in (name for name in note.files if name.startswith(f"{MARKS}/")):
            table = parquet.read_table(io.BytesIO(folder.read(file) or b""))
            columns = [
                pa.array(np.full(len(table), note.number)), pa.array(np.arange(len(table))),
                *(table[name] for name in _COLUMNS),
                *map(pa.array, _bands(_sketches(table["sketch"].to_pylist()))),
            ]  # fmt: skip
            marks = pa.table(columns, [str(i) for i in range(len(columns))])
            connection.register("marks", marks)
            connection.execute("INSERT INTO gathered SELECT * FROM marks")
            connection.unregister("marks")


def _sketches(column: Sequence[bytes]) -> NDArray[np.uint32]:
    """A column of sketches as an array (rows, permutations)."""
    return np.frombuffer(b"".join(column), "<u4").reshape(-1, PERMUTATIONS)


def _bands(sketches: NDArray[np.uint32]) -> Iterator[NDArray[np.uint64]]:
    """Of each band one number for each sketch, which tells its values from others."""
    for start in range(0, PERMUTATIONS, _VALUES):
        mixed = np.zeros(len(sketches), np.uint64)
        for value in range(start, start + _VALUES):
            mixed = (mixed ^ sketches[:, value]) * np.uint64(0x9E3779B97F4A7C15)
            mixed ^= mixed >> np.uint64(29)
        yield mixed


def _in_order(connection: duckdb.DuckDBPyConnection) -> None:
    """Each different text once, as the table ``marked``, with its place in the order of days."""
    connection.execute(
        """CREATE TABLE places AS
            SELECT part, line, row_number() OVER (ORDER BY day, part, line) - 1 AS place
            FROM (SELECT part, line, coalesce(day, '9999') AS day FROM gathered
                QUALIFY row_number() OVER (
                    PARTITION BY report ORDER BY coalesce(day, '9999'), part, line) = 1)"""
    )
    connection.execute(
        """CREATE TABLE marked AS SELECT place, gathered.* EXCLUDE (part, line)
            FROM gathered JOIN places USING (part, line)"""
    )
    connection.execute("DROP TABLE gathered; DROP TABLE places")


def _leaders(connection: duckdb.DuckDBPyConnection) -> tuple[int, int]:
    """The table ``copied``: the place of each copy, and of the first whose text it shares. How
    many texts there are, and how many copies."""
    connection.execute("CREATE TABLE near (place BIGINT, earlier BIGINT)")
    for band in range(BANDS):
        connection.execute(
            f"""INSERT INTO near SELECT place, unnest([first, before]) FROM (
                SELECT place, min(place) OVER same AS first, lag(place) OVER same AS before
                FROM marked WHERE band{band} IN (SELECT band{band} FROM marked
                    GROUP BY band{band} HAVING count(*) > 1)
                WINDOW same AS (PARTITION BY band{band} ORDER BY place))
            WHERE before IS NOT NULL"""
        )
    size = int(_one(connection, "SELECT count(*) FROM marked"))
    first = np.arange(size)
    for place, earlier in _alike(connection):
        low, high = sorted((_leader(first, place), _leader(first, earlier)))
        first[high] = low
    places = np.flatnonzero(first != np.arange(size))
    leaders = np.array([_leader(first, place) for place in places.tolist()], dtype=np.int64)
    _keep(connection, "copied", place=places, leader=leaders)
    return size, len(places)


def _one(connection: duckdb.DuckDBPyConnection, query: str) -> Any:
    return connection.execute(query).fetchall()[0][0]


def _alike(connection: duckdb.DuckDBPyConnection) -> Iterator[tuple[int, int]]:
    """The pairs of near texts that share enough."""
    pairs = connection.execute(
        """SELECT near.place, near.earlier, one.runs, other.runs, one.sketch, other.sketch
            FROM (SELECT DISTINCT place, earlier FROM near) AS near
            JOIN marked AS one ON one.place = near.place
            JOIN marked AS other ON other.place = near.earlier"""
    )
    while some := pairs.fetchmany(_PAIRS):
        place, earlier, runs, others, mine, its = zip(*some, strict=True)
        enough = shared(
            _sketches(mine), _sketches(its), np.array(runs, float), np.array(others, float)
        )
        for one, other, part in zip(place, earlier, enough.tolist(), strict=True):
            if part >= COPIED:
                yield one, other


def shared(
    mine: NDArray[np.uint32],
    its: NDArray[np.uint32],
    runs: NDArray[np.float64],
    others: NDArray[np.float64],
) -> NDArray[np.float64]:
    """How much of the shorter of two texts stands in the other (0..1), as their sketches (pairs,
    permutations) and numbers of runs tell: of the Jaccard index J and the numbers a and b,
    J (a + b) / ((1 + J) min(a, b)). One run, a short text as a whole, is shared or not."""
    jaccard = (mine == its).mean(axis=1)
    part = jaccard / (1 + jaccard) * (runs + others) / np.minimum(runs, others)
    single = np.minimum(runs, others) == 1
    return np.asarray(np.where(single, jaccard == 1, np.minimum(part, 1)), dtype=float)


def _leader(first: NDArray[np.int64], place: int) -> int:
    while first[place] != place:
        first[place] = place = first[first[place]]
    return int(place)


def _keep(connection: duckdb.DuckDBPyConnection, name: str, **columns: NDArray[np.int64]) -> None:
    import pyarrow as pa

    connection.register("kept", pa.table(columns))
    connection.execute(f"CREATE TABLE {name} AS SELECT * FROM kept")
    connection.unregister("kept")


def _written(connection: duckdb.DuckDBPyConnection, folder: Folder) -> tuple[str, ...]:
    """The files of the table, written: an agency that one of a text's copies credits is the origin
    of all, else the outlet of the first."""
    import pyarrow as pa

    found = connection.execute(
        """WITH members AS (
                SELECT marked.*, coalesce(leader, place) AS leader
                FROM marked LEFT JOIN copied USING (place)),
            credited AS (
                SELECT leader, arg_min(credit, place) AS credit, arg_min(report, place) AS report
                FROM members WHERE credit IS NOT NULL GROUP BY leader)
            SELECT members.report, coalesce(credited.credit, head.own) AS origin,
                CASE WHEN members.credit IS NOT NULL THEN 'credits'
                    WHEN members.own = coalesce(credited.credit, head.own) THEN 'own'
                    ELSE 'copies' END AS how,
                CASE WHEN members.place <> head.place THEN head.report END AS copy_of
            FROM members JOIN marked AS head ON head.place = members.leader
            LEFT JOIN credited ON credited.leader = members.leader ORDER BY members.place"""
    )
    files: list[str] = []
    while some := found.fetchmany(_GROUP):
        columns = dict(
            zip(("report", "origin", "how", "copy_of"), zip(*some, strict=True), strict=True)
        )
        rows = pa.table({name: pa.array(values, pa.string()) for name, values in columns.items()})
        files.append(f"{ORIGINS}/part-{len(files):07}.parquet")
        folder.write(files[-1], parquet_of(rows))
    return tuple(files)
