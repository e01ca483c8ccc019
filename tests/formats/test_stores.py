"""Files in object stores: read and written by URL, against a store on this machine."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from formats.archives import page, record, warc_of, zip_of

import crisisdesk as cd
from crisisdesk.errors import ReportError, StoreError
from crisisdesk.formats import stores
from crisisdesk.formats.load import load_report
from crisisdesk.formats.raw import Given
from crisisdesk.formats.sources import opened
from crisisdesk.formats.stores import Folder, Stored, place
from tests.google_store import google_store

pytest.importorskip("fsspec")
pytest.importorskip("pyarrow")


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    moto = pytest.importorskip("moto.server")
    server = moto.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture(scope="module")
def google() -> Iterator[str]:
    with google_store() as told:
        yield told


@pytest.fixture(params=["s3", "gs"])
def bucket(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """An empty bucket of a store of S3 on loopback, and of a stand-in for Google's."""
    stores._filesystem.cache_clear()
    stores._looked_at.cache_clear()
    name = f"reports-{time.monotonic_ns()}"
    if request.param == "s3":
        _make_bucket(request.getfixturevalue("address"), name, monkeypatch)
    else:
        monkeypatch.setenv("STORAGE_EMULATOR_HOST", request.getfixturevalue("google"))
    yield f"{request.param}://{name}"
    stores._filesystem.cache_clear()
    stores._looked_at.cache_clear()


def _make_bucket(address: str, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from pyarrow import fs

    for variable, value in {
        "AWS_ENDPOINT_URL": address,
        "AWS_ACCESS_KEY_ID": "somebody",
        "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_REGION": "eu-central-1",
    }.items():
        monkeypatch.setenv(variable, value)
    fs.S3FileSystem(
        endpoint_override=address.partition("://")[2], scheme="http", allow_bucket_creation=True
    ).create_dir(name)


def put(url: str, data: bytes) -> None:
    Stored(url).write(data)


def test_a_prefix_is_a_folder_and_its_objects_are_reports(bucket: str, tmp_path: Path) -> None:
    put(f"{bucket}/in/b.html", page("Bravo"))
    put(
        f"{bucket}/in/a/c.zip", zip_of(tmp_path / "c.zip", {"x.html": page("Charlie")}).read_bytes()
    )
    put(f"{bucket}/in/d.warc.gz", warc_of(tmp_path / "d.warc.gz", record(page("D"))).read_bytes())
    put(f"{bucket}/in/e.jsonl", b'{"text": "Chile threatened to attack Peru."}\n')
    put(f"{bucket}/other.txt", b"not below it")
    found = list(opened([f"{bucket}/in"]))
    names = [one.source if isinstance(one, Given) else str(one) for one in found]
    assert names == [
        f"{bucket}/in/a/c.zip!x.html",
        f"{bucket}/in/b.html",
        f"{bucket}/in/d.warc.gz!0",
        f"{bucket}/in/e.jsonl!1",
    ]
    assert [load_report(name).title for name in names] == ["Charlie", "Bravo", "D", None]


def test_objects_lie_below_however_deep_and_whoever_made_folders(bucket: str) -> None:
    """More of them than the stand-in lists at once."""
    names = ["a/b/c/one.txt", "a/two.txt", "a/z.txt", "a.txt", *(f"a/m/{i}.txt" for i in range(8))]
    for name in names:
        put(f"{bucket}/in/{name}", b"x")
    found = [str(one).removeprefix(f"{bucket}/in/") for one in Stored(f"{bucket}/in").below()]
    assert found == sorted(names)
    assert Stored(f"{bucket}/in/a").is_dir() and not Stored(f"{bucket}/in/a").is_file()
    assert Stored(f"{bucket}/in/nothing").below() == []


def test_bytes_are_read_from_any_place_and_what_is_written_is_there(bucket: str) -> None:
    data = bytes(range(256)) * 40_000
    put(f"{bucket}/x.bin", data)
    assert Stored(f"{bucket}/x.bin").stat().st_size == len(data)
    with Stored(f"{bucket}/x.bin").open() as file:
        assert file.seek(9_000_001) == 9_000_001
        assert file.read(600_000) == data[9_000_001:9_600_001]
        assert file.seek(-5, 2) == len(data) - 5
        assert (file.read(), file.read()) == (data[-5:], b"")
    assert Stored(f"{bucket}/x.bin").read_bytes() == data
    put(f"{bucket}/x.bin", data + b"more")
    assert Stored(f"{bucket}/x.bin").read_bytes() == data + b"more"
    Stored(f"{bucket}/x.bin").remove()
    Stored(f"{bucket}/x.bin").remove()
    assert not Stored(f"{bucket}/x.bin").is_file()


def test_a_busy_store_is_asked_again(google: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STORAGE_EMULATOR_HOST", google)
    stores._filesystem.cache_clear()
    put("gs://busy/a.txt", b"in the end")
    assert Stored("gs://busy/a.txt").read_bytes() == b"in the end"


def test_a_store_of_googles_that_is_not_there_is_told_before_long(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("STORAGE_EMULATOR_HOST", "http://127.0.0.1:9")
    monkeypatch.setattr(stores, "PATIENCE", 1)
    stores._filesystem.cache_clear()
    stores._looked_at.cache_clear()
    began = time.monotonic()
    with pytest.raises(StoreError, match="the store says"):
        load_report("gs://reports/a.txt")
    assert time.monotonic() - began < 30


def test_what_is_not_there_is_no_report(bucket: str) -> None:
    with pytest.raises(ReportError, match="no such file"):
        load_report(f"{bucket}/absent.txt")


def test_a_store_that_does_not_answer_is_no_fault_of_the_report(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Silent:
        def open(self, path: str, mode: str = "") -> None:
            raise OSError(f"AWS Error NETWORK_CONNECTION during HeadObject\n of {path}")

        info = find = open

    monkeypatch.setattr(stores, "_filesystem", lambda scheme: Silent())
    with pytest.raises(StoreError, match="the store says: AWS Error NETWORK_CONNECTION"):
        load_report("s3://reports/a.txt")


def test_an_archive_is_read_from_a_store_into_a_store(bucket: str) -> None:
    for i in range(3):
        put(f"{bucket}/in/{i}.txt", f"Chile threatened to attack Peru on May {i + 1}.".encode())
    found = cd.read_to([f"{bucket}/in"], f"{bucket}/out", processes=1)
    assert (found.rows["reports"], found.rows["events"]) == (3, 3)
    again = cd.read_to([f"{bucket}/in"], f"{bucket}/out", processes=1)
    assert (again.kept, again.rows) == (1, found.rows)
    assert Folder(f"{bucket}/out").names("events") == ["part-0000000.parquet"]
    with pytest.raises(StoreError, match="lies in"):
        cd.read_to([bucket], f"{bucket}/out")


@pytest.mark.parametrize("name", ["memory://made/up", "LOCAL", "file://LOCAL"])
def test_a_folder_holds_what_is_written_whole(tmp_path: Path, name: str) -> None:
    folder = Folder(name.replace("LOCAL", str(tmp_path)))
    assert folder.names("") == []
    folder.write("events/one.bin", b"first")
    folder.write("events/one.bin", b"second")
    folder.write("events/two.bin", b"")
    assert folder.read("events/one.bin") == b"second"
    assert folder.read("events/three.bin") is None
    assert folder.names("events") == ["one.bin", "two.bin"]
    folder.remove("events/one.bin")
    folder.remove("events/one.bin")
    assert folder.names("events") == ["two.bin"]


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(StoreError, match="file"):
        Folder(tmp_path / "file").write("a/b", b"")


def test_a_url_of_this_machine_is_its_path() -> None:
    assert place("file:///a/b.txt") == Path("/a/b.txt")
    assert place("a/b.txt") == Path("a/b.txt")
