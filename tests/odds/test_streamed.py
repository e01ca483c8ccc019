"""A desk's stream in the odds of a strike: its weight, its rows, nothing later than the day."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crisisdesk.desk import Desk
from crisisdesk.errors import StreamError
from crisisdesk.history.dyads.daily import Daily
from crisisdesk.history.stream_weights import REST, UNDER_WAY, stream_weights
from crisisdesk.odds.answer import answer
from crisisdesk.odds.pairs import PastEvent
from crisisdesk.odds.streamed import STALE, Stream, Told, streaming
from crisisdesk.terms.records import (
    Actor,
    Crisis,
    Date,
    Event,
    Forecast,
    Question,
    Reading,
    Report,
    Role,
    Span,
)

DAY = "2024-01-02"
LAST = date(2024, 1, 1)
HEAD = "Event ID\tEvent Date\tCAMEO Code\tSource Country\tTarget Country"
ROWS = (
    PastEvent("2024-01-01", "RUS", "UKR", "ASSAULT", None, None, "icews", "a.tab", "17"),
    PastEvent("2023-12-30", "UKR", "RUS", "ASSAULT", None, None, "icews", "a.tab", "16"),
)
SPAN = Span("r", 0, 5)


class Said(Stream):
    """A stream that says one thing of every pair."""

    def __init__(self, probability: float, behind: int = 0) -> None:
        super().__init__(lambda: pytest.fail("it is not opened"))
        self.probability, self.behind = probability, behind

    def told(self, one: str, other: str, as_of: str) -> Told | None:
        return Told(one, other, self.probability, ROWS, self.behind)


def _odds(stream: Stream | None, *, threat: bool, days: int = 90) -> Forecast:
    actors = (Actor("RUS"),), (Actor("UKR"),)
    said = Event("e", "THREATEN", *actors, "happened", SPAN, SPAN, cameo="138", date=Date(DAY))
    readings = [Reading(Report("r", "some words"), events=(said,) if threat else ())]
    crisis = Crisis((Role("RUS"),), Role("UKR"))
    with streaming(stream):
        return answer(Question("strike", ("RUS",), "UKR", horizon_days=days), crisis, readings, DAY)


def test_a_stream_moves_the_odds_as_its_weight_says() -> None:
    weight = stream_weights()[UNDER_WAY]
    without, low, high = (_odds(s, threat=True) for s in (None, Said(0.0005), Said(0.6)))
    assert weight.counts and low.probability < without.probability < high.probability
    (driver,) = [d for d in high.drivers if d.name.startswith("coded events")]
    assert driver.effect == round(weight.shift(0.6)[0], 2) > 0
    assert "60.0%" in driver.name
    assert "icews a.tab 17 (2024-01-01, RUS ASSAULT UKR)" in driver.source
    assert all(o.interval[0] <= o.probability <= o.interval[1] for o in (low, high))
    assert high.reference == without.reference


def test_a_weight_that_may_be_none_is_told_and_moves_nothing() -> None:
    assert not stream_weights()[REST].counts
    without, heard = (_odds(s, threat=False) for s in (None, Said(0.6)))
    assert heard.probability == pytest.approx(without.probability)
    (driver,) = [d for d in heard.drivers if d.name.startswith("coded events")]
    assert driver.effect == 0 and "no more than chance may do" in driver.name


def test_without_a_stream_nothing_is_said_of_one() -> None:
    assert not any("coded events" in d.name for d in _odds(None, threat=True).drivers)


def test_a_stream_that_cannot_be_read_is_told_and_moves_nothing() -> None:
    def broken() -> Daily:
        raise StreamError("stream", "its counts are torn")

    without = _odds(None, threat=True)
    for threat in (True, False):
        torn = _odds(Stream(broken), threat=threat)
        (driver,) = [d for d in torn.drivers if d.name.startswith("coded events")]
        assert driver.effect == 0 and "its counts are torn" in driver.name
    assert _odds(Stream(broken), threat=True).probability == pytest.approx(without.probability)


def test_a_stream_that_ended_long_ago_is_told_and_moves_nothing() -> None:
    stale, without = _odds(Said(0.6, STALE + 1), threat=True), _odds(None, threat=True)
    assert stale.probability == pytest.approx(without.probability)
    assert stale.interval == pytest.approx(without.interval)
    (driver,) = [d for d in stale.drivers if d.name.startswith("coded events")]
    assert driver.effect == 0 and f"end {STALE + 1} days before" in driver.name


@given(st.floats(0, 1), st.floats(0, 1), st.sampled_from([UNDER_WAY, REST]))
def test_the_more_a_stream_fears_the_more_it_moves(one: float, other: float, name: str) -> None:
    weight = stream_weights()[name]
    near, far = sorted((one, other))
    assert weight.shift(near)[0] <= weight.shift(far)[0]
    assert abs(weight.shift(far)[0]) <= weight.effect * 4 * weight.scale + 1e-9
    assert weight.shift(near)[1] >= 0


@pytest.mark.parametrize("threat", [True, False])
def test_longer_horizons_stay_the_likelier(threat: bool) -> None:
    odds = [_odds(Said(0.4), threat=threat, days=d).probability for d in (1, 14, 30, 90, 365)]
    assert odds == sorted(odds)


REPORT = (
    "Moscow warns Kyiv\n2 January 2024\n\n"
    "MOSCOW - Russia threatened Ukraine with a military strike on Monday. Ukraine kept calm.\n"
)


def _line(number: int, day: date, code: str, source: str, target: str) -> str:
    return f"{number}\t{day}\t{code}\t{source}\t{target}"


def _desk(folder: Path, later: int = 0) -> Desk:
    """A year of weekly strikes by Russia on Ukraine, then ``later`` days of daily ones."""
    days = [LAST - timedelta(days=7 * week) for week in range(52)][::-1]
    days += [LAST + timedelta(days=day + 2) for day in range(later)]
    rows = [_line(i, day, "190", "Russia", "Ukraine") for i, day in enumerate(days)]
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "events.tab"
    file.write_text("\n".join([HEAD, *rows]) + "\n", encoding="utf-8")
    (folder / "report.txt").write_text(REPORT, encoding="utf-8")
    desk = Desk(folder / "desk")
    desk.import_events(file)
    desk.add(folder / "report.txt")
    return desk


def _told(desk: Desk, as_of: str | None = None) -> Forecast:
    return desk.ask("Will Russia strike Ukraine within 90 days?", as_of=as_of)


def test_a_desk_s_own_stream_is_heard_and_cited_to_its_rows(tmp_path: Path) -> None:
    with _desk(tmp_path) as desk:
        found = _told(desk)
        (driver,) = [d for d in found.drivers if d.name.startswith("coded events")]
        assert driver.effect > 0 and "events.tab 51 (2024-01-01, RUS ASSAULT UKR)" in driver.source
        supposed = desk.ask("Will Russia strike Ukraine?", what_if="RUS-UKR force=yes")
        assert any(d.name.startswith("coded events") for d in supposed.drivers)
        past = desk.ask("Will Russia strike Ukraine?", recorded_by=desk.file.moment())
        assert not any(d.name.startswith("coded events") for d in past.drivers)


def test_a_dyad_that_the_stream_does_not_know_is_left_alone(tmp_path: Path) -> None:
    with _desk(tmp_path) as desk:
        found = desk.ask("Will China strike India within 90 days?")
        assert not any(d.name.startswith("coded events") for d in found.drivers)


@settings(max_examples=5, deadline=None)
@given(later=st.integers(1, 40), back=st.integers(0, 200))
def test_nothing_that_was_published_later_is_heard(
    later: int, back: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    day = (LAST + timedelta(days=1) - timedelta(days=back)).isoformat()
    folder = tmp_path_factory.mktemp("streamed")
    with _desk(folder / "short") as short, _desk(folder / "long", later) as long:
        question = Question("strike", ("RUS",), "UKR", horizon_days=30)
        found = []
        for desk in (short, long):
            with desk.at_hand():
                found.append(answer(question, Crisis(), [], day))
        assert found[0].probability == found[1].probability
        assert [d for d in found[0].drivers if "coded" in d.name] == [
            d for d in found[1].drivers if "coded" in d.name
        ]
