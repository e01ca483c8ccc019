"""Short questions and headings of our own words, with their trees.

The treebanks hold few lines such as "Will France strike Mali?", and the tagger takes their verbs
for nouns. The lines stand in ``short_lines.yaml``; names come from the pool of the augmentation.
"""

from __future__ import annotations

import random
from functools import cache
from itertools import pairwise
from pathlib import Path

from msgspec import Struct

from crisisdesk.terms.files import load_yaml
from training.reader.names import NamePool
from training.reader.tokens import Token

LINES = Path(__file__).with_name("short_lines.yaml")

# Which of a verb's four forms a tag asks for.
FORMS = {"VB": 0, "VBP": 0, "VBZ": 1, "VBD": 2, "VBN": 3}
POS = {
    "MD": "AUX", "NNP": "PROPN", "NNS": "NOUN", "IN": "ADP", "TO": "PART", "WP": "PRON",
    "WRB": "ADV", "RP": "ADP", "CC": "CCONJ", "JJ": "ADJ", "NN": "NOUN",
}  # fmt: skip
MORPH = {
    "MD": "VerbForm=Fin",
    "NNP": "Number=Sing",
    "NN": "Number=Sing",
    "NNS": "Number=Plur",
    "WP": "PronType=Int",
    "WRB": "PronType=Int",
    "JJ": "Degree=Pos",
    "VB": "VerbForm=Inf",
    "VBZ": "Mood=Ind|Number=Sing|Person=3|Tense=Pres|VerbForm=Fin",
    "VBP": "Mood=Ind|Number=Plur|Person=3|Tense=Pres|VerbForm=Fin",
    "VBG": "Tense=Pres|VerbForm=Part",
    "VBD": "Mood=Ind|Number=Sing|Person=3|Tense=Past|VerbForm=Fin",
}
ABBREVIATED = "Abbr=Yes|Number=Sing"
LEMMAS = {
    "is": "be", "does": "do", "did": "do", "vows": "vow", "threatens": "threaten", "says": "say",
    "warns": "warn", "officials": "official", "fears": "fear", "condemns": "condemn",
    "civilians": "civilian", "are": "be", "leaving": "leave",
}  # fmt: skip


class ShortLines(Struct, frozen=True):
    """The file of lines: verbs in four forms, plural nouns, and lines as word|tag|relation|head."""

    do: tuple[tuple[str, str, str, str], ...]
    act: tuple[tuple[str, str, str, str], ...]
    things: tuple[str, ...]
    people: tuple[str, ...]
    adjectives: tuple[str, ...]
    questions: tuple[str, ...]
    headings: tuple[str, ...]


@cache
def short_lines() -> ShortLines:
    """The lines, read once. Raises TermsError where the file does not fit its schema."""
    return load_yaml(LINES, ShortLines)


def short_line(pool: NamePool, rng: random.Random) -> list[Token]:
    """One question or heading with its tree; about as many of either."""
    lines = short_lines()
    line = rng.choice(lines.questions if rng.random() < 0.5 else lines.headings)
    rows = [tuple(word.split("|")) for word in line.split()]
    pieces = [_piece(lines, word, tag, dep, pool, rng) for word, tag, dep, _ in rows]
    # A name may be several words; its head is the word that the others hang from.
    starts = [sum(len(p) for p in pieces[:i]) for i in range(len(pieces))]
    heads = [s + next(i for i, t in enumerate(p) if t.head == i)
             for s, p in zip(starts, pieces, strict=True)]  # fmt: skip
    tokens: list[Token] = []
    for start, head, piece, row in zip(starts, heads, pieces, rows, strict=True):
        for i, token in enumerate(piece):
            token.head = heads[int(row[3]) - 1] if start + i == head else start + token.head
        tokens.extend(piece)
    tokens[0].text = tokens[0].text[0].upper() + tokens[0].text[1:]
    if tokens[-2].text.endswith(".") and tokens[-1].text == ".":
        tokens.pop()  # "U.S." needs no second period
    for token, after in pairwise(tokens):
        token.space = after.pos != "PUNCT"
    return tokens


def _piece(
    lines: ShortLines, word: str, tag: str, dep: str, pool: NamePool, rng: random.Random
) -> list[Token]:
    """The words that stand for one word of a line; heads count within them."""
    if word == "NAME":
        return _name(dep, pool, rng)
    if word in ("THINGS", "PEOPLE"):
        return _plural(lines, word, dep, rng)
    lemma = LEMMAS.get(word.lower(), word.lower())
    if word in ("DO", "ACT"):
        forms = rng.choice(lines.do if word == "DO" else lines.act)
        lemma, word = forms[0], forms[FORMS[tag]]
    elif word == "ADJECTIVE":
        word = lemma = rng.choice(lines.adjectives)
    return [Token(word, True, tag, _pos(tag, dep), MORPH.get(tag, ""), lemma, 0, dep)]


def _plural(lines: ShortLines, kind: str, dep: str, rng: random.Random) -> list[Token]:
    """A plural noun with the noun before it, or with an adjective where it has none."""
    *before, noun = rng.choice(lines.things if kind == "THINGS" else lines.people).split()
    tokens = [Token(w, True, "NN", "NOUN", MORPH["NN"], w, 1, "compound") for w in before]
    if not before and kind == "THINGS" and rng.random() < 0.3:
        word = rng.choice(lines.adjectives)
        tokens = [Token(word, True, "JJ", "ADJ", MORPH["JJ"], word, 1, "amod")]
    lemma = noun.removesuffix("s")
    own = len(tokens)
    return [*tokens, Token(noun, True, "NNS", "NOUN", MORPH["NNS"], lemma, own, dep)]


def _pos(tag: str, dep: str) -> str:
    if tag in (".", ","):
        return "PUNCT"
    if tag.startswith("VB"):
        return "AUX" if dep in ("aux", "cop") else "VERB"
    return "SCONJ" if tag == "IN" and dep == "mark" else POS[tag]


def _name(dep: str, pool: NamePool, rng: random.Random) -> list[Token]:
    """A state or a family name, now and then with a first name or a title before it."""
    draw = rng.random()
    last = pool.single(rng)
    if draw < 0.05:
        return [_proper("U.S.", 0, dep, ABBREVIATED)]
    if draw < 0.1:
        the = Token("the", True, "DT", "DET", "Definite=Def|PronType=Art", "the", 1, "det")
        return [the, _proper("U.S.", 1, dep, ABBREVIATED)]
    if draw < 0.22 and pool.last:
        return [_proper(rng.choice(pool.first), 0, dep), _proper(rng.choice(pool.last), 0, "flat")]
    if draw < 0.3:
        return [_proper("President", 1, "nmod:desc"), _proper(last, 1, dep)]
    return [_proper(last, 0, dep)]


def _proper(word: str, head: int, dep: str, morph: str = "Number=Sing") -> Token:
    return Token(word, True, "NNP", "PROPN", morph, word, head, dep)
