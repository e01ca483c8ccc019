"""Tars: their members as sources, and what hostile ones do."""

from __future__ import annotations

import io
import tarfile
from pathlib import Path

import pytest
from formats.archives import page

from crisisdesk.errors import ReportError
from crisisdesk.formats import tars
from crisisdesk.formats.load import load_report
from crisisdesk.formats.raw import Given
from crisisdesk.formats.sources import Passed, opened


def tar_of(path: Path, members: dict[str, bytes], link: str = "") -> Path:
    with tarfile.open(path, "w:gz" if path.suffix in (".gz", ".tgz") else "w") as made:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            made.addfile(info, io.BytesIO(data))
        if link:
            info = tarfile.TarInfo(link)
            info.type, info.linkname = tarfile.SYMTYPE, "/etc/passwd"
            made.addfile(info)
    return path


@pytest.mark.parametrize("name", ["a.tar", "a.tar.gz", "a.tgz"])
def test_members_are_sources_and_no_name_becomes_a_path(tmp_path: Path, name: str) -> None:
    members = {"x/one.html": page("One"), "../../two.html": page("Two"), "x/._one.html": b"",
               "x/a.png": b""}  # fmt: skip
    path = tar_of(tmp_path / name, members, link="passwd")
    one, two, picture, link = opened([path])
    assert isinstance(one, Given) and one.source == f"{path}!x/one.html"
    assert isinstance(two, Given) and load_report(two.source).title == "Two"
    assert picture == Passed(str(path), ".png")
    assert isinstance(link, ReportError) and "link" in link.reason
    assert [one.name for one in tmp_path.iterdir()] == [name]
    with pytest.raises(ReportError, match="no such member"):
        load_report(f"{path}!x/three.html")


def test_what_breaks_off_or_is_none_is_told(tmp_path: Path) -> None:
    path = tar_of(tmp_path / "a.tar.gz", {"one.html": page("One") * 2000})
    path.write_bytes(path.read_bytes()[:-200])
    (tmp_path / "b.tar").write_bytes(b"no tar at all" * 100)
    for found in opened([path, tmp_path / "b.tar"]):
        assert isinstance(found, ReportError) and "cannot be read" in found.reason


def test_a_bomb_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tars, "_FREE", 10_000)
    path = tar_of(tmp_path / "a.tar.gz", {"one.txt": bytes(8_000_000)})
    (found,) = opened([path])
    assert isinstance(found, ReportError) and "unpacks to over" in found.reason
