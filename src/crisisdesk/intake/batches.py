"""A long list of sources, cut into batches: each is one task, and makes one part of the output.

The cut hangs on the sources alone, never on who reads them or how many: so two engines make the
same parts, and a job that is taken up again finds what it has.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from crisisdesk.errors import ReportError
from crisisdesk.formats.raw import Given
from crisisdesk.formats.sources import Passed, Source
from crisisdesk.formats.stores import is_stored

FIRST, LAST, STEP = 16, 1024, 16
"""The first batches are of 16 sources, so that a small job keeps all busy; after every 16 of them
they double, up to 1024, so that a large one has few files."""
MOST_BYTES = 32_000_000
"""Bytes that came with the sources of a batch; with more it is closed before its number is full."""


@dataclass(frozen=True)
class SetAside:
    """A source that could not be read, and why."""

    source: str
    reason: str


@dataclass(frozen=True)
class Batch:
    """Sources that are read as one task, in order, and what was passed over among them, by what it
    is. ``key`` is a hash over all that is known of them: another key is another batch."""

    number: int
    sources: tuple[str | Given | SetAside, ...]
    passed: dict[str, int] = field(default_factory=dict)
    key: str = ""

    @property
    def name(self) -> str:
        """The batch's number as file names have it."""
        return f"{self.number:07}"


def size_of(number: int) -> int:
    """How many sources the batch of this number holds at most."""
    return min(LAST, FIRST << min(number // STEP, 30))


def batches(sources: Iterable[Source]) -> Iterator[Batch]:
    """The sources in batches, found as they are asked for."""
    number = 0
    held: list[str | Given | SetAside] = []
    passed: Counter[str] = Counter()
    weight = 0
    for source in sources:
        if isinstance(source, Passed):
            passed[source.what] += 1
            continue
        if isinstance(source, ReportError):
            held.append(SetAside(source.source, source.reason))
        else:
            held.append(source)
        weight += len(source.raw.data) if isinstance(source, Given) else 0
        if len(held) >= size_of(number) or weight > MOST_BYTES:
            yield _batch(number, held, passed)
            number, held, passed, weight = number + 1, [], Counter(), 0
    if held or passed:
        yield _batch(number, held, passed)


def _batch(number: int, held: list[str | Given | SetAside], passed: Counter[str]) -> Batch:
    total = hashlib.sha256()
    for source in held:
        total.update(_known(source) + b"\n")
    total.update(repr(sorted(passed.items())).encode("utf-8", "replace"))
    return Batch(number, tuple(held), dict(passed), total.hexdigest()[:16])


def _known(source: str | Given | SetAside) -> bytes:
    """What tells a source from another: its name and, as far as that is at hand, its content."""
    if isinstance(source, str):
        return f"{source}|{_state(source)}".encode("utf-8", "surrogateescape")
    if isinstance(source, SetAside):
        return f"{source.source}|{source.reason}".encode("utf-8", "surrogateescape")
    raw = source.raw
    told = (source.source, raw.name, raw.url, raw.title, raw.outlet, raw.author, raw.published)
    return repr(told).encode("utf-8", "replace") + hashlib.sha256(raw.data).digest()


def _state(source: str) -> str:
    """Size and last change of a file on this machine; of an archive its member's. A store is not
    asked for each object: one that is changed under its name counts as it was."""
    return "" if is_stored(source) else _state_of(source) or _state_of(source.partition("!")[0])


def _state_of(path: str) -> str:
    try:
        found = Path(path).stat()
    except (OSError, ValueError):
        return ""
    return f"{found.st_size}|{found.st_mtime_ns}"
