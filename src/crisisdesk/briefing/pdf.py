"""Markdown as a PDF, by Typst (the extra ``pdf``).

The text goes to Typst as data and never as markup, so that no report can write markup, read a file
or fetch anything: our program, which stands here, lays out what the Markdown parser found.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from crisisdesk.errors import DeskError

if TYPE_CHECKING:
    from markdown_it.token import Token

_PROGRAM = """
#let data = json(bytes(sys.inputs.data))
#set document(title: data.title)
#set page(paper: "a4", margin: (x: 2.4cm, y: 2.2cm), numbering: "1 / 1")
#set text(font: "Libertinus Serif", size: 10.5pt, lang: "en")
#set par(leading: 0.62em, justify: false)
#show heading: it => block(above: 1.3em, below: 0.7em, breakable: false, it)
#show heading.where(level: 1): set text(size: 22pt)
#show heading.where(level: 2): set text(size: 14pt, fill: rgb("#1d4f73"))
#let words(parts) = for part in parts {
  let told = if part.code { raw(part.text) } else { text(part.text) }
  if part.strong { told = strong(told) }
  if part.emph { told = emph(told) }
  told
}
#let blocks(each) = for one in each {
  if one.kind == "heading" { heading(level: one.level, words(one.parts)) }
  else if one.kind == "paragraph" { par(words(one.parts)) }
  else if one.kind == "list" { list(spacing: 0.7em, ..one.items.map(item => blocks(item))) }
  else if one.kind == "rule" { line(length: 100%, stroke: 0.5pt + luma(180)) }
  else if one.kind == "quote" { pad(left: 1em, blocks(one.items)) }
  else if one.kind == "table" {
    table(columns: one.columns, stroke: (bottom: 0.4pt + luma(180)), inset: 4pt,
      ..one.cells.map(cell => words(cell)))
  }
}
#blocks(data.blocks)
"""
_DEEPEST = 20  # lists within lists: deeper ones are laid out flat


def pdf_of(markdown: str, title: str) -> bytes:
    """A PDF of Markdown text. Raises DeskError where Typst is not installed or fails."""
    try:
        import typst
    except ImportError as error:
        raise DeskError("a PDF needs Typst: install the extra, crisisdesk[pdf]") from error
    data = json.dumps({"title": title, "blocks": blocks_of(markdown)})
    try:
        made: bytes = typst.compile(_PROGRAM.encode(), sys_inputs={"data": data})
    except (RuntimeError, ValueError, OSError) as error:
        raise DeskError(f"the PDF could not be made: {error}") from error
    return made


def blocks_of(markdown: str) -> list[dict[str, Any]]:
    """Markdown as plain blocks: headings, paragraphs, lists, quotes, rules and tables, their words
    in parts that are strong, emphasised or code."""
    from markdown_it import MarkdownIt

    tokens = MarkdownIt("commonmark", {"html": False}).enable("table").parse(markdown)
    return list(_blocks(tokens, 0))


def _blocks(tokens: Sequence[Token], depth: int) -> Iterator[dict[str, Any]]:
    i = 0
    while i < len(tokens):
        token = tokens[i]
        end = _closing(tokens, i)
        inside = tokens[i + 1 : end]
        if token.type == "heading_open":
            yield {"kind": "heading", "level": int(token.tag[1:]), "parts": _words(inside)}
        elif token.type == "paragraph_open":
            yield {"kind": "paragraph", "parts": _words(inside)}
        elif token.type in ("bullet_list_open", "ordered_list_open"):
            yield from _list(inside, depth)
        elif token.type == "blockquote_open":
            yield {"kind": "quote", "items": list(_blocks(inside, depth + 1))}
        elif token.type == "table_open":
            yield _table(inside)
        elif token.type == "hr":
            yield {"kind": "rule"}
        elif token.type in ("fence", "code_block"):
            yield {"kind": "paragraph", "parts": [_part(token.content, code=True)]}
        i = end + 1


def _closing(tokens: Sequence[Token], start: int) -> int:
    """The place of the token that closes the one at ``start``; its own where it closes itself."""
    depth = 0
    for i in range(start, len(tokens)):
        depth += tokens[i].nesting
        if depth <= 0:
            return i
    return len(tokens) - 1


def _list(tokens: Sequence[Token], depth: int) -> Iterator[dict[str, Any]]:
    items = []
    i = 0
    while i < len(tokens):
        end = _closing(tokens, i)
        items.append(list(_blocks(tokens[i + 1 : end], depth + 1)))
        i = end + 1
    if depth < _DEEPEST:
        yield {"kind": "list", "items": items}
    else:
        yield from (block for item in items for block in item)


def _table(tokens: Sequence[Token]) -> dict[str, Any]:
    cells = [_words([token]) for token in tokens if token.type == "inline"]
    rows = sum(token.type == "tr_open" for token in tokens)
    return {"kind": "table", "columns": max(1, len(cells) // max(1, rows)), "cells": cells}


def _words(tokens: Sequence[Token]) -> list[dict[str, Any]]:
    parts: list[dict[str, Any]] = []
    for token in tokens:
        strong = emph = 0
        for child in token.children or ():
            strong += (child.type == "strong_open") - (child.type == "strong_close")
            emph += (child.type == "em_open") - (child.type == "em_close")
            if child.type in ("softbreak", "hardbreak"):
                parts.append(_part(" ", strong, emph))
            elif child.content:
                code = child.type == "code_inline"
                parts.append(_part(child.content, strong, emph, code=code))
    return parts


def _part(text: str, strong: int = 0, emph: int = 0, *, code: bool = False) -> dict[str, Any]:
    return {"text": text, "strong": strong > 0, "emph": emph > 0, "code": code}
