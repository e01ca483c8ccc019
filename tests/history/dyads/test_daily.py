"""Counts by day: what DuckDB counts is what a plain count counts, and sums that run through the
days are what rows tell."""

from __future__ import annotations

import os
import tempfile
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import duckdb
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crisisdesk.errors import StreamError
from crisisdesk.formats.streams.importing import import_events
from crisisdesk.formats.streams.store import Limits, Store, connect
from crisisdesk.history.dyads.counts import CLASSES, KINDS, MEDIATE, Counts, kinds_of, read_counts
from crisisdesk.history.dyads.daily import Daily, count_year, open_daily, years_of
from crisisdesk.history.dyads.features import WINDOW, Past, common_features, own_features
from crisisdesk.history.dyads.running import Sums, sums_at, sums_of, walk
from crisisdesk.terms.plover import cameo_to_plover

FIRST = date(2020, 10, 1)
DAY = (FIRST - date(1970, 1, 1)).days
CODES = ("190", "138", "045", "036", "173", "112", "010")
STATES = ("FRA", "DEU", "ITA", "")
LIMITS = Limits("500MB", 1)
EVENT = st.tuples(
    st.sampled_from(STATES), st.sampled_from(STATES), st.sampled_from(CODES),
    st.integers(0, 500), st.sampled_from((0, 0, 0, 1, 40, 400)),
)  # fmt: skip
Event = tuple[str, str, str, int, int]


def store_of(folder: Path, events: list[Event]) -> Store:
    """A store of events in GDELT 1.0's columns: source, target, code, day, days until known."""
    rows = []
    for number, (source, target, code, day, late) in enumerate(events):
        row = [""] * 58
        when = FIRST + timedelta(days=day)
        row[0], row[1] = str(number), when.strftime("%Y%m%d")
        row[7], row[17], row[26] = source, target, code
        row[56] = (when + timedelta(days=late)).strftime("%Y%m%d")
        rows.append("\t".join(row))
    path = folder / "events.csv"
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    store = Store(folder / "stream")
    import_events(path, store)
    return store


def kind_of(code: str) -> str | None:
    if code in ("045", "039"):
        return MEDIATE
    told = cameo_to_plover(code)
    return told[0] if told else None


def daily_of(store: Store) -> Daily:
    years = years_of(store)
    for year in years:
        count_year(year, LIMITS)
    return open_daily([str(year.counts) for year in years], LIMITS)


def plain_counts(events: list[Event], before: int) -> Counter[tuple[str, str, int, str]]:
    """The events between two that happened and were known before a day, counted in Python."""
    return Counter(
        (source, target, DAY + day, kind)
        for source, target, code, day, late in events
        if source and target and source != target and day + late < before
        and (kind := kind_of(code))
    )  # fmt: skip


def told(counts: Counts) -> Counter[tuple[str, str, int, str]]:
    return Counter({
        (counts.states[one], counts.states[other], day, KINDS[kind]): int(number)
        for one, other, day, kind, number in zip(
            counts.source.tolist(), counts.target.tolist(), counts.day.tolist(),
            counts.kind.tolist(), counts.number.tolist(), strict=True,
        )
    })  # fmt: skip


@settings(max_examples=15, deadline=None)
@given(st.lists(EVENT, min_size=1, max_size=60), st.integers(1, 900))
def test_duckdb_counts_what_a_plain_count_counts(events: list[Event], before: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = store_of(Path(folder), events)
        connection = connect()
        as_of = FIRST + timedelta(days=before)
        counts = read_counts(connection, store.relation(connection), as_of)
        assert told(counts) == plain_counts(events, before)
        assert (np.diff(counts.day) >= 0).all()


@settings(max_examples=15, deadline=None)
@given(st.lists(EVENT, min_size=1, max_size=60), st.integers(1, 900), st.integers(1, 60))
def test_running_sums_are_what_the_rows_tell(events: list[Event], start: int, steps: int) -> None:
    events = [("FRA", "DEU", "190", 0, 0), ("DEU", "ITA", "010", 0, 0), *events]
    events.append(("ITA", "FRA", "036", 0, 0))
    with tempfile.TemporaryDirectory() as folder:
        store = store_of(Path(folder), events)
        connection = connect()
        relation = store.relation(connection)
        with daily_of(store) as daily:
            sums = sums_of(daily, daily.first, DAY + start)
            at_once = sums_at(daily, DAY + start)
            np.testing.assert_allclose(at_once.counts, sums.counts, rtol=1e-9)
            np.testing.assert_allclose(at_once.days, sums.days, rtol=1e-9)
            assert np.array_equal(at_once.last, sums.last)
            for now in walk(daily, sums, [DAY + start, DAY + start + steps]):
                as_of = FIRST + timedelta(days=now.day - DAY)
                counts = read_counts(connection, relation, as_of)
                assert told(counts) == plain_counts(events, now.day - DAY)
                if set(counts.states) == set(daily.parties):
                    same(Past(counts, now.day), now)
                    same(Past(counts, now.day), sums_at(daily, now.day))


def same(past: Past, now: Sums) -> None:
    """The columns of all pairs are alike, however they were computed."""
    one, other = np.array([0, 0, 1, 1, 2, 2]), np.array([1, 2, 0, 2, 0, 1])
    near = {"rtol": 1e-4, "atol": 1e-5}
    np.testing.assert_allclose(
        common_features(now, one, other), common_features(past, one, other), **near
    )
    for name in CLASSES:
        np.testing.assert_allclose(
            own_features(now, name, one, other), own_features(past, name, one, other), **near
        )
        assert np.array_equal(
            now.within(kinds_of(name), WINDOW), past.within(kinds_of(name), WINDOW)
        )
    for ours, theirs in zip(now.active(730), past.active(730), strict=True):
        assert np.array_equal(ours, theirs)


def test_two_stretches_make_the_sums_of_both(tmp_path: Path) -> None:
    draw = np.random.default_rng(4)
    events: list[Event] = [
        (str(one), str(other), str(code), int(day), int(late))
        for one, other, code, day, late in zip(
            draw.choice(STATES[:3], 200), draw.choice(STATES[:3], 200), draw.choice(CODES, 200),
            draw.integers(0, 500, 200), draw.choice((0, 0, 30), 200), strict=True,
        )
    ]  # fmt: skip
    with daily_of(store_of(tmp_path, events)) as daily:
        middle, end = daily.first + 200, daily.first + 450
        whole = sums_of(daily, daily.first, end)
        first = sums_of(daily, daily.first, middle)
        kept = first.counts.copy()
        joined = first.joined(sums_of(daily, middle, end))
    assert np.array_equal(first.counts, kept)
    np.testing.assert_allclose(joined.counts, whole.counts, rtol=1e-9)
    np.testing.assert_allclose(joined.days, whole.days, rtol=1e-9)
    assert np.array_equal(joined.last, whole.last)


def test_only_years_that_an_import_touched_are_counted_again(tmp_path: Path) -> None:
    store = store_of(tmp_path, [("FRA", "DEU", "190", 0, 0), ("FRA", "DEU", "190", 300, 0)])
    assert [count_year(year, LIMITS) for year in years_of(store)] == [True, True]
    assert [count_year(year, LIMITS) for year in years_of(store)] == [False, False]
    more = tmp_path / "more.tab"
    more.write_text(
        "Event ID\tEvent Date\tCAMEO Code\tSource Country\tTarget Country\n"
        "900\t2021-06-01\t190\tItaly\tFrance\n",
        encoding="utf-8",
    )
    import_events(more, store)
    assert [count_year(year, LIMITS) for year in years_of(store)] == [False, True]
    assert len(list((store.folder / "daily").iterdir())) == 3
    (changed,) = (year for year in years_of(store) if year.year == 2021)
    (older,) = {*(store.folder / "daily").glob("2021-*")} - {changed.counts}
    os.utime(older, (0, 0))
    changed.counts.unlink()
    assert count_year(changed, LIMITS) and not older.exists()


def test_a_store_without_events_or_without_pairs_says_so(tmp_path: Path) -> None:
    with pytest.raises(StreamError, match="import a file first"):
        years_of(Store(tmp_path / "none"))
    with pytest.raises(StreamError, match="no two known parties"):
        daily_of(store_of(tmp_path, [("FRA", "FRA", "190", 0, 0)]))


def test_limits_are_kept_and_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CRISISDESK_MEMORY", "700MiB")
    monkeypatch.setenv("CRISISDESK_THREADS", "1")
    connection = connect()
    row = connection.execute("SELECT current_setting('memory_limit'), current_setting('threads')")
    assert row.fetchall() == [("700.0 MiB", 1)]
    assert Limits.given("2GB", 2) == Limits("2GB", 2)
    for memory, threads in (("much", None), ("2GB", -1)):
        with pytest.raises(StreamError):
            Limits.given(memory, threads)


def test_what_does_not_fit_is_spilled_and_swept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    connection = connect(None, Limits("60MB", 1))
    connection.execute("CREATE TABLE t AS SELECT hash(i) AS h, i FROM range(3000000) AS _(i)")
    connection.execute("SELECT max(n) FROM (SELECT row_number() OVER (ORDER BY h) AS n FROM t)")
    assert any(tmp_path.rglob("duckdb_temp*"))
    connection.close()
    assert not any(tmp_path.rglob("duckdb_temp*"))
    assert isinstance(connection, duckdb.DuckDBPyConnection)
