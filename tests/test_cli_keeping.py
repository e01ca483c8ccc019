"""Corrections, withdrawals and the desk's two times through the real command line."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from test_cli import run

from crisisdesk.desk import LEDGER, Desk
from tests.clocks import Clock
from tests.desk.test_keeping import CORRECTED, FIRST, OTHER


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A desk with the first report since 5 May 2023, and two more reports beside it."""
    for name, text in {"first": FIRST, "corrected": CORRECTED, "other": OTHER}.items():
        (tmp_path / f"{name}.md").write_text(text, encoding="utf-8")
    with Desk(tmp_path / "room", now=Clock("2023-05-05T08:00:00")) as desk:
        desk.add(tmp_path / "first.md")
    return tmp_path


def test_a_correction_is_told_listed_and_shown(folder: Path) -> None:
    done = run("add", "corrected.md", "other.md", "--desk", "room", cwd=folder)
    assert done.stdout == b"2 added, 0 known before, 1 no longer counted\n"
    assert b"no longer counts: corrected by report" in done.stderr
    listed = json.loads(run("list", "--desk", "room", "--format", "json", cwd=folder).stdout)
    gone = [card for card in listed if card.get("superseded")]
    assert [(c["title"], c["superseded"]["kind"], c["superseded"]["day"]) for c in gone] == [
        ("Chile and Peru recall their envoys", "correction", "2023-05-04")
    ]
    told = run("show", gone[0]["id"], "--desk", "room", cwd=folder).stdout.decode()
    assert "no longer counts" in told
    assert "attacked Peru" in told, "it is still there to be read"
    shown = run("brief", "--desk", "room", cwd=folder)
    assert b"no longer counts: corrected by report 2, on 4 May 2023" in b" ".join(
        shown.stdout.split()
    )
    assert "No longer counted" in (folder / "brief.html").read_text(encoding="utf-8")


def test_a_brief_of_the_past_comes_back_and_what_came_later_is_told_beside_it(
    folder: Path,
) -> None:
    first = run("brief", "--desk", "room", "--format", "md", cwd=folder)
    run("add", "corrected.md", "--desk", "room", cwd=folder)
    now = run("brief", "--desk", "room", "--format", "md", cwd=folder)
    then = run(
        "brief", "--desk", "room", "--format", "md", "--recorded-by", "2023-05-05", cwd=folder
    )
    assert then.stdout == first.stdout != now.stdout
    assert b"since then, report 1 was corrected by report" in then.stderr
    bad = run("brief", "--desk", "room", "--recorded-by", "Monday", cwd=folder)
    assert (bad.returncode, bad.stdout) == (1, b"")
    assert bad.stderr.count(b"\n") == 1


def test_a_report_is_withdrawn_and_reinstated(folder: Path) -> None:
    (card,) = json.loads(run("list", "--desk", "room", "--format", "json", cwd=folder).stdout)
    reason = ("--reason", "nobody else saw it", "--day", "2023-05-06")
    done = run("withdraw", card["id"][:8], *reason, "--desk", "room", cwd=folder)
    assert (done.returncode, done.stderr.decode()) == (
        0, f"{card['id']} no longer counts from 2023-05-06 on: withdrawn\n",
    )  # fmt: skip
    table = run("list", "--desk", "room", cwd=folder, columns=200).stdout.decode()
    assert "withdrawn on 6 May 2023: nobody else saw it" in table
    assert run("brief", "--desk", "room", cwd=folder).returncode == 1
    done = run("reinstate", card["id"], "--desk", "room", cwd=folder)
    assert done.stderr.decode() == f"{card['id']} counts again\n"
    for wrong in (
        ("withdraw", "ffff", *reason),
        ("correct", card["id"], card["id"]),
        ("reinstate", card["id"]),
    ):
        bad = run(*wrong, "--desk", "room", cwd=folder)
        assert (bad.returncode, bad.stderr.count(b"\n")) == (1, 1), wrong


def test_a_desk_is_checked_mended_and_copied(folder: Path) -> None:
    whole = run("check", "--desk", "room", cwd=folder)
    assert (whole.returncode, whole.stdout) == (0, b"the desk is whole\n")
    assert run("backup", "copy", "--desk", "room", cwd=folder).returncode == 0
    with closing(sqlite3.connect(folder / "room" / LEDGER)) as outside:
        outside.execute("UPDATE events SET record = 'x'")
        outside.commit()
    broken = run("check", "--desk", "room", "--format", "json", cwd=folder)
    assert broken.returncode == 1
    assert [fault["done"] for fault in json.loads(broken.stdout)] == [False]
    mended = run("check", "--desk", "room", "--repair", cwd=folder)
    assert (mended.returncode, b"put right: read it again" in mended.stdout) == (0, True)
    brief = run("brief", "--desk", "room", "--format", "md", cwd=folder)
    copy = run("brief", "--desk", "copy", "--format", "md", cwd=folder)
    assert brief.stdout == copy.stdout
