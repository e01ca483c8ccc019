"""Terms of one's own from the door: a desk's folder, ``--terms``, ``terms check`` and ``show``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

import crisisdesk as cd
from crisisdesk.cli import app

REPORT = """Border town falls quiet

The Karsan Shield attacked Armenia on March 3, 2024.
"""
GROUPS = "groups:\n  - {code: KSH, name: Karsan Shield, home: AZE, sector: REB}\n"
runner = CliRunner()


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "report.txt"
    path.write_text(REPORT, encoding="utf-8")
    return path


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    terms = tmp_path / "desk" / "terms"
    terms.mkdir(parents=True)
    (terms / "groups.yaml").write_text(GROUPS, encoding="utf-8")
    return terms.parent


def test_a_desk_reads_with_its_own_terms_and_another_desk_does_not(
    tmp_path: Path, desk: Path, report: Path
) -> None:
    with cd.Desk(desk) as own, cd.Desk(tmp_path / "other") as other:
        own.add(report)
        other.add(report)
        assert len(own.events(source="KSH")) == 1
        assert other.events(source="KSH") == []
    assert "KSH" not in cd.read(report).mentions
    assert "KSH" in cd.read(report, terms=desk / "terms").mentions


def test_the_commands_name_the_actor_as_the_terms_do(desk: Path, report: Path) -> None:
    shown = runner.invoke(app, ["events", str(report), "--terms", str(desk / "terms")])
    assert "Karsan Shield" in shown.output
    assert runner.invoke(app, ["add", str(report), "--desk", str(desk)]).exit_code == 0
    assert "Karsan Shield" in runner.invoke(app, ["events", "--desk", str(desk)]).output


def test_reports_read_before_are_read_again_on_demand(tmp_path: Path, report: Path) -> None:
    desk = tmp_path / "desk"
    with cd.Desk(desk) as room:
        room.add(report)
        assert room.events(source="KSH") == [] and room.read_again() == 0
    (desk / "terms").mkdir()
    (desk / "terms" / "groups.yaml").write_text(GROUPS, encoding="utf-8")
    done = runner.invoke(app, ["terms", "apply", "--desk", str(desk)])
    assert "1 report read again, 1 changed" in done.output
    with cd.Desk(desk) as room:
        assert len(room.events(source="KSH")) == 1


def test_terms_are_checked_and_shown(desk: Path) -> None:
    checked = runner.invoke(app, ["terms", "check", str(desk)])
    assert checked.exit_code == 0 and "groups.yaml: in order, 1 entries" in checked.output
    shown = runner.invoke(
        app, ["terms", "show", "Karsan Shield", "--desk", str(desk), "--format", "json"]
    )
    assert json.loads(shown.output)[0] == {
        "kind": "group",
        "code": "KSH",
        "name": "Karsan Shield",
        "detail": "REB",
    }
    assert runner.invoke(app, ["terms", "show", "Karsan Shield"]).exit_code == 1


def test_a_mistake_stops_the_desk_before_it_reads(desk: Path, report: Path) -> None:
    (desk / "terms" / "groups.yaml").write_text(GROUPS.replace("home", "hoem"), encoding="utf-8")
    with pytest.raises(cd.TermsError, match=r"groups\.yaml:2: .*hoem"):
        cd.Desk(desk)
    with pytest.raises(cd.DeskError, match="no folder of terms"):
        cd.read(report, terms=desk / "absent")
