"""Zips, which may be hostile: what is in one, and one member of it.

No name in a zip ever becomes a path. What a zip says of itself is not believed: its list of
contents is bounded before it is read, and a member is unpacked only up to its bound.
"""

from __future__ import annotations

import stat
import zipfile
import zlib
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path, PurePosixPath
from struct import unpack_from

from crisisdesk.errors import ReportError
from crisisdesk.formats.raw import MAX_BYTES, Raw, too_large
from crisisdesk.formats.stores import Stored

MOST_LISTED = 16_000_000
"""Bytes of a zip's list of contents, about 150,000 members; a longer one is refused."""
MOST_TIMES = 200
"""A member that says it unpacks to more than so many times its packed size is a bomb."""
_SMALL = 1_000_000  # bytes unpacked below which a member is no bomb, however well it packs

_END, _END_SIZE = b"PK\x05\x06", 22
_LOCATOR, _LOCATOR_SIZE = b"PK\x06\x07", 20
_BROKEN = (
    *(zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError),
    *(ValueError, OverflowError, UnicodeError, OSError),
)


def unsafe(info: zipfile.ZipInfo, most: int = MAX_BYTES) -> str | None:
    """Why a member is not unpacked (it "is a link"); None where nothing speaks against it."""
    if stat.S_ISLNK(info.external_attr >> 16):
        return "is a link"
    if info.flag_bits & 1:
        return "is encrypted"
    if info.file_size > most:
        return f"is larger than {most // 1_000_000} MB"
    return None


def members(path: Path | Stored) -> Iterator[tuple[str, str | None]]:
    """The names of the files in a zip, in its order, each with why it is set aside, if it is.
    What a Mac or a file manager adds is left out.

    Raises ReportError where it is no zip that can be read.
    """
    try:
        infos = _opened(path, *_state(path)).infolist()
    except _BROKEN as error:
        raise ReportError(str(path), f"this is no sound zip ({error})") from error
    seen: set[str] = set()
    for info in infos:
        if info.is_dir() or _added(info.filename):
            continue
        reason = "has a name that another has, too" if info.filename in seen else _aside(info)
        seen.add(info.filename)
        yield info.filename, f"it {reason}" if reason else None


def read_member(path: Path | Stored, name: str) -> Raw:
    """One member's bytes. Raises ReportError naming zip and member where it is not there, is
    unsafe, broken or too large."""
    source = f"{path}!{name}"
    try:
        opened = _opened(path, *_state(path))
        info = opened.getinfo(name)
        reason = unsafe(info)
        if reason:
            raise ReportError(source, f"it {reason}")
        with opened.open(info) as stream:
            data = stream.read(MAX_BYTES + 1)
    except KeyError as error:
        raise ReportError(source, "there is no such member in the zip") from error
    except _BROKEN as error:
        raise ReportError(source, f"it cannot be unpacked ({error})") from error
    if len(data) > MAX_BYTES:
        raise ReportError(source, too_large())
    return Raw(data, PurePosixPath(name.replace("\\", "/")).name)


def is_office(path: Path | Stored) -> bool:
    """Whether a zip is an office document or a book, and no folder of pages."""
    try:
        names = _opened(path, *_state(path)).NameToInfo
    except _BROKEN:
        return False
    return "[Content_Types].xml" in names or "mimetype" in names


def _state(path: Path | Stored) -> tuple[int, int]:
    found = path.stat()
    return found.st_mtime_ns, found.st_size


@lru_cache(maxsize=1)  # a zip's members are read one after the other
def _opened(path: Path | Stored, changed: int, size: int) -> zipfile.ZipFile:
    """The open zip; its list of contents is read once, as long as the file stays as it was."""
    listed = _listed(path, size)
    if listed > MOST_LISTED:
        raise ValueError(f"its list of contents has {listed:,} bytes, more than {MOST_LISTED:,}")
    return zipfile.ZipFile(path if isinstance(path, Path) else path.open())


def _listed(path: Path | Stored, size: int) -> int:
    """How many bytes the list of contents has, by the zip's last record (APPNOTE 4.3.16, .14)."""
    with path.open("rb") as file:
        start = max(0, size - _END_SIZE - 65_535)
        file.seek(start)
        tail = file.read()
        at = tail.rfind(_END)
        if at < 0 or at + _END_SIZE > len(tail):
            raise ValueError("its end is missing")
        listed = int(unpack_from("<L", tail, at + 12)[0])
        if at >= _LOCATOR_SIZE and tail[at - _LOCATOR_SIZE :].startswith(_LOCATOR):
            file.seek(unpack_from("<Q", tail, at - _LOCATOR_SIZE + 8)[0])
            large = file.read(56)
            listed = max(unpack_from("<Q", large, 40)[0], 0) if len(large) == 56 else size
        return listed


def _added(name: str) -> bool:
    parts = PurePosixPath(name.replace("\\", "/")).parts
    return "__MACOSX" in parts or any(part.startswith(".") and part != ".." for part in parts)


def _aside(info: zipfile.ZipInfo) -> str | None:
    bomb = info.file_size > max(_SMALL, MOST_TIMES * info.compress_size)
    return unsafe(info) or (f"unpacks to over {MOST_TIMES} times its size" if bomb else None)
