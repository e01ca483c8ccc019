"""Rates: recent cases first, earlier ones as a prior."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crisisdesk.errors import QuestionError
from crisisdesk.history.classes import find_class, load_classes
from crisisdesk.odds.rates import PRIOR_CASES, contrast, exists, expit, logit, rate_of, shifted

groups = st.sampled_from(sorted({past.group for past in load_classes()}))
days = st.integers(1, 3650)


def test_the_rule_in_figures():
    recent = find_class("force-after-threat/since-1992/90d")
    whole = find_class("force-after-threat/all/90d")
    n = recent.effective_n
    expected = (recent.rate * n + PRIOR_CASES * whole.rate) / (n + PRIOR_CASES)
    assert rate_of("force-after-threat", 90).probability == pytest.approx(expected)


def test_the_rate_lies_between_recent_and_all_time():
    rate = rate_of("helps/rus/none/military", 3650)
    recent, whole = rate.past, rate.earlier
    assert recent.era == "since-1992" and whole.era == "since-1946"
    assert recent.rate < rate.probability < whole.rate


@given(groups, days)
def test_every_group_gives_a_proper_rate(group, horizon):
    rate = rate_of(group, horizon)
    assert 0 <= rate.low <= rate.probability <= rate.high <= 1


@given(groups, days, days)
def test_longer_is_never_less_likely(group, one, other):
    first, second = sorted((one, other))
    near, far = rate_of(group, first), rate_of(group, second)
    assert near.probability <= far.probability + 1e-9


@given(groups, days)
def test_a_loose_fit_is_less_certain(group, horizon):
    tight, loose = rate_of(group, horizon), rate_of(group, horizon, 4.0)
    assert loose.high - loose.low >= tight.high - tight.low - 1e-6


@given(groups, days, st.floats(-3, 3))
def test_a_shift_moves_the_way_it_says(group, horizon, effect):
    rate = rate_of(group, horizon)
    moved = shifted(rate, effect)
    assert 0 <= moved.low <= moved.probability <= moved.high <= 1
    assert (moved.probability - rate.probability) * effect >= -1e-6


@given(st.floats(-20, 20))
def test_logit_and_expit_undo_each_other(value):
    assert logit(expit(value)) == pytest.approx(value, abs=1e-4)


def test_contrast_has_the_sign_of_the_record():
    assert contrast("mediated/no-violence", "mediated") < 0
    assert contrast("mediated/full-scale-war", "mediated") > 0
    assert contrast("mediated/by-magic", "mediated") == 0


def test_unknown_group_is_refused():
    assert not exists("force-after-lunch")
    with pytest.raises(QuestionError, match="force-after-lunch"):
        rate_of("force-after-lunch", 90)
