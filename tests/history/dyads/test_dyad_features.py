"""Counts and columns of pairs: what they hold, and that nothing of the day itself is in them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crisisdesk.history.dyads.counts import CLASSES, KINDS, QUADS, Counts, kinds_of, make_counts
from crisisdesk.history.dyads.features import (
    LONG_AGO,
    Past,
    common_features,
    common_names,
    own_features,
    own_names,
)
from crisisdesk.history.dyads.own_rate import own_rate

ASSAULT = KINDS.index("ASSAULT")
STATES = ("AAA", "BBB", "CCC")

ROW = st.tuples(
    st.sampled_from(STATES), st.sampled_from(STATES), st.integers(0, 400),
    st.integers(0, len(KINDS) - 1), st.integers(1, 5),
)  # fmt: skip


def counts_of(rows: list[tuple[str, str, int, int, int]]) -> Counts:
    anchor = [("AAA", "BBB", 0, 0, 1), ("BBB", "CCC", 0, 0, 1)]
    return make_counts(*(list(column) for column in zip(*anchor, *rows, strict=True)))


def test_the_quads_share_out_all_kinds() -> None:
    assert sorted(kind for quad in QUADS for kind in kinds_of(quad)) == list(range(len(KINDS)))
    with pytest.raises(KeyError):
        kinds_of("weather")
    assert all(kinds_of(name) for name in CLASSES)


@given(st.lists(ROW, max_size=30), st.integers(1, 400))
def test_columns_have_names_and_see_nothing_of_the_day(
    rows: list[tuple[str, str, int, int, int]], day: int
) -> None:
    counts = counts_of(rows)
    one, other = np.array([0, 1]), np.array([1, 0])
    past, cut = Past(counts, day), Past(counts.until(day), day)
    common = common_features(past, one, other)
    own = own_features(past, "ASSAULT", one, other)
    assert common.shape == (2, len(common_names())) and own.shape == (2, len(own_names()))
    assert np.isfinite(common).all() and np.isfinite(own).all()
    assert np.array_equal(common, common_features(cut, one, other))
    assert np.array_equal(own, own_features(cut, "ASSAULT", one, other))


def test_rates_fade_by_half() -> None:
    counts = counts_of([("AAA", "CCC", 100, ASSAULT, 2)])
    near = Past(counts, 101).rate((ASSAULT,), 30)[0, 2]
    far = Past(counts, 131).rate((ASSAULT,), 30)[0, 2]
    assert far == pytest.approx(near / 2)
    assert Past(counts, 110).since((ASSAULT,))[0, 2] == 10
    assert Past(counts, 110).since((ASSAULT,))[2, 0] == LONG_AGO
    assert Past(counts, 110).within((ASSAULT,), 9)[0, 2] == 0
    assert Past(counts, 110).within((ASSAULT,), 10)[0, 2] == 2


def test_thinning_keeps_a_share() -> None:
    counts = counts_of([("AAA", "CCC", day, ASSAULT, 5) for day in range(300)])
    thin = counts.thinned(0.1, np.random.default_rng(3))
    assert 100 < thin.number.sum() < 200
    assert thin.number.min() >= 1


@given(st.integers(0, 500), st.integers(1, 180), st.floats(0.001, 5), st.floats(1, 5000))
def test_the_own_rate_is_a_chance_that_grows(
    number: int, days: int, shape: float, scale: float
) -> None:
    some = own_rate(np.array([number, number + 1.0]), days, shape, scale)
    assert 0 < some[0] <= some[1] <= 1
    longer = own_rate(np.array([float(number)]), days + 1, shape, scale)
    assert longer[0] >= some[0]
