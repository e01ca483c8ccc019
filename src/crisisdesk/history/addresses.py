"""Where a source's file lies today: its address, or what a page or a Dataverse deposit says.

A deposit's answer holds the name, size and MD5 of each file, which the download is held to. A
link on a page is found by its words. Both answers come from the web and may be hostile: names
are cut to plain file names and the addresses pass the guards of `formats.hops` like any other.
"""

from __future__ import annotations

import re
from dataclasses import replace
from fnmatch import fnmatchcase
from html.parser import HTMLParser
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urljoin

import msgspec
from msgspec import Struct, field

from crisisdesk.errors import HistoryError
from crisisdesk.formats.download import Expected, Limits, download
from crisisdesk.history.sources import SourceFile
from crisisdesk.schemas import prepared

DATAVERSE = "https://dataverse.harvard.edu"
MOST_LISTING = 20_000_000  # bytes of a page or a deposit's list
_PLAIN_NAME = re.compile(r"[^\w .()+-]")
# the share page of a file in Box, and where the file itself lies
_BOX = re.compile(r"(https://[\w.]*box\.com)/s/(\w+)$")


class Address(Struct, frozen=True):
    """One file to download: the name it is kept under, where it lies, what is known of it."""

    name: str
    url: str
    expected: Expected


class _DataFile(Struct):
    id: int
    filename: str
    size: int | None = field(name="filesize", default=None)
    md5: str | None = None
    original: str | None = field(name="originalFileName", default=None)


class _Listed(Struct):
    file: _DataFile = field(name="dataFile")
    restricted: bool = False


class _Version(Struct):
    files: list[_Listed]


class _Dataset(Struct):
    version: _Version = field(name="latestVersion")


class _Deposit(Struct):
    data: _Dataset


def addresses(file: SourceFile, limits: Limits, server: str = DATAVERSE) -> list[Address]:
    """Where the file is, or the files are that its pattern names. Raises HistoryError where the
    page or the deposit does not answer or names none."""
    if file.doi:
        return _deposited(file, limits, server)
    url = _linked(file, limits) if file.page else file.url
    expected = Expected(file.size, file.sha256)
    return [Address(file.save, url, expected)]


def _deposited(file: SourceFile, limits: Limits, server: str) -> list[Address]:
    url = f"{server}/api/datasets/:persistentId/?persistentId=doi:{file.doi}"
    try:
        listed = msgspec.json.decode(_answer(url, limits, page=False), type=prepared(_Deposit))
    except msgspec.DecodeError as error:
        raise HistoryError(f"{url}: is no list of a deposit's files ({error})") from error
    found = []
    for entry in listed.data.version.files:
        # tables are kept as the repository's own form too; the original is what was deposited
        name = entry.file.original or entry.file.filename
        if not entry.restricted and fnmatchcase(name, file.match):
            found.append(_original(entry.file, name, server))
    if not found:
        raise HistoryError(f"{url}: the deposit holds no open file that fits {file.match}")
    return found


def _original(file: _DataFile, name: str, server: str) -> Address:
    where = f"{server}/api/access/datafile/{file.id}"
    if file.original:
        # size and MD5 are those of the repository's own form
        return Address(plain_name(name), f"{where}?format=original", Expected())
    return Address(plain_name(name), where, Expected(file.size, md5=file.md5))


def _linked(file: SourceFile, limits: Limits) -> str:
    text = _answer(file.page, limits, page=True).decode("utf-8", "replace")
    reader = _Links()
    reader.feed(text)
    for words, target in reader.links:
        if file.link.lower() in " ".join(words.split()).lower():
            return _BOX.sub(r"\1/shared/static/\2" + Path(file.save).suffix,
                            urljoin(file.page, target))  # fmt: skip
    raise HistoryError(f"{file.page}: no link says {file.link!r}; the page may have changed")


def _answer(url: str, limits: Limits, page: bool) -> bytes:
    with TemporaryDirectory(prefix="crisisdesk-") as scratch:
        target = Path(scratch) / "answer"
        download(url, target, Expected(page=page), replace(limits, bytes=MOST_LISTING))
        return target.read_bytes()


def plain_name(name: str) -> str:
    """A file's name without folders, leading dots or odd characters; at most 120 long."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return _PLAIN_NAME.sub("_", last).lstrip(". ")[:120] or "file"


class _Links(HTMLParser):
    """The links of a page with their words."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[tuple[str, str]] = []
        self._target: str | None = None
        self._words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self._target, self._words = dict(attrs).get("href"), []

    def handle_data(self, data: str) -> None:
        self._words.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self._target:
            self.links.append((" ".join(self._words), self._target))
            self._target = None
