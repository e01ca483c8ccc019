"""Reports as CAMEO tuples: whole sentences of our own."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crisisdesk.reading import code_report
from crisisdesk.terms.plover import cameo
from crisisdesk.terms.records import Coded, Report, report_id

_WORDS = "Chile Peru police rebels attacked said that will not help must , . ? to the a in".split()


def coded(text: str) -> list[Coded]:
    """The tuples of a short text."""
    return code_report(Report(report_id(text), text, title="-"))


def roots(text: str) -> set[tuple[str, str, str]]:
    """Its tuples by the root of their codes."""
    return {(c.source, c.code[:2], c.target) for c in coded(text)}


@pytest.mark.parametrize(
    ("text", "tuples"),
    [
        ("Chile attacked Peru.", {("CHL", "19", "PER")}),
        ("Rebels shelled a Sudanese village.", {("---REB", "19", "SDN")}),
        ("Peruvian police arrested a Chilean student.", {("PERCOP", "17", "CHLEDU")}),
        ("Chile said it will send food to Peru.", {("CHL", "03", "PER")}),
        ("Chile wants to help Peru.", {("CHL", "03", "PER")}),
        ("Chile wants to attack Peru.", {("CHL", "13", "PER")}),
        ("Chile wants Peru to release the sailors.", {("CHL", "02", "PER")}),
        ("Chile told Peru to withdraw its troops.", {("CHL", "10", "PER")}),
        ("Chile said that Peru must pay.", {("CHL", "10", "PER")}),
        ("Chile faces pressure from Peru to hold talks.", {("PER", "10", "CHL")}),
        ("Chile would not give money to Peru.", {("CHL", "12", "PER")}),
        ("Chile lifted sanctions on Peru.", {("CHL", "08", "PER")}),
        ("Chile helped Peruvian farmers sell their crops.", {("CHL", "07", "PERAGR")}),
        ("Egypt discussed Libya with Chad.", {("EGY", "04", "TCD")}),
        ("Chilean protesters demolished a Peruvian building.", {("CHLOPP", "14", "PER")}),
        ("Al-Shabaab claimed responsibility for an attack in Kenya.", {("SOMUAF", "01", "KEN")}),
        ("France sent condolences to Chad.", {("FRA", "01", "TCD")}),
        (
            "Chile and Peru have agreed on the text of a trade deal.",
            {("CHL", "05", "PER"), ("PER", "05", "CHL")},
        ),
    ],
)
def test_a_sentence_is_coded(text: str, tuples: set[tuple[str, str, str]]) -> None:
    assert roots(text) == tuples


def test_what_sides_do_together_is_coded_both_ways() -> None:
    met = roots("Chile and Peru met on Tuesday.")
    assert met == {("CHL", "04", "PER"), ("PER", "04", "CHL")}


@pytest.mark.parametrize(
    "text",
    [
        "Chile accused Peru of attacking Bolivia.",
        "Chile claimed that Peru had attacked Bolivia.",
    ],
)
def test_the_content_of_an_accusation_is_no_deed(text: str) -> None:
    assert roots(text) == {("CHL", "11", "PER")}


def test_the_media_report_and_accuse_nobody() -> None:
    assert roots("Rebels bombed Damascus, state media said.") == {("---REB", "19", "SYR")}


@pytest.mark.parametrize(
    "text", ["Chile may attack Peru.", "If Chile attacked Peru, many would die."]
)
def test_what_may_be_is_not_coded(text: str) -> None:
    assert roots(text) == set()


def test_the_parties_of_one_state_are_two() -> None:
    found = roots("The Georgian government held talks with the Georgian opposition.")
    assert found == {("GEOGOV", "04", "GEOOPP")}


@given(st.lists(st.sampled_from(_WORDS), min_size=1, max_size=25).map(" ".join))
@settings(max_examples=40, deadline=None)
def test_whatever_the_words_codes_are_cameos_and_spans_lie_in_the_text(text: str) -> None:
    for found in coded(text):
        assert cameo(found.code) is not None
        assert 0 <= found.span.start < found.span.end <= len(text)
