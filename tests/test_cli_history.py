"""The commands on past cases, in a process of their own and without a network."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from test_cli import run

from crisisdesk.history.cache import FileState
from crisisdesk.history.sources import Source, load_sources


@pytest.fixture(autouse=True)
def _own_cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CRISISDESK_CACHE", str(tmp_path / "cache"))


def test_the_sources_are_listed_with_their_terms(tmp_path: Path) -> None:
    told = run("history", "list", cwd=tmp_path).stdout.decode()
    assert all(source.name in told for source in load_sources())
    assert "CC BY 4.0" in told
    rows = run("history", "list", "--format", "json", cwd=tmp_path).stdout
    assert msgspec.json.decode(rows, type=tuple[Source, ...]) == load_sources()


def test_status_tells_what_is_here(tmp_path: Path) -> None:
    folder = tmp_path / "cache" / "history" / "mid5"
    folder.mkdir(parents=True)
    (folder / "MIDA 5.0.csv").write_bytes(b"not the makers' file")
    done = run("history", "status", "mid5", "--format", "json", cwd=tmp_path)
    found = msgspec.json.decode(done.stdout, type=list[FileState])
    assert {state.name: state.state for state in found}["MIDA 5.0.csv"] == "changed"
    assert {state.state for state in found} == {"changed", "absent"}
    assert done.returncode == 1
    assert run("history", "status", cwd=tmp_path).stdout.decode().startswith("cache: ")
    assert run("history", "status", "mie", cwd=tmp_path).returncode == 0


def test_nothing_is_downloaded_before_the_terms_are_agreed_to(tmp_path: Path) -> None:
    done = run("history", "pull", "ucdp_acd", cwd=tmp_path)
    told = done.stderr.decode()
    assert done.returncode == 1
    assert "CC BY 4.0" in told
    assert "agree to the terms above with --yes" in told
    assert not (tmp_path / "cache").exists()


def test_what_must_be_taken_by_hand_is_told(tmp_path: Path) -> None:
    done = run("history", "pull", "mie", "--yes", cwd=tmp_path)
    assert done.returncode == 0
    assert b"to be taken by hand: mie-1.0.csv" in done.stdout


def test_an_unknown_source_is_one_line(tmp_path: Path) -> None:
    done = run("history", "pull", "nowhere", "--yes", cwd=tmp_path)
    assert done.returncode == 1
    assert done.stderr.decode().count("\n") == 1
    assert b"no source is called 'nowhere'" in done.stderr
