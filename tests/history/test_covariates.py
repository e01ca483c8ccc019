"""What is known of states and pairs, by hand-made tables and as shipped."""

from __future__ import annotations

import pytest

from crisisdesk.history.covariates import (
    TABLES,
    Covariates,
    cow_number,
    great_circle,
    load_covariates,
)

ROWS = {table: [] for table in TABLES} | {
    "cinc": [(2, 1990, 0.1), (2, 2000, 0.2)],
    "owed": [(2, 200, 0b11001, 1949, 2018), (200, 2, 0b10000, 1990, 1995)],
    "contact": [(2, 20, 1, 1920, 2030), (2, 40, 4, 1902, 2030)],
    "rivals": [(365, 2, 2007, 2020)],
    "crises": [(2, 630, 1979, 1), (2, 630, 1987, 0), (630, 645, 1980, 1)],
    "force": [(2, 630, 2000, 3), (2, 630, 2010, 1), (2, 645, 2003, 9)],
}


@pytest.fixture(scope="module")
def known():
    return Covariates(ROWS)


def test_a_value_is_carried_forward_and_hardly_back(known):
    assert known.capability(2, 2025) == 0.2 and known.capability_year(2, 2025) == 2000
    assert known.capability(2, 1995) == 0.1
    assert known.capability(2, 1986) == 0.1  # a state's first years may precede the file's
    assert known.capability(2, 1900) != known.capability(2, 1900)
    assert known.capability(20, 2000) != known.capability(20, 2000)


def test_duties_are_those_of_the_year_before_or_the_files_last(known):
    assert known.duty(2, 200, 2024) == {"defense", "nonaggression", "consultation"}
    assert known.duty(2, 200, 1900) == frozenset()
    assert known.duty(200, 2, 1996) == {"consultation"}
    assert known.defenders(200, 2024) == {2} and known.defenders(2, 1994) == frozenset()


def test_contact_and_rivalry(known):
    assert [known.contact(2, other, 2020) for other in (20, 40, 70)] == [1, 4, 6]
    assert known.rival(2, 365, 2026) and not known.rival(2, 365, 1999)


def test_past_acts_fade_and_those_to_come_do_not_count(known):
    assert known.past("force", 2, 630, 2000, 10) == 0
    assert known.past("force", 2, 630, 2005, 1e9) == pytest.approx(3)
    faded = known.past("force", 2, 630, 2020, 10)
    assert 0 < faded < known.past("force", 2, 630, 2011, 10)
    assert known.acts("force", 2, 2020, 1e9) == pytest.approx(13)
    assert known.suffered("force", 630, 2020, 1e9) == pytest.approx(4)


def test_the_last_crisis_of_two_is_one_that_has_begun(known):
    assert known.last_crisis(630, 2, 2025) == (1987, False)
    assert known.last_crisis(2, 630, 1987) == (1979, True)
    assert known.last_crisis(2, 630, 1979) is None and known.last_crisis(2, 645, 2025) is None


def test_a_quarter_of_the_globe():
    assert great_circle((0.0, 0.0), (0.0, 90.0)) == pytest.approx(6371.0 * 3.14159265 / 2)


def test_the_shipped_tables_know_the_world_of_today():
    known = load_covariates()
    usa, iran, china = (cow_number(code) for code in ("USA", "IRN", "CHN"))
    assert (usa, iran, china) == (2, 630, 710) and cow_number("ATL") is None
    assert (
        known.capability(china, 2025) > known.capability(usa, 2025) > known.capability(iran, 2025)
    )
    assert 9_500 < known.distance(usa, iran, 2025) < 10_500
    assert known.major(usa, 2025) and not known.major(iran, 2025)
    assert known.nuclear(china, 2025) and not known.nuclear(iran, 2025)
    assert "defense" in known.duty(usa, 200, 2025)


def test_every_shipped_state_has_a_place_among_states():
    known = load_covariates()
    placed = [code for code, number in known.numbers.items() if known.capability(number, 2020) > 0]
    assert len(placed) > 180
