"""Counts of the dead and the hurt as ranges, and when two cannot both be right."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crisisdesk.reading.tolls import MANY, Toll, differ, tolls_at
from crisisdesk.terms.records import Report, Span

SPAN = Span("r", 0, 1)


def counts(text: str) -> list[tuple[str, int, int]]:
    found = tolls_at(Report("r", text), Span("r", 0, min(5, len(text))))
    for toll in found:
        assert 0 <= toll.span.start < toll.span.end <= len(text)
    return [(toll.kind, toll.low, toll.high) for toll in found]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The raid killed 12 people.", [("killed", 12, 12)]),
        ("At least 30 soldiers were killed in the raid.", [("killed", 30, MANY)]),
        ("More than 1,200 people have died.", [("killed", 1200, MANY)]),
        ("The raid left up to 40 dead.", [("killed", 0, 40)]),
        ("About 100 civilians were wounded.", [("hurt", 80, 120)]),
        ("Twelve people died and 30 were injured.", [("killed", 12, 12), ("hurt", 30, 30)]),
        ("Dozens of people were hurt.", [("hurt", 24, MANY)]),
        ("The raid, killing three, came at dawn.", [("killed", 3, 3)]),
        ("Shells fell on 12 villages.", []),
        ("In 2023 the raid began.", []),
        ("Losses rose: killed 12.5 % of the herd.", []),
        ("The town is calm. Elsewhere 12 people were killed.", []),
    ],
)
def test_counts_are_read(text: str, found: list[tuple[str, int, int]]) -> None:
    assert counts(text) == found


RANGES = st.tuples(st.integers(0, 50), st.integers(0, 50)).map(sorted)


@given(RANGES, RANGES)
def test_counts_differ_where_no_number_is_both(one: list[int], other: list[int]) -> None:
    first, second = Toll("killed", *one, SPAN), Toll("killed", *other, SPAN)
    shared = set(range(one[0], one[1] + 1)) & set(range(other[0], other[1] + 1))
    assert differ(first, second) == differ(second, first) == (not shared)
    assert not differ(first, Toll("hurt", *other, SPAN))


@given(st.text(max_size=200))
def test_no_text_breaks_it(text: str) -> None:
    counts(text or " ")
