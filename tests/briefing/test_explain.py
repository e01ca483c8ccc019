"""A report explained: every mark and card lead to each other, hostile words stay text."""

from __future__ import annotations

import re

import pytest
from lxml import html as lxml_html

from crisisdesk.briefing.explain import Explanation, explain
from crisisdesk.briefing.explain_page import render
from crisisdesk.briefing.explain_terminal import show
from crisisdesk.briefing.terminal import console_for
from crisisdesk.reading import read_report
from crisisdesk.terms.records import Date, Reading, Report, report_id

TEXT = """Will Russia strike Norway?

"The border </span><script>boom()</script> will burn," Russian President Vladimir Putin said on March 3, 2024. Russia threatened to attack Norway.

Norway and Sweden signed a mutual defence treaty in February 2024. Sweden supplies arms to Norway.
"""  # noqa: E501


@pytest.fixture(scope="module")
def reading() -> Reading:
    return read_report(Report(report_id(TEXT), TEXT, published=Date("2024-03-04", "metadata")))


@pytest.fixture(scope="module")
def explained(reading: Reading) -> Explanation:
    return explain(reading)


def test_all_that_was_read_is_explained(reading: Reading, explained: Explanation) -> None:
    for kind, records in (
        ("statement", reading.statements),
        ("event", reading.events),
        ("tie", reading.ties),
        ("question", reading.questions),
    ):
        assert len(explained.of(kind)) == len(records) > 0, kind
    assert explained.of("date") and explained.of("actor")
    assert all(one.rule and 0 < one.score <= 1 for one in explained.taken)


def test_signs_are_unique_and_lead_both_ways(explained: Explanation) -> None:
    by_sign = {one.sign: one for one in explained.taken}
    assert len(by_sign) == len(explained.taken)
    links = [(one.sign, other) for one in explained.taken for other in one.leads]
    assert links and all(sign in by_sign[other].leads for sign, other in links)


def test_marks_are_the_words_of_the_citations(explained: Explanation) -> None:
    for one in explained.taken:
        for citation in one.citations:
            assert citation.words == TEXT[citation.span.start : citation.span.end]


def test_the_page_is_alone_and_hostile_words_are_text(explained: Explanation) -> None:
    page = lxml_html.document_fromstring(render([explained]))
    assert not page.xpath("//script|//iframe|//img|//form|//*[@style]|//@src|//link[@href]")
    assert "</span><script>boom()</script>" in page.xpath("//section[@lang]")[0].text_content()
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert {href[1:] for href in page.xpath("//a/@href")} <= set(ids)


def test_the_text_between_the_signs_is_the_report(explained: Explanation) -> None:
    page = lxml_html.document_fromstring(render([explained]))
    for tag in page.xpath("//section[@lang]//a | //section[@lang]//sup"):
        tag.drop_tree()
    shown = page.xpath("//section[@lang]")[0].text_content()
    assert re.sub(r"\s", "", shown) == re.sub(r"\s", "", TEXT)


def test_every_kind_has_a_sign_before_its_words_in_the_terminal(explained: Explanation) -> None:
    console = console_for(width=100)
    with console.capture() as capture:
        show(explained, console)
    shown = capture.get()
    for one in explained.taken:
        assert f"[{one.sign}]" in shown
        assert f"  {one.sign} " in shown
    assert "\x1b[31mborder" not in shown


def test_a_page_with_too_many_marks_lights_up_no_words_of_a_card(
    explained: Explanation, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "main:has(#c0-E1:target) .w0-E1" in render([explained])
    monkeypatch.setattr("crisisdesk.briefing.explain_page._MOST_LIT", 3)
    assert "main:has(" not in render([explained])


def test_a_report_of_which_nothing_is_read_says_so() -> None:
    empty = explain(Reading(Report("r", "Nothing here.\n")))
    assert empty.taken == () and "Nothing was taken" in render([empty])
