"""Citations: where in which report a line was read. ``[1:38]`` is report 1, sentence 38.

Sentences are numbered by a rule that any reader can follow with the text before them: a new one
begins on each line, and after a full stop, question or exclamation mark (with what closes the
quotation) that white space and a capital, digit or opening mark follow, unless the stop belongs
to an abbreviation. The number is an address; the evidence is ``text[start:end]``.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence

from msgspec import Struct

from crisisdesk.terms.records import Report, Span

# possessive, and never begun within a run of stops: a page of dots must not take all day
_STOP = re.compile(r"(?<![.!?…])[.!?…]++[\"'”’»)\]]*+(?=\s++[\"'“‘«(\[]*+[A-ZÀ-ÞА-ЯЁ0-9])")
_SHORT = re.compile(
    r"(?:\b(?:[A-Z]|Mr|Mrs|Ms|Dr|Prof|Gen|Col|Lt|Maj|Capt|Adm|Sgt|Sen|Rep|Gov|St|Jr|Sr|No|vs|etc"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec))\.$"
)


class Citation(Struct, frozen=True):
    """The evidence of one line: ``report`` counts from 1 in the brief's list of sources,
    ``sentence`` from 1 within that report's text; ``words`` is ``text[start:end]``."""

    report: int
    sentence: int
    span: Span
    words: str

    @property
    def label(self) -> str:
        """The citation as it is printed: ``[1:38]``."""
        return f"[{self.report}:{self.sentence}]"

    @property
    def mark(self) -> str:
        """The id of the highlighted words on the HTML page."""
        return f"r{self.report}-{self.span.start}-{self.span.end}"


def sentence_starts(report: Report) -> tuple[int, ...]:
    """Offsets at which the sentences of a report begin, ascending; page furniture has none."""
    starts: list[int] = []
    left_out = furniture_test(report)
    for line in re.finditer(r"[^\n]+", report.text):
        words = line.group()
        if not words.strip() or left_out(line.start(), line.end()):
            continue
        cuts = [m.end() for m in _STOP.finditer(words) if not _is_short(words[: m.end()])]
        for cut in (0, *cuts):
            lead = len(words[cut:]) - len(words[cut:].lstrip())
            starts.append(line.start() + cut + lead)
    return tuple(starts)


def _is_short(before: str) -> bool:
    return bool(_SHORT.search(before[-8:]))


def furniture_test(report: Report) -> Callable[[int, int], bool]:
    """A function that tells whether a stretch of the text lies within page furniture."""
    spans = sorted(report.furniture)
    starts = [span.start for span in spans]

    def within(start: int, end: int) -> bool:
        at = bisect_right(starts, start) - 1
        return at >= 0 and end <= spans[at].end

    return within


class Citer:
    """Makes citations into a list of reports. Spans into other reports, or outside their text,
    cannot be cited, and are left out: nothing that cannot be cited is shown."""

    def __init__(self, reports: Sequence[Report] | Mapping[int, Report]) -> None:
        """``reports`` in their order, or some of them by their number in it."""
        numbered = reports if isinstance(reports, Mapping) else dict(enumerate(reports, 1))
        self._reports = {report.id: (i, report) for i, report in numbered.items()}
        self._starts = {report.id: sentence_starts(report) for report in numbered.values()}

    def cite(self, span: Span | None) -> Citation | None:
        """The citation of a span, None where it points at nothing."""
        number, report = self._reports.get(span.report, (0, None)) if span else (0, None)
        if span is None or report is None or not 0 <= span.start < span.end <= len(report.text):
            return None
        sentence = max(1, bisect_right(self._starts[report.id], span.start))
        return Citation(number, sentence, span, report.text[span.start : span.end])

    def cite_all(self, spans: Iterable[Span | None]) -> tuple[Citation, ...]:
        """The citations of spans, in their order, each once."""
        return tuple(dict.fromkeys(c for span in spans if (c := self.cite(span))))

    def number(self, report: str) -> int:
        """The number of a report by its id, 0 where it is not in the list."""
        return self._reports.get(report, (0, None))[0]


def labels(citations: Iterable[Citation]) -> str:
    """Citations as they are printed one after the other, the same sentence once."""
    return "".join(dict.fromkeys(c.label for c in citations))
