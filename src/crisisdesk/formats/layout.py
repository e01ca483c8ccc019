"""Splits a stored text into passages: title, headings, byline, dateline, body."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

PassageKind = Literal["title", "heading", "byline", "dateline", "body"]


@dataclass(frozen=True)
class Passage:
    """A stretch of the stored text, ``start`` to ``end``, and what part of the report it is."""

    start: int
    end: int
    kind: PassageKind
