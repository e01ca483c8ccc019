"""Titles in title case are parsed as sentences; their tokens and offsets stay."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from crisisdesk.reading.events import read_events
from crisisdesk.reading.headlines import as_sentences
from tests.reading.pages import page_of

_BODY = "\n\nOfficials gave no details of what had happened on Monday in the capital.\n"


def test_a_title_in_title_case_tells_its_event() -> None:
    title = "China Warns Japan Over Taiwan"
    page = page_of(title + _BODY, title=title)
    events = read_events(page)
    found = [(e.type, [a.code for a in e.source], [a.code for a in e.target]) for e in events]
    assert ("THREATEN", ["CHN"], ["JPN"]) in found


def test_only_titles_in_title_case_are_parsed_anew() -> None:
    title = "China warns Japan over Taiwan"
    page = page_of(title + _BODY, title=title)
    anew = as_sentences(page.parts, page.mentions)
    assert all(one is two for one, two in zip(page.parts, anew, strict=True))


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from("Iran Strikes İsrael With UN ‘Drones’ ﬁre".split()), min_size=1))
def test_tokens_stay_where_they_are(words: list[str]) -> None:
    title = " ".join(words)
    page = page_of(title + _BODY, title=title)
    for old, new in zip(page.parts, as_sentences(page.parts, page.mentions), strict=True):
        assert [t.idx for t in old.doc] == [t.idx for t in new.doc]
