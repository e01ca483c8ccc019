"""What a desk's briefs rest on, in a word by which one that was made is known to hold still."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import msgspec

import crisisdesk
from crisisdesk.desk.config import Config

BRIEFS = "briefs"
"""The folder within a desk's that holds briefs which were made; whoever copies a desk leaves it."""
Stamp = tuple[tuple[str, int, int], ...]
"""Files with their sizes and the moments of their last change, in nanoseconds."""


def stamp(paths: Iterable[Path]) -> Stamp:
    """The stamp of those files that are there."""
    found = []
    for path in sorted(paths):
        try:
            told = path.stat()
        except OSError:
            continue
        found.append((str(path), told.st_size, told.st_mtime_ns))
    return tuple(found)


def own_terms_in(folder: Path) -> Stamp:
    """The stamp of the terms in a folder, which need not be there."""
    return stamp([*folder.glob("*.yaml"), *folder.glob("*.yml"), *folder.glob("leaders/*.yaml")])


def basis_of(mark: str, config: Config, terms: str, day: str) -> str:
    """The word, for the record's mark, the desk's settings, the digest of its own terms and the
    present day."""
    parts = (mark, config, terms, day, program())
    return hashlib.sha256(msgspec.json.encode(parts)).hexdigest()[:32]


@cache
def program() -> str:
    """A word for the Crisis Desk that runs, its version and its files, and for the research data
    that is here: both are taken as they were when this process first asked."""
    from crisisdesk.history.recorded import record_folder

    here, data = Path(crisisdesk.__file__).parent, record_folder()
    files = [path for path in here.rglob("*.*") if path.parent.name != "__pycache__"]
    parts = (crisisdesk.__version__, stamp(files), stamp(data.glob("*/*.csv") if data else ()))
    return hashlib.sha256(msgspec.json.encode(parts)).hexdigest()
