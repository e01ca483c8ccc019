"""Reports picked from a large record: by whom they name, by day, and as of any time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from crisisdesk.record.ledger import Ledger
from crisisdesk.record.selection import count, foremost, pick
from crisisdesk.terms.records import Actor, Date, Event, Reading, Report, Span, report_id
from tests.record.conftest import Fresh


def reading(day: str, *pairs: tuple[str, str], type: str = "THREATEN") -> Reading:
    text = f"{day} {pairs} {type}"
    name = report_id(text)
    span = Span(name, 0, 4)
    return Reading(
        Report(name, text, published=Date(day)),
        events=tuple(
            Event(f"e{i}", type, (Actor(a),), (Actor(b),), "happened", span, span, date=Date(day))
            for i, (a, b) in enumerate(pairs)
        ),
    )


@pytest.fixture
def ledger(place: str) -> Iterator[Ledger]:
    with Ledger(place, now=lambda: datetime(2026, 1, 1, tzinfo=UTC)) as made:
        yield made


def days(ledger: Ledger, numbers: tuple[int, ...]) -> list[str | None]:
    found = ledger.readings(only=numbers)
    return [one.report.published.value if one.report.published else None for one in found]


def test_reports_are_picked_by_the_sides_that_they_name(ledger: Ledger) -> None:
    ledger.add(reading("2025-01-01", ("USA", "IRN")))
    ledger.add(reading("2025-01-02", ("RUS", "UKR")))
    ledger.add(reading("2025-01-03", ("RUS", "IRN"), ("ISR", "USA")))
    assert days(ledger, pick(ledger.file, 9, [("IRN", "USA")]).numbers) == [
        "2025-01-01",
        "2025-01-03",
    ]
    assert days(ledger, pick(ledger.file, 9, [("UKR",), ("ISR",)]).numbers) == [
        "2025-01-02",
        "2025-01-03",
    ]
    assert pick(ledger.file, 9, [("CHN",)]).numbers == ()


def test_the_latest_are_picked_and_the_others_counted(ledger: Ledger) -> None:
    for day in ("2025-01-03", "2025-01-01", "2025-01-02"):
        ledger.add(reading(day, ("USA", "IRN")))
    picked = pick(ledger.file, 2)
    assert days(ledger, picked.numbers) == ["2025-01-02", "2025-01-03"]
    assert picked.of == 3
    assert pick(ledger.file, 9, since="2025-01-03").of == 1


def test_what_came_later_is_not_picked(ledger: Ledger) -> None:
    early = reading("2025-01-01", ("USA", "IRN"))
    ledger.add(early)
    ledger.file.now = lambda: datetime(2026, 2, 1, tzinfo=UTC)
    ledger.add(replace(early, events=()), reread=True)
    ledger.add(reading("2025-01-05", ("USA", "IRN")))
    assert pick(ledger.file, 9, [("USA",)]).of == 1, "read again it names nobody"
    assert pick(ledger.file, 9, [("USA",)], recorded_by="2026-01-01").of == 1
    assert pick(ledger.file, 9, [("USA",)], as_of="2025-01-04").of == 0
    assert count(ledger.file, recorded_by="2026-01-15") == 1


def test_the_foremost_sides_are_those_of_late(ledger: Ledger) -> None:
    assert foremost(ledger.file) is None
    for day in ("2020-01-01", "2020-01-02", "2020-01-03"):
        ledger.add(reading(day, ("RUS", "UKR")))
    ledger.add(reading("2025-01-03", ("USA", "IRN"), ("USA", "IRN"), ("IRN", "USA")))
    ledger.add(reading("2025-01-04", ("IND", "PAK")))
    ledger.add(reading("2025-01-05", ("PAK", "IND")))
    ledger.add(reading("2025-01-06", ("CHN", "JPN"), type="CONSULT"))
    assert foremost(ledger.file) == ("IND", "PAK"), "by reports, not by tellings"
    assert foremost(ledger.file, as_of="2025-01-03") == ("IRN", "USA")
    assert foremost(ledger.file, as_of="2020-12-31") == ("RUS", "UKR"), "within a year"
    assert foremost(ledger.file, as_of="2024-12-31") == ("RUS", "UKR")


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    told=st.lists(
        st.tuples(st.dates().map(str), st.sampled_from("ABC"), st.sampled_from("ABC")), max_size=8
    ),
    most=st.integers(1, 9),
)
def test_what_is_picked_is_what_a_look_at_each_would_pick(
    fresh: Fresh, told: list[tuple[str, str, str]], most: int
) -> None:
    with fresh() as ledger:
        for day, one, other in told:
            ledger.add(reading(day, (one, other)))
        everything = [
            r
            for r in ledger.readings()
            if {"A", "B"} <= {r.events[0].source[0].code, r.events[0].target[0].code}
        ]
        picked = pick(ledger.file, most, [("A", "B")])
        assert picked.of == len(everything)
        assert ledger.readings(only=picked.numbers) == everything[-most:]
