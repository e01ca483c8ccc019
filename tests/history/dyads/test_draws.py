"""Drawn cases: the lowest numbers of all, however the stream was cut."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.made_up_events import fill_store
from crisisdesk.formats.streams.store import Limits, Store
from crisisdesk.history.dyads.daily import WHOLE, Share, counted, years_of
from crisisdesk.history.dyads.draws import Drawn, Wanted, draw_year, merged, nothing, numbers_of
from crisisdesk.history.dyads.features import LONG_AGO, common_names
from crisisdesk.history.dyads.running import Sums

LIMITS = Limits("500MB", 1)
NAME = "ASSAULT"


def drawn(pairs: list[int], day: int) -> Drawn:
    """Cases of a day without columns, in the order of their numbers."""
    pair = np.array(pairs, dtype=np.int64)
    pair = pair[np.argsort(numbers_of(pair, day))]
    none = nothing((NAME,))
    return replace(
        none, total=len(pair), number=numbers_of(pair, day),
        raised=np.zeros(len(pair), bool), day=np.full(len(pair), day), pair=pair,
        common=np.zeros((len(pair), len(common_names())), np.float32),
        own={NAME: np.zeros((len(pair), none.own[NAME].shape[1]), np.float32)},
        lately={NAME: pair.astype(float)}, wait={NAME: pair},
    )  # fmt: skip


@settings(deadline=None)
@given(
    st.lists(st.integers(0, 3000), max_size=40, unique=True), st.integers(0, 40), st.integers(1, 9)
)
def test_the_lowest_of_parts_are_the_lowest_of_all(pairs: list[int], cut: int, most: int) -> None:
    whole = nothing((NAME,)).beside(drawn(pairs, 7), most)
    parts = drawn(pairs[cut:], 7).beside(drawn(pairs[:cut], 7), most)
    assert parts.pair.tolist() == whole.pair.tolist() == drawn(pairs, 7).pair[:most].tolist()
    assert parts.wait[NAME].tolist() == whole.pair.tolist()
    assert parts.total == whole.total == len(pairs)


def test_the_numbers_are_spread_and_each_pairs_own() -> None:
    found = np.concatenate([numbers_of(np.arange(20_000), day) for day in (18_000, 18_031)])
    assert len(np.unique(found)) == len(found)
    assert np.histogram(found / 2.0**64, 10, (0, 1))[0] == pytest.approx(4000, rel=0.06)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    made = Store(tmp_path_factory.mktemp("draws") / "stream")
    fill_store(made, 20_000, parties=8)
    return made


def test_a_year_cut_by_dyads_gives_the_cases_of_the_whole(store: Store) -> None:
    with counted(store, LIMITS) as daily:
        first, size = daily.first, daily.size
        files = [str(year.counts) for year in years_of(store)]
        wanted = Wanted((NAME,), (first + 200, first + 231), (first + 262,), (30, 11), first + 500)
        told = files, LIMITS, Sums(size, first), first + 365
        whole = draw_year(*told, WHOLE, wanted)
        one, other, third = (draw_year(*told, Share(part, 3), wanted) for part in range(3))
        parts = merged(merged(third, one, wanted.most), other, wanted.most)
        waits = daily.waits(first + 262, 180)
    for mine, its in zip(parts, whole, strict=True):
        assert mine.total == its.total > len(its.number)
        for name in ("number", "raised", "day", "pair", "common"):
            assert np.array_equal(getattr(mine, name), getattr(its, name))
        for name in ("own", "lately", "wait"):
            assert np.array_equal(getattr(mine, name)[NAME], getattr(its, name)[NAME])
    fit, held = whole
    assert (len(fit.number), len(held.number)) == (30, 11)
    assert set(held.day.tolist()) == {first + 262}
    assert held.wait[NAME].tolist() == waits.soonest(NAME)[held.pair].tolist()
    assert (held.wait[NAME] < LONG_AGO).sum() > 0


def test_rare_cases_are_drawn_more_often_and_weigh_less(store: Store) -> None:
    with counted(store, LIMITS) as daily:
        first, size = daily.first, daily.size
    files = [str(year.counts) for year in years_of(store)]
    days = tuple(range(first + 200, first + 3300, 31))

    def draw(most: int) -> Drawn:
        wanted = Wanted(("MOBILIZE",), days, (), (most, 0), first + 3652)
        return draw_year(files, LIMITS, Sums(size, first), first + 3652, WHOLE, wanted)[0]

    whole, some = draw(100_000), draw(600)
    came = whole.wait["MOBILIZE"] < 180
    assert (whole.weight == 1).all() and len(whole.number) == whole.total == some.total > 4000
    assert 0 < came.mean() < 0.3
    assert np.array_equal(some.raised, some.wait["MOBILIZE"] < 180)
    assert some.raised.mean() > 2 * came.mean()
    told = (some.weight * some.raised).sum() / some.weight.sum()
    assert told == pytest.approx(came.mean(), rel=0.2)


def test_what_became_known_later_is_no_outcome_yet(store: Store) -> None:
    """Of made-up events three in a hundred are published up to a year after their day."""
    with counted(store, LIMITS) as daily:
        day = daily.first + 700
        later, known = daily.waits(day, 180), daily.waits(day, 180, day + 180)
    assert (known.soonest(NAME) >= later.soonest(NAME)).all()
    assert len(known.pair) < len(later.pair)
