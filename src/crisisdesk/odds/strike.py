"""Will one state use force on another?

While a dispute is under way (a threat, a show of force or force between the two within a year) the
fitted hazard answers: it knows what has passed, how often and how lately, from either side, and
who the two are. The class beside it is that of disputes of like course. Where neither has used
force for a month and the actor lays an attack by others at the target's door, the class is that of
such attacks. Where nothing has passed for a year the yearly rate between strategic rivals stands,
the nearest class, which fits loosely.
"""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from crisisdesk.errors import QuestionError
from crisisdesk.history.covariates import load_covariates
from crisisdesk.history.fits import odds_of
from crisisdesk.history.inputs import Part, values_of
from crisisdesk.history.precedents import Precedent
from crisisdesk.history.provocations import provoked_precedents
from crisisdesk.history.stream_weights import REST, UNDER_WAY, stream_weights
from crisisdesk.history.strike_inputs import (
    MONTH,
    Ages,
    Passed,
    State,
    passed_parts,
    power_part,
    state_of,
    strike_parts,
)
from crisisdesk.odds.fitted import Judged, judge, namer, numbers_of
from crisisdesk.odds.forecasts import Case, forecast
from crisisdesk.odds.naming import is_state, name_of
from crisisdesk.odds.passed import passed_between
from crisisdesk.odds.provocation import Provoked, provoked_by
from crisisdesk.odds.rates import Rate, moved, rate_of
from crisisdesk.odds.signals import given, ratio
from crisisdesk.odds.streamed import told_of
from crisisdesk.terms.records import Driver, Forecast, Span

LOOSE = 2.0  # a class that fits loosely: its cases weigh half
# what has passed, and the part of the record that shows it
CHOSEN: dict[State, tuple[str, tuple[str, ...]]] = {
    "exchange": (
        "{one} and {other} have used force on each other in the last 30 days",
        ("force", "force_back"),
    ),
    "struck": ("{one} has used force on {other} in the last 30 days", ("force",)),
    "suffered": ("{other} has used force on {one} in the last 30 days", ("force_back",)),
    "lately": (
        "force was used between the two within the year, not in the last 30 days",
        ("force", "force_back"),
    ),
    "threat": ("{one} has threatened {other} with force", ("threats",)),
    "display": ("{one} has made a show of force", ("ready",)),
    "faced": ("{other} has threatened {one} or shown force", ("threats", "ready")),
}


FIGHTING: tuple[State, ...] = ("exchange", "struck", "suffered")  # force within the month


class _Answer(Struct, frozen=True):
    rate: Rate
    drivers: tuple[Driver, ...]
    stretch: str
    judged: Judged | None = None
    among: tuple[Precedent, ...] = ()


def strike(case: Case) -> Forecast:
    """The odds that any of the question's actors uses force on its target within the horizon.
    Raises QuestionError where actor or target is missing."""
    target = case.question.target
    if not case.question.actors or target is None:
        raise QuestionError("a strike question names who would strike and whom")
    one_by_one = [_one(case, actor, target) for actor in case.question.actors]
    # several actors: as likely as the likeliest, since they do not act independently
    best = max(one_by_one, key=lambda found: found.rate.probability)
    return forecast(
        *(case, best.rate, best.drivers),
        stretch=best.stretch,
        judged=best.judged,
        among=best.among,
    )


def _one(case: Case, actor: str, target: str) -> _Answer:
    passed, spans = passed_between(case, actor, target)
    one, other, days = name_of(actor), name_of(target), case.question.horizon_days
    unlike = "" if is_state(actor) and is_state(target) else "one side is no state"
    state = state_of(passed)
    if state not in FIGHTING and (attack := provoked_by(case.readings, actor, target, case.as_of)):
        return _provoked(case, attack)
    if state is None:
        return _at_rest(case, actor, target, unlike)
    words, shown = CHOSEN[state]
    evidence = tuple(dict.fromkeys(span for part in shown for span in spans[part]))
    chosen = Driver(words.format(one=one, other=other), spans=evidence)
    judged, told = _signalled(case, actor, target, passed, spans)
    if not unlike and (stream := told_of(actor, target, case.as_of)):
        weight = stream_weights()[UNDER_WAY]
        judged = judged.shifted(*stream.shift(weight))
        told = [stream.driver(weight, "disputes under way"), *told]
    factor = LOOSE if unlike else 1.0
    rate = judged.rate(rate_of(f"dispute/{state}", days, factor), factor)
    moving, idle = ([d for d in told if bool(d.effect) is moves] for moves in (True, False))
    return _Answer(rate, (chosen, *moving, *judged.drivers, *idle), unlike, judged)


def _at_rest(case: Case, actor: str, target: str, unlike: str) -> _Answer:
    """The odds where nothing has passed for a year: the rate between rivals, moved by what a stream
    tells of the two."""
    words = f"no threat, show or recent use of force by {name_of(actor)} is on record"
    rate, drivers = (
        rate_of("force-between-rivals", case.question.horizon_days, LOOSE),
        [Driver(words)],
    )
    if not unlike and (stream := told_of(actor, target, case.as_of)):
        weight = stream_weights()[REST]
        ends = moved((rate.probability, *rate.interval), *stream.shift(weight))
        rate = Rate(*ends, rate.past, rate.earlier)
        drivers.append(stream.driver(weight, "rivals at rest"))
    return _Answer(rate, tuple(drivers), unlike or "nothing was threatened")


def _provoked(case: Case, attack: Provoked) -> _Answer:
    """The odds after an attack by others that the actor lays at the target's door: what is left of
    the hazard that set in with it."""
    one, other = name_of(attack.actor), name_of(attack.target)
    days, pair = case.question.horizon_days, numbers_of(attack.actor, attack.target)
    name = namer(attack.actor, attack.target)
    parts = [power_part(load_covariates(), pair[0], pair[1], case.year, name)] if pair else []
    judged = judge("provoked", parts, days=attack.age + days)
    if attack.age:
        judged = judged.after(odds_of(judged.fit, values_of(parts), attack.age))
    ago = "today" if attack.age < 1 else f"{attack.age:.0f} days ago"
    dead = f" that killed {attack.killed}" if attack.killed else ""
    laid = f"{one} holds {other} responsible for an attack"
    if not attack.blames:
        deeds = f"{one} has threatened, punished or made demands on {other}"
        laid = f"{deeds} over an attack by others"
    words = f"{laid}{dead}, {ago}; no force between the two is on record for {MONTH} days"
    quiet = Driver(words, spans=attack.spans)
    rate = judged.rate(rate_of("provoked", days))
    return _Answer(rate, (quiet, *judged.drivers), "", judged, provoked_precedents())


def _signalled(
    case: Case, actor: str, target: str, passed: Passed, spans: dict[str, tuple[Span, ...]]
) -> tuple[Judged, list[Driver]]:
    """The hazard's answer as the signals beside force move it, and what they are."""
    days = case.question.horizon_days
    judged = _judged(case, actor, target, passed, spans, days)
    found = given(case, actor, target, passed)
    for one in found:
        if one.count.counts:
            first = min(one.count.days, days)
            soon = _judged(case, actor, target, passed, spans, first).odds
            judged = judged.early(ratio(one.count, soon.probability), soon)
    return judged, [one.driver() for one in found]


def _judged(
    case: Case,
    actor: str,
    target: str,
    passed: Passed,
    spans: dict[str, tuple[Span, ...]],
    days: int,
) -> Judged:
    """The hazard's answer; a side that is no state has no place in the data of states, and what is
    not known is taken as average."""
    one, other = name_of(actor), name_of(target)
    pair, known, name = numbers_of(actor, target), load_covariates(), namer(actor, target)

    def parts(supposed: Passed) -> list[Part]:
        if pair is None:
            return passed_parts(supposed, one, other)
        by, on = pair
        return strike_parts(known, by, on, case.year, supposed, name)

    return judge(
        "strike",
        parts(passed),
        days=days,
        spans=spans,
        anchor=state_of(passed),
        otherwise=[(words, parts(changed)) for words, changed in _changes(passed, one, other)],
    )


def _changes(passed: Passed, one: str, other: str) -> list[tuple[str, Passed]]:
    """What might happen next."""
    return [
        (f"if {one} used force on {other} today", _with(passed, "force")),
        (f"if {other} used force on {one} today", _with(passed, "force_back")),
        (f"if {one} threatened {other} with force today", _with(passed, "threats")),
        (f"if {one} mobilised today", _with(passed, "ready")),
        (f"if {MONTH} days went by without any such act", _later(passed, MONTH)),
    ]


def _with(passed: Passed, kind: str) -> Passed:
    return replace(passed, **{kind: tuple(sorted({0.0, *getattr(passed, kind)}))})


def _later(passed: Passed, days: int) -> Passed:
    def older(ages: Ages) -> Ages:
        return tuple(age + days for age in ages)

    kinds = [name for name in passed.__struct_fields__ if name != "run"]
    moved = {kind: older(getattr(passed, kind)) for kind in kinds}
    return replace(passed, **moved, run=passed.run + days)
