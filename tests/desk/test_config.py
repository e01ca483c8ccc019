"""``desk.toml``: what it says holds, what it may not say is refused with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

import crisisdesk as cd
from crisisdesk.desk.config import EXAMPLE, Config, config_of, init, nearest
from crisisdesk.terms.toml import parse_toml


def test_a_new_desk_says_what_holds_by_default(tmp_path: Path) -> None:
    init(tmp_path / "room", 'The "Gulf"')
    assert config_of(tmp_path / "room") == Config(name='The "Gulf"')
    with pytest.raises(cd.DeskError, match="already"):
        init(tmp_path / "room")


def test_the_example_shows_every_setting_and_its_default() -> None:
    shown = EXAMPLE.replace("{name}", '"x"').replace("\n# ", "\n")
    lines = [line for line in shown.splitlines() if " = " in line]
    config = parse_toml("\n".join(lines), Config)
    assert set(Config.__struct_fields__) - {"watch"} == {line.split(" = ")[0] for line in lines}
    assert (config.horizon, config.reports) == (Config().horizon, Config().reports)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("horizon = 0", 1),
        ("name = 'x'\nabout = ['USA-IRN-RUS']", 2),
        ("since = 'soon'", 1),
        ("\n\nabuot = []", 3),
    ],
)
def test_a_mistake_is_told_with_file_and_line(tmp_path: Path, text: str, line: int) -> None:
    (tmp_path / "desk.toml").write_text(text, encoding="utf-8")
    with pytest.raises(cd.TermsError, match=rf"desk\.toml:{line}: "):
        cd.Desk(tmp_path)


def test_the_nearest_desk_is_looked_for_upwards(tmp_path: Path) -> None:
    deep = tmp_path / "room" / "clippings" / "may"
    deep.mkdir(parents=True)
    assert nearest(deep) is None
    init(tmp_path / "room")
    assert nearest(deep) == (tmp_path / "room").resolve()
