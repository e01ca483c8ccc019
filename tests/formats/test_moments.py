"""Moments as others write them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crisisdesk.formats.moments import moment, stamp, unstamp

NOON = datetime(2025, 4, 9, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "written",
    ["Wed, 09 Apr 2025 12:00:00 GMT", "9 April 2025 12:00 +0000", "Wed, 09 Apr 2025 08:00:00 EDT",
     "2025-04-09T12:00:00Z", "2025-04-09T14:00:00+02:00", "2025-04-09 12:00:00.123 UTC",
     "2025/4/9 12:00", "20250409T120000Z", "  2025-04-09\n12:00:00 "],
)  # fmt: skip
def test_one_moment_in_many_forms(written: str) -> None:
    assert moment(written) == NOON


@pytest.mark.parametrize(
    "written",
    [None, "", "soon", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59-12:00", "32 Apr 2025", "2025",
     "x" * 100],
)  # fmt: skip
def test_what_is_no_moment(written: str | None) -> None:
    assert moment(written) is None


def test_a_day_is_its_midnight() -> None:
    assert moment("2025-04-09") == datetime(2025, 4, 9, tzinfo=UTC)


@given(st.text(max_size=40))
def test_any_text_is_a_moment_or_none(written: str) -> None:
    found = moment(written)
    assert found is None or (found.tzinfo is UTC and 1980 <= found.year <= 2200)


@given(st.datetimes(datetime(1980, 1, 2), datetime(2199, 12, 31), timezones=st.just(UTC)))
def test_a_stamp_is_read_back(when: datetime) -> None:
    whole = when.replace(microsecond=0)
    assert unstamp(stamp(when)) == whole == moment(stamp(when))
