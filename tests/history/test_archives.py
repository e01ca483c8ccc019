"""Zips that may be hostile: the wanted file and nothing else, or one clear line."""

from __future__ import annotations

import io
import stat
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crisisdesk.errors import HistoryError
from crisisdesk.history.archives import unpack


def pack(path: Path, **files: bytes) -> Path:
    """A zip with files named by keywords, dots written as ``__``."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in files.items():
            made.writestr(name.replace("__", "."), data)
    return path


def test_a_file_is_found_wherever_it_lies(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as made:
        made.writestr("folder/deep/a.csv", b"1,2")
        made.writestr("__MACOSX/folder/a.csv", b"mac")
    unpack(tmp_path / "a.zip", ("a.csv",), tmp_path / "kept.csv")
    assert (tmp_path / "kept.csv").read_bytes() == b"1,2"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.zip", "kept.csv"]


def test_a_zip_inside_a_zip(tmp_path: Path) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as made:
        made.writestr("b.csv", b"inner")
    pack(tmp_path / "a.zip", B__zip=inner.getvalue())
    unpack(tmp_path / "a.zip", ("B", "b.csv"), tmp_path / "b.csv")
    assert (tmp_path / "b.csv").read_bytes() == b"inner"


@pytest.mark.parametrize("name", ["../../a.csv", "/etc/a.csv", "..\\..\\a.csv", "C:\\a.csv"])
def test_no_name_in_a_zip_decides_where_is_written(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "x" / "y"
    folder.mkdir(parents=True)
    with zipfile.ZipFile(folder / "a.zip", "w") as made:
        made.writestr(zipfile.ZipInfo(name), b"out")
    unpack(folder / "a.zip", ("a.csv",), folder / "a.csv")
    assert [p for p in tmp_path.rglob("a.csv")] == [folder / "a.csv"]


def _link(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as made:
        info = zipfile.ZipInfo("a.csv")
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        made.writestr(info, "/etc/passwd")


def _twice(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("one/a.csv", b"1")
        made.writestr("two/a.csv", b"2")


def _encrypted(path: Path) -> None:
    pack(path, a__csv=b"secret")
    data = bytearray(path.read_bytes())
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)


def _cut(path: Path) -> None:
    pack(path, a__csv=bytes(range(256)) * 100)
    path.write_bytes(path.read_bytes()[:200])


def _spoilt(path: Path) -> None:
    pack(path, a__csv=b"word " * 1000)
    data = bytearray(path.read_bytes())
    data[40:60] = b"\xff" * 20
    path.write_bytes(data)


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (_link, "is a link"),
        (_twice, "2 files called"),
        (_encrypted, "encrypted"),
        (_cut, "no sound zip"),
        (_spoilt, "no sound zip|is broken"),
        (lambda path: pack(path, other__csv=b""), "no file called a.csv"),
        (lambda path: path.write_bytes(b"not a zip"), "no sound zip"),
        (lambda path: pack(path, a__csv=b"a" * 5_000_000), "larger than 1 MB"),
    ],
)
def test_what_is_not_sound_is_refused(tmp_path: Path, make, reason: str) -> None:
    make(tmp_path / "a.zip")
    with pytest.raises(HistoryError, match=reason):
        unpack(tmp_path / "a.zip", ("a.csv",), tmp_path / "a.csv", most=1_000_000)
    assert [p.name for p in tmp_path.iterdir()] == ["a.zip"]


def test_a_size_that_lies_is_counted_and_not_believed(tmp_path: Path) -> None:
    path = pack(tmp_path / "a.zip", a__csv=b"a" * 5_000_000)
    data = path.read_bytes().replace((5_000_000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    path.write_bytes(data)
    with pytest.raises(HistoryError):
        unpack(path, ("a.csv",), tmp_path / "a.csv", most=1_000_000)
    assert not (tmp_path / "a.csv").exists()


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_a_zip_or_a_clear_error(tmp_path_factory, data: bytes) -> None:
    folder = tmp_path_factory.mktemp("zip")
    (folder / "a.zip").write_bytes(b"PK\x03\x04" + data)
    with pytest.raises(HistoryError):
        unpack(folder / "a.zip", ("a.csv",), folder / "a.csv")
