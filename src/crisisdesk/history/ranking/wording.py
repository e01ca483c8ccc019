"""Which words stand in the names of entities: "Police (India)" shares one with each of its kind and
its country, as names of coded events do."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np

from crisisdesk.history.ranking.facts import Ints

WORD = re.compile(r"\w+")
LEAST = 2  # names that a word must stand in


def wording(names: Sequence[str]) -> Any:
    """A sparse matrix (names, words): the words shared by at least `LEAST` names, each row of
    length 1. What stands in brackets counts as one word, the same as a name that is just that."""
    from scipy import sparse

    told = [_words(name) for name in names]
    often = Counter(word for words in told for word in set(words))
    place = {word: number for number, word in enumerate(sorted(often)) if often[word] >= LEAST}
    place = {word: number for number, word in enumerate(place)}
    rows, columns, values = [], [], []
    for row, words in enumerate(told):
        known = sorted({place[word] for word in words if word in place})
        rows += [row] * len(known)
        columns += known
        values += [max(len(known), 1) ** -0.5] * len(known)
    shape = (len(names), max(len(place), 1))
    return sparse.csr_matrix((np.array(values, np.float32), (rows, columns)), shape=shape)


def homes(names: Sequence[str]) -> Ints:
    """To which country or body each name belongs by its brackets, as numbers from 0 on; a name
    that is just such a country belongs to it; -1 where no two names share one."""
    told = [_words(name)[-1] for name in names]
    often = Counter(told)
    place = {home: number for number, home in enumerate(sorted(often))}
    return np.array([place[home] if often[home] > 1 and home != "()" else -1 for home in told])


def _words(name: str) -> list[str]:
    outer, _, inner = name.replace("_", " ").casefold().partition("(")
    whole = " ".join(WORD.findall(outer))
    inner = " ".join(WORD.findall(inner))
    return [*WORD.findall(outer), f"({inner or whole})"]
