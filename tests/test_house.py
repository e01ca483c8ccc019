"""The house's rules: imports point down, files stay short, documents name what there is."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "crisisdesk"
LONGEST = 500
CODE = sorted(
    path
    for folder in ("src", "tests", "bench", "training")
    for path in (ROOT / folder).rglob("*.py")
)
BENCH_COMMANDS = sorted(
    path.stem
    for path in (ROOT / "bench").glob("*.py")
    if '__name__ == "__main__"' in path.read_text(encoding="utf-8")
)


def test_imports_only_ever_point_down(monkeypatch: pytest.MonkeyPatch) -> None:
    from importlinter.cli import lint_imports

    monkeypatch.chdir(ROOT)
    assert lint_imports(config_filename="pyproject.toml", no_cache=True) == 0


def test_every_room_has_its_layer() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    (contract,) = settings["tool"]["importlinter"]["contracts"]
    modules = {path.stem for path in PACKAGE.glob("*.py")} - {"__init__"}
    packages = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    assert {layer.removeprefix("crisisdesk.") for layer in contract["layers"]} == modules | packages


@pytest.mark.parametrize("path", CODE, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_is_short(path: Path) -> None:
    with path.open(encoding="utf-8") as lines:
        length = sum(1 for _ in lines)
    assert length <= LONGEST, f"{path.relative_to(ROOT)}: {length} lines; is it two concepts?"


def test_there_are_bench_commands() -> None:
    assert {"reading", "odds", "brief"} <= set(BENCH_COMMANDS)


@pytest.mark.parametrize("command", BENCH_COMMANDS)
def test_the_readme_names_every_bench_command(command: str) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert f"`python -m bench.{command}`" in readme


def test_the_readme_names_no_bench_command_that_is_not_there() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert set(re.findall(r"python -m bench\.(\w+)", readme)) == set(BENCH_COMMANDS)


def test_the_two_commands_of_the_readme_exist_and_stand_first() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    first = readme.index("```")
    block = readme[first : readme.index("```", first + 3)].splitlines()[1:]
    assert [line.split("#")[0].strip() for line in block] == ["scripts/brief", "scripts/test"]
    assert all((ROOT / line.split()[0]).stat().st_mode & 0o100 for line in block)


def _links(path: Path) -> list[str]:
    text = path.read_text(encoding="utf-8")
    return [
        target.split("#")[0]
        for target in re.findall(r"\]\(([^)\s]+)\)", text)
        if not target.startswith(("http:", "https:", "#"))
    ]


@pytest.mark.parametrize(
    "path",
    sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]),
    ids=lambda path: str(path.relative_to(ROOT)),
)
def test_links_between_documents_lead_somewhere(path: Path) -> None:
    assert [target for target in _links(path) if not (path.parent / target).exists()] == []


def test_the_map_of_the_house_names_files_that_exist() -> None:
    """Every ``room/file.py`` in docs/architecture.md is there."""
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`((?:[a-z_]+/)+[a-z_]+\.(?:py|yaml))`", text))
    assert named
    assert {
        name for name in named if not ((PACKAGE / name).exists() or (ROOT / name).exists())
    } == set()


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_the_lock_names_no_place_and_pins_by_hash(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert not re.search(r"://|^-|\bfile:", text, re.MULTILINE)
    pins = re.findall(
        r"^[a-z0-9._-]+==\S+.*(?:\n +--hash=sha256:[0-9a-f]{64}.*)+", text, re.MULTILINE
    )
    assert len(pins) == len(re.findall(r"^\S*==", text, re.MULTILINE)) > 0


def test_the_lock_holds_every_dependency() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = {
        re.split(r"[<>=\[;]", item)[0].lower() for item in settings["project"]["dependencies"]
    }
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert wanted <= set(re.findall(r"^([a-z0-9._-]+)==", text, re.MULTILINE))
