"""Will it come to full-scale war between the two sides?"""

from __future__ import annotations

from crisisdesk.odds import evidence
from crisisdesk.odds.forecasts import Case, forecast
from crisisdesk.odds.naming import name_of
from crisisdesk.odds.rates import rate_of
from crisisdesk.odds.talks import sides
from crisisdesk.terms.records import Driver, Forecast


def escalation(case: Case) -> Forecast:
    """The odds of full-scale war: a crisis that has seen force lately, one in which force is
    threatened, or one without either, each with its own class. No class has days, so the odds are
    over the crisis, whatever the horizon."""
    one, other = sides(case)
    blows = [
        *evidence.recent_blows(case.readings, one, other, case.as_of).events,
        *evidence.recent_blows(case.readings, other, one, case.as_of).events,
    ]
    threats = evidence.threats_of_force(case.readings, one, other, case.as_of)
    if blows:
        found = evidence.Found(tuple(blows))
        group, words = "full-war/violent-start", "force has been used in the last 90 days"
    elif threats:
        found = threats
        group, words = "war-after-threat", f"{name_of(one)} has threatened {name_of(other)}"
    else:
        found = evidence.Found()
        group, words = "escalates/full-war", "neither force nor an explicit threat is on record"
    rate = rate_of(group, case.question.horizon_days)
    return forecast(case, rate, [Driver(words, spans=found.spans)])
