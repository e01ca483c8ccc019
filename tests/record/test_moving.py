"""A ledger that is moved is the same ledger, and goes on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace

from bench.made_up import World
from crisisdesk.errors import DeskError
from crisisdesk.record import moving
from crisisdesk.record.amending import Amendments
from crisisdesk.record.asked import AskedRecord
from crisisdesk.record.faults import faults_of
from crisisdesk.record.ledger import Ledger
from crisisdesk.record.mark import mark_of
from crisisdesk.record.moving import TABLES, columns, take_over
from crisisdesk.record.search import search
from crisisdesk.record.watching import Gap, Level, Waiting, Watching
from crisisdesk.terms.asked import Asked, Mark
from crisisdesk.terms.records import Amendment, Correction, Question
from tests.record.test_ledger import reading
from tests.servers import Server

pytest.importorskip("psycopg")
READINGS = list(World().readings(12))


def fill(ledger: Ledger) -> None:
    """Something in every table but outcomes and forecasts."""
    for one in (*READINGS, reading("All kinds of records.")):
        ledger.add(one)
    first, second = READINGS[0].report.id, READINGS[1].report.id
    ledger.add(replace(READINGS[0], events=()), reread=True)
    ledger.corrections.add(Correction(first, "correction", "2030-01-01", second))
    Amendments(ledger.file).add(Amendment(second, "event", 0, 4, "AID", "drop", {"a": "b"}))
    question = Question("strike", ("USA",), "IRN", text="Will the United States strike Iran?")
    record = AskedRecord(ledger.file)
    record.ask(Asked(0, 0, question, "2025-04-01", "2025-06-30", day="2025-04-01"))
    record.digested("daily", "2025-04-02")
    record.mark(Mark(1, "e", "h", "C", "2025-04-02"))
    watching = Watching(ledger.file)
    watching.follow("feed", "http://a.example/\0")
    (source,) = watching.sources()
    item = Waiting(source.id, "k", None, None, None, None, None, "<p>", "m", "w")
    watching.polled(source, [item], gap=Gap(source.id, "away", "a", "b", "c"))
    watching.pulse(datetime.now(UTC))
    watching.stand([Level("x", True, 0.5)], [("a", b"{}", ["r"])])


@pytest.fixture
def pair(
    request: pytest.FixtureRequest, tmp_path: Path, server: Server, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Ledger, Ledger]]:
    """A full ledger and an empty one: in a file and on a server, or the other way round."""
    monkeypatch.setattr(moving, "_TOGETHER", 7)
    places = [tmp_path / "desk.sqlite", server.url()][:: request.param]
    with Ledger(places[0]) as one, Ledger(places[1]) as other:
        fill(one)
        yield one, other


both_ways = pytest.mark.parametrize("pair", [1, -1], indirect=True, ids=["there", "back"])


def rows(ledger: Ledger, table: str) -> list[object]:
    names = ", ".join(f'"{name}"' for name in columns(ledger.file, table))
    return ledger.file.query(f"SELECT {names} FROM {table} ORDER BY {', '.join(TABLES[table])}")


@both_ways
def test_every_row_comes_over_and_the_ledger_goes_on(pair: tuple[Ledger, Ledger]) -> None:
    one, other = pair
    assert take_over(one.file, other.file) == 13
    for table in TABLES:
        assert rows(one, table) == rows(other, table), table
        assert rows(one, table) or table in ("outcomes", "forecasts"), table
    assert list(faults_of(other.file)) == []
    assert mark_of(one.file) != mark_of(other.file)
    word = READINGS[3].report.text.split()[5]
    found = [{hit.report.id for hit in search(led.file, word, [], 20)} for led in pair]
    assert found[0] == found[1] != set()
    assert other.add(next(World(seed=7).readings(1)))
    with pytest.raises(DeskError, match="not empty"):
        take_over(one.file, other.file)


@both_ways
def test_what_is_cut_short_leaves_the_new_ledger_empty(
    pair: tuple[Ledger, Ledger], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = pair

    def broken(here: object) -> None:
        raise KeyError

    monkeypatch.setattr(moving, "draw", broken)
    with pytest.raises(KeyError):
        take_over(one.file, other.file)
    assert other.held() == []


def test_no_table_is_forgotten(tmp_path: Path) -> None:
    with Ledger(tmp_path / "desk.sqlite") as ledger:
        there = ledger.file.query(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'search%' "
            "AND name NOT IN ('record_mark', 'sqlite_sequence')"
        )
    assert {name for (name,) in there} == set(TABLES)
