"""The tree's odds add up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crisisdesk.history.classes import find_class
from crisisdesk.odds.answer import answer
from crisisdesk.odds.crisis import infer_crisis
from crisisdesk.odds.questions import questions_of
from crisisdesk.odds.rates import clip, expit, logit
from crisisdesk.odds.tree import crisis_tree, split
from crisisdesk.odds.words import word
from crisisdesk.terms.records import Crisis, Forecast, Question, Role

from .gold import GOLDS, reading_of

CRISIS = Crisis((Role("USA"),), Role("IRN"), (Role("RUS"),))
REFERENCE = find_class("mediated/all").reference()
probability = st.floats(0.001, 0.999)


def _forecast(question, p):
    return Forecast(question, p, (p, p), word(p), "low", "", REFERENCE, "2025-04-09")


def _forecasts(strike, direct, arms, diplomatic, mediated, talks):
    helps = zip(("direct", "arms", "diplomatic"), (direct, arms, diplomatic), strict=True)
    return [
        _forecast(Question("strike", ("USA",), "IRN"), strike),
        *(
            _forecast(Question("intervention", ("RUS",), beneficiary="IRN", help=kind), p)
            for kind, p in helps
        ),
        _forecast(Question("mediation"), mediated),
        _forecast(Question("talks"), talks),
    ]


def _check(nodes, above):
    assert sum(node.probability for node in nodes) == pytest.approx(1)
    for node in nodes:
        assert 0 <= node.probability <= 1
        assert node.path == pytest.approx(above * node.probability)
        if node.branches:
            _check(node.branches, node.path)


def _total(nodes, step, outcome):
    return sum(
        (n.path if (n.step, n.outcome) == (step, outcome) else 0)
        + _total(n.branches, step, outcome)
        for n in nodes
    )


@given(*[probability] * 6)
def test_children_sum_to_one_and_marginals_are_kept(strike, direct, arms, words, mediated, talks):
    tree = crisis_tree(CRISIS, _forecasts(strike, direct, arms, words, mediated, talks))
    assert tree is not None
    _check(tree.branches, 1.0)
    assert sum(leaf.path for leaf in tree.leaves()) == pytest.approx(1)
    assert _total(tree.branches, "strike", "yes") == pytest.approx(strike)
    assert _total(tree.branches, "mediation", "yes") == pytest.approx(mediated, abs=1e-4)
    assert _total(tree.branches, "talks", "yes") == pytest.approx(talks)


@given(probability, probability, st.floats(-2, 2))
def test_split_mixes_back(whole, share, gap):
    calm = split(whole, share, gap)
    assert share * expit(logit(clip(calm)) + gap) + (1 - share) * calm == pytest.approx(
        whole, abs=1e-4
    )


def test_the_partner_chooses_only_after_a_strike():
    tree = crisis_tree(CRISIS, _forecasts(0.2, 0.02, 0.05, 0.1, 0.3, 0.2))
    assert tree is not None
    yes, no = tree.branches
    assert [node.outcome for node in yes.branches] == ["direct", "arms", "diplomatic", "none"]
    assert yes.branches[-1].probability == pytest.approx(0.83)
    assert [node.step for node in no.branches] == ["mediation", "mediation"]


def test_no_target_or_no_strike_is_no_tree():
    assert crisis_tree(Crisis(), []) is None
    assert crisis_tree(CRISIS, [_forecast(Question("talks"), 0.2)]) is None


def test_missing_steps_are_left_out():
    tree = crisis_tree(CRISIS, [_forecast(Question("strike", ("USA",), "IRN"), 0.2)])
    assert tree is not None
    assert [node.branches for node in tree.branches] == [(), ()]


@pytest.mark.parametrize("path", sorted(GOLDS.glob("*.gold.yaml")), ids=lambda p: p.name[:5])
def test_a_real_crisis_has_a_tree(path):
    reading = reading_of(path)
    crisis = infer_crisis([reading])
    odds = [answer(q, crisis, [reading], "2025-05-02") for q in questions_of(crisis, [reading])]
    tree = crisis_tree(crisis, odds)
    assert tree is not None
    _check(tree.branches, 1.0)
