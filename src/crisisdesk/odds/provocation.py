"""An attack on a state by others than a state's forces that it lays at another state's door.

The attack is a use of force on the state by nobody of a state, told as having happened; or, where
the reading has none, a sentence of the accusing report that names state, attack and dead. It weighs
as those of the class do: ten dead or more, or a parliament, an embassy, a life. That the other
state is held responsible is shown by an accusation within a month (CAMEO 112) whose sentence speaks
of an attack (or the one beside it, where it does not say of what); or by deeds: the report that
leads with the attack tells that the state made demands on the other, threatened or punished it
within two weeks, and speaks of the other and of an attack in one breath. A quarrel about a border
agreement is none, nor is one state's charge over an attack on another.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from itertools import takewhile
from pathlib import Path

from msgspec import Struct

from crisisdesk.odds import evidence
from crisisdesk.odds.evidence import codes
from crisisdesk.odds.naming import is_state, named_in
from crisisdesk.reading.tolls import sentence_at, sentences, tolls_at
from crisisdesk.terms.files import load_yaml
from crisisdesk.terms.records import Event, Reading, Report, Span

KILLED = 10  # the dead from which an attack is one of the class
MONTH = 30  # days between an attack and an accusation
LIVE = 90  # days after which an attack chooses no class any more
ACCUSED = "112"  # CAMEO: accuse, of whatever
SOON = 14  # days between an attack and deeds that answer it
MEASURES = frozenset({"THREATEN", "SANCTION", "COERCE"})
DEMAND = "10"  # CAMEO: demand
TOLD = ("happened", "stated")
DAY = len("2025-04-09")
_SAYS_OF_WHAT = re.compile(r"\b(?:of|for|over|that)\b")


class Provoked(Struct, frozen=True):
    """An attack on ``actor`` that it lays at ``target``'s door: how many days ago, the dead that
    were told (0 where no count decided), whether it says so (else its deeds do), and where all
    that is told."""

    actor: str
    target: str
    age: float
    killed: int
    blames: bool
    spans: tuple[Span, ...]


class _Words(Struct, frozen=True, forbid_unknown_fields=True):
    """The vocabulary file ``provocations.yaml``."""

    attacks: list[str]
    aims: list[str]


class _Blow(Struct, frozen=True):
    """An attack on a state by nobody of a state, as told: how many days ago, its dead, where."""

    on: str
    age: float
    killed: int
    span: Span


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    words = load_yaml(Path(str(files("crisisdesk.odds") / "data" / "provocations.yaml")), _Words)
    attacks, aims = ("|".join(map(re.escape, some)) for some in (words.attacks, words.aims))
    flags = re.IGNORECASE
    return re.compile(rf"\b(?:{attacks})", flags), re.compile(rf"\b(?:{aims})", flags)


def provocations(readings: Sequence[Reading], as_of: str) -> list[Provoked]:
    """Those of the last `LIVE` days, the latest first; a pair of states once."""
    blows = [blow for reading in readings for blow in _blows(reading, as_of)]
    found: dict[tuple[str, str], Provoked] = {}
    for reading in readings:
        for event in evidence.events((reading,)):
            for one in _provoked(blows, reading.report, event, as_of):
                known = found.get((one.actor, one.target))
                if known is None or one.age < known.age:
                    found[one.actor, one.target] = one
    return sorted(found.values(), key=lambda one: (one.age, one.actor, one.target))


def _provoked(
    blows: Sequence[_Blow], report: Report, event: Event, as_of: str
) -> Iterator[Provoked]:
    """What an event shows to be laid at a state's door."""
    blames = _accuses(report, event)
    if not blames and not _punishes(event):
        return
    said = evidence.age(event.date or report.published, as_of) or 0
    for actor in filter(is_state, codes(event.source)):
        others = [code for code in codes(event.target) if code != actor and is_state(code)]
        if blames:
            blow = _blamed(blows, report, actor, said)
        else:
            blow = _answered(blows, report, event, actor, said)
            others = [code for code in others if blow and _linked(report, code)]
        if blow and blow.age <= LIVE:
            spans = tuple(dict.fromkeys((blow.span, event.span)))
            yield from (
                Provoked(actor, other, blow.age, blow.killed, blames, spans) for other in others
            )


def _accuses(report: Report, event: Event) -> bool:
    if event.type != "ACCUSE" or not (event.cameo or "").startswith(ACCUSED):
        return False
    told = [span for span in (event.span, *event.also) if span.report == report.id]
    return event.modality in TOLD and any(_is_about_an_attack(report, span) for span in told)


def _is_about_an_attack(report: Report, span: Span) -> bool:
    """Whether the sentence around a charge speaks of an attack; or, where it does not say what the
    charge is, a sentence beside it."""
    told = [one for one in sentences(report) if one.end > one.start]
    place = next((i for i, one in enumerate(told) if one.start <= span.start < one.end), None)
    if place is None:
        return False
    at = told[place]
    near = [at]
    if not _SAYS_OF_WHAT.search(report.text, span.start, at.end):
        near = told[max(0, place - 1) : place + 2]
    return any(_patterns()[0].search(report.text, one.start, one.end) for one in near)


def _punishes(event: Event) -> bool:
    dated = event.date is not None and len(event.date.value) >= DAY
    return (event.type in MEASURES or _demands(event)) and event.modality == "happened" and dated


def _demands(event: Event) -> bool:
    return event.type == "REQUEST" and (event.cameo or "").startswith(DEMAND)


def _blamed(blows: Sequence[_Blow], report: Report, actor: str, said: int) -> _Blow | None:
    """The gravest attack of the month before an accusation of so many days ago, else the one that
    the accusing report tells."""
    return _gravest(blows, actor, said, MONTH) or _told(report, actor, said)


def _answered(
    blows: Sequence[_Blow], report: Report, event: Event, actor: str, said: int
) -> _Blow | None:
    """The gravest attack that the report of a deed leads with, not long before the deed."""
    leads = [b for b in blows if b.span.report == report.id and b.span.start < evidence.LEAD]
    found = _gravest(leads, actor, said, SOON)
    return found or (_told(report, actor, said) if _demands(event) else None)


def _gravest(blows: Sequence[_Blow], actor: str, said: int, most: int) -> _Blow | None:
    # what is told of a day may be dated by the next one
    near = [b for b in blows if b.on == actor and said - 1 <= b.age <= said + most]
    return max(near, key=lambda blow: blow.killed, default=None)


def _blows(reading: Reading, as_of: str) -> Iterator[_Blow]:
    """The attacks on states by nobody of a state that a report tells, those that weigh."""
    for event in evidence.events((reading,)):
        if event.type != "ASSAULT" or event.modality not in TOLD:
            continue
        age = evidence.age(event.date, as_of)
        attacked = [code for code in codes(event.target) if is_state(code)]
        if age is None or not attacked or any(map(is_state, codes(event.source))):
            continue
        killed = _weight(reading.report, event.span)
        if killed is not None:
            yield from (_Blow(code, float(age), killed, event.span) for code in attacked)


def _words_at(report: Report, span: Span) -> str:
    sentence = sentence_at(report, span)
    return report.text[sentence.start : sentence.end]


def _weight(report: Report, span: Span) -> int | None:
    """The dead of the attack in a sentence, or 0 where its aim decides; None for a lesser one."""
    killed = _killed(report, span)
    if killed >= KILLED:
        return killed
    return 0 if _patterns()[1].search(_words_at(report, span)) else None


def _killed(report: Report, span: Span) -> int:
    return max((toll.low for toll in tolls_at(report, span) if toll.kind == "killed"), default=0)


def _told(report: Report, actor: str, said: int) -> _Blow | None:
    """An attack with its dead that a report's title or lead tells in a sentence that names the
    state; as old as what was ``said`` of it."""
    for span in takewhile(lambda one: one.start < evidence.LEAD, sentences(report)):
        if _speaks(report, span, actor) and (killed := _killed(report, span)) >= KILLED:
            return _Blow(actor, float(said), killed, span)
    return None


def _linked(report: Report, other: str) -> bool:
    """Whether a report speaks of a state and of an attack in one breath."""
    return any(_speaks(report, span, other) for span in sentences(report))


def _speaks(report: Report, span: Span, state: str) -> bool:
    words = report.text[span.start : span.end]
    return _patterns()[0].search(words) is not None and named_in(state, words)


def provoked_by(
    readings: Sequence[Reading], actor: str, target: str, as_of: str
) -> Provoked | None:
    """The latest attack on ``actor`` that it lays at ``target``'s door, None for none."""
    found = provocations(readings, as_of)
    return next((one for one in found if (one.actor, one.target) == (actor, target)), None)
