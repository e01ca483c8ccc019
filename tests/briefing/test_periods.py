"""A timeline by periods: nothing is lost, each leads on, hours say how they are known."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crisisdesk.briefing.charts.timeline import MOST, timeline_chart
from crisisdesk.briefing.citations import Citation
from crisisdesk.briefing.periods import UNITS, periods
from crisisdesk.briefing.timeline import Entry
from crisisdesk.terms.records import Actor, Event, Span

SPAN = Span("r", 0, 1)


def entry(date: str | None, told: str | None = None, words: str = "It hit.") -> Entry:
    event = Event("e", "ASSAULT", (Actor("CHL"),), (Actor("PER"),), "happened", SPAN, SPAN,
                  quad="material conflict")  # fmt: skip
    cited = (Citation(1, 1, SPAN, words),)
    return Entry("Chile uses force", date, told, None, "happened", "F6", 1, ("x",), cited, event)


DATES = st.sampled_from([None, "2024", "2025-04", "2025-04-08", "2025-04-09", "2023-12-31"])


@given(st.lists(DATES, max_size=20), st.sampled_from(list(UNITS)))
def test_every_event_stands_in_one_period_and_periods_in_order(
    dates: list[str | None], unit: str
) -> None:
    found = periods([entry(date) for date in dates], unit)
    assert sorted(e.at for p in found for e in p.entries) == sorted(d or "" for d in dates)
    keys = [period.key for period in found if period.key]
    assert keys == sorted(set(keys))
    assert all(sum(p.counts().values()) == len(p.entries) for p in found)


@pytest.mark.parametrize(
    ("unit", "label", "since", "until", "finer"),
    [
        ("year", "2024", "2024-01-01", "2024-12-31", "month"),
        ("month", "February 2024", "2024-02-01", "2024-02-29", "day"),
        ("day", "9 February 2024", "2024-02-09", "2024-02-09", "hour"),
        ("hour", "9 February 2024, hour not known", "2024-02-09", "2024-02-09", ""),
    ],
)
def test_a_period_leads_to_the_next_finer_unit(
    unit: str, label: str, since: str, until: str, finer: str
) -> None:
    (one,) = periods([entry("2024-02-09")], unit)
    assert (one.label, one.since, one.until, one.finer) == (label, since, until, finer)


def test_what_is_known_less_precisely_stands_by_itself() -> None:
    first, second, third = periods([entry("2024"), entry("2024-03-01"), entry(None)], "day")
    assert first.label == "2024, day not known"
    assert second.label == "1 March 2024"
    assert (third.label, third.since) == ("no date", "")


def test_an_hour_is_the_events_own_before_that_of_the_telling() -> None:
    moments = {"r": "2024-03-02T14:20:00Z"}
    own, told = periods(
        [entry("2024-03-01", None, "It hit at 3 a.m."), entry("2024-03-01")], "hour", moments
    )
    assert own.label == "1 March 2024, 03:00 to 03:59 as the report has it"
    assert told.label == "1 March 2024, told between 14:00 and 14:59 UTC on 2 March 2024"
    (undated,) = periods([entry(None, "2024-03-02", "at 3 a.m.")], "hour", moments)
    assert "told between" in undated.label, "an hour without a day tells nothing"


def test_the_chart_holds_the_latest_periods_with_their_numbers() -> None:
    entries = [entry(f"{year}-01-01") for year in range(1900, 2000)]
    spec = timeline_chart(periods(entries, "year"), "narrow", lambda period: f"/x?{period.key}")
    assert spec is not None
    values = spec["data"]["values"]
    assert [v["period"] for v in values] == [str(y) for y in range(2000 - MOST["narrow"], 2000)]
    assert values[-1]["events"] == 1 and values[-1]["lead"] == "/x?1999"
    assert timeline_chart(periods([entry(None)], "year"), "wide") is None
