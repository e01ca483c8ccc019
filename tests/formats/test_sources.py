"""Folders, zips, web archives and feeds opened into sources with names that stay."""

from __future__ import annotations

from pathlib import Path

import pytest
from formats.archives import page, record, warc_of, zip_of

from crisisdesk.errors import ReportError
from crisisdesk.formats.load import load_report
from crisisdesk.formats.sources import Passed, opened

FEED = """<?xml version="1.0"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>Lima Courier</title>
<item><title>Envoys recalled</title><link>https://lima.example/envoys</link><guid>tag:lima,1</guid>
<pubDate>Tue, 02 May 2023 08:00:00 GMT</pubDate>
<content:encoded><![CDATA[<p>Chile threatened to attack Peru on Tuesday, officials in Lima said, and
the two countries recalled their envoys from each other's capital within hours.</p>]]>
</content:encoded>
</item>
<item><title>Only a line</title><link>https://lima.example/line</link>
<description>A summary.</description></item>
</channel></rss>"""


def names(*sources: str | Path) -> list[str]:
    return [str(one) for one in opened(sources) if isinstance(one, str)]


def test_folders_hold_files_and_archives(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text("a", encoding="utf-8")
    zip_of(folder / "b.zip", {"x/y.html": page("Y"), "x/y.png": b"", "z.txt": b"z"})
    warc_of(folder / "c.warc.gz", record(page("C")), record(b"", status="404 No"))
    found = list(opened([folder, "-", "https://news.example/!x"]))
    assert found == [
        str(folder / "a.txt"),
        f"{folder}/b.zip!x/y.html",
        Passed(f"{folder}/b.zip", ".png"),
        f"{folder}/b.zip!z.txt",
        f"{folder}/c.warc.gz!0",
        Passed(f"{folder}/c.warc.gz", "answered 404"),
        "-",
        "https://news.example/!x",
    ]


def test_a_member_is_loaded_by_its_name(tmp_path: Path) -> None:
    zipped = zip_of(tmp_path / "b!c.zip", {"x/y!z.html": page("Within")})
    crawled = warc_of(tmp_path / "c.warc", record(page("Crawled"), url="https://news.example/c"))
    (inside,), (there,) = names(zipped), names(crawled)
    assert (load_report(inside).title, load_report(inside).source) == ("Within", inside)
    assert (load_report(there).title, load_report(there).url) == (
        "Crawled",
        "https://news.example/c",
    )
    with pytest.raises(ReportError, match="no such file"):
        load_report(str(tmp_path / "none.zip!a.txt"))


def test_a_file_may_have_a_mark_in_its_name(tmp_path: Path) -> None:
    path = tmp_path / "what!.txt"
    path.write_text("Chile threatened to attack Peru on May 2, 2023.", encoding="utf-8")
    assert names(path) == [str(path)]
    assert load_report(str(path)).text.startswith("Chile")


def test_a_feeds_file_gives_the_items_that_carry_their_text(tmp_path: Path) -> None:
    path = tmp_path / "feed.xml"
    path.write_text(FEED, encoding="utf-8")
    found = list(opened([path]))
    assert found == [f"{path}!tag:lima,1", Passed(str(path), "item with a summary only")]
    report = load_report(f"{path}!tag:lima,1")
    assert "recalled their envoys" in report.text
    assert (report.title, report.url) == ("Envoys recalled", "https://lima.example/envoys")
    assert report.published is not None
    assert report.published.value == "2023-05-02"
    assert report.outlet == "Lima Courier"


def test_a_zip_in_a_zip_is_set_aside(tmp_path: Path) -> None:
    inner = zip_of(tmp_path / "inner.zip", {"a.txt": b"a"})
    (name,) = names(zip_of(tmp_path / "outer.zip", {"inner.zip": inner.read_bytes()}))
    with pytest.raises(ReportError, match="a zip in a zip"):
        load_report(name)


@pytest.mark.parametrize("data", [b"PK\x03\x04 cut off", b"PK\x05\x06" + bytes(18)])
def test_a_broken_or_empty_zip_is_one_error(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(data)
    (found,) = opened([path])
    assert isinstance(found, ReportError)
    assert found.source == str(path)
