"""What is named, opened: a folder into its files, a zip, web archive or feed into its members.

A member is a source like any other, by a name that stays the same: ``pages.zip!north/talks.html``,
``crawl.warc.gz!20418`` (the byte at which its record begins), ``feed.xml!tag:example.org,2025:7``.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from msgspec import Struct

from crisisdesk.errors import ReportError
from crisisdesk.formats import feed_files, warc, zips
from crisisdesk.formats.raw import Raw

_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
# what lies beside the pages in a zip of them
_NO_PAGES = frozenset(
    ".png .jpg .jpeg .gif .webp .svg .ico .bmp .avif .css .js .mjs .map .json .xml .woff .woff2 "
    ".ttf .eot .otf .mp3 .mp4 .m4a .webm .ogg .wav .avi .mov .swf .db .ini .lnk .py .wasm".split()
)


class Passed(Struct, frozen=True):
    """Something in an archive or feed that is no report and was never meant to be: a picture, a
    redirect. ``what`` is its kind, in few words."""

    archive: str
    what: str


Source = str | ReportError | Passed


def opened(sources: Iterable[str | Path]) -> Iterator[Source]:
    """Each source, and instead of a folder or an archive what lies in it, found as it is asked
    for. Hidden files in folders are left out. What cannot be opened is a ReportError in its
    place; the others follow all the same."""
    for source in map(str, sources):
        if source == "-" or "://" in source:
            yield source
        elif Path(source).is_dir():
            yield from _folder(Path(source))
        else:
            yield from _file(source)


def member(source: str) -> Raw | None:
    """The bytes of a member, where ``source`` names one; None where it names none.

    Raises ReportError where the archive or the member cannot be read.
    """
    archive, name = _split(source)
    if archive is None:
        return None
    if _is_zip(archive):
        return zips.read_member(archive, name)
    if name.isdecimal() and warc.is_warc(archive):
        return warc.read_page(archive, int(name[:19]))
    return feed_files.read_item(archive, name) if feed_files.is_feed_file(archive) else None


def _split(source: str) -> tuple[Path | None, str]:
    """The archive's file and the member's name, at the first ``!`` behind which they part."""
    if "!" not in source or os.path.lexists(source):
        return None, ""
    for at, character in enumerate(source):
        if character == "!" and Path(source[:at]).is_file():
            return Path(source[:at]), source[at + 1 :]
    return None, ""


def _folder(folder: Path) -> Iterator[Source]:
    inside = sorted(path for path in folder.rglob("*") if path.is_file() and _is_seen(path, folder))
    if not inside:
        yield ReportError(str(folder), "the folder holds no files")
    for path in inside:
        yield from _file(str(path))


def _is_seen(path: Path, folder: Path) -> bool:
    return not any(part.startswith(".") for part in path.relative_to(folder).parts)


def _file(source: str) -> Iterator[Source]:
    path = Path(source)
    try:
        if not path.is_file():
            yield source  # whoever loads it says what is wrong with it
        elif _is_zip(path) and not zips.is_office(path):
            yield from _zip(path)
        elif warc.is_warc(path):
            yield from _warc(path)
        elif feed_files.is_feed_file(path):
            yield from _feed(path)
        else:
            yield source
    except ReportError as error:
        yield error
    except (OSError, ValueError):
        yield source


def _is_zip(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) in _ZIP


def _zip(path: Path) -> Iterator[Source]:
    empty = True
    for name, reason in zips.members(path):
        empty = False
        ending = Path(name).suffix.lower()
        if ending in _NO_PAGES:
            yield Passed(str(path), ending)
        else:
            yield ReportError(f"{path}!{name}", reason) if reason else f"{path}!{name}"
    if empty:
        yield ReportError(str(path), "the zip holds no files")


def _warc(path: Path) -> Iterator[Source]:
    empty = True
    for found in warc.records(path):
        empty = False
        if found.broken:
            yield ReportError(f"{path}!{found.offset}", found.broken)
        elif found.passed:
            yield Passed(str(path), found.passed)
        else:
            yield f"{path}!{found.offset}"
    if empty:
        yield ReportError(str(path), "the web archive holds no pages")


def _feed(path: Path) -> Iterator[Source]:
    items = feed_files.items(path)
    if not items:
        yield ReportError(str(path), "the feed holds no items")
    for item in items:
        whole = item.markup and not item.short
        yield f"{path}!{item.key}" if whole else Passed(str(path), "item with a summary only")
