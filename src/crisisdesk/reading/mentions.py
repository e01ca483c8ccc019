"""Who is named where: names, people, and noun phrases that stand for a side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crisisdesk.reading.coreference import resolve_pronouns
from crisisdesk.reading.descriptions import load_descriptions
from crisisdesk.reading.names import Name, gazetteer_names
from crisisdesk.reading.page import Mention, Part
from crisisdesk.reading.people import Context, Registry, people_in
from crisisdesk.terms.folding import is_hyphen
from crisisdesk.terms.gazetteer import Entry, load_gazetteer
from crisisdesk.terms.leaders import load_leaders
from crisisdesk.terms.records import Actor
from crisisdesk.terms.sectors import sector_of

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_RANK = ("state", "organisation", "group", "demonym", "metonym", "capital", "place")
_FOR_OR_AGAINST = frozenset({"pro", "anti"})
_OWNERS = frozenset("nmod:poss compound amod nmod nmod:desc flat".split())


def find_mentions(parts: list[Part], day: str | None) -> list[Mention]:
    """All mentions of a report in text order, pronouns and descriptions included.

    ``day`` (an ISO prefix) decides who holds an office and which group rules a
    state. One token belongs to one mention.
    """
    gazetteer = load_gazetteer()
    context = Context(load_leaders(), day, Registry())
    found: list[Mention] = []
    for part in parts:
        names = gazetteer_names(part.doc, gazetteer, day)
        people = people_in(part, names, context)
        taken = {i for m in people for i in range(m.first, m.last)}
        named = [m for n in names if (m := _named(part, n, taken)) is not None]
        described = _descriptions(part, [*named, *people], context)
        found.extend(sorted([*_uncovered(named, described), *people, *described], key=_order))
    return sorted([*found, *resolve_pronouns(parts, found)], key=_order)


def _order(mention: Mention) -> tuple[int, int, int]:
    return mention.part, mention.first, -mention.last


def _named(part: Part, name: Name, taken: set[int]) -> Mention | None:
    if any(i in taken for i in range(name.first, name.last)):
        return None
    entry = min(
        (e for e in name.entries if e.kind in _RANK),
        key=lambda e: _RANK.index(e.kind),
        default=None,
    )
    if entry is None:
        return None
    head = _head(part, name.first, name.last)
    how = "place" if _is_location(part, name, entry, head) else _how(entry)
    actor = Actor(entry.code, entry.sector if how != "place" else None, _own_name(entry))
    return Mention(part.index, name.first, name.last, head, (actor,), how)


def _own_name(entry: Entry) -> str | None:
    return entry.name if entry.kind in ("organisation", "group") else None


def _how(entry: Entry) -> str:
    return {"state": "name", "organisation": "name", "group": "name", "capital": "metonym"}.get(
        entry.kind, entry.kind
    )


def _is_location(part: Part, name: Name, entry: Entry, head: int) -> bool:
    """A city after "in" is where it happens, not who does it."""
    if entry.kind == "place":
        return True
    if entry.kind != "capital":
        return False
    token = part.doc[head]
    cases = {c.lower_ for c in token.children if c.dep_ == "case"}
    if cases & {"in", "near", "outside", "around", "at"}:
        return True
    # "its ally Moscow" acts; "the city of Y, Moscow" is where
    return token.dep_ == "appos" and token.head.lower_ not in load_descriptions().facing


def _head(part: Part, first: int, last: int) -> int:
    for token in part.doc[first:last]:
        if not first <= token.head.i < last or token.head == token:
            return int(token.i)
    return last - 1


def _descriptions(part: Part, known: list[Mention], context: Context) -> list[Mention]:
    """Agent nouns with a side: Israeli forces, Iran's foreign minister, officials in Seoul."""
    by_token = {i: m for m in known for i in range(m.first, m.last)}
    found = []
    for token in part.doc:
        if token.pos_ not in ("NOUN", "PROPN") or token.i in by_token:
            continue
        if _before_person(token, by_token):
            continue
        sector = sector_at(token)
        if sector is None:
            continue
        owner = _owner(token, by_token)
        if owner is None or _other_owner(token, owner, by_token):
            continue
        owners = [owner, *_fellow_owners(token, owner, by_token)]
        actors = tuple(_described(token, one, sector, context) for one in owners)
        first = min(owner.first, token.i)
        last = token.i + 1
        found.append(Mention(part.index, first, last, token.i, actors, "description"))
    return found


def _fellow_owners(token: Token, owner: Mention, by_token: dict[int, Mention]) -> list[Mention]:
    """ "The foreign ministers of Egypt and Ethiopia", "US and British activists" act for both."""
    joined = token.doc[owner.head].conjuncts if token.tag_ in ("NNS", "NNPS") else ()
    fellows = [by_token[t.i] for t in joined if t.i in by_token]
    return [m for m in fellows if (m.head > token.i) == (owner.head > token.i)]


def sector_at(token: Token) -> str | None:
    """PLOVER's sector of an agent noun, of one word or of two ("coast guards")."""
    lemma = token.lemma_.lower()
    before = token.nbor(-1).lower_ if token.i else ""
    return sector_of(f"{before} {lemma}") or sector_of(lemma) or sector_of(token.lower_)


def _before_person(token: Token, by_token: dict[int, Mention]) -> bool:
    """A title before a name is that person's, and no actor of its own."""
    following = by_token.get(token.i + 1)
    return following is not None and following.how == "person"


def _owner(token: Token, by_token: dict[int, Mention]) -> Mention | None:
    """The mention that says whose the forces, officials or ministers are: nearest on the left."""
    owners = [
        by_token[c.i]
        for c in token.children
        if c.i in by_token and c.dep_ in _OWNERS and (c.i < token.i or _of(c))
    ]
    owners = [m for m in owners if not takes_side(token.doc, m.first)]
    left = [m for m in owners if m.head < token.i]
    return next(iter(left or owners), None)


def takes_side(doc: Doc, first: int) -> bool:
    """Whether a name only says whom somebody is for or against: "pro-Russian rebels"."""
    return first > 1 and is_hyphen(doc[first - 1].text) and doc[first - 2].lower_ in _FOR_OR_AGAINST


def _other_owner(token: Token, owner: Mention, by_token: dict[int, Mention]) -> bool:
    """ "The Turkey-Azerbaijan forces" belong to two sides: each speaks for itself."""
    joined = {t.i for t in token.doc[owner.head].conjuncts} if token.tag_ in ("NNS", "NNPS") else ()
    return any(
        by_token[i] is not owner
        and i not in joined
        and by_token[i].actors[0].code != owner.actors[0].code
        for i in range(max(0, token.i - 4), token.i)
        if i in by_token and token.doc[i].head in (token, token.doc[owner.head])
    )


def _of(token: Token) -> bool:
    return any(c.dep_ == "case" and c.lower_ in ("of", "in", "from") for c in token.children)


def _described(token: Token, owner: Mention, sector: str, context: Context) -> Actor:
    side = owner.actors[0]
    words = [
        t.text
        for t in token.doc[min(owner.last, token.i) : token.i + 1]
        if t.pos_ in ("NOUN", "PROPN", "ADJ") and t.tag_ != "POS"
    ]
    title = " ".join(words)
    holders = (
        context.leaders.resolve(side.code, title, context.day)
        if side.code and token.tag_ in ("NN", "NNP")
        else ()
    )
    if holders and token.text[:1].islower():
        holder = holders[0]
        return Actor(holder.code, holder.sector, holder.name, title)
    if side.sector is not None and owner.how == "name" and sector == "GOV":
        sector = side.sector  # the leaders of a group govern nobody
    return Actor(side.code, sector, None, title or None)


def _uncovered(named: list[Mention], described: list[Mention]) -> list[Mention]:
    """Names that are not the owner inside a description: those speak through it."""
    inside = [(m.part, m.first, m.last) for m in described]
    return [
        m
        for m in named
        if not any(p == m.part and a <= m.first and m.last <= b for p, a, b in inside)
    ]
