"""What is named, opened: a folder into its files, a zip, tar, web archive, feed or file of rows
into its members; on this machine, or by URL in an object store.

A member is a source like any other, by a name that stays the same: ``pages.zip!north/talks.html``,
``crawl.warc.gz!20418`` (the byte at which its record begins), ``feed.xml!tag:example.org,2025:7``,
``news.jsonl!12`` (its line). Members of tars and rows come with their bytes (`Given`).
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from msgspec import Struct

from crisisdesk.errors import ReportError
from crisisdesk.formats import feed_files, report_rows, tars, warc, zips
from crisisdesk.formats.raw import Given, Raw
from crisisdesk.formats.stores import Stored, is_stored, place

_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
# what in a store is a report by its name, so that it need not be fetched to be listed
_PAGES = frozenset(".txt .text .html .htm .xhtml .shtml .md .markdown".split())
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


Source = str | Given | ReportError | Passed


def opened(sources: Iterable[str | Path]) -> Iterator[Source]:
    """Each source, and instead of a folder or an archive what lies in it, found as it is asked
    for. Hidden files in folders are left out. What cannot be opened is a ReportError in its
    place; the others follow all the same."""
    for source in map(str, sources):
        if source == "-" or ("://" in source and not is_stored(source)):
            yield source
        elif (found := place(source)).is_dir():
            yield from _folder(found)
        else:
            yield from _file(source, found)


def member(source: str) -> Raw | None:
    """The bytes of a member, where ``source`` names one; None where it names none.

    Raises ReportError where the archive or the member cannot be read.
    """
    archive, name = _split(source)
    if archive is None:
        return None
    if report_rows.holds_rows(archive):
        return report_rows.read_row(archive, name)
    if tars.is_tar(archive):
        return tars.read_member(archive, name)
    if _is_zip(archive):
        return zips.read_member(archive, name)
    if name.isdecimal() and warc.is_warc(archive):
        return warc.read_page(archive, int(name[:19]))
    return feed_files.read_item(archive, name) if feed_files.is_feed_file(archive) else None


def _split(source: str) -> tuple[Path | Stored | None, str]:
    """The archive's file and the member's name, at the first ``!`` behind which they part."""
    if "!" not in source or os.path.lexists(source):
        return None, ""
    for at, character in enumerate(source):
        if character == "!" and place(source[:at]).is_file():
            return place(source[:at]), source[at + 1 :]
    return None, ""


def _folder(folder: Path | Stored) -> Iterator[Source]:
    inside = folder.below() if isinstance(folder, Stored) else _files_in(folder)
    if not inside:
        yield ReportError(str(folder), "the folder holds no files")
    for path in inside:
        yield from _file(str(path), path)


def _files_in(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and _is_seen(path, folder))


def _is_seen(path: Path, folder: Path) -> bool:
    return not any(part.startswith(".") for part in path.relative_to(folder).parts)


def _file(source: str, path: Path | Stored) -> Iterator[Source]:
    try:
        if isinstance(path, Stored) and path.suffix.lower() in _PAGES:
            yield source
        elif not path.is_file():
            yield source  # whoever loads it says what is wrong with it
        else:
            yield from _members(source, path)
    except ReportError as error:
        yield error
    except (OSError, ValueError):
        yield source


def _members(source: str, path: Path | Stored) -> Iterator[Source]:
    if report_rows.holds_rows(path):
        yield from _or_empty(report_rows.rows(path), ReportError(source, "it holds no rows"))
    elif tars.is_tar(path):
        yield from _or_empty(tars.members(path), ReportError(source, "the tar holds no files"))
    elif _is_zip(path) and not zips.is_office(path):
        yield from _zip(path)
    elif warc.is_warc(path):
        yield from _warc(path)
    elif feed_files.is_feed_file(path):
        yield from _feed(path)
    else:
        yield source


def _or_empty(found: Iterator[Given | ReportError], empty: ReportError) -> Iterator[Source]:
    """What is found; the error where nothing is. What a name shows to be no page is passed over."""
    none = True
    for one in found:
        none = False
        ending = Path(one.raw.name).suffix.lower() if isinstance(one, Given) else ""
        if ending in _NO_PAGES:
            yield Passed(empty.source, ending)
        else:
            yield one
    if none:
        yield empty


def _is_zip(path: Path | Stored) -> bool:
    with path.open("rb") as file:
        return file.read(4) in _ZIP


def _zip(path: Path | Stored) -> Iterator[Source]:
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


def _warc(path: Path | Stored) -> Iterator[Source]:
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


def _feed(path: Path | Stored) -> Iterator[Source]:
    items = feed_files.items(path)
    if not items:
        yield ReportError(str(path), "the feed holds no items")
    for item in items:
        whole = item.markup and not item.short
        yield f"{path}!{item.key}" if whole else Passed(str(path), "item with a summary only")
