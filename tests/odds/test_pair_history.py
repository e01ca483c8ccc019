"""Odds over time: as they were told each week, with the events of the weeks that moved them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from crisisdesk.desk import Desk
from crisisdesk.errors import QuestionError

START = date(2022, 1, 1)
HEAD = "Event ID\tEvent Date\tCAMEO Code\tSource Country\tTarget Country"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """Two years of meetings; then, in the last three weeks, Israel strikes Iran."""
    folder = tmp_path_factory.mktemp("history")
    days = [START + timedelta(days=number) for number in range(0, 730, 5)]
    rows = [HEAD, *(f"m{i}\t{day}\t040\tIran\tIsrael" for i, day in enumerate(days))]
    last = [START + timedelta(days=number) for number in range(710, 730, 2)]
    rows += [f"s{i}\t{day}\t195\tIsrael\tIran" for i, day in enumerate(last)]
    path = folder / "events.tab"
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    room = Desk(folder / "desk")
    room.import_events(path)
    return room


def test_each_week_is_as_it_was_told_that_day(desk: Desk) -> None:
    found = desk.odds_over_time("ASSAULT", "ISR", "IRN", 30, weeks=6)
    assert len(found.told) == 7
    for one in (found.told[0], found.told[-1]):
        alone = desk.forecast("ASSAULT", "ISR", "IRN", 30, one.as_of)[0]
        assert one.probability == alone.probability
    assert found.told[-1].probability > 3 * found.told[0].probability


def test_the_weeks_that_moved_the_odds_name_their_events(desk: Desk) -> None:
    found = desk.odds_over_time("ASSAULT", "ISR", "IRN", 30, weeks=6)
    most = max(found.moves, key=lambda move: abs(move.after - move.before))
    assert any(event.type == "ASSAULT" for event in most.events)
    for move in found.moves:
        assert all(event.day <= move.last for event in move.events)


def test_an_open_side_has_no_line(desk: Desk) -> None:
    with pytest.raises(QuestionError, match="one pair"):
        desk.odds_over_time("ASSAULT", "ISR", "")
