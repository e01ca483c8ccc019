"""Long lists are told a page at a time, and lose nothing by it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from bench.made_up import World
from crisisdesk.record.ledger import Ledger
from crisisdesk.web.app import build_app
from crisisdesk.web.settings import Settings

REPORTS = 30


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    """A browser at a desk with hundreds of speakers."""
    with Ledger(tmp_path / "desk.sqlite") as ledger:
        for reading in World().readings(REPORTS):
            ledger.add(reading)
    with TestClient(build_app(Settings(tmp_path)), base_url="http://127.0.0.1:8000") as made:
        yield made


def _speakers(page: str) -> list[str]:
    return re.findall(r'<h2 class="small">([^<]+)</h2>', page)


def test_statements_are_told_page_by_page(client: TestClient) -> None:
    first = client.get("/statements").text
    told = re.search(r"page 1 of (\d+)", first)
    assert told
    pages = [client.get(f"/statements?page={n}").text for n in range(1, int(told[1]) + 1)]
    speakers = [name for page in pages for name in _speakers(page)]
    assert len(_speakers(first)) == 100
    assert len(set(speakers)) == len(speakers)
    assert f"by {len(speakers)} speakers" in first
    assert not _speakers(client.get("/statements?page=1000").text)


def test_a_choice_goes_along_from_page_to_page(client: TestClient) -> None:
    first = client.get("/statements", params={"speaker": "minister", "outlet": "", "as_of": ""})
    (onward,) = re.findall(r'href="(/statements\?[^"]+)">Those after', first.text)
    assert onward == "/statements?speaker=minister&amp;page=2"


@pytest.mark.parametrize("page", ["0", "-1", "x", "²", "1000001"])
@pytest.mark.parametrize("path", ["/statements", "/reports"])
def test_a_page_that_is_none_is_refused(client: TestClient, path: str, page: str) -> None:
    assert client.get(path, params={"page": page}).status_code == 400


def test_a_day_is_chosen_only_where_there_are_several(client: TestClient, tmp_path: Path) -> None:
    assert 'type="range"' in client.get("/actors").text
    single = tmp_path / "single"
    single.mkdir()
    with Ledger(single / "desk.sqlite") as ledger:
        ledger.add(next(World().readings(1)))
    with TestClient(build_app(Settings(single)), base_url="http://127.0.0.1:8000") as other:
        told = other.get("/actors")
        assert told.status_code == 200
        assert 'type="range"' not in told.text


@pytest.mark.parametrize("path", ["/", "/questions", "/timeline", "/actors", "/statements"])
def test_a_desk_without_reports_says_how_to_begin(tmp_path: Path, path: str) -> None:
    with TestClient(build_app(Settings(tmp_path)), base_url="http://127.0.0.1:8000") as empty:
        told = empty.get(path)
    assert told.status_code == 200
    assert "An empty desk" in told.text
    assert 'type="file"' in told.text


def test_what_went_wrong_is_told_without_the_servers_folders(
    client: TestClient, tmp_path: Path
) -> None:
    told = client.get("/", params={"as_of": "1999-01-01"})
    assert told.status_code == 400
    assert "No report was published by 1999-01-01" in told.text
    (tmp_path / "desk.toml").write_text("horizon = 'long'\n")
    wrong = client.get("/")
    assert "The desk&#39;s desk.toml:1" in wrong.text
    assert str(tmp_path) not in told.text + wrong.text
