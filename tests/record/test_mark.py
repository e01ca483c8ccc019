"""Whatever changes what is recorded draws another word; what does not leaves it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from bench.made_up import World
from crisisdesk.record.faults import faults_of
from crisisdesk.record.ledger import Ledger
from crisisdesk.record.mark import mark_of
from crisisdesk.record.salvage import salvage
from crisisdesk.record.watching import Watching
from crisisdesk.terms.records import Correction, Reading

FIRST, SECOND, THIRD = World().readings(3)


@pytest.fixture
def ledger(place: str) -> Iterator[Ledger]:
    with Ledger(place) as opened:
        opened.add(FIRST)
        opened.add(SECOND)
        opened.corrections.add(Correction(SECOND.report.id, "withdrawal", "2025-01-01"))
        yield opened


def _fewer(reading: Reading) -> Reading:
    return msgspec.structs.replace(reading, events=reading.events[:3])


def _put_right(ledger: Ledger) -> None:
    with ledger.file.writing() as connection:
        connection.execute("DELETE FROM parties")
    assert [fault.done for fault in faults_of(ledger.file, repair=True)] == [True, True]


CHANGES: dict[str, Callable[[Ledger], object]] = {
    "a new report": lambda ledger: ledger.add(THIRD),
    "a report read again": lambda ledger: ledger.add(_fewer(FIRST), reread=True),
    "a withdrawal": lambda ledger: ledger.corrections.add(
        Correction(FIRST.report.id, "withdrawal", "2025-01-01")
    ),
    "a report that counts again": lambda ledger: ledger.corrections.take_back(SECOND.report.id),
    "a fault put right": _put_right,
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_draws_another_word(ledger: Ledger, change: str, place: str) -> None:
    before = mark_of(ledger.file)
    with Ledger(place) as other:
        CHANGES[change](other)
    assert before and mark_of(ledger.file) != before


def test_what_is_no_change_leaves_the_word(ledger: Ledger) -> None:
    before = mark_of(ledger.file)
    assert not ledger.add(FIRST)
    Watching(ledger.file).pulse(datetime.now(UTC))
    assert mark_of(ledger.file) == before


def test_a_change_that_is_taken_back_leaves_the_word(ledger: Ledger) -> None:
    before = mark_of(ledger.file)
    with pytest.raises(KeyError), ledger.file.writing():
        ledger.add(THIRD)
        raise KeyError
    assert mark_of(ledger.file) == before


def test_a_ledger_that_was_saved_from_damage_has_another_word(tmp_path: Path) -> None:
    path = tmp_path / "desk.sqlite"
    with Ledger(path) as ledger:
        ledger.add(FIRST)
        before = mark_of(ledger.file)
    salvage(path, tmp_path / "damaged.sqlite")
    with Ledger(path) as saved:
        assert mark_of(saved.file) not in ("", before)
