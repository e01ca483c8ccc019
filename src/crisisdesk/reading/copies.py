"""Which reports copy one text: near-duplicates by the runs of words that they share.

Candidates come from MinHash with banding (Broder 1997; Leskovec, Rajaraman and Ullman, *Mining of
Massive Datasets*, 3.4); each is then held to the runs themselves. With these bands a pair that
shares a fifth of its runs (Jaccard) is a candidate 19 times in 20.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Sequence

from crisisdesk.terms.records import Report

RUN = 5
"""Words in a run. Two who write of one event share few runs of five but in quotes, which are left
out for that reason."""
COPIED = 0.25
"""The share of the shorter report's runs from which on the two are one text: a rewriter leaves
that much, and independent reports share a hundredth of it."""
_QUOTE = re.compile(r"“[^”\n]{1,600}”|\"[^\"\n]{1,600}\"")
_FEWEST = 10  # runs: below this only the very same words are a copy
_MOST_WORDS = 20_000
PERMUTATIONS = 128
_BANDS, _SEED = 64, 7


def copies(reports: Sequence[Report]) -> list[int]:
    """For each report the place of the first one, in this order, whose text it shares, directly
    or through others; its own place where it shares none."""
    if len(reports) < 2:
        return list(range(len(reports)))
    runs = [runs_of(report) for report in reports]
    first = list(range(len(reports)))

    def leader(i: int) -> int:
        while first[i] != i:
            i = first[i]
        return i

    for one, other in _candidates(runs):
        if shared(runs[one], runs[other]) >= COPIED:
            low, high = sorted((leader(one), leader(other)))
            first[high] = low
    return [leader(i) for i in range(len(reports))]


def runs_of(report: Report) -> frozenset[str]:
    """The runs of `RUN` words of a report without its furniture and its quotes, in lower case; a
    text that is too short without them is one run, all of it."""
    text = report.text
    for span in sorted(report.furniture, reverse=True):
        text = text[: span.start] + " " + text[span.end :]
    words = re.findall(r"\w+", _QUOTE.sub(" ", text).lower())[:_MOST_WORDS]
    if len(words) < RUN + _FEWEST:
        words = re.findall(r"\w+", text.lower())[:_MOST_WORDS]
    if len(words) < RUN + _FEWEST:
        return frozenset([" ".join(words)])
    return frozenset(" ".join(words[i : i + RUN]) for i in range(len(words) - RUN + 1))


def shared(one: frozenset[str], other: frozenset[str]) -> float:
    """How much of the shorter of two texts stands in the other, 0..1."""
    return len(one & other) / min(len(one), len(other))


def sketch(report: Report) -> tuple[int, bytes]:
    """How many runs a report has, and their MinHash: `PERMUTATIONS` smallest values, each four
    bytes, the lowest first. Of two sketches the share of places where they agree is about the
    Jaccard index of the runs, with a standard error of at most 0.045."""
    from rensa import RMinHash

    runs = runs_of(report)
    mine = RMinHash(PERMUTATIONS, _SEED)
    mine.update(sorted(runs))
    return len(runs), struct.pack(f"<{PERMUTATIONS}I", *mine.digest())


def _candidates(runs: Sequence[frozenset[str]]) -> list[tuple[int, int]]:
    """Pairs of places that may share enough, the lower place first."""
    from rensa import RMinHash, RMinHashLSH

    hashes = [RMinHash(PERMUTATIONS, _SEED) for _ in runs]
    index = RMinHashLSH(COPIED, PERMUTATIONS, _BANDS)
    pairs = []
    for i, (mine, found) in enumerate(zip(hashes, runs, strict=True)):
        mine.update(sorted(found))
        pairs += [(j, i) for j in sorted(index.query(mine))]
        index.insert(i, mine)
    return pairs
