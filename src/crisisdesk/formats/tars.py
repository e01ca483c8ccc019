"""Tars, packed by gzip or not, which may be hostile: their members in order, as they are read.

No name in a tar ever becomes a path; links and devices are no reports.
"""

from __future__ import annotations

import tarfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from crisisdesk.errors import ReportError
from crisisdesk.formats.gzips import stream_of
from crisisdesk.formats.raw import MAX_BYTES, Given, Raw, given_as
from crisisdesk.formats.stores import Stored

MOST_TIMES = 500
"""A packed tar that unpacks to more than so many times its size is a bomb."""
_FREE = 100_000_000  # bytes unpacked before that is asked
_NAMES = (".tar", ".tar.gz", ".tgz")


def is_tar(path: Path | Stored) -> bool:
    """Whether a file is a tar, by its name."""
    return path.name.lower().endswith(_NAMES)


def members(path: Path | Stored) -> Iterator[Given | ReportError]:
    """The files in a tar, in its order, or why one is set aside. Raises ReportError where the tar,
    or the rest of it, cannot be read."""
    most = max(_FREE, MOST_TIMES * path.stat().st_size)
    try:
        with (
            path.open("rb") as file,
            stream_of(file) as plain,
            tarfile.open(fileobj=plain, mode="r|") as opened,
        ):
            for info in opened:
                if info.offset_data + info.size > most:
                    raise ReportError(str(path), f"it unpacks to over {MOST_TIMES} times its size")
                if not (info.isdir() or _hidden(info.name)):
                    yield _member(path, opened, info)
    except (tarfile.TarError, OSError, EOFError, zlib.error, ValueError) as error:
        raise ReportError(str(path), f"the rest of it cannot be read: {error}") from error


def read_member(path: Path | Stored, name: str) -> Raw:
    """One member's bytes. Raises ReportError where it is not there or is set aside."""
    return given_as(f"{path}!{name}", members(path), "there is no such member in the tar")


def _member(
    path: Path | Stored, opened: tarfile.TarFile, info: tarfile.TarInfo
) -> Given | ReportError:
    source = f"{path}!{info.name}"
    file = opened.extractfile(info) if info.isfile() else None
    if file is None:
        return ReportError(source, "it is a link or a device")
    if info.size > MAX_BYTES:
        return ReportError(source, f"it is larger than {MAX_BYTES // 1_000_000} MB")
    return Given(source, Raw(file.read(), PurePosixPath(info.name).name))


def _hidden(name: str) -> bool:
    return any(part.startswith(".") and part not in (".", "..") for part in name.split("/"))
