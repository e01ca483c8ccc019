"""Some who do tasks side by side, each with a thread that waits for what it does."""

from __future__ import annotations

import queue
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from threading import Thread
from typing import Generic, Protocol, TypeVar

Task = TypeVar("Task")
Done = TypeVar("Done")

TRIES = 5
"""So many hands may be lost over one task before it is given up."""


class Ended(Exception):
    """Nobody works any more, so nothing comes of a task."""


class Lost(Exception):
    """A hand was lost over a task, which another may do; the text says how."""


class Hand(Protocol):
    """Somebody who does tasks. ``begin`` waits until they can, at first and after they were lost;
    it raises Ended where they were ended meanwhile. ``end`` ends them, whatever they do."""

    def begin(self) -> None: ...

    def end(self) -> None: ...


Hands = TypeVar("Hands", bound=Hand)


class Crew(Generic[Hands, Task, Done]):
    """So many hands, hired at once. ``does`` has one of them do a task; where it raises Lost,
    another is given the task, and the hand none until it can work again. As a context manager it
    ends them all when it is left, at once where some still work: nobody waits for that."""

    def __init__(
        self, hire: Callable[[], Hands], number: int, does: Callable[[Hands, Task], Done]
    ) -> None:
        self.number = number
        self._does = does
        self._staff = [hire() for _ in range(number)]
        self._free: queue.SimpleQueue[Hands | None] = queue.SimpleQueue()
        for hand in self._staff:
            self._await(hand)
        self._threads = ThreadPoolExecutor(number)

    def __enter__(self) -> Crew[Hands, Task, Done]:
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    def end(self) -> None:
        """End all hands; what they were given comes to nothing."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        for hand in self._staff:
            hand.end()
            self._free.put(None)
        self._threads.shutdown()

    def send(self, task: Task) -> Future[Done]:
        """What the next hand that is free makes of a task. Its result raises Lost where too many
        were lost over it."""
        return self._threads.submit(self._do, task)

    def _do(self, task: Task) -> Done:
        lost = Lost()
        for _ in range(TRIES):
            hand = self._free.get()
            if hand is None:
                raise Ended
            try:
                done = self._does(hand, task)
            except Lost as error:
                lost = error
                self._await(hand)
            except BaseException:
                self._free.put(hand)
                raise
            else:
                self._free.put(hand)
                return done
        raise lost

    def _await(self, hand: Hands) -> None:
        """Have a hand begin; who waits for that does nothing else."""

        def begin() -> None:
            with suppress(Ended):
                hand.begin()
                self._free.put(hand)

        Thread(target=begin, daemon=True).start()
