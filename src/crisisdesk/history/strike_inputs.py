"""What the odds of force after a threat or a show of force turn on."""

from __future__ import annotations

from collections.abc import Callable
from math import exp, log1p

from msgspec import Struct

from crisisdesk.history.covariates import (
    AUTOCRACY,
    LAND,
    NO_CONTACT,
    SOURCES,
    Covariates,
    log_share,
)
from crisisdesk.history.inputs import Part

SHORT, LONG, RECENT = 10.0, 30.0, 5.0  # years over which past acts fade


class SoFar(Struct, frozen=True):
    """What this confrontation has seen before the threat (or show of force) that is judged.

    ``threat``: it is an explicit threat, not a show of force alone. ``others``: how many other
    states have moved against the target (``others_against``: against the threatener), ``foes``:
    against how many others the threatener has. ``days`` is how long the confrontation has run,
    ``fresh`` that nothing at all came before.
    ``told`` are uses of force by the threatener on the target that reports tell of and the data
    may lack: ages in years.
    """

    threat: bool = True
    threatened_before: bool = False
    displayed_before: bool = False
    target_threatened: bool = False
    target_displayed: bool = False
    target_struck: bool = False
    target_struck_others: bool = False
    struck_others: bool = False
    was_struck: bool = False
    others: int = 0
    others_against: int = 0
    foes: int = 0
    days: int = 0
    fresh: bool = True
    told: tuple[float, ...] = ()


def strike_parts(
    known: Covariates,
    by: int,
    on: int,
    year: int,
    so_far: SoFar,
    name: Callable[[int], str] = str,
) -> list[Part]:
    """The parts of the case that ``by`` uses force on ``on``, both COW numbers, in ``year``."""
    return [
        _kind(by, so_far, name),
        _power(known, by, on, year, name),
        _status(known, by, on, year, name),
        _allies(known, by, on, year, name),
        _place(known, by, on, year, name),
        _rivalry(known, by, on, year),
        _regimes(known, by, on, year),
        _past(known, by, on, year, so_far, name),
        _habits(known, by, on, year, name),
        _moves(by, on, so_far, name),
        _company(by, on, so_far, name),
    ]


def _kind(by: int, so_far: SoFar, name: Callable[[int], str]) -> Part:
    what = "threatens with force" if so_far.threat else "shows force and utters no threat"
    return Part("kind", {"threat": so_far.threat}, f"{name(by)} {what}")


def _power(known: Covariates, by: int, on: int, year: int, name: Callable[[int], str]) -> Part:
    one, other = known.log_capability(by, year), known.log_capability(on, year)
    ratio = exp(abs(one - other)) if one == one and other == other else 1.0
    stronger = name(by) if one >= other else name(on)
    values = {"capability": one, "target_capability": other, "ratio": one - other}
    words = f"material capability {ratio:.0f} to 1 for {stronger}"
    if ratio < 1.5:
        words = "material capability about even"
    return Part("power", values, words, f"{SOURCES['cinc']}, {known.capability_year(by, year)}")


def _status(known: Covariates, by: int, on: int, year: int, name: Callable[[int], str]) -> Part:
    values = {
        "major": known.major(by, year),
        "target_major": known.major(on, year),
        "nuclear": known.nuclear(by, year),
        "target_nuclear": known.nuclear(on, year),
    }
    has = [
        f"{name(state)} {what}"
        for state, what, held in (
            (by, "is a major power", values["major"]),
            (by, "has nuclear weapons", values["nuclear"]),
            (on, "is a major power", values["target_major"]),
            (on, "has nuclear weapons", values["target_nuclear"]),
        )
        if held
    ]
    words = ", ".join(has) or "neither side is a major power or has nuclear weapons"
    return Part("status", values, words, f"{SOURCES['majors']}; nuclear weapons: public record")


def _allies(known: Covariates, by: int, on: int, year: int, name: Callable[[int], str]) -> Part:
    own, theirs = known.defenders(by, year) - {on}, known.defenders(on, year) - {by}
    one, other = known.capability(by, year), known.capability(on, year)
    apart = sum(_share(known, ally, year) for ally in theirs - own)
    backing = sum(_share(known, ally, year) for ally in own - theirs)
    values = {
        "side": log_share(one) - log_share(other + apart),
        "sides": log_share(one + backing) - log_share(other + apart),
        "major_allies": sum(known.major(ally, year) for ally in theirs),
        "allies": log1p(len(theirs)),
    }
    words = f"{len(theirs)} states owe {name(on)} defense, {len(own)} {name(by)}"
    return Part("allies", values, words, f"{SOURCES['owed']}, to 2018")


def _share(known: Covariates, state: int, year: int) -> float:
    share = known.capability(state, year)
    return share if share == share else 0.0


def _place(known: Covariates, by: int, on: int, year: int, name: Callable[[int], str]) -> Part:
    contact, distance = known.contact(by, on, year), known.distance(by, on, year)
    values = {
        "land": contact == LAND,
        "near": contact < NO_CONTACT,
        "distance": log1p(distance),
    }
    far = f"{distance:,.0f} km between capitals" if distance == distance else "distance not known"
    where = "share a land border" if contact == LAND else "share no land border"
    return Part("place", values, f"they {where}, {far}", SOURCES["contact"])


def _rivalry(known: Covariates, by: int, on: int, year: int) -> Part:
    rival, duty = known.rival(by, on, year), known.duty(by, on, year)
    values = {
        "rival": rival,
        "pact": "defense" in duty,
        "nonaggression": "nonaggression" in duty,
        "gap": known.ideal_gap(by, on, year),
    }
    words = "strategic rivals" if rival else "no strategic rivals"
    words += f", bound to {', '.join(sorted(duty))}" if duty else ", no pact between them"
    source = f"{SOURCES['rivals']}, to 2020; {SOURCES['owed']}; {SOURCES['ideal']}, to 2019"
    return Part("rivalry", values, words, source)


def _regimes(known: Covariates, by: int, on: int, year: int) -> Part:
    free, other = known.democratic(by, year), known.democratic(on, year)
    values = {"democracy": free, "target_democracy": other, "democracies": free and other}
    kinds = [_regime(known.polity(state, year)) for state in (by, on)]
    return Part("regimes", values, f"{kinds[0]} against {kinds[1]}", f"{SOURCES['polity']}, 2018")


def _regime(polity: float) -> str:
    if polity != polity:
        return "a regime not graded"
    if polity <= AUTOCRACY:
        return "an autocracy"
    return "a democracy" if polity >= -AUTOCRACY else "a mixed regime"


def _past(
    known: Covariates, by: int, on: int, year: int, so_far: SoFar, name: Callable[[int], str]
) -> Part:
    told = [sum(exp(-age / years) for age in so_far.told) for years in (SHORT, LONG)]
    values = {
        "force": log1p(known.past("force", by, on, year, SHORT) + told[0]),
        "force_long": log1p(known.past("force", by, on, year, LONG) + told[1]),
        "force_back": log1p(known.past("force", on, by, year, SHORT)),
        "force_back_long": log1p(known.past("force", on, by, year, LONG)),
        "threats": log1p(known.past("threats", by, on, year, SHORT)),
        "threats_back": log1p(known.past("threats", on, by, year, SHORT)),
    }
    acts = round(known.past("force", by, on, year, 1e6)) + len(so_far.told)
    back = round(known.past("force", on, by, year, 1e6))
    words = f"{_acts(acts)} by {name(by)} and {_acts(back)} by {name(on)} on record before"
    return Part("past", values, words, f"{SOURCES['force']}, 1960-2014")


def _acts(count: int) -> str:
    return "no act of force" if not count else f"{count} act{'s' if count > 1 else ''} of force"


def _habits(known: Covariates, by: int, on: int, year: int, name: Callable[[int], str]) -> Part:
    values = {
        "force_any": log1p(known.acts("force", by, year, RECENT)),
        "struck_any": log1p(known.suffered("force", by, year, RECENT)),
        "target_force_any": log1p(known.acts("force", on, year, RECENT)),
        "target_struck_any": log1p(known.suffered("force", on, year, RECENT)),
    }
    words = f"how often {name(by)} and {name(on)} fought anybody of late"
    return Part("habits", values, words, f"{SOURCES['force']}, 1960-2014")


def _moves(by: int, on: int, so_far: SoFar, name: Callable[[int], str]) -> Part:
    values = {
        "fresh": so_far.fresh,
        "days": log1p(so_far.days),
        "threatened_before": so_far.threatened_before,
        "displayed_before": so_far.displayed_before,
        "target_threatened": so_far.target_threatened,
        "target_displayed": so_far.target_displayed,
    }
    done = [
        words
        for words, held in (
            (f"{name(by)} has threatened before", so_far.threatened_before),
            (f"{name(by)} has shown force", so_far.displayed_before),
            (f"{name(on)} has threatened", so_far.target_threatened),
            (f"{name(on)} has shown force", so_far.target_displayed),
        )
        if held
    ]
    ran = f"it has run for {so_far.days} days" if so_far.days else "no day is known before it"
    first = "nothing came before it" if so_far.fresh else ran
    return Part("moves", values, ", ".join([first, *done]))


def _company(by: int, on: int, so_far: SoFar, name: Callable[[int], str]) -> Part:
    values = {
        "target_struck": so_far.target_struck,
        "target_struck_others": so_far.target_struck_others,
        "struck_others": so_far.struck_others,
        "was_struck": so_far.was_struck,
        "others": log1p(so_far.others),
        "others_against": log1p(so_far.others_against),
        "foes": log1p(so_far.foes),
    }
    done = [
        words
        for words, held in (
            (f"others have struck {name(on)}", so_far.target_struck),
            (f"{name(on)} has struck others", so_far.target_struck_others),
            (f"{name(by)} has struck others", so_far.struck_others),
            (f"{name(by)} has been struck", so_far.was_struck),
            (f"others move against {name(on)}", so_far.others > 0),
        )
        if held
    ]
    words = ", ".join(done) or "nobody else has used force or moved in it so far"
    return Part("company", values, words)
