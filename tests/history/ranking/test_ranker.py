"""The ranker: what comes again is ranked first, and nothing of the asked day is seen."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from crisisdesk.errors import StreamError
from crisisdesk.history.ranking import ranker as ranking
from crisisdesk.history.ranking import trees
from crisisdesk.history.ranking.facts import Facts, Queries
from crisisdesk.history.ranking.popularity import Popularity
from crisisdesk.history.ranking.ranker import Ranker, Settings
from crisisdesk.history.ranking.saved import VERSION, Card, load, read_card, save
from crisisdesk.history.ranking.view import see

SMALL = Settings(width=8, hidden=12)
NONE = np.zeros(0, int)


def rows(days: int) -> np.ndarray:
    draw = np.random.default_rng(0)
    told = [[0, 0, 1, day] for day in range(0, days, 2)]
    told += [[*draw.integers(0, [30, 2, 30]), day] for day in range(days) for _ in range(6)]
    return np.array(told)


@pytest.fixture(scope="module")
def fitted() -> Ranker:
    found = pytest.MonkeyPatch()
    found.setattr(ranking, "ENOUGH", 50)
    found.setattr(trees, "ROUNDS", 10)
    found.setitem(trees.TREES, "min_data_in_leaf", 5)
    ranker = Ranker(Facts(rows(80), 30, 2), SMALL)
    ranker.fit(80)
    found.undo()
    return ranker


def scores(ranker: Ranker, facts: Facts, day: int, source: int = 0) -> np.ndarray:
    ranker.facts, ranker.popularity = facts, Popularity(facts, day)
    queries = Queries(np.array([source]), np.array([0]), NONE, NONE)
    view = see(facts, ranker.popularity, queries, day)
    return next(score for _, _, score in ranker.scores(view, day))[0]


def test_what_comes_again_is_first(fitted: Ranker) -> None:
    assert fitted.trees is not None
    found = scores(fitted, Facts(rows(80), 30, 2), 80)
    assert found.argmax() == 1
    assert found.shape == (30,) and np.isfinite(found).all()


def test_nothing_of_the_day_or_later_is_seen(fitted: Ranker) -> None:
    told = rows(80)
    later = np.array([[0, 0, 7, 80], [7, 0, 3, 80], [0, 0, 7, 81]])
    without = scores(fitted, Facts(told, 30, 2), 80)
    with_them = scores(fitted, Facts(np.concatenate([told, later]), 30, 2), 80)
    assert np.array_equal(without, with_them)


def test_other_questions_of_the_day_change_nothing(fitted: Ranker) -> None:
    facts = Facts(rows(80), 30, 2)
    alone = scores(fitted, facts, 80)
    queries = Queries(np.array([0, 1, 5]), np.array([0, 2, 3]), NONE, NONE)
    view = see(facts, fitted.popularity, queries, 80)
    together = next(score for _, _, score in fitted.scores(view, 80))[0]
    assert together == pytest.approx(alone, rel=1e-4, abs=1e-4)


def test_who_is_hopeless_comes_after_all_that_are_looked_at_again(
    fitted: Ranker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ranking, "HOPELESS", 1.0)
    facts = Facts(rows(80), 30, 2)
    found = scores(fitted, facts, 80)
    view = see(facts, fitted.popularity, Queries(np.array([0]), np.array([0]), NONE, NONE), 80)
    ((_, _, mean, again),) = fitted._first_look(view)
    assert 0 < len(again.target) < 30
    assert (again.chance > mean.max() - 1.0).all()
    others = np.setdiff1d(np.arange(30), again.target)
    assert found[again.target].min() > found[others].max()


def test_a_drawn_candidate_stands_for_those_left_out(fitted: Ranker) -> None:
    ranker = Ranker(Facts(rows(80), 30, 2), SMALL)
    ranker.learners, ranker.popularity = fitted.learners, Popularity(ranker.facts, 79)
    view = see(ranker.facts, ranker.popularity, ranker.facts.queries(79), 79)
    every = np.arange(len(view.queries.source))
    ((matrix, start, right, size),) = ranker._examples(view, 79, every, np.random.default_rng(0))
    assert size.sum() == len(start) == len(right) == len(matrix)
    place = matrix[:, 2]
    beyond = start - matrix[:, 0]
    drawn = ~right & (place >= ranking.FIRST_WRONG)
    assert drawn.any()
    assert beyond[drawn] == pytest.approx(np.log(ranking.CANDIDATES / ranking.OTHER_WRONG))
    assert beyond[~drawn] == pytest.approx(0)


def test_a_saved_ranker_ranks_alike_and_takes_in_newcomers(fitted: Ranker, tmp_path: Path) -> None:
    facts = Facts(rows(80), 30, 2)
    expected = scores(fitted, facts, 80)
    card = Card(VERSION, tuple(map(str, range(30))), "2020-01-01", "2020-03-20", 1, 0, 0, 0)
    save(tmp_path, fitted, card)
    assert read_card(tmp_path) == card
    again = load(tmp_path, facts, SMALL)
    assert scores(again, facts, 80) == pytest.approx(expected, rel=1e-5)
    wider = Facts(rows(80), 32, 2)
    assert scores(load(tmp_path, wider, SMALL), wider, 80).argmax() == 1


def test_a_damaged_ranker_says_so(fitted: Ranker, tmp_path: Path) -> None:
    card = Card(VERSION, ("a",), "2020-01-01", "2020-03-20", 1, 0, 0, 0)
    save(tmp_path, fitted, card)
    (tmp_path / "arrays.npz").write_bytes(b"no")
    with pytest.raises(StreamError, match="refit"):
        load(tmp_path, Facts(rows(10), 30, 2), SMALL)
    (tmp_path / "card.json").write_text("{")
    assert read_card(tmp_path) is None
