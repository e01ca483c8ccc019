"""Markdown without its markup; front matter becomes what the document says of itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

from crisisdesk.formats.extract import Extract

_FRONT = re.compile(r"\A---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.S)
_TAG = re.compile(r"<!--(?:(?!<!--).)*?-->|</?[a-zA-Z][^<>]*>", re.S)
_DAY = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")
_NAMES = {
    "title": ("title", "headline"),
    "author": ("author", "authors", "byline"),
    "outlet": ("outlet", "site", "source", "publisher", "publication"),
    "published": ("published", "date", "pubdate", "created"),
    "url": ("url", "link", "canonical", "permalink"),
}


def extract_markdown(markup: str) -> Extract:
    """The words of a Markdown document, a blank line between its blocks, and its front matter.

    Link targets, pictures, code fences' marks and raw HTML tags are dropped; a wrapped paragraph
    becomes one line.
    """
    front, body = _front_matter(markup)
    blocks = list(_blocks(body))
    title = front.get("title")
    if title and title not in blocks[:2]:
        blocks = [title, *blocks]
    day = _DAY.match(front.get("published", ""))
    return Extract(
        text="\n\n".join(blocks),
        title=title,
        author=front.get("author"),
        outlet=front.get("outlet"),
        published=day.group() if day else None,
        url=front.get("url"),
    )


def _front_matter(markup: str) -> tuple[dict[str, str], str]:
    """The known fields of a YAML head as strings, and the document without it."""
    found = _FRONT.match(markup)
    if not found:
        return {}, markup
    import yaml

    try:
        fields = yaml.load(found.group(1), Loader=yaml.BaseLoader)
    except (yaml.YAMLError, RecursionError):
        fields = None
    rest = markup[found.end() :]
    if not isinstance(fields, dict):
        return {}, rest
    lowered = {str(key).lower(): _scalar(value) for key, value in fields.items()}
    known = {
        ours: next((lowered[name] for name in names if lowered.get(name)), "")
        for ours, names in _NAMES.items()
    }
    return {key: value for key, value in known.items() if value}, rest


def _scalar(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(item for item in value if isinstance(item, str))
    return " ".join(value.split()) if isinstance(value, str) else ""


def _blocks(body: str) -> Iterator[str]:
    from markdown_it import MarkdownIt

    for token in MarkdownIt("commonmark").enable("table").parse(body):
        if token.type == "inline":
            words = " ".join(_words(token.children or []).split())
        elif token.type in {"html_block", "fence", "code_block"}:
            words = " ".join(unescape(_TAG.sub(" ", token.content)).split())
        else:
            continue
        if words:
            yield words


def _words(children: list[Any]) -> str:
    """The words of inline tokens; a picture's description is its page's and is dropped."""
    parts = []
    for child in children:
        if child.type in {"text", "code_inline"}:
            parts.append(child.content)
        elif child.type in {"softbreak", "hardbreak"}:
            parts.append(" ")
    return "".join(parts)
