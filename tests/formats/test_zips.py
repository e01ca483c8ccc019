"""Zips: each file a member, hostile ones set aside, and nothing ever written."""

from __future__ import annotations

import struct
import zipfile
from pathlib import Path

import pytest
from formats.archives import page, zip_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crisisdesk.errors import ReportError
from crisisdesk.formats import zips


def reasons(path: Path) -> dict[str, str | None]:
    return dict(zips.members(path))


def test_files_are_members_and_what_a_mac_adds_is_not(tmp_path: Path) -> None:
    path = zip_of(
        tmp_path / "p.zip",
        {"a.html": b"a", "deep/b.txt": b"b", "__MACOSX/a.html": b"x", ".DS_Store": b"x", "d/": b""},
    )
    assert reasons(path) == {"a.html": None, "deep/b.txt": None}
    assert zips.read_member(path, "deep/b.txt").data == b"b"
    assert zips.read_member(path, "deep/b.txt").name == "b.txt"


def test_a_name_that_climbs_out_is_only_a_name(tmp_path: Path) -> None:
    # Deep enough that the climb would end inside this test's own folder.
    (tmp_path / "a" / "b").mkdir(parents=True)
    path = zip_of(tmp_path / "a" / "b" / "p.zip", {"../../evil.txt": b"evil", "/etc/passwd": b""})
    before = sorted(tmp_path.rglob("*"))
    assert set(reasons(path)) == {"../../evil.txt", "/etc/passwd"}
    assert zips.read_member(path, "../../evil.txt").data == b"evil"
    assert sorted(tmp_path.rglob("*")) == before, "nothing was written"


def test_links_encrypted_large_and_doubled_members_are_set_aside(tmp_path: Path) -> None:
    path = tmp_path / "p.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        link = zipfile.ZipInfo("link.txt")
        link.external_attr = 0o120777 << 16
        made.writestr(link, "/etc/passwd")
        made.writestr("bomb.txt", b"0" * 15_000_000)
        made.writestr("large.txt", bytes(range(256)) * 100_000)
        made.writestr("twice.txt", "one")
        with pytest.warns(UserWarning, match="Duplicate name"):
            made.writestr("twice.txt", "two")
    found = list(zips.members(path))
    assert [name for name, reason in found if reason is None] == ["twice.txt"]
    told = " ".join(reason for _, reason in found if reason)
    for words in ("link", "over 200 times", "larger than 20 MB", "name that another has"):
        assert words in told
    with pytest.raises(ReportError, match="it is a link"):
        zips.read_member(path, "link.txt")
    with pytest.raises(ReportError, match=r"p\.zip!none\.txt: there is no such member"):
        zips.read_member(path, "none.txt")


def test_a_member_that_understates_its_size_is_not_believed(tmp_path: Path) -> None:
    path = zip_of(tmp_path / "p.zip", {"a.txt": b"x" * 30_000_000})
    data = bytearray(path.read_bytes())
    for mark, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        data[data.index(mark) + at : data.index(mark) + at + 4] = struct.pack("<L", 900_000)
    path.write_bytes(data)
    assert reasons(path) == {"a.txt": None}
    with pytest.raises(ReportError):
        zips.read_member(path, "a.txt")


def test_an_encrypted_member_is_set_aside(tmp_path: Path) -> None:
    path = zip_of(tmp_path / "p.zip", {"a.txt": b"x"})
    data = bytearray(path.read_bytes())
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    assert reasons(path) == {"a.txt": "it is encrypted"}


def test_a_list_of_contents_that_is_too_long_is_not_read(tmp_path: Path) -> None:
    path = zip_of(tmp_path / "p.zip", {"a.txt": b"x"})
    data = bytearray(path.read_bytes())
    at = data.rindex(b"PK\x05\x06") + 12
    data[at : at + 4] = struct.pack("<L", zips.MOST_LISTED + 1)
    path.write_bytes(data)
    with pytest.raises(ReportError, match="list of contents"):
        list(zips.members(path))


def test_an_office_document_is_no_zip_of_pages(tmp_path: Path) -> None:
    assert zips.is_office(zip_of(tmp_path / "a.docx", {"[Content_Types].xml": b"<x/>"}))
    assert not zips.is_office(zip_of(tmp_path / "b.zip", {"a.txt": b"<x/>"}))


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.data())
def test_a_damaged_zip_is_refused_or_read_and_never_breaks(
    tmp_path: Path, data: st.DataObject
) -> None:
    whole = zip_of(tmp_path / "p.zip", {"a.html": page("A"), "b.txt": b"b" * 300}).read_bytes()
    damaged = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 6))):
        damaged[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path / f"{data.draw(st.integers(0, 10**9))}.zip"
    path.write_bytes(damaged[: data.draw(st.integers(1, len(whole)))])
    try:
        for name, _ in list(zips.members(path)):
            zips.read_member(path, name)
    except ReportError as error:
        assert str(path) in str(error)
    finally:
        path.unlink()
