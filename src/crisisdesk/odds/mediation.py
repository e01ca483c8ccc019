"""Will the crisis be mediated, and by whom?

Whether: international crises (ICB), moved by how violent this one is so far. By whom: each named
candidate has a class of its own in the coded news, by whether it already goes between or has
offered to. The odds of candidates need not add up: several may mediate, and those who will are
often not named beforehand.
"""

from __future__ import annotations

from msgspec.structs import replace

from crisisdesk.errors import QuestionError
from crisisdesk.history.covariates import load_covariates
from crisisdesk.history.inputs import Part
from crisisdesk.history.mediation_inputs import Course, mediation_parts
from crisisdesk.odds import evidence
from crisisdesk.odds.fitted import Judged, judge, namer, numbers_of
from crisisdesk.odds.forecasts import Case, forecast
from crisisdesk.odds.hazard import hazard
from crisisdesk.odds.likely_mediators import Likely, likeliest, place_of, ranked
from crisisdesk.odds.mediators import DONE, OFFERED, Candidate, candidates
from crisisdesk.odds.naming import is_state, name_of, names_of
from crisisdesk.odds.rates import Rate, contrast, logit, rate_of, shifted
from crisisdesk.terms.records import Driver, Event, Forecast

LOOSE, LOOSER = 2.0, 4.0
LONGEST = 3650  # days: the rate at any time


def mediation(case: Case) -> Forecast:
    """The odds that the crisis is mediated (no actors in the question), or that the first actor
    named mediates. Raises QuestionError where the crisis has no two sides."""
    if case.crisis.target is None or not case.crisis.threateners:
        raise QuestionError("there is no crisis to mediate: nobody is on record as threatened")
    if case.question.actors:
        return _by_whom(case, case.question.actors[0])
    rate, drivers, judged = at_all(case)
    rate, drivers = _no_less_than_one(case, rate, drivers)
    drivers = [*drivers, *likeliest(likely(case))]
    return forecast(case, rate, drivers, judged=judged)


def _no_less_than_one(case: Case, rate: Rate, drivers: list[Driver]) -> tuple[Rate, list[Driver]]:
    """That anyone mediates is no less likely than that one does who is named. The two come from
    different records (crises, coded news), so nothing else holds them together."""
    named = {actor: _named(case, actor)[0] for actor in _candidates(case)}
    best = max(named, key=lambda actor: named[actor].probability, default=None)
    if best is None or named[best].probability <= rate.probability:
        return rate, drivers
    one = named[best]
    effect = logit(one.probability) - logit(rate.probability)
    told = Driver(f"no less likely than that {name_of(best)} alone does", round(effect, 2))
    raised = replace(
        rate, probability=one.probability, low=max(rate.low, one.low), high=max(rate.high, one.high)
    )
    return raised, [*drivers, told]


def at_all(case: Case) -> tuple[Rate, list[Driver], Judged | None]:
    """The rate and reasons for any mediation, by the fitted model where both sides are states."""
    violent = any_blow(case)
    words = (
        "force has been used in the last 90 days"
        if violent
        else "no force is on record for the last 90 days"
    )
    told = Driver(words, spans=violent.spans)
    judged = _judged(case, bool(violent), told)
    if judged:
        rate, drivers = (
            judged.rate(rate_of("mediated", case.question.horizon_days)),
            [*judged.drivers],
        )
    else:
        facet = "minor-clashes" if violent else "no-violence"
        effect = contrast(f"mediated/{facet}", "mediated")
        rate = shifted(rate_of("mediated", case.question.horizon_days), effect)
        drivers = [replace(told, effect=round(effect, 2))]
    for actor, candidate in sorted(_candidates(case).items()):
        stage = {DONE: "already goes between", OFFERED: "has offered to"}.get(candidate.stage)
        if stage:
            drivers.append(Driver(f"{name_of(actor)} {stage}", spans=tuple(candidate.spans)))
    return rate, drivers, judged


def _judged(case: Case, violent: bool, told: Driver) -> Judged | None:
    """The model's odds that the crisis is mediated, brought to the horizon at the pace at which
    mediated crises came to be so; None where no two sides are states."""
    target = case.crisis.target.actor if case.crisis.target else ""
    threateners = [role.actor for role in case.crisis.threateners if is_state(role.actor)]
    numbers = numbers_of(target, *threateners)
    if numbers is None or not threateners:
        return None
    name = namer(target, *threateners)
    pairs = [(min(numbers[0], one), max(numbers[0], one)) for one in numbers[1:]]
    course = Course(violent)

    def parts(supposed: Course) -> list[Part]:
        return mediation_parts(load_covariates(), pairs, numbers, case.year, supposed, name)

    changes = [
        ("if there were no violence", replace(course, violence=0)),
        ("if it came to serious clashes", replace(course, violence=2)),
        ("if it came to war", replace(course, violence=3)),
    ]
    otherwise = [(words, parts(supposed)) for words, supposed in changes if supposed != course]
    found = judge("mediated", parts(course), told={"course": told}, otherwise=otherwise)
    pace = [
        hazard(rate_of("mediated", d).probability) for d in (case.question.horizon_days, LONGEST)
    ]
    return found.paced(pace[0] / pace[1])


def any_blow(case: Case) -> evidence.Found:
    """Force between the sides, either way, in the last 90 days."""
    target = case.crisis.target.actor if case.crisis.target else ""
    found: list[Event] = []
    for role in case.crisis.threateners:
        for pair in ((role.actor, target), (target, role.actor)):
            found += evidence.recent_blows(case.readings, *pair, case.as_of).events
    return evidence.Found(tuple(found))


def likely(case: Case) -> list[Likely]:
    """Who might mediate, the likeliest first."""
    target = case.crisis.target.actor if case.crisis.target else ""
    parties = tuple(dict.fromkeys([*(r.actor for r in case.crisis.threateners), target]))
    return ranked(case.readings, parties, _candidates(case), case.as_of, _partisan(case))


def _candidates(case: Case) -> dict[str, Candidate]:
    target = case.crisis.target.actor if case.crisis.target else ""
    threateners = {role.actor for role in case.crisis.threateners}
    return candidates(case.readings, threateners, target, case.as_of, _partisan(case))


def _partisan(case: Case) -> set[str]:
    partners = (*case.crisis.partners_of_target, *case.crisis.partners_of_threateners)
    return {role.actor for role in partners}


def _by_whom(case: Case, actor: str) -> Forecast:
    rate, driver, stretch = _named(case, actor)
    drivers = [driver, *_ties(case, actor), *place_of(actor, likely(case))]
    return forecast(case, rate, drivers, stretch=stretch)


def _ties(case: Case, actor: str) -> list[Driver]:
    """That a candidate takes a side, where the reports tell it; no count says what that moves."""
    crisis = case.crisis
    sides = (
        (crisis.partners_of_target, crisis.target and (crisis.target,)),
        (crisis.partners_of_threateners, crisis.threateners),
    )
    return [
        Driver(f"{name_of(actor)} stands by {names_of(r.actor for r in side)}", spans=role.spans)
        for partners, side in sides
        for role in partners
        if side and role.actor == actor
    ]


def _named(case: Case, actor: str) -> tuple[Rate, Driver, str]:
    """The rate for one who is named, its reason, and how loosely its class fits."""
    candidate = _candidates(case).get(actor, Candidate())
    group, words, stretch, factor = "offer-to-mediate-taken-up", "is named", "", 1.0
    if candidate.stage == DONE:
        group, words = "mediates-again", "already goes between the sides"
    elif candidate.stage == OFFERED:
        words = "has offered to go between"
    elif candidate.stage:
        words, factor = "talks to both sides and is not known to have offered", LOOSE
        stretch = "the nearest class is that of those who offered"
    else:
        words, factor = "is not told to have offered", LOOSER
        stretch = "the nearest class is that of those who offered"
    rate = rate_of(group, case.question.horizon_days, factor)
    if factor > 1.0:
        # a looser fit widens the interval; who has not offered is no likelier than who has
        most = rate_of(group, case.question.horizon_days).probability
        rate = replace(rate, probability=min(rate.probability, most))
    return rate, Driver(f"{name_of(actor)} {words}", spans=tuple(candidate.spans)), stretch
