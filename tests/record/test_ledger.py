"""The ledger keeps what it was given, once, whole, and as of any day."""

from __future__ import annotations

import random
import signal
import sqlite3
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from crisisdesk.errors import DeskError
from crisisdesk.record.file import LedgerFile
from crisisdesk.record.ledger import Ledger
from crisisdesk.record.migrations import VERSION
from crisisdesk.record.rows import day_bounds
from crisisdesk.terms.records import (
    Actor,
    Assessment,
    Date,
    Event,
    Linkage,
    Obligation,
    Person,
    Question,
    Reading,
    Report,
    Span,
    Statement,
    Tie,
    report_id,
)
from tests.clocks import Clock
from tests.record.conftest import Fresh

RUS, IRN, USA = Actor("RUS", "GOV"), Actor("IRN"), Actor("USA")
PESKOV = Actor("RUS", "GOV", "Dmitry Peskov", "spokesperson")


def reading(text: str, published: str | None = "2025-04-09") -> Reading:
    identity = report_id(text)
    span = Span(identity, 0, len(text))
    return Reading(
        report=Report(
            id=identity, text=text, outlet="The Lamp",
            published=Date(published, "stated", span) if published else None, furniture=(span,),
        ),
        people=(Person(PESKOV, (span,)),),
        statements=(
            Statement("s-1", "direct", text, span, speaker=PESKOV, date=Date("2025-04-08")),
            Statement("s-2", "indirect", text, span),
        ),
        events=(
            Event("e-1", "THREATEN", (USA,), (IRN,), "happened", span, span, date=Date("2025-03")),
            Event("e-2", "ASSAULT", (USA, RUS), (IRN,), "possible", span, span),
        ),
        ties=(
            Tie("t-1", "partnership", ("RUS", "IRN"), span,
                obligations=(Obligation("defense", False, span),)),
            Tie("t-2", "go-between", ("USA", "IRN"), span, holder="OMN"),
        ),
        assessments=(Assessment("s-2", "RUS:capability", -1, span),),
        linkages=(Linkage("Ukraine", ("USA", "RUS"), span, doubted=True),),
        questions=(Question("strike", ("USA",), "IRN", span=span), Question("outlook")),
        mentions={"RUS": (span,)},
    )  # fmt: skip


@pytest.fixture
def clock() -> Clock:
    return Clock("2025-04-10")


@pytest.fixture
def ledger(place: str, clock: Clock) -> Iterator[Ledger]:
    with Ledger(place, clock) as opened:
        yield opened


# --- once and whole


def test_what_is_added_comes_back_whole(ledger: Ledger) -> None:
    assert ledger.add(reading("One."))
    assert ledger.readings() == [reading("One.")]


def test_the_same_report_twice_is_once(ledger: Ledger) -> None:
    assert ledger.add(reading("One."))
    assert not ledger.add(reading("One."))
    assert len(ledger.readings()) == len(ledger.reports()) == 1


def test_a_failed_write_leaves_nothing_behind(ledger: Ledger) -> None:
    broken = reading("One.")
    broken = replace(broken, questions=(replace(broken.questions[0], kind="\ud800"),))  # type: ignore[arg-type]
    with pytest.raises((DeskError, UnicodeEncodeError)):
        ledger.add(broken)
    assert ledger.reports() == []
    assert ledger.add(reading("One."))


def test_memory_alone_serves_without_a_file() -> None:
    with Ledger(None) as ledger:
        assert ledger.add(reading("One."))
        assert len(ledger.readings()) == 1


TEXT = st.text(max_size=40)
DATES = st.none() | st.builds(
    Date, st.sampled_from(["2025", "2025-04", "2025-04-09", "", "'; DROP TABLE reports"])
)
ACTORS = st.builds(Actor, st.none() | TEXT, st.none() | TEXT, st.none() | TEXT)


@st.composite
def hostile_readings(draw: st.DrawFn) -> Reading:
    text = draw(TEXT)
    span = Span(report_id(text), draw(st.integers(0, 9)), draw(st.integers(0, 2**40)))
    some = draw(st.lists(ACTORS, max_size=3))
    words = [draw(TEXT) for _ in range(6)]
    return Reading(
        report=Report(
            id=span.report, text=text, source=words[0], url=words[1], outlet=words[2],
            title=words[3], published=draw(DATES), furniture=(span,),
        ),
        people=tuple(Person(actor, (span,)) for actor in some),
        statements=tuple(
            Statement(words[0], "direct", words[1], span, actor, date=draw(DATES))
            for actor in some
        ),
        events=(
            Event(words[2], words[3], tuple(some), tuple(some), "denied", span, span,
                  place=words[4], date=draw(DATES)),
        ),
        ties=(Tie(words[5], "rivalry", (words[0], words[1]), span, holder=words[2]),),
        assessments=(Assessment(words[3], words[4], draw(st.integers(-1, 1)), span),),
        linkages=(Linkage(words[5], (words[0], words[0]), span),),
        questions=(Question("talks", tuple(words), text=words[1]),),
        mentions={words[2]: (span,)},
    )  # fmt: skip


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(one=hostile_readings())
def test_hostile_words_come_back_as_they_went_in(fresh: Fresh, one: Reading) -> None:
    with fresh() as ledger:
        assert ledger.add(one)
        assert ledger.readings() == [one]


def test_names_of_any_length_are_kept_and_found(ledger: Ledger) -> None:
    words = random.Random(1)

    def long() -> str:
        return "".join(chr(words.randrange(0x4E00, 0x9000)) for _ in range(30_000))

    one = reading("One.")
    url = f"https://lamp.example/{long()}"
    named = replace(one.report, outlet=long(), title=f"{long()} and four more words", url=url)
    one = replace(one, report=named)
    assert ledger.add(one, superseding=lambda new, kin: [])
    assert ledger.readings() == [one]
    assert ledger.find(url) == [one.report.id]
    assert ledger.find(f"{url}x") == []
    other = replace(reading("Two."), report=replace(named, id=report_id("Two."), text="Two."))
    seen: list[str] = []
    ledger.add(other, superseding=lambda new, kin: seen.extend(k.report.id for k in kin) or [])
    assert seen == [one.report.id]


# --- as of any day


def test_only_what_was_known_on_a_day_is_told(ledger: Ledger) -> None:
    for text, day in [
        ("A.", "2025-04-08"),
        ("B.", "2025-04-10"),
        ("C.", "2025-04"),
        ("D.", "2024"),
    ]:
        ledger.add(reading(text, day))

    def known(as_of: str | None) -> list[str]:
        return sorted(one.report.text for one in ledger.readings(as_of))

    assert known(None) == ["A.", "B.", "C.", "D."]
    assert known("2025-04-09") == ["A.", "D."]
    assert known("2025-04-10") == ["A.", "B.", "D."]
    assert known("2025-04") == ["A.", "B.", "C.", "D."]
    assert known("2024-12-30") == []
    assert [one.text for one in ledger.reports("2024")] == ["D."]


def test_a_report_without_a_day_is_known_from_its_recording(ledger: Ledger, clock: Clock) -> None:
    clock.turn("2025-05-01")
    ledger.add(reading("A.", None))
    assert ledger.readings("2025-04-30") == []
    assert len(ledger.readings("2025-05-01")) == 1


def test_what_the_desk_itself_had_by_a_day(ledger: Ledger, clock: Clock) -> None:
    clock.turn("2025-05-01T12:00:00")
    ledger.add(reading("A."))
    assert ledger.recorded(report_id("A.")) == "2025-05-01T12:00:00Z"
    assert ledger.recorded("none") is None
    assert ledger.readings(recorded_by="2025-05-01T11:59Z") == []
    assert len(ledger.readings(recorded_by="2025-05-01T14:00+02:00")) == 1
    assert ledger.readings(recorded_by="2025-04-30") == []
    assert len(ledger.readings("2025-04-09", recorded_by="2025-05-01")) == 1


# --- read again


def test_a_report_read_again_is_there_once_and_as_it_was_before(
    ledger: Ledger, clock: Clock
) -> None:
    ledger.add(reading("One."))
    clock.turn("2025-06-01")
    better = replace(reading("One."), statements=(), events=reading("One.").events[:1])
    assert ledger.add(better, reread=True)
    assert ledger.readings() == [better]
    assert ledger.readings(recorded_by="2025-05-31") == [reading("One.")]
    assert ledger.readings(recorded_by="2025-06-01") == [better]
    assert ledger.recorded(better.report.id) == "2025-04-10T00:00:00Z"
    assert ledger.versions(better.report.id) == [
        ("2025-04-10T00:00:00Z", "2025-06-01T00:00:00Z"),
        ("2025-06-01T00:00:00Z", None),
    ]


def test_what_is_known_of_a_report_may_change_and_its_text_is_kept_once(
    ledger: Ledger, clock: Clock
) -> None:
    ledger.add(reading("One.", None))
    clock.turn("2025-06-01")
    ledger.add(reading("One.", "2025-04-02"), reread=True)
    assert len(ledger.readings("2025-04-02")) == 1
    assert ledger.readings("2025-04-02", recorded_by="2025-05") == []
    assert ledger.reports(recorded_by="2025-05")[0].published is None
    assert ledger.file.query("SELECT text FROM reports") == [("One.",)]


def test_a_clock_turned_back_does_not_turn_the_readings_round(ledger: Ledger, clock: Clock) -> None:
    ledger.add(reading("One."))
    clock.turn("2025-01-01")
    better = replace(reading("One."), statements=())
    ledger.add(better, reread=True)
    assert ledger.readings() == ledger.readings(recorded_by="2025-04-10") == [better]
    assert ledger.readings(recorded_by="2025-04-09") == []


WRITES = st.lists(
    st.tuples(st.sampled_from("ABC"), st.integers(0, 2), st.integers(0, 3)), max_size=12
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(writes=WRITES)
def test_what_the_desk_held_at_any_time_is_told_later_as_it_was(
    fresh: Fresh,
    writes: list[tuple[str, int, int]],
) -> None:
    """Add or read again at growing times; each earlier state must come back whole."""
    clock = Clock("2025-01-01")
    states = {}
    with fresh(clock) as ledger:
        for hour, (text, kept, wait) in enumerate(writes):
            clock.turn(f"2025-01-0{1 + hour // 24}T{hour % 24:02d}:00:{wait:02d}")
            version = replace(reading(text), events=reading(text).events[:kept])
            ledger.add(version, reread=True)
            states[ledger.file.moment()] = ledger.readings()
        for moment, state in states.items():
            assert ledger.readings(recorded_by=moment) == state


# --- asking


def test_a_day_that_is_none_is_refused(ledger: Ledger) -> None:
    for wrong in ("yesterday", "2025-02-30", "2025-13", "", "0000"):
        with pytest.raises(DeskError, match=r"not a day|no day"):
            ledger.readings(wrong)
        with pytest.raises(DeskError, match=r"not a day|no day"):
            ledger.readings(recorded_by=wrong)
    with pytest.raises(DeskError, match="no moment"):
        ledger.readings(recorded_by="2025-04-09T25:00")


@given(st.dates())
def test_the_bounds_of_a_date_hold_it(day: object) -> None:
    for length in (4, 7, 10):
        first, last = day_bounds(str(day)[:length])
        assert first <= str(day) <= last


# --- several processes, and a violent end

_ADD = """
    import os, signal, sys
    from crisisdesk.record.ledger import Ledger
    from crisisdesk.terms.records import *
    def reading(text):
        span = Span(report_id(text), 0, 1)
        event = Event("e", "AID", (Actor("RUS"),), (Actor("IRN"),), "happened", span, span)
        return Reading(report=Report(id=span.report, text=text), events=(event,) * 20)
"""


def _script(body: str) -> str:
    return textwrap.dedent(_ADD) + textwrap.dedent(body)


def test_two_processes_add_at_once(place: str) -> None:
    body = """
        with Ledger(sys.argv[1]) as ledger:
            added = sum(ledger.add(reading(f"report {i}")) for i in range(int(sys.argv[2]), 40))
        print(added)
    """
    command = [sys.executable, "-c", _script(body), place]
    running = [
        subprocess.Popen([*command, start], stdout=subprocess.PIPE, text=True)
        for start in ("0", "20")
    ]
    added = [int(process.communicate(timeout=120)[0]) for process in running]
    assert [process.returncode for process in running] == [0, 0]
    with Ledger(place) as ledger:
        assert sum(added) == len(ledger.reports()) == 40
        assert sum(len(one.events) for one in ledger.readings()) == 40 * 20


def test_a_process_killed_in_the_middle_of_a_write_leaves_a_readable_ledger(place: str) -> None:
    body = """
        import crisisdesk.record.ledger as module
        ledger = Ledger(sys.argv[1])
        ledger.add(reading("whole"))
        rows = module.rows_of
        def dying(*given):
            # The report's row is written by now, its records are not.
            os.kill(os.getpid(), signal.SIGKILL)
        module.rows_of = dying
        ledger.add(reading("half"))
    """
    done = subprocess.run([sys.executable, "-c", _script(body), place], timeout=120)
    assert done.returncode == -signal.SIGKILL
    with Ledger(place) as ledger:
        assert [one.text for one in ledger.reports()] == ["whole"]
        assert [len(one.events) for one in ledger.readings()] == [20]
        assert ledger.add(reading("half"))


# --- files that are no ledger, or cannot be written


def test_a_text_file_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("Some notes that are longer than a header of a database would be. " * 20)
    before = path.read_bytes()
    with pytest.raises(DeskError, match=r"notes\.txt: this is not a desk's ledger"):
        Ledger(path)
    assert path.read_bytes() == before


def test_another_programs_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "other.sqlite"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE reports (id)")
    other.close()
    before = path.read_bytes()
    with pytest.raises(DeskError, match="another program's"):
        Ledger(path)
    assert path.read_bytes() == before


def test_a_newer_schema_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    Ledger(path).close()
    with sqlite3.connect(path) as newer:
        newer.execute(f"PRAGMA user_version = {VERSION + 1}")
    newer.close()
    with pytest.raises(DeskError, match="newer Crisis Desk"):
        Ledger(path)


def test_a_folder_and_a_missing_folder_are_told(tmp_path: Path) -> None:
    with pytest.raises(DeskError, match="a folder"):
        Ledger(tmp_path)
    with pytest.raises(DeskError, match="cannot be opened"):
        Ledger(tmp_path / "none" / "ledger.sqlite")


@pytest.fixture
def in_file(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger(tmp_path / "ledger.sqlite") as opened:
        yield opened


def _orders(ledger: Ledger, sql: str) -> Any:
    file = ledger.file
    assert isinstance(file, LedgerFile)
    return file.connection.execute(sql)


def test_a_read_only_ledger_says_so_and_still_reads(in_file: Ledger) -> None:
    in_file.add(reading("A."))
    _orders(in_file, "PRAGMA query_only = ON")
    with pytest.raises(DeskError, match="read-only"):
        in_file.add(reading("B."))
    assert len(in_file.readings()) == 1


def test_a_full_disk_is_told_and_loses_nothing(in_file: Ledger) -> None:
    in_file.add(reading("A."))
    pages = _orders(in_file, "PRAGMA page_count").fetchone()[0]
    _orders(in_file, f"PRAGMA max_page_count = {pages}")
    with pytest.raises(DeskError, match="disk is full"):
        in_file.add(reading("B. " * 100_000))
    assert [one.report.text for one in in_file.readings()] == ["A."]


def test_a_busy_ledger_is_told(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crisisdesk.record.file.BUSY_SECONDS", 0.1)
    monkeypatch.setattr("crisisdesk.record.server.BUSY_SECONDS", 0.1)
    with Ledger(place) as first, Ledger(place) as second:
        with first.file.writing(), pytest.raises(DeskError, match="another process"):
            second.add(reading("A."))
        assert second.add(reading("A."))


def test_a_closed_ledger_says_so(place: str) -> None:
    ledger = Ledger(place)
    ledger.close()
    ledger.close()
    with pytest.raises(DeskError, match="already closed"):
        ledger.add(reading("A."))
