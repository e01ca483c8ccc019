"""Attributed speech: whose words, by which rule, exactly which characters."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crisisdesk.reading.statements import read_statements
from crisisdesk.terms.records import Statement
from tests.reading.pages import page_of


def read(text: str) -> list[Statement]:
    return read_statements(page_of(text))


def only(text: str, form: str) -> Statement:
    found = [s for s in read(text) if s.form == form]
    assert len(found) == 1, found
    return found[0]


def speaker(statement: Statement) -> str | None:
    who = statement.speaker
    return (who.name or who.code) if who else None


@pytest.mark.parametrize(
    "text",
    [
        "“The border will stay closed until spring,” said Emmanuel Macron.",
        "“The border will stay closed until spring,” Emmanuel Macron said on Monday.",
        "Emmanuel Macron told reporters: “The border will stay closed until spring.”",
        "Emmanuel Macron spoke in Lyon, saying, “The border will stay closed until spring.”",
        "“The border will stay closed until spring,” according to Emmanuel Macron.",
        "Emmanuel Macron was blunt. “The border will stay closed until spring.”",
    ],
)
def test_direct_speech_wherever_its_tag_stands(text: str) -> None:
    found = only(text, "direct")
    assert speaker(found) == "Emmanuel Macron"
    assert found.words.startswith("The border will stay closed until spring")
    assert "“" not in found.words and "”" not in found.words


def test_people_introduced_as_of_a_kind_are_the_speakers_and_experts() -> None:
    text = "Analysts like Johanna Berg of the Delta Institute argue, “Nobody wants this war now.”"
    found = only(text, "direct")
    assert found.speaker is not None and "Berg" in (found.speaker.name or "")
    assert found.expert


def test_she_beside_a_quote_is_who_spoke_before() -> None:
    text = "Angela Merkel warned that the talks would fail. “Vladimir Putin has no plan,” she said."
    assert speaker(only(text, "direct")) == "Angela Merkel"


def test_a_piece_of_a_sentence_in_marks_is_a_fragment_of_whose_verb_governs_it() -> None:
    found = only("Emmanuel Macron promised a “swift and heavy” answer.", "fragment")
    assert found.words == "swift and heavy"
    assert speaker(found) == "Emmanuel Macron"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Turkey warned that Greece must leave the islands.", "Greece must leave the islands"),
        ("Greece must leave the islands, Turkey declared on Friday.", "Greece must leave"),
        ("Greece must leave the islands, according to Turkey.", "Greece must leave the islands"),
        ("According to Turkey, Greece must leave the islands.", "Greece must leave the islands"),
        ("Turkey rejected the claims of Greece.", "rejected the claims of Greece"),
    ],
)
def test_speech_that_is_told(text: str, words: str) -> None:
    found = only(text, "indirect")
    assert found.words.startswith(words)
    assert found.speaker is not None and found.speaker.code == "TUR"
    assert "GRC" in found.about


@pytest.mark.parametrize(
    ("text", "attitude"),
    [
        ("Turkey believes that Greece will leave the islands.", "believed"),
        ("Turkey wants Greece to leave the islands.", "wanted"),
        ("Turkey intends to fortify the islands near Greece.", "planned"),
        ("Turkey supports the plan of Greece for the islands.", "judged"),
        ("Turkey insists that Greece leaves the islands.", "said"),
    ],
)
def test_what_is_thought_or_meant_is_told_from_what_is_said(text: str, attitude: str) -> None:
    found = read(text)
    assert [s.attitude for s in found] == [attitude]
    assert found[0].speaker is not None and found[0].speaker.code == "TUR"


def test_a_turn_of_an_interview_is_direct_speech_of_its_label() -> None:
    text = (
        "Emmanuel Macron: We shall keep the border closed until spring.\n\n"
        "Angela Merkel: That would be a mistake, and you know it.\n\n"
        "Emmanuel Macron: Perhaps, but we have no better answer.\n\n"
        "Angela Merkel: Then let us look for one."
    )
    said = [s for s in read(text) if s.rule == "turn"]
    assert [s.form for s in said] == ["direct"] * 4
    assert [speaker(s) for s in said] == ["Emmanuel Macron", "Angela Merkel"] * 2
    assert said[0].words == "We shall keep the border closed until spring"


def test_one_label_makes_no_interview() -> None:
    text = "Moscow: the city that never rests has seen it all before."
    assert [s for s in read(text) if s.rule == "turn"] == []


def test_what_was_not_said_is_no_statement() -> None:
    assert read("Turkey did not say that Greece must leave the islands.") == []
    assert read("Turkey may announce that the islands are closed.") == []
    assert read("Will Turkey say that the islands are closed?") == []


def test_the_day_of_speech_is_the_sentence_s_and_never_the_quote_s() -> None:
    text = "“We signed it on May 2, 2024,” Emmanuel Macron said on May 14, 2024."
    found = only(text, "direct")
    assert found.date is not None and found.date.value == "2024-05-14"


def test_an_outlet_passes_words_on() -> None:
    text = "“We are ready to talk about the islands,” Emmanuel Macron told Reuters."
    found = only(text, "direct")
    assert speaker(found) == "Emmanuel Macron"
    assert found.via == ("Reuters",)


PIECES = st.sampled_from(
    '“|”|"|‘|’|,|.|?| said |Macron| Turkey | he |warned that |according to |per |we will act|\n\n'
    "|saying, |:|—| of the |analysts like ".split("|")
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(PIECES, max_size=14).map("".join))
def test_words_are_what_stands_in_the_span(text: str) -> None:
    page = page_of(text)
    quotes = {(q.start, q.end) for q in page.quotes}
    for statement in read_statements(page):
        assert statement.words == text[statement.span.start : statement.span.end]
        if statement.form != "indirect" and statement.rule != "turn":
            assert (statement.span.start, statement.span.end) in quotes


def test_an_audience_within_quotes_is_none() -> None:
    found = read("The minister told “the people of Lyon” that the border would stay closed.")
    assert found
    assert all(statement.addressee is None for statement in found)


def test_a_transcript_may_put_every_turn_in_quotation_marks() -> None:
    text = (
        "The broadcaster’s transcript of the talk follows here in full.\n\n"
        '"DUARTE: Will the fleet leave the strait this week?\n\n'
        '"LEE: We have called it a “routine” visit, and the ships will stay.\n\n'
        '"DUARTE: And who is going to pay for all of it in the end?\n\n'
        '"LEE: That is for parliament to say, and not for me to decide."'
    )
    found = [s for s in read(text) if s.rule == "turn"]
    assert [speaker(s) for s in found] == ["DUARTE", "LEE"] * 2
    assert found[1].words.startswith("We have called it a “routine” visit")


def test_an_office_that_looks_like_a_verb_of_speech_is_none() -> None:
    text = (
        "The fleet has left the strait for good. “We shall not be moved by threats,” "
        "Secretary of State Ana Duarte said in a statement."
    )
    (found,) = [s for s in read(text) if s.form == "direct"]
    assert speaker(found) == "Ana Duarte"


def test_a_statement_that_adds_something_is_its_speaker_s() -> None:
    text = (
        "“We want a truce at once,” Ana Duarte, the mayor of the town, said in a statement.\n\n"
        "“We will open the gates at dawn,” the statement added."
    )
    assert [speaker(s) for s in read(text) if s.form == "direct"] == ["Ana Duarte"] * 2


def test_one_of_some_people_speaks_without_a_name() -> None:
    text = "The town was quiet at dawn. “The army has left us alone,” said one of the officials."
    (found,) = [s for s in read(text) if s.form == "direct"]
    assert found.speaker is not None and found.speaker.role == "one of the officials"


def test_she_is_who_is_named_and_thinks_before_in_the_sentence() -> None:
    text = (
        "Trump said the deal was close. His colleague Farah Sadeghi thinks that too early: were "
        "the talks to collapse, she says, Israel would press to act alone."
    )
    told = [s.speaker.name for s in read(text) if s.speaker and "collapse" in s.words]
    assert told == ["Farah Sadeghi"]
