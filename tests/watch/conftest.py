"""A site, a clock and a desk for each test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from crisisdesk.desk import Desk
from crisisdesk.watch import Settings, Watch

from .sites import Clock, Site, serving


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as one:
        yield one


@pytest.fixture
def clock() -> Clock:
    return Clock()


class Room:
    """A desk with a watch on it: ``said`` are the lines that it told."""

    def __init__(self, path: Path, clock: Clock, **settings: Any) -> None:
        self.clock = clock
        self.said: list[str] = []
        self.settings = Settings(**{"private_addresses": True, "delay": 0.0, **settings})
        self.desk = Desk(path, now=clock)
        self.watch = self.begin()

    def begin(self) -> Watch:
        return Watch(self.desk, self.settings, say=self.said.append, sleep=self.clock.sleep, seed=1)

    def again(self) -> None:
        """The watch ends and another begins on the same desk."""
        self.watch.close()
        self.watch = self.begin()

    def round(self) -> None:
        self.watch.round()

    def titles(self) -> list[str]:
        return sorted(report.title or "" for report in self.desk.reports())

    def close(self) -> None:
        self.watch.close()
        self.desk.close()


@pytest.fixture
def room(tmp_path: Path, clock: Clock) -> Iterator[Callable[..., Room]]:
    made: list[Room] = []

    def make(**settings: Any) -> Room:
        made.append(Room(tmp_path / "desk", clock, **settings))
        return made[-1]

    yield make
    for one in made:
        one.close()
