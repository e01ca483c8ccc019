"""Who held which office when: the files of ``data/leaders`` and the questions put to them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

from msgspec import Meta, Struct, field
from msgspec.structs import replace

from crisisdesk.terms.extras import Extras, current, open_extras
from crisisdesk.terms.files import load_yaml, shipped
from crisisdesk.terms.folding import fold

Office = Literal[
    "head of state",
    "head of government",
    "foreign minister",
    "defence minister",
    "spokesperson",
    "security adviser",
    "military chief",
    "envoy",
    "supreme leader",
    "other",
]
IsoPrefix = Annotated[str, Meta(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$")]

# Their surname alone will do, in office or out of it.
_PROMINENT = frozenset({"head of state", "head of government", "supreme leader"})
# Where the family name comes first as news writes it.
_FAMILY_FIRST = frozenset({"CHN", "TWN", "HKG", "MAC", "PRK", "KOR", "SGP"})
_PARTICLES = frozenset({"al", "el", "as", "ar", "ad", "an", "ash", "az"})
_JOINED = frozenset({"bin", "ibn", "ben", "von", "van", "der", "den", "de", "da", "di", "la", "le"})
_SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv"})


class Tenure(Struct, frozen=True, forbid_unknown_fields=True):
    """A line of the file: who held the office from when to when (ISO prefixes, both included).

    ``surname`` is set where the name's order does not tell it (a Western given name in a land
    of family names first); ``checked`` is the day of the newest page that was read naming the
    holder in that office, and ``against`` that page's source, where it was noted.
    """

    name: Annotated[str, Meta(min_length=2)]
    since: IsoPrefix = field(name="from")
    to: IsoPrefix | None = None
    also: tuple[str, ...] = ()
    acting: bool = False
    party_leader: bool = False
    surname: str | None = None
    checked: IsoPrefix | None = None
    against: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        if self.to is not None and _before(self.to, self.since):
            raise ValueError(f"{self.name}: ends ({self.to}) before it begins ({self.since})")
        if self.checked is not None and _before(self.checked, self.since):
            raise ValueError(f"{self.name}: checked ({self.checked}) before it begins")
        if self.against and self.checked is None:
            raise ValueError(f"{self.name}: held against a page, but the day is missing")


class OfficeLine(Struct, frozen=True, forbid_unknown_fields=True):
    """An office of a state or organisation, its title as news writes it, and who held it."""

    office: Office
    title: str
    holders: tuple[Tenure, ...]
    sector: str = "GOV"
    note: str = ""


class Body(Struct, frozen=True, forbid_unknown_fields=True):
    """The offices of one state or organisation."""

    offices: tuple[OfficeLine, ...]
    note: str = ""


class LeadersFile(Struct, frozen=True, forbid_unknown_fields=True):
    """A file of ``data/leaders``."""

    checked: IsoPrefix | None = None
    states: dict[str, Body] = {}
    organisations: dict[str, Body] = {}
    groups: dict[str, Body] = {}


class OfficeTitles(Struct, frozen=True, forbid_unknown_fields=True):
    """``data/offices.yaml``: titles by kind of office, and words that turn a title down."""

    checked: IsoPrefix
    offices: dict[Office, tuple[str, ...]]
    not_before: tuple[str, ...] = ()
    not_after: tuple[str, ...] = ()


class Holder(Struct, frozen=True):
    """A person in an office: ``code`` is the state, organisation or group acted for."""

    name: str
    code: str
    sector: str
    office: Office
    title: str
    since: str
    to: str | None = None
    acting: bool = False
    also: tuple[str, ...] = ()
    surname: str | None = None
    checked: str | None = None

    def in_office(self, day: str) -> bool:
        """Whether the office was held on ``day`` (an ISO prefix; a month or year overlaps)."""
        return not _before(day, self.since) and not (self.to and _before(self.to, day))


class Leaders:
    """All tenures, by name and by office. Make one with `load_leaders`."""

    def __init__(self, holders: Iterable[Holder], titles: OfficeTitles) -> None:
        self.all: tuple[Holder, ...] = tuple(sorted(holders, key=lambda h: h.since, reverse=True))
        self._titles = titles
        self._title_office: dict[str, Office] = {}
        self._by_full: dict[str, list[Holder]] = {}
        self._by_surname: dict[str, list[Holder]] = {}
        self._by_code: dict[str, list[Holder]] = {}
        for holder in self.all:
            self._index(holder)
        for office, names in titles.offices.items():
            self._title_office.update((fold(name), office) for name in names)
        self._not_before = frozenset(fold(word) for word in titles.not_before)
        self._not_after = frozenset(titles.not_after)

    def _index(self, holder: Holder) -> None:
        self._by_code.setdefault(holder.code, []).append(holder)
        self._title_office.setdefault(fold(holder.title), holder.office)
        for name in {fold(name) for name in (holder.name, *holder.also)}:
            self._by_full.setdefault(name, []).append(holder)
        for surname in _all_surnames(holder):
            self._by_surname.setdefault(surname, []).append(holder)

    def named(self, name: str, day: str | None = None) -> tuple[Holder, ...]:
        """The offices of the person called ``name``, those held on ``day`` alone if there are any.

        ``day`` is an ISO prefix. Where the person held none that day, the last one before it
        comes back (the person is a former holder: ask `Holder.in_office`). A surname is taken
        where one holder that day has it, else where one head of state or government has or had
        it, else where one person in all the files has it. Empty where nobody or several fit.
        """
        key = fold(name)
        found = self._by_full.get(key) or self._by_full.get(_without_initials(key))
        if found is None:
            found = _one_person(self._by_surname.get(key, []), day)
        return _on_day(found, day)

    def is_full_name(self, name: str) -> bool:
        """Whether somebody in the files is called exactly that."""
        key = fold(name)
        return key in self._by_full or _without_initials(key) in self._by_full

    def holders(self, state: str, office: str, day: str | None = None) -> tuple[Holder, ...]:
        """Who held ``office`` (a kind or a title) of ``state`` on ``day``, newest first."""
        wanted = fold(office)
        return tuple(
            holder
            for holder in self._by_code.get(state, ())
            if wanted in (holder.office, fold(holder.title))
            and (day is None or holder.in_office(day))
        )

    def office_word(self, title_words: str | Sequence[str]) -> Office | None:
        """The kind of office that a title names: ``["prime", "minister"]`` is head of government.

        None for a deputy, a former holder, and for words that are no title.
        """
        words = fold(title_words if isinstance(title_words, str) else " ".join(title_words)).split()
        if any(word in self._not_before for word in words) or words[-1:] in (
            [word] for word in self._not_after
        ):
            return None
        for start in range(len(words)):
            office = self._title_office.get(" ".join(words[start:]))
            if office is not None:
                return office
        return None

    def resolve(
        self, code: str, title_words: str | Sequence[str], day: str | None = None
    ) -> tuple[Holder, ...]:
        """Who "the Russian president" was on ``day``: by the office's own title, else its kind."""
        office = self.office_word(title_words)
        if office is None:
            return ()
        title = title_words if isinstance(title_words, str) else " ".join(title_words)
        return self.holders(code, title, day) or self.holders(code, office, day)


_NUMERAL = re.compile(r"[ivx]+")


def surnames(name: str, code: str) -> tuple[str, ...]:
    """The folded surnames by which news may call the person, longest first.

    ``Bashar al-Assad`` gives ``al assad`` and ``assad``; ``Xi Jinping`` of CHN gives ``xi``.
    """
    words = [word for word in fold(name).replace(",", "").split() if word not in _SUFFIXES]
    if len(words) < 2 or _NUMERAL.fullmatch(words[-1]):  # "King Frederik X" has no surname
        return ()
    if code in _FAMILY_FIRST:
        return (words[0],)
    start = len(words) - 1
    while start > 1 and words[start - 1] in _JOINED:
        start -= 1
    joined = " ".join(words[start:])
    if words[start - 1] in _PARTICLES and start > 1:
        return (f"{words[start - 1]} {joined}", joined)
    bare = words[-1]
    return (joined, bare) if joined != bare and words[start] in ("von", "van") else (joined,)


def _without_initials(key: str) -> str:
    """A folded name without the initials in its middle: "antony j blinken"."""
    first, *middle = key.split() or [""]
    return " ".join([first, *(word for word in middle if len(word) > 1)])


def _all_surnames(holder: Holder) -> frozenset[str]:
    """Every folded surname of a holder: of the name, and of other spellings of it."""
    own = (fold(holder.surname),) if holder.surname else surnames(holder.name, holder.code)
    found = set(own)
    for name in holder.also:
        # Only a hyphened given name tells that the family name comes first: William Lai does not.
        if holder.code not in _FAMILY_FIRST or "-" in name:
            found.update(surnames(name, holder.code))
    return frozenset(found)


def _before(first: str, second: str) -> bool:
    """Whether ISO prefix ``first`` ends before ``second`` begins, as far as both are known."""
    known = min(len(first), len(second))
    return first[:known] < second[:known]


def _one_person(holders: list[Holder], day: str | None) -> list[Holder]:
    """``holders`` of a shared surname, brought down to one person; empty where that fails."""
    tries = []
    if day is not None:
        serving = [holder for holder in holders if holder.in_office(day)]
        tries += [serving, [holder for holder in serving if holder.office in _PROMINENT]]
        if serving:  # several serve and none stands out: nobody from the past may step in
            return _first_single(tries, holders)
    tries += [[holder for holder in holders if holder.office in _PROMINENT], holders]
    return _first_single(tries, holders)


def _first_single(tries: list[list[Holder]], holders: list[Holder]) -> list[Holder]:
    for some in tries:
        names = {fold(holder.name) for holder in some}
        if len(names) == 1:
            return [holder for holder in holders if fold(holder.name) in names]
    return []


def _on_day(holders: list[Holder], day: str | None) -> tuple[Holder, ...]:
    if day is None:
        return tuple(holders)
    serving = tuple(holder for holder in holders if holder.in_office(day))
    if serving:
        return serving
    past = [holder for holder in holders if _before(holder.since, day)]
    latest: dict[str, Holder] = {}
    for holder in sorted(past, key=lambda h: h.to or "9999", reverse=True):
        latest.setdefault(fold(holder.name), holder)
    return tuple(latest.values())


def read_leaders_file(path: Path) -> list[Holder]:
    """The tenures of one file. Raises TermsError with file and line."""
    loaded = load_yaml(path, LeadersFile)
    bodies = {**loaded.states, **loaded.organisations, **loaded.groups}
    return [
        Holder(
            name=tenure.name,
            code=code,
            sector=line.sector,
            office=line.office,
            title=line.title,
            since=tenure.since,
            to=tenure.to,
            acting=tenure.acting,
            also=tenure.also,
            surname=tenure.surname,
            checked=tenure.checked,
        )
        for code, body in bodies.items()
        for line in body.offices
        for tenure in line.holders
    ]


def load_leaders(extra: Path | None = None) -> Leaders:
    """All shipped leaders, and those of ``leaders.yaml`` and ``leaders/*.yaml`` in the folder
    ``extra`` (by default the extra terms that hold here). Cached."""
    return _load(open_extras(extra) if extra else current())


def leader_files(folder: Path) -> list[Path]:
    """The leaders' files in a folder of extra terms."""
    single = folder / "leaders.yaml"
    return [*([single] if single.exists() else []), *sorted((folder / "leaders").glob("*.yaml"))]


@lru_cache(maxsize=4)
def _load(extras: Extras | None) -> Leaders:
    ships = sorted(shipped("leaders").glob("*.yaml"))
    paths = ships + (leader_files(Path(extras.folder)) if extras else [])
    own = [holder for path in paths[len(ships) :] for holder in read_leaders_file(path)]
    holders = [_succeeded(h, own) for path in ships for h in read_leaders_file(path)]
    return Leaders([*holders, *own], load_yaml(shipped("offices.yaml"), OfficeTitles))


def _succeeded(holder: Holder, later: Iterable[Holder]) -> Holder:
    """A holder whose office a user gives to somebody else from some day on leaves it that day."""
    if holder.to is not None:
        return holder
    office = (holder.code, holder.office, holder.title)
    others = [h for h in later if (h.code, h.office, h.title) == office and h.name != holder.name]
    days = [h.since for h in others if h.since > holder.since]
    return replace(holder, to=min(days)) if days else holder
