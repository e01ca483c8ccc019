"""What the odds turn on that a state outside a militarized dispute joins the target's side."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import log1p
from typing import NamedTuple

from msgspec import Struct

from crisisdesk.history.covariates import LAND, NO_CONTACT, SOURCES, Covariates
from crisisdesk.history.inputs import Part, least, most

SHORT, MIDDLE, LONG = 2.0, 5.0, 25.0  # years over which past disputes fade
THREATS = 3.0
ENMITY = 10.0


class Dispute(Struct, frozen=True):
    """What is known of the dispute: whether the initiator has used force, or wages war, and what
    the state owes the target where that is known better than by the data (None: by the data).
    ``bilateral``: that duty to defend binds two states alone."""

    attacked: bool = True
    war: bool = False
    defense: bool | None = None
    bilateral: bool = False


class Sides(NamedTuple):
    """Three parties to a dispute: the state outside it, the targets, the initiators."""

    state: int
    targets: Sequence[int]
    initiators: Sequence[int]
    year: int


def relevant(known: Covariates, sides: Sides) -> bool:
    """Whether the state is one that might join at all: a major power, a neighbour of either side,
    bound to the target, or a rival of the initiator."""
    state, targets, initiators, year = sides
    return (
        known.major(state, year)
        or any(known.contact(state, t, year) < NO_CONTACT for t in (*targets, *initiators))
        or any(known.duty(state, t, year) for t in targets)
        or any(known.rival(state, i, year) for i in initiators)
    )


def joining_parts(
    known: Covariates, sides: Sides, dispute: Dispute, name: Callable[[int], str] = str
) -> list[Part]:
    """The parts of the case that ``sides.state`` joins the targets (COW numbers)."""
    return [
        _pact(known, sides, dispute, name),
        _place(known, sides, name),
        _power(known, sides, name),
        _enmity(known, sides, name),
        _quarrel(known, sides),
        _friendship(known, sides, name),
        _regimes(known, sides, name),
        _habits(known, sides, name),
        _dispute(dispute),
    ]


def _pact(known: Covariates, sides: Sides, dispute: Dispute, name: Callable[[int], str]) -> Part:
    state, targets, initiators, year = sides
    duties = frozenset().union(*(known.duty(state, t, year) for t in targets))
    against = frozenset().union(*(known.duty(state, i, year) for i in initiators))
    owed = "defense" in duties if dispute.defense is None else dispute.defense
    free = owed and "defense" not in against
    others = frozenset().union(*(known.defenders(t, year) for t in targets))
    values = {
        "defense_only": free,
        "bilateral_only": free and dispute.bilateral,
        "initiator_defense": "defense" in against,
        "neutrality": "neutrality" in duties,
        "major_defense": owed and known.major(state, year),
        "others_bound": log1p(len(others - {state})),
    }
    words = f"{name(state)} {'owes' if owed else 'does not owe'} the target defense"
    words += " by a pact of two" if owed and dispute.bilateral else ""
    words += ", and the initiator too" if "defense" in against else ""
    return Part("pact", values, words, f"{SOURCES['owed']}, to 2018")


def _place(known: Covariates, sides: Sides, name: Callable[[int], str]) -> Part:
    state, targets, initiators, year = sides
    to_target = min(known.contact(state, t, year) for t in targets)
    to_initiator = min(known.contact(state, i, year) for i in initiators)
    distance = least(known.distance(state, s, year) for s in (*targets, *initiators))
    near, major = to_target < NO_CONTACT, known.major(state, year)
    values = {
        "land_target": to_target == LAND,
        "near_target": near,
        "land_initiator": to_initiator == LAND,
        "distance": log1p(distance),
        "major_far": major and not near,
        "no_tie": not (
            near
            or to_initiator < NO_CONTACT
            or any("defense" in known.duty(state, t, year) for t in targets)
            or any(known.rival(state, i, year) for i in initiators)
        ),
    }
    where = "borders" if to_target == LAND else "lies near" if near else "lies far from"
    return Part("place", values, f"{name(state)} {where} the target", SOURCES["contact"])


def _power(known: Covariates, sides: Sides, name: Callable[[int], str]) -> Part:
    state, targets, initiators, year = sides
    own = _share(known, state, year)
    target = sum(_share(known, t, year) for t in targets)
    initiator = sum(_share(known, i, year) for i in initiators)
    alone = target / (target + initiator + 1e-9)
    joined = (target + own) / (target + own + initiator + 1e-9)
    values = {
        "major": known.major(state, year),
        "initiator_major": any(known.major(i, year) for i in initiators),
        "target_major": any(known.major(t, year) for t in targets),
        "capability": known.log_capability(state, year),
        "swing": joined - alone,
        "balance": alone,
    }
    words = f"with {name(state)} the target's side would hold {joined:.0%} of the capability, "
    words += f"without {alone:.0%}"
    return Part("power", values, words, f"{SOURCES['cinc']}, {known.capability_year(state, year)}")


def _share(known: Covariates, state: int, year: int) -> float:
    share = known.capability(state, year)
    return share if share == share else 0.0


def _sum(known: Covariates, table: str, sides: Sides, others: Sequence[int], years: float) -> float:
    return sum(known.past(table, sides.state, other, sides.year, years) for other in others)


def _enmity(known: Covariates, sides: Sides, name: Callable[[int], str]) -> Part:
    state, targets, initiators, year = sides
    near = any(known.contact(state, i, year) < NO_CONTACT for i in initiators)
    rival = any(known.rival(state, i, year) for i in initiators)
    opposed = log1p(_sum(known, "opposed", sides, initiators, ENMITY))
    values = {
        "rival_initiator": rival,
        "near_rival_initiator": rival and near,
        "rival_target": any(known.rival(state, t, year) for t in targets),
        "opposed_lately": log1p(_sum(known, "opposed", sides, initiators, SHORT)),
        "opposed": opposed,
        "near_opposed": near * opposed,
        "opposed_target": log1p(_sum(known, "opposed", sides, targets, ENMITY)),
        "threats": log1p(sum(_both(known, "threats", state, i, year, THREATS) for i in initiators)),
    }
    words = f"{name(state)} and the initiator are {'' if rival else 'no '}strategic rivals"
    source = f"{SOURCES['rivals']}, to 2020; {SOURCES['opposed']}, 1960-2014; {SOURCES['threats']}"
    return Part("enmity", values, words, source)


def _both(known: Covariates, table: str, one: int, other: int, before: int, years: float) -> float:
    """Acts of either on the other."""
    here, there = (known.past(table, a, b, before, years) for a, b in ((one, other), (other, one)))
    return here + there


def _quarrel(known: Covariates, sides: Sides) -> Part:
    """What the two sides are to each other: old rivals fight alone, and much of it is routine."""
    _, targets, initiators, year = sides
    pairs = [(i, t) for i in initiators for t in targets]
    rival = any(known.rival(*pair, year) for pair in pairs)
    values = {
        "sides_rival": rival,
        "sides_opposed": log1p(sum(known.past("opposed", *pair, year, MIDDLE) for pair in pairs)),
        "sides_allied": any("defense" in known.duty(*pair, year) for pair in pairs),
    }
    words = f"the two sides are {'' if rival else 'no '}strategic rivals"
    source = f"{SOURCES['rivals']}, to 2020; {SOURCES['opposed']}, 1960-2014; {SOURCES['owed']}"
    return Part("quarrel", values, words, source)


def _friendship(known: Covariates, sides: Sides, name: Callable[[int], str]) -> Part:
    state, targets, initiators, year = sides
    stood = _sum(known, "same_side", sides, targets, MIDDLE)
    with_initiator = log1p(_sum(known, "same_side", sides, initiators, ENMITY))
    opposed = log1p(_sum(known, "opposed", sides, initiators, ENMITY))
    against = log1p(_sum(known, "opposed", sides, targets, ENMITY))
    values = {
        "stood_with": log1p(stood),
        "stood_with_long": log1p(_sum(known, "same_side", sides, targets, LONG)),
        "stood_with_initiator": with_initiator,
        "net": max(0.0, log1p(stood) + opposed - against - with_initiator),
        "arms_target": log1p(sum(known.arms(state, t, year) for t in targets)),
        "arms_initiator": log1p(sum(known.arms(state, i, year) for i in initiators)),
    }
    count = round(_sum(known, "same_side", sides, targets, 1e6))
    words = f"{name(state)} stood with the target in {count or 'no'} earlier disputes"
    source = f"{SOURCES['same_side']}, 1960-2014; {SOURCES['arms']}, to 2021"
    return Part("friendship", values, words, source)


def _regimes(known: Covariates, sides: Sides, name: Callable[[int], str]) -> Part:
    state, targets, initiators, year = sides
    free = known.democratic(state, year)
    to_target = least(known.ideal_gap(state, t, year) for t in targets)
    to_initiator = least(known.ideal_gap(state, i, year) for i in initiators)
    values = {
        "democracy": free,
        "democracies": free and any(known.democratic(t, year) for t in targets),
        "leaning": to_initiator - to_target,
    }
    side = "initiator" if to_initiator < to_target else "target"
    words = f"{name(state)} is {'a' if free else 'no'} democracy"
    words += f" and votes nearer to the {side}" if to_initiator == to_initiator else ""
    return Part("regimes", values, words, f"{SOURCES['polity']}, 2018; {SOURCES['ideal']}, to 2019")


def _habits(known: Covariates, sides: Sides, name: Callable[[int], str]) -> Part:
    state, targets, initiators, year = sides
    values = {
        "disputes": log1p(known.acts("opposed", state, year, MIDDLE)),
        "stood_any": log1p(known.acts("same_side", state, year, ENMITY)),
        "initiator_disputes": log1p(
            most(known.acts("opposed", i, year, MIDDLE) for i in initiators)
        ),
        "target_disputes": log1p(most(known.acts("opposed", t, year, MIDDLE) for t in targets)),
    }
    words = f"how often {name(state)} and the two sides were in disputes of late"
    return Part("habits", values, words, f"{SOURCES['opposed']}, 1960-2014")


def _dispute(dispute: Dispute) -> Part:
    values = {"attacked": dispute.attacked, "war": dispute.war}
    words = "war" if dispute.war else "force" if dispute.attacked else "no force"
    return Part("dispute", values, f"{words} by the initiator")
