"""No command loads the texts of a whole desk for what it shows of a few reports."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from bench.made_up import World
from crisisdesk.cli import app
from crisisdesk.desk import Desk
from crisisdesk.record.ledger import Ledger

MANY = 60


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A desk of many reports with a kept question."""
    world = World()
    one, other = world.crisis(0)
    with Desk(tmp_path / "desk") as made:
        for reading in world.readings(MANY):
            made._ledger.add(reading)
        made.questions.ask(f"Will {one} attack {other} by 1 June 2030?")
    return tmp_path / "desk"


@pytest.mark.parametrize(
    "line",
    [
        ["questions", "show", "1"],
        ["questions", "resolve", "1"],
        ["sources", "--limit", "10"],
        ["list", "--limit", "10"],
        ["statements", "--limit", "10"],
        ["backup", "copy"],
        ["terms", "apply"],
    ],
    ids=lambda line: " ".join(line[:2]),
)
def test_a_command_loads_the_texts_that_it_shows(
    desk: Path, line: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded = []
    rows = Ledger._readings, Ledger.reports

    def readings(self: Ledger, *given: Any) -> Any:
        found = rows[0](self, *given)
        loaded.append(len(found))
        return found

    def reports(self: Ledger, *given: Any, **more: Any) -> Any:
        found = rows[1](self, *given, **more)
        loaded.append(len(found))
        return found

    monkeypatch.setattr(Ledger, "_readings", readings)
    monkeypatch.setattr(Ledger, "reports", reports)
    monkeypatch.setattr("crisisdesk.reading.read_report", lambda report, extras: None)
    monkeypatch.setattr(Desk, "_amended", lambda self, fresh: None)
    monkeypatch.setattr(Ledger, "add", lambda self, reading, **more: True)
    monkeypatch.chdir(desk.parent)
    (desk / "desk.toml").write_text("reports = 20\n")
    done = CliRunner().invoke(app, [*line, "--desk", str(desk)], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    assert max(loaded, default=0) <= 20
