"""Tasks go to whoever can do them: a hand that is lost, or never comes, holds none up."""

from __future__ import annotations

from concurrent.futures import CancelledError, Future
from threading import Event

import pytest

from crisisdesk.intake.crew import TRIES, Crew, Ended, Lost


class Worker:
    """A hand that is lost over each task named after it, and begins when it is let."""

    def __init__(self, name: str, absent: Event | None = None) -> None:
        self.name = name
        self.absent = absent
        self.ended = Event()
        self.begun = 0

    def begin(self) -> None:
        self.begun += 1
        if self.absent is not None and (self.begun > 1 or self.name == "absent"):
            self.absent.wait()
            raise Ended

    def end(self) -> None:
        self.ended.set()
        if self.absent is not None:
            self.absent.set()

    def do(self, task: str) -> str:
        if task == "deadly" or task == self.name:
            raise Lost(f"{self.name} was lost")
        if task == "wrong":
            raise ValueError(task)
        return f"{task} by {self.name}"


def crew_of(*hands: Worker) -> Crew[Worker, str, str]:
    waiting = iter(hands)
    return Crew(lambda: next(waiting), len(hands), Worker.do)


def test_the_task_of_a_lost_hand_goes_to_another_though_none_takes_its_place() -> None:
    with crew_of(Worker("one", Event()), Worker("two", Event())) as crew:
        found = [crew.send(task) for task in ("one", "one", "a", "b")]
        done = found_by(found, 10)
    assert done[:2] == ["one by two", "one by two"]
    assert [one.split()[0] for one in done[2:]] == ["a", "b"]


def found_by(futures: list[Future[str]], seconds: float) -> list[str]:
    return [one.result(seconds) for one in futures]


def test_a_hand_that_never_comes_is_given_nothing() -> None:
    with crew_of(Worker("absent", Event()), Worker("here")) as crew:
        found = [crew.send(str(i)) for i in range(5)]
        assert found_by(found, 10) == [f"{i} by here" for i in range(5)]


def test_a_task_that_loses_all_is_given_up_and_others_are_done() -> None:
    worker = Worker("only")
    with crew_of(worker) as crew:
        deadly, other = crew.send("deadly"), crew.send("other")
        with pytest.raises(Lost, match="only was lost"):
            deadly.result(10)
        assert other.result(10) == "other by only"
    assert worker.begun == 1 + TRIES


def test_an_error_costs_its_own_task_alone() -> None:
    with crew_of(Worker("only")) as crew:
        wrong, other = crew.send("wrong"), crew.send("other")
        with pytest.raises(ValueError, match="wrong"):
            wrong.result(10)
        assert other.result(10) == "other by only"


def test_leaving_ends_all_and_waits_for_nobody() -> None:
    absent = Worker("absent", Event())
    with crew_of(absent) as crew:
        never = crew.send("a task")
    assert absent.ended.is_set()
    with pytest.raises((Ended, CancelledError)):
        never.result(10)
