"""Who has mediated towards whom, and what a candidate is ranked by."""

from __future__ import annotations

from datetime import date

from crisisdesk.history.fits import find_mediator_fit
from crisisdesk.history.inputs import values_of
from crisisdesk.history.mediations import acts_by, load_mediations, mediators_of, precedents_by
from crisisdesk.history.mediator_inputs import Dealings, mediator_parts

DAY = date(2019, 1, 1)


def test_the_ranking_knows_every_input_that_the_package_makes_and_no_other():
    names = [one.name for one in find_mediator_fit().inputs]
    assert names == list(values_of(mediator_parts(Dealings())))


def test_who_did_it_more_or_more_lately_scores_higher():
    def score(found: Dealings) -> float:
        values = values_of(mediator_parts(found))
        return sum(i.effect * i.scaled(values[i.name]) for i in find_mediator_fit().inputs)

    often, old = Dealings(here=((30.0, 60.0),)), Dealings(here=((3000.0,),))
    assert score(often) > score(old) > score(Dealings(here=((),)))
    assert score(Dealings(talks=((1.0, 9.0),))) > score(Dealings(talks=((),)))


def test_acts_of_later_days_are_not_known():
    acts = next(acts for acts in load_mediations() if len(acts.months) > 2)
    whole = acts_by(acts.by, acts.towards, DAY)
    assert len(whole) == len(acts.months) and min(whole) > 0
    assert acts_by(acts.by, acts.towards, date(2004, 1, 1)) == ()


def test_mediators_of_cases_told_are_among_those_known():
    assert "OMN" in mediators_of(("USA", "IRN"), 2025)
    assert precedents_by("OMN", ("USA", "IRN"), 2025)
    assert "none" not in mediators_of(("KWT",), 2000) | mediators_of(("PHL", "CHN"), 2000)
