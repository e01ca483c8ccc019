"""Whom a typed text names."""

import pytest

from crisisdesk.errors import QuestionError
from crisisdesk.odds.actors import actors_in, code_of, unknown_names

DAY = "2025-04-09"


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Will Trump bomb Iran before June?", "USA IRN"),
        ("Will Washington and the Kremlin talk?", "USA RUS"),
        ("US-Iran talks", "USA IRN"),
        ("the U.S. and U.K.", "USA GBR"),
        ("will the us attack iran?", "USA IRN"),
        ("will turkey attack greece", "TUR GRC"),
        ("will putin meet zelensky", "RUS UKR"),
        ("Xi Jinping's China", "CHN CHN"),
        ("IRN and ISR", "IRN ISR"),
        ("The Pentagon and Hezbollah", "USA HEZ"),
        ("Can it be done with us?", ""),
        ("Who may march in May?", ""),
    ],
)
def test_names_become_codes(text, codes):
    assert [actor.code for actor in actors_in(text, DAY)] == codes.split()


def test_a_leader_stands_for_the_state_led_that_day():
    assert [a.code for a in actors_in("Will Biden strike?", "2023-05-01")] == ["USA"]


def test_offsets_are_those_of_the_words():
    text = "Will the United States strike?"
    (actor,) = actors_in(text)
    assert text[actor.start : actor.end] == "United States"


def test_unknown_names_are_told():
    text = "Will Wakanda attack France by June?"
    assert unknown_names(text, actors_in(text)) == ["Wakanda"]


@pytest.mark.parametrize(
    ("name", "code"),
    [("RUS", "RUS"), ("rus", "RUS"), ("Russia", "RUS"), ("Moscow", "RUS"), ("Putin", "RUS"),
     ("NATO", "NAT"), ("iran", "IRN"), ("the United States", "USA")],
)  # fmt: skip
def test_one_actor_by_any_name(name, code):
    assert code_of(name, DAY) == code


@pytest.mark.parametrize("name", ["", "Atlantis", "XQX", "Russia and China"])
def test_nobody_or_several_is_an_error(name):
    with pytest.raises(QuestionError):
        code_of(name, DAY)
