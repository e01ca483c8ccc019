"""On a real Ray cluster the same parts are made, also when workers are killed meanwhile."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
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
from crisisdesk.formats.stores import Folder, Stored
from crisisdesk.intake import worker
from crisisdesk.intake.archive import read_to
from crisisdesk.intake.worker import Limits
from tests.google_store import google_store

ray = pytest.importorskip("ray")
pytest.importorskip("pyarrow")
ROOT = Path(__file__).resolve().parents[2]


PATHS = f"{ROOT / 'src'}:{ROOT}:{ROOT / 'tests'}"
HOOK = "intake.quick.hire_quick_here"


@pytest.fixture(scope="module")
def stored() -> Iterator[dict[str, str]]:
    """Where two stores are, S3's and a stand-in for Google's, as variables tell it."""
    moto = pytest.importorskip("moto.server")
    pytest.importorskip("fsspec")
    server = moto.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    with google_store() as google:
        told = {
            "AWS_ENDPOINT_URL": f"http://{host}:{port}",
            "AWS_ACCESS_KEY_ID": "somebody",
            "AWS_SECRET_ACCESS_KEY": "secret",
            "AWS_REGION": "eu-central-1",
            "STORAGE_EMULATOR_HOST": google,
        }
        with pytest.MonkeyPatch.context() as patched:
            for name, value in told.items():
                patched.setenv(name, value)
            yield told
    server.stop()


@pytest.fixture(scope="module")
def cluster(stored: dict[str, str]) -> Iterator[None]:
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    ray.init(
        num_cpus=2,
        include_dashboard=False,
        object_store_memory=200_000_000,
        log_to_driver=False,
        runtime_env={
            "env_vars": {"PYTHONPATH": PATHS, **stored},
            "worker_process_setup_hook": HOOK,
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


DRIVER = """
import os, sys, ray
from crisisdesk.intake.archive import read_to
settings = {"env_vars": {"PYTHONPATH": os.environ["PYTHONPATH"]}}
settings["worker_process_setup_hook"] = sys.argv[3]
ray.init(address=os.environ["RAY_ADDRESS"], log_to_driver=False, runtime_env=settings)
read_to([sys.argv[1]], sys.argv[2], engine="ray")
"""


def test_a_driver_that_is_killed_has_lost_no_part_and_none_is_there_twice(
    tmp_path: Path, cluster: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    inputs, out = written(tmp_path / "in", 120), tmp_path / "ray"
    written(inputs, 0, **{f"slow{i}": f"A slow report of number {i} is here." for i in range(40)})
    there = {
        **os.environ,
        "PYTHONPATH": PATHS,
        "RAY_ADDRESS": ray.get_runtime_context().gcs_address,
    }
    line = [sys.executable, "-c", DRIVER, str(inputs), str(out), HOOK]
    with subprocess.Popen(line, env=there, stderr=subprocess.DEVNULL) as driver:
        deadline = time.monotonic() + 120
        while len(list(out.glob("manifest/part-*.json"))) < 2 and time.monotonic() < deadline:
            time.sleep(0.01)
        driver.kill()
    found = read_to([inputs], out, engine="ray")
    assert 2 <= found.kept < found.parts
    monkeypatch.setattr(worker, "_WORKER", worker._WORKER)
    hire_quick(worker)
    assert read_to([inputs], tmp_path / "one", processes=1).rows == found.rows
    assert whole(out) == whole(tmp_path / "one")


@pytest.mark.parametrize("scheme", ["s3", "gs"])
def test_workers_of_a_cluster_read_and_write_object_stores(
    scheme: str, cluster: None, stored: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    bucket = f"reports-{time.monotonic_ns()}"
    if scheme == "s3":
        from pyarrow import fs

        fs.S3FileSystem(
            endpoint_override=stored["AWS_ENDPOINT_URL"], allow_bucket_creation=True
        ).create_dir(bucket)
    for i in range(40):
        Stored(f"{scheme}://{bucket}/in/{i % 3}/{i:02}.txt").write(f"Envoy {i} left.".encode())
    inputs, outs = f"{scheme}://{bucket}/in", [f"{scheme}://{bucket}/{out}" for out in ("a", "b")]
    there = read_to([inputs], outs[0], engine="ray")
    monkeypatch.setattr(worker, "_WORKER", worker._WORKER)
    hire_quick(worker)
    here = read_to([inputs], outs[1], processes=1)
    assert there.rows == here.rows == {"reports": 40, "events": 40}
    mine, its = ({name: Folder(out).read(name) for name in Folder(out).below("")} for out in outs)
    assert mine == its and len(mine) > 6


def test_another_name_is_no_engine(tmp_path: Path) -> None:
    inputs = written(tmp_path / "in", 1)
    with pytest.raises(DeskError, match="no engine"):
        read_to([inputs], tmp_path / "out", engine="spark")
