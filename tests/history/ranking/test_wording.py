"""Words that names of entities share."""

from __future__ import annotations

from crisisdesk.history.ranking.wording import homes, wording


def test_names_share_kind_and_country() -> None:
    names = ["Police (India)", "Citizen (India)", "Police (Kenya)", "India", "Carrie Lam"]
    told = wording(names).toarray()
    like = told @ told.T
    assert like[0, 1] > 0 and like[0, 2] > 0 and like[0, 3] > 0
    assert like[1, 2] == 0 and not told[4].any()


def test_the_two_ways_of_writing_are_one() -> None:
    told = wording(["Citizen_(India)", "Citizen (India)"]).toarray()
    assert (told[0] == told[1]).all() and told.any()


def test_who_belongs_to_one_country() -> None:
    found = homes(
        ["Police (India)", "India", "Citizen_(India)", "Carrie Lam", "Ali (Oman)"]
    ).tolist()
    assert found[0] == found[1] == found[2] >= 0
    assert found[3] == found[4] == -1
    assert homes(["", ""]).tolist() == [-1, -1]
