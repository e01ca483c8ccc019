"""Horizons in words, from Wednesday 9 April 2025."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crisisdesk.errors import QuestionError
from crisisdesk.odds.horizons import LONGEST, horizon_in

DAY = "2025-04-09"


def until(text):
    days = horizon_in(text, DAY)
    return None if days is None else date.fromordinal(date(2025, 4, 9).toordinal() + days)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("within 30 days", 30),
        ("in the next two weeks", 14),
        ("within a year", 365),
        ("over the next six months", 180),
        ("in the coming week", 7),
        ("within the next 90 days", 90),
        ("in ten days", 10),
        ("tomorrow", 1),
        ("for the next decade", 3650),
        ("inside a fortnight", 14),
        ("within 48 hours", 2),
        ("within an hour", 1),
        ("in the coming weeks", 28),
        ("in the next few days", 7),
    ],
)
def test_lengths(text, days):
    assert horizon_in(f"Will Israel strike Iran {text}?", DAY) == days


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("by 1 June", "2025-06-01"),
        ("by June 1st, 2026", "2026-06-01"),
        ("before 1 June", "2025-05-31"),
        ("on the 3rd of May", "2025-05-03"),
        ("by 1 March", "2026-03-01"),
        ("until 2025-12-24", "2025-12-24"),
        ("before June", "2025-05-31"),
        ("by June", "2025-06-01"),
        ("in June", "2025-06-30"),
        ("by the end of June", "2025-06-30"),
        ("by end of Feb", "2026-02-28"),
        ("in April", "2025-04-30"),
        ("by Sept 2026", "2026-09-01"),
        ("by 2026", "2026-01-01"),
        ("in 2026", "2026-12-31"),
        ("before 2027", "2026-12-31"),
        ("by the end of 2025", "2025-12-31"),
        ("this year", "2025-12-31"),
        ("next year", "2026-04-09"),
        ("this month", "2025-04-30"),
        ("this week", "2025-04-13"),
        ("by the end of the year", "2025-12-31"),
        ("this summer", "2025-08-31"),
        ("this winter", "2026-02-28"),
        ("by Friday", "2025-04-11"),
        ("before the end of summer", "2025-08-31"),
        ("by the autumn", "2025-09-01"),
        ("before summer", "2025-05-31"),
        ("before Christmas", "2025-12-24"),
        ("by New Year's Day", "2026-01-01"),
        ("before Monday", "2025-04-13"),
    ],
)
def test_last_days(text, last):
    assert until(f"Will Israel strike Iran {text}?") == date.fromisoformat(last)


def test_no_horizon_is_none():
    assert horizon_in("Will Israel strike Iran?", DAY) is None
    assert horizon_in("May Israel strike Iran?", DAY) is None


@pytest.mark.parametrize(
    "text",
    ["within 0 days", "within 10000 days", "by 2020", "by 31 February", "within 30 years",
     "within 999999999999 days", "by 2025-13-45", "before 10 April 2025"],
)  # fmt: skip
def test_horizons_without_sense_are_refused(text):
    with pytest.raises(QuestionError):
        horizon_in(f"Will Israel strike Iran {text}?", DAY)


@given(st.text(max_size=60), st.dates(date(1990, 1, 1), date(2100, 1, 1)))
def test_any_text_has_a_sound_horizon_or_none_or_an_error(text, day):
    try:
        days = horizon_in(f"by {text}", day.isoformat())
    except QuestionError:
        return
    assert days is None or 1 <= days <= LONGEST


@pytest.mark.parametrize(
    "text", ["within -5 days", "within a googol years", "within 2.5 years", "in -3 weeks"]
)
def test_what_is_no_span_of_time_is_no_90_days(text: str) -> None:
    with pytest.raises(QuestionError, match="is no horizon"):
        horizon_in(f"Will Russia strike Ukraine {text}?", "2025-04-09")


@pytest.mark.parametrize("text", ["after many years", "in recent days", "for many years"])
def test_a_span_that_tells_of_the_past_is_no_horizon(text: str) -> None:
    assert horizon_in(f"Will Russia strike Ukraine {text}?", "2025-04-09") is None
