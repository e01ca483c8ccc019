"""What the odds turn on that an international crisis is mediated."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import log1p, nan

from msgspec import Struct

from crisisdesk.history.covariates import LAND, SOURCES, Covariates
from crisisdesk.history.help_inputs import RUS, USA
from crisisdesk.history.inputs import Part, least, most

# mean violence that crises came to which began without and with violence (ICB, 174 and 303)
VIOLENCE_TO_COME = (0.70, 1.81)


class Course(Struct, frozen=True):
    """Whether the crisis has seen ``violent`` acts, and the ``violence`` that it comes to (0 none,
    1 minor clashes, 2 serious ones, 3 war; None while that is not known)."""

    violent: bool = False
    violence: int | None = None


def mediation_parts(
    known: Covariates,
    pairs: Sequence[tuple[int, int]],
    states: Sequence[int],
    year: int,
    course: Course,
    name: Callable[[int], str] = str,
) -> list[Part]:
    """The parts of the case that somebody mediates between the ``pairs`` of adversaries among the
    ``states`` in crisis (COW numbers)."""
    return [
        _size(known, states, year, name),
        _pairs(known, pairs, year),
        _last(known, pairs, year),
        _place(known, pairs, states, year),
        _course(course),
    ]


def _size(known: Covariates, states: Sequence[int], year: int, name: Callable[[int], str]) -> Part:
    shares = [known.log_capability(state, year) for state in states]
    majors = [state for state in states if known.major(state, year)]
    values = {
        "states": log1p(len(states)),
        "strongest": most(shares),
        "weakest": least(shares),
        "major": bool(majors),
        "american": USA in states,
        "russian": RUS in states,
        "nuclear": any(known.nuclear(state, year) for state in states),
        "protected": any(known.defenders(state, year) for state in states),
    }
    who = " and ".join(name(state) for state in majors)
    words = f"{who}, a major power, is a party" if majors else "no major power is a party"
    source = f"{SOURCES['majors']}; {SOURCES['cinc']}; {SOURCES['owed']}, to 2018"
    return Part("size", values, words, source)


def _pairs(known: Covariates, pairs: Sequence[tuple[int, int]], year: int) -> Part:
    ratio = most(
        abs(known.log_capability(one, year) - known.log_capability(other, year))
        for one, other in pairs
    )
    rival = any(known.rival(one, other, year) for one, other in pairs)
    values = {
        "ratio": ratio,
        "allied": any("defense" in known.duty(one, other, year) for one, other in pairs),
        "rival": rival,
        "gap": most(known.ideal_gap(one, other, year) for one, other in pairs),
        "one_sided": not pairs,
    }
    words = f"the sides are {'' if rival else 'no '}strategic rivals"
    return Part("pairs", values, words, f"{SOURCES['rivals']}, to 2020; {SOURCES['cinc']}")


def _last(known: Covariates, pairs: Sequence[tuple[int, int]], year: int) -> Part:
    """Whether the sides' last crisis was mediated: who was brought together once is again."""
    last = max(filter(None, (known.last_crisis(*pair, year) for pair in pairs)), default=None)
    if last is None:
        return Part("last", {"last_mediated": nan}, "the sides have no crisis on record before")
    when, mediated = last
    words = f"their last crisis on record, of {when}, was {'' if mediated else 'not '}mediated"
    return Part("last", {"last_mediated": mediated}, words, SOURCES["crises"])


REGIONS = {
    "europe": range(200, 396),
    "africa": range(402, 600),
    "middle_east": range(600, 700),
    "asia": range(700, 900),
    "americas": range(2, 170),
}


def _place(
    known: Covariates, pairs: Sequence[tuple[int, int]], states: Sequence[int], year: int
) -> Part:
    home = min(states, key=lambda state: (known.major(state, year), state), default=0)
    region = next((place for place, codes in REGIONS.items() if home in codes), "elsewhere")
    land = any(known.contact(one, other, year) == LAND for one, other in pairs)
    distance = least(known.distance(one, other, year) for one, other in pairs)
    values: dict[str, float] = {place: region == place for place in REGIONS}
    values |= {"land": land, "distance": log1p(distance)}
    words = f"a crisis in {region.replace('_', ' ').title().replace('Elsewhere', 'another region')}"
    words = words.replace("in Middle East", "in the Middle East").replace(
        "in Americas", "in America"
    )
    words += ", the sides share a land border" if land else ", the sides share no land border"
    return Part("place", values, words, SOURCES["contact"])


def _course(course: Course) -> Part:
    if course.violence is None:
        words = f"{'violence' if course.violent else 'no violence'} so far"
        return Part("course", {"violence": VIOLENCE_TO_COME[course.violent]}, words)
    words = ("no violence", "minor clashes", "serious clashes", "war")[course.violence]
    return Part("course", {"violence": course.violence}, words)
