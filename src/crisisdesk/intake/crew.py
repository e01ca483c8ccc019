"""Some who do tasks side by side, each with a thread that waits for what it does."""

from __future__ import annotations

import queue
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Generic, Protocol, TypeVar

Task = TypeVar("Task")
Done = TypeVar("Done")


class Hand(Protocol):
    """Somebody who can be ended, whatever they do at the time."""

    def end(self) -> None: ...


Hands = TypeVar("Hands", bound=Hand)


class Crew(Generic[Hands, Task, Done]):
    """So many hands, hired at once. ``does`` has one of them do a task. As a context manager it
    ends them all when it is left, at once where some still work: nobody waits for that."""

    def __init__(
        self, hire: Callable[[], Hands], number: int, does: Callable[[Hands, Task], Done]
    ) -> None:
        self.number = number
        self._does = does
        self._staff = [hire() for _ in range(number)]
        self._free: queue.SimpleQueue[Hands] = queue.SimpleQueue()
        for hand in self._staff:
            self._free.put(hand)
        self._threads = ThreadPoolExecutor(number)

    def __enter__(self) -> Crew[Hands, Task, Done]:
        return self

    def __exit__(self, *_: object) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)
        for hand in self._staff:
            hand.end()
        self._threads.shutdown()

    def send(self, task: Task) -> Future[Done]:
        """What the next hand that is free makes of a task."""
        return self._threads.submit(self._do, task)

    def _do(self, task: Task) -> Done:
        hand = self._free.get()
        try:
            return self._does(hand, task)
        finally:
            self._free.put(hand)
