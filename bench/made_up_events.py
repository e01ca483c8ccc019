"""Made-up rows of events in the shape of GDELT's, many and quickly: for measuring what size does to
a stream.

Who acts is drawn as in the news, few often and most hardly ever (Zipf), a third of the time with
one of the actor's few usual counterparts; codes go by a like curve, talks before blows. Days grow
denser over ten years, and one row in thirty became known late. Everything is a function of a row's
number and the seed, computed by DuckDB, so the same rows come out in any number of pieces.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import msgspec

from crisisdesk.formats.streams.coding import cameo_meaning
from crisisdesk.formats.streams.shapes import shapes_file
from crisisdesk.formats.streams.store import COLUMNS, Imported, Store, connect
from crisisdesk.terms.gazetteer import load_gazetteer

FIRST_YEAR, YEARS = 2015, 10
PARTIES = 240
USUAL = 6  # counterparts that an actor turns to a third of the time
_ID = "1000000000 + i"  # of one length, so that they are in order as text, as GDELT's are
PIECE = 5_000_000  # rows made at once
_CODES = (
    "010 020 040 042 043 036 051 111 112 190 173 046 057 110 120 130 084 060 193 141 138 012 013 "
    "061 071 073 081 090 114 115 128 139 145 150 154 161 163 170 172 175 180 182 191 194 195 039 "
    "045 070 072 100 104 123 125 131 140 152 160 164 171 183 202"
).split()
"""CAMEO codes, commonest first, roughly as GDELT has them."""


def shares(years: int = YEARS) -> list[float]:
    """Which share (0..1) of the rows falls in each year: each has a tenth more than the last."""
    sizes = [1.1**year for year in range(years)]
    return [size / sum(sizes) for size in sizes]


def fill_store(store: Store, rows: int, seed: int = 1, parties: int = PARTIES) -> None:
    """Write ``rows`` made-up events straight into a store, as an import of them would lie there:
    a file for each year and piece, with its note; between so many parties."""
    connection = connect()
    _codes_table(connection)
    (store.folder / "imports").mkdir(parents=True, exist_ok=True)
    for key, year, first, last in pieces(rows):
        folder = store.folder / "events" / f"year={year}"
        folder.mkdir(parents=True, exist_ok=True)
        connection.execute(
            f"COPY ({_events(year, first, last, seed, parties)}) TO '{folder}/{key}-0.parquet' "
            "(FORMAT parquet)"
        )
        note = Imported(
            key, f"made-up-{key}.csv", "gdelt", last - first, f"{year}-01-01", f"{year}-12-31"
        )
        (store.folder / "imports" / f"{key}.json").write_bytes(msgspec.json.encode(note))
    connection.close()


def write_export(
    path: Path, rows: int, seed: int = 1, year: int = FIRST_YEAR, first: int = 0
) -> None:
    """Write ``rows`` made-up events of a year, from the number ``first`` on, as a file of GDELT
    2.0: tabs, 61 columns, no header."""
    told = {
        "GLOBALEVENTID": _ID, "SQLDATE": "strftime(day, '%Y%m%d')",
        "DATEADDED": "strftime(published, '%Y%m%d') || '120000'",
        "Actor1CountryCode": "source", "Actor1Name": "source_name",
        "Actor1Type1Code": "source_sector", "Actor2CountryCode": "target",
        "Actor2Name": "target_name", "Actor2Type1Code": "target_sector", "EventCode": "cameo",
        "GoldsteinScale": "score", "NumMentions": "mentions",
        "ActionGeo_FullName": "place", "ActionGeo_Lat": "latitude",
        "ActionGeo_Long": "longitude",
        "SOURCEURL": "'https://made.example/' || i || '/what-happened-on-that-day'",
    }  # fmt: skip
    columns = next(shape.columns for shape in shapes_file().shapes if shape.name == "gdelt")
    listed = ", ".join(f'{told.get(name, "NULL")} AS "{name}"' for name in columns)
    connection = connect()
    _codes_table(connection)
    connection.execute(
        f"COPY (SELECT {listed} FROM ({_drawn(year, first, first + rows, seed, PARTIES)})) "
        f"TO '{path}' "
        "(FORMAT csv, DELIMITER '\t', HEADER false)"
    )
    connection.close()


def pieces(rows: int) -> Iterator[tuple[str, int, int, int]]:
    """Key, year, first row, and last row but one, of every file."""
    start, number = 0, 0
    for place, share in enumerate(shares()):
        end = rows if place == YEARS - 1 else start + round(rows * share)
        for first in range(start, end, PIECE):
            yield f"{number:016x}", FIRST_YEAR + place, first, min(first + PIECE, end)
            number += 1
        start = end


def _codes_table(connection: object) -> None:
    """The table ``codes``: place, code, type, mode, quad and score."""
    lines = ", ".join(_line(place, code) for place, code in enumerate(_CODES))
    connection.execute(  # type: ignore[attr-defined]
        f"CREATE TABLE codes AS FROM (VALUES {lines}) AS _(place, cameo, type, mode, quad, score)"
    )


def _line(place: int, code: str) -> str:
    meaning = cameo_meaning(code)
    if meaning is None:
        raise ValueError(f"{code} is no code of CAMEO")
    kind, mode, quad, score = meaning
    written = (f"'{text}'" if text else "NULL" for text in (kind, mode, quad))
    return f"({place}, '{code}', {', '.join(written)}, {score})"


def _zipf(draw: str, most: int, power: float) -> str:
    """A place from 0 to ``most`` - 1 by the inverse of the continuous Zipf distribution."""
    top = most ** (1 - power) - 1
    return f"least({most - 1}, (power({top} * ({draw}) + 1, {1 / (1 - power)}))::INTEGER - 1)"


def _drawn(year: int, first: int, last: int, seed: int, parties: int) -> str:
    """A query of made-up events, with their codes joined."""

    def number(salt: int, of: str = "i") -> str:
        # one number to hash: DuckDB's joined hash of several leaves them alike
        return f"hash({of} * 64 + {salt} + {seed} * 1000000000000)"

    def chance(salt: int) -> str:
        return f"({number(salt)} / 18446744073709551616.0)"

    days = (date(year + 1, 1, 1) - date(year, 1, 1)).days
    names = sorted(code for code in load_gazetteer().names if len(code) == 3)[:parties]
    listed = "[" + ", ".join(f"'{name}'" for name in names) + "]"
    which = f"({chance(5)} * {USUAL})::INTEGER % {USUAL}"
    usual = f"({number(20, f'(one * {USUAL} + {which})')} % {parties})::INTEGER"
    sectors = "['GOV', 'GOV', 'GOV', 'MIL', 'OPP', NULL]"
    return f"""
        SELECT i, DATE '{year}-01-01' + ({chance(1)} * {days})::INTEGER % {days} AS day,
            CASE WHEN {chance(2)} < 0.03 THEN day + 1 + ({chance(3)} * 364)::INTEGER
                ELSE day END AS published,
            {listed}[one + 1] AS source, {listed}[other + 1] AS target,
            {sectors}[1 + ({number(7)} % 6)::INTEGER] AS source_sector,
            {sectors}[1 + ({number(8)} % 6)::INTEGER] AS target_sector,
            source || ' ACTOR ' || {number(9)} % 200 AS source_name,
            target || ' ACTOR ' || {number(10)} % 200 AS target_name,
            source || ' PLACE ' || {number(11)} % 50 AS place,
            round({chance(12)} * 180 - 90, 4) AS latitude,
            round({chance(13)} * 360 - 180, 4) AS longitude,
            1 + ({number(14)} % 10)::INTEGER AS mentions, codes.*
        FROM (SELECT i, {_zipf(chance(4), parties, 1.05)} AS one,
                CASE WHEN {chance(6)} < 0.33 THEN {usual}
                    ELSE {_zipf(chance(15), parties, 1.05)} END AS other,
                {_zipf(chance(16), len(_CODES), 1.1)} AS which
            FROM range({first}, {last}) AS _(i))
        JOIN codes ON codes.place = which"""


def _events(year: int, first: int, last: int, seed: int, parties: int) -> str:
    """The same as rows of a store."""
    told = {
        "id": _ID, "intensity": "score", "place_country": "source",
        "maker": "'gdelt'", "file": "'made up'", "contexts": "NULL", "deaths": "NULL",
    }  # fmt: skip
    listed = ", ".join(f"({told.get(name, name)})::{kind} AS {name}"
                       for name, kind in COLUMNS.items())  # fmt: skip
    return f"SELECT {listed} FROM ({_drawn(year, first, last, seed, parties)})"
