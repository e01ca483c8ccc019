"""What a brief says, computed from hand-built readings of a made-up crisis."""

from __future__ import annotations

import re

import pytest
from msgspec.structs import replace

from briefing.sample import (
    AS_OF,
    NAMES,
    sample_brief,
    sample_crisis,
    sample_forecasts,
    sample_readings,
)
from crisisdesk.briefing.brief import Brief, build_brief
from crisisdesk.briefing.report_page import citations_in
from crisisdesk.briefing.words import words
from crisisdesk.terms.records import Crisis, Question, Span


@pytest.fixture(scope="module")
def brief() -> Brief:
    return sample_brief()


def test_the_brief_is_a_pure_function() -> None:
    assert sample_brief() == sample_brief()


def test_the_headline_answers_the_strike_first_then_help_then_mediation(brief: Brief) -> None:
    assert brief.headline.judgement.startswith("It is unlikely that Arland uses force")
    kinds = [brief.answer(name).forecast.question.kind for name in brief.headline.answers]
    assert kinds == ["strike", "intervention", "mediation"]


def test_likelihood_and_confidence_never_share_a_sentence(brief: Brief) -> None:
    terms = sorted(words().likelihood, key=len, reverse=True)
    likelihood = re.compile("|".join(terms))
    said = [brief.headline.judgement, *brief.headline.further, brief.headline.confidence]
    for answer in brief.answers:
        said += [answer.likelihood, answer.confidence]
    for sentence in said:
        assert not (likelihood.search(sentence) and "onfidence" in sentence), sentence


def test_every_likelihood_word_makes_a_sentence() -> None:
    forecast = sample_forecasts()[0]
    for word in words().likelihood:
        made = build_brief(
            sample_readings(), sample_crisis(), [replace(forecast, word=word)], None, AS_OF,
            names=NAMES,
        )  # fmt: skip
        assert word in made.headline.judgement
        assert made.headline.judgement[0].isupper()


def test_every_citation_is_the_words_themselves(brief: Brief) -> None:
    texts = {source.report.id: source.report.text for source in brief.sources}
    cited = list(citations_in(brief))
    assert len(cited) > 20
    for citation in cited:
        span = citation.span
        assert texts[span.report][span.start : span.end] == citation.words


def test_the_same_event_in_two_reports_is_one_entry_with_two_origins(brief: Brief) -> None:
    (massing,) = [e for e in brief.timeline if e.record.type == "MOBILIZE"]
    assert massing.origins == 2
    assert massing.grade == "F3"
    assert {c.report for c in massing.citations} == {1, 2}


def test_the_timeline_runs_by_day_and_by_the_day_of_telling(brief: Brief) -> None:
    days = [entry.at for entry in brief.timeline]
    assert days == sorted(days)
    undated = [entry for entry in brief.timeline if entry.date is None]
    assert undated
    published = {s.number: s.report.published for s in brief.sources}
    for entry in undated:
        first = min(day.value for c in entry.citations if (day := published[c.report]))
        assert (entry.told, entry.at) == (first, first)
        assert entry.when.startswith("told ")


def test_what_the_reports_ask_is_answered(brief: Brief) -> None:
    first, second = brief.asked
    assert [brief.answer(n).forecast.question.help for n in first.answers] == [
        "direct",
        "arms",
        "diplomatic",
    ]
    assert [brief.answer(n).forecast.question.kind for n in second.answers] == ["strike"]


def test_experts_stand_side_by_side(brief: Brief) -> None:
    (matter,) = brief.matters
    assert matter.contested
    assert matter.topic == "Cyrenia: resolve"
    assert matter.raises[0].holder.startswith("Olaf Brandt")
    assert matter.lowers[0].holder.startswith("Ida Fenn")


def test_a_denied_obligation_stands_with_its_tie(brief: Brief) -> None:
    pact = brief.relations[0]
    (duty,) = pact.duties
    assert not duty.stated
    assert duty.citation.words == "the pact obliges neither side to fight"
    assert not any(gap.kind == "obligation" for gap in brief.unknowns)


def test_a_partner_without_a_stated_obligation_is_not_known() -> None:
    readings = [replace(reading, ties=()) for reading in sample_readings()]
    made = build_brief(readings, sample_crisis(), [], None, AS_OF, names=NAMES)
    (gap,) = [gap for gap in made.unknowns if gap.kind == "obligation"]
    assert gap.text == "Whether Cyrenia is obliged to defend Boravia: no report says."


def test_the_gaps_are_named(brief: Brief) -> None:
    told = " ".join(gap.text for gap in brief.unknowns)
    assert "political support" in told, "a question that no line bears on"
    assert "rest on one origin" in told
    assert "nobody has graded" in told
    assert "12 May 2024 is inferred" in told
    assert "Who made 1 statement" in told


def test_an_undated_report_and_an_unanswered_question_are_gaps() -> None:
    readings = sample_readings()
    undated = replace(readings[0], report=replace(readings[0].report, published=None))
    made = build_brief([undated], sample_crisis(), [], None, AS_OF, names=NAMES)
    told = " ".join(gap.text for gap in made.unknowns)
    assert "was published, it does not say." in told
    assert "nothing here answers it" in told
    assert "told by one origin" in told


def test_speakers_are_grouped_and_the_unnamed_come_last(brief: Brief) -> None:
    speakers = [voice.speaker for voice in brief.voices]
    assert speakers[0] == "Ana Quill, president, Arland"
    assert len(brief.voices[0].sayings) == 2
    assert speakers[-1] == "Speaker not named"


def test_an_empty_record_makes_an_honest_brief() -> None:
    reading = sample_readings()[1]
    bare = replace(reading, statements=(), events=(), ties=())
    made = build_brief([bare], Crisis(), [], None, AS_OF, names=NAMES)
    assert made.title == "No crisis found in the reports"
    assert "no question" in made.headline.judgement
    assert made.answers == ()


def test_questions_are_found_by_what_they_ask(brief: Brief) -> None:
    assert brief.questions.strike("ARL", "BOR").forecast.probability == 0.31
    assert brief.questions.intervention("CYR", help="arms").forecast.question.help == "arms"
    assert brief.questions.mediation("DOV").forecast.probability == 0.44
    assert len(brief.questions) == len(list(brief.questions)) == 5
    with pytest.raises(KeyError, match="no strike question about BOR"):
        brief.questions.strike("BOR")


def test_outlets_take_the_grade_that_is_given() -> None:
    made = build_brief(
        sample_readings(), sample_crisis(), [], None, AS_OF, names=NAMES,
        grades={"inland wire": "B"},
    )  # fmt: skip
    assert [source.reliability for source in made.sources] == ["F", "B"]
    (massing,) = [e for e in made.timeline if e.record.type == "MOBILIZE"]
    assert massing.grade == "B3"


def test_names_take_the_where_sentences_want_it(brief: Brief) -> None:
    mediation = brief.questions.mediation("DOV")
    assert "the United Dovanian Cantons" in mediation.question
    assert "the Arland" not in mediation.question


@pytest.mark.parametrize(
    ("text", "answered"),
    [
        ("War or diplomacy: what’s next?", True),
        ("What will Arland do?", True),
        ("What does Boravia want?", False),
        ("Would Cyrenia trade Boravia for grain?", False),
    ],
)
def test_an_open_question_is_answered_by_all_that_may_come_and_no_other(
    text: str, answered: bool
) -> None:
    first, second = sample_readings()
    span = Span(first.report.id, 0, 10)
    asks = replace(first, questions=(Question("outlook", text=text, span=span),))
    odds = [answer.forecast for answer in sample_brief().answers]
    made = build_brief([asks, second], sample_crisis(), odds, None, AS_OF, names=NAMES)
    (question,) = made.asked
    assert bool(question.answers) is answered
