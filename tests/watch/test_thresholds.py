"""Thresholds: crossed once, armed again, told to all, and settings that make no sense."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from crisisdesk.errors import DeskError
from crisisdesk.record.watching import Level
from crisisdesk.terms.records import Forecast, Question, ReferenceClass
from crisisdesk.watch import watcher
from crisisdesk.watch.settings import USUAL, Rule, Settings, load_settings
from crisisdesk.watch.thresholds import MARGIN, crossings

from .conftest import Room
from .sites import Clock, Post, Reply, Site, rss, story

Rooms = Callable[..., Room]
CLASS = ReferenceClass("c", "past cases", 100, 30, 0.3, (0.2, 0.4), "since 1946", "made up")
FORECAST = Forecast(
    Question("strike", ("RUS",), "NOR"), 0.1, (0.05, 0.2), "very unlikely", "low", "few", CLASS,
    "2024-03-04",
)  # fmt: skip


def told(rule: Rule, *probabilities: float) -> list[tuple[int, str, float]]:
    """Which looks, one for each probability, cross what."""
    stood: dict[str, Level] = {}
    found = []
    for number, probability in enumerate(probabilities):
        levels, crossed = crossings(rule, replace(FORECAST, probability=probability), stood)
        stood |= {level.name: level for level in levels}
        found += [(number, one.side, one.level) for one in crossed]
    return found


def test_a_threshold_is_told_when_it_is_crossed_and_not_while_it_is_passed() -> None:
    assert told(Rule(above=0.3), 0.1, 0.35, 0.4, 0.36) == [(1, "above", 0.3)]
    assert told(Rule(below=0.2), 0.1, 0.35, 0.15, 0.1) == [(2, "below", 0.2)]


def test_at_the_first_look_only_what_is_already_above_is_told() -> None:
    assert told(Rule(above=0.3, below=0.5), 0.4) == [(0, "above", 0.3)]


def test_odds_that_waver_about_a_threshold_are_told_once() -> None:
    assert told(Rule(above=0.3), 0.1, 0.301, 0.299, 0.301, 0.299) == [(1, "above", 0.3)]
    assert told(Rule(above=0.3), 0.1, 0.31, 0.27, 0.31) == [(1, "above", 0.3), (3, "above", 0.3)]


def test_a_level_watched_from_both_sides_is_fallen_below_with_a_margin() -> None:
    """Else a small fall would be told, and the rise that undoes it would not."""
    rule = Rule(above=0.2, below=0.2)
    assert told(rule, 0.1, 0.235, 0.19, 0.235, 0.17) == [(1, "above", 0.2), (4, "below", 0.2)]
    assert told(Rule(below=0.2), 0.1, 0.235, 0.19) == [(2, "below", 0.2)]


def test_a_leap_over_several_levels_is_told_once() -> None:
    assert told(USUAL[0], 0.1, 0.5, 0.1) == [(1, "above", 0.45), (2, "below", 0.2)]


@given(st.lists(st.floats(0.01, 0.99), max_size=30))
def test_alarms_of_one_side_need_a_way_back_between_them(odds: list[float]) -> None:
    looks = [number for number, side, _ in told(Rule(above=0.3), *odds) if side == "above"]
    for one, later in pairwise(looks):
        assert min(odds[one:later]) < 0.3 - MARGIN


@pytest.mark.parametrize(
    "text",
    [
        "[watch]\nevery = 0",
        "[watch]\nfeed = 'x'",
        "[watch]\nfeeds = 'x'",
        "[watch",
        "[watch]\ndelay = -1",
        "[[watch.alert]]\nquestion = 'x'",
        "[[watch.alert]]\nabove = 30",
        "[[watch.alert]]\nover = 0.3",
    ],
)
def test_a_mistake_in_the_settings_is_one_line_that_names_the_file(
    tmp_path: Path, text: str
) -> None:
    (tmp_path / "desk.toml").write_text(text, encoding="utf-8")
    with pytest.raises(DeskError, match=r"desk\.toml: \[watch\] cannot be read") as caught:
        load_settings(tmp_path)
    assert "\n" not in str(caught.value)


def test_settings_are_read_and_usual_ones_serve_without(tmp_path: Path) -> None:
    assert load_settings(tmp_path) == Settings()
    (tmp_path / "desk.toml").write_text(
        """
        [watch]
        feeds = ["https://outlet.example/feed"]
        folders = ["in"]
        every = 300.0
        [[watch.alert]]
        question = "Will Russia use force against Norway?"
        above = [0.2, 0.4]
        below = 0.05
        command = ["notify", "--title", "odds"]
        """,
        encoding="utf-8",
    )
    found = load_settings(tmp_path)
    assert found.sources() == [("feed", "https://outlet.example/feed"), ("folder", "in")]
    assert found.alert[0].levels() == [("above", 0.2), ("above", 0.4), ("below", 0.05)]


# --- told

QUESTION = "Will Russia use force against Norway within 90 days?"
COMMAND = "import sys, pathlib; pathlib.Path('told.json').write_bytes(sys.stdin.buffer.read())"


def crisis(site: Site, clock: Clock) -> None:
    site.pages["/one"] = Reply(story("Russia threatens Norway <b>now</b>"))
    site.pages["/feed"] = rss(site.url, Post("one", "Russia threatens Norway", when=clock()))


def test_an_alert_is_told_to_terminal_webhook_and_command(
    site: Site, clock: Clock, room: Rooms
) -> None:
    crisis(site, clock)
    site.pages["/hook"] = Reply()
    rule = Rule(question=QUESTION, above=0.02, webhook=f"{site.url}/hook")
    command = (sys.executable, "-c", COMMAND)
    desk = room(feeds=(f"{site.url}/feed",), alert=(rule,), command=command)
    desk.round()
    (line,) = [line for line in desk.said if line.startswith("ALERT")]
    assert "Will Russia use force against Norway" in line and "stands above 2 %" in line
    ((_, body),) = site.posted
    assert (desk.desk.path / "told.json").read_bytes() == body
    alert = json.loads(body)
    assert (alert["level"], alert["side"], alert["before"]) == (0.02, "above", None)
    assert alert["new_reports"][0]["url"] == f"{site.url}/one"
    quotes = [quote for ground in alert["grounds"] for quote in ground["quotes"]]
    texts = {report.id: report.text for report in desk.desk.reports()}
    assert quotes
    assert all(texts[q["report"]][q["start"] : q["end"]].startswith(q["words"]) for q in quotes)
    desk.again()
    desk.round()
    assert len(site.posted) == 1


def test_what_cannot_be_told_is_told_again_and_in_the_end_given_up(
    site: Site, clock: Clock, room: Rooms
) -> None:
    crisis(site, clock)
    site.pages["/hook"] = Reply(status=500)
    rule = Rule(question=QUESTION, above=0.02)
    desk = room(
        feeds=(f"{site.url}/feed",),
        alert=(rule,),
        webhook=f"{site.url}/hook",
        command=("/no/such/program",),
    )
    desk.round()
    assert any("cannot be run" in line for line in desk.said)
    desk.again()  # killed or restarted: what is still to be told is kept
    clock.on(minutes=1)
    site.pages["/hook"] = Reply()
    desk.round()
    assert len(site.posted) == 2
    assert len({json.loads(body)["id"] for _, body in site.posted}) == 1
    for _ in range(12):
        clock.on(hours=7)
        desk.round()
    assert len(site.posted) == 2
    assert any("given up" in line for line in desk.said)


def test_a_command_takes_no_shell_and_its_words_as_they_are(
    site: Site, clock: Clock, room: Rooms
) -> None:
    crisis(site, clock)
    command = (sys.executable, "-c", "import sys; sys.exit(sys.argv[1] != '; touch owned')")
    rule = Rule(question=QUESTION, above=0.02, command=(*command, "; touch owned"))
    desk = room(feeds=(f"{site.url}/feed",), alert=(rule,))
    desk.round()
    assert desk.watch.watching.next_delivery() is None
    assert not (desk.desk.path / "owned").exists()
    assert not [line for line in desk.said if "ended with status" in line]


def test_a_webhook_inside_the_own_network_is_refused_unless_allowed(
    site: Site, clock: Clock, room: Rooms, tmp_path: Path
) -> None:
    (tmp_path / "in").mkdir()
    text = "Russia threatens Norway\n\nOSLO, March 3, 2024 - Russia threatened to attack Norway.\n"
    (tmp_path / "in" / "a.txt").write_text(text, encoding="utf-8")
    desk = room(
        folders=(str(tmp_path / "in"),),
        alert=(Rule(question=QUESTION, above=0.02),),
        webhook=f"{site.url}/hook",
        private_addresses=False,
    )
    desk.round()
    assert site.posted == []
    assert any("private network" in line for line in desk.said)


def test_a_question_that_makes_no_sense_is_noted_once_and_nothing_breaks(
    site: Site, clock: Clock, room: Rooms
) -> None:
    crisis(site, clock)
    desk = room(feeds=(f"{site.url}/feed",), alert=(Rule(question="Will it rain?", above=0.5),))
    for _ in range(3):
        desk.round()
        clock.on(days=1)
    log = (desk.desk.path / "log" / "watch.log").read_text(encoding="utf-8")
    assert log.count("Will it rain?") == 1


def test_a_long_row_of_reports_does_not_keep_an_alert_back(
    site: Site, clock: Clock, room: Rooms, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watcher, "LOOK_AFTER", 1)
    names = ("one", "two", "three")
    for name in names:
        site.pages[f"/{name}"] = Reply(story("Russia threatens Norway", place=name.title()))
    site.pages["/feed"] = rss(site.url, *(Post(name, name, when=clock()) for name in names))
    desk = room(feeds=(f"{site.url}/feed",), alert=(Rule(question=QUESTION, above=0.02),))
    desk.round()
    assert [line.split(":")[0].split()[0] for line in desk.said][:2] == ["new", "ALERT"]
    assert len(desk.said) == 4


def test_a_new_day_is_a_new_look(site: Site, clock: Clock, room: Rooms) -> None:
    """Odds change with time alone: a threat that nothing follows fades."""
    crisis(site, clock)
    desk = room(feeds=(f"{site.url}/feed",), alert=(Rule(question=QUESTION, above=0.02),))
    desk.round()
    before = {level.probability for level in desk.watch.watching.levels().values()}
    clock.on(days=200)
    desk.round()
    after = {level.probability for level in desk.watch.watching.levels().values()}
    assert before != after
