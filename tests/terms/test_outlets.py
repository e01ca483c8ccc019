"""Outlets: found by name, domain and address, and graded only for a reason."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crisisdesk.errors import TermsError
from crisisdesk.terms.files import load_yaml, parse_yaml, shipped
from crisisdesk.terms.gazetteer import StatesFile
from crisisdesk.terms.outlets import OutletsFile, find_outlet, known_outlets


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("AFP", "Agence France-Presse"),
        ("the new york times", "New York Times"),
        ("Al-Jazeera", "Al Jazeera"),
        ("al jazeera", "Al Jazeera"),
        ("El País", "El Pais"),
        ("https://www.reuters.com/world/story?id=1", "Reuters"),
        ("www.dw.com", "Deutsche Welle"),
        ("NEWS.BBC.CO.UK", "BBC"),
        ("asia.nikkei.com", "Nikkei"),
    ],
)
def test_found(asked, name):
    found = find_outlet(asked)
    assert found is not None
    assert found.name == name


@pytest.mark.parametrize(
    "asked",
    ["", "a neighbour", "reuters.com.example", "notreuters.com", "http://[broken", "com", "co.uk"],
)
def test_not_found(asked):
    assert find_outlet(asked) is None


def test_names_and_domains_belong_to_one_outlet_each():
    for outlet in known_outlets():
        for word in (outlet.name, *outlet.names, *outlet.domains):
            assert find_outlet(word) == outlet, word


def test_countries_are_states():
    codes = {state.code for state in load_yaml(shipped("states.yaml"), StatesFile).states}
    assert {outlet.country for outlet in known_outlets()} - codes == set()


def test_government_mouthpieces_have_no_grade():
    assert {outlet.grade for outlet in known_outlets() if outlet.state} == {"F"}


def test_a_grade_needs_its_reason():
    text = "checked: 2026-11-23\noutlets:\n  - {name: X Post, country: USA, grade: A}\n"
    with pytest.raises(TermsError, match="without a reason"):
        parse_yaml(text, OutletsFile)


@given(st.text(max_size=60))
def test_any_text_is_an_outlet_or_none(text):
    assert find_outlet(text) is None or find_outlet(text) in known_outlets()
