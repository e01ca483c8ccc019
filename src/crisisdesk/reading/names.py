"""Finds names in a parse: states, places, organisations, groups and people."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crisisdesk.reading.page import Part
from crisisdesk.terms.gazetteer import Entry, Gazetteer
from crisisdesk.terms.sectors import sector_of

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_PARTICLES = frozenset(
    "al el bin ibn ben abu von van der de da di du la le dos den al- el- ul ur ud -".split()
)
# A run of capitals that holds one of these is a body, not a person.
_BODY_WORDS = frozenset(
    "university institute agency ministry council party center centre forum committee commission "
    "foundation bank group association assembly parliament department army navy guard guards corps "
    "force forces command court congress senate house front movement brigade union organization "
    "organisation federation authority board bureau office school college society coalition news "
    "times post daily journal gazette tribune herald television radio agency wire press service "
    "monitor observer today street square hall palace treaty pact accord agreement strait sea "
    "gulf island islands shoal river valley mountain plan initiative summit conference league "
    "trust fund company corporation inc ltd media network club chamber cabinet supreme national "
    "international policy studies research security foreign affairs".split()
)


@dataclass(frozen=True)
class Name:
    """Tokens ``first`` to ``last`` (exclusive) of a part, and what the gazetteer has for them."""

    first: int
    last: int
    entries: tuple[Entry, ...]


def gazetteer_names(doc: Doc, gazetteer: Gazetteer, day: str | None = None) -> list[Name]:
    """The longest gazetteer names of a parse, left to right, without overlap; what they stand for
    on ``day`` (an ISO prefix)."""
    words = [_cased(token.text) for token in doc]
    found, i = [], 0
    while i < len(words):
        length, entries = gazetteer.longest(words, i)
        if length > 1 and words[i + length - 1] == ".":
            length -= 1
        if length and not _inside_larger_name(doc, i, i + length, entries):
            found.append(Name(i, i + length, tuple(entry.on(day) for entry in entries)))
            i += length
        else:
            i += 1
    return found


def _cased(word: str) -> str:
    """A word with a slip of the shift key as it was meant: "iRaq"."""
    slip = len(word) > 3 and word[0].islower() and word[1].isupper() and word[2:].islower()
    return word.capitalize() if slip else word


def _inside_larger_name(doc: Doc, first: int, last: int, entries: tuple[Entry, ...]) -> bool:
    """ "Washington Post" is no Washington; "New Delhi Television" no New Delhi."""
    if any(entry.kind in ("organisation", "group", "person", "demonym") for entry in entries):
        return False
    if last >= len(doc):
        return False
    after = doc[last]
    if _is_given_name(doc, first, last) or _is_product(after, entries):
        return True
    return after.lower_ in _OUTLET_TAILS and after.text[:1].isupper()


def _is_product(after: Token, entries: tuple[Entry, ...]) -> bool:
    """A firm's name before a number is what it makes: "a Boeing 737"."""
    return after.like_num and any(entry.sector == "BUS" for entry in entries)


# States and cities that are given names as well.
_GIVEN = frozenset("chad jordan israel georgia kenya india paris sydney florence adelaide".split())


def _is_given_name(doc: Doc, first: int, last: int) -> bool:
    """ "Chad Wolf" is a man, "Chad Basin" and "Israel Defense Forces" are none: the parse has the
    surname and the name as one person or one flat name, and no word of a body."""
    if last - first != 1 or doc[first].lower_ not in _GIVEN:
        return False
    after = doc[last]
    if not after.text.istitle() or after.pos_ != "PROPN" or doc[first].whitespace_ == "":
        return False
    one = after.ent_type_ == "PERSON" or (after.dep_ == "flat" and after.head.i == first)
    return one and after.lower_ not in _BODY_WORDS and sector_of(after.lower_) is None


_OUTLET_TAILS = frozenset("post times journal herald television daily tribune gazette".split())


def person_runs(part: Part, taken: list[Name]) -> Iterator[tuple[int, int]]:
    """Runs of capitalised proper nouns that may be people: token ranges outside ``taken``."""
    doc = part.doc
    covered = {i for name in taken for i in range(name.first, name.last)}
    i = 0
    while i < len(doc):
        if i in covered or not _capital(doc, i):
            i += 1
            continue
        end = i + 1
        while end < len(doc) and end not in covered and _continues(doc, end):
            end += 1
        while end > i + 1 and not (_capital(doc, end - 1) or _second_syllable(doc, end - 1)):
            end -= 1
        yield i, end
        i = end


def _capital(doc: Doc, i: int) -> bool:
    token = doc[i]
    return token.text[:1].isupper() and (
        token.pos_ == "PROPN" or token.ent_type_ == "PERSON" or (token.pos_ == "X")
    )


def _continues(doc: Doc, i: int) -> bool:
    if doc[i].is_sent_start and doc[i - 1].text != "." and not doc[i - 1].text.endswith("."):
        return False
    if _capital(doc, i) or _second_syllable(doc, i):
        return True
    if doc[i].lower_ not in _PARTICLES or (doc[i].text == "-" and doc[i - 1].whitespace_):
        return False
    after = i + 2 if i + 1 < len(doc) and doc[i + 1].text == "-" else i + 1
    return after < len(doc) and doc[after].text[:1].isupper()


def _second_syllable(doc: Doc, i: int) -> bool:
    """The hyphen and what follows it in "Jae-myung": no blank, and small letters."""
    hyphen = i if doc[i].text == "-" else i - 1
    if hyphen < 1 or hyphen + 1 >= len(doc) or doc[hyphen].text != "-":
        return False
    joined = not doc[hyphen - 1].whitespace_ and not doc[hyphen].whitespace_
    return joined and doc[hyphen + 1].text.islower() and doc[hyphen + 1].pos_ == "PROPN"


def looks_like_body(words: list[str]) -> bool:
    """Whether a run of capitals names an institution and not a person."""
    return any(word.lower().strip(".") in _BODY_WORDS for word in words) or any(
        len(word) > 1 and word.isupper() and "." not in word for word in words
    )
