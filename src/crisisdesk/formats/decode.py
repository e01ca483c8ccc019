"""Bytes to text: what a file is by its first bytes, and which encoding it was written in."""

from __future__ import annotations

import codecs
import re

from crisisdesk.errors import ReportError

# The first bytes of what people feed in by mistake, and what to tell them.
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "a PDF: save it as text or HTML first"),
    (b"\x89PNG", "a picture, not a text"),
    (b"\xff\xd8\xff", "a picture, not a text"),
    (b"GIF8", "a picture, not a text"),
    (b"BM", "a picture, not a text"),
    (b"II*\x00", "a picture, not a text"),
    (b"MM\x00*", "a picture, not a text"),
    (b"PK\x03\x04", "an office document, a book or a zip in a zip: save it as text or HTML first"),
    (b"PK\x05\x06", "an empty zip archive: save the report as text or HTML first"),
    (b"\xd0\xcf\x11\xe0", "an office document: save it as text or HTML first"),
    (b"{\\rtf", "a rich text (RTF) document: save it as text or HTML first"),
    (b"\x1f\x8b", "a gzip archive: unpack it first"),
    (b"BZh", "a bzip2 archive: unpack it first"),
    (b"\xfd7zXZ", "an xz archive: unpack it first"),
    (b"7z\xbc\xaf", "a 7z archive: unpack it first"),
    (b"Rar!", "a rar archive: unpack it first"),
    (b"SQLite format 3", "a database, not a text"),
    (b"\x7fELF", "a program, not a text"),
    (b"ID3", "a sound file, not a text"),
    (b"OggS", "a sound file, not a text"),
)
# Only bytes that no text holds make these two-letter and container marks certain.
_WEAK_MAGIC = {b"BM", b"BZh", b"ID3"}

# Longest first: UTF-32's little-endian mark begins with UTF-16's.
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_META_CHARSET = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?\s*([\w:.-]+)""", re.IGNORECASE)
# UTF-8 read as Windows-1252 (or Latin-1): a lead byte's letter before a continuation byte's sign.
_MOJIBAKE = re.compile(
    r"â€.|â\x80.|Ã[\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹Œ‘’“”•–—˜™š›œžŸ]|Â[\xa0-\xbf]|[ÐÑ][\x80-\xbf]"
)


def refuse_binary(data: bytes, source: str) -> None:
    """Raise ReportError where the first bytes show a picture, a PDF, an archive or a program."""
    head = data[:4096]
    nul = b"\x00" in head
    for magic, reason in _MAGIC:
        if head.startswith(magic) and (nul or magic not in _WEAK_MAGIC):
            raise ReportError(source, f"this is {reason}")
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        raise ReportError(source, "this is a picture, not a text")
    if head[4:8] == b"ftyp":
        raise ReportError(source, "this is a film or picture, not a text")


def decode(data: bytes, source: str, declared: str | None = None) -> str:
    """The text of ``data``: its byte order mark, then UTF-8, then the ``declared`` or ``<meta>``
    charset, then Windows-1252, then what charset-normalizer makes of it.

    Raises ReportError where the bytes are no text, or text that a wrong encoding has garbled.
    """
    text = _by_mark(data) or _by_declaration(data, declared) or _by_guess(data)
    if text is None:
        raise ReportError(source, "this is not text in any known encoding; save it as UTF-8")
    _refuse_garbled(text, source)
    return text


def _by_mark(data: bytes) -> str | None:
    for mark, codec in _BOMS:
        if data.startswith(mark):
            return _strict(data[len(mark) :], codec)
    if b"\x00" in data[:2000]:
        return _by_zeros(data)
    return None


def _by_zeros(data: bytes) -> str | None:
    """UTF-16 without its mark: every other byte of English is zero."""
    head = data[:2000]
    even, odd = head[0::2].count(0), head[1::2].count(0)
    half = len(head) / 2
    if odd > 0.7 * half and even < 0.05 * half:
        return _strict(data, "utf-16-le")
    if even > 0.7 * half and odd < 0.05 * half:
        return _strict(data, "utf-16-be")
    return None


def _by_declaration(data: bytes, declared: str | None) -> str | None:
    if b"\x00" in data:
        return None
    text = _strict(data, "utf-8")
    if text is not None:
        return text
    found = _META_CHARSET.search(data[:4096])
    for name in (declared, found.group(1).decode("ascii", "ignore") if found else None):
        if name:
            text = _strict(data, _codec(name))
            if text is not None:
                return text
    return None


def _codec(name: str) -> str:
    """Python's codec for a declared charset; as browsers do, Latin-1 means Windows-1252."""
    lowered = name.strip().strip("\"'").lower()
    if lowered in {"iso-8859-1", "latin-1", "latin1", "us-ascii", "ascii"}:
        return "cp1252"
    try:
        return codecs.lookup(lowered).name
    except LookupError:
        return "utf-8"


def _by_guess(data: bytes) -> str | None:
    if b"\x00" in data:
        return None
    text = _strict(data, "cp1252")
    if text is not None and _plausible_western(text):
        return text
    from charset_normalizer import from_bytes

    best = from_bytes(data[:200_000]).best()
    return None if best is None else _strict(data, best.encoding)


def _plausible_western(text: str) -> bool:
    """English read as Windows-1252 has few letters beyond ASCII, and hardly any controls."""
    beyond = sum(ch.isalpha() for ch in text if ord(ch) > 127)
    letters = sum(ch.isalpha() for ch in text)
    return letters > 0 and beyond <= 0.05 * letters and _controls(text) <= 0.001 * len(text)


def _controls(text: str) -> int:
    return sum(ch < " " and ch not in "\n\r\t\f\v" for ch in text)


def _strict(data: bytes, codec: str) -> str | None:
    """Decoded, forgiving only a last character that was cut in half; None where it fails.

    Codecs that do not make text (``hex``, ``rot13`` ... can be declared too) count as failing.
    """
    try:
        return codecs.getincrementaldecoder(codec)("strict").decode(data, False)
    except (UnicodeError, LookupError, TypeError, ValueError):
        return None


def _refuse_garbled(text: str, source: str) -> None:
    if _controls(text) > 3 + 0.002 * len(text):
        raise ReportError(source, "this is binary data, not a text")
    lost = text.count("\ufffd")
    if lost > 3 and lost > 0.002 * len(text):
        raise ReportError(source, "a wrong encoding has lost characters of it; save it as UTF-8")
    garbled = _MOJIBAKE.findall(text)
    beyond = sum(ord(ch) > 127 for ch in text)
    if len(garbled) >= 3 and 2 * len(garbled) > 0.5 * beyond:
        shown = garbled[0]
        raise ReportError(
            source, f"a wrong encoding has garbled it (it holds {shown!r}); save it as UTF-8"
        )
