"""XML from strangers: parsed as far as it can be, with nothing declared, expanded or fetched.

Feeds and sitemaps are often broken a little and sometimes hostile. A document type declaration is
cut out unread, so no entity can be declared; HTML's named characters, which feeds use all the
same, become what they stand for. Depth and length are bounded by the parser's own limits.
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from crisisdesk.errors import ReportError
from crisisdesk.formats.decode import decode, refuse_binary

if TYPE_CHECKING:
    from lxml.etree import _Element

_DECLARATION = re.compile(r"\s*<\?xml\b[^>]{0,200}\?>")
_ENCODING = re.compile(rb"""<\?xml\b[^>]{0,200}?\bencoding\s*=\s*["']([\w.:-]{1,40})["']""")
_DOCTYPE = re.compile(r"<!DOCTYPE\b[^\[>]{0,2000}(?:\[.*?\]\s*)?>", re.S | re.I)
_DECLARING = re.compile(r"<!(?:ENTITY|ELEMENT|ATTLIST|NOTATION)\b[^>]{0,5000}>", re.I)
_CDATA = re.compile(r"(<!\[CDATA\[.*?(?:\]\]>|\Z))", re.S)
_AND = re.compile(r"&(?:(#\d{1,7}|#[xX][0-9a-fA-F]{1,6})|([A-Za-z][A-Za-z0-9]{1,31}))?(;?)")
_HTML = re.compile(r"<(?:!doctype\s+html|html)\b", re.IGNORECASE)
_LOOK = 5000


def parse_xml(data: bytes, source: str, charset: str | None = None) -> _Element:
    """The root element. ``charset`` is what the server declared; the document's own declaration
    and UTF-8 come first. Raises ReportError where it is a web page or no XML at all.
    """
    from lxml import etree

    refuse_binary(data, source)
    declared = _ENCODING.search(data[:_LOOK])
    text = decode(data, source, declared.group(1).decode() if declared else charset)
    if _HTML.search(text[:_LOOK]):
        raise ReportError(source, "a web page came where a feed or sitemap was expected")
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, load_dtd=False,
        huge_tree=False, remove_comments=True, remove_pis=True,
    )  # fmt: skip
    plain = _prepared(text).encode("utf-8", "replace")
    root = etree.fromstring(plain, parser) if plain.strip() else None
    if root is None:
        raise ReportError(source, "this is no XML that can be read")
    return root


def _prepared(text: str) -> str:
    """The document without what declares anything, and without characters XML has no place for."""
    text = _DECLARATION.sub("", text.lstrip("\ufeff"), count=1)
    text = _DECLARING.sub("", _DOCTYPE.sub("", text))
    parts = _CDATA.split(text)
    parts[::2] = [_AND.sub(_numbered, part) for part in parts[::2]]
    text = "".join(parts)
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "", text)


def _numbered(found: re.Match[str]) -> str:
    """A character by its number, and an ``&`` that begins none as itself. After its first mistake
    the parser drops all characters that are called by a name."""
    number, name, end = found.groups()
    if number:
        return found.group(0) if end else f"&#38;{number}"
    stands_for = html.unescape(f"&{name};") if name and end else ""
    if stands_for and stands_for != f"&{name};":
        return "".join(f"&#{ord(char)};" for char in stands_for)
    return f"&#38;{name or ''}{end}"


def local(element: _Element) -> str:
    """An element's name without its namespace, in lower case; empty for what is no element."""
    tag = element.tag
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""


def space(element: _Element) -> str:
    """An element's namespace, empty where it has none."""
    tag = element.tag
    return tag[1:].partition("}")[0] if isinstance(tag, str) and tag.startswith("{") else ""


def words(element: _Element | None) -> str | None:
    """All text within an element with its blanks collapsed; None where it holds none."""
    if element is None:
        return None
    return " ".join("".join(element.itertext()).split()) or None


def address(value: str | None, base: str) -> str | None:
    """An http or https address, made whole by ``base``; None where it is none."""
    if not value or not value.strip():
        return None
    try:
        found = urljoin(base, value.strip())
    except ValueError:
        return None
    return found if re.match(r"https?://[^\s/]", found, re.I) and len(found) <= 2000 else None
