"""Partitions hold the very rows that an output without them holds."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from intake.quick import hire_quick

from crisisdesk.errors import StoreError
from crisisdesk.intake import parts, worker
from crisisdesk.intake.archive import read_to
from crisisdesk.intake.partitions import partition_of

pytest.importorskip("pyarrow")
duckdb = pytest.importorskip("duckdb")

DAYS = ("2025-03-31", "2025-04-01", "2025-04-01", "2025-04", "2024", None)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "_WORKER", worker._WORKER)
    hire_quick(worker)


@pytest.fixture
def rows(tmp_path: Path) -> Path:
    path = tmp_path / "in.jsonl"
    days = [DAYS[i % len(DAYS)] for i in range(80)]
    texts = (f"Envoy {i} was recalled from the capital of Peru." for i in range(80))
    lines = [{"text": text, "published": day} for text, day in zip(texts, days, strict=True)]
    path.write_text("".join(json.dumps(line) + "\n" for line in [*lines, {"text": "1 234 567"}]))
    return path


def table(folder: Path, name: str, hive: bool) -> list[dict[str, Any]]:
    found = duckdb.sql(
        f"SELECT * FROM read_parquet('{folder}/{name}/**/*.parquet', "
        f"hive_partitioning = {str(hive).lower()}, filename = true)"
    )
    taken = [dict(zip(found.columns, row, strict=True)) for row in found.fetchall()]
    # a part's rows in the order of its inputs, whatever files they are in
    return sorted(taken, key=lambda row: (Path(row["filename"]).name, row.get("source") or ""))


def plain(rows: list[dict[str, Any]], *left_out: str) -> list[dict[str, Any]]:
    return [{k: v for k, v in row.items() if k not in ("filename", *left_out)} for row in rows]


@pytest.mark.parametrize("by", ["month", "day"])
def test_partitions_hold_row_for_row_what_is_there_without(
    rows: Path, tmp_path: Path, quick: None, by: Any
) -> None:
    whole = read_to([rows], tmp_path / "whole", processes=2)
    apart = read_to([rows], tmp_path / "apart", by=by, processes=1)
    assert apart.rows == whole.rows == {"reports": 80, "events": 80, "set_aside": 1}
    for name in parts.TABLES:
        if name not in whole.rows:
            continue
        mine = table(tmp_path / "apart", name, True)
        theirs = table(tmp_path / "whole", name, False)
        key = lambda row: sorted((k, str(v)) for k, v in row.items())  # noqa: E731
        assert sorted(plain(mine, by), key=key) == sorted(plain(theirs), key=key)
        if name == "set_aside":
            continue
        length = {"month": 7, "day": 10}[by]
        assert {(row[by], row["published"]) for row in mine} == {
            (day[:length] if day else "unknown", day) for day in DAYS
        }


def test_pyarrow_reads_the_partitions_as_one_set(rows: Path, tmp_path: Path, quick: None) -> None:
    from pyarrow import dataset

    read_to([rows], tmp_path / "out", by="month", processes=1)
    events = dataset.dataset(tmp_path / "out" / "events", partitioning="hive")
    april = events.to_table(filter=dataset.field("month") == "2025-04")
    assert set(april["published"].to_pylist()) == {"2025-04-01", "2025-04"}
    assert events.count_rows() == 80


def test_a_job_by_month_goes_on_where_it_stopped(rows: Path, tmp_path: Path, quick: None) -> None:
    out = tmp_path / "out"
    read_to([rows], out, by="month", processes=1)
    before = {path.relative_to(out): path.read_bytes() for path in out.rglob("*.parquet")}
    (out / "manifest" / "part-0000001.json").unlink()  # as if ended before its note was written
    stray = out / "events" / "month=1999-01" / "part-0000001.parquet"
    stray.parent.mkdir()
    stray.write_bytes(b"half of a file")
    found = read_to([rows], out, by="month", processes=1)
    assert (found.parts, found.kept) == (6, 5)
    assert {path.relative_to(out): path.read_bytes() for path in out.rglob("*.parquet")} == before


def test_what_changed_its_month_is_not_left_where_it_was(
    rows: Path, tmp_path: Path, quick: None
) -> None:
    out = tmp_path / "out"
    read_to([rows], out, by="month", processes=1)
    rows.write_text(rows.read_text().replace('"2024"', '"2023"'))
    found = read_to([rows], out, by="month", processes=1)
    assert found.kept == 1  # the one row that is no report is as it was
    assert {row["month"] for row in table(out, "events", True)} == {
        "2025-03", "2025-04", "2023", "unknown",
    }  # fmt: skip
    assert not list(out.glob("*/month=2024/*"))


def test_another_partition_is_another_job(rows: Path, tmp_path: Path, quick: None) -> None:
    read_to([rows], tmp_path / "out", by="month", processes=1)
    with pytest.raises(StoreError, match="with --by month"):
        read_to([rows], tmp_path / "out", by="day", processes=1)


@given(st.none() | st.text(), st.sampled_from(["month", "day"]))
def test_whatever_a_report_says_of_its_day_its_folder_is_one_of_ours(
    published: str | None, by: Any
) -> None:
    found = partition_of(published, by)
    assert re.fullmatch(rf"{by}=(unknown|[0-9]{{4}}(-[0-9]{{2}}(-[0-9]{{2}})?)?)", found)
