"""The lists of organisations, armed groups and places: codes and names that do not collide."""

from __future__ import annotations

from collections import Counter

import pytest

from crisisdesk.terms.files import load_yaml, shipped
from crisisdesk.terms.gazetteer import (
    GroupsFile,
    OrganisationsFile,
    PlacesFile,
    StatesFile,
    load_gazetteer,
)
from crisisdesk.terms.leaders import LeadersFile

STATES = load_yaml(shipped("states.yaml"), StatesFile).states
ORGANISATIONS = load_yaml(shipped("organisations.yaml"), OrganisationsFile).organisations
GROUPS = load_yaml(shipped("groups.yaml"), GroupsFile).groups
PLACES = load_yaml(shipped("places.yaml"), PlacesFile).places
CODES = {state.code for state in STATES}


def twice(items):
    """The items that occur more than once."""
    return [item for item, times in Counter(items).items() if times > 1]


def test_codes_are_used_once():
    assert twice([body.code for body in (*STATES, *ORGANISATIONS, *GROUPS)]) == []


def test_names_of_bodies_are_used_once():
    bodies = (*ORGANISATIONS, *GROUPS)
    assert twice([name for body in bodies for name in (body.name, *body.names)]) == []


def test_places_are_no_names_of_states_and_stand_once():
    places = [name for place in PLACES for name in (place.name, *place.names)]
    taken = {name for s in STATES for name in (s.name, *s.names, *s.demonyms, *s.capital)}
    assert twice(places) == []
    assert set(places) & taken == set()


def test_states_named_are_states():
    assert {code for body in ORGANISATIONS for code in body.members} <= CODES
    assert {group.home for group in GROUPS if group.home} <= CODES
    assert {place.country for place in PLACES if place.country} <= CODES


@pytest.mark.parametrize(("bodies", "name"), [(ORGANISATIONS, "organisations"), (GROUPS, "groups")])
def test_leaders_lead_a_body_that_has_a_name(bodies, name):
    led = load_yaml(shipped(f"leaders/{name}.yaml"), LeadersFile)
    assert set(led.organisations) | set(led.groups) <= {body.code for body in bodies}


@pytest.mark.parametrize(
    ("words", "taken", "code"),
    [
        ("the U.N. Security Council met", (1, 4), "UNO"),
        ("Brussels said", (0, 1), "EUR"),
        ("ASEAN leaders", (0, 1), "ASEAN"),
        ("Lashkar-e-Taiba denied", (0, 1), "LET"),
        ("Islamic Jihad fired", (0, 2), "PIJ"),
        ("Second Thomas Shoal", (0, 3), None),
        ("Khan Younis fell", (0, 2), "PSE"),
        ("Strait of Hormuz", (0, 3), None),
    ],
)
def test_names_are_found(words, taken, code):
    start, end = taken
    length, entries = load_gazetteer().longest(words.split(), start)
    assert start + length == end
    assert [entry.code for entry in entries] == [code]
