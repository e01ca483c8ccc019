"""Titles read as sentences: "Iran Strikes Israel With Drones" parsed as a sentence would be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from crisisdesk.reading.page import Mention, Part
from crisisdesk.reading.pipeline import parse

# From this share of capitalised words on, capitals say nothing about a title's words.
_SHARE = 0.6
# Words up to this length are small in titles too.
_SHORT = 3


def as_sentences(parts: Sequence[Part], mentions: Sequence[Mention]) -> list[Part]:
    """The parts, those in title case parsed anew with the capitals of names alone. Tokens and
    offsets stay the same; a title whose tokens would differ stays as it is."""
    named = {(m.part, i) for m in mentions for i in range(m.first, m.last)}
    titled = [part for part in parts if _in_title_case(part, named)]
    lowered = parse([_lowered(part, named) for part in titled])
    anew = {
        part.index: replace(part, doc=doc)
        for part, doc in zip(titled, lowered, strict=True)
        if [t.idx for t in doc] == [t.idx for t in part.doc]
    }
    return [anew.get(part.index, part) for part in parts]


def _in_title_case(part: Part, named: set[tuple[int, int]]) -> bool:
    if part.passage.kind == "body":
        return False
    words = [t.text for t in part.doc if t.is_alpha and (part.index, t.i) not in named]
    longer = [word for word in words if len(word) > _SHORT]
    return bool(longer) and sum(w[0].isupper() for w in longer) >= _SHARE * len(longer)


def _lowered(part: Part, named: set[tuple[int, int]]) -> str:
    """The title's text with every word small that is no name and no abbreviation."""
    text = list(part.doc.text)
    for token in part.doc:
        if (part.index, token.i) not in named and token.text[1:].islower():
            text[token.idx] = text[token.idx].lower()
    return "".join(text)
