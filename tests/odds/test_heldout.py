"""How a difference between classes fared on later cases."""

import pytest

from crisisdesk.history.classes import find_class
from crisisdesk.odds.heldout import held_out

WITHOUT = "helps/usa/no-defense/no-supplier/direct/since-1992"
WITH = "helps/usa/defense/direct/since-1992"


def test_both_are_counted_since_1992_with_n_and_interval():
    found = held_out(WITHOUT, WITH)
    assert found is not None
    assert (found.under.n, found.under.k) == (find_class(WITH).n, find_class(WITH).k)
    assert found.without.id == WITHOUT
    assert f"{found.under.k} of {found.under.n}" in found.words
    assert "interval" in found.words


def test_what_earlier_cases_foretold_stands_beside_what_came():
    found = held_out(WITHOUT, WITH)
    assert found is not None and found.expected is not None
    assert 0 < found.expected < 1
    assert f"expected {100 * found.expected:.0f} %" in found.words


def test_a_power_with_too_few_cases_is_read_from_both_powers():
    found = held_out(
        "helps/rus/no-defense/supplier/direct/since-1992", "helps/rus/defense/direct/since-1946"
    )
    assert found is not None
    assert "/superpower/" in found.under.id and "/superpower/" in found.without.id
    assert found.own is not None and "/rus/defense/" in found.own[0].id
    assert "Its own since 1946" in found.words


def test_horizons_are_kept():
    found = held_out("force-after-threat/since-1992/90d", "force-again/since-1992/90d")
    assert found is not None and found.under.id.endswith("/90d")


@pytest.mark.parametrize("same", [WITH, "mediated/since-1992", "no/such/class"])
def test_one_class_is_no_comparison(same):
    assert held_out(same, same) is None
    assert held_out(same, "no/such/group/all") is None
