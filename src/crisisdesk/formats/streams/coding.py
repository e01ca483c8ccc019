"""Tables of a file's actors, codes and places, each folded into ours, for the rows to be joined to.

They are few beside the rows, so they are folded in Python, once each.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crisisdesk.formats.streams.actors import fold_actor
from crisisdesk.formats.streams.shapes import Recognised, shapes_file
from crisisdesk.terms.plover import cameo, cameo_to_plover, intensity_of, quad_of

if TYPE_CHECKING:
    import duckdb

ACTOR = ("name", "country", "sector", "group")
PLACE = "coalesce(place_country, trim(list_last(string_split(place, ','))))"
"""What tells a place's state: its own field, else the end of the place's name."""


def make_tables(connection: duckdb.DuckDBPyConnection, found: Recognised) -> None:
    """Make the tables ``actors``, ``codes`` and ``places`` for the rows of the view ``fresh``."""
    _actors(connection)
    _codes(connection, found)
    _places(connection)


def _actors(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute(
        "CREATE TABLE actors (name VARCHAR, country VARCHAR, sector VARCHAR, grouped VARCHAR, "
        "code VARCHAR, folded VARCHAR)"
    )
    sides = " UNION ".join(
        "SELECT " + ", ".join(f"coalesce({side}_{part}, '')" for part in ACTOR) + " FROM fresh"
        for side in ("source", "target")
    )
    rows = connection.execute(sides).fetchall()
    _insert(connection, "actors", [(*row, *fold_actor(*row)) for row in rows])


def _codes(connection: duckdb.DuckDBPyConnection, found: Recognised) -> None:
    connection.execute(
        "CREATE TABLE codes (code VARCHAR, mode VARCHAR, type VARCHAR, named VARCHAR, "
        "cameo VARCHAR, quad VARCHAR, score DOUBLE)"
    )
    pairs = connection.execute("SELECT DISTINCT code, coalesce(mode, '') FROM fresh").fetchall()
    told = [(*pair, *meaning) for pair in pairs if (meaning := _meaning(found, *pair))]
    _insert(connection, "codes", told)
    connection.execute(
        """INSERT INTO aside SELECT NULL, 'unknown code', concat_ws(' ', id, day, code)
            FROM fresh WHERE NOT EXISTS (SELECT 1 FROM codes WHERE codes.code = fresh.code
            AND codes.mode = coalesce(fresh.mode, ''))"""
    )


def _insert(connection: duckdb.DuckDBPyConnection, table: str, rows: list[Any]) -> None:
    """Many rows at once: one at a time is slow in DuckDB."""
    if not rows:
        return
    import pyarrow as pa

    names = [row[0] for row in connection.execute(f"DESCRIBE {table}").fetchall()]
    columns = [list(column) for column in zip(*rows, strict=True)]
    connection.register("incoming", pa.table(dict(zip(names, columns, strict=True))))
    connection.execute(f"INSERT INTO {table} SELECT * FROM incoming")
    connection.unregister("incoming")


def _meaning(
    found: Recognised, code: str, mode: str
) -> tuple[str | None, str | None, str | None, str, float] | None:
    """Type, mode, CAMEO code, quad and Goldstein score of a maker's code; None if unknown."""
    system = found.shape.system
    if system == "cameo":
        told = cameo_meaning(code)
        return None if told is None else (told[0], told[1], code, told[2], told[3])
    if system == "plover":
        kind = code.upper()
        quad = quad_of(kind)
        return None if quad == "neutral" else (kind, mode or None, None, quad, intensity_of(kind))
    table = shapes_file().codes[system]
    known = table.get(f"{code}|{mode}") or table.get(code)
    if known is None:
        return None
    quad = quad_of(known.type or "")
    return known.type, known.mode, known.cameo, quad, intensity_of(known.type or "", known.cameo)


def cameo_meaning(code: str) -> tuple[str | None, str | None, str, float] | None:
    """PLOVER type and mode, quad and Goldstein score of a CAMEO code; None if unknown."""
    line = cameo(code)
    if line is None:
        return None
    kind, named, _ = cameo_to_plover(line.code) or (None, None, ())
    return kind, named, quad_of(kind or ""), line.score


def _places(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("CREATE TABLE places (written VARCHAR, code VARCHAR)")
    rows = connection.execute(f"SELECT DISTINCT {PLACE} FROM fresh").fetchall()
    _insert(
        connection, "places", [(text, _state(text)) for (text,) in rows if text and len(text) < 60]
    )


def _state(text: str) -> str | None:
    return fold_actor("", text)[0]
