"""One hazard between horizons."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crisisdesk.odds.hazard import MOST, chance, convert, hazard, within

probability = st.floats(0, 0.999)
days = st.integers(1, 3650)
knots = st.lists(
    st.tuples(st.integers(1, 1000), probability), min_size=1, max_size=5, unique_by=lambda k: k[0]
).map(sorted)


def test_thirty_per_cent_in_a_fortnight_is_no_certainty_in_ninety_days():
    assert convert(0.30, 14, 90) == pytest.approx(1 - 0.7 ** (90 / 14))
    assert convert(0.30, 14, 90) < 0.9


def test_the_counted_horizons_are_met():
    table = [(30, 0.07), (90, 0.10), (365, 0.22)]
    for at, p in table:
        assert within(table, at) == pytest.approx(p)
    assert 0.07 < within(table, 60) < 0.10


def test_beyond_the_last_the_ceiling_holds():
    table = [(30, 0.07), (365, 0.22)]
    assert within(table, 3650, ceiling=0.24) == pytest.approx(0.24)
    assert within(table, 3650) > 0.24


@given(st.floats(0, MOST - 1e-6))
def test_hazard_and_chance_undo_each_other(p):
    assert chance(hazard(p)) == pytest.approx(p, abs=1e-9)


@given(probability, days, days)
def test_conversion_there_and_back(p, one, other):
    there = convert(p, one, other)
    assert 0 <= there <= 1
    if there < MOST:
        assert convert(there, other, one) == pytest.approx(p, abs=1e-6)


@given(knots, days, days, st.none() | probability)
def test_never_falls_with_time(table, one, other, ceiling):
    first, second = sorted((one, other))
    assert 0 <= within(table, first, ceiling) <= within(table, second, ceiling) + 1e-12 <= 1 + 1e-9
