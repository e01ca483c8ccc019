"""Many small imports become one, so that a store which takes a file every quarter of an hour stays
quick to read.

What is written counts from the moment on at which its note is there; the same note says whose
place it takes, so that nothing is ever missing or there twice. The old files stay until the next
join, since somebody may be reading them.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Sequence
from pathlib import Path

import msgspec

from crisisdesk.errors import StreamError
from crisisdesk.formats.streams.store import Imported, Store, connect

MANY = 96
"""So many small imports of one maker are worth a join; a day has so many quarters of an hour."""
SMALL = 1_000_000
"""An import with more rows is left alone."""


def join_imports(store: Store, maker: str, many: int = MANY) -> Imported | None:
    """Join the small imports of a maker where there are ``many``; None where there are not.

    Raises StreamError where a file cannot be read or written; the store then stays as it was.
    """
    try:
        with store.alone():
            small = [note for note in store.imports if note.maker == maker and note.rows < SMALL]
            if len(small) < many:
                return None
            _sweep(store)
            with tempfile.TemporaryDirectory(prefix="join-", dir=store.folder) as room:
                return _join(store, small, Path(room))
    except OSError as error:
        raise StreamError(str(store.folder), error.strerror or str(error)) from error


def _join(store: Store, small: Sequence[Imported], room: Path) -> Imported:
    import duckdb

    note = _note(small)
    parts = store.parts()
    files = [str(path) for one in small for path in parts.get(one.key, ())]
    connection = connect(room)
    try:
        if files:
            events = connection.read_parquet(files, hive_partitioning=False)
            events.create_view("small")
            connection.execute(
                f"""COPY (SELECT *, year(day) AS year FROM small)
                    TO '{str(room / "events").replace("'", "''")}'
                    (FORMAT parquet, PARTITION_BY (year), FILENAME_PATTERN '{note.key}-{{i}}')"""
            )
    except duckdb.Error as error:
        raise StreamError(str(store.folder), f"cannot be joined: {error}") from error
    finally:
        connection.close()
    for part in sorted((room / "events").glob("year=*/*.parquet")):
        target = store.folder / "events" / part.parent.name
        target.mkdir(parents=True, exist_ok=True)
        part.replace(target / part.name)
    written = room / "note.json"
    written.write_bytes(msgspec.json.encode(note))
    written.replace(store.folder / "imports" / f"{note.key}.json")
    return note


def _note(small: Sequence[Imported]) -> Imported:
    keys = sorted(key for note in small for key in (note.key, *note.joined))
    aside: dict[str, int] = {}
    for note in small:
        for reason, number in note.set_aside.items():
            aside[reason] = aside.get(reason, 0) + number
    return Imported(
        key=hashlib.sha256("".join(keys).encode()).hexdigest()[:16],
        file=f"{len(keys)} files",
        maker=small[0].maker,
        rows=sum(note.rows for note in small),
        first=min((note.first for note in small if note.first), default=None),
        last=max((note.last for note in small if note.last), default=None),
        set_aside=aside,
        repeated=sum(note.repeated for note in small),
        joined=tuple(keys),
    )


def _sweep(store: Store) -> None:
    """Remove what the last joins took the place of."""
    gone = {key for note in store.imports for key in note.joined}
    for key, parts in store.parts().items():
        if key in gone:
            for part in parts:
                part.unlink(missing_ok=True)
    for key in gone:
        (store.folder / "imports" / f"{key}.json").unlink(missing_ok=True)
