"""The attacks told in our own words: whole, and held against MIE and ICB."""

from __future__ import annotations

from functools import cache

import pytest

from crisisdesk.history import recorded
from crisisdesk.history.covariates import cow_number
from crisisdesk.history.provocations import (
    SOON,
    Provocation,
    load_provocations,
    provoked_precedents,
)

MIE_TO = 2014


def test_they_are_whole() -> None:
    rows = load_provocations()
    assert len({row.id for row in rows}) == len(rows) > 60
    for row in rows:
        assert row.attacked != row.blamed and cow_number(row.attacked) and cow_number(row.blamed)
        assert row.force is None or 0 <= row.force <= SOON, row.id
        assert row.killed >= 10 or row.icb or "Mubarak" in row.did, row.id
        assert len(row.did) < 150, row.id


def test_many_came_to_nothing_and_many_to_force() -> None:
    quiet = [row for row in load_provocations() if row.quiet]
    force = [row for row in quiet if row.force is not None]
    assert 0.25 < len(force) / len(quiet) < 0.75
    assert len({row.attacked for row in quiet}) >= 12


def test_as_precedents_they_say_what_came() -> None:
    case = next(one for one in provoked_precedents() if one.id == "pulwama-2019")
    assert case.threateners == ("IND",) and case.target == "PAK" and case.force
    assert case.outcome == "force 12 days on"


@cache
def _acts() -> dict[tuple[int, int], list[tuple[int, int]]]:
    """By pair, who used force and on which day."""
    folder = recorded.record_folder()
    if folder is None or not (folder / "mie").is_dir():
        pytest.skip("MIE is absent")
    pytest.importorskip("pandas")
    from training.history.strike_cases import acts

    return {
        pair: [(act.by, act.day) for act in done if act.kind == "force"]
        for pair, done in acts(folder).items()
    }


@pytest.mark.parametrize(
    "row", [r for r in load_provocations() if r.day.year <= MIE_TO], ids=lambda row: row.id
)
def test_force_is_that_of_mie_or_says_why(row: Provocation) -> None:
    by, on = cow_number(row.attacked) or 0, cow_number(row.blamed) or 0
    day = (row.day - row.day.replace(1970, 1, 1)).days
    force = _acts().get((min(by, on), max(by, on)), [])
    delay = min((at - day for who, at in force if who == by and at >= day), default=None)
    delay = delay if delay is not None and delay <= SOON else None
    assert (delay == row.force) != bool(row.differs), (row.id, delay)
    assert row.quiet == (not any(day - 30 <= at < day for _, at in force)), row.id
