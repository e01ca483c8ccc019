"""Folders and sitemaps through the watch."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from crisisdesk.watch import polling

from .conftest import Room
from .sites import Clock, Reply, Site, story

Rooms = Callable[..., Room]
TEXT = "{0}\n\nOSLO, March 3, 2024 - Russia threatened to attack Norway at {0}, ministers said.\n"


def put(path: Path, text: str, age: float = 60.0) -> None:
    """A file that was left alone for some seconds."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    os.utime(path, (time.time() - age, time.time() - age))


def test_files_are_read_once_and_again_when_they_change(
    tmp_path: Path, clock: Clock, room: Rooms
) -> None:
    folder = tmp_path / "in"
    put(folder / "a.txt", TEXT.format("Storskog"))
    put(folder / "deep" / "b.txt", TEXT.format("Kirkenes"))
    put(folder / ".hidden", TEXT.format("Vardo"))
    put(folder / "bad.pdf", "%PDF-1.7")
    desk = room(folders=(str(folder),))
    desk.round()
    assert len(desk.desk.reports()) == 2
    assert desk.watch.watching.counts() == {1: {"read": 2, "refused": 1}}
    clock.on(hours=1)
    desk.again()
    desk.round()
    assert len([line for line in desk.said if line.startswith("new: ")]) == 2
    put(folder / "c.txt", TEXT.format("Vadso"))
    put(folder / "bad.pdf", TEXT.format("Tana"), age=50)
    desk.round()
    assert len([line for line in desk.said if line.startswith(("new: ", "edited: "))]) == 4


def test_a_file_that_is_still_being_written_waits(
    tmp_path: Path, room: Rooms, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "in"
    put(folder / "a.txt", TEXT.format("Storskog")[:30], age=0)
    desk = room(folders=(str(folder),))

    def writes_on(seconds: float) -> None:
        put(folder / "a.txt", TEXT.format("Storskog"), age=0)

    monkeypatch.setattr(polling.time, "sleep", writes_on)
    desk.round()
    assert desk.desk.reports() == []
    monkeypatch.setattr(polling.time, "sleep", lambda seconds: None)
    desk.round()
    assert "Storskog, ministers said" in desk.desk.reports()[0].text


def test_a_folder_that_is_not_there_is_told_and_may_come(
    tmp_path: Path, clock: Clock, room: Rooms
) -> None:
    desk = room(folders=(str(tmp_path / "in"),))
    desk.round()
    assert any("there is no such folder" in line for line in desk.said)
    put(tmp_path / "in" / "a.txt", TEXT.format("Storskog"))
    clock.on(hours=1)
    desk.round()
    assert len(desk.desk.reports()) == 1


def pages(site: Site, clock: Clock, *names: str, days: float = 0) -> str:
    rows = ""
    for name in names:
        site.pages[f"/{name}"] = Reply(story(f"Story {name}", place=name.title()))
        when = (clock() - timedelta(days=days)).isoformat()
        rows += f"<url><loc>{site.url}/{name}</loc><lastmod>{when}</lastmod></url>"
    return rows


def test_a_sitemap_gives_the_pages_of_these_days_and_then_the_new_ones(
    site: Site, clock: Clock, room: Rooms
) -> None:
    undated = f"<url><loc>{site.url}/undated</loc></url>"
    old = pages(site, clock, "old", days=30) + undated
    site.pages["/map"] = Reply(f"<urlset>{old}{pages(site, clock, 'new')}</urlset>".encode())
    desk = room(sitemaps=(f"{site.url}/map",))
    desk.round()
    assert desk.titles() == ["Story new"]
    clock.on(hours=1)
    fresh = pages(site, clock, "newer", "late")
    site.pages["/map"] = Reply(f"<urlset>{old}{fresh}</urlset>".encode())
    desk.round()
    assert desk.titles() == ["Story late", "Story new", "Story newer"]


def test_an_index_is_followed_where_its_sitemaps_changed(
    site: Site, clock: Clock, room: Rooms
) -> None:
    index = "<sitemapindex>"
    for name, days in (("fresh", 0), ("stale", 60)):
        when = (clock() - timedelta(days=days)).isoformat()
        index += f"<sitemap><loc>{site.url}/{name}.xml</loc><lastmod>{when}</lastmod></sitemap>"
        rows = pages(site, clock, f"in-{name}", days=days)
        site.pages[f"/{name}.xml"] = Reply(f"<urlset>{rows}</urlset>".encode())
    site.pages["/index"] = Reply(f"{index}</sitemapindex>".encode())
    desk = room(sitemaps=(f"{site.url}/index",))
    desk.round()
    assert desk.titles() == ["Story in-fresh"]
    assert site.times("/stale.xml") == 0
