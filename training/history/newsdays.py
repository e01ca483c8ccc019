"""Talks and mediators in the coded news (ICEWS05-15 and ICEWS18, between named countries).

The structured crisis files name no mediator and date no talks; coded news does both, badly: it
is what the papers told, agencies and people are folded into the country in brackets after their
names, and leaders without one are lost.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from training.history import sources
from training.history.classes import Case, by_era

SOURCE = "ICEWS05-15 and ICEWS18 (open benchmark extracts)"
THREAT = "Threaten with military force"
NEGOTIATE = "Engage in negotiation"
TALKS = {NEGOTIATE, "Meet at a 'third' location"}
OFFER, MEDIATE = "Express intent to mediate", "Mediate"
HORIZONS = (30, 90)
SAME_STORY = 7  # days in which a second telling of the same deed is likely the same news
LEAST_FOLLOWED = 30  # days of data that must follow a case; longer windows may be cut short
QUIET = 90  # days without the same opening before one counts as new
SETS = {"icews05-15": 2005, "icews18": 2018}
ERA = ("since-1992",)


def rows(root: Path) -> list[dict[str, Any]]:
    """Talks after a threat of force; mediating after an offer, and after having mediated."""
    events = {}
    for name, year in SETS.items():
        folder = root.parent / "events" / name
        events[name] = ([e._replace(day=_day(e.day, name)) for e in sources.icews(folder)], year)
    talks = _Watch(TALKS, ordered=False)
    mediates = _Watch({MEDIATE}, ordered=True)
    found = _class(
        "talks-after-threat",
        "two countries negotiate after one threatened the other with force",
        "A coded threat of military force between two countries, the first for 90 days; yes when "
        "a negotiation between the two is coded within the horizon.",
        _cases(events, THREAT, talks),
    )
    found += _class(
        "offer-to-mediate-taken-up",
        "a country or organisation that offered to mediate does so",
        "A coded offer to mediate by one country or organisation towards another, the first for "
        "90 days; yes when it is coded as mediating there within the horizon.",
        _cases(events, OFFER, mediates),
    )
    found += _class(
        "talks-again",
        "two countries that have negotiated negotiate again",
        "A coded negotiation between two countries, the first for 90 days; yes when another is "
        "coded more than a week and within the horizon later.",
        _cases(events, NEGOTIATE, talks),
    )
    return found + _class(
        "mediates-again",
        "a country or organisation that has mediated does so again",
        "A coded mediation by one country or organisation towards another, the first for 90 days; "
        "yes when it is coded as mediating there again more than a week and within the horizon "
        "later.",
        _cases(events, MEDIATE, mediates),
    )


def _day(value: int, name: str) -> int:
    # ICEWS18 counts days in hours
    return value // 24 if name == "icews18" else value


class _Watch:
    """What resolves a case: one of ``relations`` between the same two, later."""

    def __init__(self, relations: set[str], *, ordered: bool) -> None:
        self.relations, self.ordered = relations, ordered

    def key(self, event: sources.Event) -> tuple[str, str]:
        pair = (event.source, event.target)
        return pair if self.ordered else (min(pair), max(pair))


def _cases(events: Any, opening: str, watch: _Watch) -> Callable[[int], list[Case]]:
    def within(horizon: int) -> list[Case]:
        found: list[Case] = []
        for rows, year in events.values():
            found += _one_set(rows, year, opening, watch, horizon)
        return found

    return within


def _one_set(
    rows: list[sources.Event], year: int, opening: str, watch: _Watch, horizon: int
) -> list[Case]:
    days: dict[tuple[str, str], list[int]] = defaultdict(list)
    for event in rows:
        if event.relation in watch.relations:
            days[watch.key(event)].append(event.day)
    end = max(event.day for event in rows)
    last: dict[tuple[str, str], int] = {}
    found = []
    for event in rows:
        if event.relation != opening:
            continue
        pair = watch.key(event)
        fresh = event.day - last.get(pair, -QUIET - 1) > QUIET
        last[pair] = event.day
        if fresh and event.day + LEAST_FOLLOWED <= end:
            found.append(_case(event, days[watch.key(event)], year, horizon))
    return found


def _case(event: sources.Event, days: list[int], year: int, horizon: int) -> Case:
    gap = SAME_STORY if event.relation in (MEDIATE, NEGOTIATE) else 0
    after = bisect_right(days, event.day + gap)
    yes = after < len(days) and days[after] <= event.day + horizon
    cluster = hash_pair(event.source, event.target)
    return Case(year + event.day // 365, cluster, yes)


def hash_pair(one: str, other: str) -> int:
    """A stable number for two names in either order (Python's own hash changes by process)."""
    text = "|".join(sorted((one, other)))
    return int.from_bytes(text.encode()[:32].ljust(32, b"\0"), "big")


def _class(
    group: str, name: str, definition: str, cases: Callable[[int], Iterable[Case]]
) -> list[dict[str, Any]]:
    found = []
    for horizon in HORIZONS:
        about = {
            "name": name,
            "unit": "pair",
            "horizon_days": horizon,
            "source": SOURCE,
            "definition": definition,
        }
        found += by_era(group, cases(horizon), about, eras=ERA)
    return found
