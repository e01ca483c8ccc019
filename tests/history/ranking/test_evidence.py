"""What a source did with others before a day, by relation and age."""

from __future__ import annotations

import numpy as np

from crisisdesk.history.ranking.evidence import BUCKETS, bucket_of, evidence_of, pose
from crisisdesk.history.ranking.facts import Facts

# 0 does 0 to 1 on days 1, 8 and 9, and 1 to 2 on day 5; 1 does 0 to 3 on day 9
FACTS = Facts(
    np.array([[0, 0, 1, 1], [0, 0, 1, 8], [0, 0, 1, 9], [0, 1, 2, 5], [1, 0, 3, 9]]), 4, 2
)


def rows_of(source: int, day: int) -> set[tuple[int, int, int]]:
    posed = pose(evidence_of(FACTS, np.array([source]), day, 100), np.array([0]))
    return {
        (int(posed.pair_target[pair]), *divmod(int(kind), BUCKETS))
        for pair, kind in zip(posed.pair, posed.kind, strict=True)
    }


def test_ages_fall_into_buckets_that_widen() -> None:
    assert bucket_of(np.array([1, 2, 3, 4, 5, 2000])).tolist() == [0, 1, 2, 2, 3, BUCKETS - 1]


def test_own_facts_and_those_of_neighbours() -> None:
    found = rows_of(0, 10)
    assert {(1, 0, 0), (1, 0, 1), (1, 0, 4), (2, 1, 3)} <= found
    assert (3, 4, 0) in found  # the neighbour 1 did 0 to 3: relations are counted on from 4
    assert {row for row in found if row[1] < 4} == {(1, 0, 0), (1, 0, 1), (1, 0, 4), (2, 1, 3)}


def test_nothing_of_the_day_itself() -> None:
    assert rows_of(0, 1) == set()
    assert (1, 0, 0) not in rows_of(0, 8)


def test_several_facts_of_a_kind_are_one_row_of_more_amount() -> None:
    facts = Facts(np.array([[0, 0, 1, 3], [0, 0, 1, 4]]), 2, 1)
    found = evidence_of(facts, np.array([0]), 7, 10)
    own = found.amount[found.kind < 2 * BUCKETS]
    assert own.tolist() == [np.float32(np.log2(3))]


def test_candidates_without_a_column_are_left_out() -> None:
    posed = pose(evidence_of(FACTS, np.array([0]), 10, 100), np.array([0, 0]))
    column = np.array([-1, -1, 0, -1])
    kept = posed.among(column)
    assert kept.pair_target.tolist() == [0, 0]
    assert kept.pair_asked.tolist() == [0, 1]
    assert kept.some(1, 2).asked.tolist() == [0] * (len(kept.asked) // 2)
