"""What is known of states and of pairs of states in a year: power, place, pacts, past force.

States are COW numbers here; `cow_number` gives that of an ISO code. The same class serves the fits
(`training.history.covariates` fills it from the research data) and a forecast (`load_covariates`
reads what ships in ``data/covariates.npz``: 1990 on, past force and disputes from 1960). A value
whose file ends before the year asked for is that of its last year; what was never known is NaN.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cached_property, lru_cache
from math import asin, cos, exp, inf, log, nan, radians, sin, sqrt
from pathlib import Path
from typing import Any

from crisisdesk.history.classes import shipped

EARTH_KM = 6371.0
NO_CONTACT = 6  # COW direct contiguity: 1 by land, 2-5 across ever wider water, 6 none
LAND = 1
NOW = 2030  # the last year that an open spell is taken to reach
PACTS_END = 2018
RIVALS_END = 2020
ARMS_END = 2021
LEAST = 1e-5  # capability below which two small states do not differ
DEMOCRACY = 6  # polity2

# year of the first usable weapon, and of the last where it was given up; the public record
NUCLEAR = {
    2: (1945, NOW),
    365: (1949, NOW),
    200: (1952, NOW),
    220: (1960, NOW),
    710: (1964, NOW),
    666: (1967, NOW),
    560: (1979, 1991),
    750: (1988, NOW),
    770: (1990, NOW),
    731: (2006, NOW),
}

# table -> its columns; all whole numbers but the last two of a place and the value of a series
TABLES = {
    "cinc": ("state", "year", "value"),
    "polity": ("state", "year", "value"),
    "ideal": ("state", "year", "value"),
    "capitals": ("state", "start", "end", "lat", "lon"),
    "contact": ("one", "other", "kind", "start", "end"),
    "majors": ("state", "start", "end"),
    "rivals": ("one", "other", "start", "end"),
    "owed": ("bound", "other", "kinds", "start", "end"),
    "arms": ("supplier", "recipient", "year", "value"),
    "force": ("by", "on", "year", "count"),
    "threats": ("by", "on", "year", "count"),
    "same_side": ("one", "other", "year", "count"),
    "opposed": ("one", "other", "year", "count"),
    "crises": ("one", "other", "year", "mediated"),
}
KINDS = ("defense", "offense", "neutrality", "nonaggression", "consultation")  # bits of ``kinds``
SOURCES = {
    "cinc": "COW National Material Capabilities 6.0",
    "polity": "Polity5",
    "ideal": "UN General Assembly ideal points",
    "capitals": "COW capitals in peacesciencer",
    "contact": "COW Direct Contiguity 3.2",
    "majors": "COW major powers 2016",
    "rivals": "Thompson, Sakuwa & Suhas rivalries",
    "owed": "ATOP 5.1",
    "arms": "SIPRI Arms Transfers",
    "force": "Militarized Interstate Events 1.0",
    "threats": "Militarized Interstate Events 1.0",
    "same_side": "MID 5.0",
    "opposed": "MID 5.0",
    "crises": "ICB v13, to 2015",
}
Pair = tuple[int, int]
Rows = Mapping[str, Iterable[tuple[Any, ...]]]


class Covariates:
    """Look-ups over tables of rows (`TABLES`). Each is indexed when it is first asked."""

    def __init__(self, rows: Rows, numbers: Mapping[str, int] | None = None) -> None:
        self._rows = rows
        self.numbers = dict(numbers or {})
        self._views: dict[tuple[str, str], dict[Any, list[tuple[Any, ...]]]] = {}

    def capability(self, state: int, year: int) -> float:
        """Share of the world's material capability (COW's CINC), 0..1."""
        return _at(self._cinc.get(state), year)[0]

    def capability_year(self, state: int, year: int) -> int:
        """The year that `capability` is of; 0 where it is not known."""
        return _at(self._cinc.get(state), year)[1]

    def log_capability(self, state: int, year: int) -> float:
        """Natural logarithm of the capability, never below that of `LEAST`."""
        return log_share(self.capability(state, year))

    def polity(self, state: int, year: int) -> float:
        """Polity5's polity2, -10..10."""
        return _at(self._polity.get(state), year)[0]

    def democratic(self, state: int, year: int) -> bool:
        """Whether polity2 is 6 or more."""
        return self.polity(state, year) >= DEMOCRACY

    def ideal_gap(self, one: int, other: int, year: int) -> float:
        """Distance of two states' ideal points in the UN General Assembly; NaN before 1946."""
        return abs(_at(self._ideal.get(one), year)[0] - _at(self._ideal.get(other), year)[0])

    def contact(self, one: int, other: int, year: int) -> int:
        """COW direct contiguity: 1 land, 2-5 ever wider water, 6 none."""
        spells = self._contact.get((one, other), ())
        return min(
            (kind for kind, start, end in spells if start <= year <= end), default=NO_CONTACT
        )

    def distance(self, one: int, other: int, year: int) -> float:
        """Kilometres between capitals."""
        here, there = self._capital(one, year), self._capital(other, year)
        return great_circle(here, there) if here and there else nan

    def _capital(self, state: int, year: int) -> tuple[float, float] | None:
        spells = self._capitals.get(state, ())
        held = [(lat, lon) for start, end, lat, lon in spells if start <= year <= end]
        return held[-1] if held else (spells[-1][2:] if spells else None)

    def major(self, state: int, year: int) -> bool:
        """Whether a state is a major power (COW)."""
        return any(start <= year <= end for start, end in self._majors.get(state, ()))

    def nuclear(self, state: int, year: int) -> bool:
        """Whether a state has nuclear weapons."""
        first, last = NUCLEAR.get(state, (NOW + 1, 0))
        return first <= year <= last

    def rival(self, one: int, other: int, year: int) -> bool:
        """Whether two states are strategic rivals; after 2020 those that were so then."""
        when = min(year, RIVALS_END)
        spells = (*self._rivals.get((one, other), ()), *self._rivals.get((other, one), ()))
        return any(start <= when <= end for start, end in spells)

    def duty(self, bound: int, other: int, year: int) -> frozenset[str]:
        """What ``bound`` owed ``other`` the year before, else that year (ATOP's classes)."""
        last = min(year, PACTS_END)
        spells = self._owed.get((bound, other), ())
        for when in (last - 1, last):
            for kinds, start, end in spells:
                if start <= when <= end:
                    return frozenset(name for bit, name in enumerate(KINDS) if kinds >> bit & 1)
        return frozenset()

    def defenders(self, state: int, year: int) -> frozenset[int]:
        """Who owed a state defense the year before."""
        when = min(year, PACTS_END) - 1
        spells = self._defended.get(state, ())
        return frozenset(bound for bound, start, end in spells if start <= when <= end)

    def arms(self, supplier: int, recipient: int, year: int) -> float:
        """Major arms delivered in the five years before, of those that the file covers (SIPRI
        trend-indicator value)."""
        last = min(year, ARMS_END + 1)
        found = self._arms.get((supplier, recipient), ())
        return sum(value for when, value in found if last - 5 <= when < last)

    def past(self, table: str, one: int, other: int, before: int, years: float) -> float:
        """Acts in a table of counts (force, threats, same_side, opposed) in years before
        ``before``, each weighing ``exp(-age / years)``."""
        return decayed(self._kept("pair", table).get((one, other), ()), before, years)

    def acts(self, table: str, state: int, before: int, years: float) -> float:
        """As `past`, by one state on anybody."""
        return decayed(self._kept("doer", table).get(state, ()), before, years)

    def suffered(self, table: str, state: int, before: int, years: float) -> float:
        """As `past`, by anybody on one state."""
        return decayed(self._kept("victim", table).get(state, ()), before, years)

    def last_crisis(self, one: int, other: int, before: int) -> tuple[int, bool] | None:
        """The year of two states' last international crisis before a year, and whether it was
        mediated; None where there was none."""
        past = self._crises.get((min(one, other), max(one, other)), ())
        found = [(year, bool(mediated)) for year, mediated in past if year < before]
        return found[-1] if found else None

    def rows(self, table: str) -> list[tuple[Any, ...]]:
        """The rows of a table, in order."""
        return list(self._rows.get(table, ()))

    @cached_property
    def _cinc(self) -> dict[int, list[tuple[int, float]]]:
        return self._series("cinc")

    @cached_property
    def _polity(self) -> dict[int, list[tuple[int, float]]]:
        return self._series("polity")

    @cached_property
    def _ideal(self) -> dict[int, list[tuple[int, float]]]:
        return self._series("ideal")

    def _series(self, table: str) -> dict[int, list[tuple[int, float]]]:
        return _index(self._rows[table], 1)

    @cached_property
    def _capitals(self) -> dict[int, list[tuple[Any, ...]]]:
        return _index(self._rows["capitals"], 1)

    @cached_property
    def _majors(self) -> dict[int, list[tuple[Any, ...]]]:
        return _index(self._rows["majors"], 1)

    @cached_property
    def _contact(self) -> dict[Pair, list[tuple[Any, ...]]]:
        return _index(self._rows["contact"], 2)

    @cached_property
    def _rivals(self) -> dict[Pair, list[tuple[Any, ...]]]:
        return _index(self._rows["rivals"], 2)

    @cached_property
    def _owed(self) -> dict[Pair, list[tuple[Any, ...]]]:
        return _index(self._rows["owed"], 2)

    @cached_property
    def _defended(self) -> dict[int, list[tuple[Any, ...]]]:
        found: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
        for bound, other, kinds, start, end in self._rows["owed"]:
            if kinds & 1:
                found[other].append((bound, start, end))
        return found

    @cached_property
    def _arms(self) -> dict[Pair, list[tuple[Any, ...]]]:
        return _index(self._rows["arms"], 2)

    @cached_property
    def _crises(self) -> dict[Pair, list[tuple[Any, ...]]]:
        return _index(self._rows["crises"], 2)

    def _kept(self, view: str, table: str) -> dict[Any, list[tuple[Any, ...]]]:
        """A table of counts by pair, by doer or by victim; made once."""
        if (view, table) not in self._views:
            take = {"pair": (0, 1, 2, 3), "doer": (0, 2, 3), "victim": (1, 2, 3)}[view]
            rows = (tuple(row[i] for i in take) for row in self._rows[table])
            self._views[view, table] = _index(rows, len(take) - 2)
        return self._views[view, table]


def _index(rows: Iterable[tuple[Any, ...]], width: int) -> dict[Any, list[tuple[Any, ...]]]:
    """Rows by their first ``width`` columns."""
    found: dict[Any, list[tuple[Any, ...]]] = defaultdict(list)
    for row in rows:
        found[row[0] if width == 1 else row[:width]].append(row[width:])
    return found


def _at(series: list[tuple[int, float]] | None, year: int) -> tuple[float, int]:
    """The value of the year or the nearest before it; of the first year where that is at most five
    years later; and which year that is."""
    if not series:
        return nan, 0
    place = bisect_right(series, (year, inf))
    if place:
        when, value = series[place - 1]
        return value, when
    when, value = series[0]
    return (value, when) if when - year <= 5 else (nan, 0)


def decayed(counts: Iterable[tuple[Any, ...]], before: int, years: float) -> float:
    """The sum of (year, count) in years before ``before``, each weighing ``exp(-age / years)``."""
    return sum(count * exp((when - before) / years) for when, count in counts if when < before)


def log_share(share: float) -> float:
    """The natural logarithm of a share of capability, floored at `LEAST`; NaN stays NaN."""
    return log(max(share, LEAST)) if share == share else nan


def great_circle(here: tuple[float, float], there: tuple[float, float]) -> float:
    """Kilometres between two places given as degrees of latitude and longitude (haversine)."""
    lat, lon, lat2, lon2 = (radians(degree) for degree in (*here, *there))
    half = sin((lat2 - lat) / 2) ** 2 + cos(lat) * cos(lat2) * sin((lon2 - lon) / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(half))


# capabilities as a what-if has them: pairs of a state and a factor
_SUPPOSED: ContextVar[tuple[tuple[int, float], ...]] = ContextVar("supposed", default=())


@contextmanager
def supposing_capability(factors: Mapping[str, float]) -> Iterator[None]:
    """Within, the capability of each state (ISO code) is that many times what it is. A code that
    has no COW number is passed over."""
    numbers = {cow_number(code): factor for code, factor in factors.items()}
    held = tuple((number, factor) for number, factor in numbers.items() if number is not None)
    token = _SUPPOSED.set(held)
    try:
        yield
    finally:
        _SUPPOSED.reset(token)


def load_covariates(path: Path | None = None) -> Covariates:
    """The shipped look-ups, with capabilities as they are supposed to be. Cached."""
    return _supposed(path, _SUPPOSED.get())


@lru_cache(maxsize=4)
def _supposed(path: Path | None, factors: tuple[tuple[int, float], ...]) -> Covariates:
    held = _load(path)
    if not factors:
        return held
    times = dict(factors)
    cinc = [
        (state, year, value * times.get(state, 1.0)) for state, year, value in held.rows("cinc")
    ]
    return Covariates({**{t: held.rows(t) for t in TABLES}, "cinc": cinc}, held.numbers)


@lru_cache(maxsize=2)
def _load(path: Path | None) -> Covariates:
    """The look-ups of a file; numpy is imported here since start-up counts."""
    import numpy as np

    with np.load(path or shipped("covariates.npz")) as held:
        columns = {
            table: [held[f"{table}.{name}"].tolist() for name in names]
            for table, names in TABLES.items()
        }
        numbers = dict(zip(held["iso"].tolist(), held["number"].tolist(), strict=True))
    return Covariates({t: list(zip(*c, strict=True)) for t, c in columns.items()}, numbers)


def cow_number(code: str) -> int | None:
    """The COW number of a state's ISO 3166 alpha-3 code; None where it has none."""
    return load_covariates().numbers.get(code)
