"""What the fitted models say of a partner: military help by a great power, joining by a lesser."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from crisisdesk.history.classes import era_of
from crisisdesk.history.covariates import load_covariates
from crisisdesk.history.help_inputs import Opening, Trouble, help_parts
from crisisdesk.history.inputs import Part
from crisisdesk.history.joining_inputs import Dispute, Sides, joining_parts
from crisisdesk.odds import evidence
from crisisdesk.odds.duties import Duty
from crisisdesk.odds.fitted import Judged, Level, judge, namer, numbers_of
from crisisdesk.odds.forecasts import Case
from crisisdesk.odds.naming import is_state, name_of
from crisisdesk.odds.rates import rate_of
from crisisdesk.terms.records import Driver, Span

ERA = "since-1946"
WHOLE = 3650  # days: over the whole crisis
DUTIES = ("defense", "offense-only", "neutrality", "nonaggression", "consultation-only", "none")


def suppliers(case: Case, duty: Duty) -> tuple[Span, ...]:
    """Where the record tells that the partner arms the beneficiary."""
    found: list[Span] = []
    for reading in case.readings:
        for tie in reading.ties:
            if tie.kind == "arms supplier" and tie.between == (duty.partner, duty.beneficiary):
                found.append(tie.span)
    return tuple(found)


def foes_of(case: Case, beneficiary: str) -> tuple[str, ...]:
    """The states that threaten the beneficiary, or the one that the question names."""
    named = (case.question.target,) if case.question.target else ()
    actors = named or tuple(role.actor for role in case.crisis.threateners)
    return tuple(actor for actor in actors if actor != beneficiary and is_state(actor))


def help_judged(
    case: Case, duty: Duty, who: str, armed: bool, told: Mapping[str, Driver]
) -> Judged | None:
    """The odds of arms or direct help by the partner (``who`` names the record that it is read
    from) if the beneficiary is struck: a crisis with serious violence. None where a side has no
    place in the data of states."""
    foes = [foe for foe in foes_of(case, duty.beneficiary) if foe != duty.partner]
    numbers = numbers_of(duty.partner, duty.beneficiary, *foes)
    if numbers is None or not foes:
        return None
    known, name = load_covariates(), namer(duty.partner, duty.beneficiary, *foes)
    power, state, *others = numbers
    opening = opening_of(case, duty.beneficiary, foes_of(case, duty.beneficiary))
    parties = {role.actor for role in (*case.crisis.threateners, case.crisis.target) if role}
    party = duty.partner in parties
    trouble = Trouble(opening, defense=duty.defense, armed=armed, party=party)

    def parts(supposed: Trouble) -> list[Part]:
        return help_parts(known, power, state, others, case.year, supposed, name)

    changes = [
        (_pact_change(duty), replace(trouble, defense=not duty.defense)),
        (
            f"if {name_of(duty.partner)} armed {name_of(duty.beneficiary)}",
            replace(trouble, armed=True),
        ),
        (f"if {name_of(duty.partner)} were itself in the crisis", replace(trouble, party=True)),
        ("if the violence stayed minor", replace(trouble, serious=False)),
    ]
    otherwise = [(words, parts(supposed)) for words, supposed in changes if supposed != trouble]
    pact = f"{who}/{'defense' if duty.defense else 'none'}"
    level = Level(rate_of(f"helps/{pact}/military", WHOLE), pact)
    return judge("help", parts(trouble), told=told, otherwise=otherwise, level=level)


def _pact_change(duty: Duty) -> str:
    owes = "did not owe" if duty.defense else "owed"
    return f"if {name_of(duty.partner)} {owes} {name_of(duty.beneficiary)} defense"


def opening_of(case: Case, state: str, foes: Sequence[str]) -> Opening:
    """How the foes' crisis with a state began, as far as the record shows."""
    for foe in foes:
        if evidence.recent_blows(case.readings, foe, state, case.as_of):
            return "force used"
    for foe in foes:
        if evidence.displays(case.readings, foe, state, case.as_of):
            return "force shown"
    return "words"


def joining_judged(case: Case, duty: Duty, told: Mapping[str, Driver]) -> Judged | None:
    """The odds that the partner joins with force if the beneficiary is attacked: the model's
    odds of joining at all, times the share of joiners who used force."""
    foes = [foe for foe in foes_of(case, duty.beneficiary) if foe != duty.partner]
    numbers = numbers_of(duty.partner, duty.beneficiary, *foes)
    if numbers is None or not foes:
        return None
    known, name = load_covariates(), namer(duty.partner, duty.beneficiary, *foes)
    state, target, *others = numbers
    sides = Sides(state, (target,), others, case.year)
    dispute = Dispute(attacked=True, defense=duty.defense, bilateral=duty.bilateral)

    def parts(supposed: Dispute) -> list[Part]:
        return joining_parts(known, sides, supposed, name)

    changes = [
        (_pact_change(duty), replace(dispute, defense=not duty.defense, bilateral=True)),
        ("if it came to war", replace(dispute, war=True)),
    ]
    otherwise = [(words, parts(supposed)) for words, supposed in changes]
    found = judge("joining", parts(dispute), told=told, otherwise=otherwise)
    return found.scaled(_force_share())


def _force_share() -> float:
    """How many of those who joined an attacked target used force, whatever they owed."""
    joined = [era_of(f"joins-attacked/{duty}", ERA) for duty in DUTIES]
    forced = [era_of(f"joins-attacked/{duty}/force", ERA) for duty in DUTIES]
    return sum(past.k for past in forced if past) / sum(past.k for past in joined if past)
