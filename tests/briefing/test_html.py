"""The HTML page: one file, no script, no remote asset, hostile words only ever text."""

from __future__ import annotations

import base64
import hashlib
import itertools
import re

import pytest
from lxml import html as lxml_html

from briefing.sample import hostile_brief, sample_brief
from crisisdesk.briefing.brief import Brief
from crisisdesk.briefing.html import render, web_address
from crisisdesk.briefing.report_page import citations_in


@pytest.fixture(scope="module", params=["sample", "hostile"])
def brief(request: pytest.FixtureRequest) -> Brief:
    return sample_brief() if request.param == "sample" else hostile_brief()


def _page(brief: Brief) -> lxml_html.HtmlElement:
    return lxml_html.document_fromstring(render(brief))


def test_the_page_is_alone_and_runs_nothing(brief: Brief) -> None:
    page = _page(brief)
    assert not page.xpath("//script|//iframe|//object|//embed|//img|//form|//base|//*[@style]")
    assert not page.xpath("//@*[starts-with(name(), 'on')]")
    assert not page.xpath("//@src|//link[@href]")
    for href in page.xpath("//a/@href"):
        assert href.startswith(("#", "https://", "http://")), href


def test_the_policy_allows_only_the_pages_own_style(brief: Brief) -> None:
    text = render(brief)
    style = re.search(r"<style>(.*?)</style>", text, re.S)
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)
    assert style and policy
    digest = base64.b64encode(hashlib.sha256(style.group(1).encode()).digest()).decode()
    assert policy.group(1).startswith("default-src 'none'; ")
    assert f"style-src 'sha256-{digest}'" in policy.group(1)
    assert "unsafe" not in policy.group(1)


def test_every_citation_leads_to_its_words(brief: Brief) -> None:
    page = _page(brief)
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids)), "each id once"
    assert {href[1:] for href in page.xpath("//a/@href") if href[0] == "#"} <= set(ids)
    for citation in set(citations_in(brief)):
        assert citation.mark in ids
        pieces = page.xpath(f"//mark[contains(concat(' ', @class, ' '), ' {citation.mark} ')]")
        shown = "".join(part.text_content() if part.tag == "mark" else part for part in pieces)
        squeezed = re.sub(r"\W", "", shown)
        assert squeezed, citation.label


def test_cited_words_are_marked_whole() -> None:
    brief = sample_brief()
    page = _page(brief)
    for citation in set(citations_in(brief)):
        pieces = page.xpath(f"//mark[contains(concat(' ', @class, ' '), ' {citation.mark} ')]")
        assert "".join(piece.text_content() for piece in pieces) == citation.words


def test_the_text_of_a_report_is_all_there() -> None:
    brief = sample_brief()
    page = _page(brief)
    for source in brief.sources:
        (article,) = page.xpath(f"//article[@id='report-{source.number}']//div[@class='text']")
        for number in article.xpath(".//sup"):
            number.drop_tree()
        shown = re.sub(r"\s+", "", article.text_content())
        assert shown == re.sub(r"\s+", "", source.report.text)


def test_template_syntax_of_a_report_is_not_run() -> None:
    text = render(hostile_brief())
    assert "{{7*7}}" in text
    assert ">49<" not in text


def test_headings_go_down_one_step_at_a_time(brief: Brief) -> None:
    levels = [int(h.tag[1]) for h in _page(brief).xpath("//h1|//h2|//h3|//h4")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(b - a <= 1 for a, b in itertools.pairwise(levels))


def test_pictures_have_a_title_and_a_table_twin() -> None:
    page = _page(sample_brief())
    for picture in page.xpath("//svg[@role='img']"):
        names = picture.get("aria-labelledby").split()
        assert all(page.get_element_by_id(name).text_content().strip() for name in names)
    for section in ("odds", "tree", "ties"):
        assert page.xpath(f"//section[@id='{section}']//table")


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://example.org/a?b=1", True),
        ("http://example.org", True),
        ("javascript:alert(1)", False),
        ("JaVaScRiPt:alert(1)", False),
        ("data:text/html,x", False),
        ("//example.org", False),
        ("http://[bad", False),
        ("file:///etc/passwd", False),
        (None, False),
    ],
)
def test_only_web_addresses_become_links(url: str | None, shown: bool) -> None:
    assert (web_address(url) is not None) is shown
