"""A ledger that was tampered with or damaged says so, and is put right as far as can be."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from crisisdesk.errors import DeskError
from crisisdesk.record.faults import AGAIN, faults_of
from crisisdesk.record.ledger import Ledger
from crisisdesk.record.salvage import copy_to, is_whole, salvage
from crisisdesk.terms.records import Actor, Event, Reading, Report, Span, report_id


def reading(text: str) -> Reading:
    span = Span(report_id(text), 0, len(text))
    event = Event("e", "AID", (Actor("RUS"),), (Actor("IRN"),), "happened", span, span)
    return Reading(Report(span.report, text), events=(event,) * 3, mentions={"RUS": (span,)})


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "desk.sqlite"
    with Ledger(path) as ledger:
        for number in range(40):
            ledger.add(reading(f"Report {number}. " + "word " * 300))
        ledger.add(reading("Report 0. " + "word " * 300), reread=True)
    return path


@pytest.fixture
def ledger(path: Path) -> Iterator[Ledger]:
    with Ledger(path) as opened:
        yield opened


def test_a_ledger_as_it_was_written_has_no_fault(ledger: Ledger) -> None:
    assert list(faults_of(ledger.file)) == []


TAMPERED = {
    "DELETE FROM parties WHERE reading = 3": ("rows of parties do not agree", True),
    "UPDATE events SET type = 'ASSAULT' WHERE reading = 3 AND seq = 1": ("rows of events", True),
    "UPDATE events SET record = '{' WHERE reading = 3 AND seq = 1": ("cannot be read", True),
    "UPDATE readings SET mentions = x'ff' WHERE id = 3": ("cannot be read", True),
    "UPDATE readings SET card = '[]' WHERE id = 3": ("cannot be read", True),
    "UPDATE readings SET ended = recorded WHERE id = 3": ("no reading of it holds", True),
    "DELETE FROM reports WHERE rowid = 3": ("belong to no report or reading", True),
    "DELETE FROM readings WHERE id = 3": ("belong to no report or reading", True),
    "DELETE FROM search_docsize WHERE id = 3": ("the index of the texts' words", True),
    "UPDATE search_data SET block = x'00ff' WHERE id > 10": ("the index of the texts' words", True),
    "UPDATE reports SET text = text || '!' WHERE rowid = 3": ("its text is not what", False),
}


@pytest.mark.parametrize("change", TAMPERED)
def test_what_was_changed_from_outside_is_found_and_put_right(path: Path, change: str) -> None:
    with closing(sqlite3.connect(path)) as outside:
        outside.execute(change)
        outside.commit()
    what, repaired = TAMPERED[change]
    with Ledger(path) as ledger:
        found = list(faults_of(ledger.file))
        assert any(what in fault.what for fault in found), found
        assert not any(fault.done for fault in found)
        assert list(faults_of(ledger.file)) == found, "looking changes nothing"
        mended = [fault for fault in faults_of(ledger.file, repair=True) if fault.done]
        assert bool(mended) == repaired
        left = [fault for fault in faults_of(ledger.file) if fault.remedy != AGAIN]
        assert bool(left) != repaired


def test_a_damaged_record_costs_no_other(path: Path) -> None:
    with closing(sqlite3.connect(path)) as outside:
        outside.execute("UPDATE events SET record = '{' WHERE reading = 3 AND seq = 1")
        outside.commit()
    with Ledger(path) as ledger:
        (fault,) = faults_of(ledger.file, repair=True)
        assert (fault.remedy, fault.done) == (AGAIN, True)
        kept = ledger.reading(fault.where)
        assert kept is not None
        assert len(kept.events) == 2
        assert sum(len(one.events) for one in ledger.readings()) == 40 * 3 - 1


# --- the file itself


def _damage(path: Path, page: int) -> None:
    with path.open("r+b") as file:
        file.seek(4096 * page)
        file.write(b"\x5a" * 4096)


def test_what_can_be_read_of_a_damaged_file_is_saved(path: Path) -> None:
    with Ledger(path) as ledger:
        before = {one.report.id: one for one in ledger.readings()}
        (pages,) = ledger.file.one("PRAGMA page_count")
    saved_somewhere = 0
    whole = path.read_bytes()
    for page in range(pages // 3, pages, max(1, pages // 12)):
        path.write_bytes(whole)
        _damage(path, page)
        if is_whole(path):
            continue
        aside = path.with_suffix(".damaged")
        salvage(path, aside)
        assert is_whole(path)
        assert aside.read_bytes()[:16] == b"SQLite format 3\0"
        with Ledger(path) as ledger:
            list(faults_of(ledger.file, repair=True))
            after = {one.report.id: one for one in ledger.readings()}
        assert after.keys() <= before.keys(), "nothing is there that was not"
        saved_somewhere += len(after) > 0
    assert saved_somewhere >= 3


def test_a_file_of_nothing_readable_says_so_and_stays(path: Path) -> None:
    _damage(path, 0)
    assert not is_whole(path)
    before = path.read_bytes()
    with pytest.raises(DeskError, match="restore it from a copy"):
        salvage(path, path.with_suffix(".damaged"))
    assert path.read_bytes() == before


def test_a_damaged_file_in_use_is_left_alone(path: Path, ledger: Ledger) -> None:
    ledger.readings()
    with pytest.raises(DeskError, match="another process uses it"):
        salvage(path, path.with_suffix(".damaged"))
    assert path.exists()
    assert len(ledger.readings()) == 40


def test_a_ledger_is_copied_while_another_writes(path: Path, ledger: Ledger) -> None:
    with Ledger(path) as other:
        other.file.connection.execute("BEGIN IMMEDIATE")
        other.file.connection.execute("DELETE FROM corrections")
        copy_to(ledger.file, path.with_name("copy.sqlite"))
        other.file.connection.execute("ROLLBACK")
    assert not path.with_name("copy.sqlite-wal").exists()
    with Ledger(path.with_name("copy.sqlite")) as copy:
        assert copy.readings() == ledger.readings()
        assert list(faults_of(copy.file)) == []


_CUT_SHORT = """
import os, sqlite3, sys
desk = sqlite3.connect(sys.argv[1], isolation_level=None)
desk.execute("PRAGMA journal_mode = DELETE")  # as it is until a ledger is made
desk.execute("PRAGMA cache_size = 5")  # so that what is not committed goes to the disk
desk.execute("BEGIN IMMEDIATE")
desk.execute("UPDATE readings SET outlet = hex(zeroblob(2000))")
os._exit(9)
"""


def test_what_was_cut_short_is_undone_and_no_fault(path: Path) -> None:
    subprocess.run([sys.executable, "-c", _CUT_SHORT, str(path)], check=False)
    assert path.with_name(f"{path.name}-journal").stat().st_size > 0
    assert is_whole(path)
    with Ledger(path) as ledger:
        assert list(faults_of(ledger.file)) == []
        assert {one.outlet for one in ledger.reports()} == {None}
