"""Actors of other people's event files, folded into our codes and PLOVER's sectors."""

from __future__ import annotations

import re
from functools import lru_cache

from crisisdesk.formats.streams.shapes import shapes_file
from crisisdesk.terms.gazetteer import Entry, load_gazetteer
from crisisdesk.terms.leaders import load_leaders
from crisisdesk.terms.sectors import sector_of

Folded = tuple[str | None, str | None]
"""A code (ISO 3166 alpha-3, or that of an organisation or group) and a sector; None: unknown."""

PLOVER_SECTORS = frozenset(
    "GOV MIL COP JUD LEG OPP PTY REB UAF SPY EDU MED BUS LAB AGR CVL REF NGO IGO HLH REL CRM "
    "ELI ENV SET".split()
)
_ACTING = ("state", "organisation", "group", "demonym", "capital", "metonym", "place")
_IN_BRACKETS = re.compile(r"\(([^()]+)\)\s*$")
_YEARS = re.compile(r"\s*\(\d{4}-(?:\d{4})?\)\s*$")
_EMPTY = frozenset({"", "NA", "N/A", "None", "null", "---"})


@lru_cache(maxsize=200_000)
def fold_actor(name: str, country: str = "", sectors: str = "", group: str = "") -> Folded:
    """Who an actor is, from what the file says of it, any of which may be empty.

    A group's code goes first, then the country, then the name: as a state, organisation, group
    or holder of an office; by the country in brackets behind it ("Police (India)"); by a name
    that it opens or closes with ("Yemeni Armed Forces", "Government of Syria").
    """
    name = _YEARS.sub("", name.strip().replace("_", " "))
    sector = _sector(sectors) or _sector_of_name(name)
    file = shapes_file()
    if group in file.groups:
        return file.groups[group], sector
    whole = _entry(name)
    if whole is not None and whole.kind in ("organisation", "group"):
        return whole.code, sector or whole.sector
    code = _country(country) or _named(name, whole)
    return code, sector


def _country(text: str) -> str | None:
    text = text.strip()
    if text in _EMPTY:
        return None
    if len(text) == 3 and text.isupper():
        mapped = shapes_file().countries.get(text, text)
        return mapped if mapped in load_gazetteer().names else None
    entry = _entry(text)
    return entry.code if entry else None


def _named(name: str, whole: Entry | None) -> str | None:
    if not name or name in _EMPTY:
        return None
    if whole is not None:
        return whole.code
    bracket = _IN_BRACKETS.search(name)
    if bracket and (entry := _entry(bracket.group(1))):
        return entry.code
    holders = {holder.code for holder in load_leaders().named(name)} if " " in name else set()
    if len(holders) == 1:
        return holders.pop()
    return _opening_or_closing(name.split())


def _opening_or_closing(words: list[str]) -> str | None:
    taken, entries = load_gazetteer().longest(words, 0)
    if taken and (entry := _acting(entries)):
        return entry.code
    for start in range(1, len(words)):
        taken, entries = load_gazetteer().longest(words, start)
        if taken and start + taken == len(words) and words[start - 1].lower() in ("of", "the"):
            entry = _acting(entries)
            return entry.code if entry else None
    return None


def _entry(name: str) -> Entry | None:
    """The one entry that the whole name stands for; in capitals or not."""
    for form in dict.fromkeys((name, name.title() if name.isupper() else name)):
        words = form.split()
        if not words:
            return None
        taken, entries = load_gazetteer().longest(words, 0)
        if taken == len(words) and (entry := _acting(entries)):
            return entry
    return None


def _acting(entries: tuple[Entry, ...]) -> Entry | None:
    """The first entry that has a code, states before what else bears the name."""
    coded = [entry for entry in entries if entry.code and entry.kind in _ACTING]
    return min(coded, key=lambda entry: _ACTING.index(entry.kind), default=None)


def _sector(text: str) -> str | None:
    """The sector of a list of them: the first that is not the government in general, unless that
    is its party."""
    known = shapes_file().sectors
    parts = [part.strip() for part in re.split(r"[,;]", text)]
    found = [part if part in PLOVER_SECTORS else known.get(part) for part in parts]
    told = [sector for sector in found if sector]
    special = [sector for sector in told if sector not in ("GOV", "PTY")]
    return special[0] if special else ("GOV" if "GOV" in told else next(iter(told), None))


def _sector_of_name(name: str) -> str | None:
    """The sector of a noun in the name: "Police (India)", "Government of Syria"."""
    for word in re.findall(r"[a-z]+", name.lower()):
        if found := sector_of(word):
            return found
    return None
