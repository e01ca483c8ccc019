"""A full disk and one that cannot be written: one clear line, and a desk as it was. Through the
real command, on small disks of memory where the system lets us have one."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from test_cli import run

from crisisdesk.desk import LEDGER, Desk, check_desk

ROOT = Path(__file__).resolve().parents[1]
# mounts that nobody else sees, and that end with the command
_OWN_MOUNTS = ["unshare", "-m"] if os.geteuid() == 0 else ["unshare", "-Urm"]
REPORT = """Envoys of Chile and Peru meet once more

LIMA, May 2, 2023 - Chile threatened to attack Peru over harbour {number}, an envoy said. Brazil offered to mediate between Chile and Peru.

{filler}
"""  # noqa: E501


def _write(folder: Path, number: int, size: int = 0) -> Path:
    path = folder / f"{number}.txt"
    path.write_text(REPORT.format(number=number, filler="Nothing else was said. " * size))
    return path


# --- a full disk


def _can_mount() -> bool:
    if not shutil.which("unshare"):
        return False
    done = subprocess.run(
        [*_OWN_MOUNTS, "mount", "-t", "tmpfs", "tmpfs", "/mnt"], capture_output=True
    )
    return done.returncode == 0


mounts = pytest.mark.skipif(not _can_mount(), reason="no disk may be mounted here")


_FULL = """
set -u
mount -t tmpfs -o size=$2k tmpfs "$1" || exit 99
cd "$1"
run() { "$PYTHON" -m crisisdesk.cli "$@" > "$OUT"; s=$?; cat "$OUT"; echo "=> $s"; }
mkdir in; cp "$3"/*.txt in
run add in/0.txt --desk room
cat /dev/zero > filler 2> /dev/null
run add in/1.txt --desk room
run backup copy --desk room
run check --desk room
rm filler
ls -A
run add in --desk room
run check --desk room
"""


@mounts
def test_a_full_disk_is_told_and_the_desk_goes_on_when_there_is_room(tmp_path: Path) -> None:
    disk, reports = tmp_path / "disk", tmp_path / "reports"
    disk.mkdir()
    reports.mkdir()
    _write(reports, 0)
    _write(reports, 1, 4000)  # larger than the room that a file of the ledger has left over
    environment = {**os.environ, "PYTHON": sys.executable, "OUT": str(tmp_path / "out")}
    done = subprocess.run(
        [*_OWN_MOUNTS, "sh", "-c", _FULL, "sh", str(disk), "2000", str(reports)],
        capture_output=True, text=True, timeout=300, env=environment,
    )  # fmt: skip
    steps = done.stdout.split("=> ")
    statuses = [step.split("\n")[0] for step in steps[1:]]
    assert statuses == ["0", "1", "1", "1", "0", "0"], done.stdout + done.stderr
    assert done.stderr.count("the disk is full; make room and try again") == 3
    assert "Traceback" not in done.stderr
    assert steps[4].split()[1:4] == ["in", "room", "1"], "nothing is left of the copy"
    assert "1 added, 1 known before" in steps[4]
    assert "the desk is whole" in steps[5]


def test_a_file_that_may_not_grow_is_told_and_loses_nothing(tmp_path: Path) -> None:
    """As on a full disk, by a limit that every system with such limits sets."""
    resource = pytest.importorskip("resource")
    _write(tmp_path, 0)
    assert run("add", "0.txt", "--desk", "room", cwd=tmp_path).returncode == 0
    limit = 64 * 1024
    _write(tmp_path, 1, 4000)
    done = subprocess.run(
        [sys.executable, "-m", "crisisdesk.cli", "add", "1.txt", "--desk", "room"],
        cwd=tmp_path, capture_output=True, timeout=120,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
    )  # fmt: skip
    assert (done.returncode, done.stderr.count(b"\n")) == (1, 1), done.stderr
    assert b"is it full?" in done.stderr
    assert check_desk(tmp_path / "room") == []
    assert run("add", "1.txt", "--desk", "room", cwd=tmp_path).returncode == 0
    with Desk(tmp_path / "room") as desk:
        assert len(desk.reports()) == 2


# --- a disk that cannot be written


@pytest.fixture
def shared(tmp_path: Path) -> Path:
    """A folder with a desk of one report in it and a second report beside it."""
    _write(tmp_path, 0)
    _write(tmp_path, 1)
    with Desk(tmp_path / "room") as desk:
        desk.add(tmp_path / "0.txt")
    return tmp_path


def _as_reader(folder: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    """The real command where the folder may be read and not written."""
    lock = (
        'mount --bind "$1" "$1" && mount -o remount,bind,ro "$1" && cd "$1" && shift && exec "$@"'
    )
    command = [sys.executable, "-m", "crisisdesk.cli", *arguments]
    inside = [*_OWN_MOUNTS, "sh", "-c", lock, "sh", str(folder), *command]
    return subprocess.run(inside, capture_output=True, timeout=120)


@mounts
def test_a_desk_on_a_read_only_disk_is_read(shared: Path) -> None:
    for command in (
        ("brief", "--desk", "room", "--format", "md"),
        ("check", "--desk", "room"),
    ):
        done = _as_reader(shared, *command)
        assert done.returncode == 0, (command, done.stderr)
        assert b"Peru" in done.stdout or b"whole" in done.stdout


@mounts
def test_what_would_write_to_a_read_only_disk_says_so(shared: Path) -> None:
    before = (shared / "room" / LEDGER).read_bytes()
    for command in (
        ("add", "1.txt", "--desk", "room"),
        ("add", "1.txt", "--desk", "new"),
        ("backup", "copy", "--desk", "room"),
    ):
        done = _as_reader(shared, *command)
        assert (done.returncode, done.stderr.count(b"\n")) == (1, 1), (command, done.stderr)
        assert b"read-only" in done.stderr.lower(), done.stderr
    assert (shared / "room" / LEDGER).read_bytes() == before
    assert [path.name for path in (shared / "room").iterdir()] == [LEDGER]


@mounts
def test_what_is_not_yet_in_the_file_is_read_too_or_told(shared: Path) -> None:
    """A process that was killed left its last writes beside the ledger."""
    code = (
        "import os, sys; from crisisdesk.desk import Desk\n"
        "desk = Desk('room'); desk.add('1.txt'); os.kill(os.getpid(), 9)"
    )
    subprocess.run([sys.executable, "-c", code], cwd=shared, timeout=120)
    assert (shared / "room" / f"{LEDGER}-wal").stat().st_size > 0
    done = _as_reader(shared, "list", "--desk", "room", "--format", "json")
    if done.returncode == 0:
        assert done.stdout.count(b'"published"') == 2
    else:
        assert b"read-only" in done.stderr
