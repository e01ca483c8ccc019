"""Shared test set-up: where the research data lies, if this machine has it."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers import PASSWORD, Server, programs

_BESIDE = Path(__file__).resolve().parents[2] / "shared" / "data"
if "CRISISDESK_DATA" not in os.environ and _BESIDE.is_dir():
    os.environ["CRISISDESK_DATA"] = str(_BESIDE)


@pytest.fixture(scope="session")
def data() -> Path:
    """The research data's folder; the test skips where CRISISDESK_DATA is not set."""
    where = os.environ.get("CRISISDESK_DATA")
    if not where or not Path(where).is_dir():
        pytest.skip("the research data is absent: set CRISISDESK_DATA to its folder")
    return Path(where)


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A PostgreSQL server of this session's own, its password in PGPASSWORD; the test skips where
    none is installed."""
    found = programs()
    if found is None:
        pytest.skip("no PostgreSQL server: install Debian's package postgresql")
    pytest.importorskip("psycopg")
    running = Server(found)
    os.environ["PGPASSWORD"] = PASSWORD
    try:
        yield running
    finally:
        del os.environ["PGPASSWORD"]
        running.stop()


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a new ledger is to be: in a file, and on a server."""
    if request.param == "sqlite":
        return str(tmp_path / "ledger.sqlite")
    running: Server = request.getfixturevalue("server")
    return running.room()


@pytest.fixture(params=["sqlite", "postgresql"])
def either_ledger(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Desks with a folder have their ledger in a file, and on a server (where they share it)."""
    if request.param == "postgresql":
        running: Server = request.getfixturevalue("server")
        monkeypatch.setenv("CRISISDESK_LEDGER", running.room())
