"""The beta distribution against closed forms."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crisisdesk.odds.beta import cumulative, quantile

shape = st.floats(0.05, 500)


@given(shape, st.floats(0.01, 0.99))
def test_closed_forms(b, x):
    assert cumulative(1, b, x) == pytest.approx(1 - (1 - x) ** b, abs=1e-9)
    assert cumulative(b, 1, x) == pytest.approx(x**b, abs=1e-9)


@given(shape, shape, st.floats(1e-6, 1 - 1e-6))
def test_mirror(a, b, x):
    assert cumulative(a, b, x) == pytest.approx(1 - cumulative(b, a, 1 - x), abs=1e-7)


@given(st.floats(0.5, 300), st.floats(0.5, 300), st.floats(0.02, 0.98))
def test_quantile_undoes_cumulative(a, b, share):
    assert cumulative(a, b, quantile(a, b, share)) == pytest.approx(share, abs=1e-6)


def test_ends():
    assert cumulative(2, 3, 0) == 0
    assert cumulative(2, 3, 1) == 1
    assert quantile(5000, 95000, 0.5) == pytest.approx(0.05, abs=1e-4)
