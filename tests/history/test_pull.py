"""Sources: the file of them, where their files lie, pulling and what is here afterwards."""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from formats.bad_server import BODY, SHA256, Handler, serving

from crisisdesk.errors import HistoryError
from crisisdesk.formats.download import Limits
from crisisdesk.history.addresses import addresses, plain_name
from crisisdesk.history.cache import RECORD, cache_folder, recorded, states
from crisisdesk.history.pull import Order, pull, pull_all
from crisisdesk.history.sources import Part, Source, SourceFile, find_sources, load_sources

LIMITS = Limits(bytes=1_000_000, pause=0.01, stall=5.0, private_addresses=True)


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with serving() as address:
        yield address


@pytest.fixture(autouse=True)
def _nothing_asked_yet() -> None:
    Handler.asked.clear()
    Handler.times.clear()
    Handler.files.clear()


def source(*files: SourceFile, **more: str) -> Source:
    told = {"title": "T", "version": "1", "home": "h", "terms": "t", "citation": "c"}
    return Source(name="set", serves="s", checked="unknown", files=files, **(told | more))


def order(root: Path, site: str = "", **more: bool) -> Order:
    return Order(root=root, limits=LIMITS, server=site, **more)


def state_of(made: Source, root: Path) -> dict[str, str]:
    return {state.name: state.state for state in states(made, root)}


# --- the file


def test_every_source_says_what_it_is_and_on_which_terms() -> None:
    for one in load_sources():
        assert all((one.title, one.version, one.terms, one.citation, one.serves)), one.name
        assert re.match(r"https?://\S+$", one.home)
        assert one.checked == "unknown" or re.fullmatch(r"\d{4}-\d\d-\d\d", one.checked)
        assert one.files
        for file in one.files:
            assert sum(map(bool, (file.url, file.page, file.doi))) <= 1
            assert bool(file.page) == bool(file.link) and bool(file.doi) == bool(file.match)
            for checked in (file, *file.take):
                assert checked.sha256 is None or re.fullmatch("[0-9a-f]{64}", checked.sha256)


def test_without_names_what_is_small_and_open_is_meant() -> None:
    names = {one.name for one in find_sources([])}
    assert {"mid5", "icb", "atop", "nmc", "contiguity"} <= names
    assert not names & {"mie", "sipri", "ucdp_ged", "polecat"}
    assert [one.name for one in find_sources(["mie", "mid5", "mie"])] == ["mie", "mid5"]
    with pytest.raises(HistoryError, match="no source is called 'mid6'"):
        find_sources(["mid6"])


def test_checksums_on_file_are_those_of_the_files_that_we_hold() -> None:
    """The research data that CRISISDESK_DATA names are the makers' files."""
    import os

    root = Path(os.environ.get("CRISISDESK_DATA", "/nowhere")) / "history"
    held = {path.name: path for path in root.rglob("*.csv")} if root.is_dir() else {}
    found = 0
    for one in load_sources():
        for part in (p for f in one.files for p in (f, *f.take)):
            if part.sha256 and part.save in held:
                assert hashlib.sha256(held[part.save].read_bytes()).hexdigest() == part.sha256
                assert held[part.save].stat().st_size == part.size
                found += 1
    if not held:
        pytest.skip("the research data is absent")
    assert found >= 8


# --- where files lie


def test_a_page_is_searched_for_a_link_by_its_words(site: str) -> None:
    page = b'<p><a href="/x.pdf">Codebook</a> <a href="/given/a.csv"><b>SET v2</b>\n data</a></p>'
    Handler.files["/given/p.html"] = page
    file = SourceFile("a.csv", page=f"{site}/given/p.html", link="set v2 DATA")
    assert addresses(file, LIMITS)[0].url == f"{site}/given/a.csv"
    gone = SourceFile("a.csv", page=f"{site}/given/p.html", link="SET v3")
    with pytest.raises(HistoryError, match="no link says 'SET v3'"):
        addresses(gone, LIMITS)


def test_a_share_page_of_box_becomes_the_file_itself(site: str) -> None:
    Handler.files["/given/p.html"] = b'<a href="https://duke.box.com/s/abc123">ICB1 v16</a>'
    file = SourceFile("icb1v16.csv", page=f"{site}/given/p.html", link="ICB1 v16")
    found = addresses(file, LIMITS)[0].url
    assert found == "https://duke.box.com/shared/static/abc123.csv"


def deposit(site: str, *files: dict[str, object]) -> None:
    listed = [{"dataFile": file, "restricted": file.pop("closed", False)} for file in files]
    path = "/api/datasets/:persistentId/?persistentId=doi:10.1/A"
    Handler.files[f"/given{path}"] = json.dumps({"data": {"latestVersion": {"files": listed}}})
    Handler.files[f"/given{path}"] = Handler.files[f"/given{path}"].encode()  # type: ignore


def test_a_deposit_says_what_its_files_are(site: str) -> None:
    md5 = hashlib.md5(BODY).hexdigest()
    deposit(
        site,
        {"id": 1, "filename": "events.1.zip", "filesize": len(BODY), "md5": md5},
        {"id": 2, "filename": "points.tab", "filesize": 5, "originalFileName": "points.csv"},
        {"id": 3, "filename": "events.2.zip", "closed": True},
    )
    file = SourceFile("events", doi="10.1/A", match="events*.zip")
    (found,) = addresses(file, LIMITS, f"{site}/given")
    assert (found.name, found.url) == ("events.1.zip", f"{site}/given/api/access/datafile/1")
    assert (found.expected.size, found.expected.md5) == (len(BODY), md5)
    (table,) = addresses(SourceFile("p", doi="10.1/A", match="points*"), LIMITS, f"{site}/given")
    assert table.name == "points.csv" and table.url.endswith("/2?format=original")
    assert table.expected.size is None
    with pytest.raises(HistoryError, match="no open file that fits"):
        addresses(SourceFile("n", doi="10.1/A", match="nothing*"), LIMITS, f"{site}/given")
    with pytest.raises(HistoryError, match="is no list"):
        Handler.files["/given/api/datasets/:persistentId/?persistentId=doi:10.1/B"] = b"[]"
        addresses(SourceFile("n", doi="10.1/B", match="*"), LIMITS, f"{site}/given")


@pytest.mark.parametrize(
    ("name", "plain"),
    [("a.csv", "a.csv"), ("../../etc/passwd", "passwd"), ("..\\x.csv", "x.csv"), ("/", "file"),
     ("...", "file"), ("a\nb\x1b[2J.csv", "a_b__2J.csv"), (".hidden", "hidden")],
)  # fmt: skip
def test_names_from_elsewhere_are_plain(name: str, plain: str) -> None:
    assert plain_name(name) == plain


# --- pulling


def test_a_file_comes_is_recorded_and_is_not_fetched_twice(site: str, tmp_path: Path) -> None:
    made = source(SourceFile("a.bin", url=f"{site}/ok/a"))
    assert state_of(made, tmp_path) == {"a.bin": "absent"}
    assert pull(made, order(tmp_path)).came == ("a.bin",)
    assert state_of(made, tmp_path) == {"a.bin": "as first pulled"}
    assert recorded(tmp_path / "history" / "set")["a.bin"].sha256 == SHA256
    Handler.asked.clear()
    assert pull(made, order(tmp_path)).kept == ("a.bin",)
    assert not Handler.asked
    assert pull(made, order(tmp_path, again=True)).came == ("a.bin",)


def test_a_published_checksum_is_held_to(site: str, tmp_path: Path) -> None:
    good = source(SourceFile("a.bin", url=f"{site}/ok/a", sha256=SHA256, size=len(BODY)))
    pull(good, order(tmp_path))
    assert state_of(good, tmp_path) == {"a.bin": "as published"}
    bad = source(SourceFile("b.bin", url=f"{site}/ok/b", sha256="0" * 64))
    with pytest.raises(HistoryError, match="another checksum"):
        pull(bad, order(tmp_path))
    assert pull(bad, order(tmp_path, accept=True)).came == ("b.bin",)
    assert state_of(bad, tmp_path)["b.bin"] == "as first pulled"


def test_the_first_use_is_trusted_and_later_ones_must_equal_it(site: str, tmp_path: Path) -> None:
    Handler.files["/given/a"] = b"one"
    made = source(SourceFile("a.csv", url=f"{site}/given/a"))
    pull(made, order(tmp_path))
    Handler.files["/given/a"] = b"two"
    with pytest.raises(HistoryError, match="another checksum"):
        pull(made, order(tmp_path, again=True))
    assert (tmp_path / "history" / "set" / "a.csv").read_bytes() == b"one"
    pull(made, order(tmp_path, again=True, accept=True))
    assert (tmp_path / "history" / "set" / "a.csv").read_bytes() == b"two"


def test_a_file_that_was_changed_on_disk_is_told(site: str, tmp_path: Path) -> None:
    made = source(SourceFile("a.bin", url=f"{site}/ok/a"))
    pull(made, order(tmp_path))
    (tmp_path / "history" / "set" / "a.bin").write_bytes(b"else")
    assert state_of(made, tmp_path) == {"a.bin": "changed"}


def packed(**files: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, data in files.items():
            archive.writestr(f"deep/{name}.csv", data)
    return made.getvalue()


def test_what_is_wanted_is_taken_out_of_a_zip(site: str, tmp_path: Path) -> None:
    Handler.files["/given/a.zip"] = packed(a=b"1", b=b"2", more=b"3")
    parts = (Part("a.csv", sha256=hashlib.sha256(b"1").hexdigest()), Part("b.csv"))
    made = source(SourceFile("a.zip", url=f"{site}/given/a.zip", take=parts))
    assert pull(made, order(tmp_path)).came == ("a.csv", "b.csv")
    assert state_of(made, tmp_path) == {"a.csv": "as published", "b.csv": "as first pulled"}
    folder = tmp_path / "history" / "set"
    assert sorted(p.name for p in folder.iterdir()) == [".lock", "a.csv", "b.csv", RECORD]
    Handler.files["/given/a.zip"] = packed(a=b"1", b=b"other")
    with pytest.raises(HistoryError, match=r"b\.csv has another checksum than when it was first"):
        pull(made, order(tmp_path, again=True))
    assert (folder / "b.csv").read_bytes() == b"2"


def test_a_zip_without_what_is_wanted_is_one_line(site: str, tmp_path: Path) -> None:
    Handler.files["/given/a.zip"] = packed(a=b"1")
    made = source(SourceFile("a.zip", url=f"{site}/given/a.zip", take=(Part("b.csv"),)))
    with pytest.raises(HistoryError, match=r"a\.zip: holds no file called b\.csv"):
        pull(made, order(tmp_path))


def test_a_deposit_is_pulled_file_by_file(site: str, tmp_path: Path) -> None:
    sizes = {"filesize": len(BODY), "md5": hashlib.md5(BODY).hexdigest()}
    deposit(
        site,
        {"id": 1, "filename": "events.1.zip", **sizes},
        {"id": 2, "filename": "../events.2.zip", **sizes},
    )
    for number in (1, 2):
        Handler.files[f"/given/api/access/datafile/{number}"] = BODY
    made = source(SourceFile("events", doi="10.1/A", match="*events*.zip"))
    assert state_of(made, tmp_path) == {"events": "absent"}
    done = pull(made, order(tmp_path, f"{site}/given"))
    assert done.came == ("events.1.zip", "events.2.zip")
    assert set(state_of(made, tmp_path).values()) == {"as first pulled"}
    assert pull(made, order(tmp_path, f"{site}/given")).kept == done.came


def test_what_must_be_taken_by_hand_is_told_with_its_folder(tmp_path: Path) -> None:
    made = source(SourceFile("a.csv", sha256=hashlib.sha256(b"x").hexdigest()))
    done = pull(made, order(tmp_path))
    assert (done.by_hand, done.came) == (("a.csv",), ())
    folder = Path(done.folder)
    folder.mkdir(parents=True)
    (folder / "a.csv").write_bytes(b"x")
    assert pull(made, order(tmp_path)).kept == ("a.csv",)
    assert state_of(made, tmp_path) == {"a.csv": "as published"}


def test_one_that_fails_does_not_keep_the_others_out(site: str, tmp_path: Path) -> None:
    good = source(SourceFile("a.bin", url=f"{site}/ok/a"))
    bad = source(SourceFile("b.bin", url=f"{site}/gone/b"))
    outcomes, failed = pull_all([bad, good], order(tmp_path))
    assert [outcome.came for outcome in outcomes] == [("a.bin",)]
    assert "answers 404" in str(failed[0])


def test_a_pull_that_broke_off_is_told_as_partial(site: str, tmp_path: Path) -> None:
    made = source(SourceFile("a.bin", url=f"{site}/always/a"))
    with pytest.raises(HistoryError):
        pull(made, order(tmp_path))
    assert state_of(made, tmp_path) == {"a.bin": "partial"}


def test_a_spoilt_record_counts_as_none(site: str, tmp_path: Path) -> None:
    made = source(SourceFile("a.bin", url=f"{site}/ok/a"))
    pull(made, order(tmp_path))
    (tmp_path / "history" / "set" / RECORD).write_text("{spoilt")
    assert state_of(made, tmp_path) == {"a.bin": "not recorded"}


def test_the_cache_is_where_it_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CRISISDESK_CACHE", str(tmp_path))
    assert cache_folder() == tmp_path
    monkeypatch.delenv("CRISISDESK_CACHE")
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache_folder() == tmp_path / "crisisdesk"
    monkeypatch.delenv("XDG_CACHE_HOME")
    assert cache_folder() == Path.home() / ".cache" / "crisisdesk"
