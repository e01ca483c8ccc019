"""Who said what, and what experts hold against each other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from crisisdesk.briefing.citations import Citation, Citer
from crisisdesk.briefing.names import Names
from crisisdesk.briefing.plain import capital, plain
from crisisdesk.briefing.words import words
from crisisdesk.reading.origins import grade_of, origin_at, origins_of
from crisisdesk.reading.tellings import grade_words
from crisisdesk.terms.records import Actor, Reading, Statement

_TELLING = 4  # words from which on the same words are the same statement
_UTTERED = ("said", "asked")


class Saying(Struct, frozen=True):
    """One statement with its citation; ``quoted`` where the words stood in quotation marks.
    ``also`` are citations of the same words in other reports; ``grade`` is the best outlet's
    letter with the figure for the information that it was said."""

    words: str
    quoted: bool
    date: str | None
    via: str
    citation: Citation
    record: Statement
    also: tuple[Citation, ...] = ()
    grade: str = ""

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Everywhere that it stands."""
        return (self.citation, *self.also)


class Voice(Struct, frozen=True):
    """A speaker with all that is attributed to them, in the order of the reports."""

    speaker: str
    known: bool
    sayings: tuple[Saying, ...]


class View(Struct, frozen=True):
    """What one expert reckons on a matter."""

    holder: str
    words: str
    citation: Citation


class Matter(Struct, frozen=True):
    """One matter on which experts differ: those who raise it, lower it, or leave it open."""

    topic: str
    raises: tuple[View, ...]
    lowers: tuple[View, ...]
    open: tuple[View, ...]

    @property
    def contested(self) -> bool:
        """Whether experts pull both ways."""
        return bool(self.raises and self.lowers)


class _Told(Struct, frozen=True):
    """A statement with the origin that tells it, and its outlet's letter."""

    statement: Statement
    key: str
    letter: str


def voices(
    readings: Sequence[Reading],
    citer: Citer,
    names: Names,
    grades: Mapping[str, str] | None = None,
) -> list[Voice]:
    """What was said, grouped by speaker, officials as they come; unnamed speakers come last.

    What somebody is told to want, plan or think is left to the record, but for experts, whose
    trade it is."""
    groups: dict[str, list[_Told]] = {}
    titles: dict[str, Actor | None] = {}
    for told in _told(readings, grades):
        statement = told.statement
        if statement.attitude not in _UTTERED and not statement.expert:
            continue
        key = _speaker_key(statement.speaker)
        groups.setdefault(key, []).append(told)
        titles[key] = _fuller(titles.get(key), statement.speaker)
    found = [
        Voice(names.speaker(titles[key]), bool(key), said)
        for key, group in groups.items()
        if (said := _sayings(group, citer))
    ]
    return sorted(found, key=lambda voice: not voice.known)


def _told(readings: Sequence[Reading], grades: Mapping[str, str] | None) -> Iterator[_Told]:
    origins = origins_of(readings)
    for reading in readings:
        letter = grade_of(reading.report, grades)
        for statement in reading.statements:
            key, _ = origin_at(reading.report, statement.span, origins, statement)
            yield _Told(statement, key, letter)


def graded(saying: Saying) -> list[str]:
    """The grade of a saying where it tells more than that nothing can be judged."""
    return [f"grade {saying.grade}"] if saying.grade != "F6" else []


def _speaker_key(actor: Actor | None) -> str:
    if actor is None:
        return ""
    return (actor.name or "|".join(filter(None, (actor.code, actor.role)))).casefold()


def _fuller(one: Actor | None, other: Actor | None) -> Actor | None:
    """Of two descriptions of a speaker, the one that tells more."""

    def told(actor: Actor | None) -> int:
        return sum(map(bool, (actor.code, actor.role, actor.affiliation))) if actor else -1

    return other if told(other) > told(one) else one


def _sayings(each: Sequence[_Told], citer: Citer) -> tuple[Saying, ...]:
    """The statements of one speaker, the same words in several reports once."""
    found: dict[tuple[str, str], Saying] = {}
    letters: dict[tuple[str, str], dict[str, str]] = {}
    for i, told in enumerate(each):
        saying = _saying(told.statement, citer)
        if saying is None:
            continue
        words = re.sub(r"\W+", " ", saying.words).strip().casefold()
        key = (words, "") if len(words.split()) >= _TELLING else (words, str(i))
        first = found.setdefault(key, saying)
        if first is not saying:
            found[key] = replace(first, also=(*first.also, saying.citation))
        by = letters.setdefault(key, {})
        by[told.key] = min(by.get(told.key, told.letter), told.letter)
    return tuple(
        replace(saying, grade=grade_words(tuple(letters[key].values())))
        for key, saying in found.items()
    )


def _saying(statement: Statement, citer: Citer) -> Saying | None:
    citation = citer.cite(statement.span)
    if citation is None:
        return None
    told = plain(statement.words) or plain(citation.words)
    return Saying(
        words=_denial(statement, citer) + told,
        quoted=statement.form != "indirect",
        date=statement.date.value if statement.date else None,
        via=", ".join(plain(outlet) for outlet in statement.via),
        citation=citation,
        record=statement,
    )


def _denial(statement: Statement, citer: Citer) -> str:
    """The report's word of denial before its own clause, which alone would say the opposite:
    ``denied: it attacked Peru``."""
    cue = citer.cite(statement.cue_span) if statement.form == "indirect" else None
    inside = cue and statement.span.start <= cue.span.start < statement.span.end
    word = plain(cue.words) if cue and not inside else ""
    return f"{word}: " if word.casefold() in words().denials else ""


def matters(readings: Sequence[Reading], citer: Citer, names: Names) -> list[Matter]:
    """Experts' assessments set side by side, a matter a row; those that are contested first."""
    said = {s.id: s for reading in readings for s in reading.statements}
    sides: dict[str, dict[int, list[View]]] = {}
    for assessment in (a for reading in readings for a in reading.assessments):
        citation = citer.cite(assessment.span)
        if citation:
            statement = said.get(assessment.statement)
            holder = names.speaker(statement.speaker if statement else None)
            side = sides.setdefault(assessment.topic, {}).setdefault(_sign(assessment.leaning), [])
            side.append(View(holder, plain(citation.words), citation))
    found = [
        Matter(topic_words(topic, names), *(tuple(side.get(sign, ())) for sign in (1, -1, 0)))
        for topic, side in sides.items()
    ]
    return sorted(found, key=lambda matter: not matter.contested)


def _sign(leaning: int) -> int:
    return (leaning > 0) - (leaning < 0)


def topic_words(topic: str, names: Names) -> str:
    """``RUS:capability`` in words: ``Russia: capability``."""
    codes, _, matter = plain(topic).rpartition(":")
    who = ", ".join(names.of(code) for code in codes.replace("-", ":").split(":") if code)
    return f"{who}: {matter.replace('_', ' ')}" if who else capital(matter.replace("_", " "))
