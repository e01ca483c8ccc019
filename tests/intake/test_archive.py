"""Whole archives to Parquet: nothing lost, nothing twice, whatever ends or fails meanwhile."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from intake.quick import hire_quick

import crisisdesk as cd
from crisisdesk.errors import StoreError
from crisisdesk.intake import manifest, parts, worker
from crisisdesk.intake.archive import Step, read_to
from crisisdesk.intake.worker import Limits

pytest.importorskip("pyarrow")


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "_WORKER", worker._WORKER)
    hire_quick(worker)


def written(folder: Path, number: int, **words: str) -> Path:
    """So many reports in a folder; ``words`` are more of them, by name."""
    folder.mkdir(exist_ok=True)
    texts = {f"{i:03}": f"Envoy {i} was recalled from the capital of Peru." for i in range(number)}
    for name, text in (texts | words).items():
        (folder / f"{name}.txt").write_text(f"{text}\n", encoding="utf-8")
    return folder


def table(folder: Path, name: str) -> list[dict[str, Any]]:
    from pyarrow import parquet

    files = sorted((folder / name).glob("part-*.parquet"))
    return [row for file in files for row in parquet.read_table(file).to_pylist()]


def whole(folder: Path) -> dict[str, list[dict[str, Any]]]:
    return {name: table(folder, name) for name in parts.TABLES}


def test_every_report_is_a_row_in_order_and_evidence_is_in_its_text(
    tmp_path: Path, quick: None
) -> None:
    inputs = written(tmp_path / "in", 100)
    found = read_to([inputs], tmp_path / "out", processes=2)
    assert found.parts == 7  # of 16 reports each
    assert found.rows == {"reports": 100, "events": 100}
    reports = {row["id"]: row for row in table(tmp_path / "out", "reports")}
    assert [row["source"] for row in reports.values()] == [
        str(inputs / f"{i:03}.txt") for i in range(100)
    ]
    for event in table(tmp_path / "out", "events"):
        text = reports[event["report"]]["text"]
        assert text[event["start"] : event["end"]] == event["evidence"] == "Envoy"


def test_one_process_and_three_write_the_same_bytes(tmp_path: Path, quick: None) -> None:
    inputs = written(tmp_path / "in", 70, deadly="A deadly report for all who read it here.")
    for number in (1, 3):
        read_to([inputs], tmp_path / str(number), processes=number)
    one, three = (
        {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*.parquet")}
        for folder in (tmp_path / "1", tmp_path / "3")
    )
    assert one == three


def test_the_last_part_is_read_by_all(tmp_path: Path, quick: None) -> None:
    slow = {f"{i}": f"A slow report, signed, of number {i}." for i in range(12)}
    inputs = written(tmp_path / "in", 0, **slow)  # one part, 0.2 seconds for each report
    found = read_to([inputs], tmp_path / "out", processes=4)
    assert (found.parts, found.rows["reports"]) == (1, 12)
    readers = {row["rule"] for row in table(tmp_path / "out", "events")}
    assert len(readers) == 4


def test_what_crashes_hangs_or_grows_is_set_aside_with_its_reason(
    tmp_path: Path, quick: None
) -> None:
    inputs = written(
        tmp_path / "in",
        20,
        deadly="A deadly report for all who read it here.",
        endless="An endless report for all who read it here.",
        hungry="A hungry report for all who read it here.",
        figures="1 234 567",
        zzz="The last of the reports that are here.",
    )
    found = read_to([inputs], tmp_path / "out", processes=1, limits=Limits(1.0, 2000))
    assert found.rows["reports"] == 21
    aside = {
        Path(row["source"]).stem: row["reason"] for row in table(tmp_path / "out", "set_aside")
    }
    assert aside == {
        "deadly": "the process that read it was ended, twice",
        "endless": "reading it takes more than 1 seconds",
        "hungry": "it takes more memory than a reader may have",
        "figures": "it holds no words",
    }


def test_a_second_call_makes_only_what_is_not_there(tmp_path: Path, quick: None) -> None:
    inputs, out = written(tmp_path / "in", 50), tmp_path / "out"
    read_to([inputs], out)
    before = whole(out)
    (out / "manifest" / "part-0000001.json").unlink()  # as if ended before its note was written
    (out / "ties").mkdir()
    (out / "ties" / "part-0000001.parquet").write_bytes(b"half of a file")
    found = read_to([inputs], out)
    assert (found.parts, found.kept) == (4, 3)
    assert whole(out) == before


def test_inputs_that_changed_are_read_again_and_what_is_gone_goes(
    tmp_path: Path, quick: None
) -> None:
    inputs, out = written(tmp_path / "in", 50), tmp_path / "out"
    read_to([inputs], out)
    (inputs / "049.txt").write_text("Another text of the same report is here.", encoding="utf-8")
    assert read_to([inputs], out).kept == 3
    assert table(out, "reports")[-1]["text"].startswith("Another")
    for name in ("048", "049"):
        (inputs / f"{name}.txt").unlink()
    found = read_to([inputs], out)
    assert (found.parts, found.rows["reports"], len(table(out, "events"))) == (3, 48, 48)


def test_a_folder_of_another_job_or_of_other_files_is_left_alone(
    tmp_path: Path, quick: None
) -> None:
    inputs, out = written(tmp_path / "in", 2), tmp_path / "out"
    read_to([inputs], out)
    with pytest.raises(StoreError, match="holds what was read from"):
        read_to([inputs / "000.txt"], out)
    with pytest.raises(StoreError, match="holds other files"):
        read_to([out], inputs)
    with pytest.raises(StoreError, match="lies in"):
        read_to([tmp_path], tmp_path / "new")
    with pytest.raises(StoreError, match="add it to a desk"):
        read_to(["https://news.example/a"], tmp_path / "new")


DRIVER = """
import sys
from crisisdesk.intake import worker
from crisisdesk.intake.archive import read_to
from intake.quick import hire_quick
hire_quick(worker)
if __name__ == "__main__":
    read_to([sys.argv[1]], sys.argv[2], processes=2)
"""


def test_a_killed_driver_is_taken_up_again(tmp_path: Path, quick: None) -> None:
    inputs, out = written(tmp_path / "in", 400), tmp_path / "out"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    driver = subprocess.Popen([sys.executable, "-c", DRIVER, inputs, out], env=environment)
    deadline = time.monotonic() + 60
    while len(list(out.glob("manifest/*.json"))) < 3 and time.monotonic() < deadline:
        assert driver.poll() is None, "it ended by itself"
        time.sleep(0.01)
    driver.send_signal(signal.SIGKILL)
    driver.wait()
    kept = len(list(out.glob("manifest/*.json")))
    assert 3 <= kept < 20, "it was to be killed midway"
    found = read_to([inputs], out, processes=2)
    assert found.kept == kept
    read_to([inputs], tmp_path / "unbroken", processes=2)
    assert whole(out) == whole(tmp_path / "unbroken")
    assert max(Counter(row["source"] for row in table(out, "reports")).values()) == 1
    assert not list(out.rglob(".*.part"))


def test_two_jobs_at_once_do_not_meet_in_one_folder(tmp_path: Path, quick: None) -> None:
    inputs, out = written(tmp_path / "in", 40), tmp_path / "out"
    refused: list[str] = []

    def again(_: Step) -> None:
        if not refused:
            with pytest.raises(StoreError, match="another process writes here now") as caught:
                read_to([inputs], out)
            refused.append(str(caught.value))

    assert read_to([inputs], out, progress=again).rows["reports"] == 40
    assert refused
    assert read_to([inputs], out).kept == 3


def test_progress_comes_to_all_that_there_is(tmp_path: Path, quick: None) -> None:
    steps: list[Step] = []
    read_to([written(tmp_path / "in", 40)], tmp_path / "out", progress=steps.append)
    assert [step.done for step in steps][-1] == 40
    assert steps[-1].total in (None, 40)
    read_to([tmp_path / "in"], tmp_path / "out", progress=steps.append)
    assert steps[-1].kept == 40


def test_parts_that_cannot_be_written_are_told_and_made_by_the_next_call(
    tmp_path: Path, quick: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    inputs, out = written(tmp_path / "in", 50), tmp_path / "out"
    write = parts.Folder.write

    def failing(self: parts.Folder, name: str, data: bytes) -> None:
        if name == "events/part-0000002.parquet":
            raise StoreError(name, "no space left")
        write(self, name, data)

    with monkeypatch.context() as patched:
        patched.setattr(parts.Folder, "write", failing)
        found = read_to([inputs], out)
    assert (found.parts, len(found.unfinished)) == (3, 1)
    assert "no space left" in found.unfinished[0]
    assert read_to([inputs], out).rows["events"] == 50


def test_the_true_reader_writes_what_it_reads_by_itself(tmp_path: Path) -> None:
    said = 'Chile threatened to attack Peru on May 2, 2023. "We will act," said General Rojas.'
    inputs = written(tmp_path / "in", 0, a=said)
    cd.read_to([inputs], tmp_path / "out", processes=1)
    reading = cd.read(inputs / "a.txt")
    (threat,) = table(tmp_path / "out", "events")
    assert (threat["id"], threat["type"]) == (reading.events[0].id, reading.events[0].type)
    trigger = reading.events[0].trigger
    assert (threat["trigger_start"], threat["trigger_end"]) == (trigger.start, trigger.end)
    assert {row["id"] for row in table(tmp_path / "out", "statements")} == {
        one.id for one in reading.statements
    }
    assert manifest.version() == cd.__version__
