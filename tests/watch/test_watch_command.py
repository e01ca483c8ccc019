"""The command from end to end: a round, a while, kill -9, two at once, sources by hand."""

from __future__ import annotations

import gc
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crisisdesk.cli import main
from crisisdesk.record.file import LedgerFile
from crisisdesk.record.watching import Watching

from .conftest import Room
from .sites import Clock, Post, Reply, Site, rss, story

Rooms = Callable[..., Room]
COMMAND = [sys.executable, "-m", "crisisdesk.cli", "watch"]


def run(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *arguments], cwd=cwd, capture_output=True, text=True, timeout=120, check=False
    )


class Here:
    """The command within this process, which is quicker to start."""

    def __init__(self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        self._capsys, self._patch = capsys, monkeypatch

    def __call__(self, *arguments: str) -> tuple[int, str, str]:
        """Status, output, errors."""
        self._patch.setattr(sys, "argv", ["crisisdesk", "watch", *arguments])
        status: object = 0
        try:
            main()
        except SystemExit as end:
            status = end.code
        told = self._capsys.readouterr()
        return int(str(status or 0)), told.out, told.err


@pytest.fixture
def here(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Here:
    monkeypatch.chdir(tmp_path)
    return Here(capsys, monkeypatch)


def put(site: Site, number: int) -> None:
    """A feed of so many stories."""
    now = datetime.now(UTC)
    posts = []
    for n in range(number):
        site.pages[f"/{n}"] = Reply(story(f"Story {n} of the border", place=f"Place{n}"))
        posts.append(Post(f"{n}", f"Story {n}", when=now - timedelta(minutes=n)))
    site.pages["/feed"] = rss(site.url, *posts)


def settings(desk: Path, site: Site, more: str = "") -> None:
    desk.mkdir(exist_ok=True)
    text = f"[watch]\nfeeds = ['{site.url}/feed']\ndelay = 0.0\nprivate_addresses = true\n{more}"
    (desk / "desk.toml").write_text(text, encoding="utf-8")


def test_one_round(site: Site, tmp_path: Path, here: Here) -> None:
    put(site, 2)
    settings(tmp_path / "desk", site, "[[watch.alert]]\nkind = 'strike'\nabove = 0.02\n")
    done = run("--desk", "desk", "--once", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert [line.split(" (")[0] for line in lines[:2]] == [
        "new: Story 1 of the border",
        "new: Story 0 of the border",
    ]
    assert lines[2].startswith("ALERT Will Russia use force against Norway by ")
    again = run("--desk", "desk", "--once", cwd=tmp_path)
    assert (again.returncode, again.stdout) == (0, "")
    shown = json.loads(here("list", "--desk", "desk", "--format", "json")[1])
    assert shown["sources"][0]["items"] == {"read": 2}
    assert "feed" in here("list", "--desk", "desk")[1]
    (alert,) = json.loads(here("alerts", "--desk", "desk", "--format", "json")[1])
    assert alert["level"] == 0.02
    assert "stands above 2 %" in here("alerts", "--desk", "desk")[1]


def test_it_watches_for_a_while_and_ends_when_it_is_told_to(site: Site, tmp_path: Path) -> None:
    put(site, 1)
    settings(tmp_path / "desk", site)
    with subprocess.Popen(
        [*COMMAND, "--desk", "desk", "--every", "0.3"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        text=True,
    ) as watch:
        assert watch.stdout is not None
        assert watch.stdout.readline().startswith("new: Story 0")
        second = run("--desk", "desk", "--once", cwd=tmp_path)
        assert second.returncode == 1
        assert "another watch is at work on this desk" in second.stderr
        put(site, 2)
        assert watch.stdout.readline().startswith("new: Story 1")
        watch.send_signal(signal.SIGTERM)
        assert watch.wait(30) == 0
    log = (tmp_path / "desk" / "log" / "watch.log").read_text(encoding="utf-8")
    assert log.endswith(" INFO ends\n")


def test_killed_again_and_again_it_reads_everything_once(site: Site, tmp_path: Path) -> None:
    """kill -9 while it fetches, reads and writes: nothing is lost and nothing is there twice."""
    put(site, 16)
    settings(tmp_path / "desk", site, "[[watch.alert]]\nkind = 'strike'\nabove = 0.02\n")
    chance = random.Random(7)
    for _ in range(3):
        with subprocess.Popen(
            [*COMMAND, "--desk", "desk", "--every", "1"],
            cwd=tmp_path,
            stdout=subprocess.PIPE,
            text=True,
        ) as watch:
            assert watch.stdout is not None
            watch.stdout.readline()
            time.sleep(chance.uniform(0, 0.5))
            os.kill(watch.pid, signal.SIGKILL)
    assert run("--desk", "desk", "--once", cwd=tmp_path).returncode == 0
    file = LedgerFile(tmp_path / "desk" / "desk.sqlite")
    assert Watching(file).counts() == {1: {"read": 16}}
    titles = [row[0] for row in file.query("SELECT title FROM readings WHERE ended IS NULL")]
    assert sorted(titles) == sorted(f"Story {n} of the border" for n in range(16))
    assert file.query("PRAGMA integrity_check") == [("ok",)]
    alerts = [json.loads(body) for body in Watching(file).alerts()]
    assert len({alert["id"] for alert in alerts}) == len(alerts)
    file.close()


def test_sources_by_hand(site: Site, tmp_path: Path, here: Here) -> None:
    put(site, 1)
    link = "<link rel='alternate' type='application/rss+xml' href='/feed'>"
    site.pages["/"] = Reply(f"<html><head>{link}</head></html>".encode())
    site.pages["/map.xml"] = Reply(b"<urlset/>", "application/xml")
    (tmp_path / "in").mkdir()
    for address, said in (
        (f"{site.url}/", f"feed {site.url}/feed is watched from now on"),
        (f"{site.url}/map.xml", f"sitemap {site.url}/map.xml is watched from now on"),
        ("in", f"folder {tmp_path / 'in'} is watched from now on"),
    ):
        assert here("add", address, "--desk", "desk", "--private")[1].strip() == said
    status, told, _ = here("remove", f"{site.url}/map.xml", "--desk", "desk")
    assert (status, told.endswith("is watched no more\n")) == (0, True)
    done = run("--desk", "desk", "--once", "--private", cwd=tmp_path)
    assert done.stdout.startswith("new: Story 0")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--desk", "nowhere"), "there is no desk here"),
        (("list", "--desk", "nowhere"), "there is no desk here"),
        (("add", "nowhere", "--desk", "desk"), "neither a web address nor a folder"),
        (("add", "http://127.0.0.1:9/", "--desk", "desk"), "private network"),
        (("remove", "http://x/", "--desk", "room"), "this is not watched"),
        (("--desk", "room", "--once"), "nothing is watched"),
    ],
)
def test_mistakes_are_one_line(
    tmp_path: Path, here: Here, arguments: tuple[str, ...], said: str
) -> None:
    (tmp_path / "room").mkdir()
    LedgerFile(tmp_path / "room" / "desk.sqlite").close()
    status, _, told = here(*arguments)
    assert status == 1
    assert len(told.splitlines()) == 1
    assert said in told


def test_days_of_polls_keep_nothing_in_memory(site: Site, clock: Clock, room: Rooms) -> None:
    desk = room(feeds=(f"{site.url}/feed",), alert=())

    def polls(number: int) -> int:
        for _ in range(number):
            posts = [Post(f"{clock()}-{n}", f"Item {n}", link=None) for n in range(30)]
            site.pages["/feed"] = rss(site.url, *posts)
            desk.round()
            clock.on(minutes=15)
            site.asked.clear()
            desk.said.clear()
        gc.collect()
        return sys.getallocatedblocks()

    before = polls(30)
    grown = polls(60) - before
    assert grown < 1000, f"{grown:,} objects more after 60 polls of 30 items each"
    assert desk.watch.watching.counts()[1] == {"refused": 90 * 30}


def test_after_many_reports_it_begins_anew_and_goes_on(site: Site, tmp_path: Path) -> None:
    put(site, 3)
    settings(tmp_path / "desk", site)
    code = (
        "import crisisdesk.cli.watch as w; w.MOST_READ = 2; from crisisdesk.cli import main; main()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, "watch", "--desk", "desk"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        text=True,
    ) as watch:
        assert watch.stdout is not None
        lines = [watch.stdout.readline() for _ in range(3)]
        assert [line.split(" of ")[0] for line in lines] == [f"new: Story {n}" for n in (2, 1, 0)]
        watch.send_signal(signal.SIGTERM)
        assert watch.wait(60) == 0
    log = (tmp_path / "desk" / "log" / "watch.log").read_text(encoding="utf-8")
    assert log.count("begins, 1 sources") == 2


def test_the_log_turns_over(room: Rooms) -> None:
    desk = room()
    line = "x" * 3000 + "\nand more\x1b[31m"
    for _ in range(2500):
        desk.watch.journal.note(line)
    sizes = [path.stat().st_size for path in (desk.desk.path / "log").glob("watch.log*")]
    assert len(sizes) == 6
    assert max(sizes) <= 1_000_000
