"""Reads a file of events into a store: by streaming, each file once, bad rows set aside.

The file is read once into a staging file of our fields; its actors, which are few beside its
rows, are folded in Python; then the rows are written out by year with their codes and types.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from crisisdesk.errors import StoreError, StreamError
from crisisdesk.formats.stores import place
from crisisdesk.formats.streams.coding import ACTOR, PLACE, make_tables
from crisisdesk.formats.streams.opening import fetched, first_fields, opened, sample_of
from crisisdesk.formats.streams.shapes import SEPARATORS, Recognised, recognise
from crisisdesk.formats.streams.store import Imported, Limits, Store, connect

if TYPE_CHECKING:
    import duckdb

Progress = Callable[[str, float], None]
"""Called with what is being done and how much of it is, in per cent."""

TEXTS = (
    "id published code mode contexts intensity source_name source_country source_group "
    "source_sector target_name target_country target_group target_sector place place_country "
    "latitude longitude mentions deaths"
).split()
MOST_ASIDE = 100_000  # rows written out; all are counted


def import_events(
    source: str | Path, store: Store, progress: Progress | None = None,
    limits: Limits | None = None,
) -> Imported:  # fmt: skip
    """Read one file of events (ICEWS, GDELT, POLECAT, ACLED, UCDP GED or Phoenix; plain, .gz or
    .zip with one file in it; a path, or the URL of one in an object store) into the store. A file
    that it holds already is not read again, and an event that it holds from another file of the
    same maker is left out.

    Raises StreamError where the file cannot be read or is no such file. A run that is cut short
    leaves the store as it was, and several at once wait for each other.
    """
    tell = progress or (lambda step, share: None)
    found = place(source)
    if isinstance(found, Path):
        return _imported(found, store, tell, limits)
    with tempfile.TemporaryDirectory(prefix="crisisdesk-") as room:
        try:
            return _imported(fetched(found, Path(room), tell), store, tell, limits)
        except (StoreError, StreamError) as error:
            raise StreamError(found.url, error.reason) from error


def _imported(path: Path, store: Store, tell: Progress, limits: Limits | None) -> Imported:
    key = _key(path, tell)
    try:
        with store.alone(lambda: tell("waiting for another import", 0.0)):
            store.clear(key)
            if known := store.note(key):
                return msgspec.structs.replace(known, known=True)
            with tempfile.TemporaryDirectory(prefix="import-", dir=store.folder) as room:
                return _import(path, key, store, Path(room), tell, limits)
    except OSError as error:
        raise StreamError(str(path), error.strerror or str(error)) from error


def _import(
    path: Path, key: str, store: Store, room: Path, tell: Progress, limits: Limits | None
) -> Imported:
    import duckdb

    with opened(path, room) as plain:
        found = recognise(str(path), first_fields(plain, str(path)))
        connection = connect(room, limits)
        try:
            _stage(connection, plain, found, room, tell)
            aside = _set_aside(connection, room)
            repeated = _mark_repeated(connection, found, store)
            make_tables(connection, found)
            _write(connection, path.name, found, key, room, tell)
            note = _note(connection, path, key, found, aside, repeated)
        except duckdb.Error as error:
            reason = str(error).splitlines()[0]
            raise StreamError(str(path), f"cannot be read: {reason}") from error
        finally:
            connection.close()
    _publish(store, room, note)
    return note


def _key(path: Path, tell: Progress) -> str:
    """16 hex digits of the SHA-256 of the file's bytes."""
    digest = hashlib.sha256()
    try:
        size, read = path.stat().st_size or 1, 0
        with path.open("rb") as file:
            while block := file.read(1 << 22):
                digest.update(block)
                read += len(block)
                tell("checking", 100 * read / size)
    except OSError as error:
        raise StreamError(str(path), error.strerror or str(error)) from error
    return digest.hexdigest()[:16]


def _stage(
    connection: duckdb.DuckDBPyConnection,
    plain: Path,
    found: Recognised,
    room: Path,
    tell: Progress,
) -> None:
    """The file's rows with our fields, all as text but the day, in ``staged.parquet``."""
    shape = found.shape
    day = shape.column("day", found.columns)
    columns = {name: "TIMESTAMP" if name == day else "VARCHAR" for name in found.columns}
    chosen = [_chosen(found, field) for field in TEXTS]
    query = f"""
        COPY (
            SELECT {_quoted(day or "")}::DATE AS day, {", ".join(chosen)}
            FROM read_csv(?, delim = ?, header = ?, quote = ?, escape = ?, columns = ?,
                timestampformat = ?, auto_detect = false, store_rejects = true,
                rejects_limit = 0, strict_mode = ?, max_line_size = 4000000, nullstr = ['', 'NA'])
        ) TO '{_literal(room / "staged.parquet")}' (FORMAT parquet)
    """
    mark = '"' if shape.quoted else ""
    values = [
        str(plain), SEPARATORS[shape.separator], found.header, mark, mark, columns,
        _day_form(plain, found, day or ""), shape.quoted,
    ]  # fmt: skip
    tell("reading", 0.0)
    _run(connection, query, values, lambda share: tell("reading", share))


def _run(connection: duckdb.DuckDBPyConnection, query: str, values: list[Any], tell: Any) -> None:
    """Run a long query, telling how far it is."""
    from concurrent.futures import ThreadPoolExecutor, wait

    with ThreadPoolExecutor(1) as pool:
        work = pool.submit(connection.execute, query, values)
        while not wait([work], timeout=0.2).done:
            tell(max(0.0, connection.query_progress()))
        work.result()
    tell(100.0)


def _chosen(found: Recognised, field: str) -> str:
    column = found.shape.column(field, found.columns)
    return f"{f'trim({_quoted(column)})' if column else 'NULL::VARCHAR'} AS {field}"


def _quoted(name: str) -> str:
    """A name as SQL writes it: column names come from the file."""
    return '"' + name.replace('"', '""') + '"'


def _literal(path: Path) -> str:
    return str(path).replace("'", "''")


def _day_form(plain: Path, found: Recognised, day: str) -> str:
    """The way of writing days that most of the first lines keep to."""
    written = sample_of(plain, found, day)

    def fitting(form: str) -> int:
        return sum(_is_day(text, form) for text in written)

    return max(found.shape.days, key=fitting)


def _is_day(text: str, form: str) -> bool:
    try:
        datetime.strptime(text, form.replace("%g", "%f"))
    except ValueError:
        return False
    return True


def _set_aside(connection: duckdb.DuckDBPyConnection, room: Path) -> dict[str, int]:
    """Write out the rows that could not be read, and count them by reason."""
    reason = """CASE error_type WHEN 'CAST' THEN 'no day'
        WHEN 'MISSING COLUMNS' THEN 'too few columns'
        WHEN 'TOO MANY COLUMNS' THEN 'too many columns' WHEN 'INVALID ENCODING' THEN 'not UTF-8'
        ELSE lower(error_type::VARCHAR) END"""
    # a row with too few columns has no day either: the graver reason tells
    connection.execute(
        f"""CREATE TABLE aside AS SELECT line, arg_min({reason}, error_type = 'CAST') AS reason,
            any_value(csv_line) AS row FROM reject_errors GROUP BY line"""
    )
    staged = _literal(room / "staged.parquet")
    connection.execute(
        f"""CREATE VIEW staged AS SELECT * FROM read_parquet('{staged}')
            WHERE day IS NOT NULL AND id IS NOT NULL AND code IS NOT NULL"""
    )
    connection.execute(
        f"""INSERT INTO aside SELECT NULL, CASE WHEN day IS NULL THEN 'no day'
            WHEN id IS NULL THEN 'no id' ELSE 'no code' END, concat_ws(' ', id, day, code)
            FROM read_parquet('{staged}') WHERE day IS NULL OR id IS NULL OR code IS NULL"""
    )
    counted = connection.execute("SELECT reason, count(*) FROM aside GROUP BY reason ORDER BY 1")
    return dict(counted.fetchall())


def _mark_repeated(connection: duckdb.DuckDBPyConnection, found: Recognised, store: Store) -> int:
    """A view ``fresh`` of the staged rows that the store has not from the same maker."""
    others = [note for note in store.imports if note.maker == found.shape.name]
    if not others:
        connection.execute("CREATE VIEW fresh AS SELECT * FROM staged")
        return 0
    store.relation(connection).create_view("stored")
    # makers number events as they come, so these bounds pass over most of a large store
    first, last = connection.execute("SELECT min(id), max(id) FROM staged").fetchall()[0]
    connection.execute(
        f"""CREATE TABLE held AS SELECT DISTINCT id FROM stored
            WHERE maker = '{found.shape.name}' AND id BETWEEN ? AND ?
            AND EXISTS (SELECT 1 FROM staged WHERE staged.id = stored.id)""",
        [first, last],
    )
    connection.execute(
        """CREATE VIEW fresh AS SELECT * FROM staged
            WHERE NOT EXISTS (SELECT 1 FROM held WHERE held.id = staged.id)"""
    )
    row = connection.execute(
        "SELECT (SELECT count(*) FROM staged) - (SELECT count(*) FROM fresh)"
    ).fetchone()
    return int(row[0]) if row else 0


def _write(
    connection: duckdb.DuckDBPyConnection, name: str, found: Recognised, key: str, room: Path,
    tell: Progress,
) -> None:  # fmt: skip
    """The rows with their actors and types, by year."""
    joins = " ".join(
        f"LEFT JOIN actors AS {side} ON "
        + " AND ".join(
            f"{side}.{'grouped' if part == 'group' else part} = coalesce(fresh.{side}_{part}, '')"
            for part in ACTOR
        )
        for side in ("source", "target")
    )
    query = f"""
        COPY (
            SELECT id, day, coalesce({_PUBLISHED}, day) AS published,
                source.code AS source, source.folded AS source_sector, source_name,
                target.code AS target, target.folded AS target_sector, target_name,
                codes.type AS type, codes.named AS mode, codes.cameo AS cameo, codes.quad AS quad,
                coalesce(try_cast(intensity AS DOUBLE), score) AS intensity, contexts, place,
                (SELECT code FROM places WHERE written = {PLACE}) AS place_country,
                try_cast(latitude AS DOUBLE) AS latitude,
                try_cast(longitude AS DOUBLE) AS longitude,
                try_cast(mentions AS INTEGER) AS mentions, try_cast(deaths AS INTEGER) AS deaths,
                '{found.shape.name}' AS maker, ?::VARCHAR AS file, year(day) AS year
            FROM fresh JOIN codes ON codes.code = fresh.code
                AND codes.mode = coalesce(fresh.mode, '') {joins}
        ) TO '{_literal(room / "events")}' (FORMAT parquet, PARTITION_BY (year),
            FILENAME_PATTERN '{key}-{{i}}')
    """
    tell("writing", 0.0)
    _run(connection, query, [name], lambda share: tell("writing", share))


# a day, a moment or seconds since 1970, as the makers write when a row was published
_PUBLISHED = """CASE
    WHEN length(published) = 14 THEN try_strptime(published, '%Y%m%d%H%M%S')::DATE
    WHEN length(published) = 8 THEN try_strptime(published, '%Y%m%d')::DATE
    WHEN length(published) = 10 AND position('-' IN published) = 0
        THEN make_timestamp(try_cast(published AS BIGINT) * 1000000)::DATE
    ELSE try_cast(published AS DATE) END"""


def _note(
    connection: duckdb.DuckDBPyConnection, path: Path, key: str, found: Recognised,
    aside: dict[str, int], repeated: int,
) -> Imported:  # fmt: skip
    counted = connection.execute(
        """SELECT count(*), min(day)::VARCHAR, max(day)::VARCHAR FROM fresh
            WHERE EXISTS (SELECT 1 FROM codes WHERE codes.code = fresh.code
            AND codes.mode = coalesce(fresh.mode, ''))"""
    ).fetchone()
    rows, first, last = counted or (0, None, None)
    unknown = connection.execute(
        "SELECT count(*) FROM aside WHERE reason = 'unknown code'"
    ).fetchone()
    reasons = {**aside, **({"unknown code": unknown[0]} if unknown and unknown[0] else {})}
    room = Path(connection.execute("SELECT current_setting('temp_directory')").fetchall()[0][0])
    connection.execute(
        f"""COPY (SELECT line, reason, row FROM aside ORDER BY line LIMIT {MOST_ASIDE})
            TO '{_literal(room / "aside.tsv")}' (FORMAT csv, DELIMITER '\t', HEADER)"""
    )
    return Imported(key, path.name, found.shape.name, rows, first, last, reasons, repeated)


def _publish(store: Store, room: Path, note: Imported) -> None:
    """Move the rows into the store, then the note that makes them count."""
    for part in sorted((room / "events").glob("year=*/*.parquet")):
        year = store.folder / "events" / part.parent.name
        year.mkdir(parents=True, exist_ok=True)
        part.replace(year / part.name)
    if note.set_aside:
        kept = store.folder / "set-aside"
        kept.mkdir(exist_ok=True)
        shutil.move(room / "aside.tsv", kept / f"{note.key}.tsv")
    notes = store.folder / "imports"
    notes.mkdir(exist_ok=True)
    written = room / "note.json"
    written.write_bytes(msgspec.json.format(msgspec.json.encode(note)))
    written.replace(notes / f"{note.key}.json")
