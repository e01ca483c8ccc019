"""Who it is next, from a desk's own stream: ranked with grounds, and never with hindsight."""

from __future__ import annotations

import random
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from crisisdesk.desk import Desk
from crisisdesk.engines import Here, engine_named
from crisisdesk.errors import StreamError
from crisisdesk.formats.streams.store import Limits
from crisisdesk.odds import ranking

START = date(2022, 1, 1)
HEAD = "Event ID\tEvent Date\tCAMEO Code\tSource Country\tTarget Country"
STATES = ("Russia", "Ukraine", "France", "Germany", "Iran", "Israel", "Qatar", "Oman")


def stream(path: Path, first: int, days: int, party: str) -> Path:
    """Oman mediates with one party every third day; the others meet and clash at random."""
    draw = random.Random(first)
    rows = [HEAD]
    for number in range(first, first + days):
        day = START + timedelta(days=number)
        told = [("040", *draw.sample(STATES, 2)) for _ in range(4)]
        if number % 3 == 0:
            told.append(("045", "Oman", party))
        rows += [f"{number}-{i}\t{day}\t{code}\t{one}\t{other}"
                 for i, (code, one, other) in enumerate(told)]  # fmt: skip
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    folder = tmp_path_factory.mktemp("ranking")
    room = Desk(folder / "desk")
    room.import_events(stream(folder / "one.tab", 0, 200, "Iran"))
    room.refit()
    return room


def test_the_party_that_comes_again_is_first_with_its_events(desk: Desk) -> None:
    found = desk.forecast("mediate", "OMN", None, 30, "2022-07-19", top=3)
    assert [one.place for one in found] == [1, 2, 3]
    assert (found[0].source, found[0].target) == ("OMN", "IRN")
    assert found[0].grounds[0].text.startswith("mediate by Oman towards Iran")
    assert found[0].grounds[0].last <= "2022-07-19"
    assert all(0 < one.probability < 1 for one in found)


def test_the_other_side_may_be_open(desk: Desk) -> None:
    found = desk.forecast("mediate", None, "IRN", 30, "2022-07-19", top=2)
    assert (found[0].source, found[0].target, found[0].place) == ("OMN", "IRN", 1)


def test_a_ranking_that_knows_what_came_is_left_out(desk: Desk) -> None:
    found = desk.forecast("mediate", "OMN", None, 30, "2022-06-01", top=3)
    assert found and all(one.place is None for one in found)


def test_what_came_since_is_learned_day_by_day(desk: Desk, tmp_path: Path) -> None:
    desk.import_events(stream(tmp_path / "two.tab", 200, 60, "Qatar"))
    found = desk.forecast("mediate", "OMN", None, 30, top=2)
    assert {found[0].target, found[1].target} == {"QAT", "IRN"}
    assert any("Qatar" in ground.text for one in found for ground in one.grounds)


def test_of_a_large_stream_the_latest_days_are_learned(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A day is taken whole; who acted before the window keeps odds, and has no place."""
    monkeypatch.setattr(ranking, "MOST", 600)
    room = Desk(tmp_path / "desk")
    room.import_events(stream(tmp_path / "one.tab", 0, 200, "Iran"))
    card = room.refit()
    first = date.fromisoformat(card.first)
    last = date.fromisoformat(card.until)
    assert START + timedelta(days=50) < first < START + timedelta(days=80)
    assert 595 <= card.facts <= 600
    assert (last - START).days == 199
    found = room.forecast("mediate", "OMN", None, 30, top=3)
    assert (found[0].target, found[0].place) == ("IRN", 1)


def test_whoever_counts_the_years_the_same_is_learned(desk: Desk, cluster: None) -> None:
    here, there = (
        ranking.latest(desk.stream, date(2022, 7, 1), Limits("500MB", 1), engine_named(name))
        for name in ("local", "ray")
    )
    assert here.facts.size == there.facts.size > 1000
    assert np.array_equal(here.facts.until(10_000), there.facts.until(10_000))
    assert (here.parties, here.first) == (there.parties, there.first)


def test_what_was_not_known_yet_is_not_learned(desk: Desk) -> None:
    stream = ranking.latest(desk.stream, date(2022, 6, 1), Limits("500MB", 1), Here())
    assert stream.named(int(stream.facts.days[-1])) == "2022-06-01"


def test_too_small_a_stream_is_refused(tmp_path: Path) -> None:
    room = Desk(tmp_path / "desk")
    room.import_events(stream(tmp_path / "one.tab", 0, 10, "Iran"))
    with pytest.raises(StreamError, match="500 are needed"):
        room.refit()
