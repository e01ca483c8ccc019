"""On a real Ray cluster the same parts are made, also when workers are killed meanwhile."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import psutil
import pytest
from intake.quick import hire_quick
from intake.test_archive import whole, written

from crisisdesk.errors import DeskError
from crisisdesk.intake import worker
from crisisdesk.intake.archive import read_to
from crisisdesk.intake.worker import Limits

ray = pytest.importorskip("ray")
pytest.importorskip("pyarrow")
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def cluster() -> Iterator[None]:
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    paths = f"{ROOT / 'src'}:{ROOT}:{ROOT / 'tests'}"
    ray.init(
        num_cpus=2,
        include_dashboard=False,
        object_store_memory=200_000_000,
        log_to_driver=False,
        runtime_env={
            "env_vars": {"PYTHONPATH": paths},
            "worker_process_setup_hook": "intake.quick.hire_quick_here",
        },
    )
    yield
    ray.shutdown()


def _kill_an_actor(out: Path) -> int:
    """Kill a process that makes parts once the first parts are there; how many were there then."""
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        there = len(list(out.glob("manifest/*.json")))
        # of this cluster alone: others may be under way on this machine
        actors = [one for one in psutil.Process().children(recursive=True) if _makes(one)]
        if there >= 2 and actors:
            os.kill(actors[0].pid, signal.SIGKILL)
            return there
        time.sleep(0.01)
    return 0


def _makes(process: psutil.Process) -> bool:
    with suppress(psutil.Error):
        return " ".join(process.cmdline()).startswith("ray::PartActor")
    return False


def test_with_a_worker_killed_midway_the_rows_are_those_of_one_process(
    tmp_path: Path, cluster: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    inputs = written(
        tmp_path / "in",
        180,
        deadly="A deadly report for all who read it here.",
        endless="An endless report for all who read it here.",
        hungry="A hungry report for all who read it here.",
    )
    slow = {f"slow{i}": f"A slow report of number {i} is here." for i in range(20)}
    written(inputs, 0, **slow)
    limits = Limits(2.0, 2000)
    with ThreadPoolExecutor(1) as thread:
        killed = thread.submit(_kill_an_actor, tmp_path / "ray")
        there = read_to([inputs], tmp_path / "ray", engine="ray", limits=limits)
    assert 2 <= killed.result() < there.parts, "one was to be killed midway"
    monkeypatch.setattr(worker, "_WORKER", worker._WORKER)
    hire_quick(worker)
    here = read_to([inputs], tmp_path / "one", processes=1, limits=limits)
    assert there.rows == here.rows == {"reports": 200, "events": 200, "set_aside": 3}
    assert whole(tmp_path / "ray") == whole(tmp_path / "one")


def test_what_one_engine_began_another_ends(tmp_path: Path, cluster: None) -> None:
    inputs, out = written(tmp_path / "in", 60), tmp_path / "out"
    read_to([inputs], out, engine="ray")
    before = whole(out)
    (out / "manifest" / "part-0000002.json").unlink()
    found = read_to([inputs], out, engine="ray", processes=1)
    assert (found.parts, found.kept) == (4, 3)
    assert whole(out) == before


def test_another_name_is_no_engine(tmp_path: Path) -> None:
    inputs = written(tmp_path / "in", 1)
    with pytest.raises(DeskError, match="no engine"):
        read_to([inputs], tmp_path / "out", engine="spark")
