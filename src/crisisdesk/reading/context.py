"""Fills the side that a clause leaves open from the sentence and the rest of the report.

Nobody is put where the clause itself names somebody, and no opponent is taken from the report
unless it is the only one that matters and is spoken of close by.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import msgspec

from crisisdesk.reading.clauses import subjects, surface_subjects
from crisisdesk.reading.descriptions import load_descriptions
from crisisdesk.reading.opponents import HOSTILE, Pending, Sides, codes_of, sides_of
from crisisdesk.reading.page import Mention, Page, Part
from crisisdesk.reading.parties import actors_of
from crisisdesk.reading.patterns import Pattern
from crisisdesk.reading.sides import BOTH_WAYS
from crisisdesk.reading.triggers import Group, load_events
from crisisdesk.terms.records import Actor, Date, Event

if TYPE_CHECKING:
    from spacy.tokens import Token

# Done to the opponent of a report where the clause does not say to whom.
_FILLED = frozenset({"ASSAULT", "COERCE", "SANCTION", "THREATEN"})
_OPEN_TARGET = frozenset({"MOBILIZE", "PROTEST"})
# States, their governments and armed sides "march" and "call strikes", but no protests at large.
_NO_PROTESTERS = frozenset({None, "GOV", "MIL", "REB", "UAF"})
_PLACES = ("in", "at", "near", "on", "over", "outside", "inside", "across", "above", "into")
_BACK = 6
_RETURNED = frozenset(
    "response respond retaliate retaliation revenge avenge answer consequence".split()
)
_BLOWS = frozenset({"ASSAULT", "COERCE", "MOBILIZE", "SANCTION"})
# Years after which force belongs to another crisis.
_AGE = 10


def fill_from_context(page: Page, pending: list[Pending]) -> list[Event]:
    """Events with both sides known. A side is taken, in this order, from what the event answers,
    from another telling of the same event, from its place, from the other state in its sentence,
    from the opponent that the report gives."""
    whole = [p.event for p in pending if p.event.source and p.event.target]
    found = _filled_by(sides_of(page, whole), pending)
    between = [p for p in pending if p.event.mode == "mediate" and not p.event.target]
    if between and len(found) > len(whole):  # whoever goes between does so between those found
        report = sides_of(page, found)
        told = {event.id for event in found}
        found += _filled_by(report, [p for p in between if p.event.id not in told])
    return found


def _filled_by(report: Sides, pending: list[Pending]) -> list[Event]:
    """The events that are complete by themselves or by what the report tells."""
    found: list[Event] = []
    done: dict[tuple[int, int], Event] = {}
    for i, item in enumerate(pending):
        event = _with_shared(item, done)
        if not (event.source and event.target):
            before = pending[max(0, i - _BACK) : i]
            event = _answered(report, item, before) or _filled(item, report, before)
        done[item.part.index, item.token.i] = event
        if stands_alone(item, event):
            found.append(event)
            if turned := turned_too(item, event):
                found.append(turned)
    return found


def _with_shared(item: Pending, done: Mapping[tuple[int, int], Event]) -> Event:
    """ "Condemned X and warned of sanctions": the second is meant for the same side."""
    event, above = item.event, done.get((item.part.index, item.token.head.i))
    if item.token.dep_ != "conj" or event.type != "THREATEN" or event.target or item.own.closed:
        return event
    if (
        above is None
        or codes_of(above.source) != codes_of(event.source)
        or above.type not in HOSTILE
    ):
        return event
    return _with(event, event.source, above.target, 0.6)


def stands_alone(item: Pending, event: Event) -> bool:
    """Both sides, one of which at least is somebody known; some acts need no target."""
    if not event.source or not (codes_of(event.source) or codes_of(event.target)):
        return False
    if event.target or not codes_of(event.source):
        known = codes_of(event.target) or not item.trigger.group.weak
        return bool(event.target and known)
    if event.type == "PROTEST":
        return any(actor.sector not in _NO_PROTESTERS for actor in event.source)
    return event.type in _OPEN_TARGET or (event.type == "REJECT" and item.own.answered is not None)


# -- what the event answers -----------------------------------------------------------------


def _answered(report: Sides, item: Pending, before: Sequence[Pending]) -> Event | None:
    """ "condemned the attack", "rejected the charge": the doer of the nearest deed that the noun
    may mean, by its own word, else by the type that the word stands for."""
    noun, event = item.own.answered, item.event
    if event.target or not event.source:
        return None
    own = codes_of(event.source)
    if accuser := _denied(item, before, own):
        return _with(event, event.source, accuser, 0.6)
    if noun is None:
        return None
    kinds = {p.group.type for p in _noun_patterns(noun) if not p.rest}
    told = [p for p in reversed(before) if p.token.lemma_.lower() not in _standing()]
    others = [p.event for p in told if codes_of(p.event.source)]
    chosen = next((e for e in others if e.type in kinds and not codes_of(e.source) & own), None)
    if chosen is not None:
        return _with(event, event.source, chosen.source, 0.6)
    if chosen is None and kinds & HOSTILE and event.type == "ACCUSE":
        other = report.opponent(event.source[0].code, item.part)
        return _with(event, event.source, (other,), 0.4) if other else None
    if kinds:
        return None
    doers = tuple(a for a in _doers_before(report.page, item.part, noun) if a.code not in own)
    if not doers and noun.lower_ in load_descriptions().deeds:
        doers = _main_doers(item, told, own)
    return _with(event, event.source, doers, 0.5) if doers else None


def _main_doers(item: Pending, told: Sequence[Pending], own: set[str]) -> tuple[Actor, ...]:
    """Who acts in the clause nearest to the root of the nearest sentence where another does."""
    others = [p for p in told if item.part.index - p.part.index <= 1 and codes_of(p.event.source)]
    others = [p for p in others if not codes_of(p.event.source) & own]
    nearest = [p for p in others if p.token.sent == others[0].token.sent]
    first = min(nearest, key=lambda p: len(list(p.token.ancestors)), default=None)
    return first.event.source if first else ()


def _denied(item: Pending, before: Sequence[Pending], own: set[str]) -> tuple[Actor, ...] | None:
    """ "Kigali denies this", "a charge that it rejects": who accused the denier just before."""
    if item.event.type != "REJECT" or item.own.closed:
        return None
    near = list(_near(item, reversed(before)))
    charged = [e.source for e in near if e.type == "ACCUSE" and codes_of(e.target) & own]
    if item.own.answered is not None and not charged:  # "denied the attack": who was attacked
        kinds = {p.group.type for p in _noun_patterns(item.own.answered) if not p.rest}
        charged = [e.target for e in near if e.type in kinds and codes_of(e.source) & own]
    return next((sides for sides in charged if codes_of(sides) - own), None)


def _near(item: Pending, told: Iterable[Pending]) -> Iterator[Event]:
    """Events of the same paragraph or the one before, with a doer."""
    for other in told:
        if item.part.index - other.part.index <= 1 and codes_of(other.event.source):
            yield other.event


def _doers_before(page: Page, part: Part, noun: Token) -> list[Actor]:
    """The subject of the nearest earlier clause that speaks of the same thing by the same word."""
    lemma = noun.lemma_.lower()
    for other in reversed(page.parts[max(0, part.index - 2) : part.index + 1]):
        tokens = other.doc[: noun.i] if other is part else other.doc
        for token in reversed(tokens):
            if token.lemma_.lower() == lemma and token.sent != noun.sent:
                verb = next((a for a in token.ancestors if a.pos_ == "VERB"), None)
                return actors_of(page, other, subjects(verb), doing=True) if verb else []
    return []


def _noun_patterns(noun: Token) -> tuple[Pattern[Group], ...]:
    lexicon = load_events()
    return lexicon.nouns.get(noun.lemma_.lower()) or lexicon.nouns.get(noun.lower_) or ()


# -- what fills a side ----------------------------------------------------------------------


def _in_return(item: Pending, before: Sequence[Pending]) -> Event | None:
    """ "Warned of a response", "vowed to retaliate": against whoever did something just before."""
    event = item.event
    if event.type != "THREATEN" or event.target or not event.source:
        return None
    words = {t.lemma_.lower() for t in item.token.subtree}
    if not words & _RETURNED:
        return None
    own = codes_of(event.source)
    for other in _near(item, reversed(before)):
        if other.type in _BLOWS and not codes_of(other.source) & own:
            return _with(event, event.source, other.source, 0.5)
    return None


def _filled(item: Pending, report: Sides, before: Sequence[Pending]) -> Event:
    event = item.event
    twin = None if item.own.closed else next((e for e in report.whole if _tells(e, event)), None)
    if twin is not None:
        return _with(event, twin.source, twin.target, 0.7)
    if event.mode == "mediate":
        parties = _mediated(event, report.whole) or _talkers(item, report)
        parties = parties or _rivals_of(event, report)
        return _with(event, event.source, parties, 0.5) if event.source and parties else event
    if item.token.lemma_.lower() in _standing():
        return event
    if item.trigger.group.weak and _of_others(report.page, item):
        return event
    if event.type == "REQUEST":
        return _asked_of_rivals(item, report)
    if not (event.source or event.target):
        near = len(report.rivals) == 2 and _both_spoken_of(item, report)
        pair = [(Actor(code),) for code in report.rivals]
        return _with(event, pair[0], pair[1], 0.3) if near else event
    if item.own.closed or event.type not in _FILLED:
        return event
    if answered := _in_return(item, before):
        return answered
    return (
        _from_place(report.page, item)
        or _from_main_clause(report.page, item)
        or _from_sentence(report.page, item)
        or _from_report(item, report)
        or _from_dealings(item, report.whole)
        or event
    )


def _of_others(page: Page, item: Pending) -> bool:
    """ "Warned that X was massing troops" says of whom, not whom it warns."""
    clauses = [c for c in item.token.children if c.dep_.startswith("ccomp")]
    about = {a.code for c in clauses for a in actors_of(page, item.part, subjects(c))}
    return bool(about - codes_of(item.event.source))


def _standing() -> frozenset[str]:
    return load_descriptions().standing


def _asked_of_rivals(item: Pending, report: Sides) -> Event:
    """A call by a third side that says not upon whom is upon the two that the report is about."""
    event, rivals = item.event, report.rivals
    third = event.source and not codes_of(event.source) & set(rivals)
    if not (third and rivals and item.verb and _spoken_of(item, report)):
        return event
    return _with(event, event.source, tuple(Actor(code) for code in rivals), 0.4)


def _tells(whole: Event, part: Event) -> bool:
    """Whether a complete event may be another telling of an incomplete one."""
    if whole.type != part.type or whole.modality != part.modality:
        return False
    if part.date and whole.date and part.date.value[:4] != whole.date.value[:4]:
        return False
    if part.type == "ASSAULT" and not _of_one_day(part.date, whole.date):
        return False
    sources, targets = codes_of(whole.source), codes_of(whole.target)
    return (not part.source or codes_of(part.source) == sources) and (
        not part.target or codes_of(part.target) == targets
    )


def _of_one_day(one: Date | None, other: Date | None) -> bool:
    """Whether two dates may be the same, by their common length; two that are not told are."""
    if one is None or other is None:
        return one is other
    return one.value.startswith(other.value) or other.value.startswith(one.value)


def _mediated(event: Event, whole: list[Event]) -> tuple[Actor, ...]:
    own = codes_of(event.source)
    for other in whole:
        if other.mode == "mediate" and codes_of(other.source) == own:
            return other.target
    return ()


def _talkers(item: Pending, report: Sides) -> tuple[Actor, ...]:
    """The two that talk or agree with each other by what was told before, nearest first."""
    last = item.part.at(item.part.doc[-1])[1]
    own = codes_of(item.event.source)
    for other in reversed(report.whole):
        sides = (*other.source, *other.target)
        talk = other.type in ("CONSULT", "AGREE") and other.trigger.start <= last
        if talk and other.mode is None and len(codes_of(sides)) == 2 and not codes_of(sides) & own:
            return sides
    return ()


def _rivals_of(event: Event, report: Sides) -> tuple[Actor, ...]:
    """A mediator that names no parties goes between the two that the report is about."""
    pairs = Counter(
        {
            tuple(sorted((one, other))): count
            for one, row in report.opponents.items()
            for other, count in row.items()
        }
    )
    own = codes_of(event.source)
    pair = next((pair for pair, _ in pairs.most_common() if not set(pair) & own), ())
    return tuple(Actor(code) for code in pair)


def _spoken_of(item: Pending, report: Sides) -> bool:
    """Whether one of the two sides is named in the paragraph or the one before."""
    parts = report.page.parts[max(0, item.part.index - 1) : item.part.index + 1]
    named = [m for part in parts for m in report.page.mentions_in(part, 0, len(part.doc))]
    return bool({a.code for m in named for a in m.actors} & set(report.rivals))


def _both_spoken_of(item: Pending, report: Sides) -> bool:
    """Whether both sides are named in the paragraph or the one before."""
    parts = report.page.parts[max(0, item.part.index - 1) : item.part.index + 1]
    named = [m for part in parts for m in report.page.mentions_in(part, 0, len(part.doc))]
    return set(report.rivals) <= {a.code for m in named for a in m.actors}


def _from_place(page: Page, item: Pending) -> Event | None:
    """Force used at a place is used on the state whose place it is, unless it is the doer's."""
    event, token = item.event, item.token
    if event.type != "ASSAULT" or event.target or item.own.both_ways:
        return None
    above = token.head if token.dep_ == "advcl" else token
    for mention in page.mentions_in(item.part, min(above.i, token.i), token.sent.end):
        codes = {a.code for a in mention.actors if a.code}
        if len(codes) == 1 and not codes & codes_of(event.source) and _stands_at(item, mention):
            return _with(event, event.source, (Actor(codes.pop()),), 0.5)
    return None


def _stands_at(item: Pending, mention: Mention) -> bool:
    """Whether a mention says where a deed took place ("killed in the east of X")."""
    verb = item.token if mention.first > item.token.i else item.token.head
    between = item.part.doc[verb.i + 1 : mention.first]
    if any(t.text == "," or (t.pos_ in ("VERB", "SCONJ") and t.tag_ != "VBG") for t in between):
        return False
    words = [t.lower_ for t in item.part.doc[max(verb.i, mention.first - 5) : mention.first]]
    return any(word in _PLACES for word in words)


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
    if {a.code for a in mention.actors} & codes_of(event.source):
        return None
    return _with(event, event.source, mention.actors, 0.6)


def _from_sentence(page: Page, item: Pending) -> Event | None:
    """The one other state that the sentence names."""
    event, sentence = item.event, item.token.sent
    if item.verb or event.modality != "happened" or event.type not in ("ASSAULT", "THREATEN"):
        return None
    if not event.source and event.mode == "explosives":
        return None  # terror is nobody's until somebody is named
    known = codes_of(event.source) | codes_of(event.target)
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


def _from_report(item: Pending, report: Sides) -> Event | None:
    """The opponent that the rest of the report gives the side that is named."""
    event = item.event
    known = event.source or event.target
    other = report.opponent(known[0].code, item.part) if len(known) == 1 else None
    if other is None and event.source and event.type == "ASSAULT":
        other = report.at_home(event.source[0].code, item.part)
    real = event.modality in ("happened", "stated")
    unsaid = not event.source and not (item.verb and real and _recent(item, report))
    if other is None or unsaid:
        return None
    return _with(event, (other,), (other,), 0.3)


def _recent(item: Pending, report: Sides) -> bool:
    """Who did it goes without saying only for force of this crisis, not of another age."""
    published, date = report.page.report.published, item.event.date
    age = int(published.value[:4]) - int(date.value[:4]) if date and published else 0
    return item.event.type == "ASSAULT" and age <= _AGE


def _from_dealings(item: Pending, whole: list[Event]) -> Event | None:
    """A threat whose target goes without saying is at the side that its source deals with most."""
    event = item.event
    if item.verb or event.type != "THREATEN" or event.target or len(event.source) != 1:
        return None
    own = event.source[0].code
    dealings = Counter(
        actor.code
        for other in whole
        if own in codes_of(other.source) | codes_of(other.target)
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


def turned_too(item: Pending, event: Event) -> Event | None:
    """The other direction of an event that both sides do; None of one that they do not."""
    both = item.own.both_ways or (
        event.type == "ASSAULT" and item.token.lemma_.lower() in BOTH_WAYS
    )
    if not (both and codes_of(event.source) and codes_of(event.target)):
        return None
    return msgspec.structs.replace(
        event, id=event.id + "r", source=event.target, target=event.source
    )
