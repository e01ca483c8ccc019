"""Precedents: the file, and which are nearest."""

from hypothesis import given
from hypothesis import strategies as st

from crisisdesk.history.precedents import load_precedents, nearest
from crisisdesk.odds.naming import is_state

BODIES = {"UN", "OAU", "OAS", "AU", "none"}


def test_the_file_holds_enough_and_each_once():
    cases = load_precedents()
    assert len(cases) >= 40
    assert len({case.id for case in cases}) == len(cases)
    assert all(1945 <= case.year <= 2026 for case in cases)
    for case in cases:
        named = {*case.threateners, case.target, case.protector, case.mediator}
        assert all(name in BODIES or is_state(name) for name in named), case.id
        assert case.target not in case.threateners
        assert case.did and case.outcome and case.source


def test_help_needs_a_helper():
    assert all(c.help == "none" for c in load_precedents() if c.protector == "none")


def test_the_same_parties_come_first():
    found = nearest(
        "intervention",
        ["USA", "IRN", "RUS"],
        threateners=["USA"],
        target="IRN",
        protector="RUS",
        bound=False,
        before=2025,
        majors=True,
    )
    assert len(found) == 3
    assert all(case.target == "IRN" and case.protector == "RUS" for case in found)


def test_a_duty_to_defend_outweighs_shared_actors():
    found = nearest("intervention", ["CHN", "PHL"], protector="USA", bound=True, before=2024)
    assert all(case.obligation == "defense" for case in found)


def test_mediation_shows_mediated_cases():
    assert all(case.mediator != "none" for case in nearest("mediation", ["CHL", "PRY"]))


@given(st.integers(1946, 2030), st.sampled_from(["strike", "intervention", "talks"]))
def test_nothing_from_the_year_itself_or_later(before, family):
    found = nearest(family, ["USA", "RUS"], before=before)
    assert all(case.year < before for case in found)
    assert len({case.id for case in found}) == len(found) <= 3
