"""Likelihood words match their bands; confidence speaks of evidence alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crisisdesk.history.classes import find_class
from crisisdesk.odds.words import BANDS, confidence, word
from crisisdesk.terms.records import Reading, Report

LOWER = dict(zip([name for _, name in BANDS], [0.0, *[end for end, _ in BANDS]], strict=False))


@pytest.mark.parametrize(
    ("p", "expected"),
    [
        (0.0, "almost no chance"),
        (0.049, "almost no chance"),
        (0.05, "very unlikely"),
        (0.2, "unlikely"),
        (0.45, "roughly even chance"),
        (0.5499, "roughly even chance"),
        (0.55, "likely"),
        (0.8, "very likely"),
        (0.95, "almost certain"),
        (1.0, "almost certain"),
    ],
)
def test_words_at_the_borders(p, expected):
    assert word(p) == expected


@given(st.floats(0, 1))
def test_a_word_covers_its_probability(p):
    end = {name: end for end, name in BANDS}[word(p)]
    assert LOWER[word(p)] <= p <= end


def _readings(outlets):
    return [Reading(Report(id=o, text=o, outlet=o)) for o in outlets]


MANY = find_class("helps/rus/no-defense/supplier/military/since-1946")
FEW = find_class("force-after-threat/hit-before/since-1992/90d")


@pytest.mark.parametrize(
    ("outlets", "past", "stretch", "grades", "level"),
    [
        (["a"], MANY, "", None, "low"),
        (["a", "b"], MANY, "", None, "moderate"),
        (["a", "b"], FEW, "", None, "low"),
        (["a", "b"], MANY, "it is another power's record", None, "low"),
        (["a"], MANY, "", {"a": "A"}, "moderate"),
        (["a", "b", "c"], MANY, "", {"b": "B"}, "high"),
        (["a", "b", "c"], MANY, "", None, "moderate"),
        (["a", "a", "a"], MANY, "", None, "low"),
    ],
)
def test_confidence_follows_the_evidence(outlets, past, stretch, grades, level):
    found, reason = confidence(_readings(outlets), past, stretch, grades)
    assert found == level
    assert str(past.n) in reason
    assert stretch in reason


def test_the_reason_holds_no_likelihood_word():
    _, reason = confidence(_readings(["a"]), FEW, "loose", None)
    assert not any(name in reason for _, name in BANDS)
