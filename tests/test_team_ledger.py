"""A team's ledger: desks of several people whose record is on one PostgreSQL server."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from test_cli import REPORT, run
from test_together import REPORT as ENVOYS
from typer.testing import CliRunner

from crisisdesk.cli import app
from crisisdesk.desk import LEDGER, Desk, check_desk, config, init
from crisisdesk.errors import DeskError, TermsError
from crisisdesk.watch import Watch
from tests.servers import PASSWORD, Server

pytest.importorskip("psycopg")
MORE = """Finland offers to mediate

HELSINKI, March 5, 2024 - Finland offered to mediate between Norway and Russia, its president said.
"""

Told = Callable[..., str]


@pytest.fixture(scope="module")
def team(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which two people have a desk each, on one ledger; Anna added two reports."""
    folder, url = tmp_path_factory.mktemp("team"), server.url()
    (folder / "report.txt").write_text(REPORT, encoding="utf-8")
    (folder / "more.txt").write_text(MORE, encoding="utf-8")
    for name in ("anna", "boris"):
        done = CliRunner().invoke(app, ["init", str(folder / name), "--ledger", url])
        assert done.exit_code == 0, done.output
    with Desk(folder / "anna") as desk:
        desk.add(folder / "report.txt", folder / "more.txt")
    return folder


@pytest.fixture
def told(team: Path, monkeypatch: pytest.MonkeyPatch) -> Told:
    """What a command at Boris's desk prints."""
    monkeypatch.setenv("CRISISDESK_DESK", str(team / "boris"))
    monkeypatch.setenv("COLUMNS", "160")  # so that no table breaks a title

    def at_boris(*line: str) -> str:
        done = CliRunner().invoke(app, line, catch_exceptions=False)
        assert done.exit_code == 0, done.output
        return done.output

    return at_boris


# --- the commands


def test_what_one_adds_all_have(team: Path, told: Told) -> None:
    assert "Norway and Sweden weigh a reply" in told("list")
    assert not (team / "anna" / LEDGER).exists()
    assert told("add", str(team / "more.txt")).endswith("0 added, 1 known before\n")
    assert "Barth Eide" in told("statements")
    assert "THREATEN" in told("events", "--source", "RUS")
    assert "Finland offers to mediate" in told("search", "mediation", "president")
    assert "March" in told("timeline")
    assert "Russia against Norway" in told("brief", "--no-html")
    assert "AID" in told("show", "1", "--format", "json")
    assert "Russia" in told("ask", "Will Russia attack Norway?")
    assert json.loads(told("export", "events").splitlines()[0])
    assert told("code", "--format", "json").startswith("[")
    assert told("check") == "the desk is whole\n"


def test_what_was_known_on_a_day_is_asked_of_a_server_too(told: Told) -> None:
    assert len(json.loads(told("list", "--as-of", "2024-03-04", "--format", "json"))) == 1
    assert json.loads(told("list", "--recorded-by", "2024-12-31", "--format", "json")) == []


def test_questions_are_kept_and_scored_on_a_server(told: Told) -> None:
    told("questions", "ask", "Will Russia attack Norway by 1 June 2024?")
    told("questions", "resolve", "1", "--no", "--note", "nothing came of it", "--source", "x")
    assert "Brier" in told("score")
    assert "Will Russia attack Norway" in told("questions", "list", "--status", "resolved")


def test_what_one_corrects_holds_for_all(team: Path, told: Told) -> None:
    (card,) = json.loads(told("search", "mediate", "Finland", "--format", "json"))
    name = card["report"]["id"]
    told("withdraw", name, "--reason", "not confirmed", "--day", "2024-03-10")
    with Desk(team / "anna") as desk:
        assert len(desk.reports()) == 1
        assert len(desk.reports("2024-03-09")) == 2
    told("reinstate", name)
    told("amend", name, "E1", "target=SWE", "--by", "boris", "--desk", str(team / "boris"))
    with Desk(team / "anna") as desk:
        assert [one.who for one in desk.amendments()] == ["boris"]


def test_a_copy_is_a_desk_of_its_own_and_goes_back_onto_a_server(
    team: Path, server: Server, tmp_path: Path, told: Told
) -> None:
    told("backup", str(tmp_path / "copy"))
    with Desk(team / "anna") as desk, Desk(tmp_path / "copy") as copy:
        assert copy.file.kind == "sqlite"
        assert copy.readings() == desk.readings()
    assert check_desk(tmp_path / "copy") == []
    again = ["init", str(tmp_path / "again"), "--from", str(tmp_path / "copy")]
    done = CliRunner().invoke(app, [*again, "--ledger", server.url()])
    assert "2 reports taken over" in done.output
    with Desk(tmp_path / "again") as desk, Desk(tmp_path / "copy") as copy:
        assert desk.file.kind == "postgresql"
        assert copy.readings() == desk.readings()
        with pytest.raises(DeskError, match="not empty"):
            desk.take_over(tmp_path / "copy")
        with pytest.raises(DeskError, match="no desk"):
            desk.take_over(tmp_path / "nowhere")


def test_one_watches_at_a_time(team: Path) -> None:
    silent = lambda line: None  # noqa: E731
    with (
        Desk(team / "anna") as anna,
        Desk(team / "boris") as boris,
    ):
        with Watch(anna, say=silent), pytest.raises(DeskError, match="another watch"):
            Watch(boris, say=silent)
        with Watch(boris, say=silent):
            pass


def test_the_desk_is_served_and_no_page_tells_the_password(team: Path) -> None:
    pytest.importorskip("starlette")
    from starlette.testclient import TestClient

    from crisisdesk.web.app import build_app
    from crisisdesk.web.settings import Settings

    served = build_app(Settings(team / "boris"))
    with TestClient(served, base_url="http://127.0.0.1:8000") as client:
        for page in ("/", "/reports", "/search?q=mediate", "/api/reports", "/nothing"):
            answer = client.get(page)
            assert answer.status_code < 500
            assert PASSWORD not in answer.text
        assert "Finland offers to mediate" in client.get("/search?q=mediate").text


# --- its address


def test_the_environment_goes_before_the_file(
    team: Path, server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(config.LEDGER_AT, server.url())
    with Desk(team / "anna") as desk:
        assert desk.reports() == []
    with Desk() as passing:
        assert passing.file.kind == "sqlite"
    monkeypatch.setenv(config.LEDGER_AT, "mysql://secret@host/db")
    with pytest.raises(DeskError, match=r"begins with postgresql://$"):
        Desk(team / "anna")


def test_what_cannot_be_a_desks_ledger_makes_no_desk(server: Server, tmp_path: Path) -> None:
    with pytest.raises(DeskError, match="begins with postgresql"):
        init(tmp_path / "room", ledger="desk.sqlite")
    with pytest.raises(DeskError, match="leave the password out") as raised:
        init(tmp_path / "room", ledger="postgresql://desk:secret@127.0.0.1/db")
    assert "secret" not in str(raised.value)
    with pytest.raises(DeskError, match="no server answers"):
        init(tmp_path / "room", ledger="postgresql://desk@127.0.0.1:1/db")
    assert not (tmp_path / "room").exists()
    with Desk(tmp_path / "old"):
        pass
    with pytest.raises(DeskError, match="would be left out"):
        init(tmp_path / "old", ledger=server.url())


def test_a_mistake_in_the_file_is_told_without_the_address(tmp_path: Path) -> None:
    (tmp_path / "desk.toml").write_text("ledger = 'mysql://desk:secret@host/db'")
    with pytest.raises(TermsError, match=r"desk\.toml:1: ") as raised:
        Desk(tmp_path)
    assert "secret" not in str(raised.value)


def test_a_server_that_is_gone_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "desk.toml").write_text("ledger = 'postgresql://desk:secret@127.0.0.1:1/db'")
    for line in (("list",), ("check",)):
        done = run(*line, "--desk", ".", cwd=tmp_path)
        assert done.returncode == 1
        said = done.stderr.decode()
        assert said.count("\n") == 1
        assert "postgresql://desk@127.0.0.1:1/db: no server answers there" in said
        assert "secret" not in said


# --- several at once, and a violent end


def _adding(folder: Path, reports: Path) -> subprocess.Popen[bytes]:
    line = [sys.executable, "-m", "crisisdesk.cli", "add", str(reports), "--desk", str(folder)]
    return subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def _reports(folder: Path, numbers: range) -> Path:
    folder.mkdir()
    for number in numbers:
        text = ENVOYS.format(day=number + 1, number=number)
        (folder / f"{number}.txt").write_text(text, encoding="utf-8")
    return folder


def test_two_who_add_at_once_add_each_report_once(server: Server, tmp_path: Path) -> None:
    url = server.url()
    for name in ("anna", "boris"):
        init(tmp_path / name, ledger=url)
    running = [
        _adding(tmp_path / "anna", _reports(tmp_path / "one", range(7))),
        _adding(tmp_path / "boris", _reports(tmp_path / "two", range(3, 10))),
    ]
    said = [process.communicate(timeout=200) for process in running]
    assert [process.returncode for process in running] == [0, 0], said
    assert sum(int(out.split()[0]) for out, _ in said) == 10
    with Desk(tmp_path / "anna") as desk:
        assert len({report.id for report in desk.reports()}) == len(desk.reports()) == 10


def test_who_is_killed_while_adding_leaves_a_whole_ledger(server: Server, tmp_path: Path) -> None:
    init(tmp_path / "anna", ledger=server.url())
    reports = _reports(tmp_path / "some", range(12))
    process = _adding(tmp_path / "anna", reports)
    with Desk(tmp_path / "anna") as desk:
        end = time.monotonic() + 100
        while desk.number_of_reports() < 2 and time.monotonic() < end:
            time.sleep(0.005)
        os.kill(process.pid, signal.SIGKILL)
        process.communicate()
        kept = desk.number_of_reports()
    assert process.returncode == -signal.SIGKILL
    assert 2 <= kept < 12
    assert check_desk(tmp_path / "anna") == []
    with Desk(tmp_path / "anna") as desk:
        again = desk.add(reports)
        assert (len(again.new), len(again.known)) == (12 - kept, kept)
