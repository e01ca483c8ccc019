"""What a format's extractor hands back: the words of a document, and what it says of itself."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Extract:
    """A document's own text; ``published`` is an ISO 8601 prefix, the rest as written."""

    text: str
    title: str | None = None
    author: str | None = None
    outlet: str | None = None
    published: str | None = None
    url: str | None = None
