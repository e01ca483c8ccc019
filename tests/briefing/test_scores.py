"""The scorecard as people see it: figures as reckoned, nothing hostile let through."""

from __future__ import annotations

from xml.dom import minidom

from crisisdesk.briefing import scores
from crisisdesk.odds.scoring import Scorecard, scorecard
from crisisdesk.terms.asked import Asked, Made, Outcome
from crisisdesk.terms.records import Question

HOSTILE = "<script>boom()</script>\x1b[31m{{7*7}}"


def card(by: str = "model", text: str = "Will it?") -> Scorecard:
    asked = Asked(1, 1, Question("strike", ("USA",), "IRN", text=text), "2025-04-01", "2025-04-10")
    made = Made(1, "2025-04-01", by, {"yes": 0.3}, {"yes": 0.2}, recorded="2025-04-01T09:00:00Z")
    return scorecard([asked], [made], {1: Outcome(1, "2025-04-11", "hand")}, "2025-05-01")


def test_the_tables_hold_the_scores() -> None:
    (row,) = scores.totals(card())
    assert row[:4] == ("model", "all", "1", "0.090")
    assert row[4] == "-125 %", "0.09 against 0.04"
    (band,) = scores.bands(card(), "model")
    assert band[0] == "unlikely" and band[5] == "0\u00a0%"
    assert any("mostly luck" in line for line in scores.summary(card()))


def test_the_page_escapes_all_that_people_typed() -> None:
    page = scores.render(card(by=HOSTILE, text=HOSTILE))
    assert "<script>boom" not in page and "\x1b" not in page
    assert "&lt;script&gt;boom()&lt;/script&gt;{{7*7}}" in page


def test_the_plot_is_an_svg_file_of_its_own() -> None:
    drawn = scores.plot(card(by=HOSTILE), HOSTILE)
    root = minidom.parseString(drawn).documentElement
    assert root.tagName == "svg" and root.getAttribute("xmlns") == "http://www.w3.org/2000/svg"
    assert not root.getElementsByTagName("script")


def test_an_empty_card_is_a_page_too() -> None:
    page = scores.render(scorecard([], [], {}, "2025-05-01"))
    assert "0 questions scored" in page and "Calibration</h2>" not in page
