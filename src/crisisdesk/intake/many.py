"""Many sources, read in order by several processes side by side."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from contextlib import nullcontext
from itertools import chain, islice
from typing import BinaryIO

from crisisdesk.errors import ReportError
from crisisdesk.formats.raw import Given
from crisisdesk.intake.crew import Crew
from crisisdesk.intake.one import outcome
from crisisdesk.intake.worker import Reader, Settings
from crisisdesk.terms.extras import Extras
from crisisdesk.terms.records import Reading

MANY = 32
"""From so many sources on, several processes read; below, starting them would cost more."""
MOST = 4
"""So many processes at most, unless more are asked for; each takes about 250 MB."""
_AHEAD = 4  # readings that a process may be ahead of what the desk has taken, so memory is bounded

Readable = str | Given | ReportError
_Found = Reading | ReportError
_Crew = Crew[Reader, str | Given, _Found]


def processes_for(sources: int, asked: int | None) -> int:
    """How many processes read so many sources: what is asked for, else what pays."""
    if asked is not None:
        return max(1, min(asked, sources))
    if sources < MANY:
        return 1
    return min(cores(), MOST)


def cores() -> int:
    """How many processor cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def read_sources(
    sources: Iterable[Readable],
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
    with _hired(number, extras) if number > 1 else nullcontext() as crew:
        for source, future in _sent(chain(first, coming), crew, _AHEAD * number):
            if isinstance(source, ReportError):
                yield source
                continue
            if progress:
                progress(source.source if isinstance(source, Given) else source)
            yield future.result() if future else outcome(source, stdin, extras)


def _hired(number: int, extras: Extras | None) -> _Crew:
    return Crew(lambda: Reader(Settings(extras)), number, Reader.read)


def _sent(
    sources: Iterable[Readable], crew: _Crew | None, ahead: int
) -> Iterator[tuple[Readable, Future[_Found] | None]]:
    """The sources, each sent to the crew (if it is a file) when it comes up ``ahead`` places on."""
    waiting: deque[tuple[Readable, Future[_Found] | None]] = deque()
    for source in sources:
        sent = None
        if crew and not isinstance(source, ReportError) and _is_file(source):
            sent = crew.send(source)
        waiting.append((source, sent))
        if not crew or len(waiting) > ahead:
            yield waiting.popleft()
    yield from waiting


def _is_file(source: str | Given) -> bool:
    """Whether a source lies in a file; a member of one may have any name."""
    if isinstance(source, Given):
        return True
    return source != "-" and ("://" not in source or "!" in source.partition("://")[0])
