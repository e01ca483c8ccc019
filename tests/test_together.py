"""Several processes on one desk at once: two that add, one that copies, and readers."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from crisisdesk.desk import Desk, check_desk

REPORT = """Envoys of Chile and Peru meet once more

LIMA, May {day}, 2023 - Chile threatened to attack Peru over harbour {number}, an envoy said. Brazil offered to mediate between Chile and Peru.
"""  # noqa: E501


def _start(cwd: Path, *arguments: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "crisisdesk.cli", *arguments, "--desk", "room"]
    return subprocess.Popen(command, cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def test_all_that_is_done_at_once_is_done_once(tmp_path: Path) -> None:
    for number in range(12):
        for folder in ("one", "two")[number // 8 : 1 + (number >= 4)]:  # 4 to 7 are in both
            (tmp_path / folder).mkdir(exist_ok=True)
            text = REPORT.format(day=number + 1, number=number)
            (tmp_path / folder / f"{number}.txt").write_text(text)
    with Desk(tmp_path / "room"):
        pass
    writers = [_start(tmp_path, "add", "one"), _start(tmp_path, "add", "two")]
    others = [
        _start(tmp_path, "backup", "copy"),
        *(_start(tmp_path, "list", "--format", "json") for _ in range(2)),
    ]
    said = [process.communicate(timeout=300) for process in (*writers, *others)]
    assert [process.returncode for process in (*writers, *others)] == [0] * 5, said
    added = [int(out.split()[0]) for out, _ in said[:2]]
    assert sum(added) == 12
    seen = [len(json.loads(out)) for out, _ in said[3:]]
    assert all(0 <= number <= 12 for number in seen)
    assert check_desk(tmp_path / "room") == check_desk(tmp_path / "copy") == []
    with Desk(tmp_path / "room") as desk, Desk(tmp_path / "copy") as copy:
        assert len(desk.reports()) == 12
        assert {one.id for one in copy.reports()} <= {one.id for one in desk.reports()}
