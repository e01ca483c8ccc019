"""A served desk that holds the shipped example reports, and clients that call it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

pytest.importorskip("starlette", reason="the extra 'web' is not installed")

from starlette.testclient import TestClient

from crisisdesk.desk import Desk
from crisisdesk.web import reckoning
from crisisdesk.web.accounts import Accounts
from crisisdesk.web.app import build_app
from crisisdesk.web.settings import Settings

EXAMPLES = Path(__file__).parents[2] / "examples"
PASSWORD = "correct horse battery"


@pytest.fixture(scope="session")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A desk with the example reports, made once and copied by whoever changes it."""
    folder = tmp_path_factory.mktemp("shelf") / "desk"
    with Desk(folder) as desk:
        desk.add(EXAMPLES)
    return folder


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages wait for their briefs."""
    monkeypatch.setattr(reckoning, "PATIENCE", 60.0)


@pytest.fixture
def folder(shelf: Path, tmp_path: Path) -> Path:
    """A desk of the test's own."""
    return Path(shutil.copytree(shelf, tmp_path / "desk"))


@pytest.fixture
def client(folder: Path) -> Iterator[TestClient]:
    """A browser on this machine; nobody is asked for a password."""
    with TestClient(build_app(Settings(folder)), base_url="http://127.0.0.1:8000") as made:
        yield made


@pytest.fixture
def guarded(folder: Path) -> Iterator[Callable[[], TestClient]]:
    """Browsers at a desk with accounts: a reader, an analyst and an administrator."""
    for name, role in (("rea", "reader"), ("ana", "analyst"), ("adi", "administrator")):
        Accounts(folder).add(name, role, PASSWORD)
    app = build_app(Settings(folder))
    with TestClient(app, base_url="http://127.0.0.1:8000"):
        yield lambda: TestClient(app, base_url="http://127.0.0.1:8000", follow_redirects=False)


def log_in(client: TestClient, name: str, password: str = PASSWORD) -> None:
    """Log in as somebody."""
    answer = client.post("/login", data={"name": name, "password": password})
    assert answer.status_code == 303, answer.text


def token_of(page: str) -> str:
    """The form token on a page."""
    return page.split('name="token" value="')[1].split('"')[0]
