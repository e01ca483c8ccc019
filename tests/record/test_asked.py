"""Kept questions: written once, asked as of any day and as recorded by any day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from crisisdesk.errors import DeskError
from crisisdesk.record.asked import AskedRecord
from crisisdesk.record.database import open_database
from crisisdesk.terms.asked import Asked, Made, Mark, Outcome
from crisisdesk.terms.records import Question

QUESTION = Question("strike", ("USA",), "IRN", text="Will the United States strike Iran?")
ASKED = Asked(0, 0, QUESTION, "2025-04-01", "2025-06-30", day="2025-04-01")


class Clock:
    """A clock that is turned by hand."""

    def __init__(self) -> None:
        self.now = datetime(2025, 4, 1, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def turn(self, days: int) -> None:
        self.now += timedelta(days=days)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def record(place: str, clock: Clock) -> Iterator[AskedRecord]:
    file = open_database(place, clock)
    yield AskedRecord(file)
    file.close()


def made(day: str, odds: float, by: str = "model") -> Made:
    return Made(1, day, by, {"yes": odds}, inputs="abc")


def test_questions_are_numbered_and_come_back_whole(record: AskedRecord) -> None:
    first, second = record.ask(ASKED), record.ask(replace(ASKED, note="again"))
    assert (first.id, second.id) == (1, 2)
    assert first.recorded == "2025-04-01T12:00:00Z"
    assert record.asked() == [first, second]


def test_an_edit_is_a_new_version_and_the_old_one_stays(record: AskedRecord, clock: Clock) -> None:
    first = record.ask(ASKED)
    clock.turn(5)
    second = record.edit(replace(first, closes="2025-07-31", day="2025-04-06"))
    assert record.versions(1) == [first, second]
    assert record.asked() == [second]
    assert record.asked(as_of="2025-04-05") == [first]
    assert record.asked(recorded_by="2025-04-05") == [first]
    assert record.asked(as_of="2025-03-31") == []


def test_an_edit_of_nothing_is_refused(record: AskedRecord) -> None:
    with pytest.raises(DeskError, match="no question 7"):
        record.edit(replace(ASKED, id=7))
    with pytest.raises(DeskError, match="no question 7"):
        record.versions(7)


def test_the_same_forecast_of_a_day_is_kept_once(record: AskedRecord, clock: Clock) -> None:
    record.ask(ASKED)
    assert record.forecast(made("2025-04-01", 0.2))
    clock.turn(1)
    assert not record.forecast(made("2025-04-01", 0.2))
    assert record.forecast(made("2025-04-01", 0.3)), "other odds"
    assert record.forecast(made("2025-04-01", 0.2)), "back again, which is news"
    assert record.forecast(made("2025-04-02", 0.2)), "another day"
    assert record.forecast(made("2025-04-02", 0.2, by="Ann")), "another forecaster"
    odds = [(m.day, m.by, m.odds["yes"]) for m in record.forecasts(1)]
    assert odds == [
        ("2025-04-01", "model", 0.2),
        ("2025-04-01", "model", 0.3),
        ("2025-04-01", "model", 0.2),
        ("2025-04-02", "model", 0.2),
        ("2025-04-02", "Ann", 0.2),
    ]


def test_what_was_recorded_later_is_left_out(record: AskedRecord, clock: Clock) -> None:
    record.ask(ASKED)
    record.forecast(made("2025-04-01", 0.2))
    clock.turn(3)
    record.forecast(made("2025-04-02", 0.5))  # about an earlier day, recorded on the 4th
    assert len(record.forecasts(1, recorded_by="2025-04-03")) == 1
    assert len(record.forecasts(1, as_of="2025-04-02")) == 2
    assert len(record.forecasts(1, as_of="2025-04-02", recorded_by="2025-04-04")) == 2
    assert len(record.forecasts(1, recorded_by="2025-04-04T11:00Z")) == 1


def test_the_last_outcome_holds(record: AskedRecord, clock: Clock) -> None:
    record.ask(ASKED)
    record.resolve(Outcome(1, "2025-05-01", "hand", {"yes": "2025-04-30"}, source="radio"))
    clock.turn(1)
    second = record.resolve(Outcome(1, "2025-05-02", "hand", void=True, note="it was a drill"))
    assert record.outcomes() == {1: second}
    assert record.outcomes(as_of="2025-05-01")[1].true == {"yes": "2025-04-30"}
    assert record.outcomes(as_of="2025-04-30") == {}


def test_marks_are_taken_back(record: AskedRecord) -> None:
    record.ask(ASKED)
    record.mark(Mark(1, "e-1", "yes", "II", "a drill", "Ann", "2025-04-02"))
    record.mark(Mark(1, "e-1", "no", "C", day="2025-04-02"))
    record.mark(Mark(1, "e-1", "yes", None, day="2025-04-03"))
    assert [(m.hypothesis, m.cell) for m in record.marks(1)] == [("no", "C")]
    assert len(record.marks(1, as_of="2025-04-02")) == 2
