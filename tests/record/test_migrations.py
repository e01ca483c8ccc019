"""Desks that older versions wrote open with all that they held."""

from __future__ import annotations

import gzip
import sqlite3
from pathlib import Path

import pytest

from crisisdesk.errors import DeskError
from crisisdesk.record.ledger import Ledger
from crisisdesk.record.migrations import STEPS
from crisisdesk.terms.records import report_id

OLD = sorted((Path(__file__).parent / "old").glob("*.sqlite.gz"))
WIRE, ANALYSIS = "e7562982b83026b3", "900af9500ff0cdb0"


@pytest.fixture(params=OLD, ids=lambda path: path.name)
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    path = tmp_path / "desk.sqlite"
    path.write_bytes(gzip.decompress(request.param.read_bytes()))
    return path


def _count(path: Path, table: str) -> int:
    with sqlite3.connect(path) as connection:
        (number,) = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
    connection.close()
    return int(number)


def test_an_old_desk_opens_with_all_that_it_held(old: Path) -> None:
    before = {table: _count(old, table) for table in ("reports", "events", "statements", "parties")}
    with Ledger(old) as ledger:
        readings = ledger.readings()
        assert [one.report.id for one in readings][:2] == [WIRE, ANALYSIS]
        assert all(report_id(one.report.text) == one.report.id for one in readings)
        sides = {actor.code for one in readings for event in one.events for actor in event.source}
        assert "RUS" in sides
        assert ledger.file.connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert ledger.file.connection.execute("PRAGMA foreign_key_check").fetchall() == []
    assert {table: _count(old, table) for table in before} == before
    assert _count(old, "sqlite_master WHERE name LIKE 'old_%'") == 0


def test_days_of_recording_become_moments(old: Path) -> None:
    with Ledger(old) as ledger:
        assert ledger.recorded(WIRE) == "2025-04-10T00:00:00Z"
        assert len(ledger.readings(recorded_by="2025-04-12")) == 2
        # the report without a day is known from its recording
        assert len(ledger.readings("2025-04-12")) == 2
        assert len(ledger.readings("2025-04-13")) == 3


def test_an_old_desk_has_the_tables_of_a_new_one(old: Path, tmp_path: Path) -> None:
    Ledger(old).close()
    Ledger(tmp_path / "new.sqlite").close()
    assert _tables(old) == _tables(tmp_path / "new.sqlite")


def _tables(path: Path) -> list[tuple[str, str]]:
    with sqlite3.connect(path) as connection:
        rows = connection.execute("SELECT name, sql FROM sqlite_master ORDER BY name").fetchall()
    connection.close()
    return rows


def test_an_old_desk_takes_reports_and_reads_them_again(old: Path) -> None:
    with Ledger(old) as ledger:
        wire = ledger.readings()[0]
        assert not ledger.add(wire)
        assert ledger.add(wire, reread=True)
        assert len(ledger.readings()) == 3
        assert len(ledger.versions(WIRE)) == 2


@pytest.mark.parametrize("failing", range(1, len(STEPS)))
def test_a_step_that_fails_leaves_the_old_desk_as_it_was(
    old: Path, failing: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(connection: sqlite3.Connection) -> None:
        STEPS[failing](connection)
        connection.execute("SELECT * FROM a_table_that_is_not_there")

    steps = (*STEPS[:failing], broken, *STEPS[failing + 1 :])
    with monkeypatch.context() as patched:
        patched.setattr("crisisdesk.record.migrations.STEPS", steps)
        with pytest.raises(DeskError, match="no such table"):
            Ledger(old)
    with sqlite3.connect(old) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (1,)
    connection.close()
    with Ledger(old) as ledger:
        assert len(ledger.readings()) == 3
