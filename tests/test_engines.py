"""Where tasks run: what is no engine, and a cluster that cannot be reached, are told in a line."""

from __future__ import annotations

import pytest

from crisisdesk.engines import Here, connect_to_ray, engine_named
from crisisdesk.errors import DeskError


def test_here_a_task_is_done_when_it_is_given() -> None:
    here = engine_named(None)
    assert isinstance(here, Here)
    assert here.get([here.submit(max, here.submit(min, 3, 2), 1)]) == [2]


def test_what_is_no_engine_is_told() -> None:
    with pytest.raises(DeskError, match="'tractor' is no engine"):
        engine_named("tractor")


def test_a_cluster_that_does_not_let_one_in_is_told_with_what_may_be_missing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ray = pytest.importorskip("ray")

    def silent(**_: object) -> None:
        raise ConnectionError("ray client connection timeout")

    monkeypatch.setattr(ray, "init", silent)
    with pytest.raises(DeskError, match=r"Ray at ray://h:1: .*timeout; .*RAY_AUTH_MODE=token"):
        connect_to_ray("ray://h:1")
