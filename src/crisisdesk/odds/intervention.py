"""Will a partner help the one who is threatened: with force, with arms, with words?

Three questions that are easily confused. Here each is asked *given that the beneficiary is
struck*, and the joint odds with the strike stand beside it.

The United States and Russia have their own record in crises (ICB), and a model fitted to it says
how likely military help is; the classes say how it divides into arms and own forces, and how often
words are all. Other great powers, and everybody's arms and words, are read from those two powers'
record together, which fits loosely. Force by lesser states is read from who joined a dispute in
which the target had been attacked (MID x ATOP), by the model of who joins and by the share of
joiners who used force. Where a side is no state the classes answer alone.
"""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from crisisdesk.errors import QuestionError
from crisisdesk.history.classes import era_of
from crisisdesk.odds.alliance import invoked
from crisisdesk.odds.duties import Duty, duty_of
from crisisdesk.odds.fitted import Judged
from crisisdesk.odds.forecasts import MAJORS, Case, forecast
from crisisdesk.odds.helpers import help_judged, joining_judged, suppliers
from crisisdesk.odds.naming import members_of, name_of, names_of
from crisisdesk.odds.rates import Rate, contrast, exists, over_span, rate_of, shifted
from crisisdesk.odds.strike import strike
from crisisdesk.terms.records import Driver, Forecast, HelpKind, Question, Span

POWERS = {"USA": "usa", "RUS": "rus"}
HELP_WORDS: dict[str, str] = {
    "direct": "direct military help",
    "arms": "arms or advisers",
    "diplomatic": "diplomatic support alone",
}
PACTS = ("defense", "lesser", "none")
FORCEFUL: tuple[HelpKind, ...] = ("direct", "arms")
LOOSE, LOOSER = 2.0, 4.0


class Chosen(Struct, frozen=True):
    """The class of a kind of help: its rate, why, and how loosely it fits; the fitted model's
    answer where one was asked."""

    rate: Rate
    drivers: tuple[Driver, ...]
    stretch: str
    judged: Judged | None = None


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
        judged=chosen.judged,
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
                chosen = Chosen(chosen.rate, drivers, stretch, chosen.judged)
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
    if question not in case.strikes:
        case.strikes[question] = strike(replace(case, question=question))
    return case.strikes[question]


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
    days, group = case.question.horizon_days, f"helps/{who}/{status}"
    rate = rate_of(f"{group}/{kind}", days, factor)
    told = {"pact": duty.driver()}
    if not duty.defense:
        told["arms"] = _arms_driver(duty, supplies)
    judged = help_judged(case, duty, who, bool(supplies), told)
    if judged is None:
        return _by_class(case, duty, kind, rate, tuple(told.values()), stretch)
    share = _share(who, group, kind, days, judged.odds.probability)
    answer = over_span(judged.scaled(share).rate(rate, factor**0.5), days)
    drivers = (*judged.drivers, *_remarks(duty, kind, share))
    return Chosen(answer, drivers, stretch, judged.scaled(share))


def _share(who: str, group: str, kind: HelpKind, days: int, military: float) -> float:
    """What to multiply the odds of military help with: the kind's share of that power's military
    help since 1946, or, for words alone, their share in the class of what is not military help,
    over the odds of that help."""
    if kind == "diplomatic":
        rates = {k: rate_of(f"{group}/{k}", days).probability for k in HELP_WORDS}
        rest = max(1.0 - rates["direct"] - rates["arms"], rates["diplomatic"])
        return rates["diplomatic"] / rest * (1.0 - military) / military
    given = {k: sum(_count(f"helps/{who}/{pact}/{k}") for pact in PACTS) for k in FORCEFUL}
    return given[kind] / sum(given.values())


def _count(group: str) -> int:
    past = era_of(group, "since-1946")
    return past.k if past else 0


def _by_class(
    case: Case, duty: Duty, kind: HelpKind, rate: Rate, drivers: tuple[Driver, ...], stretch: str
) -> Chosen:
    """The class's rate moved by the contrast of violent crises."""
    status = "defense" if duty.defense else "no-defense/no-supplier"
    if not duty.defense and suppliers(case, duty):
        status = "no-defense/supplier"
    effect = contrast(
        f"helps/superpower/{status}/violent/{kind}", f"helps/superpower/{status}/{kind}"
    )
    violent = Driver("crises with serious violence, against all crises", round(effect, 2))
    remarks = _remarks(duty, kind, None)
    return Chosen(shifted(rate, effect), (*drivers, violent, *remarks), stretch)


def _remarks(duty: Duty, kind: HelpKind, share: float | None) -> tuple[Driver, ...]:
    """What a reader should know of the kind of help, moving nothing."""
    found = []
    if kind == "diplomatic":
        words = "words count here where the helped valued them; public support alone is commoner"
        found.append(Driver(words))
    elif share is not None:
        words = f"of military help in such cases {share:.0%} was {HELP_WORDS[kind]}"
        found.append(Driver(words))
    if duty.defense and kind == "direct":
        found.append(invoked(duty))
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
    rate = rate_of(group, case.question.horizon_days, LOOSER)
    stretch = "a crisis in the news is graver than most disputes counted"
    counted = Driver(
        "the class counts every state with that duty in every dispute in which "
        "the target was attacked, most of them small"
    )
    remarks = (counted, *((invoked(duty),) if duty.defense else ()))
    judged = joining_judged(case, duty, {"pact": duty.driver()})
    if judged is None:
        return Chosen(rate, (duty.driver(), *remarks), stretch)
    return Chosen(judged.rate(rate, LOOSE), (*judged.drivers, *remarks), stretch, judged)
