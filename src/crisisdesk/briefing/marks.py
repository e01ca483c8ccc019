"""Highlights in a text: overlapping spans cut into segments that can each be one element."""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True)
class Segment:
    """A stretch of text that the same highlights cover from end to end. ``opens`` names those
    that begin here, ``covers`` all that lie over it; both empty for plain text."""

    text: str
    start: int
    opens: tuple[str, ...] = ()
    covers: tuple[str, ...] = ()


def segments(
    text: str,
    marks: Iterable[tuple[int, int, str]],
    start: int = 0,
    end: int | None = None,
    cuts: Iterable[int] = (),
) -> list[Segment]:
    """Cut ``text[start:end]`` at every edge of the marks (start, end, name; offsets in ``text``)
    and at ``cuts``.

    The segments joined are the text again. A mark that began before ``start`` covers but does
    not open; empty marks and marks outside are left out. When marks come in the order of their
    names, ``opens`` and ``covers`` keep that order.
    """
    end = len(text) if end is None else end
    within = [(max(a, start), min(b, end), a, name) for a, b, name in marks if a < end > start < b]
    within = [mark for mark in within if mark[0] < mark[1]]
    edges = {start, end, *(m[0] for m in within), *(m[1] for m in within)}
    edges |= {cut for cut in cuts if start < cut < end}
    ordered = sorted(edges)
    found: list[Segment] = []
    waiting = sorted(range(len(within)), key=lambda i: within[i][0], reverse=True)
    active: list[int] = []
    for a, b in pairwise(ordered):
        if active:
            active = [i for i in active if within[i][1] > a]
        while waiting and within[waiting[-1]][0] <= a:
            insort(active, waiting.pop())
        opens = tuple(within[i][3] for i in active if within[i][2] == a)
        found.append(Segment(text[a:b], a, opens, tuple(within[i][3] for i in active)))
    return found
