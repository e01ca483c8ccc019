"""What is not known: the gaps of the record, computed and never guessed away."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from msgspec import Struct

from crisisdesk.briefing.answers import Answer, AskedQuestion, looks_ahead
from crisisdesk.briefing.citations import Citation
from crisisdesk.briefing.names import Names
from crisisdesk.briefing.plain import capital, count, day, listed, plain
from crisisdesk.briefing.relations import Relation
from crisisdesk.briefing.said import Voice
from crisisdesk.briefing.sources import Source
from crisisdesk.briefing.timeline import Entry
from crisisdesk.reading.tellings import UNJUDGED
from crisisdesk.terms.records import Crisis

Gap = Literal["obligation", "source", "evidence", "date", "actor"]


class Unknown(Struct, frozen=True):
    """One gap: what kind, in a sentence, and the lines that it is about."""

    kind: Gap
    text: str
    citations: tuple[Citation, ...] = ()


def unknowns(
    crisis: Crisis,
    answers: Sequence[Answer],
    asked: Sequence[AskedQuestion],
    voices: Sequence[Voice],
    entries: Sequence[Entry],
    relations: Sequence[Relation],
    sources: Sequence[Source],
    names: Names,
) -> list[Unknown]:
    """All gaps, those that move the odds first."""
    return [
        *_obligations(crisis, relations, names),
        *_evidence(answers, asked),
        *_origins(entries, sources),
        *_dates(entries, sources),
        *_actors(entries, voices),
    ]


def _obligations(crisis: Crisis, ties: Sequence[Relation], names: Names) -> list[Unknown]:
    """Partners for whom no report says whether they are bound to defend."""
    pairs = [(p.actor, crisis.target.actor) for p in crisis.partners_of_target if crisis.target]
    pairs += [
        (p.actor, t.actor) for p in crisis.partners_of_threateners for t in crisis.threateners[:1]
    ]
    found = []
    for partner, principal in dict.fromkeys(pairs):
        between = [tie for tie in ties if {partner, principal} == set(tie.codes)]
        if partner != principal and not any(d.kind == "defense" for t in between for d in t.duties):
            text = (
                f"Whether {names.the(partner)} is obliged to defend {names.the(principal)}: "
                "no report says."
            )
            cited = tuple(c for tie in between for c in tie.citations)
            found.append(Unknown("obligation", text, cited[:3]))
    return found


def _evidence(answers: Sequence[Answer], asked: Sequence[AskedQuestion]) -> list[Unknown]:
    bare = [answer for answer in answers if not answer.citations]
    found = [
        Unknown(
            "evidence", f"“{a.question}” is answered from past cases alone: no line bears on it."
        )
        for a in bare
    ]
    found += [
        Unknown("evidence", f"The report asks “{q.text}”; nothing here answers it.", (q.citation,))
        for q in asked
        if not q.answers and (q.kind != "outlook" or looks_ahead(q.text))
    ]
    return found


def _origins(entries: Sequence[Entry], sources: Sequence[Source]) -> list[Unknown]:
    found = []
    happened = [entry for entry in entries if entry.modality == "happened"]
    alone = [entry for entry in happened if entry.origins < 2]
    tellers = {source.origin for source in sources}
    if len(tellers) == 1 and happened:
        found.append(
            Unknown(
                "source",
                f"{capital(count(len(happened), 'event'))} told by one origin; "
                "no other confirms any of it.",
            )
        )
    elif alone:
        cited = tuple(entry.citations[0] for entry in alone)
        of = count(len(happened), "event")
        text = f"{len(alone)} of {of} that are told as having happened rest on one origin each."
        found.append(Unknown("source", text, cited))
    unjudged = [source.name for source in sources if source.reliability == UNJUDGED]
    if unjudged:
        text = f"How reliable {listed(tuple(dict.fromkeys(unjudged)))} is, nobody has graded."
        found.append(Unknown("source", text))
    return found


def _dates(entries: Sequence[Entry], sources: Sequence[Source]) -> list[Unknown]:
    found = []
    for source in sources:
        published = source.report.published
        if published is None:
            text = f"When report {source.number} ({source.name}) was published, it does not say."
            found.append(Unknown("date", text))
        elif published.basis == "inferred":
            text = (
                f"When report {source.number} ({source.name}) was published, it does not say; "
                f"{day(published.value)} is {source.date_known}."
            )
            found.append(Unknown("date", text))
    undated = [e for e in entries if e.date is None and e.modality == "happened"]
    if undated:
        text = f"On what day {count(len(undated), 'event')} took place, the reports do not say."
        found.append(Unknown("date", text, tuple(e.citations[0] for e in undated)))
    return found


def _actors(entries: Sequence[Entry], voices: Sequence[Voice]) -> list[Unknown]:
    found = []
    silent = [s.citation for voice in voices if not voice.known for s in voice.sayings]
    if silent:
        text = f"Who made {count(len(silent), 'statement')}, could not be told."
        found.append(Unknown("actor", text, tuple(silent)))
    nameless: dict[str, list[Citation]] = {}
    for entry in entries:
        for actor in (*entry.record.source, *entry.record.target):
            if actor.code is None and (actor.name or actor.role):
                nameless.setdefault(actor.name or actor.role or "", []).append(entry.citations[0])
    found += [
        Unknown(
            "actor", f"Whom “{plain(name)}” stands for, is not known.", tuple(dict.fromkeys(cited))
        )
        for name, cited in nameless.items()
    ]
    return found
