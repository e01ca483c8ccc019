"""Whole archives, read to Parquet: on this machine's cores, or on a Ray cluster."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from pathlib import Path
from threading import Event, Thread
from typing import Protocol

from msgspec import Struct

from crisisdesk.engines import ray_named
from crisisdesk.errors import CrisisDeskError, StoreError
from crisisdesk.formats.sources import Passed, opened
from crisisdesk.formats.stores import Folder, is_stored, place
from crisisdesk.intake.batches import Batch, batches
from crisisdesk.intake.crew import Crew, Hand, Lost
from crisisdesk.intake.manifest import Job, forget, open_job, version
from crisisdesk.intake.many import cores
from crisisdesk.intake.origins import Told, tell_origins
from crisisdesk.intake.partitions import By
from crisisdesk.intake.parts import Note, PartMaker, needs_parquet, readers_for
from crisisdesk.intake.worker import Limits, Settings
from crisisdesk.terms.extras import Extras


class Maker(Hand, Protocol):
    """Who makes parts: here or elsewhere."""

    def make(self, batch: Batch) -> Note: ...


MOST_UNFINISHED = 20
"""When so many parts could not be finished, something is wrong that is not theirs."""


UNDER_WAY = 4
"""So many parts at most are under way at once on one machine; its readers serve them all, so the
last of them keeps all cores busy."""


class Archived(Struct, frozen=True):
    """What an output's folder holds now: parts and their rows by table, what was passed over by
    what it is. ``texts`` are different from each other, of which ``copies`` are copies (`origins`;
    0 until all parts are there). ``kept`` parts were there before; ``unfinished`` tells which
    parts are not there, and why: the same call again makes them."""

    folder: str
    parts: int
    rows: dict[str, int]
    passed: dict[str, int]
    kept: int = 0
    unfinished: tuple[str, ...] = ()
    texts: int = 0
    copies: int = 0


class Step(Struct, frozen=True):
    """How far a job is, in sources: ``done``, of which ``kept`` were done before; ``total`` is None
    until all are counted."""

    done: int
    kept: int
    total: int | None


def read_to(
    inputs: Sequence[str | Path],
    to: str | Path,
    *,
    engine: str = "local",
    by: By = "none",
    processes: int | None = None,
    extras: Extras | None = None,
    limits: Limits | None = None,
    progress: Callable[[Step], None] | None = None,
) -> Archived:
    """Read all reports of the inputs (what `opened` takes, without addresses and ``-``) and write
    what was read below the folder ``to``, a path or URL, as Parquet in parts; ``by`` month or day
    of publication in partitions (`partitions`).

    ``engine`` is ``local`` (so many ``processes`` here, by default one for each core), ``ray`` (the
    cluster that RAY_ADDRESS names, or one of this machine alone) or ``ray://HOST:PORT``. The parts
    and their rows are the same whoever makes them. What cannot be read, or takes more than its
    ``limits``, stands in the table ``set_aside``. The same call again goes on where the last one
    ended, and makes again what has changed since.

    Raises StoreError where the folder holds something else, another process writes to it now, or
    it cannot be written.
    """
    named = tuple(_named(inputs, to))
    needs_parquet()
    folder = Folder(to)
    job = Job(named, extras.digest if extras else "", version(), by)
    with folder.alone():
        held = open_job(folder, job)
        settings = Settings(extras, limits or Limits(), marked=True)
        with (
            _hired(engine, settings, (str(to), by), processes) as crew,
            _Watch(named, progress) as watch,
        ):
            return _run(crew, folder, batches(opened(named)), held, watch)


def _run(
    crew: Crew[Maker, Batch, Note],
    folder: Folder,
    coming: Iterable[Batch],
    held: dict[int, Note],
    watch: _Watch,
) -> Archived:
    kept: list[Note] = []
    made: list[Note] = []
    unfinished: list[str] = []
    for batch, found in _answers(crew, folder, coming, held):
        if isinstance(found, Exception):
            unfinished.append(f"part {batch.name}: {found}")
            if len(unfinished) >= MOST_UNFINISHED:
                raise StoreError(str(folder), f"{MOST_UNFINISHED} parts cannot be made: {found}")
            continue
        (kept if found is held.get(batch.number) else made).append(found)
        watch.tell(found, found is held.get(batch.number))
    number = {note.number for note in (*kept, *made)}
    for note in held.values():  # the inputs hold less than they did
        if note.number not in number:
            forget(folder, note)
    rows: Counter[str] = Counter()
    passed: Counter[str] = Counter()
    for note in (*kept, *made):
        rows.update(note.rows)
        passed.update(note.passed)
    whole = len(kept) + len(made)
    told = Told("") if unfinished else tell_origins(folder, (*kept, *made))
    return Archived(
        str(folder), whole, dict(rows), dict(passed), len(kept), tuple(unfinished), told.texts,
        told.copies,
    )  # fmt: skip


def _answers(
    crew: Crew[Maker, Batch, Note],
    folder: Folder,
    coming: Iterable[Batch],
    held: dict[int, Note],
) -> Iterator[tuple[Batch, Note | Exception]]:
    """Each batch with its note, or why there is none, as they are finished. So many are under way
    as there are hands, and one more waits: memory stays as it is however long the list."""
    waiting: dict[Future[Note], Batch] = {}
    for batch in coming:
        note = held.get(batch.number)
        if note is not None and note.key == batch.key:
            yield batch, note
            continue
        if note is not None:
            forget(folder, note)
        while len(waiting) > crew.number:
            yield from _finished(waiting)
        waiting[crew.send(batch)] = batch
    while waiting:
        yield from _finished(waiting)


def _finished(waiting: dict[Future[Note], Batch]) -> Iterator[tuple[Batch, Note | Exception]]:
    for future in wait(waiting, return_when=FIRST_COMPLETED).done:
        batch = waiting.pop(future)
        try:
            yield batch, future.result()
        except (CrisisDeskError, Lost) as error:
            yield batch, error


def _hired(
    engine: str, settings: Settings, out: tuple[str, By], processes: int | None
) -> Crew[Maker, Batch, Note]:
    if engine == "local":
        number = max(1, processes or cores())
        readers = readers_for(settings, number)
        return Crew(lambda: PartMaker(readers, *out), min(number, UNDER_WAY), _make)
    from crisisdesk.intake.on_ray import RayPartMaker, processors

    ray = ray_named(engine)
    there = processors(ray)
    return Crew(lambda: RayPartMaker(ray, settings, *out), processes or there, _make)


def _make(maker: Maker, batch: Batch) -> Note:
    return maker.make(batch)


def _named(inputs: Sequence[str | Path], to: str | Path) -> Iterator[str]:
    """The inputs by their names. Raises StoreError for those that are none, or hold the output."""
    for name in map(str, inputs):
        if name == "-" or ("://" in name and not is_stored(name)):
            raise StoreError(name, "an archive is read from files, folders and stores; add it to "
                             "a desk instead")  # fmt: skip
        where = place(name)
        if isinstance(where, Path):
            out = place(to)
            if isinstance(out, Path) and out.resolve().is_relative_to(where.resolve()):
                raise StoreError(str(to), f"it lies in {name}, which is to be read")
        elif f"{to}/".startswith(f"{where}/"):
            raise StoreError(str(to), f"it lies in {name}, which is to be read")
        yield name


class _Watch:
    """Tells how far a job is, and meanwhile counts how long it is."""

    def __init__(self, inputs: Sequence[str], tell: Callable[[Step], None] | None) -> None:
        self._tell = tell
        self._done = self._kept = 0
        self._total: int | None = None
        self._over = Event()
        self._inputs = inputs
        self._thread = Thread(target=self._count, daemon=True)

    def __enter__(self) -> _Watch:
        if self._tell:
            self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()

    def tell(self, note: Note, kept: bool) -> None:
        """Another part is there."""
        self._done += note.sources
        self._kept += note.sources if kept else 0
        if self._tell:
            self._tell(Step(self._done, self._kept, self._total))

    def _count(self) -> None:
        number = 0
        for source in opened(self._inputs):
            if self._over.is_set():
                return
            number += not isinstance(source, Passed)
        self._total = number
