"""Will one state use force on another?

The class is chosen by the record: force in the last 90 days (force again after a first blow), an
explicit threat (force after a threat), a display (force after a display), otherwise the yearly
rate between strategic rivals, which is the nearest class and fits loosely. After a threat or a
display between two states the fitted hazard tells the case apart from the average one of its class:
it knows who they are, what passed between them before, what the confrontation has seen so far and
how old the threat is. After a blow the odds of another fall with each day that passes without one,
as the class's counted horizons say.
"""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from crisisdesk.errors import QuestionError
from crisisdesk.history.covariates import load_covariates
from crisisdesk.history.inputs import Part
from crisisdesk.history.strike_inputs import SoFar, strike_parts
from crisisdesk.odds import evidence
from crisisdesk.odds.evidence import Found
from crisisdesk.odds.fitted import Judged, Level, judge, namer, numbers_of
from crisisdesk.odds.forecasts import Case, forecast
from crisisdesk.odds.naming import is_state, name_of
from crisisdesk.odds.rates import Rate, clip, exists, logit, rate_of
from crisisdesk.odds.so_far import latest_age, so_far
from crisisdesk.terms.records import Driver, Forecast

LOOSE = 2.0  # a class that fits loosely: its cases weigh half
FITTED = frozenset({"force-after-threat", "force-after-display"})
LATELY = 0.5  # years
OF_THREATS = 0.5  # how much of what the hazard says of a threat counts: see docs/odds.md


class _Answer(Struct, frozen=True):
    rate: Rate
    drivers: tuple[Driver, ...]
    stretch: str
    judged: Judged | None = None


def strike(case: Case) -> Forecast:
    """The odds that any of the question's actors uses force on its target within the horizon.
    Raises QuestionError where actor or target is missing."""
    target = case.question.target
    if not case.question.actors or target is None:
        raise QuestionError("a strike question names who would strike and whom")
    one_by_one = [_one(case, actor, target) for actor in case.question.actors]
    # several actors: as likely as the likeliest, since they do not act independently
    best = max(one_by_one, key=lambda found: found.rate.probability)
    return forecast(case, best.rate, best.drivers, stretch=best.stretch, judged=best.judged)


def _one(case: Case, actor: str, target: str) -> _Answer:
    group, words, found, stretch = _class(case, actor, target)
    days, factor = case.question.horizon_days, LOOSE if stretch else 1.0
    before = evidence.blows(case.readings, actor, target)
    facet = f"{group}/hit-before"
    faceted = bool(before) and group != "force-between-rivals" and exists(facet)
    counted = facet if faceted else group
    rate = rate_of(counted, days, factor)
    quiet = _quiet(found, case.as_of) if group == "force-again" else 0
    chosen = Driver(words, spans=found.spans)
    judged = _judged(case, actor, target, rate_of(group, days, factor)) if group in FITTED else None
    if judged:
        return _Answer(judged.rate(rate), (chosen, *judged.drivers), stretch, judged)
    drivers = [chosen]
    rate, fought = rate_of(counted, days, factor, quiet), rate
    if quiet:
        told = f"{quiet} days have passed since without force, as far as the reports tell"
        drivers.append(Driver(told, _step(rate, fought), found.spans[:1]))
    if faceted:
        effect = _step(fought, rate_of(group, days, factor))
        told = f"the record shows that {name_of(actor)} has used force on {name_of(target)} before"
        drivers.append(Driver(told, effect, before.spans))
    return _Answer(rate, tuple(drivers), stretch)


def _quiet(blows: Found, as_of: str) -> int:
    """Days since the latest of the blows."""
    ages = (evidence.age(event.date, as_of) for event in blows.events)
    return min((days for days in ages if days is not None), default=0)


def _step(rate: Rate, base: Rate) -> float:
    """How far one rate lies from another, in log-odds."""
    return round(logit(clip(rate.probability)) - logit(clip(base.probability)), 2)


def _judged(case: Case, actor: str, target: str, rate: Rate) -> Judged | None:
    """The class's rate as the hazard tells this case apart from the average one; None where one
    side has no place in the data of states."""
    pair = numbers_of(actor, target)
    if pair is None:
        return None
    known, (by, on), name = load_covariates(), pair, namer(actor, target)
    seen, spans = so_far(case, actor, target)

    def parts(supposed: SoFar) -> list[Part]:
        return strike_parts(known, by, on, case.year, supposed, name)

    changes = [
        (f"if others had struck {name_of(target)}", replace(seen, target_struck=True)),
        (f"if {name_of(target)} showed force in turn", replace(seen, target_displayed=True)),
        (
            f"if {name_of(actor)} had struck {name_of(target)} within the year",
            replace(seen, told=(*seen.told, LATELY)),
        ),
        (f"if {name_of(actor)} had shown force too", replace(seen, displayed_before=True)),
    ]
    return judge(
        "strike",
        parts(seen),
        days=case.question.horizon_days,
        age=latest_age(case, actor, target),
        chosen=("kind",),
        level=Level(rate, *(("threat", OF_THREATS) if seen.threat else ("display", 1.0))),
        spans=spans,
        otherwise=[(words, parts(supposed)) for words, supposed in changes if supposed != seen],
    )


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
