"""The bench of archives counts the time of all processes, and each start once."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from bench import scale
from bench.table import Absent, Row

BUSY = "import time\nwhile time.process_time() < 0.6: pass\ntime.sleep(2)"
# in a process without other children, whose time would count
WATCHED = f"""
import subprocess, sys
from bench.scale import _Watched
with _Watched() as watched:
    subprocess.run([sys.executable, "-c", {BUSY!r}], check=True)
print(watched.processor - watched.own, watched.own)
"""


def figures(**other: float) -> scale.Figures:
    plain = {"clock": 20.0, "processor": 22.0, "own": 3.0, "memory": 210.0}
    return scale.Figures(**{**plain, "written": 500_000, "reports": 101, "set_aside": 0, **other})


def test_time_that_other_processes_take_is_counted_apart_from_ones_own() -> None:
    line = [sys.executable, "-c", WATCHED]
    done = subprocess.run(line, check=True, capture_output=True, text=True)
    others, own = map(float, done.stdout.split())
    assert 0.5 <= others <= 1.5
    assert own < 0.5


def test_a_rate_leaves_the_start_of_each_process_out() -> None:
    found = {
        "start": figures(processor=2.0, own=1.0, reports=1),
        "1": figures(),
        "2": figures(processor=24.0),
    }
    rows = {row.measure: row.value for row in scale._rows(found, 4000, "x", "0" * 16, idle=False)}
    assert rows["one process, a core"] == pytest.approx(200)
    assert rows["two processes, a core"] == pytest.approx(200)
    assert rows["two processes against one, by processor time"] == pytest.approx(2)
    assert rows["handing out and writing, a report"] == pytest.approx(20)
    assert not any("clock" in measure for measure in rows)


def test_the_speed_up_is_by_the_clock_where_nothing_else_runs() -> None:
    found = {"start": figures(processor=2.0), "1": figures(), "2": figures(clock=10.5)}
    found["ray"] = figures(clock=16.0)
    rows = {row.measure: row for row in scale._rows(found, 4000, "x", "0" * 16, idle=True)}
    assert rows["speed-up of two processes, by the clock"].value == pytest.approx(20 / 10.5)
    assert rows["speed-up of two processes, by the clock"].met
    assert rows["two on Ray, by the clock"].value == pytest.approx(250)


def test_speed_at_scale_is_no_floor() -> None:
    with pytest.raises(Absent):
        scale.rows(small=True)


def test_lists_of_rows_and_pages_are_timed_by_what_is_in_them(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Chile waited. Peru did not.", encoding="utf-8")
    for kind in scale.LISTED:
        assert scale.listing(tmp_path, kind, 300) > 0


def test_the_plan_follows_from_the_figures() -> None:
    found = {"start": figures(processor=2.0), "1": figures(), "2": figures(processor=24.0)}
    rows = scale._rows(found, 3000, "x", "0" * 16, idle=False)
    rows.append(Row("listed, pages.warc.gz", "x", "0" * 16, 1, 10_000.0))
    told = scale.plan(rows)  # 150 sentences a second: 5 reports of 30
    assert "5.0 reports a second" in told
    assert "| core hours | 2,778 | 16.7 a day |" in told
    assert "| dollars | 83.33 to 138.89 | 0.50 to 0.83 |" in told
    assert "| hours of the one process that lists | 1.4 |" in told
