"""Attributions: sources by position and parse, cues in every place, edges of the words."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crisisdesk.reading.attribution import Attribution
from crisisdesk.reading.attributions import attributions
from crisisdesk.reading.frames import build_frame
from tests.reading.pages import page_of


def read(text: str) -> list[Attribution]:
    page = page_of(text)
    return [a for part in page.parts for a in attributions(build_frame(page, part))]


def sources(text: str) -> list[str | None]:
    return [a.source.text if a.source else None for a in read(text) if a.quoted]


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("“We are ready,” said the minister of defence.", "the minister of defence"),
        ("“We are ready,” the minister said Tuesday.", "the minister"),
        ("“We are ready,” Lee, one of the officers planning the exercise, said.", "Lee"),
        (
            "“We are ready,” General Park, who leads the alliance’s corps, told reporters.",
            "General",
        ),
        ("“Are we ready?” Lee asked.", "Lee"),
        ("''We are ready,'' said Lee.", "Lee"),
        ("The hall fell silent. Then Lee said, “We are ready.”", "Lee"),
    ],
)
def test_a_tag_names_its_source(text: str, source: str) -> None:
    (found,) = sources(text)
    assert found is not None and found.startswith(source)


@pytest.mark.parametrize("dash", ["—", "–", "―"])
def test_a_name_behind_a_dash_signs_the_quote(dash: str) -> None:
    text = f"“No army should cross this river again.” {dash} Ana Duarte, mayor of the town."
    (found,) = read(text)
    assert found.rule == "signed" and found.source is not None
    assert found.source.text.startswith("Ana Duarte")


def test_a_dash_that_goes_on_with_the_sentence_signs_nothing() -> None:
    text = "They chanted “no war” — Lisbon had not seen such a crowd in years."
    assert [a.rule for a in read(text) if a.rule == "signed"] == []


def test_both_halves_of_an_interrupted_speech_are_one_speaker_s() -> None:
    text = "“We are ready,” Lee said, “but we hope that they are not.”"
    assert sources(text) == ["Lee", "Lee"]


def test_a_tag_of_one_quote_is_not_the_lead_of_the_next_sentence_s() -> None:
    text = "“We are ready,” Lee said. Park disagreed. “They are not ready,” she said."
    assert sources(text) == ["Lee", "she"]


@pytest.mark.parametrize(
    "text",
    [
        "Israel attacked Lebanon at dawn.",
        "The army holds two villages on the border.",
        "Exercises are set to begin on Monday.",
        "The treaty requires both sides to wait.",
    ],
)
def test_deeds_are_no_speech(text: str) -> None:
    assert read(text) == []


PIECES = st.sampled_from(
    "“|”|\"|''|—|―|,|.|?|!| said| Lee| he| that| per| according to| the minister of| warned| who|"
    " and| saying|\n\n| §".split("|")
)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(PIECES, max_size=16).map("".join))
def test_every_attribution_lies_within_its_part(text: str) -> None:
    for a in read(text):
        size = len(a.frame.doc)
        assert 0 <= a.content[0] < a.content[1] <= size
        if a.cue is not None:
            assert 0 <= a.cue[0] < a.cue[1] <= size
        if a.source is not None:
            assert 0 <= a.source.first <= a.source.head.i < a.source.last <= size
