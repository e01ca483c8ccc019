"""Will a partner help the one who is threatened: with force, with arms, with words?

Three questions that are easily confused. Here each is asked *given that the beneficiary is
struck*, and the joint odds with the strike stand beside it.

The United States and Russia have their own record in crises (ICB). Other great powers, and
everybody's arms and words, are read from those two powers' record together, which fits loosely;
force by lesser states from who joined a dispute in which the target had been attacked (MID x
ATOP). Help in crises that turned violent
differs from help in all crises: that contrast, from both powers since 1946, is applied in
log-odds.
"""

from __future__ import annotations

from msgspec import Struct

from crisisdesk.errors import QuestionError
from crisisdesk.history.classes import find_class
from crisisdesk.odds.duties import Duty, duty_of
from crisisdesk.odds.forecasts import MAJORS, Case, forecast
from crisisdesk.odds.naming import members_of, name_of, names_of
from crisisdesk.odds.rates import Rate, contrast, exists, rate_of, shifted
from crisisdesk.odds.strike import strike
from crisisdesk.terms.records import Driver, Forecast, HelpKind, Question, Span

POWERS = {"USA": "usa", "RUS": "rus"}
HELP_WORDS: dict[str, str] = {
    "direct": "direct military help",
    "arms": "arms or advisers",
    "diplomatic": "diplomatic support alone",
}
LOOSE, LOOSER = 2.0, 4.0


class Chosen(Struct, frozen=True):
    """The class of a kind of help: its rate, why, and how loosely it fits."""

    rate: Rate
    drivers: tuple[Driver, ...]
    stretch: str


def intervention(case: Case) -> Forecast:
    """The odds that one of the question's actors gives its beneficiary the named help (direct
    where none is named) if the question's target, or else a threatener of the crisis, strikes
    the beneficiary. Raises QuestionError where a part is missing."""
    question = case.question
    beneficiary = question.beneficiary or (case.crisis.target and case.crisis.target.actor)
    if not question.actors or not beneficiary:
        raise QuestionError("an intervention question names who would help and whom")
    if beneficiary in question.actors:
        raise QuestionError(f"{beneficiary} cannot come to its own help: name two actors")
    duty, chosen = _likeliest(case, beneficiary, question.help or "direct")
    threat = strike_odds(case, beneficiary)
    joint = chosen.rate.probability * threat.probability if threat else None
    given = ""
    if threat:
        strikers = names_of(threat.question.actors, "or")
        given = f"if {strikers} strikes {name_of(beneficiary)}"
    return forecast(
        case,
        chosen.rate,
        chosen.drivers,
        stretch=chosen.stretch,
        given=given,
        joint=joint,
        protector=duty.partner,
        bound=duty.defense,
    )


def _likeliest(case: Case, beneficiary: str, kind: HelpKind) -> tuple[Duty, Chosen]:
    """The likeliest of the question's actors, a body standing for its members: they do not act
    independently, so that the likeliest alone counts, among those whose own record there is."""
    found: list[tuple[bool, Duty, Chosen]] = []
    for actor in case.question.actors:
        members = [member for member in members_of(actor) if member != beneficiary]
        for partner in members or (actor,):
            duty = duty_of(partner, beneficiary, case.readings, case.year)
            chosen = choose(case, duty, kind)
            fits = not chosen.stretch
            if members:
                words = f"{name_of(actor)} is read as its likeliest member, {name_of(partner)}"
                stretch = chosen.stretch or "a body is read as one of its members"
                drivers = (Driver(words), *chosen.drivers)
                chosen = Chosen(chosen.rate, drivers, stretch)
            found.append((fits, duty, chosen))
    _, duty, chosen = max(found, key=lambda one: (one[0], one[2].rate.probability))
    return duty, chosen


def strike_odds(case: Case, target: str) -> Forecast | None:
    """The odds that a threatener of the crisis strikes ``target``; None without threateners."""
    named = (case.question.target,) if case.question.target else ()
    actors = named or tuple(r.actor for r in case.crisis.threateners if r.actor != target)
    if not actors:
        return None
    question = Question("strike", actors, target, horizon_days=case.question.horizon_days)
    return strike(
        Case(question, case.crisis, case.readings, case.as_of, case.grades),
    )


def choose(case: Case, duty: Duty, kind: HelpKind) -> Chosen:
    """The class for one kind of help by what the partner owes and who it is."""
    if kind == "direct" and duty.partner not in MAJORS:
        return _joining(case, duty)
    return _helping(case, duty, kind)


def _helping(case: Case, duty: Duty, kind: HelpKind) -> Chosen:
    who = POWERS.get(duty.partner, "superpower")
    supplies = suppliers(case, duty)
    status = (
        "defense" if duty.defense else "no-defense/" + ("supplier" if supplies else "no-supplier")
    )
    stretch, factor = "", 1.0
    if who == "superpower":
        major = duty.partner in MAJORS
        factor = LOOSE if major else LOOSER
        stretch = "the record is that of the United States and the USSR/Russia"
    drivers = [duty.driver()]
    if not duty.defense:
        drivers.append(_arms_driver(duty, supplies))
    rate = rate_of(f"helps/{who}/{status}/{kind}", case.question.horizon_days, factor)
    effect = contrast(
        f"helps/superpower/{status}/violent/{kind}", f"helps/superpower/{status}/{kind}"
    )
    drivers.append(Driver("crises with serious violence, against all crises", round(effect, 2)))
    if kind == "diplomatic":
        drivers.append(
            Driver(
                "words count here where the helped valued them; public support alone is commoner"
            )
        )
    if duty.defense and kind == "direct":
        drivers.append(_invoked())
    return Chosen(shifted(rate, effect), tuple(drivers), stretch)


def suppliers(case: Case, duty: Duty) -> tuple[Span, ...]:
    """Where the record tells that the partner arms the beneficiary."""
    found: list[Span] = []
    for reading in case.readings:
        for tie in reading.ties:
            if tie.kind == "arms supplier" and tie.between == (duty.partner, duty.beneficiary):
                found.append(tie.span)
    return tuple(found)


def _arms_driver(duty: Duty, spans: tuple[Span, ...]) -> Driver:
    words = "is told to arm" if spans else "is not told to arm"
    return Driver(f"{name_of(duty.partner)} {words} {name_of(duty.beneficiary)}", spans=spans)


def _joining(case: Case, duty: Duty) -> Chosen:
    if duty.defense:
        status = "defense-bilateral" if duty.bilateral else "defense-multilateral"
    elif suppliers(case, duty):
        status = "no-defense/supplier"
    else:
        status = "nonaggression" if duty.lesser else "none"
    group = f"joins-attacked/{status}/force"
    if not exists(group):
        group = f"joins/{status}/force"
    drivers = [duty.driver()]
    drivers.append(
        Driver(
            "the class counts every state with that duty in every dispute in which "
            "the target was attacked, most of them small"
        )
    )
    if duty.defense:
        drivers.append(_invoked())
    stretch = "a crisis in the news is graver than most disputes counted"
    return Chosen(rate_of(group, case.question.horizon_days, LOOSER), tuple(drivers), stretch)


def _invoked() -> Driver:
    """The other class for a defense pact, beside the one used: a war that calls on it."""
    past = find_class("honours/defense/since-1946")
    return Driver(
        f"if it comes to a war that calls on the pact: {past.k} of {past.n} defense pacts "
        "were honoured since 1945 (another class, not used here)"
    )
