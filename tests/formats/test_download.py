"""Downloads from a site that cuts, stalls, lies and hides: whole and checked, or one clear line."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from bad_server import BODY, SHA256, Handler, serving

from crisisdesk.errors import HistoryError
from crisisdesk.formats.download import Downloaded, Expected, Limits, checksum, download


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with serving() as address:
        yield address


@pytest.fixture(autouse=True)
def _nothing_asked_yet() -> None:
    Handler.asked.clear()
    Handler.times.clear()


def get(site: str, path: str, folder: Path, **more: Any) -> Downloaded:
    limits = {"bytes": 1_000_000, "pause": 0.01, "stall": 5.0, "private_addresses": True}
    limits |= more.pop("limits", {})
    return download(
        f"{site}/{path}",
        folder / "file.zip",
        Expected(**({"sha256": SHA256} | more)),
        Limits(**limits),
    )


def refusal(site: str, path: str, folder: Path, **more: Any) -> str:
    with pytest.raises(HistoryError) as caught:
        get(site, path, folder, **more)
    assert "\n" not in str(caught.value)
    assert not (folder / "file.zip").exists()
    return str(caught.value)


@pytest.mark.parametrize(
    "path",
    ["ok", "away", "cut", "unmarked", "changed", "deaf", "shifted", "beyond", "stalls", "packed",
     "once", "busy"],
)  # fmt: skip
def test_the_file_comes_whole_all_the_same(site: str, tmp_path: Path, path: str) -> None:
    done = get(site, path, tmp_path, limits={"stall": 0.3} if path == "stalls" else {})
    assert done.path.read_bytes() == BODY
    assert (done.size, done.sha256) == (len(BODY), SHA256)
    assert sorted(p.name for p in tmp_path.iterdir()) == [".lock", "file.zip"]


def test_what_was_cut_goes_on_where_it_broke_off(site: str, tmp_path: Path) -> None:
    done = get(site, "cut", tmp_path)
    assert done.resumed == len(BODY) // 2
    assert [asked for _, asked in Handler.asked] == [None, f"bytes={len(BODY) // 2}-"]


def test_another_version_comes_from_its_beginning(site: str, tmp_path: Path) -> None:
    assert get(site, "changed", tmp_path).resumed == 0


def test_a_later_run_goes_on_where_an_earlier_one_gave_up(site: str, tmp_path: Path) -> None:
    said = refusal(site, "always", tmp_path)
    assert "51,200 bytes are kept, run it again to go on" in said
    part = tmp_path / "file.zip.part"
    assert part.read_bytes() == BODY[: len(BODY) // 2]
    note = tmp_path / "file.zip.part.json"
    note.write_text(note.read_text().replace("/always", "/cut"))
    Handler.asked.clear()
    assert get(site, "cut", tmp_path).resumed == len(BODY) // 2
    assert len(Handler.asked) == 1


def test_a_part_of_another_address_does_not_count(site: str, tmp_path: Path) -> None:
    refusal(site, "always", tmp_path)
    assert get(site, "ok", tmp_path).resumed == 0


@pytest.mark.parametrize("note", ["", "{", "[]", '{"url": 1}', "null"])
def test_a_spoilt_note_does_not_count(site: str, tmp_path: Path, note: str) -> None:
    (tmp_path / "file.zip.part").write_bytes(b"rubbish")
    (tmp_path / "file.zip.part.json").write_text(note)
    assert get(site, "ok", tmp_path).path.read_bytes() == BODY


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("gone", "answers 404"),
        ("broken", "answers 500"),
        ("later", "asks to wait 3600 s"),
        ("page", "a web page came"),
        ("hidden", "a web page came"),
        ("empty", "came empty"),
        ("short", "another checksum"),
        ("claims", "larger than 1 MB"),
        ("endless", "larger than 1 MB"),
        ("bomb", "larger than 1 MB"),
        ("circle", "redirects more than 5 times"),
    ],
)
def test_what_does_not_come_is_told_in_one_line(
    site: str, tmp_path: Path, path: str, reason: str
) -> None:
    assert reason in refusal(site, path, tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == [".lock"]


def test_size_and_checksum_are_held_to(site: str, tmp_path: Path) -> None:
    assert "has 102,400 bytes, 5 were expected" in refusal(site, "ok", tmp_path, size=5)
    assert "another checksum" in refusal(site, "ok", tmp_path, sha256="0" * 64)
    assert "MD5" in refusal(site, "ok", tmp_path, md5="0" * 32)


def test_an_old_file_stays_until_a_whole_new_one_is_there(site: str, tmp_path: Path) -> None:
    (tmp_path / "file.zip").write_bytes(b"old")
    with pytest.raises(HistoryError):
        get(site, "short", tmp_path)
    assert (tmp_path / "file.zip").read_bytes() == b"old"


def test_a_drip_is_given_up_after_the_total_time(site: str, tmp_path: Path) -> None:
    start = time.monotonic()
    said = refusal(site, "drip", tmp_path, limits={"seconds": 0.4})
    assert "within 0.4 s" in said
    assert time.monotonic() - start < 3


def test_the_own_network_is_refused(site: str, tmp_path: Path) -> None:
    said = refusal(site, "ok", tmp_path, limits={"private_addresses": False})
    assert "private network" in said
    assert "is not an http" in refusal("ftp://host", "file", tmp_path)


def test_progress_tells_bytes_and_total(site: str, tmp_path: Path) -> None:
    seen: list[tuple[int, int | None]] = []
    limits = Limits(private_addresses=True)
    download(f"{site}/ok", tmp_path / "a", None, limits, lambda *at: seen.append(at))
    assert seen[-1] == (len(BODY), len(BODY))


def test_a_folder_that_cannot_be_written_is_one_line(site: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(HistoryError, match="cannot be written"):
        get(site, "ok", tmp_path / "file")


def test_two_runs_do_not_write_one_file(site: str, tmp_path: Path) -> None:
    fcntl = pytest.importorskip("fcntl")
    with (tmp_path / ".lock").open("ab") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        assert "another run" in refusal(site, "ok", tmp_path)


def test_checksums_are_those_of_the_bytes(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(BODY)
    assert checksum(tmp_path / "a") == SHA256
