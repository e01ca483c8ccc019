"""Between whom is a tie? Reads the parties off the words around the noun that names it.

The search goes by the order of words and by where actors are mentioned, and leans on the parse
for parts of speech only: long news sentences are seldom parsed right from end to end.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise, product
from typing import TYPE_CHECKING

from crisisdesk.reading.page import Mention, Page, Part

if TYPE_CHECKING:
    from spacy.tokens import Token

Codes = list[str]

_REACH = 24  # tokens looked at to each side: bounds the work on an endless sentence
_MOST = 4  # actors taken from one list
_STEP = 6  # tokens that may stand between a preposition and the actor whom it names
_RIGHT = frozenset("between with of to for among like including".split())
_PLACES = frozenset("in at near from outside inside across off over via into".split())
_BE = frozenset("be remain become stay as consider call".split())
_LINKS = frozenset({"and", "or", ",", "&", "alike", "both"})
_IN_PHRASE = frozenset("NOUN PROPN ADJ DET NUM ADV PART PRON".split())
_JOINTS = frozenset({"-", "–", "‑", "'s", "’s", "’", "'", "/"})
_OUR = frozenset({"our", "we", "us", "ours"})


@dataclass(frozen=True)
class Line:
    """One sentence of a part, as a list of tokens."""

    page: Page
    part: Part
    tokens: Sequence[Token]

    @property
    def first(self) -> int:
        """Index in the doc of the first token."""
        return self.tokens[0].i

    @property
    def last(self) -> int:
        """Index in the doc after the last token."""
        return self.tokens[-1].i + 1

    def token(self, i: int) -> Token:
        """The token at index ``i`` of the doc."""
        return self.part.doc[i]

    def mention(self, i: int) -> Mention | None:
        """The mention over token ``i``; words for the speaker's side stand for the speaker."""
        token = self.token(i)
        found = self.page.mention_at(self.part, token)
        if (found is None or not codes_of(found)) and token.lower_ in _OUR:
            return speaker_of(self, token)
        return found

    def is_place(self, mention: Mention) -> bool:
        """Whether the mention only says where ("signed in Moscow")."""
        if mention.how in ("person", "title", "pronoun") or mention.first <= self.first:
            return False
        return mention.how == "place" or self.token(mention.first - 1).lower_ in _PLACES

    def mentions(self, first: int, last: int) -> Iterator[Mention]:
        """The mentions of tokens ``first`` to ``last``, in order, places left out."""
        seen: Mention | None = None
        for i in range(max(first, self.first), min(last, self.last)):
            found = self.mention(i)
            if found is not None and found is not seen and not self.is_place(found):
                seen = found
                yield found

    def codes(self, first: int, last: int) -> Codes:
        """The codes named in tokens ``first`` to ``last``, in order, each once."""
        return unique(c for m in self.mentions(first, last) for c in codes_of(m))


def unique(codes: Iterator[str] | Sequence[str]) -> Codes:
    """The codes in order, each once."""
    return list(dict.fromkeys(codes))


def codes_of(mention: Mention) -> Codes:
    """The codes of a mention's actors that have one."""
    return unique([a.code for a in mention.actors if a.code])


def speaker_of(line: Line, token: Token) -> Mention | None:
    """Who says "our": the person named nearest to the quotation that ``token`` stands in."""
    start, end = line.part.at(token)
    quote = line.page.quote_over(start, end)
    if quote is None:
        return None
    best: tuple[int, Mention] | None = None
    low, high = max(0, token.i - 3 * _REACH), min(len(line.part.doc), token.i + 3 * _REACH)
    for i in range(low, high):
        found = line.page.mention_at(line.part, line.part.doc[i])
        at = line.part.at(line.part.doc[i])[0]
        if found is None or found.how not in ("person", "title") or quote.start <= at < quote.end:
            continue
        gap = quote.start - at if at < quote.start else at - quote.end
        if codes_of(found) and (best is None or gap < best[0]):
            best = (gap, found)
    return best[1] if best else None


def phrase_start(line: Line, first: int) -> int:
    """Where the noun phrase begins whose noun stands at token ``first``."""
    i = first
    while i > max(line.first, first - _REACH):
        token = line.token(i - 1)
        inside = (
            line.mention(i - 1) is not None
            or token.text in _JOINTS
            or (token.pos_ in _IN_PHRASE and token.lower_ not in _PLACES)
            or (token.tag_ in ("VBN", "VBG") and _attributive(token))
            or _joins_nouns(line, i - 1)
        )
        if not inside:
            break
        i -= 1
    return i


def _attributive(token: Token) -> bool:
    return token.dep_ in ("amod", "compound") and token.head.i > token.i


def _joins_nouns(line: Line, i: int) -> bool:
    """ "our partner and ally", "a vital, trusted ally", "Russia and Iran's pact"."""
    if line.token(i).lower_ not in ("and", ",") or not line.first < i < line.last - 1:
        return False
    before, after = line.token(i - 1), line.token(i + 1)
    both = line.mention(i - 1) is not None and line.mention(i + 1) is not None
    plain = before.pos_ == after.pos_ and before.pos_ in ("NOUN", "ADJ")
    return (both and line.token(i).lower_ == "and") or plain


def right_group(line: Line, last: int) -> Codes:
    """The actors under the preposition that follows a noun ending before token ``last``.

    "between A and B", "with A", "of A, B and C"; a second preposition counts when it follows.
    """
    i, found = last, list[str]()
    if i < line.last and line.token(i).lower_ == "such":
        i += 2
        found, i = _coordinated(line, i)
    while i < line.last and line.token(i).lower_ in _RIGHT:
        more, after = _coordinated(line, i + 1)
        if not more:
            break
        found, i = unique([*found, *more]), after
    return found


def _coordinated(line: Line, start: int) -> tuple[Codes, int]:
    """Actors from token ``start`` on, joined by "and" or commas, and where they end."""
    found: list[str] = []
    i = end = start
    while i < min(line.last, end + _STEP):
        mention = line.mention(i)
        token = line.token(i)
        if mention is not None:
            found += codes_of(mention)
            i = end = max(mention.last, i + 1)
            continue
        if token.lower_ not in _LINKS | _JOINTS and token.pos_ not in _IN_PHRASE:
            break
        if token.lower_ == "," and not found:
            break
        i += 1
    return unique(found), end


def left_group(line: Line, before: int) -> tuple[Codes, int]:
    """The nearest actors before token ``before``, coordination included, and where they begin."""
    run: list[Mention] = []
    i = before - 1
    while i >= max(line.first, before - _REACH):
        mention = line.mention(i)
        if mention is None or line.is_place(mention) or not codes_of(mention):
            if run and not _between_names(line, i):
                break
            i -= 1
            continue
        if run and not _linked(line, i, run[-1]):
            break
        run.append(mention)
        i = min(mention.first, i) - 1
    start = run[-1].first if run else before
    return unique([c for m in reversed(run) for c in codes_of(m)]), start


def _between_names(line: Line, i: int) -> bool:
    token = line.token(i)
    return token.lower_ in _LINKS | _JOINTS or token.pos_ in ("NOUN", "PROPN", "ADJ", "DET")


def _linked(line: Line, i: int, after: Mention) -> bool:
    """Whether the mention over ``i`` is coordinated with ``after``, or of the same side."""
    mention = line.mention(i)
    if mention is None or set(codes_of(mention)) & set(codes_of(after)):
        return True
    between = range(i + 1, after.first)
    return not between or any(line.token(k).lower_ in _LINKS | _JOINTS for k in between)


def pairs_of(*groups: Codes) -> list[tuple[str, str]]:
    """Each of one group with each of the next; within the only group, all with all."""
    filled = [unique(g)[:_MOST] for g in groups if g]
    found = [p for one, other in pairwise(filled) for p in product(one, other)]
    if len(filled) == 1 or (filled and len(filled[0]) == 2):
        found += combinations(filled[0], 2)
    return list(dict.fromkeys((min(p), max(p)) for p in found if p[0] != p[1]))


def person_parties(line: Line, first: int, last: int) -> list[tuple[str, str]]:
    """The pairs where one is what the other calls it: ally, partner, rival, foe."""
    start = phrase_start(line, first)
    if _fellows(line, first):
        return []
    inside, right = line.codes(start, first), right_group(line, last)
    found = pairs_of(inside, right or apposed(line, last))
    return found or pairs_of(inside or right, named_before(line, start, inside or right))


def _fellows(line: Line, first: int) -> bool:
    """ "NATO partners": members of one body among themselves, unless somebody's ("its NATO")."""
    body = line.mention(first - 1) if first > line.first else None
    if body is None or {a.sector for a in body.actors} != {"IGO"} or body.how == "pronoun":
        return False
    return not (body.first > line.first and line.token(body.first - 1).tag_ in ("PRP$", "POS"))


def apposed(line: Line, last: int) -> Codes:
    """ "its ally Iran", "Israel's ally, the United States,"."""
    i = last
    while i < min(line.last, last + 3):
        mention = line.mention(i)
        if mention is not None:
            return codes_of(mention) if mention.how != "pronoun" else []
        if line.token(i).lower_ not in (",", "the", "(", "—"):
            return []
        i += 1
    return []


def named_before(line: Line, start: int, found: Codes) -> Codes:
    """Who is called so: the subject of "is", what "as" goes back to, what a comma describes."""
    i = start - 1
    while i > line.first and line.token(i).pos_ == "ADV":
        i -= 1
    if i < line.first:
        return []
    token = line.token(i)
    if token.lower_ in (",", "—", "(") and line.mention(i - 1) is not None:
        return left_group(line, i)[0] if found else []
    if token.lemma_.lower() not in _BE and token.lower_ not in ("is", "are", "was", "were", "as"):
        return []
    codes, begin = left_group(line, i)
    if len(unique([*found, *codes])) < 2 and token.lower_ == "as":
        codes = [*left_group(line, begin)[0], *codes]
    return codes


def relation_parties(
    line: Line, first: int, last: int, *, subject: bool = True
) -> list[tuple[str, str]]:
    """The pairs joined by what stands between actors: alliance, ties, treaty.

    With ``subject`` the actors named before it count too ("A and B signed a treaty").
    """
    start = phrase_start(line, first)
    inside, right = line.codes(start, first), right_group(line, last)
    found = pairs_of(inside, right)
    if found or inside:
        return found
    codes, _ = left_group(line, start)
    if right or (subject and len(codes) >= 2):
        return pairs_of(codes, right)
    return []
