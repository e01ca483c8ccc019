"""Amendments at a desk: they hold, survive a reading anew, and can be taken back."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest

from bench.amendments import measure
from crisisdesk.desk import Desk
from crisisdesk.errors import DeskError, QuestionError
from crisisdesk.terms.records import AmendedText, Event

TEXT = "Iran threatened Israel with force on 3 May 2025, officials in Tehran said.\n"


@pytest.fixture
def desk(tmp_path: Path, either_ledger: None) -> Any:
    (tmp_path / "one.txt").write_text(TEXT)
    with Desk(tmp_path / "desk") as made:
        made.add(tmp_path / "one.txt")
        yield made


def _event(desk: Desk) -> Event:
    (event,) = desk.events()
    return event


def test_an_amendment_holds_and_survives_a_reading_anew(desk: Desk) -> None:
    report = desk.reports()[0].id
    desk.amend(report, "E1", {"target": "SAU"}, who="ana", note="the text means Riyadh")
    assert [actor.code for actor in _event(desk).target] == ["SAU"]
    assert desk.read_again() == 0
    assert [actor.code for actor in _event(desk).target] == ["SAU"]
    (one,) = desk.amendments()
    assert (one.who, one.note, one.undone) == ("ana", "the text means Riyadh", None)
    assert one.made.endswith("Z")


def test_an_amendment_taken_back_leaves_the_readers_word(desk: Desk) -> None:
    report, before = desk.reports()[0].id, _event(desk)
    first = desk.amend(report, "E1", {"target": "SAU"})
    second = desk.amend(report, "E1", {"date": "2025-05-04"})
    desk.undo_amendment(first.number, "bob")
    now = _event(desk)
    assert now.target == before.target
    assert now.date and now.date.value == "2025-05-04"
    desk.undo_amendment(second.number)
    assert _event(desk) == before
    assert [one.undone_by for one in desk.amendments()] == ["bob", ""]
    with pytest.raises(DeskError, match="no amendment 1 that holds"):
        desk.undo_amendment(first.number)


def test_what_the_desk_held_before_an_amendment_can_still_be_asked(tmp_path: Path) -> None:
    from datetime import UTC, datetime

    moments = [datetime(2025, 5, day, 12, tzinfo=UTC) for day in (3, 5)]
    (tmp_path / "one.txt").write_text(TEXT)
    with Desk(tmp_path / "desk", now=lambda: moments[0]) as desk:
        desk.add(tmp_path / "one.txt")
    with Desk(tmp_path / "desk", now=lambda: moments[1]) as desk:
        desk.amend(desk.reports()[0].id, "E1", deed="drop")
        assert desk.readings()[0].events == ()
        assert len(desk.readings(recorded_by="2025-05-04")[0].events) == 1


def test_a_wrong_amendment_changes_nothing(desk: Desk) -> None:
    report, before = desk.reports()[0].id, _event(desk)
    with pytest.raises(QuestionError):
        desk.amend(report, "E1", {"type": "SHOUT"})
    with pytest.raises(DeskError, match="no record"):
        desk.amend(report, "E9", {"type": "AID"})
    with pytest.raises(DeskError, match="no report"):
        desk.amend("none", "E1", {"type": "AID"})
    assert _event(desk) == before and desk.amendments() == []


def test_the_exported_amendments_measure_a_reader(desk: Desk, tmp_path: Path) -> None:
    report = desk.reports()[0].id
    desk.amend(report, "E1", {"target": "SAU", "date": "2025-05-03"})
    desk.amend(report, "S1", deed="drop")
    file = tmp_path / "amended.jsonl"
    file.write_text("\n".join(desk.amended_texts()))
    text = msgspec.json.decode(file.read_bytes(), type=AmendedText)
    assert text.report.text == TEXT and len(text.amendments) == 2
    found = measure(file)
    right = {name: [one[2] for one in some] for name, some in found.items()}
    # the reader knows the day, but still takes Israel for the target and the clause as said
    assert right == {"event target": [False], "event date": [True], "statement dropped": [False]}


def test_the_commands_amend_list_and_take_back(desk: Desk) -> None:
    report = desk.reports()[0].id

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "crisisdesk.cli", *words, "--desk", str(desk.path)]
        return subprocess.run(command, capture_output=True, text=True)

    done = run("amend", report[:6], "E1", "type=ASSAULT", "--by", "ana", "--note", "it struck")
    assert done.returncode == 0 and "amendment 1 made" in done.stderr
    assert _event(desk).type == "ASSAULT"
    assert "it struck" in run("amendments", "list").stdout
    assert msgspec.json.decode(run("amendments", "export").stdout)["report"]["id"] == report
    assert run("amend", report, "E1", "type=SHOUT").returncode == 1
    assert run("amend", report, "E1").returncode == 2
    assert run("amend", report, "E1", "--drop", "--split").returncode == 2
    assert run("amendments", "undo", "1").returncode == 0
    assert _event(desk).type == "THREATEN"


def test_events_of_two_reports_are_one_until_that_is_taken_back(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "two.txt").write_text("On 4 May 2025 Saudi Arabia accused Iran of lying.\n")
    desk.add(tmp_path / "two.txt")
    one, two = desk.reports()
    count = len(desk.timeline().entries)
    made = desk.amend(two.id, "E1", {"with": f"{one.id}:E1"}, deed="merge", who="ana")
    for _ in range(2):
        entries = desk.timeline().entries
        assert len(entries) == count - 1
        (joined,) = (e for e in entries if e.what == "Iran threatens Israel")
        assert {citation.span.report for citation in joined.citations} == {one.id, two.id}
        assert joined.origins == 2
        desk.read_again()
    desk.undo_amendment(made.number, "ana")
    assert len(desk.timeline().entries) == count


def test_an_event_is_merged_only_with_one_that_is_there(desk: Desk) -> None:
    report = desk.reports()[0].id
    with pytest.raises(DeskError, match="no report"):
        desk.amend(report, "E1", {"with": "0123456789abcdef:E1"}, deed="merge")
