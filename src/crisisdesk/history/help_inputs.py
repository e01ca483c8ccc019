"""What the odds turn on that a great power gives a state in crisis arms or direct help."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import log1p, nan
from typing import Literal

from msgspec import Struct

from crisisdesk.history.covariates import NO_CONTACT, SOURCES, Covariates
from crisisdesk.history.inputs import Part, least, most

USA, RUS = 2, 365
Opening = Literal["words", "force shown", "force used", "other"]
SHORT, LONG = 5.0, 10.0  # years over which past disputes fade
FEW = 0.2  # a dispute of eight years ago, faded
ARMED = 100.0  # deliveries taken where reports tell of arms and the file has none


class Trouble(Struct, frozen=True):
    """What the state in crisis faces: how it began, and whether there is violence, some or serious.
    ``defense`` (held for the power's duty to the state) and ``armed`` (reports tell that the power
    arms it) outrank the data; None and False leave it as it is. ``party``: the power was itself in
    the crisis before the state was."""

    opening: Opening = "other"
    violent: bool = True
    serious: bool = True
    defense: bool | None = None
    armed: bool = False
    party: bool = False


def help_parts(
    known: Covariates,
    power: int,
    state: int,
    foes: Sequence[int],
    year: int,
    trouble: Trouble,
    name: Callable[[int], str] = str,
) -> list[Part]:
    """The parts of the case that ``power`` helps ``state`` against ``foes`` (COW numbers). The
    model knows the United States and the USSR or Russia; of another power it knows neither."""
    rival = {USA: RUS, RUS: USA}.get(power, USA)
    return [
        _power(power, trouble, name),
        _pact(known, power, state, year, trouble, name),
        _rival_pact(known, rival, state, year, name),
        _arms(known, power, state, year, trouble, name),
        _rival_arms(known, rival, state, year, name),
        _state(known, power, state, rival, year, name),
        _views(known, power, state, rival, year, name),
        _foes(known, power, rival, foes, year, name),
        _foe_ties(known, power, rival, foes, year, name),
        _course(trouble),
    ]


def _pact(
    known: Covariates,
    power: int,
    state: int,
    year: int,
    trouble: Trouble,
    name: Callable[[int], str],
) -> Part:
    owed = "defense" in known.duty(power, state, year)
    owed = owed if trouble.defense is None else trouble.defense
    values = {"defense": owed, "american_defense": _american(power) * owed}
    words = f"{name(power)} {'owes' if owed else 'does not owe'} {name(state)} defense"
    return Part("pact", values, words, f"{SOURCES['owed']}, to 2018")


def _power(power: int, trouble: Trouble, name: Callable[[int], str]) -> Part:
    words = f"the one asked is {name(power)}"
    if power not in (USA, RUS):
        words += ", of whom the record does not speak"
    words += ", itself in the crisis already" if trouble.party else ""
    return Part("power", {"american": _american(power), "party": trouble.party}, words)


def _american(power: int) -> float:
    return float(power == USA) if power in (USA, RUS) else nan


def _arms(
    known: Covariates,
    power: int,
    state: int,
    year: int,
    trouble: Trouble,
    name: Callable[[int], str],
) -> Part:
    sold = known.arms(power, state, year)
    sold = max(sold, ARMED) if trouble.armed else sold
    words = f"{name(power)} {'has armed' if sold else 'has not armed'} {name(state)} of late"
    return Part("arms", {"arms": log1p(sold)}, words, f"{SOURCES['arms']}, five years, to 2021")


def _rival_pact(
    known: Covariates, rival: int, state: int, year: int, name: Callable[[int], str]
) -> Part:
    owed = "defense" in known.duty(rival, state, year)
    words = f"{name(rival)} {'owes' if owed else 'does not owe'} {name(state)} defense"
    return Part("rival_pact", {"rival_defense": owed}, words, f"{SOURCES['owed']}, to 2018")


def _rival_arms(
    known: Covariates, rival: int, state: int, year: int, name: Callable[[int], str]
) -> Part:
    sold = known.arms(rival, state, year)
    words = f"{name(rival)} {'has armed' if sold else 'has not armed'} {name(state)} of late"
    source = f"{SOURCES['arms']}, five years, to 2021"
    return Part("rival_arms", {"rival_arms": log1p(sold)}, words, source)


def _state(
    known: Covariates, power: int, state: int, rival: int, year: int, name: Callable[[int], str]
) -> Part:
    distance = known.distance(power, state, year)
    values = {
        "capability": known.log_capability(state, year),
        "major": known.major(state, year),
        "nuclear": known.nuclear(state, year),
        "near": known.contact(power, state, year) < NO_CONTACT,
        "distance": log1p(distance),
        "rival": known.rival(power, state, year),
        "democracy": known.democratic(state, year),
        "rival_opposed": log1p(known.past("opposed", rival, state, year, LONG)),
    }
    share = known.capability(state, year)
    words = f"{name(state)} holds {share:.1%} of the world's capability" if share == share else ""
    words += f", {distance:,.0f} km from {name(power)}'s capital" if distance == distance else ""
    source = f"{SOURCES['cinc']}, {known.capability_year(state, year)}; {SOURCES['contact']}; "
    source += f"{SOURCES['polity']}, 2018; {SOURCES['opposed']}, 1960-2014"
    return Part("state", values, words.lstrip(", ") or f"{name(state)} is not graded", source)


def _views(
    known: Covariates, power: int, state: int, rival: int, year: int, name: Callable[[int], str]
) -> Part:
    one, other = known.ideal_gap(power, state, year), known.ideal_gap(rival, state, year)
    values = {"gap": one, "rival_gap": other}
    words = f"in United Nations votes {name(state)} lies {one:.1f} from {name(power)} and "
    words += f"{other:.1f} from {name(rival)}"
    if one != one or other != other:
        words = f"votes of {name(state)} in the United Nations are not graded"
    return Part("views", values, words, f"{SOURCES['ideal']}, to 2019")


def _foes(
    known: Covariates,
    power: int,
    rival: int,
    foes: Sequence[int],
    year: int,
    name: Callable[[int], str],
) -> Part:
    values = {
        "foe_is_power": power in foes,
        "foe_is_rival": rival in foes,
        "foe_capability": most(known.log_capability(foe, year) for foe in foes),
        "foe_major": any(known.major(foe, year) for foe in foes),
        "foe_nuclear": any(known.nuclear(foe, year) for foe in foes),
    }
    who = " and ".join(name(foe) for foe in foes) or "nobody known"
    kind = "a major power" if values["foe_major"] else "no major power"
    source = f"{SOURCES['cinc']}; {SOURCES['majors']}; nuclear weapons: public record"
    return Part("foes", values, f"the adversary is {who}, {kind}", source)


def _foe_ties(
    known: Covariates,
    power: int,
    rival: int,
    foes: Sequence[int],
    year: int,
    name: Callable[[int], str],
) -> Part:
    values = {
        "foe_defense": any("defense" in known.duty(power, foe, year) for foe in foes),
        "foe_rival_defense": any("defense" in known.duty(rival, foe, year) for foe in foes),
        "foe_arms": log1p(most((0.0, *(known.arms(power, foe, year) for foe in foes)))),
        "foe_rival_arms": log1p(most((0.0, *(known.arms(rival, foe, year) for foe in foes)))),
        "foe_gap": least(known.ideal_gap(power, foe, year) for foe in foes),
        "power_rival": any(known.rival(power, foe, year) for foe in foes),
        "foe_opposed": log1p(sum(known.past("opposed", power, foe, year, SHORT) for foe in foes)),
    }
    has = [
        words
        for words, held in (
            (f"{name(power)} and the adversary are rivals", values["power_rival"]),
            (f"{name(power)} was in disputes with the adversary", values["foe_opposed"] > FEW),
            (f"{name(power)} owes the adversary defense", values["foe_defense"]),
            (f"{name(power)} has armed the adversary", values["foe_arms"] > 0),
            (f"{name(rival)} has armed the adversary", values["foe_rival_arms"] > 0),
            (f"{name(rival)} owes the adversary defense", values["foe_rival_defense"]),
        )
        if held
    ]
    words = ", ".join(has) or f"neither {name(power)} nor {name(rival)} is tied to the adversary"
    source = f"{SOURCES['rivals']}, to 2020; {SOURCES['owed']}; {SOURCES['arms']}; "
    source += f"{SOURCES['opposed']}, 1960-2014"
    return Part("foe_ties", values, words, source)


def _course(trouble: Trouble) -> Part:
    values = {
        "began_with_words": trouble.opening == "words",
        "began_with_display": trouble.opening == "force shown",
        "began_with_force": trouble.opening == "force used",
        "violent": trouble.violent,
        "serious": trouble.serious,
    }
    level = "serious" if trouble.serious else "minor" if trouble.violent else "no"
    words = f"a crisis with {level} violence"
    words += f" that began with {trouble.opening}" if trouble.opening != "other" else ""
    return Part("course", values, words)
