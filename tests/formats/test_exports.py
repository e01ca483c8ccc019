"""The record for other programs: every record once, in the same columns, safe in a spreadsheet."""

from __future__ import annotations

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crisisdesk.formats.exports import KINDS, columns, write
from crisisdesk.terms.records import Actor, Date, Event, Reading, Report, Span, Statement, Tie

TEXT = "=1+1 said Russia; Iran replied."


def reading(text: str = TEXT) -> Reading:
    span = Span("r1", 0, 4)
    return Reading(
        Report("r1", text, outlet="Wire", published=Date("2025-04-01"), url="https://a.example"),
        statements=(Statement("s1", "direct", text, span, Actor("RUS", "GOV", "Peskov")),),
        events=(
            Event("e1", "THREATEN", (Actor("RUS", "GOV"), Actor("IRN", "MIL")), (), "happened",
                  span, span, intensity=-4.0, date=Date("2025-04")),
        ),
        ties=(Tie("t1", "alliance", ("RUS", "IRN"), span),),
    )  # fmt: skip


def made(kind: str, form: str, *readings: Reading) -> bytes:
    out = io.BytesIO()
    count = write(kind, form, readings, out)
    assert count == len(readings)
    return out.getvalue()


@pytest.mark.parametrize("kind", KINDS)
def test_json_lines_hold_the_records_as_they_are(kind: str) -> None:
    first, second = made(kind, "jsonl", reading(), reading()).decode().splitlines()
    assert first == second
    assert json.loads(first)["id"] == {"r": "r1"}.get(kind[0], f"{kind[0]}1")


@pytest.mark.parametrize("kind", KINDS)
def test_csv_and_parquet_have_the_same_columns_and_rows(kind: str) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    rows = list(csv.DictReader(io.StringIO(made(kind, "csv", reading()).decode())))
    table = parquet.read_table(io.BytesIO(made(kind, "parquet", reading())))
    assert tuple(rows[0]) == tuple(table.column_names) == columns(kind)
    (row,) = table.to_pylist()
    told = {name: "" if value is None else str(value) for name, value in row.items()}
    assert {name: value.removeprefix("'") for name, value in rows[0].items()} == told


def test_an_events_row_cites_and_names() -> None:
    (row,) = csv.DictReader(io.StringIO(made("events", "csv", reading()).decode()))
    assert (row["source"], row["source_sectors"], row["target"]) == ("RUS;IRN", "GOV;MIL", "")
    assert (row["report"], row["start"], row["end"]) == ("r1", "0", "4")
    assert (row["evidence"], row["date"], row["published"]) == ("'=1+1", "2025-04", "2025-04-01")
    assert row["intensity"] == "-4.0", "a number stays a number"


@given(st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=4, max_size=60))
def test_any_text_comes_back_from_csv(text: str) -> None:
    (row,) = csv.DictReader(io.StringIO(made("reports", "csv", reading(text)).decode(), newline=""))
    assert row["text"] in (text, f"'{text}")
    assert not row["text"].startswith(("=", "+", "-", "@"))
