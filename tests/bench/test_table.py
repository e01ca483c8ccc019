"""The table of figures: goals, floors, and what could not be measured."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from bench import reading_table
from bench.table import Absent, Row, hash_of, page, verdict

HIT = Row("tuples, F1", "ours", "ab12", 100, 0.8, goal=0.7, peers="others .72", aside=True)
MISS = Row("speed", "ours", "ab12", 3, 5.0, goal=3.0, unit="s", ceiling=True, timed=True)


def test_a_goal_is_met_from_above_and_a_ceiling_from_below() -> None:
    assert (HIT.met, MISS.met) == (True, False)
    assert Row("x", "d", "h", 1, 0.5).met is None
    assert verdict(MISS) == "at most 3 s: **missed**"


def test_the_page_says_goals_data_and_errors() -> None:
    shown = page([HIT, Row("y", "d", "h", 1, 0.5, errors=("GSR 4: 042 for 043",))], "cmd")
    assert (
        "| tuples, F1 | ours, held aside | 100 | 0.800 | at least 0.700: met | others .72 |"
        in shown
    )
    assert "1 met, 0 missed" in shown and "`ab12`" in shown and "GSR 4: 042 for 043" in shown
    assert "worst" not in page([HIT], "cmd")
    assert page([HIT], "cmd").endswith(f"begins `{HIT.sha256}`")


def test_a_hash_names_the_bytes_and_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"one")
    (tmp_path / "b").write_bytes(b"two")
    assert hash_of(tmp_path / "b", tmp_path / "a") == hash_of(tmp_path / "a", tmp_path / "b")
    assert hash_of(tmp_path / "a") != hash_of(tmp_path / "b")
    with pytest.raises(Absent, match="c is not there"):
        hash_of(tmp_path / "c")


def test_what_slips_below_its_floor_is_told() -> None:
    lowest = yaml.safe_load(reading_table.floors([HIT, MISS], {}))
    assert lowest == {"tuples, F1 (ours)": 0.8}
    worse = Row("tuples, F1", "ours", "ab12", 1000, 0.79)
    better = yaml.safe_load(reading_table.floors([HIT], {"tuples, F1 (ours)": 0.9}))
    assert better == {"tuples, F1 (ours)": 0.9}
    assert reading_table.slipped([HIT], lowest) == []
    assert reading_table.slipped([worse], lowest) == ["tuples, F1 (ours): 0.7900, was 0.8000"]


def test_a_bench_without_its_data_is_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    import bench.brief

    def rows(small: bool) -> list[Row]:
        raise Absent("no corpus")

    monkeypatch.setattr(bench.brief, "rows", rows, raising=False)
    assert reading_table.rows_of("brief", small=True) == ([], "brief: no corpus")
    assert reading_table.rows_of("nowhere", small=True) == ([], "nowhere: no such bench")
