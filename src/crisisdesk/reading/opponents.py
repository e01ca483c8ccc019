"""What a report as a whole tells of its sides: its complete events, who opposes whom, and the two
that it is about; what the context of a clause is filled from."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crisisdesk.reading.page import Page, Part
from crisisdesk.reading.sides import Arguments
from crisisdesk.reading.triggers import Trigger
from crisisdesk.terms.gazetteer import load_gazetteer
from crisisdesk.terms.records import Actor, Event

if TYPE_CHECKING:
    from spacy.tokens import Token

HOSTILE = frozenset({"THREATEN", "ASSAULT", "MOBILIZE", "COERCE", "SANCTION", "ACCUSE", "REJECT"})
# An opponent must make up this share of a side's hostile dealings to go without saying.
_SHARE = 0.6


@dataclass(frozen=True)
class Pending:
    """An event as its clause tells it, with the words that the context rules look at. ``aside``: by
    the rules its clause names too little to tell anything."""

    event: Event
    part: Part
    trigger: Trigger
    own: Arguments
    aside: bool = False

    @property
    def token(self) -> Token:
        """The word that tells it."""
        return self.trigger.token

    @property
    def verb(self) -> bool:
        """Whether that word is a verb."""
        return self.trigger.kind == "verb"


@dataclass(frozen=True)
class Sides:
    """What the rest of the report tells: its complete events, who opposes whom, the two sides."""

    page: Page
    whole: list[Event]
    opponents: dict[str, Counter[str]]
    rivals: tuple[str, ...]

    def opponent(self, code: str | None, part: Part) -> Actor | None:
        """The one opponent that matters of a side, if it is spoken of near a paragraph."""
        counts = self.opponents.get(code or "")
        if not counts:
            return None
        other, count = counts.most_common(1)[0]
        if count < _SHARE * counts.total() or not self._near(other, part):
            return None
        return Actor(other)

    def at_home(self, code: str | None, part: Part) -> Actor | None:
        """The state on whose ground an armed group stands, if it is spoken of near a paragraph."""
        body = load_gazetteer().bodies.get(code or "")
        home = body.home if body and body.sector == "REB" else None
        return Actor(home) if home and self._near(home, part) else None

    def _near(self, code: str, part: Part) -> bool:
        return any(
            actor.code == code
            for mention in self.page.mentions
            if mention.part in (part.index - 1, part.index, part.index + 1)
            for actor in mention.actors
        )


def sides_of(page: Page, events: list[Event]) -> Sides:
    """What complete events tell of the report as a whole."""
    opponents = _opponents(events)
    rivals = _principal_pair(page, events)
    for one, other in (rivals, rivals[::-1]) if len(rivals) == 2 else ():
        opponents.setdefault(one, Counter())[other] += 1
    return Sides(page, events, opponents, rivals)


def _opponents(events: list[Event]) -> dict[str, Counter[str]]:
    """How often each side is hostile to each other, whoever acts."""
    table: dict[str, Counter[str]] = {}
    for event in events:
        if event.type in HOSTILE:
            for source in codes_of(event.source):
                for target in codes_of(event.target):
                    table.setdefault(source, Counter())[target] += 1
                    table.setdefault(target, Counter())[source] += 1
    return table


def _principal_pair(page: Page, events: list[Event]) -> tuple[str, ...]:
    """The two sides that the report is about: they clash most, and are named most."""
    clashes: Counter[tuple[str, ...]] = Counter()
    for event in events:
        sides = sorted(codes_of(event.source) | codes_of(event.target))
        if event.type in HOSTILE and len(sides) == 2:
            clashes[tuple(sides)] += 1
    named = named_often(page)
    top = {code for code, _ in named.most_common(3)}
    pair, count = next(iter(clashes.most_common(1)), ((), 0))
    return pair if count > 1 and set(pair) <= top else ()


def named_often(page: Page) -> Counter[str]:
    """How often a report names each actor, by code; pronouns aside."""
    return Counter(
        actor.code
        for mention in page.mentions
        if mention.how != "pronoun"
        for actor in mention.actors
        if actor.code
    )


def codes_of(actors: tuple[Actor, ...]) -> set[str]:
    return {actor.code for actor in actors if actor.code}
