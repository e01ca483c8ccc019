"""Whom a source's words stand for: a person or side that is known, or somebody described."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from crisisdesk.reading.cues import lexicon
from crisisdesk.reading.gender import gender_of
from crisisdesk.reading.page import Mention, Page
from crisisdesk.reading.sources import Source
from crisisdesk.terms.records import Actor

_INTRODUCE = frozenset({"like", "including", "as"})
_AFFILIATING = frozenset({"of", "from", "at", "with", "for"})


def clear_of_dates(page: Page, source: Source) -> Source | None:
    """A source without the date before it ("Two days later Minister X"); None for a date."""
    doc, first = source.part.doc, source.first
    for token in doc[source.first : source.head.i + 1]:
        start, end = source.part.at(token)
        if any(d.start < end and start < d.end for d in page.dates):
            first = token.i + 1
    if first > source.head.i:
        return None
    return Source(source.part, source.head, first, source.last)


def named(page: Page, source: Source) -> Actor | None:
    """Whom the mentions say a source is: the person introduced, the head's mention, or the
    first within the phrase."""
    mentions = list(page.mentions_in(source.part, source.first, source.last))
    people = [m for m in mentions if m.actors and m.actors[0].name and m.how == "person"]
    introduced = [m for m in people if _introduced(source, m)]
    if introduced:
        return introduced[0].actors[0]
    at_head = page.mention_at(source.part, source.head)
    if at_head is not None and at_head.actors and at_head.actors[0].name:
        other = _is_another(source, at_head.actors[0])
        return _with_name(source, Actor(code=None)) if other else at_head.actors[0]
    beside = [m for m in people if m.head == source.head.i or _apposed(source, m)]
    if beside:
        return beside[0].actors[0]
    if at_head is not None and at_head.actors:
        actor = at_head.actors[0]
        return _with_name(source, actor) if at_head.how in ("title", "description") else actor
    return _owned_body(source, mentions)


def _is_another(source: Source, actor: Actor) -> bool:
    """Whether a title says that a source is somebody else of that name: "Mr. Duarte" is not Ana
    Duarte, though the report has named only her in full."""
    titled = gender_of("", source.part.doc[source.first : source.head.i].text)
    known = gender_of(actor.name or "")
    return titled is not None and known is not None and titled != known


def _introduced(source: Source, mention: Mention) -> bool:
    doc = source.part.doc
    return mention.first > source.head.i and doc[mention.first - 1].lower_ in _INTRODUCE


def _apposed(source: Source, mention: Mention) -> bool:
    """Whether a person stands in apposition to the head: no preposition or possessive between."""
    doc = source.part.doc
    low, high = sorted((mention.head, source.head.i))
    between = doc[low:high]
    owner = mention.last < len(doc) and doc[mention.last].lower_ in ("’s", "'s", "’", "'")
    return not owner and all(t.pos_ not in ("ADP", "VERB", "CCONJ") for t in between)


def _owned_body(source: Source, mentions: Sequence[Mention]) -> Actor | None:
    """A body or official without a name that acts for a side: "China's foreign ministry"."""
    if source.head.lower_.removesuffix("s") not in speaker_words() or not mentions:
        return None
    code = next((m.actors[0].code for m in mentions if m.actors and m.actors[0].code), None)
    return Actor(code=code, role=bare_text(source)) if code else None


def described(source: Source) -> Actor | None:
    """A source that is no known actor: a body by its name, somebody by what he or she is."""
    if source.head.pos_ == "PROPN":
        return _with_name(source, Actor(code=None))
    if source.head.lower_.removesuffix("s") in speaker_words() or _some_of(source):
        return Actor(code=None, role=bare_text(source))
    return None


def unnamed(source: Source, actor: Actor | None) -> Actor | None:
    """Somebody introduced by "a" or "an" is no holder of an office by name: a spokesman, not the
    spokesman."""
    opens = source.part.doc[source.first].lower_
    if actor is None or actor.name is None or opens not in ("a", "an"):
        return actor
    if actor.name.casefold() in source.text.casefold():
        return actor
    role = source.part.doc[source.first + 1 : source.head.i + 1].text
    return Actor(actor.code, actor.sector, None, " ".join(role.split()) or None)


def _some_of(source: Source) -> bool:
    """ "One of the officials", "several residents of the town"."""
    words = source.part.doc[source.head.i + 1 : source.last]
    counts = source.head.pos_ in ("NUM", "DET", "PRON", "ADJ") and words.text.startswith("of ")
    return counts and any(t.lower_.removesuffix("s") in speaker_words() for t in words)


def _with_name(source: Source, actor: Actor) -> Actor:
    """An actor with the name that a phrase gives: "Information Minister X Y of the Z" is X Y,
    information minister, of Z. Unchanged where no name follows."""
    words = bare_text(source).split()
    titles = [i for i, word in enumerate(words) if word.casefold().strip(",") in _titles()]
    start = 0
    for i in titles:  # "Secretary of State X": a title may go on with "of" and a noun
        start = i + 3 if words[i + 1 : i + 2] == ["of"] else i + 1
    links = [i for i in range(start, len(words)) if words[i] in _AFFILIATING and i > start]
    stop = links[0] if links and start + 1 < links[0] else len(words)
    name = " ".join(words[start:stop]).strip(" ,")
    if not name[:1].isupper():
        return actor
    role = " ".join(words[:start]) or actor.role
    affiliation = " ".join(words[stop + 1 :]).removeprefix("the ") or actor.affiliation
    return Actor(actor.code, actor.sector, name, role, affiliation)


@cache
def _titles() -> frozenset[str]:
    return frozenset(
        {*speaker_words(), "secretary", "dr", "dr.", "mr", "mr.", "mrs", "ms", "sir", "lord"}
    )


@cache
def speaker_words() -> frozenset[str]:
    """Nouns that head phrases which speak though they name nobody."""
    words = lexicon().speech
    return frozenset({*words.speakers, *words.expert_words, *words.outlet_words})


def bare_text(source: Source) -> str:
    doc = source.part.doc
    first = source.first
    if doc[first].pos_ == "DET" and first < source.head.i:
        first += 1
    return " ".join(doc[first : source.last].text.split())
