"""Will one state use force on another?

The class is chosen by the record: force in the last 90 days (force again after a first blow), an
explicit threat (force after a threat), a display (force after a display), otherwise the yearly
rate between strategic rivals, which is the nearest class and fits loosely. Within the first three
a threatener that the record shows to have struck the target before has its own class.
"""

from __future__ import annotations

from crisisdesk.errors import QuestionError
from crisisdesk.odds import evidence
from crisisdesk.odds.evidence import Found
from crisisdesk.odds.forecasts import MAJORS, Case, forecast
from crisisdesk.odds.naming import is_state, name_of
from crisisdesk.odds.rates import Rate, exists, logit, rate_of
from crisisdesk.terms.records import Driver, Forecast

LOOSE = 2.0  # a class that fits loosely: its cases weigh half


def strike(case: Case) -> Forecast:
    """The odds that any of the question's actors uses force on its target within the horizon.
    Raises QuestionError where actor or target is missing."""
    target = case.question.target
    if not case.question.actors or target is None:
        raise QuestionError("a strike question names who would strike and whom")
    one_by_one = [_one(case, actor, target) for actor in case.question.actors]
    # several actors: as likely as the likeliest, since they do not act independently
    rate, drivers, stretch = max(one_by_one, key=lambda found: found[0].probability)
    return forecast(case, rate, drivers, stretch=stretch)


def _one(case: Case, actor: str, target: str) -> tuple[Rate, list[Driver], str]:
    group, words, found, stretch = _class(case, actor, target)
    drivers = [Driver(words, spans=found.spans)]
    days, factor = case.question.horizon_days, LOOSE if stretch else 1.0
    before = evidence.blows(case.readings, actor, target)
    rate = rate_of(group, days, factor)
    if before and exists(f"{group}/hit-before") and group != "force-between-rivals":
        hit = rate_of(f"{group}/hit-before", days, factor)
        effect = logit(hit.probability) - logit(rate.probability)
        told = f"the record shows that {name_of(actor)} has used force on {name_of(target)} before"
        drivers.append(Driver(told, round(effect, 2), before.spans))
        rate = hit
    if actor in MAJORS:
        drivers.append(
            Driver(
                f"{name_of(actor)} is a major power, which has moved this rate both "
                "up and down since 1946 and is left out"
            )
        )
    return rate, drivers, stretch


def _class(case: Case, actor: str, target: str) -> tuple[str, str, Found, str]:
    """The group, the fact that chose it in words, its evidence, and how loosely it fits."""
    one, other = name_of(actor), name_of(target)
    recent = evidence.recent_blows(case.readings, actor, target, case.as_of)
    threats = evidence.threats_of_force(case.readings, actor, target, case.as_of)
    shows = evidence.displays(case.readings, actor, target, case.as_of)
    unlike = "" if is_state(actor) and is_state(target) else "one side is no state"
    if recent:
        words = f"{one} has used force on {other} in the last {evidence.RECENT_DAYS} days"
        return "force-again", words, recent, unlike
    if threats:
        return "force-after-threat", f"{one} has threatened {other} with force", threats, unlike
    if shows:
        return "force-after-display", f"{one} has made a show of force", shows, unlike
    words = f"no threat, show or recent use of force by {one} is on record"
    return "force-between-rivals", words, Found(), unlike or "nothing was threatened"
