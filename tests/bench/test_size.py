"""The made-up desk that size is measured on: cited as a real one is, the same each time."""

from __future__ import annotations

from pathlib import Path

from bench import size
from bench.made_up import EVENTS, STATEMENTS, TIES, World
from crisisdesk.briefing.citations import Citer
from crisisdesk.desk import Desk


def test_every_made_up_record_stands_where_its_words_do() -> None:
    for reading in World().readings(20):
        text = reading.report.text
        for event in reading.events:
            told = text[event.span.start : event.span.end]
            assert told.startswith(event.source[0].code or "?")
            assert told.endswith(f"{event.target[0].code}.")
        for said in reading.statements:
            assert text[said.span.start : said.span.end] == said.words
        citer = Citer([reading.report])
        assert all(citer.cite(one.span) for one in (*reading.events, *reading.ties))
        counts = len(reading.events), len(reading.statements), len(reading.ties)
        assert counts == (EVENTS, STATEMENTS, TIES)


def test_the_same_seed_makes_the_same_world() -> None:
    assert list(World(3).readings(3)) == list(World(3).readings(3))
    assert World(3).crisis(0) != World(4).crisis(0)


def test_a_small_desk_is_made_and_asked(tmp_path: Path) -> None:
    made = size.make(tmp_path / "room", 40)
    assert made.reports == 40
    assert made.processor > 0
    with Desk(tmp_path / "room") as desk:
        assert len(desk.reports()) == 40
    for name in ("search, the commonest word", "events of two sides, the latest 500"):
        processor, clock, memory = size.asked(tmp_path / "room", name, 1)
        assert processor > 0
        assert clock > 0
        assert memory > 1
