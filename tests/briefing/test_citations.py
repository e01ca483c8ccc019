"""Citations lead to the words, and sentence numbers follow a rule that readers can follow."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from briefing.sample import at, sample_reports
from crisisdesk.briefing.citations import Citer, labels, sentence_starts
from crisisdesk.terms.records import Report, Span, report_id


def _report(text: str) -> Report:
    return Report(id=report_id(text), text=text)


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("One. Two! Three?", ["One. ", "Two! ", "Three?"]),
        ("The U.S. said no. Mr. Gray left.", ["The U.S. said no. ", "Mr. Gray left."]),
        ("He said: “Stop.” Then he left.", ["He said: “Stop.” ", "Then he left."]),
        ("Title\n\n  Indented line.", ["Title\n\n  ", "Indented line."]),
        ("It rose 3.5 per cent. “Why?” she asked.", ["It rose 3.5 per cent. ",
                                                   "“Why?” she asked."]),
    ],
)  # fmt: skip
def test_sentences_begin_where_a_reader_would_say(text: str, sentences: list[str]) -> None:
    starts = sentence_starts(_report(text))
    cut = [text[a:b] for a, b in zip(starts, [*starts[1:], len(text)], strict=True)]
    assert cut == sentences


def test_furniture_has_no_sentences() -> None:
    first, _ = sample_reports()
    furniture = first.furniture[0]
    assert all(start < furniture.start for start in sentence_starts(first))


def test_a_citation_holds_the_words_and_their_address() -> None:
    first, second = sample_reports()
    citer = Citer([first, second])
    citation = citer.cite(at(second, "Arland massed troops"))
    assert citation is not None
    assert citation.words == "Arland massed troops"
    assert citation.label == "[2:2]"


@pytest.mark.parametrize("span", [("other", 0, 5), ("own", 5, 5), ("own", -1, 4), ("own", 0, 9999)])
def test_what_points_nowhere_is_not_cited(span: tuple[str, int, int]) -> None:
    report = _report("A few words.")
    report_name = report.id if span[0] == "own" else span[0]
    assert Citer([report]).cite(Span(report_name, *span[1:])) is None
    assert Citer([report]).cite(None) is None


def test_labels_name_a_sentence_once() -> None:
    report = _report("Two parts here. And more.")
    cited = Citer([report]).cite_all([Span(report.id, 0, 3), Span(report.id, 4, 9)])
    assert len(cited) == 2
    assert labels(cited) == "[1:1]"


@given(st.text(max_size=300))
def test_starts_ascend_and_stand_on_words(text: str) -> None:
    starts = sentence_starts(_report(text))
    assert list(starts) == sorted(set(starts))
    assert all(not text[start].isspace() for start in starts)


@pytest.mark.parametrize(
    "text", ["." * 200_000, '."' * 100_000, ". " * 100_000 + "a", "a\n" * 100_000]
)
def test_a_hostile_text_takes_no_longer_than_its_length(text: str) -> None:
    report = _report(text)
    furniture = tuple(Span(report.id, i, i + 1) for i in range(0, 100_000, 2))
    began = time.process_time()
    sentence_starts(replace(report, furniture=furniture))
    assert time.process_time() - began < 2
