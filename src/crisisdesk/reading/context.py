"""Fills the side that a clause leaves open from the sentence and the rest of the report."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from crisisdesk.reading.arguments import BOTH_WAYS
from crisisdesk.reading.clauses import surface_subjects
from crisisdesk.reading.page import Page, Part
from crisisdesk.terms.records import Actor, Event

if TYPE_CHECKING:
    from spacy.tokens import Token

_HOSTILE = frozenset({"THREATEN", "ASSAULT", "MOBILIZE", "COERCE", "SANCTION", "ACCUSE", "REJECT"})
_OPEN_TARGET = frozenset({"MOBILIZE", "PROTEST"})


@dataclass(frozen=True)
class Pending:
    """An event as its clause tells it, with the words that the context rules look at."""

    event: Event
    part: Part
    token: Token
    mutual: bool
    verb: bool = True


def fill_from_context(page: Page, pending: list[Pending]) -> list[Event]:
    """Events with both sides known. A side is taken, in this order, from another telling of the
    same event, from the other state in its sentence, from the opponent the report gives."""
    whole = [p.event for p in pending if p.event.source and p.event.target]
    opponents = _opponents(whole)
    rivals = _principal_pair(page, whole)
    for one, other in (rivals, rivals[::-1]) if len(rivals) == 2 else ():
        opponents.setdefault(one, Counter())[other] += 1
    found = []
    for item in pending:
        event = item.event
        if not (event.source and event.target):
            event = _filled(page, item, whole, opponents)
        if event.source and (event.target or event.type in _OPEN_TARGET):
            found.append(event)
            if item.mutual is False and event.type == "ASSAULT" and _both_ways(item):
                found.append(_turned(event))
    return found


def _opponents(events: list[Event]) -> dict[str, Counter[str]]:
    table: dict[str, Counter[str]] = {}
    for event in events:
        if event.type in _HOSTILE:
            for source in event.source:
                for target in event.target:
                    if source.code and target.code:
                        table.setdefault(source.code, Counter())[target.code] += 1
    return table


def _principal_pair(page: Page, events: list[Event]) -> tuple[str, ...]:
    """The two sides that the report is about: they clash most, and are named most."""
    clashes: Counter[tuple[str, ...]] = Counter()
    for event in events:
        sides = sorted({a.code for a in (*event.source, *event.target) if a.code})
        if event.type in _HOSTILE and len(sides) == 2:
            clashes[tuple(sides)] += 1
    named = Counter(
        actor.code
        for mention in page.mentions
        if mention.how != "pronoun"
        for actor in mention.actors
        if actor.code
    )
    top = {code for code, _ in named.most_common(3)}
    pair, count = next(iter(clashes.most_common(1)), ((), 0))
    return pair if count > 1 and set(pair) <= top else ()


def _filled(
    page: Page, item: Pending, whole: list[Event], opponents: dict[str, Counter[str]]
) -> Event:
    event = item.event
    twin = next((e for e in whole if _tells(e, event)), None)
    if twin is not None:
        return _with(event, twin.source, twin.target, 0.7)
    if event.type not in _HOSTILE and event.mode != "mediate":
        return event
    if event.mode == "mediate":
        parties = _mediated(event, whole) or _rivals_of(event, opponents)
        return _with(event, event.source, parties, 0.5) if event.source and parties else event
    return (
        _from_report(event, opponents)
        or _from_main_clause(page, item)
        or _from_sentence(page, item)
        or _from_dealings(item, whole)
        or event
    )


def _tells(whole: Event, part: Event) -> bool:
    """Whether a complete event may be another telling of an incomplete one."""
    if whole.type != part.type or whole.modality != part.modality:
        return False
    if part.date and whole.date and part.date.value[:4] != whole.date.value[:4]:
        return False
    if part.type == "ASSAULT" and (part.date is None) != (whole.date is None):
        return False
    sources, targets = _codes(whole.source), _codes(whole.target)
    return (not part.source or _codes(part.source) == sources) and (
        not part.target or _codes(part.target) == targets
    )


def _mediated(event: Event, whole: list[Event]) -> tuple[Actor, ...]:
    own = _codes(event.source)
    for other in whole:
        if other.mode == "mediate" and _codes(other.source) == own:
            return other.target
    return ()


def _rivals_of(event: Event, opponents: dict[str, Counter[str]]) -> tuple[Actor, ...]:
    """A mediator that names no parties goes between the two that the report is about."""
    pairs = Counter({(s, t): n for s, row in opponents.items() for t, n in row.items()})
    if not pairs:
        return ()
    pair = pairs.most_common(1)[0][0]
    return () if set(pair) & _codes(event.source) else tuple(Actor(code) for code in pair)


def _from_main_clause(page: Page, item: Pending) -> Event | None:
    """ "X faces pressure as Y and Z signal attack": the main clause names whom it is about."""
    event, clause = item.event, item.token
    if event.target or not event.source or clause.pos_ != "VERB":
        return None
    if clause.dep_ == "conj":
        clause = clause.head
    if clause.dep_ != "advcl":
        return None
    subject = surface_subjects(clause.head)
    mention = page.mention_at(item.part, subject[0]) if subject else None
    if mention is None or not mention.actors[0].code:
        return None
    if {a.code for a in mention.actors} & _codes(event.source):
        return None
    return _with(event, event.source, mention.actors, 0.6)


def _from_sentence(page: Page, item: Pending) -> Event | None:
    """The one other state that the sentence names."""
    event, sentence = item.event, item.token.sent
    if item.verb or event.modality != "happened" or event.type not in ("ASSAULT", "THREATEN"):
        return None
    known = _codes(event.source) | _codes(event.target)
    others: dict[str, Actor] = {}
    for mention in page.mentions_in(item.part, sentence.start, sentence.end):
        for actor in mention.actors:
            if actor.code and actor.code not in known and mention.how != "place":
                others.setdefault(actor.code, Actor(actor.code))
    if len(others) != 1 or len(known) != 1:
        return None
    other = tuple(others.values())
    if event.source:
        return _with(event, event.source, other, 0.4)
    return _with(event, other, event.target, 0.4)


def _from_report(event: Event, opponents: dict[str, Counter[str]]) -> Event | None:
    """The opponent that the rest of the report gives this source."""
    if event.target or not event.source:
        return None
    counts = opponents.get(event.source[0].code or "")
    if not counts:
        return None
    return _with(event, event.source, (Actor(counts.most_common(1)[0][0]),), 0.3)


def _from_dealings(item: Pending, whole: list[Event]) -> Event | None:
    """A threat whose target goes without saying is at the side that its source deals with most."""
    event = item.event
    if item.verb or event.type != "THREATEN" or event.target or len(event.source) != 1:
        return None
    own = event.source[0].code
    dealings = Counter(
        actor.code
        for other in whole
        if own in _codes(other.source) | _codes(other.target)
        for actor in (*other.source, *other.target)
        if actor.code and actor.code != own
    )
    if not dealings:
        return None
    return _with(event, event.source, (Actor(dealings.most_common(1)[0][0]),), 0.3)


def _with(
    event: Event, source: tuple[Actor, ...], target: tuple[Actor, ...], score: float
) -> Event:
    return msgspec.structs.replace(
        event, source=event.source or source, target=event.target or target, score=score
    )


def _codes(actors: tuple[Actor, ...]) -> set[str]:
    return {actor.code for actor in actors if actor.code}


def _both_ways(item: Pending) -> bool:
    return item.token.lemma_.lower() in BOTH_WAYS


def _turned(event: Event) -> Event:
    """The other direction of an event that both sides do."""
    return msgspec.structs.replace(
        event, id=event.id + "r", source=event.target, target=event.source
    )
