"""What has been pulled: where it lies, and whether it still is what it was.

Each source has a folder of its own in the cache, named as the source, with its files and
``pulled.json``, which records for each file where it came from, its size and its checksum. A file
whose checksum nobody published is trusted on first use: later ones must equal the first.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct

from crisisdesk.errors import HistoryError
from crisisdesk.history.sources import Source
from crisisdesk.schemas import prepared

RECORD = "pulled.json"
State = Literal["absent", "partial", "as published", "as first pulled", "not recorded", "changed"]


class Pulled(Struct, frozen=True):
    """A file as it was pulled: ``day`` in ISO 8601, ``sha256`` in hex digits."""

    url: str
    size: int
    sha256: str
    day: str
    version: str


class FileState(Struct, frozen=True):
    """A file of a source in the cache. ``state`` says whether it is there and is what was
    published or first pulled; ``size`` is in bytes."""

    source: str
    name: str
    path: str
    state: State
    size: int = 0
    sha256: str = ""
    version: str = ""
    day: str = ""
    url: str = ""


def cache_folder() -> Path:
    """The folder of all caches: ``CRISISDESK_CACHE``, else the platform's place for them."""
    named = os.environ.get("CRISISDESK_CACHE")
    if named:
        return Path(named).expanduser()
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "crisisdesk"
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA")
        return Path(local) / "crisisdesk" if local else Path.home() / ".cache" / "crisisdesk"
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "crisisdesk"


def source_folder(source: Source, root: Path | None = None) -> Path:
    """Where a source's files lie."""
    return (root or cache_folder()) / "history" / source.name


def recorded(folder: Path) -> dict[str, Pulled]:
    """What ``pulled.json`` of a source's folder says; empty where there is none or it is spoilt."""
    try:
        return msgspec.json.decode((folder / RECORD).read_bytes(), type=prepared(dict[str, Pulled]))
    except (OSError, msgspec.DecodeError):
        return {}


def record(folder: Path, found: Mapping[str, Pulled]) -> None:
    """Add to ``pulled.json``. Raises HistoryError where it cannot be written."""
    known = {**recorded(folder), **found}
    whole = folder / f"{RECORD}.new"
    try:
        whole.write_bytes(msgspec.json.format(msgspec.json.encode(known), indent=2) + b"\n")
        whole.replace(folder / RECORD)
    except OSError as error:
        raise HistoryError(f"{folder}: cannot be written: {error.strerror or error}") from error


def published(source: Source) -> dict[str, str | None]:
    """The names of a source's files after unpacking, with the checksum on file."""
    found: dict[str, str | None] = {}
    for file in source.files:
        if file.doi:
            continue  # what a deposit holds is known only from it
        found |= {part.save: part.sha256 for part in file.take} or {file.save: file.sha256}
    return found


def states(source: Source, root: Path | None = None) -> Iterator[FileState]:
    """Every file that the source should have or has, with its state. Files are read through."""
    folder = source_folder(source, root)
    known, sums = recorded(folder), published(source)
    for name in sorted({*sums, *known}):
        yield _state(source, folder / name, sums.get(name), known.get(name))
    if not sums and not known:
        # a deposit of which nothing has been pulled: one line stands for all its files
        for file in source.files:
            yield FileState(source.name, file.save, str(folder), "absent")


def _state(source: Source, path: Path, official: str | None, pulled: Pulled | None) -> FileState:
    name = path.name
    if not path.is_file():
        begun = any(path.parent.glob("*.part")) if path.parent.is_dir() else False
        return FileState(source.name, name, str(path), "partial" if begun else "absent")
    from crisisdesk.formats.download import checksum

    found = checksum(path)
    state: State = "not recorded"
    if found == official:
        state = "as published"
    elif pulled and found == pulled.sha256:
        state = "as first pulled"
    elif pulled or official:
        state = "changed"
    return FileState(
        source=source.name,
        name=name,
        path=str(path),
        state=state,
        size=path.stat().st_size,
        sha256=found,
        version=pulled.version if pulled else "",
        day=pulled.day if pulled else "",
        url=pulled.url if pulled else "",
    )
