"""What the reader knows of a name on a day: actors, offices, outlet, and the events it tells."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from crisisdesk.reading.triggers import load_events
from crisisdesk.terms.gazetteer import load_gazetteer
from crisisdesk.terms.leaders import load_leaders
from crisisdesk.terms.outlets import find_outlet


class Known(Struct, frozen=True):
    """One thing that a name stands for. ``kind`` is the gazetteer's, ``office``, ``outlet``,
    ``verb`` or ``noun``; ``code`` the actor, or the PLOVER type that a word tells."""

    kind: str
    code: str | None
    name: str
    detail: str = ""


def look_up(name: str, day: str | None = None) -> list[Known]:
    """All that the shipped terms, and the extra ones that hold here, say of a name or word.

    ``day`` is an ISO prefix; with it only the offices of that day (or the last before it) come.
    """
    if not name.split():
        return []
    return [*_names(name), *_offices(name, day), *_outlet(name), *_words(name)]


def _names(name: str) -> Iterator[Known]:
    words = name.split()
    taken, entries = load_gazetteer().longest(words, 0)
    for entry in entries if taken == len(words) else ():
        yield Known(entry.kind, entry.code, entry.name, entry.sector or "")


def _offices(name: str, day: str | None) -> Iterator[Known]:
    for holder in load_leaders().named(name, day):
        ends = f"{holder.since} to {holder.to}" if holder.to else f"since {holder.since}"
        former = day is not None and not holder.in_office(day)
        detail = f"{holder.title}, {ends}{' (not in office that day)' if former else ''}"
        yield Known("office", holder.code, holder.name, detail)


def _outlet(name: str) -> Iterator[Known]:
    found = find_outlet(name)
    if found:
        whose = " (directed by its government)" if found.state else ""
        reason = f": {found.reason}" if found.reason else ""
        yield Known("outlet", found.country, found.name, f"grade {found.grade}{reason}{whose}")


def _words(name: str) -> Iterator[Known]:
    lexicon = load_events()
    head = name.lower().split()[0]
    for kind, table in (("verb", lexicon.verbs), ("noun", lexicon.nouns)):
        for pattern in table.get(head, ()):
            rest = ["|".join(sorted(words)) for words in pattern.rest]
            group = pattern.group
            detail = " ".join(filter(None, (f"CAMEO {group.cameo}", group.mode)))
            yield Known(kind, group.type, " ".join([head, *rest]), detail)
