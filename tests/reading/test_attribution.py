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
        ("Lee issued the following statement: “We are ready.”", "Lee"),
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


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "Taxing every ship in the port “is a plain mistake,” said Lee.",
            "Taxing every ship in the port “is a plain mistake,”",
        ),
        (
            "“You pressed the crews” to work at night without any pay, Lee said.",
            "“You pressed the crews” to work at night without any pay",
        ),
    ],
)
def test_a_quote_may_be_a_piece_of_what_its_tag_closes(text: str, words: str) -> None:
    assert ("Lee", words) in told(text)


def test_what_is_told_ends_before_the_tag_of_its_quote() -> None:
    found = told("Lee said she felt the port had closed because “most crews are tired,” she said.")
    assert any(who == "Lee" and words.startswith("she felt") for who, words in found)
    assert not any(words.endswith("she said") for _, words in found)


def test_a_participle_behind_a_quote_is_no_tag() -> None:
    text = "Lee told the hall that the port “is safe for all,” adding that the crews were tired."
    (quoted,) = [a for a in read(text) if a.quoted]
    assert quoted.cue is not None and quoted.frame.doc[quoted.cue[0]].text == "told"


def test_a_remark_behind_a_quote_is_no_tag() -> None:
    text = "“The port is safe,” though Lee noted that the crews were tired. So it stayed open."
    assert [a.rule for a in read(text) if a.quoted] != ["tag"]


@pytest.mark.parametrize(
    "text",
    [
        "The crews were placed in a separate “holding trust” in May.",
        "The strait is known as the “Iron Gate” on old maps.",
        "They played a film titled “The Long Night of the Port” in the hall.",
    ],
)
def test_words_that_are_set_off_are_nobody_s(text: str) -> None:
    assert sources(text) == [None]


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


def told(text: str) -> list[tuple[str | None, str]]:
    found = [a for a in read(text) if a.quoted is None]
    return [
        (a.source.text if a.source else None, a.frame.doc[a.content[0] : a.content[1]].text)
        for a in found
    ]


@pytest.mark.parametrize(
    ("text", "source", "words"),
    [
        (
            "The ministry said in a statement on Monday that the border would stay closed.",
            "The ministry",
            "the border would stay closed",
        ),
        (
            "The border would stay closed, says analyst Ana Duarte.",
            "analyst Ana Duarte",
            "The border",
        ),
        ("As the minister put it, nobody wants this war.", "the minister", "nobody wants this war"),
        ("Officials who opposed the deal left the hall.", "Officials", "opposed the deal"),
        ("The envoy warned of a long siege.", "The envoy", "warned of a long siege"),
        ("The king is convinced that the truce will hold.", "The king", "the truce will hold"),
        (
            "The mayor’s warning that the dam would break went unheard.",
            "The mayor",
            "the dam would",
        ),
        ("A new poll shows that most voters want peace.", "A new poll", "most voters want peace"),
        ("The plan was denounced by Rome.", "Rome", "The plan"),
        ("The ambassador gave no reason for her opposition to a truce.", "her", "a truce"),
        ("She issued a statement saying the talks had failed.", "She", "the talks had failed"),
    ],
)
def test_words_that_are_told_and_whose_they_are(text: str, source: str, words: str) -> None:
    found = told(text)
    assert any(who == source and what.startswith(words) for who, what in found), found


@pytest.mark.parametrize(
    ("text", "source", "words"),
    [
        (
            "Lee said he believed the truce would hold, adding that the port was open.",
            "Lee",
            "the port was open",
        ),
        (
            "The king appeared to confirm that the port would close.",
            "The king",
            "the port would close",
        ),
        (
            "Once the king has said his piece, the crews leave the hall.",
            "the king",
            "his piece",
        ),
        (
            "The king noted that one thing was certain: the port would stay closed.",
            "The king",
            "one thing was certain: the port would stay closed",
        ),
    ],
)
def test_who_goes_on_and_how_far(text: str, source: str, words: str) -> None:
    assert (source, words) in told(text)


@pytest.mark.parametrize(
    ("text", "source", "words"),
    [
        (
            "The court blocked the sale, citing a threat to public health.",
            "The court",
            "citing a threat to public health",
        ),
        ("Spending fell below the levels desired by Rome.", "Rome", "the levels"),
        (
            "The Supreme Court this month rejected a request from the rebels.",
            "The Supreme Court this month",
            "rejected a request from the rebels",
        ),
        (
            "The envoy viewed the king as a threat to the truce.",
            "The envoy",
            "viewed the king as a threat to the truce",
        ),
        ("His contempt for the rebels is known to all.", "His", "the rebels"),
    ],
)
def test_grounds_levels_and_views_are_told(text: str, source: str, words: str) -> None:
    assert any(who == source and what.startswith(words) for who, what in told(text))


def test_citing_somebody_passes_on_his_words() -> None:
    found = told("The paper wrote that the port would close, citing officials.")
    assert not any("officials" in words for _, words in found)


def test_what_is_accepted_is_a_thing() -> None:
    text = "Lima accepted the envoy’s request to join a patrol that guards the strait."
    assert not any(words.startswith("the envoy’s request to join") for _, words in told(text))


def test_the_same_speaker_s_next_verb_ends_the_words_of_the_last() -> None:
    found = told("The minister said the truce was dead and accused the rebels of treason.")
    assert ("The minister", "the truce was dead") in found
    assert any(what.startswith("accused the rebels") for _, what in found)


@pytest.mark.parametrize(
    "text",
    [
        "The debate promised to be long.",
        "The mountains offer no shelter.",
        "The law allows the army to search houses.",
        "It means that the road is closed.",
    ],
)
def test_things_hold_no_attitudes(text: str) -> None:
    assert read(text) == []


def test_speech_that_nobody_uttered_is_not_asserted() -> None:
    for text in (
        "The minister did not say that the border would close.",
        "The minister may announce that the border will close.",
        "Will the minister say that the border will close?",
    ):
        assert not any(a.asserted for a in read(text)), text


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
