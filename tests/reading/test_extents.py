"""Where attributed words end: torn clauses, rows of infinitives, asides, what belongs to others."""

from __future__ import annotations

import pytest

from crisisdesk.reading.attributions import attributions
from crisisdesk.reading.frames import build_frame
from tests.reading.pages import page_of


def told(text: str) -> list[tuple[str | None, str]]:
    """Each attribution that is no quote: its source and its words."""
    page = page_of(text)
    found = [a for part in page.parts for a in attributions(build_frame(page, part))]
    return [
        (a.source.text if a.source else None, a.frame.doc[a.content[0] : a.content[1]].text)
        for a in found
        if a.quoted is None
    ]


@pytest.mark.parametrize(
    ("text", "source", "words"),
    [
        (
            "The minister acknowledged fuel was a major reason for the retreat.",
            "The minister",
            "fuel was a major reason for the retreat",
        ),
        (
            "Lima is demanding President Ana Duarte make a pledge not to arm the rebels.",
            "Lima",
            "President Ana Duarte make a pledge not to arm the rebels",
        ),
        (
            "She wants to triple the size of the corps, send more ships and open a second port.",
            "She",
            "open a second port",
        ),
        (
            "The envoy called for the two armies to leave the town.",
            "The envoy",
            "to leave the town",
        ),
        (
            "The king cited the remarks the general had made about the port.",
            "The king",
            "the remarks the general had made about the port",
        ),
        (
            "Rome revealed a gap in the way the sides read the treaty.",
            "Rome",
            "the way the sides read the treaty",
        ),
        (
            "The general boasts about his record in three wars.",
            "The general",
            "his record in three wars",
        ),
    ],
)
def test_words_run_on_where_the_parse_is_torn(text: str, source: str, words: str) -> None:
    assert any(who == source and what.endswith(words) for who, what in told(text))


@pytest.mark.parametrize(
    ("text", "words", "beyond"),
    [
        (
            "The poll indicates a close race as the president loses ground.",
            "a close race",
            "loses ground",
        ),
        ("The envoy denounced the raid in an interview.", "denounced the raid", "interview"),
        ("The king praised the truce during a visit to the front.", "the truce", "visit"),
        (
            "The ministry is telling residents that the dam is safe and says it will hold.",
            "the dam is safe",
            "it will hold",
        ),
    ],
)
def test_words_end_where_somebody_goes_on(text: str, words: str, beyond: str) -> None:
    found = [what for _, what in told(text) if words in what]
    assert found and beyond not in found[0]


@pytest.mark.parametrize(
    ("text", "source", "words"),
    [
        (
            "Then someone asked how the ministry could pay for the ships.",
            "someone",
            "how the ministry could pay for the ships",
        ),
        (
            "The broadcast questioned whether the general was fit to lead.",
            "The broadcast",
            "whether the general was fit to lead",
        ),
        (
            "Those close to him say that the army will not move.",
            "Those close to him",
            "the army will not move",
        ),
        (
            "The premier is warning voters that the lira would fall.",
            "The premier",
            "the lira would fall",
        ),
    ],
)
def test_questions_and_plain_speakers_are_told(text: str, source: str, words: str) -> None:
    assert (source, words) in told(text)


def test_an_apposition_does_not_end_a_clause() -> None:
    text = "The envoy warned that Lima would act if the premier, Ana Duarte, did not yield."
    ((_, words),) = [found for found in told(text) if found[0] == "The envoy"]
    assert words.endswith("did not yield")


def test_whom_a_verb_blames_is_not_its_clause() -> None:
    text = "The minister on Monday accused Indian troops of provoking the border clashes."
    assert ("The minister on Monday", "accused Indian troops of") in [
        (who, words[:24]) for who, words in told(text)
    ]


def test_an_agency_that_quotes_another_says_nothing_itself() -> None:
    text = "The two sides should talk, the news agency quoted the envoy as saying."
    assert ("the news agency", "quoted the envoy as saying") not in told(text)


def test_a_condition_belongs_to_what_is_threatened() -> None:
    found = told("The minister threatened war if it refused a bargain.")
    assert ("The minister", "war if it refused a bargain") in found
