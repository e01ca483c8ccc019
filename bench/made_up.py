"""Made-up readings of made-up crises, many and quickly: for measuring what size does to a desk.

Sixty states are in a hundred crises of unlike size, between 2016 and 2025. A report tells twenty
events of its crisis, a sentence each, quotes eight speakers and names two ties; every span lies on
the sentence that it stands for. The words between are drawn as words are in English, few often and
most hardly ever (Zipf), from 20,000 made-up ones, so that an index of them is as large as of real
ones.
"""

from __future__ import annotations

import random
from bisect import bisect
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import accumulate

from msgspec import Struct

from crisisdesk.terms.records import (
    Actor,
    Date,
    Event,
    Reading,
    Report,
    Span,
    Statement,
    Tie,
    record_id,
    report_id,
)

EVENTS, STATEMENTS, TIES = 20, 8, 2
_FIRST, _DAYS = date(2016, 1, 1), 3600
_CRISES = 100
_WORDS = 20_000
_STATES = (
    "USA RUS CHN IND PAK IRN ISR TUR SAU ARE QAT OMN IRQ SYR JOR EGY LBY DZA MAR SDN ETH SOM KEN "
    "UGA RWA COD NGA CMR TCD MLI NER FRA GBR DEU ITA ESP POL UKR BLR MDA ROU GRC SRB ARM AZE GEO "
    "KAZ JPN KOR PRK TWN PHL VNM THA KHM MMR AUS VEN COL BRA"
).split()
_DEEDS = (
    ("THREATEN", "138", "material", "threatened to attack", -7.0, "threatened"),
    ("ASSAULT", "190", "material", "fired on the army of", -9.0, "happened"),
    ("MOBILIZE", "154", "material", "moved troops to the border of", -5.0, "happened"),
    ("ACCUSE", "112", "verbal", "accused the government of", -2.0, "happened"),
    ("CONSULT", "036", "verbal", "held talks with", 3.0, "happened"),
    ("AID", "072", "material", "sent arms to", 6.0, "offered"),
    ("REQUEST", "020", "verbal", "asked for the help of", 2.0, "happened"),
    ("SANCTION", "163", "material", "put an embargo on", -5.0, "intended"),
)
_OUTLETS = tuple(
    f"{place} {kind}"
    for place in ("Port", "Hill", "Lake", "North", "Old Town")
    for kind in ("Courier", "Herald", "Post", "Wire", "Tribune", "Daily")
)


class _Crisis(Struct, frozen=True):
    """Who threatens whom, who stands by, from which day on, for how many days."""

    one: str
    other: str
    around: tuple[str, ...]
    begins: int
    lasts: int


class World:
    """The crises, with their words; the same seed makes the same world."""

    def __init__(self, seed: int = 1) -> None:
        self._chance = random.Random(seed)
        self._crises = [self._crisis() for _ in range(_CRISES)]
        sizes = [1 / (rank + 5) for rank in range(_CRISES)]
        self._shares = [total / sum(sizes) for total in accumulate(sizes)]
        syllables = [a + b for a in "bdfgklmnprstvz" for b in ("a", "e", "i", "o", "u", "an", "er")]
        self._words = ["".join(self._chance.choices(syllables, k=3)) for _ in range(_WORDS)]
        self._often = list(accumulate(1 / (rank + 2) for rank in range(_WORDS)))

    def crisis(self, rank: int) -> tuple[str, str]:
        """The two sides of a crisis, the largest first."""
        return self._crises[rank].one, self._crises[rank].other

    def word(self, rank: int) -> str:
        """A word by how often it comes, the most frequent first."""
        return self._words[rank]

    def readings(self, count: int) -> Iterator[Reading]:
        """So many made-up readings, in no order of days."""
        for number in range(count):
            yield self._reading(number)

    def _crisis(self) -> _Crisis:
        one, other, *around = self._chance.sample(_STATES, 6)
        begins = self._chance.randrange(_DAYS - 200)
        return _Crisis(one, other, tuple(around), begins, self._chance.randint(150, 1200))

    def _reading(self, number: int) -> Reading:
        chance = self._chance
        crisis = self._crises[bisect(self._shares, chance.random() * self._shares[-1])]
        at = min(_DAYS, crisis.begins + chance.randrange(crisis.lasts))
        day = Date((_FIRST + timedelta(days=at)).isoformat(), "metadata")
        told = [self._deed(crisis) for _ in range(EVENTS)]
        said = [self._words_of(chance.randint(8, 16)) for _ in range(STATEMENTS)]
        title = f"{told[0][3]} ({number})"
        lines = [title, *(deed[3] + "." for deed in told)]
        lines += [f"“{words},” said the speaker of {crisis.one}." for words in said]
        lines += [f"{crisis.one} and {ally} have a treaty." for ally in crisis.around[:TIES]]
        body = [f"{line} {self._words_of(6)}." for line in lines[1:]]
        text = "\n".join([title, *body])
        identity = report_id(text)
        spans = _spans(identity, lines, text)
        return Reading(
            Report(
                id=identity,
                text=text,
                title=title,
                published=day,
                format="html",
                source=f"made/{number}.html",
                url=f"https://made.example/{number}",
                outlet=chance.choice(_OUTLETS),
            ),
            statements=tuple(
                self._statement(crisis, words, span, day)
                for words, span in zip(said, spans[EVENTS:], strict=False)
            ),
            events=tuple(
                self._event(deed, span, at) for deed, span in zip(told, spans, strict=False)
            ),
            ties=tuple(
                Tie(record_id("t", span), "alliance", (crisis.one, ally), span)
                for ally, span in zip(crisis.around, spans[-TIES:], strict=False)
            ),
        )

    def _deed(self, crisis: _Crisis) -> tuple[str, str, tuple[object, ...], str]:
        sides = [crisis.one, crisis.other]
        if self._chance.random() < 0.4:
            sides[self._chance.randrange(2)] = self._chance.choice(crisis.around)
        deed = self._chance.choice(_DEEDS)
        return sides[0], sides[1], deed, f"{sides[0]} {deed[3]} {sides[1]}"

    def _event(self, told: tuple[str, str, tuple[object, ...], str], span: Span, at: int) -> Event:
        source, target, (kind, cameo, quad, _, intensity, modality), _ = told
        day = _FIRST + timedelta(days=at - self._chance.randrange(4))
        return Event(
            id=record_id("e", span),
            type=str(kind),
            source=(Actor(source, "GOV"),),
            target=(Actor(target, "GOV"),),
            modality=modality,
            span=span,  # type: ignore[arg-type]
            trigger=Span(span.report, span.start + 4, span.start + 8),
            cameo=str(cameo),
            quad=f"{quad} {'conflict' if float(str(intensity)) < 0 else 'cooperation'}",  # type: ignore[arg-type]
            intensity=float(str(intensity)),
            date=Date(day.isoformat(), "relative"),
            rule="made up",
        )

    def _statement(self, crisis: _Crisis, words: str, span: Span, day: Date) -> Statement:
        code = self._chance.choice((crisis.one, crisis.other))
        name = f"{self._word().title()} {self._words[self._chance.randrange(400)].title()}"
        speaker = Actor(code, "GOV", name, "foreign minister")
        return Statement(
            record_id("s", span),
            "direct",
            words,
            Span(span.report, span.start + 1, span.start + 1 + len(words)),
            speaker,
            date=day,
            rule="made up",
        )

    def _word(self) -> str:
        return self._words[bisect(self._often, self._chance.random() * self._often[-1])]

    def _words_of(self, count: int) -> str:
        return " ".join(self._chance.choices(self._words, cum_weights=self._often, k=count))


def _spans(identity: str, lines: list[str], text: str) -> list[Span]:
    """Where each line but the title stands in the text, which holds them in their order."""
    found, at = [], len(lines[0]) + 1
    for line in lines[1:]:
        at = text.index(line, at)
        found.append(Span(identity, at, at + len(line)))
    return found
