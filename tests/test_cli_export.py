"""Export through the real command line: to a file, a folder and standard output."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from test_cli import REPORT, run


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("export")
    (made / "one.txt").write_text(REPORT, encoding="utf-8")
    assert run("add", "one.txt", "--desk", "room", cwd=made).returncode == 0
    return made / "room"


def test_one_kind_goes_to_standard_output(room: Path) -> None:
    done = run("export", "events", cwd=room)
    events = [json.loads(line) for line in done.stdout.splitlines()]
    listed = json.loads(run("events", "--format", "json", cwd=room).stdout)
    assert [event["id"] for event in events] == [event["id"] for event in listed]
    assert all(event["of"]["title"] == "Norway and Sweden weigh a reply" for event in events)


def test_all_kinds_go_to_a_folder(room: Path, tmp_path: Path) -> None:
    done = run("export", "--out", f"{tmp_path}/out/", "--format", "csv", cwd=room)
    assert done.returncode == 0, done.stderr
    made = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert made == ["events.csv", "reports.csv", "statements.csv", "ties.csv"]
    with (tmp_path / "out" / "reports.csv").open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    assert row["text"] == REPORT
    assert b"1 report" in done.stderr


def test_what_cannot_be_written_is_one_line(room: Path, tmp_path: Path) -> None:
    for arguments in (("export",), ("export", "events", "--out", str(tmp_path / "no" / "x.csv"))):
        done = run(*arguments, cwd=room)
        assert done.returncode == 1
        assert done.stderr.decode().splitlines()[-1].startswith("crisisdesk: ")
    assert run("export", "events", "--about", "IND-PAK", cwd=room).stdout == b""
