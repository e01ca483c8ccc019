"""Facts both ways round: what lies before a day, and what is new."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from crisisdesk.history.ranking.facts import Facts, spans

ROWS = st.lists(
    st.tuples(st.integers(0, 4), st.integers(0, 2), st.integers(0, 4), st.integers(0, 9)),
    min_size=1, max_size=40,
)  # fmt: skip


def test_spans_are_the_places_in_a_row() -> None:
    place, owner = spans(np.array([3, 9, 5]), np.array([5, 9, 6]))
    assert place.tolist() == [3, 4, 5]
    assert owner.tolist() == [0, 0, 2]


@given(ROWS, st.integers(0, 12), st.integers(1, 50))
def test_only_the_latest_before_the_day(rows: list, day: int, most: int) -> None:
    facts = Facts(np.array(rows), 5, 3)
    told = [*rows, *((o, r + 3, s, t) for s, r, o, t in rows)]
    low, high = facts.before(np.arange(5), day, most)
    for source in range(5):
        earlier = sorted(t for s, _, _, t in told if s == source and t < day)
        assert facts.day[low[source] : high[source]].tolist() == earlier[-most:]
    low, high = facts.before_under(np.array([1]), np.array([4]), day, most)
    expected = sorted((t, o) for s, r, o, t in told if (s, r) == (1, 4) and t < day)
    assert facts.narrow_day[low[0] : high[0]].tolist() == [t for t, _ in expected][-most:]


@given(ROWS)
def test_a_days_questions_are_answered_in_both_directions(rows: list) -> None:
    facts = Facts(np.array(rows), 5, 3)
    for day in facts.days.tolist():
        queries = facts.queries(day)
        answered = {
            (int(queries.source[i]), int(queries.relation[i]), int(o))
            for i, o in zip(queries.owner, queries.answer, strict=True)
        }
        today = {(s, r, o) for s, r, o, t in rows if t == day}
        assert answered == today | {(o, r + 3, s) for s, r, o in today}


def test_the_share_that_had_not_been_before() -> None:
    facts = Facts(np.array([[0, 0, 1, 0], [0, 0, 1, 1], [0, 0, 2, 2], [0, 0, 1, 3]]), 3, 1)
    assert facts.fresh_by_relation(np.array([0]), 3)[0] == np.float32(3 / 5)  # (2 + 1) / (3 + 2)
    assert facts.fresh_by_relation(np.array([0]), 0)[0] == 0.5
