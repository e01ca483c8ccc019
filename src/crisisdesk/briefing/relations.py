"""Standing relations with what they oblige to, and the other issues tied to the crisis."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from crisisdesk.briefing.citations import Citation, Citer
from crisisdesk.briefing.names import Names
from crisisdesk.briefing.plain import day, plain
from crisisdesk.briefing.words import words
from crisisdesk.terms.records import Linkage, Reading, Tie


class Duty(Struct, frozen=True):
    """An obligation that the reports state or deny; ``meaning`` says to what."""

    kind: str
    stated: bool
    meaning: str
    citation: Citation


class Relation(Struct, frozen=True):
    """One tie as all reports tell it. ``parties`` are names, ``codes`` their codes; a directed
    tie runs from the first to the second; ``holder`` goes between them."""

    what: str
    kind: str
    parties: tuple[str, str]
    codes: tuple[str, str]
    directed: bool
    holder: str | None
    holder_code: str | None
    since: str | None
    duties: tuple[Duty, ...]
    notes: tuple[str, ...]
    citations: tuple[Citation, ...]
    records: tuple[Tie, ...]


class Issue(Struct, frozen=True):
    """Another matter that a report ties to this crisis."""

    issue: str
    joins: tuple[str, ...]
    doubted: bool
    citation: Citation
    record: Linkage


def relations(readings: Sequence[Reading], citer: Citer, names: Names) -> list[Relation]:
    """The ties, each once with all its evidence, those with obligations first."""
    groups: dict[tuple[object, ...], list[Tie]] = {}
    for tie in (t for reading in readings for t in reading.ties):
        ends = tie.between if tie.directed else tuple(sorted(tie.between))
        groups.setdefault((tie.kind, ends, tie.holder, tie.against), []).append(tie)
    found = [made for group in groups.values() if (made := _relation(group, citer, names))]
    return sorted(found, key=lambda relation: not relation.duties)


def _relation(ties: Sequence[Tie], citer: Citer, names: Names) -> Relation | None:
    cited = citer.cite_all(s for tie in ties for s in (tie.span, *tie.also))
    if not cited:
        return None
    first = ties[0]
    duties: dict[tuple[str, bool], Duty] = {}
    for duty in (o for tie in ties for o in tie.obligations):
        citation = citer.cite(duty.span)
        if citation:
            meaning = words().obligations[duty.kind]
            duties.setdefault(
                (duty.kind, duty.stated), Duty(duty.kind, duty.stated, meaning, citation)
            )
    a, b = first.between
    since = next((tie.valid_from.value for tie in ties if tie.valid_from), None)
    return Relation(
        what=tie_words(first, names),
        kind=first.kind,
        parties=(names.of(a), names.of(b)),
        codes=(a, b),
        directed=first.directed,
        holder=names.of(first.holder) if first.holder else None,
        holder_code=first.holder,
        since=since,
        duties=tuple(duties.values()),
        notes=tuple(dict.fromkeys(note for tie in ties for note in _notes(tie, names))),
        citations=cited,
        records=tuple(ties),
    )


def tie_words(tie: Tie, names: Names) -> str:
    """A tie as a short phrase: ``Russia supplies arms to Iran``."""
    a, b = (names.of(code) for code in tie.between)
    label = words().ties[tie.kind].label
    if tie.holder:
        return f"{names.of(tie.holder)} between {a} and {b}"
    if tie.directed:
        return f"{a} {label} {b}"
    return f"{a} and {b}: {plain(tie.name) or label}"


def _notes(tie: Tie, names: Names) -> list[str]:
    """What else the tie tells, in words."""
    return [
        *([plain(tie.item)] if tie.item else []),
        *([f"against {names.of(tie.against)}"] if tie.against else []),
        *([f"replaces {plain(tie.replaces)}"] if tie.replaces else []),
        *([f"ended {day(tie.valid_to.value)}"] if tie.valid_to else []),
    ]


def duty_words(duty: Duty) -> str:
    """An obligation in words: ``defense: denied (to defend the other when attacked)``."""
    return f"{duty.kind}: {'stated' if duty.stated else 'denied'} ({duty.meaning})"


def issues(readings: Sequence[Reading], citer: Citer, names: Names) -> list[Issue]:
    """The other issues, in the order of the reports."""
    return [
        Issue(plain(link.issue), names.all_of(link.joins), link.doubted, citation, link)
        for reading in readings
        for link in reading.linkages
        if (citation := citer.cite(link.span))
    ]
