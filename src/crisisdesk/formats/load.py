"""A path, an address or ``-`` becomes a Report: the one door for every format."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import BinaryIO

from msgspec.structs import replace

from crisisdesk.errors import ReportError
from crisisdesk.formats.decode import decode, refuse_binary
from crisisdesk.formats.extract import Extract
from crisisdesk.formats.furniture import furniture_spans
from crisisdesk.formats.gzips import unpacked
from crisisdesk.formats.language import not_english
from crisisdesk.formats.raw import MAX_BYTES, Raw, too_large
from crisisdesk.formats.sources import member
from crisisdesk.formats.stores import is_stored, place
from crisisdesk.terms.records import Date, Report, Span, report_id

MAX_CHARACTERS = 300_000
"""A stored text longer than this (50,000 words) is a book and no report."""
MAX_LINE = 100_000
"""A line of plain text longer than this is data and no prose."""

_LOOK = 20_000
"""How many characters are looked at to tell the format."""

_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_HTML_NAMES = {".html", ".htm", ".xhtml", ".shtml"}
_MARKDOWN_NAMES = {".md", ".markdown", ".mdown", ".mkd"}
_HTML_START = re.compile(r"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_HTML_TAG = re.compile(
    r"</?(?:p|div|span|br|h[1-6]|ul|li|a|table|td|article|section|meta|script)\b[^<>]*>", re.I
)
_FEED = re.compile(r"<(?:rss|feed|rdf:RDF)\b")
_MARKDOWN_SIGN = re.compile(r"^#{1,6} \S|^---\s*$|\]\(https?://|\*\*\w", re.M)


def load_report(
    source: str, *, stdin: BinaryIO | None = None, private_addresses: bool = False
) -> Report:
    """Read ``source``, a path or the URL of an object (``s3://pages/talks.html``), gzipped or not,
    a member of an archive (``pages.zip!talks.html``), an http(s) address or ``-`` (``stdin``), as
    a Report.

    Text, Markdown and HTML are told apart by content and name. ``text`` is what all spans point
    into: plain text as it stands with ``\\n`` line ends, Markdown without its markup, HTML's main
    text with blank lines between paragraphs. What belongs to the page and not to the report is
    marked in ``furniture``. ``private_addresses`` allows addresses inside the own network.

    Raises ReportError naming the source and the reason where it cannot be read or is not an
    English text.
    """
    return report_of(raw_of(source, stdin, private_addresses), source)


def report_of(raw: Raw, source: str) -> Report:
    """Bytes that are already here as a Report, with all that `load_report` does and raises;
    ``source`` names them."""
    if not raw.data.strip():
        raise ReportError(source, "it is empty")
    refuse_binary(raw.data, source)
    text = decode(raw.data, source, raw.charset).replace("\r\n", "\n").replace("\r", "\n")
    kind = _kind(text, raw, source)
    if kind != "html":
        _refuse_long(text, source)
    return _report(source, raw, kind, _extract(text, kind, raw))


def raw_of(source: str, stdin: BinaryIO | None = None, private_addresses: bool = False) -> Raw:
    """The bytes of a source, of any kind that `load_report` takes. Raises ReportError where they
    cannot be had, StoreError where their store does not answer."""
    if source == "-":
        return Raw(_limited(stdin or sys.stdin.buffer, source))
    if _ADDRESS.match(source) and not is_stored(source):
        from crisisdesk.formats.fetch import fetch

        page = fetch(source, max_bytes=MAX_BYTES, private_addresses=private_addresses)
        return Raw(page.data, page.url, page.charset, page.kind, page.url)
    return member(source) or _file(source)


def _file(source: str) -> Raw:
    path = place(source)
    try:
        if path.is_dir():
            raise ReportError(source, "this is a folder; name the files in it")
        if path.is_file() and path.stat().st_size > MAX_BYTES:
            raise ReportError(source, too_large())
        with path.open("rb") as stream:
            return unpacked(Raw(_limited(stream, source), path.name), source)
    except FileNotFoundError as error:
        raise ReportError(source, "there is no such file") from error
    except PermissionError as error:
        raise ReportError(source, "the file may not be read (permission denied)") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise ReportError(source, f"cannot be read: {reason}") from error


def _limited(stream: BinaryIO, source: str) -> bytes:
    data = stream.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise ReportError(source, too_large())
    return data


def _kind(text: str, raw: Raw, source: str) -> str:
    """``html``, ``markdown`` or ``text``: by content, then by what carried it."""
    start = _after_preamble(text[:_LOOK])
    if _FEED.match(start):
        raise ReportError(source, "this is a news feed; name the pages in it")
    if _HTML_START.match(start):
        return "html"
    suffix = Path(raw.name.split("?")[0]).suffix.lower()
    claimed = raw.kind == "html" or suffix in _HTML_NAMES
    if len(_HTML_TAG.findall(text[:_LOOK])) >= (1 if claimed else 4):
        return "html"
    if suffix in _MARKDOWN_NAMES or raw.kind == "markdown":
        return "markdown"
    if not suffix and len(_MARKDOWN_SIGN.findall(text[:_LOOK])) >= 2:
        return "markdown"
    return "text"


def _after_preamble(head: str) -> str:
    """A document's start after blanks, comments and the XML declaration."""
    while True:
        head = head.lstrip()
        for opening, closing in (("<!--", "-->"), ("<?", "?>")):
            if head.startswith(opening) and closing in head:
                head = head.partition(closing)[2]
                break
        else:
            return head


def _extract(text: str, kind: str, raw: Raw) -> Extract:
    if kind == "html":
        from crisisdesk.formats.html import extract_html

        return extract_html(text, raw.url)
    if kind == "markdown":
        from crisisdesk.formats.markdown import extract_markdown

        return extract_markdown(text)
    return Extract(text)


def _report(source: str, raw: Raw, kind: str, extract: Extract) -> Report:
    _refuse_unreadable(extract.text, source, kind)
    identity = report_id(extract.text)
    published = raw.published or extract.published
    report = Report(
        id=identity,
        text=extract.text,
        source=source,
        url=raw.url or extract.url,
        outlet=raw.outlet or extract.outlet,
        title=raw.title or extract.title,
        author=raw.author or extract.author,
        published=Date(published, "metadata") if published else None,
        format=kind,
    )
    marked = furniture_spans(extract.text, report.title)
    _refuse_furniture(extract.text, marked, source)
    return replace(report, furniture=tuple(Span(identity, *offsets) for offsets in marked))


def _refuse_unreadable(text: str, source: str, kind: str) -> None:
    if not re.search(r"[^\W\d_]{2}", text):
        raise ReportError(source, "it holds no words" if text.strip() else "it holds no text")
    _refuse_long(text, source)
    longest = max(len(line) for line in text.split("\n"))
    if kind == "text" and longest > MAX_LINE:
        raise ReportError(source, f"it has a line of {longest:,} characters: not a report's prose")
    foreign = not_english(text)
    if foreign:
        raise ReportError(source, f"it is not English ({foreign}); only English reports are read")


def _refuse_long(text: str, source: str) -> None:
    if len(text) > MAX_CHARACTERS:
        raise ReportError(source, f"its text has {len(text):,} characters: too long for one report")


def _refuse_furniture(text: str, marked: list[tuple[int, int]], source: str) -> None:
    """A page may hold words and still no report: a notice to turn scripts on, a log-in form."""
    own = list(text)
    for start, end in marked:
        own[start:end] = " " * (end - start)
    if not re.search(r"[^\W\d_]{2}", "".join(own)):
        raise ReportError(source, "it holds no report, only a page's menus and notices")
