"""Whether a pact would be honoured if a war called on it: beside the odds of help, not in them."""

from __future__ import annotations

from crisisdesk.history.classes import find_class
from crisisdesk.history.covariates import cow_number, load_covariates
from crisisdesk.history.honour_inputs import Pact, honour_parts
from crisisdesk.history.treaties import treaties_between
from crisisdesk.odds.duties import Duty
from crisisdesk.odds.fitted import judge
from crisisdesk.terms.records import Driver

MULTILATERAL = 2  # more members than this


def invoked(duty: Duty) -> Driver:
    """The other class for a defense pact: a war that calls on it; with the fitted model's odds for
    this pact where the treaty file has it."""
    past = find_class("honours/defense/since-1946")
    words = (
        f"if it comes to a war that calls on the pact: {past.k} of {past.n} defense pacts "
        "were honoured since 1945 (another class, not used here)"
    )
    fitted = _fitted(duty)
    return Driver(words if fitted is None else f"{words}; fitted to this pact {fitted:.0%}")


def _fitted(duty: Duty) -> float | None:
    pacts = [
        treaty
        for treaty in treaties_between(duty.partner, duty.beneficiary, duty.year)
        if "defense" in treaty.owed_by(duty.partner)
    ]
    if not pacts:
        return None
    pact = pacts[0]
    members = sorted(pact.members_in(duty.year))
    numbers = tuple(number for number in map(cow_number, members) if number)
    held = Pact(
        clauses=frozenset(pact.owed_by(duty.partner)),
        members=numbers,
        since=pact.start,
        multilateral=len(members) > MULTILATERAL,
    )
    return judge("honours", honour_parts(load_covariates(), held, duty.year)).odds.probability
