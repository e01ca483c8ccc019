"""Briefs are reckoned beside the pages, kept while what they rest on stays as it is, and never told
as current when it does not."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from starlette.testclient import TestClient

from crisisdesk.desk import Desk
from crisisdesk.desk.basis import BRIEFS, program
from crisisdesk.record.file import LedgerFile
from crisisdesk.web import reckoning
from crisisdesk.web.app import build_app
from crisisdesk.web.served import Served
from crisisdesk.web.settings import Settings

REPORT = "Iran threatened Israel with force on 3 May 2025, officials in Tehran said.\n"
OTHER = "Israel fired on the army of Iran on 5 May 2025, officials in Jerusalem said.\n"
OUTLETS = """outlets:
  - name: Yerevan Lantern
    domains: [lantern.example.org]
    country: ARM
    grade: C
    reason: names its sources and corrects its errors
"""
Change = Callable[[Path, pytest.MonkeyPatch], object]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A desk of two reports, one of them withdrawn, with an amendment."""
    folder = tmp_path_factory.mktemp("small") / "desk"
    for name, text in (("one", REPORT), ("two", OTHER)):
        (folder.parent / f"{name}.txt").write_text(text)
    with Desk(folder) as desk:
        desk.add(folder.parent / "one.txt", folder.parent / "two.txt")
        one, two = (reading.report.id for reading in desk.readings())
        desk.amend(one, "E1", {"date": "2025-05-04"})
        desk.withdraw(two, "a mistake")
    return folder


@pytest.fixture
def desk(small: Path, tmp_path: Path) -> Path:
    from shutil import copytree

    return Path(copytree(small, tmp_path / "desk"))


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The days as of which briefs were reckoned."""
    days: list[Any] = []
    brief = Desk.brief

    def counted(self: Desk, as_of: str | None = None, *more: Any, **others: Any) -> Any:
        days.append(as_of)
        return brief(self, as_of, *more, **others)

    monkeypatch.setattr(Desk, "brief", counted)
    return days


def _on(folder: Path, work: Callable[[Desk], object]) -> None:
    with Desk(folder) as desk:
        work(desk)


def _first(desk: Desk) -> str:
    return min(desk._ledger.held(), key=lambda name: desk._ledger.recorded(name) or "")


def _read_otherwise(desk: Desk) -> None:
    (reading,) = desk.readings()
    desk._ledger.add(msgspec.structs.replace(reading, statements=()), reread=True)


def _new_report(desk: Desk) -> None:
    (desk.path.parent / "new.txt").write_text("Oman offered to mediate on 7 May 2025.\n")
    desk.add(desk.path.parent / "new.txt")


def _corrected(desk: Desk) -> None:
    gone, counting = desk.superseded()[0][0].id, desk.reports()[0].id
    desk.reinstate(gone)
    desk.correct(counting, gone)


def _day(folder: Path, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(LedgerFile, "moment", lambda self: "2031-01-01T00:00:00Z")


def _version(folder: Path, patch: pytest.MonkeyPatch) -> None:
    patch.setattr("crisisdesk.__version__", "99.0", raising=False)
    program.cache_clear()


def _terms(folder: Path, patch: pytest.MonkeyPatch) -> None:
    (folder / "terms").mkdir()
    (folder / "terms" / "outlets.yaml").write_text(OUTLETS)


CHANGES: dict[str, Change] = {
    "a new report": lambda folder, _: _on(folder, _new_report),
    "an amendment": lambda folder, _: _on(
        folder, lambda desk: desk.amend(desk.reports()[0].id, "E1", {"target": "SAU"})
    ),
    "an amendment taken back": lambda folder, _: _on(folder, lambda desk: desk.undo_amendment(1)),
    "a correction": lambda folder, _: _on(folder, _corrected),
    "a withdrawal taken back": lambda folder, _: _on(
        folder, lambda desk: desk.reinstate(desk.superseded()[0][0].id)
    ),
    "a re-reading": lambda folder, _: _on(folder, _read_otherwise),
    "an edit of the settings": lambda folder, _: (folder / "desk.toml").write_text("horizon = 30"),
    "an edit of the terms": _terms,
    "the day": _day,
    "another version": _version,
}


@pytest.fixture
def anew() -> Iterator[None]:
    """The word for the program is found anew, before and after."""
    program.cache_clear()
    yield
    program.cache_clear()


@pytest.mark.usefixtures("anew")
@pytest.mark.parametrize("again", [False, True], ids=["running", "started again"])
@pytest.mark.parametrize("change", CHANGES)
def test_a_change_has_the_brief_reckoned_anew(
    desk: Path, made: list[Any], monkeypatch: pytest.MonkeyPatch, change: str, again: bool
) -> None:
    served = Served(Settings(desk))
    try:
        before = served.brief()
        CHANGES[change](desk, monkeypatch)
        if again:
            served.close()
            served = Served(Settings(desk))
        after = served.brief()
        assert len(made) == 2
        assert after is not before
        with Desk(desk) as fresh:
            assert after == fresh.brief()
    finally:
        served.close()


@pytest.mark.usefixtures("anew")
def test_without_a_change_a_brief_is_reckoned_once(desk: Path, made: list[Any]) -> None:
    served = Served(Settings(desk))
    first = served.brief()
    with Desk(desk) as other, other.file.writing() as connection:
        connection.execute("INSERT INTO watch_state VALUES ('pulse', 'now')")  # a watch's own note
    assert served.brief() is first
    served.close()
    served = Served(Settings(desk))
    assert served.brief() == first
    served.close()
    assert made == [None]


def test_a_stored_brief_that_is_damaged_is_reckoned_anew(desk: Path, made: list[Any]) -> None:
    served = Served(Settings(desk))
    first = served.brief()
    served.close()
    for file in (desk / BRIEFS).iterdir():
        file.write_bytes(file.read_bytes()[:-100])
    served = Served(Settings(desk))
    assert served.brief() == first
    served.close()
    assert len(made) == 2


def test_few_briefs_are_stored(desk: Path) -> None:
    served = Served(Settings(desk))
    for day in range(10, 20):
        served.brief(f"2030-01-{day}")
    served.close()
    assert len([*(desk / BRIEFS).iterdir()]) == 4


def test_a_brief_that_a_change_overtook_is_not_kept(
    desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    brief, changed = Desk.brief, threading.Event()

    def overtaken(self: Desk, *given: Any, **more: Any) -> Any:
        made = brief(self, *given, **more)
        if not changed.is_set():
            _on(desk, _new_report)
            changed.set()
        return made

    monkeypatch.setattr(Desk, "brief", overtaken)
    served = Served(Settings(desk))
    changed.wait(30)
    assert len(served.brief().sources) == 2
    served.close()
    assert len([*(desk / BRIEFS).iterdir()]) == 1


class Held:
    """Briefs that are not reckoned before they are let go."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.gate = threading.Event()
        brief = Desk.brief

        def held(desk: Desk, *given: Any, progress: Any = None, **more: Any) -> Any:
            progress("Counting on fingers")
            assert self.gate.wait(30)
            return brief(desk, *given, **more)

        monkeypatch.setattr(Desk, "brief", held)
        monkeypatch.setattr(reckoning, "PATIENCE", 0.05)


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Iterator[Held]:
    made = Held(monkeypatch)
    yield made
    made.gate.set()


@pytest.mark.parametrize("path", ["/", "/questions", "/timeline", "/actors", "/statements"])
def test_a_page_says_that_its_brief_is_being_reckoned(desk: Path, held: Held, path: str) -> None:
    with TestClient(build_app(Settings(desk)), base_url="http://127.0.0.1:8000") as client:
        waiting = client.get(path)
        assert waiting.status_code == 202
        assert "Counting on fingers; begun" in waiting.text
        assert '<noscript><meta http-equiv="refresh"' in waiting.text
        assert "1 report." in waiting.text
        assert client.get("/reports").status_code == 200  # lists answer meanwhile
        held.gate.set()
        _ready(client, path)


def test_a_kept_question_waits_for_its_answer_too(desk: Path, held: Held) -> None:
    _on(desk, lambda one: one.questions.ask("Will Iran strike Israel by 1 June 2027?"))
    with TestClient(build_app(Settings(desk)), base_url="http://127.0.0.1:8000") as client:
        assert client.get("/questions/1").status_code == 202
        held.gate.set()
        assert "Will Iran strike Israel" in _ready(client, "/questions/1")


def _ready(client: TestClient, path: str) -> str:
    """The page when it waits for nothing more."""
    for _ in range(200):
        answer = client.get(path)
        if "data-busy" not in answer.text:
            assert answer.status_code == 200
            assert "http-equiv" not in answer.text
            return answer.text
    raise AssertionError("it waits for ever")


def test_after_a_change_the_last_brief_is_told_as_such(desk: Path, held: Held) -> None:
    held.gate.set()
    with TestClient(build_app(Settings(desk)), base_url="http://127.0.0.1:8000") as client:
        before = _ready(client, "/sources")
        held.gate.clear()
        _on(desk, _new_report)
        meanwhile = client.get("/sources")
        assert meanwhile.status_code == 200
        assert "new.txt" not in meanwhile.text
        assert "rests on the record as it stood on" in meanwhile.text
        assert "is being reckoned anew" in meanwhile.text
        assert "is being reckoned anew" not in before
        held.gate.set()
        assert "new.txt" in _ready(client, "/sources")


def test_a_mistake_in_the_settings_is_told_and_forgotten(desk: Path) -> None:
    with TestClient(build_app(Settings(desk)), base_url="http://127.0.0.1:8000") as client:
        (desk / "desk.toml").write_text("horizon = 'long'\n")
        told = client.get("/")
        assert told.status_code == 400
        assert "desk.toml" in told.text
        (desk / "desk.toml").unlink()
        _ready(client, "/")


def test_a_failure_of_the_program_is_told(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(self: Desk, *given: Any, **more: Any) -> Any:
        raise ZeroDivisionError

    monkeypatch.setattr(Desk, "brief", failing)
    app = build_app(Settings(desk))
    with TestClient(app, base_url="http://127.0.0.1:8000", raise_server_exceptions=False) as client:
        assert client.get("/").status_code == 500
