"""A user's own terms beside those that ship: which folder of them holds, and since when.

A folder of extra terms has files of the shipped names and schemas. It holds for what runs inside
`using`: in that thread and nowhere else, so that two desks of one process never share names.
Loaders ask `current` and cache by it, so that a changed folder is another folder.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

from msgspec import Struct

from crisisdesk.errors import TermsError
from crisisdesk.terms.files import shipped

FILES = (
    "states.yaml",
    "bodies.yaml",
    "organisations.yaml",
    "groups.yaml",
    "places.yaml",
    "things.yaml",
    "events.yaml",
    "outlets.yaml",
    "leaders.yaml",
)
"""What a folder of extra terms may hold; ``leaders`` may also be a folder of such files."""


class Extras(Struct, frozen=True):
    """A folder of extra terms as it stood when it was opened; ``digest`` is over its bytes."""

    folder: str
    digest: str


_CURRENT: ContextVar[Extras | None] = ContextVar("extras", default=None)


def open_extras(folder: Path | None) -> Extras | None:
    """The extra terms in a folder; None where there is no folder, or nothing in it.

    Raises TermsError where a file stands there that is no vocabulary file, or cannot be read.
    """
    paths = files_in(folder) if folder is not None and folder.is_dir() else []
    if not paths:
        return None
    total = hashlib.sha256()
    for path in paths:
        try:
            content = path.read_bytes()
        except OSError as error:
            raise TermsError(str(path), None, f"cannot be read: {error.strerror}") from error
        total.update(f"{path.relative_to(str(folder))}\0{len(content)}\0".encode() + content)
    return Extras(str(folder), total.hexdigest())


def files_in(folder: Path) -> list[Path]:
    """The vocabulary files of a folder. Raises TermsError at a YAML file of another name."""
    found = sorted([*folder.glob("*.yaml"), *folder.glob("*.yml")])
    for path in found:
        if path.name not in FILES:
            known = ", ".join(FILES)
            raise TermsError(str(path), None, f"no vocabulary file has this name; known: {known}")
    return found + sorted((folder / "leaders").glob("*.yaml"))


def current() -> Extras | None:
    """The extra terms that hold here and now."""
    return _CURRENT.get()


@contextmanager
def using(extras: Extras | None) -> Iterator[None]:
    """Within this, the extra terms hold (None: only what ships)."""
    before = _CURRENT.set(extras)
    try:
        yield
    finally:
        _CURRENT.reset(before)


def both(name: str, extras: Extras | None) -> list[Path]:
    """The files of one name: the user's first, where there is one, then what ships."""
    own = [Path(extras.folder) / name] if extras else []
    return [path for path in [*own, shipped(name)] if path.exists()]
