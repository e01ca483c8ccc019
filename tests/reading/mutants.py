"""Texts as nobody writes them: reports cut, doubled, shuffled and strewn with odd signs."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

ODD = (
    "\u200b\u200d\u00ad\ufeff\u202e\u2066\u0301\u0336\u00a0\u2028\u3000\ufffd\u0000\u0085"
    "“”‘’«»\"'()[]{}—–…;:,.?!/\\|<>&%$#@*_~^`´"
    "😀🇺🇦👩‍👩‍👧ﷺ中文עבריתاخبار𝔸ßİıſǅ①½"
)


def mutants(texts: list[str], count: int, seed: int) -> Iterator[str]:
    """``count`` texts, each made from one or two of ``texts`` by one to four changes."""
    chance = random.Random(seed)
    for _ in range(count):
        text = chance.choice(texts)
        for _ in range(chance.randint(1, 4)):
            text = chance.choice(CHANGES)(text, texts, chance)
        yield text[:20_000]


def _at(text: str, chance: random.Random) -> int:
    return chance.randint(0, len(text))


def _cut(text: str, texts: list[str], chance: random.Random) -> str:
    first, last = sorted((_at(text, chance), _at(text, chance)))
    return text[:first] + text[last:]


def _keep(text: str, texts: list[str], chance: random.Random) -> str:
    first = _at(text, chance)
    return text[first : first + chance.randint(1, 2000)]


def _double(text: str, texts: list[str], chance: random.Random) -> str:
    first = _at(text, chance)
    piece = text[first : first + chance.randint(1, 300)]
    return text[:first] + piece * chance.randint(2, 20) + text[first:]


def _graft(text: str, texts: list[str], chance: random.Random) -> str:
    other = chance.choice(texts)
    first, second = _at(text, chance), _at(other, chance)
    return text[:first] + other[second : second + 800] + text[first:]


def _swap(text: str, texts: list[str], chance: random.Random) -> str:
    words = text.split(" ")
    for _ in range(chance.randint(1, 60)):
        a, b = chance.randrange(len(words)), chance.randrange(len(words))
        words[a], words[b] = words[b], words[a]
    return " ".join(words)


def _strew(text: str, texts: list[str], chance: random.Random) -> str:
    signs = list(text)
    for _ in range(chance.randint(1, 80)):
        signs.insert(chance.randint(0, len(signs)), chance.choice(ODD))
    return "".join(signs)


def _run(text: str, texts: list[str], chance: random.Random) -> str:
    first = _at(text, chance)
    return text[:first] + chance.choice(ODD) * chance.randint(20, 900) + text[first:]


def _case(text: str, texts: list[str], chance: random.Random) -> str:
    return chance.choice((str.upper, str.lower, str.title, str.swapcase))(text)


def _blanks(text: str, texts: list[str], chance: random.Random) -> str:
    old, new = chance.choice(
        ((" ", ""), (" ", "\n"), ("\n", " "), (" ", "\t"), (". ", " "), ("\n", ""))
    )
    return text.replace(old, new)


def _marks(text: str, texts: list[str], chance: random.Random) -> str:
    old, new = chance.choice((("“", '"'), ("”", ""), ('"', "“"), ("’", "'"), (",", ""), (".", "")))
    return text.replace(old, new)


CHANGES: tuple[Callable[[str, list[str], random.Random], str], ...] = (
    _cut,
    _keep,
    _double,
    _graft,
    _swap,
    _strew,
    _run,
    _case,
    _blanks,
    _marks,
)
