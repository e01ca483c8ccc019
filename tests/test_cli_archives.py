"""Archives through the real command line: their pages recorded once, poison set aside by name."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from formats.archives import page, record, warc_of, zip_of
from test_cli import run


@pytest.fixture
def archives(tmp_path: Path) -> Path:
    zip_of(
        tmp_path / "pages.zip",
        {
            "../../north.html": page("Envoys of the north recalled"),
            "logo.png": b"\x89PNG",
            "bomb.html": b"0" * 18_000_000,
            "inner.zip": b"PK\x03\x04 and so on",
        },
    )
    warc_of(
        tmp_path / "crawl.warc.gz",
        record(page("Envoys of the south recalled"), url="https://news.example/south"),
        record(b"", status="404 Not Found"),
        record(gzip.compress(b"0" * 25_000_000), more="Content-Encoding: gzip\r\n"),
        record(page("Envoys of the west recalled"), url="https://news.example/west"),
    )
    return tmp_path


def test_pages_are_recorded_and_poison_is_named(archives: Path) -> None:
    sources = ("pages.zip", "crawl.warc.gz")
    done = run("add", *sources, "--desk", "room", cwd=archives)
    assert done.returncode == 1
    assert done.stdout.decode() == (
        "3 added, 0 known before; passed over in archives and feeds: 1 .png, 1 answered 404\n"
    )
    lines = done.stderr.decode().splitlines()
    assert [line.split(": ")[1].split("!")[0] for line in lines] == [
        *("pages.zip", "pages.zip", "crawl.warc.gz")
    ]
    for line, words in zip(
        lines, ("200 times", "a zip in a zip", "larger than 20 MB"), strict=True
    ):
        assert words in line
    again = json.loads(
        run("add", *sources, "--desk", "room", "--format", "json", cwd=archives).stdout
    )
    assert (len(again["new"]), len(again["known"])) == (0, 3)
    assert again["passed"] == {".png": 1, "answered 404": 1}


def test_a_report_from_an_archive_keeps_its_name(archives: Path) -> None:
    run("add", "pages.zip", "crawl.warc.gz", "--desk", "room", cwd=archives)
    listed = json.loads(run("list", "--desk", "room", "--format", "json", cwd=archives).stdout)
    found = {card["title"]: (card["source"], card["url"]) for card in listed}
    assert found["Envoys of the north recalled"] == ("pages.zip!../../north.html", None)
    assert found["Envoys of the south recalled"] == (
        "crawl.warc.gz!0",
        "https://news.example/south",
    )
    assert not (archives.parent / "north.html").exists()


def test_one_member_can_be_named(archives: Path) -> None:
    done = run("read", "pages.zip!../../north.html", "--format", "json", cwd=archives)
    assert json.loads(done.stdout)[0]["report"]["title"] == "Envoys of the north recalled"


def test_an_archive_is_read_to_parquet_and_taken_up_again(archives: Path) -> None:
    command = ("read", "pages.zip", "crawl.warc.gz", "--to", "out")
    done = run(*command, "--processes", "1", cwd=archives)
    assert (done.returncode, done.stderr) == (0, b""), "what is set aside is told, and no fault"
    told = done.stdout.decode()
    assert told.startswith("out: 3 reports, 3 statements")
    assert " in 1 part; 1 text copied from others; 3 set aside (out/set_aside)" in told
    assert "; passed over: 1 .png, 1 answered 404" in told
    again = json.loads(run(*command, "--format", "json", cwd=archives).stdout)
    assert (again["kept"], again["rows"]["reports"], again["unfinished"]) == (1, 3, [])
    for wrong in (("--to", "out", "--explain"), ("--to", "new", "--engine", "spark")):
        assert run("read", "pages.zip", *wrong, cwd=archives).returncode in (1, 2)
    assert not (archives / "new" / "reports").exists()
