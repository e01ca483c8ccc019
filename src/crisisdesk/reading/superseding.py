"""Which report takes another's place: newer versions, corrected texts, notices of withdrawal.

Of two versions that one is the later whose day is, else the one that holds a note, else the one
that came later; what has neither a day nor a note is the earlier. It takes the other's place from
its own day on, or from the day that its note names; where it claims the day of a page that the
desk itself saw otherwise, from that sight on.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from crisisdesk.reading.copies import COPIED, runs_of, shared
from crisisdesk.reading.dates import find_dates
from crisisdesk.record.kin import FEWEST_WORDS, Kin, address_key, title_key
from crisisdesk.record.known import known_on
from crisisdesk.terms.notes import Note, headline_key, note_in
from crisisdesk.terms.records import Correction, CorrectionKind, Report, Span

SAME_TEXT = 0.5
"""The share of the shorter text from which on two reports of one outlet are versions of one; at
one address a quarter is enough, as for copies."""
_DATED = 40  # characters behind a note's words within which its date stands
_SENTENCE = re.compile(r"[.!?…][\"”’)\]]*(?=\s|$)|\n")
_LONGEST_REASON = 300


class _Version(NamedTuple):
    """A report with what is asked of it more than once."""

    kin: Kin
    note: Note | None
    day: str
    runs: frozenset[str]

    @property
    def report(self) -> Report:
        return self.kin.report

    @property
    def withdraws(self) -> bool:
        return self.note is not None and self.note.kind == "withdrawal"


def superseding(new: Kin, others: Sequence[Kin]) -> list[Correction]:
    """Which reports no longer count now that ``new`` has come: others whose later version or
    withdrawal it is, or itself. Those whose place was taken by an earlier day are left so."""
    this = _version(new)
    found = [_withdrawn_itself(this)] if this.withdraws else []
    until = {one.report.id: one.counts_until or "9999" for one in (new, *others)}
    for other in map(_version, others):
        earlier, later = (other, this) if _is_later(this, other) else (this, other)
        correction = _between(earlier, later)
        if correction and correction.day < until[correction.report]:
            until[correction.report] = correction.day
            found.append(correction)
    return found


def _version(kin: Kin) -> _Version:
    report = kin.report
    note = note_in(report.text, report.outlet)
    if note is None and (titled := note_in(report.title or "")):
        note = Note(titled.kind, 0, 0)
    return _Version(kin, note, known_on(report, kin.recorded), runs_of(report))


def _is_later(new: _Version, old: _Version) -> bool:
    """Whether ``new``, which came to the desk after ``old``, is also the later version."""
    return _rank(new) >= _rank(old)


def _rank(version: _Version) -> tuple[bool, bool, str, bool]:
    """One order for all versions, so that of any number one is the last. What has neither a day
    nor a note of its own may be any old copy."""
    tells = version.report.published is not None or version.note is not None
    return version.withdraws, tells, version.day if tells else "", version.note is not None


def _between(old: _Version, new: _Version) -> Correction | None:
    """That ``new`` takes the place of ``old``, or tells that it was withdrawn."""
    how = _how(old, new)
    if how is None:
        return None
    kind: CorrectionKind = new.note.kind if new.note else "newer version"
    reason, span = _reason(new)
    day = max(_day(old, new), old.day)
    return Correction(old.report.id, kind, day, new.report.id, how, reason, span)


def _how(old: _Version, new: _Version) -> str | None:
    """By what the two are known for versions of one report, in words; None where they are not."""
    if old.withdraws:
        return None
    alike = shared(old.runs, new.runs)
    title = title_key(new.report)
    same_title = title is not None and title == title_key(old.report)
    address = address_key(new.report.url)
    if address and address == address_key(old.report.url):
        told = alike >= COPIED or same_title or new.note is not None
        return "the same address" if told else None
    if same_title and (alike >= SAME_TEXT or new.withdraws):
        return "the same outlet and title"
    if new.note and new.report.outlet and new.report.outlet == old.report.outlet:
        told = alike >= SAME_TEXT or (new.withdraws and _names(new.report, old.report))
        return "a note of the same outlet" if told else None
    return None


def _names(notice: Report, old: Report) -> bool:
    """Whether a notice names another report by its title."""
    title = headline_key(old.title)
    words = headline_key(f"{notice.title or ''} {notice.text}")
    return len(title.split()) >= FEWEST_WORDS and title in words


def _withdrawn_itself(this: _Version) -> Correction:
    reason, span = _reason(this)
    report = this.report.id
    return Correction(report, "withdrawal", this.day, report, "its own words", reason, span)


def _day(old: _Version, new: _Version) -> str:
    """From which day the newer version counts in the place of the older."""
    dated = _note_day(new)
    if dated:
        return dated
    seen = old.kin.recorded[:10] if old.report.source.startswith("http") else ""
    told = new.report.published is not None and new.day > old.day
    return new.day if told else max(new.day, seen)


def _note_day(version: _Version) -> str | None:
    """The day that stands right behind a note's words: "Correction, 14 April: ..."."""
    if version.note is None:
        return None
    text, end = version.report.text, version.note.end
    stop = _SENTENCE.search(text, end, end + _DATED)
    published = version.report.published.value if version.report.published else None
    dates = find_dates(text, end, stop.start() if stop else min(len(text), end + _DATED), published)
    return next((found.value for found in dates if len(found.value) == 10), None)


def _reason(version: _Version) -> tuple[str, Span | None]:
    """The sentence of a note, and where it stands."""
    if version.note is None or not version.note.end:  # in a title that stands not in the text
        return "", None
    text = version.report.text
    start = max((m.end() for m in _SENTENCE.finditer(text, 0, version.note.start)), default=0)
    stop = _SENTENCE.search(text, max(version.note.end, start + 1))
    end = min(stop.start() + 1 if stop else len(text), start + _LONGEST_REASON)
    start += len(text[start:end]) - len(text[start:end].lstrip())
    end = start + len(text[start:end].rstrip())
    return text[start:end], Span(version.report.id, start, end)
