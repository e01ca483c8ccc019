"""How near a candidate is through third parties."""

from __future__ import annotations

import numpy as np
import pytest

from crisisdesk.history.ranking.facts import Facts, Queries
from crisisdesk.history.ranking.nearness import NAMES, nearness
from crisisdesk.history.ranking.popularity import Popularity
from crisisdesk.history.ranking.view import see

NONE = np.zeros(0, int)
# 0 deals with 1 and 2; 3 with the same two and, under relation 0, with 4; 5 deals with 6 alone.
TOLD = [[0, 1, 1, 1], [0, 1, 2, 2], [3, 1, 1, 1], [3, 1, 2, 2], [3, 0, 4, 3], [5, 0, 6, 3]]


def near(rows: list[list[int]], target: list[int]) -> dict[str, np.ndarray]:
    facts = Facts(np.array(rows), 8, 2)
    queries = Queries(np.array([0]), np.array([0]), NONE, NONE)
    view = see(facts, Popularity(facts, 4), queries, 4)
    asked = np.zeros(len(target), int)
    found = nearness(facts, view, asked, np.array(target), 4)
    return dict(zip(NAMES, found.T, strict=True))


def test_who_deals_with_the_same_parties_is_alike() -> None:
    found = near(TOLD, [3, 5, 0])
    assert 0.5 < found["alike"][0] < 1
    assert found["alike"][1] == found["alike"][2] == 0
    assert found["common partners"][0] > found["common partners"][1] == 0


def test_what_those_alike_did_leads_to_whom_they_did_it() -> None:
    found = near(TOLD, [4, 6])
    assert found["by the most alike"][0] == pytest.approx(near(TOLD, [3])["alike"][0])
    assert found["by the most alike"][1] == 0
    assert found["done by those alike"][0] > found["done by those alike"][1]


def test_a_way_over_a_partner_is_found() -> None:
    found = near(TOLD, [3, 6])
    assert found["over a partner"][0] > found["over a partner"][1]


def test_nothing_of_the_day_is_seen() -> None:
    later = [*TOLD, [0, 0, 6, 4], [5, 1, 1, 4]]
    assert all(
        np.array_equal(value, near(later, [3, 4, 5, 6])[name])
        for name, value in near(TOLD, [3, 4, 5, 6]).items()
    )
