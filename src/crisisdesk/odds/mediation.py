"""Will the crisis be mediated, and by whom?

Whether: international crises (ICB), moved by how violent this one is so far. By whom: each named
candidate has a class of its own in the coded news, by whether it already goes between or has
offered to. The odds of candidates need not add up: several may mediate, and those who will are
often not named beforehand.
"""

from __future__ import annotations

from crisisdesk.errors import QuestionError
from crisisdesk.odds import evidence
from crisisdesk.odds.forecasts import Case, forecast
from crisisdesk.odds.mediators import DONE, OFFERED, Candidate, candidates
from crisisdesk.odds.naming import name_of
from crisisdesk.odds.rates import Rate, contrast, rate_of, shifted
from crisisdesk.terms.records import Driver, Event, Forecast

LOOSE, LOOSER = 2.0, 4.0


def mediation(case: Case) -> Forecast:
    """The odds that the crisis is mediated (no actors in the question), or that the first actor
    named mediates. Raises QuestionError where the crisis has no two sides."""
    if case.crisis.target is None or not case.crisis.threateners:
        raise QuestionError("there is no crisis to mediate: nobody is on record as threatened")
    if case.question.actors:
        return _by_whom(case, case.question.actors[0])
    rate, drivers = at_all(case)
    return forecast(case, rate, drivers)


def at_all(case: Case) -> tuple[Rate, list[Driver]]:
    """The rate and reasons for any mediation."""
    violent = any_blow(case)
    facet = "minor-clashes" if violent else "no-violence"
    effect = contrast(f"mediated/{facet}", "mediated")
    rate = shifted(rate_of("mediated", case.question.horizon_days), effect)
    words = (
        "force has been used in the last 90 days"
        if violent
        else ("no force is on record for the last 90 days")
    )
    drivers = [Driver(words, round(effect, 2), violent.spans)]
    for actor, candidate in sorted(_candidates(case).items()):
        stage = {DONE: "already goes between", OFFERED: "has offered to"}.get(candidate.stage)
        if stage:
            drivers.append(Driver(f"{name_of(actor)} {stage}", spans=tuple(candidate.spans)))
    return rate, drivers


def any_blow(case: Case) -> evidence.Found:
    """Force between the sides, either way, in the last 90 days."""
    target = case.crisis.target.actor if case.crisis.target else ""
    found: list[Event] = []
    for role in case.crisis.threateners:
        for pair in ((role.actor, target), (target, role.actor)):
            found += evidence.recent_blows(case.readings, *pair, case.as_of).events
    return evidence.Found(tuple(found))


def _candidates(case: Case) -> dict[str, Candidate]:
    target = case.crisis.target.actor if case.crisis.target else ""
    threateners = {role.actor for role in case.crisis.threateners}
    partners = (*case.crisis.partners_of_target, *case.crisis.partners_of_threateners)
    partisan = {role.actor for role in partners}
    return candidates(case.readings, threateners, target, case.as_of, partisan)


def _by_whom(case: Case, actor: str) -> Forecast:
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
    drivers = [Driver(f"{name_of(actor)} {words}", spans=tuple(candidate.spans))]
    return forecast(case, rate, drivers, stretch=stretch)
