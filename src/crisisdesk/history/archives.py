"""Takes named files out of a zip that may be hostile.

No name in a zip decides where anything is written: the files wanted are looked up by their last
name and written where the caller says. Links, encrypted and doubly named members, and members
that unpack to more than they may are refused; sizes are counted while unpacking and not believed.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import IO

from crisisdesk.errors import HistoryError
from crisisdesk.formats.zips import unsafe

MOST = 4_000_000_000  # bytes of one unpacked file
BLOCK = 1 << 20


def unpack(archive: Path, path: Sequence[str], target: Path, most: int = MOST) -> None:
    """Write the member of ``archive`` that ``path`` names as ``target``, which is replaced only
    by a whole file. ``path`` has one name, or the names of zips inside zips and then the file's;
    names are last names, wherever the member lies.

    Raises HistoryError where the archive is no zip, or the member is missing, ambiguous, a link,
    encrypted, broken or larger than ``most`` bytes.
    """
    with TemporaryDirectory(prefix="crisisdesk-", dir=target.parent) as scratch:
        for depth, name in enumerate(path[:-1]):
            inner = Path(scratch) / f"{depth}.zip"
            _extract(archive, f"{name}.zip", inner, most)
            archive = inner
        whole = Path(scratch) / "whole"
        _extract(archive, path[-1], whole, most)
        whole.replace(target)


def _extract(archive: Path, name: str, target: Path, most: int) -> None:
    try:
        with zipfile.ZipFile(archive) as opened:
            member = _member(opened, archive, name, most)
            with opened.open(member) as inside, target.open("wb") as outside:
                _copy(inside, outside, archive, name, most)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        raise HistoryError(f"{archive.name}: is no sound zip ({error})") from error
    except zlib.error as error:
        raise HistoryError(f"{archive.name}: {name} is broken ({error})") from error


def _member(opened: zipfile.ZipFile, archive: Path, name: str, most: int) -> zipfile.ZipInfo:
    found = [
        info
        for info in opened.infolist()
        if not info.is_dir()
        and PurePosixPath(info.filename.replace("\\", "/")).name == name
        # what a Mac adds beside each file
        and "__MACOSX" not in info.filename
    ]
    if len(found) != 1:
        what = f"holds {len(found)} files called" if found else "holds no file called"
        raise HistoryError(f"{archive.name}: {what} {name}")
    info = found[0]
    if reason := unsafe(info, most):
        raise HistoryError(f"{archive.name}: {name} {reason}")
    return info


def _copy(inside: IO[bytes], outside: IO[bytes], archive: Path, name: str, most: int) -> None:
    size = 0
    while block := inside.read(BLOCK):
        size += len(block)
        if size > most:
            raise HistoryError(f"{archive.name}: {name} is larger than {most // 1_000_000} MB")
        outside.write(block)
