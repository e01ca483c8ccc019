"""A desk through the real command line: made, found from within, set by file and environment."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from test_cli import REPORT, run


@pytest.fixture
def room(tmp_path: Path) -> Path:
    assert run("init", "room", "--name", "North", cwd=tmp_path).returncode == 0
    (tmp_path / "room" / "report.txt").write_text(REPORT, encoding="utf-8")
    return tmp_path / "room"


def test_within_a_desk_no_command_needs_its_name(room: Path) -> None:
    deep = room / "clippings"
    deep.mkdir()
    done = run("add", "../report.txt", cwd=deep)
    assert done.stdout == b"1 added, 0 known before\n"
    assert done.stderr.decode() == f"desk {room.resolve()}\n"
    listed = json.loads(run("list", "--format", "json", cwd=deep).stdout)
    assert [card["title"] for card in listed] == ["Norway and Sweden weigh a reply"]
    assert run("brief", "--no-html", cwd=deep).stdout.startswith(b"Russia against Norway\n")


def test_reports_that_are_named_are_not_put_into_the_desk_around(room: Path) -> None:
    assert run("brief", "report.txt", "--no-html", cwd=room).returncode == 0
    assert json.loads(run("list", "--format", "json", cwd=room).stdout) == []


def test_outside_of_any_desk_one_has_to_be_named(tmp_path: Path) -> None:
    done = run("add", "report.txt", cwd=tmp_path)
    assert done.returncode == 2
    assert b"name a desk with --desk" in done.stderr


def test_the_environment_stands_for_options(
    room: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("add", "report.txt", cwd=room)
    monkeypatch.setenv("CRISISDESK_DESK", str(room))
    assert len(json.loads(run("list", "--format", "json", cwd=tmp_path).stdout)) == 1
    monkeypatch.setenv("CRISISDESK_ABOUT", "IND-PAK")
    done = run("brief", "--no-html", cwd=tmp_path)
    assert done.returncode == 1
    assert b"no report names IND-PAK" in done.stderr
    assert run("brief", "--no-html", "--about", "Russia-Norway", cwd=tmp_path).returncode == 0


def test_a_mistake_in_the_settings_is_one_line(room: Path) -> None:
    with (room / "desk.toml").open("a", encoding="utf-8") as file:
        file.write("horizon = 'long'\n")
    done = run("list", cwd=room)
    assert done.returncode == 1
    last = done.stderr.decode().splitlines()[-1]
    assert "desk.toml:" in last
    assert "Expected `int`" in last


def test_a_desk_is_made_once(room: Path) -> None:
    done = run("init", "room", cwd=room.parent)
    assert done.returncode == 1
    assert b"already" in done.stderr
