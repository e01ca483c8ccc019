"""The same event told twice is one; what differs stays apart."""

from __future__ import annotations

import pytest

from crisisdesk.reading.events import read_events
from crisisdesk.reading.merging import date_signings, merge_events
from tests.reading.pages import page_of


def test_an_event_told_twice_is_one_with_both_spans() -> None:
    first, second = "Israel bombed Syria on Tuesday.", "Syria was bombed by Israel."
    text = f"{first} {second}"
    (event,) = read_events(page_of(text))
    assert text[event.span.start : event.span.end] == first
    assert [text[s.start : s.end] for s in event.also] == [second]


def test_the_more_precise_date_is_kept() -> None:
    text = "Russia attacked Georgia. The Russian army attacked Georgia in 2008."
    (event,) = read_events(page_of(text))
    assert event.date is not None and event.date.value == "2008"


@pytest.mark.parametrize(
    "text",
    [
        "Israel bombed Syria on Tuesday. Turkey bombed Syria on Tuesday.",
        "Israel bombed Syria on Tuesday. Israel did not bomb Syria on Wednesday.",
        "Russia attacked Georgia in 2008. Russia attacked Georgia in 1999.",
        "Sudan attacked Ethiopia. Ethiopia attacked Sudan.",
        "Sudan attacked Ethiopia. Sudan condemned Ethiopia.",
    ],
)
def test_other_doers_days_deeds_and_denials_stay_apart(text: str) -> None:
    assert len(read_events(page_of(text))) == 2


def test_merging_again_changes_nothing() -> None:
    text = "Israel bombed Syria on Tuesday. Turkey condemned Israel. Israel bombed Syria."
    events = read_events(page_of(text))
    assert merge_events(events) == events
    assert merge_events(list(reversed(events))) == events


def test_without_ties_a_signing_keeps_no_date() -> None:
    events = read_events(page_of("Kenya and Uganda signed a treaty."))
    assert date_signings(events, []) == events
