"""Others whom the reports name as actors, without a part in the crisis so far."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from crisisdesk.odds.naming import capitals
from crisisdesk.terms.records import Reading, Role, Span

MOST = 8
# a name after one of these is where something happened, not who did it
PLACE_WORDS = frozenset({"in", "at", "near", "across", "over", "inside", "outside"})


def bystanders(readings: Sequence[Reading], known: set[str]) -> tuple[Role, ...]:
    """Actors outside ``known`` that are named as such, the most often named first.

    A capital, a name after a word of place, and the issues that a report links to the crisis
    do not make an actor.
    """
    spans: dict[str, list[Span]] = defaultdict(list)
    for reading in readings:
        issues = " ".join(linkage.issue.lower() for linkage in reading.linkages)
        for code, places in reading.mentions.items():
            named = [s for s in places if _is_actor(reading.report.text, s, issues)]
            if code not in known and named:
                spans[code] += named
    ordered = sorted(spans, key=lambda code: (-len(spans[code]), code))
    return tuple(Role(code, tuple(spans[code])) for code in ordered[:MOST])


def _is_actor(text: str, span: Span, issues: str) -> bool:
    name = text[span.start : span.end].lower()
    before = text[max(0, span.start - 16) : span.start].lower().split()
    place = bool(before) and before[-1] in PLACE_WORDS
    return not place and name not in capitals() and name not in issues
