"""What the odds of force turn on while a dispute is under way: what has passed between the two, how
lately and how often, and who they are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import exp, log1p
from typing import Literal

from msgspec import Struct

from crisisdesk.history.covariates import (
    LAND,
    NO_CONTACT,
    SOURCES,
    Covariates,
)
from crisisdesk.history.inputs import Part

SHORT, LONG = 10.0, 30.0  # years over which past acts fade
YEAR, MONTH = 365, 30  # days
HORIZON = 1826  # days before which nothing counts as having passed
FORCE_FADES = (10, 40, 180)  # days
THREAT_FADES = (15, 90)
NEWS_FADES = (15,)
EVEN = 1.5  # a ratio below which power is about even

Ages = tuple[float, ...]
State = Literal["exchange", "struck", "suffered", "lately", "threat", "display", "faced"]


class Passed(Struct, frozen=True):
    """What has passed between an actor and its target: the ages in days (0 to `HORIZON`) of each
    day on which it was done, by the actor and, ``_back``, by the target. ``ready`` is an alert, a
    mobilisation, a border fortified; ``shows`` any other show of force. ``run`` is how many days
    ago the dispute began: no gap of a year since."""

    force: Ages = ()
    force_back: Ages = ()
    threats: Ages = ()
    threats_back: Ages = ()
    ready: Ages = ()
    ready_back: Ages = ()
    shows: Ages = ()
    shows_back: Ages = ()
    run: float = 0.0

    @property
    def quiet(self) -> float:
        """Days since the latest act of either side; `HORIZON` where there was none."""
        return min((age for ages in self._all() for age in ages), default=float(HORIZON))

    def _all(self) -> tuple[Ages, ...]:
        own = (self.force, self.threats, self.ready, self.shows)
        return (*own, self.force_back, self.threats_back, self.ready_back, self.shows_back)


def state_of(passed: Passed) -> State | None:
    """The class of a dispute under way, None where nothing has passed for a year: force by both in
    the last 30 days, by the actor, by the target; by either within the year; a threat by the
    actor; a show of force by it; such acts by the target alone."""
    own, back = min(passed.force, default=HORIZON), min(passed.force_back, default=HORIZON)
    if max(own, back) <= MONTH:
        return "exchange"
    if min(own, back) <= MONTH:
        return "struck" if own <= back else "suffered"
    if min(own, back) <= YEAR:
        return "lately"
    if min(passed.threats, default=HORIZON) <= YEAR:
        return "threat"
    if min((*passed.ready, *passed.shows), default=HORIZON) <= YEAR:
        return "display"
    return "faced" if passed.quiet <= YEAR else None


def strike_parts(
    known: Covariates,
    by: int,
    on: int,
    year: int,
    passed: Passed,
    name: Callable[[int], str] = str,
) -> list[Part]:
    """The parts of the case that ``by`` uses force on ``on``, both COW numbers, in ``year``."""
    return [
        *passed_parts(passed, name(by), name(on)),
        power_part(known, by, on, year, name),
        _place(known, by, on, year),
        _rivalry(known, by, on, year),
        _past(known, by, on, year, name),
    ]


def passed_parts(passed: Passed, one: str, other: str) -> list[Part]:
    """The parts that what has passed between two tells, of whatever kind they are: ``one`` and
    ``other`` are what to call the actor and its target."""
    own = _told(passed.force, f"{one} has used force on {other}")
    back = _told(passed.force_back, f"{other} has used force on {one}")
    return [
        Part("force", _force("own", passed.force), own),
        Part("force_back", _force("other", passed.force_back), back),
        _threats(passed, one, other),
        _ready(passed, one, other),
        _pace(passed),
    ]


def _faded(ages: Ages, days: float) -> float:
    """Days on which it was done, each weighing ``exp(-age / days)``, as log(1 + their sum)."""
    return log1p(sum(exp(-age / days) for age in ages))


def _fades(key: str, ages: Ages, over: Sequence[int]) -> dict[str, float]:
    return {f"{key}_{days}": _faded(ages, days) for days in over}


def _force(side: str, ages: Ages) -> dict[str, float]:
    last = {
        f"{side}_ever": float(bool(ages)),
        f"{side}_quiet": log1p(min(ages, default=HORIZON)),
    }
    return last | _fades(side, ages, FORCE_FADES)


def _told(ages: Ages, words: str) -> str:
    """How often and how lately, in words."""
    lately = [age for age in ages if age <= YEAR]
    if not lately:
        return f"{words.replace(' has ', ' has not ', 1)} in the last year"
    latest = _ago(min(lately))
    if len(lately) == 1:
        return f"{words} on one day of the last year, {latest}"
    return f"{words} on {len(lately)} days of the last year, the latest {latest}"


def _ago(days: float) -> str:
    return "today" if days < 1 else "yesterday" if days < 2 else f"{days:.0f} days ago"


def _threats(passed: Passed, one: str, other: str) -> Part:
    values = _fades("threat_own", passed.threats, THREAT_FADES)
    values |= _fades("threat_other", passed.threats_back, NEWS_FADES)
    words = _told(passed.threats, f"{one} has threatened {other} with force")
    if any(age <= YEAR for age in passed.threats_back):
        words += f"; {_told(passed.threats_back, f'{other} has threatened {one}')}"
    return Part("threats", values, words)


def _ready(passed: Passed, one: str, other: str) -> Part:
    values = _fades("ready_own", passed.ready, THREAT_FADES)
    values |= _fades("ready_other", passed.ready_back, NEWS_FADES)
    values |= _fades("show_own", passed.shows, NEWS_FADES)
    values |= _fades("show_other", passed.shows_back, NEWS_FADES)
    done = [
        _told(ages, words)
        for ages, words in (
            (passed.ready, f"{one} has put forces on alert or mobilised"),
            (passed.shows, f"{one} has shown force"),
            (passed.ready_back, f"{other} has put forces on alert or mobilised"),
            (passed.shows_back, f"{other} has shown force"),
        )
        if any(age <= YEAR for age in ages)
    ]
    words = "; ".join(done) or "neither side has mobilised or shown force in the last year"
    return Part("ready", values, words)


def _pace(passed: Passed) -> Part:
    quiet = min(passed.quiet, HORIZON)
    values = {"quiet": log1p(quiet), "run": log1p(passed.run)}
    words = f"the latest act of either side was {_ago(quiet)}"
    words += f"; the dispute has run for {passed.run:.0f} days" if passed.run >= 1 else ""
    return Part("pace", values, words)


def power_part(
    known: Covariates, by: int, on: int, year: int, name: Callable[[int], str] = str
) -> Part:
    """Which of two states, COW numbers, is the stronger, and by how much, in ``year``."""
    one, other = known.log_capability(by, year), known.log_capability(on, year)
    ratio = exp(abs(one - other)) if one == one and other == other else 1.0
    stronger = name(by) if one >= other else name(on)
    words = f"material capability {ratio:.0f} to 1 for {stronger}"
    if ratio < EVEN:
        words = "material capability about even"
    source = f"{SOURCES['cinc']}, {known.capability_year(by, year)}"
    return Part("power", {"ratio": one - other}, words, source)


def _place(known: Covariates, by: int, on: int, year: int) -> Part:
    contact, distance = known.contact(by, on, year), known.distance(by, on, year)
    values = {"land": contact == LAND, "near": contact < NO_CONTACT}
    far = f"{distance:,.0f} km between capitals" if distance == distance else "distance not known"
    where = "share a land border" if contact == LAND else "share no land border"
    return Part("place", values, f"they {where}, {far}", SOURCES["contact"])


def _rivalry(known: Covariates, by: int, on: int, year: int) -> Part:
    rival = known.rival(by, on, year)
    words = "strategic rivals" if rival else "no strategic rivals"
    return Part("rivalry", {"rival": rival}, words, f"{SOURCES['rivals']}, to 2020")


def _past(known: Covariates, by: int, on: int, year: int, name: Callable[[int], str]) -> Part:
    values = {
        "force": log1p(known.past("force", by, on, year, SHORT)),
        "force_long": log1p(known.past("force", by, on, year, LONG)),
        "force_back": log1p(known.past("force", on, by, year, SHORT)),
    }
    acts = round(known.past("force", by, on, year, 1e6))
    back = round(known.past("force", on, by, year, 1e6))
    words = f"{_acts(acts)} by {name(by)} and {_acts(back)} by {name(on)} in earlier years"
    return Part("past", values, words, f"{SOURCES['force']}, 1960-2014")


def _acts(count: int) -> str:
    return "no act of force" if not count else f"{count} act{'s' if count > 1 else ''} of force"
