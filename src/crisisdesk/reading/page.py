"""The shared ground of all readers: one report, parsed, with its mentions, quotes and dates."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from crisisdesk.formats.layout import Passage
from crisisdesk.reading.dates import DateFound
from crisisdesk.terms.records import Actor, Report, Span

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token
    from spacy.tokens import Span as Tokens


@dataclass(frozen=True)
class Quote:
    """Words between quotation marks: offsets in the report's text, marks excluded."""

    start: int
    end: int
    closed: bool = True


@dataclass(frozen=True)
class Mention:
    """Where an actor is named or referred to: tokens ``first`` to ``last`` (exclusive) of a
    part, whom it stands for, and how it was known (``name``, ``demonym``, ``metonym``,
    ``person``, ``title``, ``pronoun``, ``description``)."""

    part: int
    first: int
    last: int
    head: int
    actors: tuple[Actor, ...]
    how: str


@dataclass(frozen=True)
class Part:
    """One passage with its parse. Token offsets are within ``doc``; `at` makes them the text's."""

    index: int
    passage: Passage
    doc: Doc

    def at(self, tokens: Token | Tokens) -> tuple[int, int]:
        """Character offsets in the report's text of a token or a run of tokens."""
        if hasattr(tokens, "idx"):
            start = tokens.idx
            return self.passage.start + start, self.passage.start + start + len(tokens.text)
        return self.passage.start + tokens.start_char, self.passage.start + tokens.end_char


# Words are parted and bounded, or a long run of capitals could be cut in too many ways to try.
_NAME = r"[A-Z][\w.’'-]{0,40}"
_LABEL = re.compile(rf"[\"“]?({_NAME}(?:[ ,]\s?{_NAME}){{0,3}})[ ,]?\s?:(?=\s+\S)")


def label_of(text: str) -> str | None:
    """What stands before a colon at the start of a passage, if it may name a speaker ("Q" and "A"
    name nobody)."""
    found = _LABEL.match(text)
    return found.group(1).strip() if found and len(found.group(1)) > 2 else None


@dataclass
class Page:
    """A report while it is being read."""

    report: Report
    parts: list[Part]
    quotes: list[Quote] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)
    dates: list[DateFound] = field(default_factory=list)
    _by_token: dict[tuple[int, int], Mention] = field(default_factory=dict)
    _by_part: dict[int, list[Mention]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for mention in self.mentions:
            self._by_part.setdefault(mention.part, []).append(mention)
            for i in range(mention.first, mention.last):
                self._by_token[(mention.part, i)] = mention

    @cached_property
    def labels(self) -> frozenset[str]:
        """The names with a colon that open two passages or more: the speakers of an interview."""
        seen = Counter(label for part in self.parts if (label := label_of(self.words(part))))
        return frozenset(label for label, n in seen.items() if n > 1)

    @property
    def text(self) -> str:
        """The stored text that every offset points into."""
        return self.report.text

    def words(self, part: Part) -> str:
        """The stored text of a part; a parse puts its text together anew each time."""
        return self.text[part.passage.start : part.passage.end]

    def span(self, start: int, end: int) -> Span:
        """A span of this report."""
        return Span(self.report.id, start, end)

    def mention_at(self, part: Part, token: Token) -> Mention | None:
        """The mention that covers a token, if any."""
        return self._by_token.get((part.index, token.i))

    def mentions_in(self, part: Part, first: int, last: int) -> Iterator[Mention]:
        """Mentions that lie within tokens ``first`` to ``last`` (exclusive) of a part, in order."""
        for mention in self._by_part.get(part.index, ()):
            if first <= mention.first and mention.last <= last:
                yield mention

    def quote_over(self, start: int, end: int) -> Quote | None:
        """The quote that covers the characters ``start`` to ``end``, if any. Quotes are in the
        order of the text and do not overlap."""
        before = bisect_right(self.quotes, start, key=lambda quote: quote.start) - 1
        return self.quotes[before] if before >= 0 and end <= self.quotes[before].end else None
