"""Reports read by several processes: the same as by one, in order, and none lost."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import crisisdesk as cd
from crisisdesk import intake
from crisisdesk.errors import ReportError
from crisisdesk.intake import worker
from crisisdesk.terms.records import Reading

# A worker that is killed by every report named "deadly", and once by one named "unlucky".
KILLED = """
import os, pathlib
from crisisdesk.intake import one, worker
read = one.read_source
def deadly(source, stdin=None, extras=None):
    path = pathlib.Path(source)
    if path.stem == "deadly" or (path.stem == "unlucky" and path.with_suffix(".tried").exists()):
        path.with_suffix(".tried").unlink(missing_ok=True)
        os.kill(os.getpid(), 9)
    return read(source, stdin, extras)
one.read_source = deadly
worker.work(worker.Settings())
"""


def reports(folder: Path, *names: str) -> list[str]:
    paths = [folder / f"{name}.txt" for name in names]
    for path in paths:
        path.write_text(
            f"Envoys of {path.stem} recalled\n\nChile threatened to attack Peru on May 2, 2023.\n",
            encoding="utf-8",
        )
    return [str(path) for path in paths]


def titles(found: list[Reading | ReportError]) -> list[str | None]:
    return [None if isinstance(one, ReportError) else one.report.title for one in found]


def test_two_processes_read_what_one_reads_in_the_same_order(tmp_path: Path) -> None:
    files = reports(tmp_path, "north", "south", "east", "west")
    files.insert(2, str(tmp_path / "absent.txt"))
    one = list(intake.read_sources(files, processes=1))
    two = list(intake.read_sources(files, processes=2))
    assert titles(two)[0] == "Envoys of north recalled"
    assert titles(two)[2] is None
    assert list(map(str, two)) == list(map(str, one))


def test_a_killed_worker_loses_no_report_and_the_deadly_one_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "_WORKER", [sys.executable, "-c", KILLED])
    files = reports(tmp_path, "first", "deadly", "unlucky", "last")
    (tmp_path / "unlucky.tried").touch()
    with cd.Desk() as desk:
        result = desk.add(*files, processes=2, skip_bad=True)
    assert [report.title for report in result.new] == [
        "Envoys of first recalled",
        "Envoys of unlucky recalled",
        "Envoys of last recalled",
    ]
    assert [error.source for error in result.failed] == [files[1]]
    assert "ended" in result.failed[0].reason


def test_a_mistake_of_the_reader_costs_its_own_report_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import crisisdesk.reading

    read = crisisdesk.reading.read_report

    def broken(report: cd.Report, extras: object = None) -> Reading:
        if "odd" in report.text:
            raise IndexError("no such token")
        return read(report)

    monkeypatch.setattr(crisisdesk.reading, "read_report", broken)
    files = reports(tmp_path, "odd", "even")
    with cd.Desk() as desk:
        result = desk.add(*files, skip_bad=True)
    assert len(result.new) == 1
    assert result.failed[0].source == files[0]
    assert "IndexError: no such token" in result.failed[0].reason


def test_no_worker_outlives_a_caller_who_stops_early(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hired: list[int] = []
    start = worker._Worker.__init__

    def noted(self: worker._Worker, settings: worker.Settings) -> None:
        start(self, settings)
        hired.append(self._process.pid)

    monkeypatch.setattr(worker._Worker, "__init__", noted)
    found = intake.read_sources(reports(tmp_path, *map(str, range(20))), processes=2)
    next(found)
    found.close()
    assert len(hired) == 2
    for pid in hired:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


@given(st.integers(0, 500), st.none() | st.integers(-2, 50))
def test_processes_are_at_least_one_and_no_more_than_reports(count: int, asked: int | None) -> None:
    number = intake.processes_for(count, asked)
    assert 1 <= number <= max(1, count)
    if asked is None:
        assert number <= intake.MOST
        assert number == 1 or count >= intake.MANY
