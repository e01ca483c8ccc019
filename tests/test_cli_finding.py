"""Finding things in a desk through the real command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from test_cli import REPORT, run

LATER = """Oslo weighs an arms deal

OSLO, April 9, 2024 - Norway's foreign minister Espen Barth Eide said on Tuesday that the arms deal with Sweden "is not for sale".
"""  # noqa: E501


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("finding")
    (made / "one.txt").write_text(REPORT, encoding="utf-8")
    (made / "two.txt").write_text(LATER, encoding="utf-8")
    assert run("add", "one.txt", "two.txt", "--desk", "room", cwd=made).returncode == 0
    return made / "room"


def found(room: Path, *arguments: str) -> list[str]:
    done = run("search", "--format", "json", *arguments, cwd=room)
    hits = json.loads(done.stdout)
    for hit in hits:
        assert hit["text"]
    return [hit["report"]["title"] for hit in hits]


def test_words_are_found_and_narrowed(room: Path) -> None:
    old, new = "Norway and Sweden weigh a reply", "Oslo weighs an arms deal"
    assert found(room, "threatens") == [old], "in any ending"
    assert set(found(room, "oslo")) == {old, new}
    assert found(room, "arms deal") == [new]
    assert found(room, "oslo", "--since", "2024-04") == [new]
    assert found(room, "oslo", "--as-of", "2024-03-31") == [old]
    assert found(room, "oslo", "--about", "RUS-NOR") == [old]
    assert found(room, "oslo", "--type", "threaten") == [old]
    assert set(found(room, "oslo", "--speaker", "eide")) == {old, new}
    assert found(room, "--", "oslo", "-ammunition") == [new]


def test_what_is_found_is_shown_with_its_number(room: Path) -> None:
    done = run("search", "arms deal", cwd=room)
    assert done.returncode == 0
    (line,) = [line for line in done.stdout.decode().splitlines() if "2024-04-09" in line]
    assert line.split()[0] == "2"
    assert run("search", "xylophone", cwd=room).returncode == 1
    assert b"no word to search" in run("search", "??", cwd=room).stderr


def test_a_table_says_where_it_ends(room: Path) -> None:
    done = run("statements", "--limit", "1", cwd=room)
    assert b"[2:" in done.stdout
    assert b"[1:" not in done.stdout
    assert b"--limit 0 shows all" in done.stderr
    assert b"[1:" in run("statements", "--limit", "0", cwd=room).stdout
