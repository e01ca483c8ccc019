"""A process that reads: ``python -m crisisdesk.intake``.

It gets one source at a time and sends its reading back, through pipes, each message as its length
and its bytes. So whoever asks knows which source it has: one that kills it, takes too long or too
much memory costs no other report, and is given up by name.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Lock
from typing import IO

import msgspec
from msgspec import Struct

from crisisdesk.errors import ReportError
from crisisdesk.formats.raw import Given, Raw
from crisisdesk.intake.crew import Ended
from crisisdesk.intake.marks import Mark, mark_of
from crisisdesk.intake.one import outcome
from crisisdesk.schemas import prepared
from crisisdesk.terms.extras import Extras
from crisisdesk.terms.records import Reading

TRIES = 2
"""So often a source is read whose reader was ended: it may have been no fault of the source."""
SECONDS, MEGABYTES = 60.0, 3000
"""What one report may take, unless told otherwise. The longest that is read takes a tenth."""

_WORKER = [sys.executable, "-m", "crisisdesk.intake"]
_SIZE = 8  # bytes of a length
_PATIENCE = 10  # by the clock a report may take so many times its seconds of processor time


class Limits(Struct, frozen=True):
    """What one report may take: ``seconds`` of processor time, ``megabytes`` of memory (with the
    reader's own 250). A system that cannot hold a process to them lets it run on."""

    seconds: float = SECONDS
    megabytes: int = MEGABYTES


class Settings(Struct, frozen=True):
    """How a worker reads: with whose terms, within which limits; ``marked``: with the marks by
    which copies are told."""

    extras: Extras | None = None
    limits: Limits = Limits()
    marked: bool = False


class _Task(Struct, frozen=True):
    source: bytes
    """A name may be of any bytes."""
    raw: Raw | None = None


class Answer(Struct, frozen=True):
    """What a worker says of a source: its reading, or why there is none; its mark where asked."""

    reading: Reading | None = None
    reason: str = ""
    mark: Mark | None = None


class Reader:
    """A worker, and another in its place when it ends. One thread may ask it, any may end it."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._changing = Lock()
        self._ended = False
        self._worker = _Worker(settings)

    def read(self, source: str | Given) -> Reading | ReportError:
        """What a worker makes of a source, or why it cannot be read. Raises Ended where reading was
        ended meanwhile."""
        found = self.answer(source)
        name = source.source if isinstance(source, Given) else source
        return found.reading or ReportError(name, found.reason)

    def answer(self, source: str | Given) -> Answer:
        """As `read`, with all that a worker says."""
        for _ in range(TRIES):
            worker = self._worker
            found = worker.ask(source)
            if found is not None:
                return found
            self._replace(worker)
            if worker.overdue:
                limit = self._settings.limits.seconds
                return Answer(reason=f"reading it takes more than {limit:g} seconds")
        return Answer(reason="the process that read it was ended, twice")

    def begin(self) -> None:
        """It can be asked from the start: what is asked waits until the reader is loaded."""

    def end(self) -> None:
        """End the worker; nobody is asked any more."""
        with self._changing:
            self._ended = True
            self._worker.end()

    def _replace(self, dead: _Worker) -> None:
        with self._changing:
            dead.end()
            if self._ended:
                raise Ended
            self._worker = _Worker(self._settings)


class _Worker:
    """A process that reads. It starts at once and loads the reader with its first report."""

    def __init__(self, settings: Settings) -> None:
        # The same packages as here; one thread each, since the processes share the cores.
        around = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        around |= {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
        self._process = subprocess.Popen(
            [*_WORKER, msgspec.json.encode(settings).decode()],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=around,
        )

    def ask(self, source: str | Given) -> Answer | None:
        """What the worker says of a source; None where it ended before it said anything."""
        assert self._process.stdin and self._process.stdout
        try:
            task = _task_of(source)
            _write(self._process.stdin, msgspec.msgpack.encode(task))
            answer = _next(self._process.stdout)
        except (OSError, ValueError):
            return None
        return msgspec.msgpack.decode(answer, type=prepared(Answer)) if answer is not None else None

    @property
    def overdue(self) -> bool:
        """Whether it ended because a source took too long."""
        return -(self._process.returncode or 0) in _ALARMS

    def end(self) -> None:
        """End the process, wait for it and close its pipes."""
        self._process.kill()
        with suppress(OSError), self._process:
            pass


def _task_of(source: str | Given) -> _Task:
    if isinstance(source, Given):
        return _Task(os.fsencode(source.source), source.raw)
    return _Task(os.fsencode(source))


def _write(stream: IO[bytes], message: bytes) -> None:
    stream.write(len(message).to_bytes(_SIZE, "little") + message)
    stream.flush()


def _next(stream: IO[bytes]) -> bytes | None:
    """The next message, None at the stream's end."""
    size = stream.read(_SIZE)
    if len(size) < _SIZE:
        return None
    length = int.from_bytes(size, "little")
    message = stream.read(length)
    return message if len(message) == length else None


def work(settings: Settings) -> None:
    """Read what comes in on standard input until it ends. The life of a worker."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the desk's to handle
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # a stray print must not spoil an answer
    _bound_memory(settings.limits.megabytes)
    while (message := _next(sys.stdin.buffer)) is not None:
        task = msgspec.msgpack.decode(message, type=prepared(_Task))
        name = os.fsdecode(task.source)
        with _bounded_time(settings.limits.seconds):
            found = outcome(Given(name, task.raw) if task.raw else name, None, settings.extras)
            answer = _answer(found, settings)
        _write(answers, msgspec.msgpack.encode(answer))


def _answer(found: Reading | ReportError, settings: Settings) -> Answer:
    if isinstance(found, ReportError):
        return Answer(None, found.reason)
    return Answer(found, mark=mark_of(found.report, settings.extras) if settings.marked else None)


_ALARMS = {signal.SIGPROF, signal.SIGALRM} if hasattr(signal, "SIGPROF") else set()


@contextmanager
def _bounded_time(seconds: float) -> Iterator[None]:
    """Within this the system ends the process when it takes longer, wherever it then is, and also
    where nobody waits for its answer any more."""
    if not _ALARMS:
        yield
        return
    signal.setitimer(signal.ITIMER_PROF, seconds)
    signal.setitimer(signal.ITIMER_REAL, seconds * _PATIENCE)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.setitimer(signal.ITIMER_REAL, 0)


def _bound_memory(megabytes: int) -> None:
    """What would take more gets a MemoryError, and the machine stays as it is."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        size = megabytes << 20
        resource.setrlimit(resource.RLIMIT_DATA, (size, size))
