"""The forms of a brief: terminal, Markdown and JSON; hostile words stay words in all of them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from markdown_it import MarkdownIt
from msgspec.structs import replace

from briefing.sample import NASTY, hostile_brief, sample_brief
from crisisdesk.briefing import json as as_json
from crisisdesk.briefing import markdown, terminal
from crisisdesk.briefing.brief import Brief
from crisisdesk.briefing.schema import brief_schema, schema_text

SCHEMA = Path(__file__).parents[2] / "docs" / "brief.schema.json"
ARTICLES = ("headline", "answers", "voices", "timeline", "relations", "sources")


@pytest.fixture(scope="module", params=["sample", "hostile"])
def brief(request: pytest.FixtureRequest) -> Brief:
    return sample_brief() if request.param == "sample" else hostile_brief()


def test_the_schema_in_the_docs_is_current() -> None:
    assert SCHEMA.read_text(encoding="utf-8") == schema_text(), (
        "run: python -m crisisdesk.briefing.schema docs/brief.schema.json"
    )


def test_json_fits_its_schema_and_comes_back_whole(brief: Brief) -> None:
    text = as_json.render(brief)
    Draft202012Validator.check_schema(brief_schema())
    Draft202012Validator(brief_schema()).validate(json.loads(text))
    assert as_json.loads(text) == brief
    for letter in ("\x1b", "\x9b", "\u202e"):
        assert letter not in text


def test_the_schema_refuses_what_is_no_brief() -> None:
    broken = json.loads(as_json.render(sample_brief()))
    broken["answers"][0]["forecast"]["confidence"] = "certain"
    assert list(Draft202012Validator(brief_schema()).iter_errors(broken))


@pytest.mark.parametrize("width", [24, 44, 80, 96, 140])
def test_the_terminal_page_keeps_to_its_width(brief: Brief, width: int) -> None:
    page = terminal.render(brief, width)
    assert max(len(line) for line in page.splitlines()) <= width
    assert "\x1b" not in page
    assert "\x9b" not in page
    assert "\u202e" not in page


def test_the_terminal_page_says_what_the_brief_says() -> None:
    page = terminal.render(sample_brief(), 110)
    lines = page.splitlines()
    assert lines[0] == "Arland against Boravia"
    assert (
        "  class: explicit threats, since 1946: 33 of 139, 24\u00a0%; explicit threat [1:2];"
        in page
    )
    assert "“the border will answer” [1:2]" in page
    assert "defense: denied" in page
    assert terminal.summary(sample_brief()) == "6 statements, 6 events, 4 ties from 2 reports"


def test_rich_markup_in_a_report_is_only_words() -> None:
    assert "[bold]b[/bold]" in terminal.render(hostile_brief(), 2000)


def test_markdown_of_a_hostile_report_holds_no_markup() -> None:
    page = markdown.render(hostile_brief())
    parsed = MarkdownIt("commonmark", {"html": True, "linkify": False}).enable("table").parse(page)
    inline = [child for token in parsed for child in token.children or []]
    kinds = {token.type for token in [*parsed, *inline]}
    assert not kinds & {"html_block", "html_inline", "link_open", "image", "code_inline", "fence"}
    shown = "".join(child.content for child in inline)
    assert "<script>boom()</script>" in shown, "the words themselves are shown"
    assert "\x1b" not in page


def test_markdown_has_the_sections_in_order() -> None:
    page = markdown.render(sample_brief())
    headings = [line for line in page.splitlines() if line.startswith("#")]
    assert headings[:4] == [
        "# Arland against Boravia",
        "## Odds",
        "### How each was reckoned",
        "## What may come",
    ]
    assert "## What is not known" in headings
    assert NASTY not in page


def test_a_long_page_prints_the_latest_and_says_what_it_leaves_out() -> None:
    brief = sample_brief()
    dated = [entry for entry in brief.timeline if entry.date][:1]
    many = replace(brief, timeline=tuple(dated * 400), voices=brief.voices * 200)
    page = terminal.render(many)
    assert page.count(dated[0].what) <= terminal.LONG + len(brief.timeline)
    assert f"The latest {terminal.LONG} of 400 events" in " ".join(page.split())
    assert "crisisdesk statements" in page
    assert "The latest" not in terminal.render(brief)
