"""A desk is checked, mended from its texts, and copied while it is in use."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

import crisisdesk as cd
from crisisdesk.desk import LEDGER, check_desk
from crisisdesk.record.faults import AGAIN

TEXT = """Chile and Peru recall their envoys

LIMA, May 2, 2023 - Chile threatened to attack Peru over the border. "We will answer," Peru's president Dina Boluarte said.

Brazil offered to mediate between Chile and Peru.
"""  # noqa: E501


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A desk with one report, a file of its own terms, and an import with one file of rows."""
    (tmp_path / "report.txt").write_text(TEXT, encoding="utf-8")
    with cd.Desk(tmp_path / "desk") as desk:
        desk.add(tmp_path / "report.txt")
    (tmp_path / "desk" / "terms").mkdir()
    (tmp_path / "desk" / "terms" / "outlets.yaml").write_text("outlets: []\n")
    stream = tmp_path / "desk" / "stream"
    for name in ("events/year=2023/aa-0.parquet", "events/year=2023/bb-0.parquet"):
        (stream / name).parent.mkdir(parents=True, exist_ok=True)
        (stream / name).write_bytes(b"rows")
    (stream / "imports").mkdir()
    note = '{"key":"aa","file":"a.tab","maker":"icews","rows":9,"first":null,"last":null}'
    (stream / "imports" / "aa.json").write_text(note)
    return tmp_path


def _tamper(folder: Path, change: str) -> None:
    with closing(sqlite3.connect(folder / "desk" / LEDGER)) as outside:
        outside.execute(change)
        outside.commit()


def test_a_whole_desk_has_no_fault(folder: Path) -> None:
    assert check_desk(folder / "desk") == []
    with pytest.raises(cd.DeskError, match="no desk here"):
        check_desk(folder / "none")


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE events SET record = 'x'",
        "UPDATE statements SET span_end = 9",
        "UPDATE readings SET card = 'x'",
        "DELETE FROM parties",
    ],
)
def test_records_are_mended_from_the_text(folder: Path, change: str) -> None:
    with cd.Desk(folder / "desk") as desk:
        before = desk.readings()
    _tamper(folder, change)
    assert not any(fault.done for fault in check_desk(folder / "desk"))
    mended = check_desk(folder / "desk", repair=True)
    assert mended
    assert all(fault.done for fault in mended)
    assert check_desk(folder / "desk") == []
    with cd.Desk(folder / "desk") as desk:
        (after,) = desk.readings()
        assert after.events == before[0].events
        assert after.statements == before[0].statements
        assert len(desk.events(source="CHL")) > 0


def test_a_report_that_lost_its_readings_is_read_anew(folder: Path) -> None:
    with cd.Desk(folder / "desk") as desk:
        (before,) = desk.readings()
    tables = "people statements events ties assessments linkages questions parties readings"
    for table in tables.split():
        _tamper(folder, f"DELETE FROM {table}")
    (fault,) = check_desk(folder / "desk", repair=True)
    assert (fault.where, fault.remedy, fault.done) == (before.report.id, AGAIN, True)
    with cd.Desk(folder / "desk") as desk:
        assert desk.readings()[0].events == before.events


def test_rows_of_an_import_that_are_gone_are_told(folder: Path) -> None:
    (folder / "desk/stream/events/year=2023/aa-0.parquet").unlink()
    (fault,) = check_desk(folder / "desk", repair=True)
    assert "a.tab are gone" in fault.what
    assert not fault.done
    (folder / "desk/stream/imports/aa.json").write_text("{")
    (fault,) = check_desk(folder / "desk")
    assert "damaged" in fault.what


def test_a_copy_holds_all_that_counts(folder: Path) -> None:
    with cd.Desk(folder / "desk") as desk:
        made = desk.backup(folder / "copies" / "monday")
        assert made == folder / "copies" / "monday"
        readings = desk.readings()
    files = {str(path.relative_to(made)) for path in made.rglob("*") if path.is_file()}
    assert files == {
        LEDGER, "terms/outlets.yaml", "stream/imports/aa.json",
        "stream/events/year=2023/aa-0.parquet",
    }, "rows without a note are of no complete import"  # fmt: skip
    assert check_desk(made) == []
    with cd.Desk(made) as copy:
        assert copy.readings() == readings
    assert list(made.parent.glob(".*")) == []


def test_a_copy_never_writes_over_anything(folder: Path) -> None:
    (folder / "copy").mkdir()
    with cd.Desk(folder / "desk") as desk:
        with pytest.raises(cd.DeskError, match="something here already"):
            desk.backup(folder / "copy")
        with pytest.raises(cd.DeskError, match="within the desk"):
            desk.backup(folder / "desk" / "copy")
        (folder / "file").write_text("x")
        with pytest.raises(cd.DeskError, match="cannot be written"):
            desk.backup(folder / "file" / "copy")


def test_a_copy_that_fails_leaves_nothing_and_what_a_kill_left_is_cleared(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = folder / ".copy.part-99999999"  # no process has such a number
    left.mkdir()
    mine = folder / f".copy.part-{os.getppid()}"
    mine.mkdir()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with cd.Desk(folder / "desk") as desk:
        monkeypatch.setattr("crisisdesk.desk.safekeeping.shutil.copy2", full)
        with pytest.raises(cd.DeskError, match="No space left"):
            desk.backup(folder / "copy")
    assert [path.name for path in folder.glob(".copy*")] == [mine.name]
    assert not (folder / "copy").exists()
