"""A page's main text and what the page says of itself, by trafilatura."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from crisisdesk.formats.extract import Extract

_FEW_WORDS = 25
_BLOCKS = {"head", "p", "quote", "item", "code", "row", "fw"}


def extract_html(markup: str, url: str | None = None) -> Extract:
    """The main text of a page, blank lines between its paragraphs, and its metadata.

    Whatever can be read is: markup that is cut in half or broken is repaired as browsers do;
    where the extractor finds little, its plainer fallback takes all paragraphs.
    """
    import trafilatura

    document: Any = trafilatura.bare_extraction(
        markup,
        url=url,
        with_metadata=True,
        include_comments=False,
        include_tables=True,
        # The search through a page's words takes copyright years and others' dates for its own.
        date_extraction_params={"extensive_search": False, "original_date": True},
    )
    blocks = list(_blocks(document.body)) if document is not None else []
    if sum(len(block.split()) for block in blocks) < _FEW_WORDS:
        body, plain, _ = trafilatura.baseline(markup)
        more = list(_blocks(body)) or [line for line in plain.split("\n") if line.strip()]
        blocks = max(blocks, more, key=lambda some: sum(map(len, some)))
    return _with_metadata(blocks, document, url)


def _with_metadata(blocks: list[str], document: Any, url: str | None) -> Extract:
    outlet = _clean(getattr(document, "sitename", None))
    title = _without_outlet(_clean(getattr(document, "title", None)), outlet)
    if title and not any(_same(title, block) for block in blocks[:4]):
        blocks = [title, *blocks]
    return Extract(
        text="\n\n".join(blocks),
        title=title,
        author=_clean(getattr(document, "author", None)),
        outlet=outlet,
        published=_clean(getattr(document, "date", None)),
        url=url or _clean(getattr(document, "url", None)),
    )


def _blocks(element: Any) -> Iterator[str]:
    """The block texts under an extracted element, in reading order, blanks collapsed."""
    if element is None:
        return
    loose = [element.text or ""]
    for child in element:
        if _is_block(child):
            yield from _paragraphs("".join(loose))
            yield from _blocks(child)
            loose = [child.tail or ""]
        else:
            loose.append(_inline(child))
            loose.append(child.tail or "")
    yield from _paragraphs("".join(loose))


def _is_block(element: Any) -> bool:
    return element.tag in _BLOCKS or any(child.tag in _BLOCKS for child in element.iter())


def _inline(element: Any) -> str:
    if not isinstance(element.tag, str):
        return ""
    if element.tag == "lb":
        return "\n"
    inner = "".join(_inline(child) + (child.tail or "") for child in element)
    return (element.text or "") + inner


def _paragraphs(text: str) -> Iterator[str]:
    for line in text.split("\n"):
        words = " ".join(line.split())
        if words:
            yield words


def _clean(value: str | None) -> str | None:
    words = " ".join(value.split()) if value else ""
    return words or None


def _without_outlet(title: str | None, outlet: str | None) -> str | None:
    """A page's title without the `` | Outlet`` that sites put behind it."""
    if not title or not outlet:
        return title
    found = re.match(rf"(.{{10,}}?)\s+[|\-–—·]\s+(?:the\s+)?{re.escape(outlet)}$", title, re.I)
    return found.group(1) if found else title


def _same(title: str, block: str) -> bool:
    return re.sub(r"\W+", "", title).lower() == re.sub(r"\W+", "", block).lower()
