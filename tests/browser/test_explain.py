"""An explained report in a real browser: accessible, quiet, narrow; signs lead to cards."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from crisisdesk.briefing.explain import explain
from crisisdesk.briefing.explain_page import render
from crisisdesk.reading import read_report
from crisisdesk.terms.records import Date, Report, report_id

pytestmark = pytest.mark.browser

SIZES = [(1280, "light"), (1280, "dark"), (320, "light"), (320, "dark")]
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
TEXT = """Will Russia strike Norway?

"The border will burn," Russian President Vladimir Putin said on March 3, 2024. Russia threatened to attack Norway.

Norway and Sweden signed a mutual defence treaty in February 2024.
"""  # noqa: E501


@pytest.fixture(scope="module")
def html() -> str:
    report = Report(report_id(TEXT), TEXT, published=Date("2024-03-04", "metadata"))
    return render([explain(read_report(report))])


@pytest.mark.parametrize(("width", "scheme"), SIZES)
def test_no_accessibility_violation(
    opened: Callable[..., Any], html: str, width: int, scheme: str
) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page = opened(html.replace("Content-Security-Policy", "X-Left-Out"), width, scheme)
    results = axe.run(page.page, options={"runOnly": {"type": "tag", "values": WCAG}})
    found = [
        f"{violation['id']}: {node['target']}: {node['failureSummary']}"
        for violation in results.response["violations"]
        for node in violation["nodes"]
    ]
    assert not found, "\n".join(found[:10])


@pytest.mark.parametrize(("width", "scheme"), SIZES)
def test_the_page_is_quiet_alone_and_never_scrolls_sideways(
    opened: Callable[..., Any], html: str, width: int, scheme: str
) -> None:
    page = opened(html, width, scheme)
    assert page.troubles == []
    assert len(page.requests) == 1
    assert page.page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [1280, 320])
def test_a_sign_leads_to_its_card_and_back(
    opened: Callable[..., Any], html: str, width: int
) -> None:
    page = opened(html, width, scripts=False).page
    sign = page.locator(".text a.tag.k-event").first
    name = sign.inner_text()
    sign.click()
    assert page.locator(":target").locator("h3").inner_text().startswith(name)
    page.locator(":target").locator(".where a").first.click()
    assert page.locator(":target").inner_text() == name
    box = page.locator(":target").bounding_box()
    assert 0 <= box["y"] <= 900


def test_the_words_of_a_card_light_up(opened: Callable[..., Any], html: str) -> None:
    page = opened(html).page
    page.locator(".text a.tag.k-event").first.click()
    lit = page.evaluate(
        "[...document.querySelectorAll('.text .line')]"
        ".filter(e => getComputedStyle(e).backgroundColor != 'rgba(0, 0, 0, 0)').length"
    )
    assert lit == 1


def test_a_kind_can_be_hidden_by_keyboard(opened: Callable[..., Any], html: str) -> None:
    page = opened(html, scripts=False).page
    assert page.locator(".tag.k-actor").first.is_visible()
    page.locator(".on-actor").focus()
    page.keyboard.press("Space")
    assert not page.locator(".tag.k-actor").first.is_visible()
    assert not page.locator(".cards-actor").is_visible()
    assert page.locator(".tag.k-event").first.is_visible()
