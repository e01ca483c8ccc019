"""A timeline, a report, a sentence and a record through the real command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from test_cli import HOSTILE, REPORT, run


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("telling")
    (made / "one.txt").write_text(REPORT, encoding="utf-8")
    (made / "two.txt").write_text(HOSTILE, encoding="utf-8")
    assert run("add", "one.txt", "two.txt", "--desk", "room", cwd=made).returncode == 0
    return made / "room"


def test_a_timeline_goes_by_days_and_can_be_narrowed(room: Path) -> None:
    found = json.loads(run("timeline", "--format", "json", cwd=room).stdout)
    days = [entry["date"] for entry in found["entries"] if entry["date"]]
    assert days == sorted(days)
    assert "2024-02" in days
    assert {c["report"] for e in found["entries"] for c in e["citations"]} == {
        source["number"] for source in found["sources"]
    }
    later = json.loads(run("timeline", "--since", "2024-03", "--format", "json", cwd=room).stdout)
    when = [entry["date"] or entry["told"] for entry in found["entries"]]
    assert [e["date"] or e["told"] for e in later["entries"]] == [d for d in when if d >= "2024-03"]
    assert b"2024-02" in run("timeline", "--until", "2024-02", cwd=room).stdout


def test_a_timelines_page_is_whole_and_escaped(room: Path) -> None:
    done = run("timeline", "--out", "timeline.html", cwd=room)
    page = (room / "timeline.html").read_text(encoding="utf-8")
    assert done.returncode == 0, done.stderr
    assert "<script" not in page
    assert 'href="#report-1"' in page
    assert 'id="report-1"' in page
    assert page.endswith("</html>")


def test_a_report_is_shown_by_number_and_by_id(room: Path) -> None:
    listed = json.loads(run("list", "--format", "json", cwd=room).stdout)
    for number, card in enumerate(listed, 1):
        for name in (str(number), card["id"], card["id"][:8]):
            shown = json.loads(run("show", name, "--format", "json", cwd=room).stdout)
            assert shown["reading"]["report"]["id"] == card["id"]
            assert (shown["number"], shown["records"]) == (number, None)
            assert shown["versions"][0][1] is None
    assert b"will not accept pressure" in run("show", "1", cwd=room).stdout


def test_a_citation_leads_to_what_was_read_there(room: Path) -> None:
    events = json.loads(run("events", "--format", "json", cwd=room).stdout)
    threat = next(event for event in events if event["type"] == "THREATEN")
    by_id = json.loads(run("show", threat["id"], "--format", "json", cwd=room).stdout)
    assert by_id["records"] == [threat]
    shown = run("show", threat["id"], cwd=room).stdout.decode()
    label = next(word for word in shown.split() if word.startswith("["))
    cited = json.loads(run("show", label, "--format", "json", cwd=room).stdout)
    assert threat in cited["records"]


@pytest.mark.parametrize("what", ["99", "1:999", "abcdef", "e-0123456789", "nothing", "[0:1]"])
def test_what_is_not_there_is_one_line(room: Path, what: str) -> None:
    done = run("show", what, cwd=room)
    assert done.returncode == 1
    assert done.stderr.decode().splitlines()[-1].startswith("crisisdesk: ")
