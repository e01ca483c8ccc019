"""Will the two sides talk, and will it come to full-scale war?"""

from __future__ import annotations

from crisisdesk.errors import QuestionError
from crisisdesk.odds import evidence
from crisisdesk.odds.forecasts import Case, forecast
from crisisdesk.odds.naming import name_of
from crisisdesk.odds.rates import rate_of
from crisisdesk.terms.records import Driver, Forecast


def sides(case: Case) -> tuple[str, str]:
    """The first threatener and the target, or the two whom the question names. Raises
    QuestionError where there are none."""
    if len(case.question.between) >= 2:
        return case.question.between[0], case.question.between[1]
    if not case.crisis.threateners or case.crisis.target is None:
        raise QuestionError("nobody is on record as threatened: name the two sides")
    return case.crisis.threateners[0].actor, case.crisis.target.actor


def talks(case: Case) -> Forecast:
    """The odds that the two sides negotiate with each other within the horizon (coded news)."""
    one, other = sides(case)
    held = evidence.talks(case.readings, one, other, case.as_of)
    pair = f"{name_of(one)} and {name_of(other)}"
    if held:
        words = f"{pair} have talked in the last {evidence.RECENT_DAYS} days"
        rate = rate_of("talks-again", case.question.horizon_days)
    else:
        words = f"no talks of {pair} with each other are on record for these 90 days"
        rate = rate_of("talks-after-threat", case.question.horizon_days)
    return forecast(case, rate, [Driver(words, spans=held.spans)])
