"""Web archives: pages by the byte at which they begin; what breaks costs itself alone."""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path

import pytest
from formats.archives import page, record, warc_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crisisdesk.errors import ReportError
from crisisdesk.formats import warc

INFO = b"WARC/1.0\r\nWARC-Type: warcinfo\r\nContent-Length: 4\r\n\r\nabcd\r\n\r\n"


def pages(path: Path) -> list[int]:
    return [found.offset for found in warc.records(path) if not found.passed and not found.broken]


@pytest.mark.parametrize("name", ["c.warc", "c.warc.gz"])
def test_pages_are_found_again_by_their_bytes(tmp_path: Path, name: str) -> None:
    path = warc_of(
        tmp_path / name,
        *(INFO, record(page("One"), url="https://news.example/one")),
        *(record(b"", status="301 Moved"), record(b"\x89PNG", kind="image/png")),
        *(record(b"x", of="request"), record(page("Two"), url="https://news.example/two")),
    )
    assert warc.is_warc(path)
    found = list(warc.records(path))
    assert [one.passed for one in found] == [None, "answered 301", "image/png", None]
    first, second = (warc.read_page(path, at) for at in pages(path))
    assert (first.data, first.url) == (page("One"), "https://news.example/one")
    assert (second.data, second.kind, second.charset) == (page("Two"), "html", "utf-8")


def test_bodies_are_unpacked_and_unchunked(tmp_path: Path) -> None:
    body = page("Packed")
    half = len(body) // 2
    chunks = b"".join(b"%x\r\n%s\r\n" % (len(p), p) for p in (body[:half], body[half:]))
    path = warc_of(
        tmp_path / "c.warc.gz",
        record(gzip.compress(body), more="Content-Encoding: gzip\r\n"),
        record(zlib.compress(body)[2:-4], more="Content-Encoding: deflate\r\n"),
        record(chunks + b"0\r\n\r\n", more="Transfer-Encoding: chunked\r\n"),
        record(body, more="Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n"),
    )
    assert [warc.read_page(path, at).data for at in pages(path)] == [body] * 4


def test_a_resource_and_a_conversion_are_pages(tmp_path: Path) -> None:
    head = "WARC/1.1\r\nWARC-Type: {}\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\n"
    path = warc_of(
        tmp_path / "c.warc.gz",
        *(head.format(of).encode() + b"hello\r\n\r\n" for of in ("resource", "conversion")),
    )
    assert [warc.read_page(path, at).data for at in pages(path)] == [b"hello"] * 2


def test_one_broken_record_of_a_packed_archive_costs_no_other(tmp_path: Path) -> None:
    endless = b"WARC/1.0\r\nX: " + b"a" * 200_000 + b"\r\n\r\n"
    mute = b"WARC/1.0\r\nWARC-Type: response\r\n\r\n"
    path = warc_of(
        tmp_path / "c.warc.gz",
        record(page("One")),
        endless,
        mute,
        b"no record",
        record(page("Two")),
    )
    assert len(pages(path)) == 2
    broken = [found.broken or "" for found in warc.records(path) if found.broken]
    assert ["no end" in broken[0], "how long" in broken[1], "no record" in broken[2]] == [True] * 3


def test_an_archive_that_breaks_off_keeps_what_came_before(tmp_path: Path) -> None:
    whole = warc_of(tmp_path / "c.warc.gz", record(page("One")), record(page("Two")))
    path = tmp_path / "cut.warc.gz"
    path.write_bytes(whole.read_bytes()[:-20])
    assert pages(path) == [0]
    assert "breaks off" in (list(warc.records(path))[-1].broken or "")


def test_an_archive_packed_as_a_whole_says_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "c.warc.gz"
    path.write_bytes(gzip.compress(record(page("One")) + record(page("Two"))))
    assert "packed as a whole" in (list(warc.records(path))[-1].broken or "")


def test_a_record_that_unpacks_without_end_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(warc, "_FREE", 1_000_000)
    path = warc_of(tmp_path / "c.warc.gz", record(b"0" * 30_000_000))
    (found,) = warc.records(path)
    assert "over 500 times" in (found.broken or "")


def test_a_page_that_unpacks_to_too_much_is_refused(tmp_path: Path) -> None:
    bomb = gzip.compress(b"0" * 25_000_000)
    path = warc_of(tmp_path / "c.warc.gz", record(bomb, more="Content-Encoding: gzip\r\n"))
    with pytest.raises(ReportError, match=r"c\.warc\.gz!0: it is larger than 20 MB"):
        warc.read_page(path, 0)


def test_no_page_begins_at_any_other_byte(tmp_path: Path) -> None:
    path = warc_of(tmp_path / "c.warc", record(page("One")))
    for at in (3, 10**12):
        with pytest.raises(ReportError, match=rf"!{at}: "):
            warc.read_page(path, at)


@settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.data())
def test_a_damaged_archive_is_read_as_far_as_it_goes(tmp_path: Path, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(["c.warc", "c.warc.gz"]))
    path = warc_of(tmp_path / name, INFO, record(page("One")), record(page("Two")))
    damaged = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 6))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    path.write_bytes(damaged[: data.draw(st.integers(1, len(damaged)))])
    for found in warc.records(path):
        assert found.offset < len(damaged)
        try:
            warc.read_page(path, found.offset)
        except ReportError as error:
            assert str(path) in str(error)
