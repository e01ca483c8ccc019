"""How reports come in: one is loaded and read here, many by several processes side by side.

A worker is a process of its own (``python -m crisisdesk.intake``) that gets one source at a time
and sends its reading back. So the desk knows which source each worker has: one that is killed or
crashes costs no other report, and its own is tried once more before it is given up by name.
Sources and answers go through pipes, each as its length and its bytes.
"""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import nullcontext, suppress
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import IO, BinaryIO

import msgspec

from crisisdesk.errors import CrisisDeskError, ReportError
from crisisdesk.terms.extras import Extras
from crisisdesk.terms.records import Reading, Report

MANY = 32
"""From so many sources on, several processes read; below, starting them would cost more."""
MOST = 4
"""So many processes at most, unless more are asked for; each takes about 250 MB."""
_AHEAD = 4  # readings that a process may be ahead of what the desk has taken, so memory is bounded
_WORKER = [sys.executable, "-m", "crisisdesk.intake"]
_SIZE = 8  # bytes of a length


class _Answer(msgspec.Struct, frozen=True):
    """What a worker says of a source: its reading, or why there is none."""

    reading: Reading | None = None
    reason: str = ""


def read_source(
    source: str | Path, stdin: BinaryIO | None = None, extras: Extras | None = None
) -> Reading:
    """Load one report (a path, a web address, or ``-`` for ``stdin``) and read it.

    Raises ReportError where it cannot be loaded, or where the reader fails on it.
    """
    from crisisdesk.formats.load import load_report

    return read_loaded(load_report(str(source), stdin=stdin), extras)


def read_loaded(report: Report, extras: Extras | None = None) -> Reading:
    """Read one report that is loaded. Raises ReportError where the reader fails on it."""
    # the reader is heavy: a report that cannot be loaded need not wait for it
    from crisisdesk.reading import read_report

    try:
        return read_report(report, extras)
    except CrisisDeskError:
        raise
    except Exception as error:
        # one report must not keep the others out, whatever is wrong with our rules
        reason = f"the reader failed on it, which is our mistake ({type(error).__name__}: {error})"
        raise ReportError(report.source, reason) from error


def processes_for(sources: int, asked: int | None) -> int:
    """How many processes read so many sources: what is asked for, else what pays."""
    if asked is not None:
        return max(1, min(asked, sources))
    if sources < MANY:
        return 1
    return min(_cores(), MOST)


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def read_sources(
    sources: Iterable[str | ReportError],
    stdin: BinaryIO | None = None,
    extras: Extras | None = None,
    processes: int | None = None,
    progress: Callable[[str], None] | None = None,
) -> Iterator[Reading | ReportError]:
    """The reading of each source, or the error that it cannot be read; in order. An error among
    the sources comes out as it went in. Sources are taken as they are needed, a few ahead.

    With one process all is read in this one, each when it is asked for; with more, workers read
    files ahead. What is no file (``-``, an address) is always read in this process. ``progress``
    is called with each source before its reading is waited for.
    """
    coming = iter(sources)
    first = list(islice(coming, max(MANY, processes or 0)))
    number = processes_for(len(first), processes)
    with _Crew(number, extras) if number > 1 else nullcontext() as crew:
        for source, future in _sent(chain(first, coming), crew, _AHEAD * number):
            if isinstance(source, ReportError):
                yield source
                continue
            if progress:
                progress(source)
            yield future.result() if future else _outcome(source, stdin, extras)


def _sent(
    sources: Iterable[str | ReportError], crew: _Crew | None, ahead: int
) -> Iterator[tuple[str | ReportError, Future[Reading | ReportError] | None]]:
    """The sources, each sent to the crew (if it is a file) when it comes up ``ahead`` places on."""
    waiting: deque[tuple[str | ReportError, Future[Reading | ReportError] | None]] = deque()
    for source in sources:
        sent = crew.send(source) if crew and isinstance(source, str) and _is_file(source) else None
        waiting.append((source, sent))
        if not crew or len(waiting) > ahead:
            yield waiting.popleft()
    yield from waiting


def _is_file(source: str) -> bool:
    """Whether a source lies in a file; a member of one may have any name."""
    return source != "-" and ("://" not in source or "!" in source.partition("://")[0])


def _outcome(source: str, stdin: BinaryIO | None, extras: Extras | None) -> Reading | ReportError:
    try:
        return read_source(source, stdin, extras)
    except ReportError as error:
        return error


class _Crew:
    """Some workers, and for each a thread that waits for its answers."""

    def __init__(self, number: int, extras: Extras | None) -> None:
        self._hire = partial(_Worker, extras)
        self._free: queue.SimpleQueue[_Worker] = queue.SimpleQueue()
        self._staff = [self._hire() for _ in range(number)]
        for worker in self._staff:
            self._free.put(worker)
        self._threads = ThreadPoolExecutor(number)
        self._closed = False

    def __enter__(self) -> _Crew:
        return self

    def __exit__(self, *_: object) -> None:
        """End the workers, at once where some still read: nobody waits for their answers."""
        self._closed = True
        self._threads.shutdown(wait=False, cancel_futures=True)
        for worker in [*self._staff]:
            worker.end()
        self._threads.shutdown()
        for worker in self._staff:  # one may have been hired while the others were ended
            worker.end()

    def send(self, source: str) -> Future[Reading | ReportError]:
        """What the next worker that is free answers to a source."""
        return self._threads.submit(self._answer, source)

    def _answer(self, source: str) -> Reading | ReportError:
        worker = self._free.get()
        try:
            for _ in range(2):
                found = worker.ask(source)
                if found is not None or self._closed:
                    break
                worker = self._replaced(worker)
        finally:
            self._free.put(worker)
        if found is None:
            return ReportError(source, "the process that read it was ended, twice")
        return found.reading or ReportError(source, found.reason)

    def _replaced(self, dead: _Worker) -> _Worker:
        dead.end()
        self._staff.remove(dead)
        fresh = self._hire()
        self._staff.append(fresh)
        return fresh


class _Worker:
    """A process that reads. It starts at once and loads the reader with its first report."""

    def __init__(self, extras: Extras | None) -> None:
        # The same packages as here; one thread each, since the processes share the cores.
        settings = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        settings |= {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
        own = [msgspec.json.encode(extras).decode()] if extras else []
        self._process = subprocess.Popen(
            [*_WORKER, *own], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=settings
        )

    def ask(self, source: str) -> _Answer | None:
        """What the worker says of a source; None where it ended before it said anything."""
        assert self._process.stdin and self._process.stdout
        try:
            _write(self._process.stdin, os.fsencode(source))
            answer = _next(self._process.stdout)
        except (OSError, ValueError):
            return None
        return msgspec.msgpack.decode(answer, type=_Answer) if answer is not None else None

    def end(self) -> None:
        """End the process, wait for it and close its pipes."""
        self._process.kill()
        with suppress(OSError), self._process:
            pass


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


def work(extras: Extras | None) -> None:
    """Read what comes in on standard input until it ends. The life of a worker."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the desk's to handle
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # a stray print must not spoil an answer
    while (message := _next(sys.stdin.buffer)) is not None:
        found = _outcome(os.fsdecode(message), None, extras)
        answer = _Answer(None, found.reason) if isinstance(found, ReportError) else _Answer(found)
        _write(answers, msgspec.msgpack.encode(answer))


if __name__ == "__main__":
    work(msgspec.json.decode(sys.argv[1], type=Extras) if sys.argv[1:] else None)
