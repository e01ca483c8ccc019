"""The odds fitted on a desk's own stream: the same however they were computed, asked only of days
that they know nothing after, and kept only where they proved better."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace

from bench.made_up_events import fill_store
from crisisdesk.desk import Desk
from crisisdesk.engines import engine_named
from crisisdesk.errors import QuestionError, StreamError
from crisisdesk.formats.streams.store import Limits
from crisisdesk.history.dyads import fitting, model
from crisisdesk.odds import refit
from crisisdesk.odds.yearly import Counted, date_of, day_of

LIMITS = Limits("500MB", 1)
KINDS = ("ASSAULT", "verbal conflict")
UNTIL = date(2024, 12, 31)


@pytest.fixture(scope="module", autouse=True)
def quick() -> object:
    found = pytest.MonkeyPatch()
    found.setattr(refit, "MOST", (3000, 1000))
    found.setattr(fitting, "ROUNDS", 15)
    yield
    found.undo()


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    desk = Desk(tmp_path_factory.mktemp("refit") / "desk")
    fill_store(desk.stream, 20_000, parties=8)
    desk.refit_odds(KINDS, limits=LIMITS)
    return desk


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_years_cut_by_dyads_make_the_very_same_model(room: Desk, tmp_path: Path) -> None:
    found = refit.refit(room.stream, KINDS, UNTIL, tmp_path / "cut", LIMITS, dyads=3)
    assert files(tmp_path / "cut") == files(room.stream.folder / "odds")
    assert (found.cases, len(found.trials)) == (3000, 2)
    assert found.of > found.cases
    assert all(trial.kept and trial.n == 1000 and trial.k > 50 for trial in found.trials)


def test_a_cluster_makes_the_very_same_model(room: Desk, tmp_path: Path, cluster: None) -> None:
    """Settings of this process are none of a task's: what is fitted is compared by its draw."""
    engine = engine_named("ray")
    told = refit.counted_by(engine, room.stream, LIMITS)
    wanted = refit.wanted_of(told, KINDS)
    years = 2016, 2023
    for dyads in (1, 2):
        tasks = refit.each_year(engine, told, LIMITS, dyads, years, refit.draw_year, wanted)
        first, *others = engine.get(tasks)
        for other in others:
            first = refit.merged(first, other, wanted.most)
        here, *more = refit.each_year(
            engine_named("local"), told, LIMITS, 1, years, refit.draw_year, wanted
        )
        for other in more:
            here = refit.merged(here, other, wanted.most)
        for mine, its in zip(first, here, strict=True):
            assert mine.number.tobytes() == its.number.tobytes()
            assert mine.common.tobytes() == its.common.tobytes()
            assert mine.wait["ASSAULT"].tobytes() == its.wait["ASSAULT"].tobytes()


def test_a_forecast_asks_the_own_model_from_its_last_day_on(room: Desk) -> None:
    own = room.forecast("ASSAULT", top=1)[0]
    assert own.model.startswith(model.OWN)
    assert own.reference.era.startswith("month starts from")
    before = room.forecast("ASSAULT", as_of="2024-12-30", top=1)[0]
    other = room.forecast("THREATEN", top=1)[0]
    assert before.model == other.model == model.shipped().told


def test_a_pairs_weeks_are_told_by_one_model(room: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = room.forecast("ASSAULT", top=1)[0]
    pair = asked.source, asked.target
    told = room.odds_over_time("ASSAULT", *pair, weeks=3).told
    assert told[-1].probability != pytest.approx(asked.probability, rel=1e-6)
    monkeypatch.setattr(type(room), "_odds", Path("nowhere"))
    assert room.odds_over_time("ASSAULT", *pair, weeks=3).told == told


def test_what_is_no_better_is_not_kept(
    room: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fitting, "ROUNDS", 1)
    monkeypatch.setattr(refit, "fit_own_rate", lambda number, came, days, weight: (5.0, 1.0))
    found = refit.refit(room.stream, KINDS[:1], UNTIL, tmp_path / "odds", LIMITS)
    assert [trial.kept for trial in found.trials] == [False]
    assert files(tmp_path / "odds") == {}
    assert model.model_for(tmp_path / "odds", "ASSAULT", "2025-01-01") is model.shipped()


def test_a_kind_that_hardly_comes_is_left_to_the_shipped_model(
    room: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refit, "HITS", 100_000)
    (trial,) = refit.refit(room.stream, KINDS[:1], UNTIL, tmp_path, LIMITS).trials
    assert trial.fitted is None and not trial.kept and trial.shipped.log > 0


def test_no_case_to_fit_on_sees_the_months_held_out() -> None:
    told = Counted((), day_of(date(2015, 1, 1)), day_of(UNTIL), ("A", "B"))
    wanted = refit.wanted_of(told, KINDS)
    assert max(wanted.fit) + model.LONGEST <= min(wanted.held)
    assert max(wanted.held) + model.LONGEST <= wanted.until
    assert date_of(min(wanted.fit)) == date(2016, 1, 1)
    short = told._replace(last=day_of(date(2017, 6, 1)))
    with pytest.raises(StreamError, match="three years"):
        refit.wanted_of(short, KINDS)


def test_nonsense_is_refused(room: Desk) -> None:
    with pytest.raises(QuestionError, match="no kind"):
        room.refit_odds(["tickling"])


def test_a_damaged_model_is_named(room: Desk) -> None:
    path = room.stream.folder / "odds" / "assault.txt.gz"
    whole = path.read_bytes()
    path.write_bytes(whole[:100])
    try:
        with pytest.raises(StreamError, match=r"assault.*refit"):
            model.Model(path.parent).booster("ASSAULT")
    finally:
        path.write_bytes(whole)


def test_a_model_of_another_form_is_not_asked(tmp_path: Path) -> None:
    import msgspec

    card = replace(model.shipped().card, version=model.OWN, until="2020-01-01")
    (tmp_path / model.CARD).write_bytes(msgspec.json.encode(card))
    assert model.model_for(tmp_path, "ASSAULT", "2020-01-01").folder == tmp_path
    assert model.model_for(tmp_path, "ASSAULT", "2019-12-31") is model.shipped()
    other = tmp_path / "other"
    other.mkdir()
    (other / model.CARD).write_bytes(msgspec.json.encode(replace(card, columns=("one",))))
    assert model.model_for(other, "ASSAULT", "2020-01-01") is model.shipped()
