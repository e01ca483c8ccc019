"""GDELT's 15-minute files through the watch: each once, gaps filled from the list of all."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crisisdesk.formats.streams.shapes import shapes_file
from crisisdesk.formats.streams.updates import between, steps_between, updates_in

from .conftest import Room
from .sites import Clock, Handler, Reply, Site

pytest.importorskip("duckdb", reason="the extra events is not installed")
Rooms = Callable[..., Room]
STAMPS = [f"20240304{hour:02}{minute:02}00" for hour in range(9, 13) for minute in (0, 15, 30, 45)]


def packed(stamp: str) -> bytes:
    """A file of one event."""
    (shape,) = (shape for shape in shapes_file().shapes if shape.name == "gdelt")
    row = dict.fromkeys(shape.columns, "")
    row |= {
        "GLOBALEVENTID": stamp, "SQLDATE": stamp[:8], "Actor1Code": "RUS", "Actor1Name": "RUSSIA",
        "Actor1CountryCode": "RUS", "Actor2Code": "NOR", "Actor2Name": "NORWAY",
        "Actor2CountryCode": "NOR", "EventCode": "138", "DATEADDED": stamp,
    }  # fmt: skip
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr(f"{stamp}.export.CSV", "\t".join(row.values()) + "\n")
    return target.getvalue()


def put(site: Site, stamp: str) -> str:
    """A file at its place; the lines that name it and its fellows."""
    data = packed(stamp)
    site.pages[f"/v2/{stamp}.export.CSV.zip"] = Reply(data, "application/zip")
    here = f"{site.url}/v2/{stamp}"
    mark = hashlib.md5(data).hexdigest()
    return (
        f"{len(data)} {mark} {here}.export.CSV.zip\n"
        f"10 {mark} {here}.mentions.CSV.zip\n10 {mark} {here}.gkg.csv.zip\n"
    )


def watched(site: Site, room: Rooms) -> Room:
    return room(gdelt=(f"{site.url}/v2/lastupdate.txt",), alert=())


def text(lines: str) -> Reply:
    return Reply(lines.encode(), "text/plain")


def events(desk: Room) -> int:
    return sum(note.rows for note in desk.desk.stream.imports)


def test_the_latest_file_is_imported_once(site: Site, clock: Clock, room: Rooms) -> None:
    site.pages["/v2/lastupdate.txt"] = text(put(site, STAMPS[0]))
    desk = watched(site, room)
    for _ in range(3):
        desk.round()
        clock.on(minutes=5)
    assert events(desk) == 1
    assert site.times(f"/v2/{STAMPS[0]}.export.CSV.zip") == 1
    assert not [path for path in site.asked if "mentions" in path[0]]
    left = (desk.desk.path / "stream" / "incoming").iterdir()
    assert [path.name for path in left if path.name != ".lock"] == []


def test_missed_files_come_from_the_end_of_the_list_of_all(
    site: Site, clock: Clock, room: Rooms
) -> None:
    site.pages["/v2/lastupdate.txt"] = text(put(site, STAMPS[0]))
    desk = watched(site, room)
    desk.round()
    lines = [put(site, stamp) for stamp in STAMPS[:6] if stamp != STAMPS[3]]  # one never was
    whole = "".join(lines).encode()

    def tail(handler: Handler) -> Reply:
        asked = handler.headers["Range"]
        assert asked.startswith("bytes=-")
        return Reply(whole[-int(asked[7:]) :], "text/plain", 206)

    site.pages["/v2/masterfilelist.txt"] = tail
    site.pages["/v2/lastupdate.txt"] = text(lines[-1])
    clock.on(hours=2)
    desk.round()
    assert events(desk) == 5
    (gap,) = desk.watch.watching.gaps()
    assert (gap.kind, gap.filled, gap.closed) == ("missing", 3, None)
    assert "4 files missed, 3 of them in GDELT's list, 1 not to be had" in gap.note
    assert any(gap.note in line for line in desk.said)


def test_without_that_list_files_are_tried_by_name(site: Site, clock: Clock, room: Rooms) -> None:
    site.pages["/v2/lastupdate.txt"] = text(put(site, STAMPS[0]))
    desk = watched(site, room)
    desk.round()
    lines = [put(site, stamp) for stamp in (STAMPS[2], STAMPS[3])]
    site.pages["/v2/lastupdate.txt"] = text(lines[-1])
    clock.on(hours=1)
    desk.round()
    assert events(desk) == 3
    log = (desk.desk.path / "log" / "watch.log").read_text(encoding="utf-8")
    assert "GDELT has no such file" in log


def test_a_damaged_file_is_not_imported_and_tried_again(
    site: Site, clock: Clock, room: Rooms
) -> None:
    line = put(site, STAMPS[0])
    whole = site.pages[f"/v2/{STAMPS[0]}.export.CSV.zip"]
    site.pages[f"/v2/{STAMPS[0]}.export.CSV.zip"] = Reply(packed(STAMPS[0])[:-9] + b"x" * 9)
    site.pages["/v2/lastupdate.txt"] = text(line)
    desk = watched(site, room)
    desk.round()
    assert events(desk) == 0
    site.pages[f"/v2/{STAMPS[0]}.export.CSV.zip"] = whole
    clock.on(hours=1)
    desk.round()
    assert events(desk) == 1


def test_a_list_without_event_files_is_told(site: Site, room: Rooms) -> None:
    site.pages["/v2/lastupdate.txt"] = text("<html>busy</html>")
    desk = watched(site, room)
    desk.round()
    assert any("names no file of events" in line for line in desk.said)


@given(st.text(max_size=200))
def test_any_text_is_a_list(lines: str) -> None:
    assert all(len(update.stamp) == 14 for update in updates_in(lines))


def test_files_between_two_are_named_by_the_quarter_hour() -> None:
    like = f"http://g/{STAMPS[4]}.export.CSV.zip"
    assert [one.stamp for one in between(STAMPS[0], STAMPS[4], like, 9)] == STAMPS[1:4]
    assert [one.stamp for one in between(STAMPS[0], STAMPS[4], like, 2)] == STAMPS[2:4]
    assert steps_between(STAMPS[0], STAMPS[4]) == 3
    assert steps_between("x", STAMPS[4]) == steps_between(STAMPS[4], STAMPS[0]) == 0
