"""A report that was corrected or withdrawn counts no more from that day on, and is still there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crisisdesk.errors import DeskError
from crisisdesk.record.kin import Kin
from crisisdesk.record.ledger import Ledger
from crisisdesk.terms.records import Correction, Date, Reading, Report, Span, report_id
from tests.clocks import Clock
from tests.record.conftest import Fresh

OLD, NEW = report_id("old"), report_id("new")


def reading(text: str, day: str | None = "2025-04-09", outlet: str = "The Lamp") -> Reading:
    known = Date(day) if day else None
    title = "Minister says treaty binds nobody"
    url = f"https://lamp.example/{text}"
    return Reading(Report(report_id(text), text, "", url, outlet, title, published=known))


@pytest.fixture
def clock() -> Clock:
    return Clock("2025-04-20")


@pytest.fixture
def ledger(place: str, clock: Clock) -> Iterator[Ledger]:
    with Ledger(place, clock) as opened:
        opened.add(reading("old"))
        opened.add(reading("new", "2025-04-11"))
        yield opened


def counting(ledger: Ledger, as_of: str | None = None, recorded_by: str | None = None) -> set[str]:
    return {one.text for one in ledger.reports(as_of, recorded_by=recorded_by)}


def test_a_corrected_report_counts_until_its_correction(ledger: Ledger, clock: Clock) -> None:
    clock.turn("2025-04-21")
    ledger.corrections.add(Correction(OLD, "correction", "2025-04-11", NEW, "by hand", "a name"))
    assert counting(ledger) == {"new"}
    assert counting(ledger, "2025-04-11") == {"new"}
    assert counting(ledger, "2025-04-10") == {"old"}
    assert counting(ledger, "2025-04-11", "2025-04-20") == {"old", "new"}
    assert [one.report.text for one in ledger.readings()] == ["new"]
    assert ledger.held() == [OLD, NEW]
    kept = ledger.reading(OLD)
    assert kept is not None
    assert kept.report.text == "old"


def test_what_does_not_count_is_listed_with_its_reason(ledger: Ledger, clock: Clock) -> None:
    clock.turn("2025-04-21T10:00:00")
    said = Correction(OLD, "withdrawal", "2025-04-15", None, "by hand", "not confirmed")
    ledger.corrections.add(said)
    ((card, found),) = ledger.corrections.listed()
    assert card.id == OLD
    assert (found.kind, found.reason, found.by) == ("withdrawal", "not confirmed", None)
    assert found.recorded == "2025-04-21T10:00:00Z"
    assert ledger.corrections.listed("2025-04-14") == []
    assert ledger.corrections.listed("2025-04-15", "2025-04-20") == []
    assert len(ledger.corrections.listed(recorded_by="2025-04-21")) == 1


def test_what_is_taken_back_counts_again_and_was_out_meanwhile(
    ledger: Ledger, clock: Clock
) -> None:
    ledger.corrections.add(Correction(OLD, "withdrawal", "2025-04-15"))
    clock.turn("2025-05-01")
    assert ledger.corrections.take_back(OLD) == 1
    assert ledger.corrections.take_back(OLD) == 0
    assert counting(ledger) == {"old", "new"}
    assert counting(ledger, recorded_by="2025-04-30") == {"new"}


def test_reports_cannot_correct_each_other_in_a_ring(ledger: Ledger) -> None:
    ledger.add(reading("third"))
    ledger.corrections.add(Correction(OLD, "correction", "2025-04-11", NEW))
    ledger.corrections.add(Correction(NEW, "correction", "2025-04-12", report_id("third")))
    with pytest.raises(DeskError, match="reinstate"):
        ledger.corrections.add(Correction(report_id("third"), "correction", "2025-04-12", OLD))
    assert counting(ledger) == {"third"}


def test_a_report_that_is_not_there_is_told(ledger: Ledger) -> None:
    with pytest.raises(DeskError, match="no report 0123"):
        ledger.corrections.add(Correction("0123", "withdrawal", "2025-04-12"))
    with pytest.raises(DeskError, match="no report 4567"):
        ledger.corrections.add(Correction(OLD, "correction", "2025-04-12", "4567"))


# --- with the reports that come in


def test_what_a_new_report_replaces_is_found_and_kept_with_it(ledger: Ledger) -> None:
    seen: list[set[str]] = []

    def judge(new: Kin, others: Sequence[Kin]) -> list[Correction]:
        seen.append({one.report.text for one in others})
        return [Correction(OLD, "correction", "2025-04-15", new.report.id, "here", "why",
                           Span(new.report.id, 0, 2))]  # fmt: skip

    assert ledger.add(reading("newer", "2025-04-12"), superseding=judge)
    assert seen == [{"old", "new"}], "the same outlet and title"
    assert counting(ledger) == {"new", "newer"}
    # the new one was not known before its correction was
    assert counting(ledger, "2025-04-14") == {"old", "new"}
    (found,) = ledger.corrections.told_by([report_id("newer")])
    assert found.span == Span(report_id("newer"), 0, 2)
    assert not ledger.add(reading("newer"), superseding=judge)
    assert len(seen) == 1


def test_a_failure_of_the_judge_keeps_the_report_out(ledger: Ledger) -> None:
    def broken(new: Kin, others: Sequence[Kin]) -> list[Correction]:
        return [Correction("0123", "correction", "2025-04-15", new.report.id)]

    with pytest.raises(DeskError):
        ledger.add(reading("newer"), superseding=broken)
    assert counting(ledger) == {"old", "new"}


def test_only_reports_that_may_be_versions_are_judged(ledger: Ledger) -> None:
    seen: list[str] = []

    def judge(new: Kin, others: Sequence[Kin]) -> list[Correction]:
        seen.extend(one.report.text for one in others)
        return []

    ledger.add(reading("other", outlet="Bastion Today"), superseding=judge)
    ledger.add(Reading(Report(report_id("bare"), "bare")), superseding=judge)
    assert seen == []
    notice = Report(report_id("x"), "This article was withdrawn.", outlet="The Lamp",
                    published=Date("2025-05-30"))  # fmt: skip
    ledger.add(Reading(notice), superseding=judge)
    assert sorted(seen) == ["new", "old"], "a note is held against its outlet's reports"
    far = Report(report_id("y"), "This article was withdrawn!", outlet="The Lamp",
                 published=Date("9999-12-31"))  # fmt: skip
    ledger.add(Reading(far), superseding=judge)
    assert len(seen) == 2


def test_reports_are_found_by_id_its_beginning_or_address(ledger: Ledger) -> None:
    assert ledger.find(OLD) == ledger.find(OLD[:6]) == [OLD]
    assert ledger.find("http://www.lamp.example/old/") == [OLD]
    assert ledger.find("https://lamp.example/none") == ledger.find("") == ledger.find("zz") == []


STEPS = st.lists(
    st.tuples(st.sampled_from(["add", "withdraw", "take back"]), st.integers(0, 3)), max_size=14
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=STEPS)
def test_what_counted_at_any_time_is_told_later(fresh: Fresh, steps: list[tuple[str, int]]) -> None:
    clock = Clock("2025-01-01")
    states = {}
    with fresh(clock) as ledger:
        for minute, (what, which) in enumerate(steps):
            clock.turn(f"2025-01-01T00:{minute:02d}:00")
            report = report_id(str(which))
            if what == "add":
                ledger.add(reading(str(which)))
            elif what == "take back":
                ledger.corrections.take_back(report)
            elif report in ledger.held():
                ledger.corrections.add(Correction(report, "withdrawal", "2025-01-01"))
            states[ledger.file.moment()] = counting(ledger)
        for moment, state in states.items():
            assert counting(ledger, recorded_by=moment) == state
