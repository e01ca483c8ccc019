"""Issues tied to a crisis: which, between whom, and whether the report doubts it."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from crisisdesk.reading.linkages import read_linkages
from tests.reading.pages import page_of


def test_an_issue_that_is_linked() -> None:
    text = (
        "Turkey and Greece met again, but linking the islands to Cyprus gas rights seems unlikely."
    )
    (link,) = read_linkages(page_of(text))
    assert link.issue.startswith("Cyprus")
    assert link.doubted
    assert {"TUR", "GRC"} <= set(link.joins)
    assert "linking the islands to Cyprus" in text[link.span.start : link.span.end]


def test_an_issue_that_is_traded() -> None:
    text = "Turkey offered Greece help on migration in exchange for silence about the islands."
    (link,) = read_linkages(page_of(text))
    assert link.issue == "migration"
    assert not link.doubted


def test_a_report_that_ties_nothing_has_no_linkage() -> None:
    assert read_linkages(page_of("Turkey and Greece met again in Geneva on Monday.")) == []


PIECES = st.sampled_from(
    "linking it to |Cyprus |in exchange for |. |Turkey |part of a wider deal|\n\n|“".split("|")
)


@settings(max_examples=30, deadline=None)
@given(st.lists(PIECES, max_size=8).map("".join))
def test_spans_lie_in_the_text(text: str) -> None:
    for link in read_linkages(page_of(text)):
        assert link.issue
        assert 0 <= link.span.start < link.span.end <= len(text)
