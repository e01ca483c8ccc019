"""What tests of streams share: a small Ray cluster of this machine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def cluster() -> Iterator[None]:
    """Two processors of Ray, whose processes find the tests' own modules, too."""
    ray = pytest.importorskip("ray")
    root = Path(__file__).resolve().parents[2]
    ray.init(
        num_cpus=2, include_dashboard=False, object_store_memory=100_000_000, log_to_driver=False,
        runtime_env={"env_vars": {"PYTHONPATH": f"{root / 'src'}:{root}"}},
    )  # fmt: skip
    yield
    ray.shutdown()
