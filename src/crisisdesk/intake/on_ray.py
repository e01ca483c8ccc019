"""Parts made on a Ray cluster: an actor for each processor, with a reading process of its own.

Batches go to actors, notes come back; what was read goes straight to the output's folder. The
batch of an actor that is lost, with its machine or without, goes to the next that is free: a part's
files have the same names and bytes whoever writes them.
"""

from __future__ import annotations

import time
from threading import Lock
from typing import Any

from msgspec import Struct

from crisisdesk.errors import CrisisDeskError, StoreError
from crisisdesk.intake.batches import Batch
from crisisdesk.intake.crew import Ended, Lost
from crisisdesk.intake.manifest import version
from crisisdesk.intake.partitions import By
from crisisdesk.intake.parts import Note, PartMaker, needs_parquet, readers_for
from crisisdesk.intake.worker import Settings

PATIENCE = 600
"""Seconds that the first worker may take to begin: a cluster may have to start a machine."""

PAUSE = 5
"""Seconds before another actor is asked for in the place of one that was lost at once."""


class Failed(Struct, frozen=True):
    """Why a part could not be made, as it travels between machines."""

    reason: str


class PartActor:
    """Makes parts on one of the cluster's machines. ``asked`` is the version of whoever asks."""

    def __init__(self, settings: Settings, folder: str, by: By, asked: str) -> None:
        self._asked, self._here = asked, version()
        self._maker = PartMaker(readers_for(settings, 1), folder, by)

    def ready(self) -> None:
        """It can be asked."""

    def make(self, batch: Batch) -> Note | Failed:
        """The part's note, or why there is none."""
        if self._here != self._asked:
            return Failed(f"a machine has crisisdesk {self._here}, not {self._asked}")
        try:
            return self._maker.make(batch)
        except CrisisDeskError as error:
            return Failed(str(error))


class RayPartMaker:
    """An actor, and another in its place when it is lost. One thread may ask it, any may end it."""

    def __init__(self, ray: Any, settings: Settings, folder: str, by: By) -> None:
        self._ray = ray
        self._hire = ray.remote(num_cpus=1)(PartActor).remote
        self._told = (settings, folder, by, version())
        self._changing = Lock()
        self._ended = False
        self._actor: Any = None

    def begin(self) -> None:
        """Wait until a machine of the cluster has room for an actor. Raises Ended where this was
        ended meanwhile."""
        while True:
            with self._changing:
                if self._ended:
                    raise Ended
                self._actor = self._hire(*self._told)
            try:
                self._ray.get(self._actor.ready.remote())
            except self._ray.exceptions.RayActorError:
                time.sleep(PAUSE)
            else:
                return

    def make(self, batch: Batch) -> Note:
        """Have a part made. Raises StoreError where it cannot be, Lost where the actor was lost
        over it."""
        try:
            found = self._ray.get(self._actor.make.remote(batch))
        except self._ray.exceptions.RayActorError as error:
            raise Lost(f"workers of the cluster were lost over it: {_first_line(error)}") from error
        if isinstance(found, Failed):
            raise StoreError("Ray", found.reason)
        return found

    def end(self) -> None:
        """End the actor, whatever it does."""
        with self._changing:
            self._ended = True
            if self._actor is not None:
                self._ray.kill(self._actor)


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]


def processors(ray: Any) -> int:
    """How many processors the cluster has now, where one of them can begin to read. Raises
    StoreError where none does: Ray itself waits and says nothing."""
    task = ray.remote(num_cpus=1, max_retries=0)(_begins)
    try:
        ray.get(task.remote(), timeout=PATIENCE)
    except ray.exceptions.GetTimeoutError as error:
        raise StoreError(
            "Ray", f"no worker began within {PATIENCE} seconds; `ray status` may tell why"
        ) from error
    except ray.exceptions.RayError as error:
        reason = (str(error).strip().splitlines() or [type(error).__name__])[-1]
        raise StoreError("Ray", f"a worker cannot begin: {reason}") from error
    return max(1, int(ray.cluster_resources().get("CPU", 1)))


def _begins() -> None:
    """What a worker needs is there."""
    needs_parquet()
