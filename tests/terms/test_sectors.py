"""Nouns of agents: each under one sector, in singular and plural."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crisisdesk.terms.files import load_yaml, shipped
from crisisdesk.terms.sectors import SectorsFile, sector_of

FILE = load_yaml(shipped("sectors.yaml"), SectorsFile)
NOUNS = [(noun, sector) for sector, nouns in FILE.sectors.items() for noun in nouns]


def test_no_noun_stands_twice():
    assert len({noun for noun, _ in NOUNS}) == len(NOUNS) >= 200


def test_nouns_are_lower_case():
    assert [noun for noun, _ in NOUNS if noun != noun.lower()] == []


@pytest.mark.parametrize(
    ("noun", "sector"),
    [
        ("minister", "GOV"),
        ("authorities", "GOV"),
        ("spokeswomen", "GOV"),
        ("warships", "MIL"),
        ("armies", "MIL"),
        ("police", "COP"),
        ("judges", "JUD"),
        ("parties", "PTY"),
        ("senator", "LEG"),
        ("rebels", "REB"),
        ("militant", "UAF"),
        ("scholars", "EDU"),
        ("journalist", "MED"),
        ("refugees", "REF"),
        ("churches", "REL"),
        ("table", None),
        ("boss", None),
        ("missile", None),
        ("", None),
        ("s", None),
    ],
)
def test_sector(noun, sector):
    assert sector_of(noun) == sector


@given(st.sampled_from(NOUNS))
def test_every_regular_plural_is_known(line):
    noun, sector = line
    assert sector_of(noun) == sector
    if noun[-1] not in "sxyhz":
        assert sector_of(noun + "s") == sector


@given(st.text(max_size=30))
def test_any_text_is_a_sector_or_none(text):
    assert sector_of(text) in {None, *FILE.sectors}
