"""Names to swap into the training text: country names from Babel and pycountry, corpus names."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

import pycountry
from babel import Locale
from spacy.tokens import Doc

from crisisdesk.reading.tokens import listed

# Proper nouns that mean more than a name: titles, days, months. They are never swapped.
KEPT_WORDS = listed("""
    Mr Mrs Ms Dr President Prime Minister Foreign Defense Defence Secretary General Senator
    King Queen Prince Princess Professor Governor Ambassador Chancellor Judge Justice Chairman
    Sir Lord Lady Pope Captain Colonel Lieutenant Major Admiral Sergeant Congressman Speaker
    Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May
    June July August September October November December God Internet University North South
    East West New United States Street Department Ministry""")


@lru_cache(maxsize=1)
def country_names() -> list[str]:
    """English names of countries and territories, up to three words long, sorted."""
    names = set(Locale("en").territories.values())
    names |= {country.name for country in pycountry.countries}
    return sorted(n for n in names if n[:1].isupper() and len(n.split()) < 4 and "(" not in n)


@dataclass
class NamePool:
    """Names by label, each a tuple of words, with first and last names of people apart."""

    names: dict[str, list[tuple[str, ...]]]
    first: list[str] = field(default_factory=list)
    last: list[str] = field(default_factory=list)
    singles: list[str] = field(default_factory=list)
    kept: frozenset[str] = KEPT_WORDS

    def single(self, rng: random.Random) -> str:
        """A name of one word, alphabetic, of a place or (where known) a person."""
        return rng.choice(self.singles)

    def like(self, label: str, length: int, rng: random.Random) -> tuple[str, ...]:
        """A name for the label; people keep the number of words (one or two) they had."""
        if label == "PERSON" and self.last and length == 1:
            return (rng.choice(self.last),)
        if label == "PERSON" and self.first and length == 2:
            return (rng.choice(self.first), rng.choice(self.last))
        return rng.choice(self.names[label])


def names_from(docs: Iterable[Doc]) -> NamePool:
    """The entities of the documents (five words at most) and all country names, as a pool."""
    found: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    for doc in docs:
        for entity in doc.ents:
            if len(entity) <= 5 and "\n" not in entity.text:
                found[entity.label_].add(tuple(t.text for t in entity))
    found["LOC"] |= {tuple(name.split()) for name in country_names()}
    pairs = sorted(name for name in found["PERSON"] if len(name) == 2)
    singles = {word for name in found["LOC"] for word in name if len(name) == 1}
    singles |= {last for _, last in pairs}
    return NamePool(
        names={label: sorted(names) for label, names in found.items()},
        first=[first for first, _ in pairs],
        last=[last for _, last in pairs],
        singles=sorted(w for w in singles if w.isalpha() and w.istitle()),
    )
