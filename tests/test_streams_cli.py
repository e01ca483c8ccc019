"""Import and forecast from end to end, in a process of their own."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest

from bench.made_up_events import fill_store
from crisisdesk.desk import Desk

HEAD = "Event ID\tEvent Date\tCAMEO Code\tSource Country\tTarget Country"


def run(*arguments: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "crisisdesk.cli", *map(str, arguments)],
        cwd=cwd, capture_output=True, text=True, timeout=120, check=False, encoding="utf-8",
    )  # fmt: skip


@pytest.fixture
def events(tmp_path: Path) -> Path:
    """A year of weekly strikes of one state on another, and one row without a day."""
    days = [date(2023, 1, 1) + timedelta(days=7 * week) for week in range(52)]
    rows = [f"{i}\t{day}\t190\tRussia\tUkraine" for i, day in enumerate(days)]
    path = tmp_path / "events.tab"
    path.write_text("\n".join([HEAD, *rows, "x\tsomeday\t190\tRussia\tUkraine"]) + "\n")
    return path


def test_a_file_comes_in_once_and_its_bad_rows_are_told(events: Path, tmp_path: Path) -> None:
    first = run("import", events, "--desk", "d", cwd=tmp_path)
    assert first.returncode == 0, first.stderr
    assert "52 events of icews, 2023-01-01 to 2023-12-24; set aside 1 no day" in first.stdout
    again = run("import", events, "--desk", "d", "--format", "json", cwd=tmp_path)
    assert [note["known"] for note in json.loads(again.stdout)] == [True]


def test_a_bad_file_is_one_line_and_the_others_come_in(events: Path, tmp_path: Path) -> None:
    (tmp_path / "bad.csv").write_text("a,b\n1,2\n")
    done = run("import", "bad.csv", "missing.tab", events, "--desk", "d", cwd=tmp_path)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 2
    assert "bad.csv: no known file of events" in done.stderr and "missing.tab" in done.stderr
    assert "52 events" in done.stdout


def test_a_forecast_from_a_file(events: Path, tmp_path: Path) -> None:
    asked = ("--source", "Russia", "--target", "Kyiv", "--kind", "force", "--days", "30")
    told = run("forecast", *asked, "--from", events, cwd=tmp_path)
    assert told.returncode == 0, told.stderr
    assert "ASSAULT by Russia towards Ukraine within 30 days of 2023-12-24" in told.stdout
    assert "came true" in told.stdout and "[icews 51]" in told.stdout
    found = json.loads(
        run("forecast", *asked, "--from", events, "--format", "json", cwd=tmp_path).stdout
    )
    assert found[0]["interval"][0] <= found[0]["probability"] <= found[0]["interval"][1]
    table = run("forecast", "--top", "2", "--moved", "--from", events, cwd=tmp_path)
    assert "A week ago" in table.stdout or "ASSAULT by Russia" in table.stdout


@pytest.mark.parametrize(
    ("arguments", "status", "reason"),
    [
        (("--source", "RUS"), 2, "--desk DIR"),
        (("--source", "RUS", "--desk", "none"), 1, "there is no desk here"),
        (("--kind", "tickling", "--from", "events.tab"), 1, "no kind of event"),
        (("--days", "0", "--from", "events.tab"), 1, "horizon of 0 days"),
        (("--source", "Atlantis", "--from", "events.tab"), 1, "names nobody known"),
        (("--as-of", "yesterday", "--from", "events.tab"), 1, "is no day"),
    ],
)
def test_what_makes_no_sense_is_one_line(
    arguments: tuple[str, ...], status: int, reason: str, events: Path, tmp_path: Path
) -> None:
    done = run("forecast", *arguments, cwd=tmp_path)
    assert done.returncode == status
    assert reason in done.stderr and "Traceback" not in done.stderr


def test_a_backtest_and_a_refit_within_limits(events: Path, tmp_path: Path) -> None:
    run("import", events, "--desk", "d", "--memory", "500MB", "--threads", "1", cwd=tmp_path)
    asked = ("backtest", "--desk", "d", "--since", "2023", "--memory", "500MB", "--threads", "1")
    told = run(*asked, "--days", "30", "--days", "90", cwd=tmp_path)
    assert told.returncode == 0, told.stderr
    assert "ASSAULT within 90 days" in told.stdout and "icews: 1 files" in told.stdout
    found = json.loads(run(*asked, "--format", "json", cwd=tmp_path).stdout)
    (line,) = found["lines"]
    assert (line["year"], line["n"], line["came"]) == ("2023", 10, 1.0)
    assert found["events"] == 52
    for wrong, why in ((("--memory", "much"), "no amount of memory"), (("--days", "900"), "900")):
        done = run("backtest", "--desk", "d", "--since", "2023", *wrong, cwd=tmp_path)
        assert done.returncode == 1 and why in done.stderr
    done = run("refit", "--desk", "d", "--memory", "500MB", cwd=tmp_path)
    assert done.returncode == 1 and "500 are needed" in done.stderr
    done = run("refit", "--desk", "d", "--odds", "--engine", "tractor", cwd=tmp_path)
    assert done.returncode == 1 and "no engine" in done.stderr
    done = run("refit", "--desk", "d", "--odds", cwd=tmp_path)
    assert done.returncode == 1 and "three years" in done.stderr


def test_odds_are_fitted_on_a_desks_own_stream(tmp_path: Path) -> None:
    with Desk(tmp_path / "d") as desk:
        fill_store(desk.stream, 20_000, parties=8)
    asked = ("refit", "--desk", "d", "--odds", "--kind", "force", "--dyads", "2")
    told = run(*asked, "--memory", "500MB", "--threads", "1", cwd=tmp_path)
    assert told.returncode == 0, told.stderr
    assert "ASSAULT" in told.stdout and "from 2022-06-01 to 2024-07-01" in told.stdout
    assert (tmp_path / "d/stream/odds/card.json").exists() == ("yes" in told.stdout)


REPORT = (
    "Moscow warns Kyiv\n26 December 2023\n\n"
    "MOSCOW - Russia threatened Ukraine with a military strike on Monday. Ukraine kept calm.\n"
)


def test_a_brief_hears_the_desk_s_events_and_cites_their_rows(events: Path, tmp_path: Path) -> None:
    (tmp_path / "report.txt").write_text(REPORT, encoding="utf-8")

    def strike() -> dict[str, object]:
        told = run("brief", "--desk", "d", "--format", "json", cwd=tmp_path)
        assert told.returncode == 0, told.stderr
        return next(
            one for one in json.loads(told.stdout)["answers"] if "Russia use force" in str(one)
        )

    assert run("add", "report.txt", "--desk", "d", cwd=tmp_path).returncode == 0
    before = json.dumps(strike())
    assert run("import", events, "--desk", "d", cwd=tmp_path).returncode == 0
    after = json.dumps(strike())
    assert "coded events" not in before
    assert "coded events: odds of" in after and "events.tab 51 (2023-12-24" in after
    asked = run(
        *("ask", "Will Russia strike Ukraine?", "--desk", "d", "--what-if", "RUS-UKR force=yes"),
        cwd=tmp_path,
    )
    assert asked.returncode == 0 and "coded events" in asked.stdout
