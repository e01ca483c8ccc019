"""Odds of pairs from a stream: as of a day, with reasons, and errors for what makes no sense."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from crisisdesk.desk import Desk
from crisisdesk.errors import QuestionError, StreamError
from crisisdesk.history.dyads import model
from crisisdesk.odds.pairs import kind_named

START = date(2022, 1, 1)
HEAD = "Event ID\tEvent Date\tCAMEO Code\tSource Country\tTarget Country"


def line(number: int, day: date, code: str, source: str, target: str) -> str:
    return f"{number}\t{day}\t{code}\t{source}\t{target}"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """Two years: Russia strikes Ukraine weekly, France and Germany meet, others are quiet; in
    the last week Israel strikes Iran for the first time."""
    folder = tmp_path_factory.mktemp("pairs")
    rows = [HEAD]
    for week in range(104):
        day = START + timedelta(days=7 * week)
        rows.append(line(len(rows), day, "190", "Russia", "Ukraine"))
        rows.append(line(len(rows), day, "040", "France", "Germany"))
        if week % 10 == 0:
            rows.append(line(len(rows), day, "111", "Iran", "Israel"))
    rows += [line(len(rows) + i, date(2023, 12, 28), "195", "Israel", "Iran") for i in range(5)]
    path = folder / "events.tab"
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    room = Desk(folder / "desk")
    room.import_events(path)
    return room


def test_a_war_is_likelier_than_a_friendship_turning(desk: Desk) -> None:
    war = desk.forecast("ASSAULT", "RUS", "UKR", 30)[0]
    peace = desk.forecast("ASSAULT", "FRA", "DEU", 30)[0]
    assert war.probability > 0.7 > 0.05 > peace.probability
    for found in (war, peace):
        low, high = found.interval
        assert 0 <= low <= found.probability <= high <= 1
        assert found.reference.k <= found.reference.n
        assert found.model.startswith(model.shipped().card.version)
    assert war.events and {event.source for event in war.events} == {"RUS"}
    assert war.events[0].day >= war.events[-1].day
    assert war.drivers == tuple(sorted(war.drivers, key=lambda d: -abs(d.effect)))


def test_longer_horizons_are_never_less_likely(desk: Desk) -> None:
    for source, target in (("RUS", "UKR"), ("ISR", "IRN"), ("FRA", "DEU")):
        chances = [
            desk.forecast("ASSAULT", source, target, days)[0].probability
            for days in (7, 30, 90, 180)
        ]
        assert chances == sorted(chances)


def test_nothing_later_is_seen(desk: Desk) -> None:
    before = desk.forecast("ASSAULT", "ISR", "IRN", 30, "2023-12-20")[0]
    after = desk.forecast("ASSAULT", "ISR", "IRN", 30)[0]
    assert after.probability > before.probability
    assert all(event.day <= "2023-12-20" for event in before.events)


def test_an_open_party_is_ranked(desk: Desk) -> None:
    found = desk.forecast("ASSAULT", top=3)
    assert (found[0].source, found[0].target) == ("RUS", "UKR")
    assert len(found) == 3
    assert [f.probability for f in found] == sorted((f.probability for f in found), reverse=True)
    assert {f.source for f in desk.forecast("force", source="Israel")} == {"ISR"}


def test_what_moved_in_a_week(desk: Desk) -> None:
    found = desk.forecast("ASSAULT", days=30, as_of="2023-12-30", moved=True)[0]
    assert {found.source, found.target} == {"ISR", "IRN"}
    assert found.before is not None and found.before < found.probability


@pytest.mark.parametrize(
    ("kind", "source", "target", "days", "reason"),
    [
        ("tickling", "RUS", "UKR", 30, "no kind of event"),
        ("ASSAULT", "RUS", "UKR", 0, "horizon of 0"),
        ("ASSAULT", "RUS", "UKR", 10_000, "horizon of 10000"),
        ("ASSAULT", "RUS", "RUS", 30, "itself"),
        ("ASSAULT", "Atlantis", "UKR", 30, "nobody known"),
        ("ASSAULT", "RUS", "FJI", 30, "not in the stream"),
    ],
)
def test_nonsense_is_refused(
    desk: Desk, kind: str, source: str, target: str, days: int, reason: str
) -> None:
    with pytest.raises(QuestionError, match=reason):
        desk.forecast(kind, source, target, days)


def test_before_the_stream_nothing_is_known(desk: Desk) -> None:
    with pytest.raises(QuestionError, match="nothing that was known"):
        desk.forecast("ASSAULT", "RUS", "UKR", 30, "2001-01-01")


def test_a_desk_without_events_says_so(tmp_path: Path) -> None:
    with Desk(tmp_path / "d") as room, pytest.raises(StreamError, match="import a file first"):
        room.forecast("ASSAULT")


def test_kinds_go_by_any_case() -> None:
    assert kind_named("assault") == "ASSAULT"
    assert kind_named("Material-Conflict") == "material conflict"
    assert kind_named("MEDIATE") == "mediate"
