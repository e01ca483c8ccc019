"""The HTML brief in a real browser: accessible, quiet, offline, narrow; marks can be reached."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from briefing.sample import hostile_brief, sample_brief

from crisisdesk.briefing.html import render

pytestmark = pytest.mark.browser

SIZES = [(1280, "light"), (1280, "dark"), (320, "light"), (320, "dark")]
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="module", params=["sample", "hostile"])
def html(request: pytest.FixtureRequest) -> str:
    return render(sample_brief() if request.param == "sample" else hostile_brief())


@pytest.mark.parametrize(("width", "scheme"), SIZES)
def test_no_accessibility_violation(
    opened: Callable[..., Any], html: str, width: int, scheme: str
) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    # axe is a script, which the page's policy forbids; without the policy the page is the same
    page = opened(html.replace("Content-Security-Policy", "X-Left-Out"), width, scheme)
    results = axe.run(page.page, options={"runOnly": {"type": "tag", "values": WCAG}})
    found = [
        f"{violation['id']}: {node['target']}: {node['failureSummary']}"
        for violation in results.response["violations"]
        for node in violation["nodes"]
    ]
    assert not found, "\n".join(found[:10])
    assert len(results.response["passes"]) > 20


@pytest.mark.parametrize(("width", "scheme"), SIZES)
def test_the_page_is_quiet_alone_and_never_scrolls_sideways(
    opened: Callable[..., Any], html: str, width: int, scheme: str
) -> None:
    page = opened(html, width, scheme)
    assert page.troubles == []
    assert len(page.requests) == 1, page.requests
    assert page.page.evaluate("document.documentElement.scrollWidth") <= width


def test_no_word_of_a_report_becomes_markup(opened: Callable[..., Any]) -> None:
    page = opened(render(hostile_brief()))
    assert page.troubles == []
    count = "document.querySelectorAll('script,img,iframe,object,embed,form').length"
    assert page.page.evaluate(count) == 0
    assert page.page.title().startswith("Arland against Boravia")
    hrefs = page.page.evaluate("[...document.links].map(a => a.protocol)")
    assert set(hrefs) <= {"file:", "https:", "http:"}
    assert "<script>boom()</script>" in page.page.inner_text("main")


def test_the_policy_stops_what_would_slip_through(opened: Callable[..., Any]) -> None:
    slipped = '<script>document.title="owned"</script><img src="http://localhost:9/x.png">'
    page = opened(render(sample_brief()).replace("<main", f"{slipped}<main", 1))
    assert page.page.title() != "owned"
    assert page.failures == ["csp"]
    assert any("Content Security Policy" in trouble for trouble in page.troubles)


@pytest.mark.parametrize("scripts", [True, False])
def test_a_citation_leads_to_its_words(opened: Callable[..., Any], scripts: bool) -> None:
    page = opened(render(sample_brief()), scripts=scripts).page
    page.locator("#said a.cite").first.click()
    target = page.locator(":target")
    assert target.inner_text() == "the border will answer"
    assert target.evaluate("e => e.tagName") == "MARK" if scripts else True
    box = target.bounding_box()
    assert 0 <= box["y"] <= 900


def test_all_pieces_of_a_cited_line_light_up(opened: Callable[..., Any]) -> None:
    brief = sample_brief()
    page = opened(render(brief)).page
    threat = next(e for e in brief.timeline if e.record.type == "THREATEN").citations[0]
    page.goto(page.url + f"#{threat.mark}")
    shades = page.evaluate(
        "name => [...document.getElementsByClassName(name)]"
        ".map(e => getComputedStyle(e).backgroundColor)",
        threat.mark,
    )
    other = page.evaluate("getComputedStyle(document.querySelector('mark')).backgroundColor")
    assert len(shades) > 1
    assert len(set(shades)) == 1
    assert shades[0] != other


def test_the_keyboard_reaches_the_judgement_first(opened: Callable[..., Any]) -> None:
    page = opened(render(sample_brief())).page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the judgement"
    page.keyboard.press("Enter")
    assert page.url.endswith("#judgement")


@pytest.mark.parametrize(
    ("width", "kind", "other"), [(1280, "wide", "narrow"), (390, "narrow", "wide")]
)
def test_pictures_fit_the_screen(
    opened: Callable[..., Any], width: int, kind: str, other: str
) -> None:
    page = opened(render(sample_brief()), width).page
    for picture in ("tree", "network"):
        assert page.locator(f"svg.{picture}.{kind}").is_visible()
        assert not page.locator(f"svg.{picture}.{other}").is_visible()


def test_the_printed_page_shows_all(opened: Callable[..., Any]) -> None:
    page = opened(render(sample_brief())).page
    page.emulate_media(media="print")
    assert not page.locator("nav").is_visible()
    assert page.locator("#odds table").is_visible()
    assert len(page.pdf()) > 10_000
